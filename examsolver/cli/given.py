"""What commands share: files in, output out, problems told, options spelt alike."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from examsolver.core.problem import ExamError, Problem

Command = TypeVar("Command", bound=Callable[..., Any])
STDIN = Path("-")

exam_file = click.argument("exam", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
seed_option = click.option("--seed", default=0, show_default=True, help="Which variant of questions with let.")
force_option = click.option("--force", is_flag=True, help="Replace an output folder that is there already.")


def format_option(*formats: str) -> Callable[[Command], Command]:
    """``--format``, the first being the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help="Kind of output."
    )


def output_option(what: str) -> Callable[[Command], Command]:
    """``-o``."""
    return click.option("-o", "--output", type=click.Path(path_type=Path), help=what)


def given(path: Path) -> Path | str:
    """A file as it is; for ``-`` the text of standard input."""
    if path != STDIN:
        return path
    from examsolver.exchange.texts import source_of_bytes

    return source_of_bytes(sys.stdin.buffer.read(), "<stdin>").text


@contextmanager
def problems_told(form: str = "text") -> Iterator[None]:
    """Problems in what was given are printed, as JSON where that is the format, and the exit code is 1."""
    try:
        yield
    except ExamError as error:
        stop_with(error.problems, form)


def stop_with(problems: Iterable[Problem], form: str = "text") -> NoReturn:
    """Print problems and exit with 1."""
    if form == "json":
        from examsolver.exchange.records import problems_json

        click.echo(problems_json(problems))
    else:
        tell(problems)
    raise SystemExit(1)


def tell(problems: Iterable[Problem]) -> None:
    """Print problems to standard error."""
    for problem in problems:
        click.echo(f"{problem}\n", err=True)


def put(data: str | bytes, output: Path | None) -> None:
    """To a file, whole or not at all, or to standard output."""
    if output is None:
        binary = isinstance(data, bytes)
        if binary and sys.stdout.isatty():
            raise click.UsageError("this format is binary: name a file with -o")
        click.echo(data, nl=not binary and not str(data).endswith("\n"))
        return
    from examsolver.exchange.output import write_file

    problem = write_file(output, data)
    if problem:
        stop_with([problem])
    click.echo(f"wrote {output}", err=True)


def put_folder(files: dict[str, str | bytes], folder: Path, force: bool) -> None:
    """Write a folder, whole or not at all."""
    from examsolver.exchange.output import write_files

    problem = write_files(folder, files, force=force)
    if problem:
        stop_with([problem])
    click.echo(f"wrote {len(files)} files in {folder}", err=True)
