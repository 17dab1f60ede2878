"""``examsolver regrade``: what would change, and only then the change."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import (
    force_option,
    format_option,
    given,
    output_option,
    problems_told,
    put,
    put_folder,
    tell,
)
from examsolver.cli.progress import progress_of
from examsolver.cli.storing import remembered, store_options

FILE = click.Path(path_type=Path, allow_dash=True)


@click.command("regrade")
@click.argument("results", type=click.Path(path_type=Path, exists=True))
@click.option("--exam", type=FILE, help="Another text of the exam; without it the text in RESULTS.")
@click.option("--answers", type=FILE, help="Other answers: each student in it has these, others keep theirs.")
@click.option("--overrides", type=FILE, help="Marks of humans: overrides.csv, or review.csv filled in.")
@click.option("--never-lower", is_flag=True, help="Keep, part by part, the better of old and new.")
@click.option("--apply", "applied", is_flag=True, help="Write the new results to the folder named by -o.")
@output_option("The folder for the new results; needs --apply.")
@click.option("--reports", type=click.Choice(("html", "pdf", "markdown", "text", "json")), default="html",
              show_default=True, help="Kind of reports that --apply writes.")  # fmt: skip
@format_option("text", "json")
@click.option("--jobs", "-j", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@store_options
@force_option
def command(
    results: Path,
    exam: Path | None,
    answers: Path | None,
    overrides: Path | None,
    never_lower: bool,
    applied: bool,
    output: Path | None,
    reports: str,
    form: str,
    jobs: int,
    store: str | None,
    who: str | None,
    force: bool,
) -> None:
    """Mark again what RESULTS (results.json, or its folder) holds, and show what changes for whom.

    Nothing is changed without --apply. Marks that humans gave (overrides) survive.
    """
    if applied != (output is not None):
        raise click.UsageError("--apply and -o FOLDER go together")
    if store is not None and not applied:
        raise click.UsageError("--store goes with --apply: what is only looked at has no history")
    import examsolver
    from examsolver.storage.listings import changes_json, changes_text

    with problems_told(form):
        with progress_of("marked") as progress:
            again = examsolver.regrade(
                results,
                exam=None if exam is None else given(exam),
                answers=None if answers is None else given(answers),
                overrides=() if overrides is None else given(overrides),
                lower=not never_lower,
                jobs=jobs,
                progress=progress,
            )
        problems = again.marking.problems
        put(changes_json(again.changes, problems) if form == "json" else changes_text(again.changes), None)
        if output is not None:
            put_folder(examsolver.marking_files(again.marking, reports), output, force)
            remembered(again.marking, store, who)
        elif again.changes:
            click.echo("nothing is changed yet: --apply -o FOLDER writes the new results", err=True)
    if problems:
        if form != "json":
            tell(problems)
        raise SystemExit(1)
