"""``examsolver compare``: whether two answers say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examsolver.cli.given import given, problems_told
from examsolver.core.marking import Comparison
from examsolver.core.problem import ExamError

if TYPE_CHECKING:
    from examsolver.exchange.pairs import Pair


@click.command("compare")
@click.argument("expected", required=False)
@click.argument("given_text", metavar="GIVEN", required=False)
@click.option("--kind", default="auto", show_default=True, help="What is asked: number, size, matrix, gate …")
@click.option("--jsonl", "pairs", type=click.Path(path_type=Path, allow_dash=True), help="A file of many pairs.")
def command(expected: str | None, given_text: str | None, kind: str, pairs: Path | None) -> None:
    """Say whether GIVEN is EXPECTED in another notation: equal, different or undecided, and why.

    With --jsonl FILE every line holds id, gold, pred and, if wanted, kind and opts; a line
    with id, verdict, read_as and reason is printed for each.
    """
    with problems_told():
        if pairs is not None:
            for line in _judged(pairs):
                click.echo(line)
        elif expected is None or given_text is None:
            raise click.UsageError("name EXPECTED and GIVEN, or --jsonl FILE")
        else:
            import examsolver

            _tell(examsolver.compare(expected, given_text, kind))


def _tell(told: Comparison) -> None:
    click.echo(told.verdict)
    if told.read_as:
        click.echo(f"read as: {told.read_as}")
    if told.reason:
        click.echo(f"because: {told.reason}")
    if told.counterexample:
        click.echo(f"for example: {told.counterexample}")


def _judged(pairs: Path) -> Iterator[str]:
    from examsolver.exchange.pairs import Pair, pairs_of
    from examsolver.exchange.texts import source_of

    for pair in pairs_of(source_of(given(pairs))):
        found = _answer(pair) if isinstance(pair, Pair) else _undecided("", pair.message)
        yield json.dumps(found, ensure_ascii=False)


def _answer(pair: Pair) -> dict[str, object]:
    """The output line of one input line; what is wrong with the line is its reason."""
    import examsolver

    try:
        told = examsolver.compare(pair.gold, pair.pred, pair.kind or "auto", **(pair.opts or {}))
    except ExamError as error:
        return _undecided(pair.id, error.problems[0].message)
    return {"id": pair.id, "verdict": told.verdict, "read_as": told.read_as, "reason": told.reason}


def _undecided(name: object, reason: str) -> dict[str, object]:
    return {"id": name, "verdict": "undecided", "read_as": "", "reason": reason}
