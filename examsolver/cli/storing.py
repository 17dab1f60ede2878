"""Options and steps that the commands share which keep results: who marks, and where the history is."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

from examsolver.core.marking import Marking

Command = TypeVar("Command", bound=Callable[..., Any])

STORE = "A history: FILE.db, or postgresql+psycopg://user@host/database."


def store_options(command: Command) -> Command:
    """``--store`` and ``--by``."""
    command = click.option("--by", "who", default=None, help="Who marks; stands in the history.")(command)
    return click.option("--store", default=None, help=STORE)(command)


def remembered(marking: Marking, store: str | None, who: str | None) -> None:
    """Put a marking into the history, if one is named, and say so."""
    if store is None:
        return
    import examsolver

    number, new = examsolver.remember(marking, store, who or _user())
    click.echo(f"run {number} {'added to' if new else 'is already in'} the history", err=True)


def _user() -> str:
    """The name of the account; systems without one raise different errors."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
