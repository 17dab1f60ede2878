from __future__ import annotations

import pytest

from examsolver.core.marking import Answer, Submission, Verdict
from examsolver.core.problem import Source
from examsolver.core.question import Solution
from examsolver.families import FAMILIES
from examsolver.grading.marker import grade
from examsolver.language.answers import read_answer
from examsolver.language.exam import parse_exam


def marked(cell: str, **equations: str) -> dict[str, Verdict]:
    """The verdicts of the equations of one cell, 2 marks each."""
    asked = "f, i, o, candidate, c, h" if cell == "lstm" else "z, r, candidate, h"
    text = f"question q [{4 * asked.count(',') + 4}]: cell {cell}\n  find equations {asked}\n"
    exam, problems = parse_exam(Source("x", text), FAMILIES)
    assert exam is not None and not problems
    submission = Submission("ada", tuple(Answer("q", part, equation) for part, equation in equations.items()))
    marking = grade(exam, {question.id: Solution.of(question) for question in exam}, [submission], read_answer)
    return {verdict.part: verdict for verdict in marking.reports[0].verdicts}


def test_one_difference_is_a_known_mistake_and_is_told() -> None:
    found = marked("lstm", h="h_t = o_t * sigmoid(c_t)")["h"]
    assert (found.outcome, found.awarded) == ("known-mistake", 0)
    assert "tanh" in found.message


def test_several_differences_are_wrong_and_all_told() -> None:
    found = marked("lstm", f="f_t = tanh(W_f [h_{t-1}, c_t] + b_f)")["f"]
    assert (found.outcome, found.tag) == ("wrong", None)
    assert ";" in found.message


@pytest.mark.parametrize(
    ("cell", "gate", "written"),
    [
        ("lstm", "f", "f_t = sigmoid(W_f [h_{t-1}, x_t])"),
        ("gru", "h", "h_t = z_t * h_{t-1} + (1 - z_t) * candidate"),
    ],
    ids=["a bias left out", "a mirrored update"],
)
def test_other_ways_of_writing_a_cell_are_other_conventions(cell: str, gate: str, written: str) -> None:
    found = marked(cell, **{gate: written})[gate]
    assert (found.outcome, found.awarded) == ("other-convention", 2)
    assert found.message


def test_a_name_on_the_left_of_one_equation_is_known_on_the_right_of_another() -> None:
    found = marked("lstm", candidate="q_t = tanh(W_q [h_{t-1}, x_t] + b_q)", c="c_t = f_t * c_{t-1} + i_t * q_t")
    assert [found["candidate"].outcome, found["c"].outcome] == ["correct", "correct"]
    assert marked("lstm", c="c_t = f_t * c_{t-1} + i_t * q_t")["c"].outcome != "correct"


def test_the_same_slip_is_named_at_every_gate_since_nothing_is_carried_on() -> None:
    found = marked("lstm", f="W_f [h, x] + b_f", i="W_i [h, x] + b_i")
    assert [found[gate].outcome for gate in "fi"] == ["known-mistake"] * 2
    assert found["f"].tag == found["i"].tag
