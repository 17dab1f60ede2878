"""Answers in: a file in any format, or a folder of files, to one submission a student."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from examsolver.core.marking import Submission
from examsolver.core.problem import Problem, Source
from examsolver.core.question import Exam
from examsolver.exchange.collecting import Collected
from examsolver.exchange.encodings import read_source
from examsolver.exchange.folders import files_in
from examsolver.exchange.formats import reader_of
from examsolver.exchange.notebooks import read_notebook
from examsolver.exchange.people import People
from examsolver.exchange.rows import Hints, lines_of

Submissions = tuple[Submission, ...]
Problems = tuple[Problem, ...]


def read_answers(
    given: Path | str | bytes,
    exam: Exam,
    name: str | None = None,
    *,
    people: People | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Submissions, Problems]:
    """The submissions in a file or folder (a ``Path``), in a file's bytes, or a text, and all that is wrong with them.

    Wrong rows, unknown questions and parts cost only themselves. Of two answers to one part the
    last counts; both are told and both are kept in the submission.

    Args:
        people: the roster, by which damaged ids and names of files are known.
        columns: parts by heading (``{"Response 1": "strides/stride=2"}``), for tables that do not name them.
    """
    collected = Collected(exam, people or People())
    if isinstance(given, Path) and given.is_dir():
        _take_folder(given, collected, columns or {})
    else:
        source, problems = read_source(given, name)
        for problem in problems:
            collected.tell(problem)
        if source is not None:
            _take(source, collected, Hints(columns or {}, _owner(given, source, collected.people)))
    return collected.submissions(), collected.told()


def _take_folder(folder: Path, collected: Collected, columns: Mapping[str, str]) -> None:
    files, told = files_in(folder, collected.people)
    for problem in told:
        collected.tell(problem)
    if not files:
        collected.tell(Problem(f"{folder}: there are no answers in this folder"))
    for file in files:
        source, problems = read_source(file.path, file.name)
        for problem in problems:
            collected.tell(problem)
        if source is not None:
            _take(source, collected, Hints(columns, file.student))


def _take(source: Source, collected: Collected, hints: Hints) -> None:
    if not source.text.strip():
        collected.tell(Problem(f"{source.name}: there is nothing in this file"))
        return
    collected.take(reader_of(source)(source, collected.exam, hints), lines_of(source))


def _owner(given: Path | str | bytes, source: Source, people: People) -> str:
    """A notebook is its student's, whose name it bears; other files that stand alone must say whose they are."""
    if not isinstance(given, Path) or reader_of(source) is not read_notebook:
        return ""
    return people.find_in(given.stem) or given.stem
