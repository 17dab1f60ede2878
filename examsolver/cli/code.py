"""``examsolver code``: a network as code of a framework, or code of a framework as a question."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import exam_file, given, output_option, problems_told, put, seed_option


@click.command("code")
@exam_file
@click.option("--to", "target", type=click.Choice(("keras", "pytorch")), help="Print code of this framework.")
@click.option("--from", "origin", type=click.Choice(("keras", "pytorch", "onnx")), help="FILE is of this framework.")
@click.option("--input", "size", metavar="SIZE", help="Size of the input where the code does not say it: 3x224x224.")
@click.option("--question", "-q", "wanted", metavar="ID", help="This question; else the first network of the file.")
@output_option("Write to this file.")
@seed_option
def command(
    exam: Path,
    target: str | None,
    origin: str | None,
    size: str | None,
    wanted: str | None,
    output: Path | None,
    seed: int,
) -> None:
    """Write a network question as runnable code (--to); code, Keras's JSON or an ONNX file as a question (--from)."""
    import examsolver

    if (target is None) == (origin is None):
        raise click.UsageError("say one of --to keras, --to pytorch, --from keras, --from pytorch, --from onnx")
    with problems_told():
        if origin is not None:
            put(examsolver.question_from(given(exam), origin, _sides(size)), output)
            return
        loaded = examsolver.load(given(exam), seed=seed)
        named = examsolver.questions_of(loaded, wanted) if wanted else examsolver.networks(loaded)
        put(examsolver.code(named[0], "keras" if target == "keras" else "pytorch"), output)


def _sides(size: str | None) -> tuple[int, ...] | None:
    if size is None:
        return None
    sides = size.lower().replace("×", "x").split("x")
    if not all(side.strip().isdecimal() and int(side) > 0 for side in sides):
        raise click.BadParameter("a size such as 3x224x224 or 100", param_hint="--input")
    return tuple(map(int, sides))
