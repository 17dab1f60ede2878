"""``examsolver review``: the answers that a human must look at."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import format_option, output_option, problems_told, put


@click.command("review")
@click.argument("results", type=click.Path(path_type=Path, exists=True))
@format_option("text", "csv")
@output_option("A file to write to.")
def command(results: Path, form: str, output: Path | None) -> None:
    """List what RESULTS (results.json, or its folder) leaves to a human, answers that are alike together.

    The CSV can be filled in (marks, note, by) and read back: examsolver regrade RESULTS --overrides FILE.
    """
    import examsolver
    from examsolver.storage.listings import review_text
    from examsolver.storage.tables import review_csv

    with problems_told():
        groups = examsolver.review(results)
    put(review_csv(groups) if form == "csv" else review_text(groups), output)
