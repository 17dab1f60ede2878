"""``examsolver sheet``: practice sheets."""

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
    seed_option,
)


@click.command("sheet")
@click.argument("exams", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--count", "-n", default=5, show_default=True, type=click.IntRange(1, 500), help="How many questions.")
@click.option("--topic", "topics", multiple=True, help="Only questions of this topic or tag (repeatable).")
@click.option("--level", help="Only questions of this level.")
@click.option("--marks", metavar="N or A..B", help="Only questions worth that much.")
@click.option("--title", default="Practice sheet", show_default=True)
@format_option("pdf", "html", "markdown")
@output_option("A folder: the sheet, its key, the questions, a blank answers file.")
@seed_option
@force_option
def command(
    exams: tuple[Path, ...],
    count: int,
    topics: tuple[str, ...],
    level: str | None,
    marks: str | None,
    title: str,
    form: str,
    output: Path | None,
    seed: int,
    force: bool,
) -> None:
    """Make a sheet of questions from FILEs, or from the question bank.

    Questions with let give another variant for every seed. Without -o the sheet goes to standard output.
    """
    import examsolver

    with problems_told():
        made = examsolver.sheet(
            *(given(exam) for exam in exams),
            count=count,
            topics=topics,
            level=level,
            marks=marks,
            title=title,
            seed=seed,
        )
        if output is None:
            put(examsolver.render(made, form), None)
        else:
            put_folder(examsolver.sheet_files(made, form), output, force)
