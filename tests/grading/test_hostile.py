"""One bad answer never stops a run, and costs only itself."""

from __future__ import annotations

import random

import pytest

from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import Source
from examsolver.core.question import Solution
from examsolver.families import FAMILIES
from examsolver.grading.marker import Marker, mark_submission, prepare
from examsolver.language.answers import read_answer
from examsolver.language.exam import parse_exam
from examsolver.resources import read_data
from tests.effort import with_effort

HOSTILE = (
    "9" * 5000,
    "1e999999999",
    "-1e-999999999",
    "1/0",
    "0/0",
    "[" * 50_000,
    "(" * 50_000 + "1",
    "[[1, 2], [3]]",
    "[[], []]",
    "nan",
    "-inf",
    "0x0",
    "-3x-3",
    "99999999999x99999999999",
    "1x1x1x1x1x1x1x1",
    "yes no yes",
    "yes, no x no",
    "__import__('os').system('true')",
    "=cmd|' /C calc'!A0",
    "\\frac{\\frac{\\frac{1}{0}}{0}}{0}",
    "\\begin{pmatrix} 1 & 2 \\\\",
    "\u202e\u0000\ufffd",
    "½½½ ٣٣ Ⅳ",
    "f_t = f_t = f_t",
    "W" * 9000,
    "a" * 20_000,
    "x^x^x^x^x^x^x^x^9^9^9^9",
    "2^(2^(2^(2^(2^2))))",
)


@pytest.fixture(scope="module")
def marker() -> Marker:
    source = Source("source-core.exam", read_data("question_bank", "core/source-core.exam"))
    exam, _ = parse_exam(source, FAMILIES)
    assert exam is not None
    solved = {question.id: Solution.of(question) for question in exam}
    return prepare(exam, solved, read_answer)


def answered(marker: Marker, texts: dict[tuple[str, str], str]) -> Submission:
    return Submission("ada", tuple(Answer(*place, text) for place, text in texts.items()))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_stops_the_run_or_earns_marks(marker: Marker, text: str) -> None:
    places = [(home.solution.question.id, asked.part.id) for home in marker.questions for asked in home.asked]
    report, calls = with_effort(mark_submission, marker, answered(marker, dict.fromkeys(places, text)))
    assert len(report.verdicts) == len(places)
    assert not any(verdict.outcome == "correct" for verdict in report.verdicts if verdict.expected != "0")
    assert calls < 20_000_000


def test_answers_to_other_parts_in_every_mixture_are_marked(marker: Marker) -> None:
    rng = random.Random(7)
    asked = [(home.solution.question.id, part) for home in marker.questions for part in home.asked]
    pool = [part.expected_text for _, part in asked] + ["7", "-1", "no", "[[1, 2], [3, 4]]", "3x3", *HOSTILE[:12]]
    for _ in range(25):
        texts = {(question, part.part.id): rng.choice(pool) for question, part in asked}
        report = mark_submission(marker, answered(marker, texts))
        assert 0 <= report.awarded <= report.out_of


def test_a_hostile_answer_leaves_the_others_as_they_are(marker: Marker) -> None:
    homes = {home.solution.question.id: home for home in marker.questions}
    right = {("homework-2", part.part.id): part.expected_text for part in homes["homework-2"].asked}
    for text in HOSTILE:
        report = mark_submission(marker, answered(marker, {**right, ("homework-2", "Z"): text}))
        outcomes = [verdict.outcome for verdict in report.verdicts if verdict.question == "homework-2"]
        assert outcomes[1:] == ["correct"] * 3
