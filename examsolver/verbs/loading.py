"""Texts to exams."""

from __future__ import annotations

from examsolver.core.problem import ExamError, Source
from examsolver.core.question import Exam
from examsolver.families import FAMILIES
from examsolver.language.exam import parse_exam


def load_source(source: Source, seed: int = 0) -> Exam:
    """The exam in a source. Raises ExamError with everything that is wrong."""
    exam, problems = parse_exam(source, FAMILIES, seed=seed)
    if exam is None or problems:
        raise ExamError(problems)
    return exam
