"""A small exam without families: exchange needs only ids and names."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from examsolver.core.problem import Source, Span
from examsolver.core.question import Exam, Header, Part, Policy, Question

SOURCE = Source("<exam>", "")
SPAN = Span(SOURCE, 0, 0)


def part(part_id: str, *names: str) -> Part:
    return Part(part_id, (part_id,), "number", SPAN, marks=Fraction(1), names=names)


def question(question_id: str, *parts: Part) -> Question:
    family: Any = None
    return Question(Header(question_id, SPAN), family, None, {}, parts)


@pytest.fixture(scope="session")
def exam() -> Exam:
    questions = (
        question("strides", part("stride=2", "2"), part("stride=3", "3")),
        question("homework-2", part("Z"), part("y"), part("dL/dX")),
        question("gates", part("f"), part("y")),
    )
    return Exam("small", questions, Policy(), SOURCE)
