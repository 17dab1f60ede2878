"""``examsolver grade``: marked answers."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import (
    exam_file,
    force_option,
    format_option,
    given,
    output_option,
    problems_told,
    put,
    put_folder,
    seed_option,
    tell,
)
from examsolver.cli.progress import progress_of


@click.command("grade")
@exam_file
@click.argument("answers", type=click.Path(path_type=Path, allow_dash=True))
@format_option("text", "json", "markdown", "html", "pdf")
@output_option("A folder: a report for each student, a class summary, gradebook.csv.")
@click.option("--roster", type=click.Path(path_type=Path, exists=True), help="CSV of students: id, name.")
@click.option("--jobs", "-j", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@seed_option
@force_option
def command(
    exam: Path,
    answers: Path,
    form: str,
    output: Path | None,
    roster: Path | None,
    jobs: int,
    seed: int,
    force: bool,
) -> None:
    """Mark ANSWERS (JSONL, CSV long or wide, or a text sheet) against the questions in FILE.

    Without -o the class summary (or, as JSON, everything) goes to standard output.
    """
    import examsolver

    with problems_told(form):
        loaded = examsolver.load(given(exam), seed=seed)
        with progress_of("marked") as progress:
            marking = examsolver.grade(loaded, given(answers), roster=roster, jobs=jobs, progress=progress)
        if output is None:
            put(examsolver.render(marking, form), None)
        else:
            put_folder(examsolver.marking_files(marking, form), output, force)
    if marking.problems:
        if form != "json" or output is not None:
            tell(marking.problems)
        raise SystemExit(1)
