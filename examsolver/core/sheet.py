"""A practice sheet."""

from __future__ import annotations

from dataclasses import dataclass

from examsolver.core.question import Exam, Solution


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its questions as an exam, their solutions, and the text that answers are graded against."""

    exam: Exam
    solutions: tuple[Solution, ...]
    text: str
    seed: int
