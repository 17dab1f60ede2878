"""The figures of a class as JSON, as other programs read them."""

from __future__ import annotations

from itertools import pairwise
from typing import TypedDict

from examsolver.core.marks import MarksNumber, marks_number
from examsolver.core.statistics import Distribution, Item
from examsolver.rendering.charts import bins, edges
from examsolver.rendering.class_mistakes import Mistake
from examsolver.rendering.class_view import ClassView, HumanRow
from examsolver.rendering.definitions import DEFINITIONS


class ItemRecord(TypedDict):
    """A part, or (``part`` null) a question."""

    question: str
    part: str | None
    out_of: MarksNumber
    mean: float | None
    facility: float | None
    discrimination: float | None
    right: int
    blank: int


class MistakeRecord(TypedDict):
    """A mistake by its tag."""

    tag: str
    says: str
    students: int
    parts: list[str]
    example: dict[str, str]


class HumanRecord(TypedDict):
    """Answers that are alike."""

    question: str
    part: str
    why: str
    answers: list[str]
    students: list[str]


class DoubtRecord(TypedDict):
    """A part that looks mis-keyed."""

    question: str
    part: str
    reasons: list[str]
    expected: str
    instead: str | None


class ClassRecord(TypedDict):
    """The class."""

    students: int
    absent: list[str]
    out_of: MarksNumber
    totals: dict[str, float] | None
    distribution: list[dict[str, MarksNumber]]
    alpha: float | None
    alpha_of_questions: float | None
    questions: list[ItemRecord]
    parts: list[ItemRecord]
    mistakes: list[MistakeRecord]
    for_humans: list[HumanRecord]
    doubts: list[DoubtRecord]
    definitions: dict[str, str]


def class_record(view: ClassView) -> ClassRecord:
    """The class as one JSON object."""
    figures = view.figures
    return {
        "students": len(figures.students),
        "absent": list(figures.absent),
        "out_of": marks_number(figures.out_of),
        "totals": _totals(figures.distribution),
        "distribution": _bins(view),
        "alpha": figures.alpha,
        "alpha_of_questions": figures.alpha_of_questions,
        "questions": [_item(row.item) for row in view.questions],
        "parts": [_item(row.item) for row in view.parts],
        "mistakes": [_mistake(mistake) for mistake in view.mistakes],
        "for_humans": [_human(row) for row in view.for_humans],
        "doubts": [
            {
                "question": doubt.question,
                "part": doubt.part,
                "reasons": list(doubt.reasons),
                "expected": doubt.expected,
                "instead": doubt.instead or None,
            }
            for doubt in view.doubts
        ],
        "definitions": dict(DEFINITIONS),
    }


def _totals(spread: Distribution | None) -> dict[str, float] | None:
    if spread is None:
        return None
    return {
        "mean": float(spread.mean),
        "median": float(spread.median),
        "deviation": spread.deviation,
        "lower_quartile": float(spread.lower_quartile),
        "upper_quartile": float(spread.upper_quartile),
        "lowest": float(spread.lowest),
        "highest": float(spread.highest),
    }


def _bins(view: ClassView) -> list[dict[str, MarksNumber]]:
    counts = bins(view.figures.totals, view.figures.out_of)
    between = pairwise(edges(view.figures.out_of))
    return [
        {"from": marks_number(low), "to": marks_number(high), "students": count}
        for (low, high), count in zip(between, counts, strict=True)
    ]


def _item(item: Item) -> ItemRecord:
    return {
        "question": item.question,
        "part": item.part or None,
        "out_of": marks_number(item.out_of),
        "mean": None if item.mean is None else float(item.mean),
        "facility": None if item.facility is None else float(item.facility),
        "discrimination": item.discrimination,
        "right": item.right,
        "blank": item.blank,
    }


def _mistake(mistake: Mistake) -> MistakeRecord:
    shown = mistake.example
    example = {"question": shown.question, "part": shown.part, "answer": shown.evidence, "expected": shown.expected}
    return {
        "tag": mistake.tag,
        "says": mistake.says,
        "students": mistake.students,
        "parts": list(mistake.parts),
        "example": example,
    }


def _human(row: HumanRow) -> HumanRecord:
    return {
        "question": row.group.question,
        "part": row.group.part,
        "why": row.first.message,
        "answers": list(row.answers),
        "students": [one.student for one in row.group.rows],
    }
