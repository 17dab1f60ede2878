"""``examsolver explain``: what a tag of a report means."""

from __future__ import annotations

import click

from examsolver.cli.given import format_option, problems_told, put


@click.command("explain")
@click.argument("tag", required=False)
@format_option("text", "json")
def command(tag: str | None, form: str) -> None:
    """Say what a mistake's TAG means, on a small example; without TAG, list all tags."""
    import examsolver
    from examsolver.exchange.records import document

    with problems_told(form):
        if tag is None:
            told = examsolver.mistakes()
            width = max(map(len, told))
            lines = "\n".join(f"{name:{width}}  {says}" for name, says in told.items())
            put(document(mistakes=dict(told)) if form == "json" else lines, None)
        else:
            found = examsolver.explain(tag)
            put(document(**found.record) if form == "json" else found.text, None)
