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
from examsolver.cli.storing import remembered, store_options


def _columns(context: click.Context, option: click.Parameter, told: tuple[str, ...]) -> dict[str, str]:
    """``HEADING=PART``, several times, as a mapping."""
    pairs = [one.partition("=") for one in told]
    wrong = next((one for one, (heading, _, part) in zip(told, pairs, strict=True) if not heading or not part), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is not HEADING=PART", context, option)
    return {heading.strip(): part.strip() for heading, _, part in pairs}


@click.command("grade")
@exam_file
@click.argument("answers", type=click.Path(path_type=Path, allow_dash=True))
@format_option("text", "json", "markdown", "html", "pdf")
@output_option("A folder: reports, a class summary, gradebook.csv, results.json, the review list.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV of students: id, name; or a gradebook of Canvas, scores of Gradescope, participants of Moodle.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=PART",
    callback=_columns,
    help="What a column of a table answers: 'Response 1=strides/stride=2'. May be given again.",
)
@click.option(
    "--gradebook",
    type=click.Choice(["plain", "canvas", "moodle"]),
    default="plain",
    show_default=True,
    help="What gradebook.csv is for; ids of Canvas and Moodle are taken from the roster.",
)
@click.option("--anonymous", is_flag=True, help="Pseudonyms in what is written, for markers; the key lies in key/.")
@click.option("--jobs", "-j", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--overrides", type=click.Path(path_type=Path), help="CSV of marks that humans gave.")
@store_options
@seed_option
@force_option
def command(
    exam: Path,
    answers: Path,
    form: str,
    output: Path | None,
    roster: Path | None,
    columns: dict[str, str],
    gradebook: str,
    anonymous: bool,
    jobs: int,
    overrides: Path | None,
    store: str | None,
    who: str | None,
    seed: int,
    force: bool,
) -> None:
    """Mark ANSWERS against the questions in FILE.

    ANSWERS are JSONL, CSV (long, wide, responses of a Moodle quiz, student analysis of a Canvas quiz), a text
    sheet, a notebook, or a folder of such files. Encodings and separators are found.

    Without -o the class summary (or, as JSON, everything) goes to standard output.
    """
    import examsolver

    if anonymous and output is None:
        raise click.UsageError("--anonymous keeps a key to the pseudonyms: name a folder with -o")
    with problems_told(form):
        loaded = examsolver.load(given(exam), seed=seed)
        with progress_of("marked") as progress:
            marking = examsolver.grade(
                loaded, given(answers), roster=roster, columns=columns, jobs=jobs, progress=progress
            )
        if overrides is not None:
            marking = examsolver.with_overrides(marking, given(overrides))
        if output is None:
            put(examsolver.render(marking, form), None)
        else:
            files = examsolver.marking_files(marking, form, gradebook=gradebook, roster=roster, anonymous=anonymous)
            put_folder(files, output, force)
        remembered(marking, store, who)
    if marking.problems:
        if form != "json" or output is not None:
            tell(marking.problems)
        raise SystemExit(1)
