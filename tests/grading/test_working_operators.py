"""Operators, texts and results of calls in a student's working."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.working import Claim

EXAM = """question attend: compute
  Q = [[1, 0]]
  K = [[1, 1], [0, 2]]
  V = [[1, 2], [3, 4]]
  a = attention(Q, K, V)
  n = gram_count("the cat and the cat", "the cat")
  p = n / token_count("the cat and the cat")
  w = sum([[1, 2], [3, 4]], each column)
  find a.scores, a.output, n, p, w
"""


def claims(*lines: str) -> list[Claim]:
    exam = examsolver.load(EXAM)
    marking = examsolver.grade(exam, (Submission("ada", (Answer("attend", "working", "\n".join(lines)),)),))
    return [claim for verdict in marking.reports[0].verdicts for claim in verdict.claims]


@pytest.mark.parametrize(
    "line",
    [
        "scores of a[1,1] = Q[1,1]*K[1,1] + Q[1,2]*K[1,2] = 1",
        "a.scores[1,2] = 1*0 + 0*2 = 0",
        r"\text{scores of a}_{11} = 1 \cdot 1 + 0 \cdot 1 = 1",
        'p = count("the cat") / token_count("the cat and the cat") = 2/5',
        'n = count("the cat") = 2',
        "w = sum([[1, 2], [3, 4]], each column) = [1+3, 2+4] = [4, 6]",
        "a.weights[1,1] = exp(a.scaled[1,1]) / (exp(a.scaled[1,1]) + exp(a.scaled[1,2])) = 0.6698",
    ],
)
def test_a_sound_line_is_confirmed(line: str) -> None:
    (claim,) = claims(line)
    assert (claim.outcome, claim.message) == ("confirmed", "")


@pytest.mark.parametrize("line", ["a.scores[1,1] = 1*1 + 1*1 = 2", 'p = count("the cat") / 4 = 1/2'])
def test_a_wrong_line_breaks(line: str) -> None:
    assert claims(line)[0].outcome == "broken"


def test_a_call_that_no_step_has_is_not_held_against_anybody() -> None:
    assert claims('b = count("the dog") + 0 = 0')[0].outcome == "unmatched"


def test_numbers_that_are_far_too_large_are_not_counted_out() -> None:
    assert claims("b = softmax(10^9, 10^12) + 1 = 2")[0].outcome == "unmatched"
