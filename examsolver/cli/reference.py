"""What the commands share that list what a question may use."""

from __future__ import annotations

from typing import Literal

import click

from examsolver.cli.given import format_option, problems_told, put


def reference_command(kind: Literal["layers", "rules", "conventions"], says: str) -> click.Command:
    """``examsolver layers [NAME]`` and its like: all in a line each, or one in full."""

    @click.command(kind, help=says)
    @click.argument("name", nargs=-1)
    @format_option("text", "json")
    def listing(name: tuple[str, ...], form: str) -> None:
        import examsolver
        from examsolver.exchange.records import entries_json, entries_text

        with problems_told(form):
            found = examsolver.reference(kind, " ".join(name) or None)
        put(entries_json(found) if form == "json" else entries_text(found), None)

    return listing
