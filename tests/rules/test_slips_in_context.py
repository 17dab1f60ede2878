"""Wrong ideas that strike only beside other steps: each is made, and held to numbers worked out by hand in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.question import Solution

STEP = """question q: compute
  x = [1, 2]
  W = [[0.5, -0.3], [0.2, 0.4]]
  b = [0.1, -0.2]
  V = [[0.7, -0.6], [0.1, 0.3]]
  h = tanh(W @ x + b)
  y = V @ h
  L = sum(y^2)
  V_new = V - 0.1 * dL/dV
  find V_new, dL/dW
"""
TIME = """question q: compute
  x = [[1, 0], [0, 1], [1, 1]]
  h[0] = [0.3, -0.1]
  U = [[0.2, 0.1], [-0.3, 0.4]]
  V = [[1, 2], [3, -1]]
  for t in 1..3:
    h[t] = tanh(x[t] + U @ h[t-1])
    y[t] = V @ h[t]
  L = sum(y[1]) + sum(y[2]) + sum(y[3])
  find dL/dU
"""
PRODUCTS = """question q: compute
  A = [[1, 2], [3, 5]]
  B = [[4, -1], [2, 7]]
  C = A * B
  D = A @ B
  E = C + D
  k = 3
  F = k * E
  find C, D, E, F
"""


def solved(text: str) -> Solution:
    return examsolver.solve(examsolver.load(text).questions[0])


def slipped(text: str, tag: str, wanted: str, everywhere: bool = True) -> list[Any]:
    """What a step comes out as under an idea, at each step that carries it, or at all of them at once."""
    solution = solved(text)
    ideas = [(step, idea) for step in solution.derivation.steps for idea in step.misconceptions if idea.tag == tag]
    made = [idea.rewrite(solution.derivation, step) for step, idea in ideas]
    rewrites = (
        [{name: new for one in made for name, new in one.items()}] if everywhere else [one for one in made if one]
    )
    return [as_floats(solution.run.again(rewritten=rewrite)[wanted]) for rewrite in rewrites]


def as_floats(value: Any) -> Any:
    return np.asarray(value, dtype=float)


def gradients(local: Callable[[Any], Any] = lambda V: V) -> tuple[Any, Any]:
    """dL/dV and dL/dW of the training step, the weights on the way back changed by ``local``."""
    x, b = np.array([1.0, 2.0]), np.array([0.1, -0.2])
    W, V = np.array([[0.5, -0.3], [0.2, 0.4]]), np.array([[0.7, -0.6], [0.1, 0.3]])
    h = np.tanh(W @ x + b)
    above = 2 * (V @ h)
    dV = np.outer(above, h)
    back = local(V - 0.1 * dV).T @ above if local is updated else local(V).T @ above
    return dV, np.outer(back * (1 - h**2), x)


def updated(V: Any) -> Any:
    return V


def test_the_gradient_of_the_hidden_layer_with_weights_that_are_updated_already() -> None:
    (found,) = slipped(STEP, "updated-weights-in-backward-pass", "dL/dW")
    assert np.allclose(found, gradients(updated)[1])
    assert not np.allclose(found, gradients()[1])


@pytest.mark.parametrize(
    ("tag", "change"),
    [
        ("learning-rate-forgotten", lambda slope: slope),
        ("learning-rate-in-place-of-step", lambda slope: 0 * slope + 0.1),
    ],
)
def test_a_step_without_its_learning_rate_or_without_its_gradient(tag: str, change: Callable[[Any], Any]) -> None:
    (found,) = slipped(STEP, tag, "V_new")
    assert np.allclose(found, np.array([[0.7, -0.6], [0.1, 0.3]]) - change(gradients()[0]))


def through_time(slope_of: int = 0, power: int = 1, later: bool = True) -> Any:
    """dL/dU by hand: tanh' from the step ``slope_of`` before, U to a power, later steps counted or not."""
    x, U, V = np.array([[1, 0], [0, 1], [1, 1]]), np.array([[0.2, 0.1], [-0.3, 0.4]]), np.array([[1.0, 2], [3, -1]])
    h = [np.array([0.3, -0.1])]
    for t in range(3):
        h.append(np.tanh(x[t] + U @ h[t]))
    total, back = np.zeros((2, 2)), np.zeros(2)
    for t in (3, 2, 1):
        state = V.sum(axis=0) + (back if later else 0)
        inner = state * (1 - h[t - slope_of] ** 2)
        total += np.outer(inner, h[t - 1])
        back = np.linalg.matrix_power(U, power).T @ inner
    return total


def test_the_true_gradient_is_the_one_by_hand() -> None:
    assert np.allclose(as_floats(solved(TIME).run["dL/dU"]), through_time())


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("derivative-at-the-wrong-step", through_time(slope_of=1)),
        ("power-inside-the-product", through_time(power=2)),
        ("later-steps-forgotten", through_time(later=False)),
    ],
)
def test_slips_of_backpropagation_through_time(tag: str, expected: Any) -> None:
    (found,) = slipped(TIME, tag, "dL/dU")
    assert np.allclose(found, expected)
    assert not np.allclose(found, through_time())


A, B = np.array([[1, 2], [3, 5]]), np.array([[4, -1], [2, 7]])


@pytest.mark.parametrize(
    ("tag", "wanted", "expected"),
    [
        ("matrix-product-in-place-of-entrywise", "C", A @ B),
        ("entrywise-in-place-of-matrix-product", "D", A * B),
        ("another-matrix-used", "D", B @ B),
        ("constant-factor-forgotten", "F", A * B + A @ B),
    ],
)
def test_products_of_matrices(tag: str, wanted: str, expected: Any) -> None:
    assert any(np.allclose(found, expected) for found in slipped(PRODUCTS, tag, wanted, everywhere=False))


def test_either_term_of_a_sum_may_be_forgotten() -> None:
    found = slipped(PRODUCTS, "term-forgotten", "E", everywhere=False)
    assert [value.tolist() for value in found] == [(A * B).tolist(), (A @ B).tolist()]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("(old - new)/old", (49 - 27) / 27),
        ("100*(old - new)/old", 100 * (49 - 27) / 27),
        ("(new - old)/old", (27 - 49) / 27),
        ("(old - new)/new", (49 - 27) / 49),
    ],
)
def test_a_change_relative_to_the_other_value(formula: str, expected: float) -> None:
    text = f"question q: compute\n  old = 49\n  new = 27\n  change = {formula}\n  find change\n"
    (found,) = slipped(text, "relative-to-the-other", "change")
    assert np.allclose(found, expected)


@pytest.mark.parametrize("formula", ["(old + new)/old", "(old - new)/3", "old/new"])
def test_what_is_no_change_relative_to_one_of_its_ends_has_no_other_end(formula: str) -> None:
    text = f"question q: compute\n  old = 49\n  new = 27\n  share = {formula}\n  find share\n"
    assert slipped(text, "relative-to-the-other", "share", everywhere=False) == []
