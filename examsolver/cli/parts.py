"""``examsolver parts``: what students answer."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import exam_file, format_option, given, problems_told, put, seed_option


@click.command("parts")
@exam_file
@format_option("text", "json")
@seed_option
def command(exam: Path, form: str, seed: int) -> None:
    """List the parts of every question: id, marks, form of answer."""
    import examsolver
    from examsolver.exchange.records import parts_json, parts_text

    with problems_told(form):
        loaded = examsolver.load(given(exam), seed=seed)
    put(parts_json(loaded) if form == "json" else parts_text(loaded), None)
