"""``examsolver fmt``: canonical form."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import STDIN, exam_file, given, problems_told, put


@click.command("fmt")
@exam_file
@click.option("--write", "-w", is_flag=True, help="Rewrite the file.")
@click.option("--check", "only_check", is_flag=True, help="Exit with 1 if the file is not in canonical form.")
def command(exam: Path, write: bool, only_check: bool) -> None:
    """Print the questions in canonical form; comments stay."""
    import examsolver
    from examsolver.exchange.texts import source_of

    with problems_told():
        source = source_of(given(exam))
        text = examsolver.fmt(source.text)
    if only_check:
        raise SystemExit(0 if text == source.text else 1)
    put(text, exam if write and exam != STDIN else None)
