"""What may be claimed: nothing where more fits than can be told, and later parts tell which it was."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest

import examsolver
from examsolver.core.marking import Answer, Entry, Submission, Verdict
from examsolver.grading.cells import farthest_is_off
from examsolver.practice.bank import bank_question_text


def marked(text: str, **answers: str) -> Mapping[str, Verdict]:
    exam = examsolver.load(text)
    question = exam.questions[0].id
    given = tuple(Answer(question, part, answer) for part, answer in answers.items())
    (report,) = examsolver.grade(exam, (Submission("student", given),)).reports
    return {verdict.part: verdict for verdict in report.verdicts}


ONE = Entry(Fraction(1))
LEARN = """question learn: compute perceptron
  X = [[0, 0], [0, 1], [1, 0], [1, 1]]
  targets = [0, 0, 0, 1]
  rate = 2
  epochs = 2
  find w[4], mistakes[1]
"""
PICKED = """question picked: compute
  P = [[2, -1, 0], [4, 1, 3]]
  p = gather(P, [2, 3])
  rows = take(P, [1, 1])
  L = sum(p) + sum(rows * [[1, 0, 2], [0, 3, 1]])
  find p, rows, dL/dP
"""


def test_where_many_ideas_give_an_answer_none_is_claimed() -> None:
    found = marked(LEARN, **{"w[4]": "[0, 0]", "mistakes[1]": "2"})
    assert (found["w[4]"].outcome, found["w[4]"].tag) == ("wrong", None)


def test_what_was_too_much_to_tell_is_remembered_and_costs_once() -> None:
    found = marked(LEARN, **{"w[4]": "[0, 0]", "mistakes[1]": "4"})
    assert found["w[4]"].outcome == "wrong"
    assert found["mistakes[1]"].outcome == "follow-through"


def test_a_wrong_number_with_decimals_is_known_where_the_right_one_is_whole() -> None:
    text = "question q: compute\n  g = [3, 4]\n  n = sqrt(sum(g^2))\n  find n\n"
    assert marked(text, n="3.7417")["n"].tag == "power-read-as-product"


def test_a_number_in_a_formula_is_not_a_given_that_was_taken_as_zero() -> None:
    found = marked(bank_question_text("bits-2023makeup-q6-partials"), **{"dE/dw1": "12"})["dE/dw1"]
    assert found.tag != "given-taken-as-zero"


def test_a_slip_that_looked_like_a_convention_is_followed_where_it_shows() -> None:
    found = marked(PICKED, p="[-1, 3]", rows="[[4, 1, 3], [4, 1, 3]]", **{"dL/dP": "[[0, 1, 0], [1, 3, 4]]"})
    assert [verdict.outcome for verdict in found.values()] == ["correct", "other-convention", "follow-through"]
    assert found["dL/dP"].tag == "counted-from-the-other-base"


@pytest.mark.parametrize(("written", "off"), [((1, 2, 3), False), ((1, 2, 4), True), ((1, 9, 3), True)])
def test_the_farthest_entry_decides(written: tuple[int, ...], off: bool) -> None:
    entries: list[object | None] = [Entry(Fraction(number)) for number in written]
    assert farthest_is_off(np.array([1.0, 2.0, 3.0]), entries, None, None) is off


def test_room_for_rounding_is_left_to_the_farthest_entry() -> None:
    assert not farthest_is_off(np.array([1.0, 2.0]), [ONE, Entry(Fraction(9, 4))], None, np.array([0.0, 0.5]))
    assert not farthest_is_off(np.array([1.0, 2.0]), [ONE, None], None, None)
