"""``examsolver solve``: worked solutions."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import exam_file, format_option, given, output_option, problems_told, put, seed_option


@click.command("solve")
@exam_file
@format_option("text", "markdown", "html", "pdf", "latex", "json")
@output_option("Write to this file.")
@seed_option
@click.option("--question", "-q", "wanted", multiple=True, metavar="ID", help="Only this question (repeatable).")
def command(exam: Path, form: str, output: Path | None, seed: int, wanted: tuple[str, ...]) -> None:
    """Work out every question, step by step."""
    import examsolver

    with problems_told(form):
        loaded = examsolver.load(given(exam), seed=seed)
        named = [question for name in wanted for question in examsolver.questions_of(loaded, name)]
        chosen = named if wanted else list(loaded)
        solutions = tuple(examsolver.solve(question) for question in chosen)
        put(examsolver.render(solutions, form, title=loaded.title), output)
