"""Derivatives of arrays, in both layouts, against NumPy and by differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError

LAYER = """question q: compute
  {convention}
  W = [[1, 2], [3, -1], [0, 1]]
  x = [1, 0.5]
  z = W @ x
  y = z^2
  v = softmax(z) * x[1]
  L = sum(y)
  find {asked}
"""
W = np.array([[1, 2], [3, -1], [0, 1]], dtype=float)
X = np.array([1, 0.5])
Z = W @ X
NUMERATOR = "convention matrix layout numerator"
DENOMINATOR = "convention matrix layout denominator"


def solved(asked: str, convention: str = "topic arrays") -> Any:
    (question,) = examsolver.load(LAYER.format(asked=asked, convention=convention))
    solution = examsolver.solve(question)
    checks = question.family.verify(question.body, solution.run)
    assert checks and all(check.agrees for check in checks)
    return np.asarray(solution.run[asked.split(",")[0]], dtype=float)


def softmax(z: Any) -> Any:
    return np.exp(z) / np.exp(z).sum()


def direct() -> Any:
    """The derivative of softmax(W x) x₁ by x."""
    s = softmax(Z)
    inner = (np.diag(s) - np.outer(s, s)) @ W * X[0]
    inner[:, 0] += s
    return inner


TABLES = {"dz/dx": W, "dy/dz": np.diag(2 * Z), "dy/dx": np.diag(2 * Z) @ W, "dv/dx": direct()}


@pytest.mark.parametrize("asked", TABLES)
def test_a_row_for_each_entry_of_what_is_differentiated(asked: str) -> None:
    assert np.allclose(solved(asked), TABLES[asked])
    assert np.allclose(solved(asked, NUMERATOR), TABLES[asked])


@pytest.mark.parametrize("asked", TABLES)
def test_in_denominator_layout_it_is_transposed(asked: str) -> None:
    assert np.allclose(solved(asked, DENOMINATOR), TABLES[asked].T)


def test_a_gradient_by_a_matrix_is_transposed_in_numerator_layout_alone() -> None:
    gradient = np.outer(2 * Z, X)
    assert np.allclose(solved("dL/dW"), gradient)
    assert np.allclose(solved("dL/dW", DENOMINATOR), gradient)
    assert np.allclose(solved("dL/dW", NUMERATOR), gradient.T)
    assert np.allclose(solved("dL/dx", NUMERATOR), W.T @ (2 * Z))


def test_a_vector_by_a_matrix_has_three_axes() -> None:
    table = solved("dz/dW")
    assert table.shape == (3, 3, 2)
    assert np.allclose(table, np.einsum("ij,k->ijk", np.eye(3), X))


def test_a_vector_by_a_number_is_a_vector() -> None:
    text = "question q: compute\n  a = 2\n  y = a * [1, 2, 3]\n  find dy/da"
    (question,) = examsolver.load(text)
    assert np.allclose(np.asarray(examsolver.solve(question).run["dy/da"], dtype=float), [1, 2, 3])


def test_entries_are_named_and_the_chain_is_a_product() -> None:
    exam = examsolver.load(LAYER.format(asked="dy/dx", convention="topic arrays"))
    text = examsolver.render(exam, "text")
    assert "dy/dx = dy/dz · dz/dx" in text and "dy₁/dz₁ = 2·z₁" in text and "dz₂/dx₁ = W₂₁" in text
    turned = examsolver.render(examsolver.load(LAYER.format(asked="dy/dx", convention=DENOMINATOR)), "text")
    assert "dy/dx = dz/dx · dy/dz" in turned


def test_the_other_layout_is_another_convention() -> None:
    exam = examsolver.load(LAYER.format(asked="dz/dx", convention="topic arrays"))
    (report,) = examsolver.grade(exam, (Submission("s", (Answer("q", "dz/dx", str(W.T.tolist())),)),)).reports
    assert report.verdicts[0].outcome == "other-convention"


def test_what_does_not_depend_is_told() -> None:
    text = "question q: compute\n  a = [1, 2]\n  b = [3, 4]\n  y = a * 2\n  z = b + y\n  find dy/db"
    with pytest.raises(ExamError) as caught:
        for question in examsolver.load(text):
            examsolver.solve(question)
    assert "y does not depend on b" in str(caught.value.problems[0].message)


def test_tables_that_nobody_could_read_have_no_value() -> None:
    text = "question q: compute\n  A = 0.5 as 40x40\n  B = A * A\n  find dB/dA"
    with pytest.raises(ExamError) as caught:
        for question in examsolver.load(text):
            examsolver.solve(question)
    assert "too large" in str(caught.value.problems[0].message)


def test_gradients_beside_it_do_not_disturb_it() -> None:
    text = "question q: compute\n  W = [[1, 2], [3, 4]]\n  x = [1, 2]\n  y = W @ x\n  L = y[1] + y[2]\n"
    text += "  V = W - 0.5 * dL/dW\n  find V, dy/dx, dL/dW[1]"
    (question,) = examsolver.load(text)
    run = examsolver.solve(question).run
    assert np.allclose(np.asarray(run["dy/dx"], dtype=float), [[1, 2], [3, 4]])
    assert np.allclose(np.asarray(run["V"], dtype=float), [[0.5, 1], [2.5, 3]])


SLIPS = """question q: compute
  W = [[1, 2], [3, -1]]
  x = [1, 2]
  z = W @ x
  s = softmax(z - 4)
  y = z^2
  find s, ds/dz, dy/dx to 4 decimals
"""


def test_slips_in_tables_are_named() -> None:
    z = np.array([5.0, 1.0])
    s, inner = softmax(z), np.array([[1, 2], [3, -1]])
    wrong = {"ds/dz": np.diag(s * (1 - s)), "dy/dx": inner @ np.diag(2 * z)}
    answers = tuple(Answer("q", part, str(np.round(table, 4).tolist())) for part, table in wrong.items())
    (report,) = examsolver.grade(examsolver.load(SLIPS), (Submission("s", answers),)).reports
    tags = {verdict.part: verdict.tag for verdict in report.verdicts}
    assert tags["ds/dz"] == "off-diagonal-dropped" and tags["dy/dx"] == "jacobians-in-the-other-order"
