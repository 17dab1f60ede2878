"""Equations of gradients of cells: true in numbers, and told apart from slips."""

from __future__ import annotations

import numpy as np
import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from tests.families.compute_questions import ask

QUESTION = """
question a: cell lstm
  find equations dL/do, dL/dc, dL/df, dL/di, dL/dcandidate
question b: cell rnn
  find equations dL/dh
question c: cell gru
  find equations dL/dz, dL/dcandidate
"""


def verdict(question: str, part: str, text: str) -> tuple[str, str | None]:
    (report,) = examsolver.grade(examsolver.load(QUESTION), (Submission("s", (Answer(question, part, text),)),)).reports
    (found,) = [one for one in report.verdicts if (one.question, one.part) == (question, part)]
    return found.outcome, found.tag


RIGHT = [
    ("a", "dL/do", "∂L/∂o_t = ∂L/∂h_t ⊙ tanh(c_t)"),
    (
        "a",
        "dL/dc",
        r"\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \odot o_t \odot (1 - \tanh^2(c_t)) "
        r"+ \frac{\partial L}{\partial c_{t+1}} \odot f_{t+1}",
    ),
    ("a", "dL/dc", "dL/dc[t+1] * f[t+1] + dL/dh[t] * o[t] * (1 - tanh(c[t])**2)"),
    ("a", "dL/df", "dL/df_t = dL/dc_t * c_{t-1}"),
    ("a", "dL/di", "δi_t = δc_t ⊙ g_t"),
    ("a", "dL/dcandidate", "dc_t * i_t"),
    ("b", "dL/dh", "W_{hh}^T diag(1 - h_{t+1}^2) dL/dh_{t+1}"),
    ("b", "dL/dh", "U^T (∂L/∂h_{t+1} ⊙ (1 - h_{t+1} ⊙ h_{t+1}))"),
    ("c", "dL/dz", "(h̃_t - h_{t-1}) ∂L/∂h_t"),
]

WRONG = [
    ("a", "dL/do", "dL/dh * c_t", "wrong-factor"),
    ("a", "dL/dc", "dL/dh_t o_t (1 - tanh(c_t)^2)", "later-steps-forgotten"),
    ("a", "dL/df", "dL/dc_t * c_t", "derivative-at-the-wrong-step"),
    ("a", "dL/di", "dL/dc_t", "factor-forgotten"),
    ("a", "dL/dcandidate", "dL/dc_t i_t c_t", "factor-too-many"),
    ("b", "dL/dh", "W^T diag(1 - h_t^2) dL/dh_{t+1}", "derivative-at-the-wrong-step"),
    ("b", "dL/dh", "W (dL/dh_{t+1} ⊙ (1 - h_{t+1}^2))", "transpose-forgotten"),
    ("b", "dL/dh", "W^T dL/dh_{t+1}", "derivative-forgotten"),
    ("c", "dL/dz", "dL/dh (h_{t-1} - n)", "gru-update-old"),
]


@pytest.mark.parametrize(("question", "part", "text"), RIGHT)
def test_other_notations_are_right(question: str, part: str, text: str) -> None:
    assert verdict(question, part, text) == ("correct", None)


@pytest.mark.parametrize(("question", "part", "text", "tag"), WRONG)
def test_slips_are_named(question: str, part: str, text: str, tag: str) -> None:
    outcome, found = verdict(question, part, text)
    assert outcome != "correct" and found == tag


@pytest.mark.parametrize("text", ["x" * 3000, "dL/dc_{t+1}" * 200, "((((", "tanh(tanh(c))", "1/0", "c^99", "∂L/∂", ""])
def test_garbage_gets_a_verdict(text: str) -> None:
    assert verdict("a", "dL/dc", text)[0] != "correct"


LSTM = """
x = [[1, -1], [0.5, 2]]
h[0] = [0.5, 0.25]
c[0] = [1, -1]
W_ih = [[1, 0], [0.5, 1], [-1, 0.5], [0, 1], [0.25, 0], [1, 1], [0.5, 0.5], [-1, 0]]
W_hh = 0.25 as 8x2
L = sum(h * h)
find dL/dh[1], dL/dc[1], dL/dc[2], dL/df[1], dL/di[1], dL/do[1], dL/dcandidate[1]
"""


def test_the_equations_hold_in_numbers() -> None:
    asked = ask(LSTM, "cell lstm")

    def value(name: str) -> np.ndarray:
        return np.asarray(asked[name], dtype=float)

    tanh = np.tanh(value("c[1]"))
    assert np.allclose(value("dL/do[1]"), value("dL/dh[1]") * tanh)
    through = value("dL/dh[1]") * value("o[1]") * (1 - tanh**2)
    assert np.allclose(value("dL/dc[1]"), through + value("dL/dc[2]") * value("f[2]"))
    assert np.allclose(value("dL/df[1]"), value("dL/dc[1]") * np.array([1, -1]))
    assert np.allclose(value("dL/di[1]"), value("dL/dc[1]") * value("candidate[1]"))
    assert np.allclose(value("dL/dcandidate[1]"), value("dL/dc[1]") * value("i[1]"))
