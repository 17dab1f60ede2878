"""The question bank that comes with the program."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from examsolver.core.problem import ExamError, Problem, Source
from examsolver.core.question import Exam, Question
from examsolver.families import FAMILIES
from examsolver.language.exam import parse_exam
from examsolver.language.extracting import question_texts
from examsolver.registry import did_you_mean
from examsolver.resources import data_folder


def bank_sources() -> Iterator[Source]:
    """Every ``.exam`` file of the bank, by path."""
    yield from _sources(data_folder("question_bank"), "question_bank")


def _sources(folder: Traversable, path: str) -> Iterator[Source]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        here = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, here)
        elif entry.name.endswith(".exam"):
            yield Source(here, entry.read_text(encoding="utf-8"))


def bank_exams(seed: int = 0) -> Iterator[Exam]:
    """Every file of the bank as an exam. Raises ExamError where one has problems."""
    for source in bank_sources():
        exam, problems = parse_exam(source, FAMILIES, seed=seed)
        if exam is None or problems:
            raise ExamError(problems)
        yield exam


def bank_questions(seed: int = 0) -> tuple[Question, ...]:
    """Every question of the bank; of two with one id the first."""
    found: dict[str, Question] = {}
    for exam in bank_exams(seed):
        for question in exam:
            found.setdefault(question.id, question)
    return tuple(found.values())


def bank_question_text(question_id: str) -> str:
    """A question as it stands in the bank. Raises ExamError with a near name."""
    known: list[str] = []
    for source in bank_sources():
        for name, text in question_texts(source):
            if name == question_id:
                return text
            known.append(name)
    hint = did_you_mean(question_id, known)
    raise ExamError([Problem(f"the bank has no question {question_id!r}", None, hint)])
