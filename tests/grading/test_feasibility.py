"""Yes or no with a size, on the strides of the core exam: 13x13, filters 3x3, exact sizes only."""

from __future__ import annotations

import pytest

from examsolver.core.marking import Answer, Submission, Verdict
from examsolver.core.problem import Source
from examsolver.core.question import Solution
from examsolver.families import FAMILIES
from examsolver.grading.marker import grade
from examsolver.language.answers import read_answer
from examsolver.language.exam import parse_exam

TEXT = """question strides [8]: shapes
  input 13x13
  filters 64 of 3x3
  padding 0
  strides 2, 3, 4, 5
  find feasible and output
  convention output size {convention}
"""


def marked(part: str, answer: str, convention: str = "exact") -> Verdict:
    exam, problems = parse_exam(Source("x", TEXT.format(convention=convention)), FAMILIES)
    assert exam is not None and not problems
    submission = Submission("ada", (Answer("strides", part, answer),))
    solutions = {question.id: Solution.of(question) for question in exam}
    report = grade(exam, solutions, [submission], read_answer).reports[0]
    return next(verdict for verdict in report.verdicts if verdict.part == part)


@pytest.mark.parametrize(
    ("part", "answer", "outcome", "awarded"),
    [
        ("stride=2", "yes, 6x6", "correct", 2),
        ("stride=2", "6x6x64", "correct", 2),
        ("stride=2", "yes", "partly", 1),
        ("stride=2", "yes, 9x9", "partly", 1),
        ("stride=2", "no", "wrong", 0),
        ("stride=3", "no", "correct", 2),
        ("stride=3", "4x4", "other-convention", 1),
        ("stride=3", "yes, 9x9", "wrong", 0),
        ("stride=5", "2x2", "known-mistake", 0),
    ],
)
def test_each_half_counts(part: str, answer: str, outcome: str, awarded: int) -> None:
    found = marked(part, answer)
    assert (found.outcome, found.awarded) == (outcome, awarded), found


def test_where_the_floor_rule_holds_that_it_does_not_fit_is_the_other_convention() -> None:
    found = marked("stride=3", "no", "floor")
    assert (found.outcome, found.tag) == ("other-convention", "output-size-exact")
