"""Progress of long work: a bar on a terminal, now and then a line elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[int, int], None]
PATIENCE = 1.0
"""Seconds of silence before a line is due."""


@contextmanager
def progress_of(verb: str) -> Iterator[Progress]:
    """A function of (done, all) that shows how far the work is."""
    if sys.stderr.isatty():
        yield from _bar(verb)
    else:
        yield _lines(verb)


def _bar(verb: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _lines(verb: str) -> Progress:
    last = [time.monotonic()]

    def show(done: int, whole: int) -> None:
        if time.monotonic() - last[0] >= PATIENCE:
            last[0] = time.monotonic()
            click.echo(f"{verb} {done} of {whole}", err=True)

    return show
