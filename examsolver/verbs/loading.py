"""Texts to exams."""

from __future__ import annotations

import gc
import os
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from examsolver.core.problem import ExamError, Problem, Source
from examsolver.core.question import Exam, Question
from examsolver.exchange.texts import source_of
from examsolver.families import FAMILIES
from examsolver.language.exam import parse_exam
from examsolver.practice.bank import bank_sources
from examsolver.registry import did_you_mean

BANK = "question_bank/"


def load_source(source: Source, seed: int = 0, root: Path | None = None) -> Exam:
    """The exam in a source. Raises ExamError with everything that is wrong.

    ``root`` is the folder that it may include files from; without one, only the bank is there.
    """
    with _collected_behind():
        exam, problems = parse_exam(source, FAMILIES, seed=seed, resolve=partial(found_file, root=root))
    if exam is None or problems:
        raise ExamError(problems)
    return exam


@contextmanager
def _collected_behind() -> Iterator[None]:
    """Circular garbage waits until the exam is there.

    What a long text is read into stays, and every search of the collector goes through all of it again.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def load_given(given: Path | str, seed: int = 0) -> Exam:
    """The exam in a file, which may include others of its folder, or in a text. Raises ExamError."""
    return load_source(source_of(given), seed, given.parent if isinstance(given, Path) else None)


def found_file(source: Source, name: str, bank: bool, *, root: Path | None) -> Source | str:
    """The file that a source includes: of its own folder or below, never outside ``root``, or of the bank."""
    if bank or source.name.startswith(BANK):
        path = name if bank else posixpath.normpath(posixpath.join(posixpath.dirname(source.name), name))
        wanted = BANK + path.removeprefix(BANK)
        found = next((each for each in bank_sources() if each.name == wanted), None)
        return found or f"the bank has no file {name!r}"
    if root is None:
        return "this text stands in no folder, so it cannot include files"
    file = Path(os.path.normpath(Path(source.name).parent / name))
    if not file.resolve().is_relative_to(root.resolve()) or file.suffix != ".exam":
        return f"{name!r} is no .exam file of this folder or below it"
    try:
        return source_of(file)
    except ExamError as error:
        return error.problems[0].message


def questions_of(exam: Exam, question_id: str) -> tuple[Question, ...]:
    """See :func:`examsolver.questions_of`."""
    found = tuple(each for each in exam if each.id == question_id or each.id.startswith(f"{question_id}."))
    if not found:
        hint = did_you_mean(question_id, [question.id for question in exam])
        raise ExamError([Problem(f"there is no question {question_id!r}", None, hint)])
    return found
