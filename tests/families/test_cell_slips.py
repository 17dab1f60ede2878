"""What students get wrong in recurrent cells, named from a number alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

import examsolver
from examsolver.core.marking import Answer, Submission


def tag_of(question: str, part: str, value: object) -> str | None:
    exam = examsolver.load(question)
    text = str(np.round(np.asarray(value, dtype=float), 6).tolist())
    (report,) = examsolver.grade(exam, (Submission("s", (Answer("q", part, text),)),)).reports
    (found,) = [one for one in report.verdicts if one.part == part]
    assert found.outcome != "correct"
    return found.tag


def sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))


MASKED = """question q: cell rnn
  x = [[1], [2]]
  h[0] = [0.5]
  W = [[0.5, 1]]
  mask = [1, 0]
  find h[2] to 6 decimals
"""


def test_a_mask_that_is_ignored() -> None:
    state = math.tanh(0.5 * math.tanh(0.25 + 1) + 2)
    assert tag_of(MASKED, "h[2]", [state]) == "mask-ignored"


PEEPHOLES = """question q: cell lstm
  x = [1]
  h[0] = [0.5]
  c[0] = [-1]
  W_f = [[0.5, -0.25]]
  W_i = [[1, 0.5]]
  W_o = [[-0.5, 1]]
  W_c = [[0.25, 0.75]]
  p_f = [0.5]
  p_i = [-0.5]
  p_o = [1]
  find o to 6 decimals
"""


def test_the_old_cell_state_in_the_output_gate() -> None:
    assert tag_of(PEEPHOLES, "o", [sigma(0.75 - 1)]) == "old-cell-state-in-output-gate"


STACKED = """question q: cell lstm
  x = [1]
  h[0] = [0.5]
  c[0] = [1]
  W_ih = [[0.5], [1.5], [-1], [0.25]]
  W_hh = [[0.5], [0], [0.5], [-0.25]]
  find {part} to 6 decimals
"""


def stacked() -> dict[str, float]:
    into = [0.75, 1.5, -0.75, 0.125]
    i, f, o = sigma(into[0]), sigma(into[1]), sigma(into[3])
    return {"i": i, "f": f, "o": o, "g": math.tanh(into[2])}


@pytest.mark.parametrize(
    ("part", "tag"),
    [
        ("c", "input-gate-forgotten"),
        ("c", "lstm-gate-order-fico"),
        ("h", "output-gate-forgotten"),
        ("h", "activation-forgotten"),
        ("o", "lstm-gate-order-ifoc"),
        ("f", "tanh-in-place-of-sigmoid"),
    ],
)
def test_slips_in_a_cell_whose_weights_are_stacked(part: str, tag: str) -> None:
    gates = stacked()
    i, f, o, g = (gates[name] for name in "ifog")
    c = f + i * g
    wrong = {
        "input-gate-forgotten": f + g,
        "lstm-gate-order-fico": i + f * g,
        "output-gate-forgotten": math.tanh(c),
        "activation-forgotten": o * c,
        "lstm-gate-order-ifoc": sigma(-0.75),
        "tanh-in-place-of-sigmoid": math.tanh(1.5),
    }
    assert tag_of(STACKED.format(part=part), part, [wrong[tag]]) == tag


UNROLLED = """question q: cell rnn
  x = [1, -1, 0.5]
  h[0] = 0.25
  w_h = 0.5
  w_x = 1
  L = h[3]
  find {part} to 6 decimals
"""


def scalar_states() -> list[float]:
    states = [0.25]
    for x in (1, -1, 0.5):
        states.append(math.tanh(x + 0.5 * states[-1]))
    return states


def test_the_gradient_of_the_last_step_alone() -> None:
    states = scalar_states()
    assert tag_of(UNROLLED.format(part="dL/dw_h"), "dL/dw_h", (1 - states[3] ** 2) * states[2]) == "last-step-only"


def test_the_derivative_of_the_activation_at_the_step_before() -> None:
    states = scalar_states()
    wrong = 0.5 * (1 - states[2] ** 2)
    assert tag_of(UNROLLED.format(part="dL/dh[2]"), "dL/dh[2]", wrong) == "derivative-at-the-wrong-step"


def test_another_step_in_the_place_of_the_one_that_is_asked() -> None:
    states = scalar_states()
    term = (1 - states[3] ** 2) * states[2]
    exam = examsolver.load(UNROLLED.format(part="dL/dw_h at t = 3"))
    answers = (Answer("q", "dL/dw_h t=3", f"{term:.6f}"),)
    (report,) = examsolver.grade(exam, (Submission("s", answers),)).reports
    assert report.verdicts[0].outcome == "correct"


DECAY = """question q: compute vanishing-gradient
  factor = 0.25
  weight = 2
  steps = 5
  find {part}
"""


@pytest.mark.parametrize(
    ("part", "value", "tag"),
    [
        ("share", 0.25**5, "weight-forgotten"),
        ("share", 0.5 * 5, "multiple-in-place-of-power"),
        ("share", 0.5**6, "one-step-too-many"),
        ("share", 0.5**4, "one-step-too-few"),
        ("percent", 0.5**5, "fraction-in-place-of-percent"),
    ],
)
def test_slips_in_how_much_is_left(part: str, value: float, tag: str) -> None:
    exam = examsolver.load(DECAY.format(part=part))
    (report,) = examsolver.grade(exam, (Submission("s", (Answer("q", part, repr(value)),)),)).reports
    assert report.verdicts[0].tag == tag


FLOW = """question q: compute jacobian-product
  h = [[0.5, 0], [0, 0.25]]
  W = [[1, 0.5], [0, 2]]
  find J[1], J[2], product[2]
"""


@pytest.mark.parametrize(
    ("part", "tag"),
    [
        ("J[1]", "derivative-forgotten"),
        ("J[1]", "jacobian-transposed"),
        ("J[2]", "derivative-at-the-wrong-step"),
        ("product[2]", "jacobians-in-the-wrong-order"),
    ],
)
def test_slips_in_jacobians(part: str, tag: str) -> None:
    w, first, last = np.array([[1, 0.5], [0, 2]]), np.array([0.5, 0]), np.array([0, 0.25])
    one, two = np.diag(1 - first**2) @ w, np.diag(1 - last**2) @ w
    wrong = {
        "derivative-forgotten": w,
        "jacobian-transposed": w.T @ np.diag(1 - first**2),
        "derivative-at-the-wrong-step": np.diag(1 - first**2) @ w,
        "jacobians-in-the-wrong-order": one @ two,
    }
    assert tag_of(FLOW, part, wrong[tag]) == tag


def test_the_product_of_jacobians_is_what_differences_say() -> None:
    w, x = np.array([[1, 0.5], [0, 0.75]]), np.array([[0.2, -0.1], [0.4, 0.3], [0.1, 0]])

    def run(h: np.ndarray) -> list[np.ndarray]:
        states = [h]
        for row in x:
            states.append(np.tanh(w @ states[-1] + row))
        return states[1:]

    start, step = np.array([0.1, -0.2]), 1e-6
    states = run(start)
    moved = [(run(start + step * one)[-1] - run(start - step * one)[-1]) / (2 * step) for one in np.eye(2)]
    facts = f"h = {np.array(states).tolist()}\n  W = {w.tolist()}"
    (question,) = examsolver.load(f"question q: compute jacobian-product\n  {facts}\n  find product\n")
    found = examsolver.solve(question).run["product[3]"]
    assert np.allclose(found.astype(float), np.array(moved).T, atol=1e-6)
