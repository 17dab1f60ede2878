"""Perceptron, Widrow-Hoff, regressions and threshold networks, held to plain loops."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.problem import ExamError

each_seed = pytest.mark.parametrize("seed", range(10))


def solved(rule: str, facts: Mapping[str, Any], *asked: str, extra: str = "") -> list[Any]:
    lines = [f"question q: compute {rule}", *(f"  {name} = {value}" for name, value in facts.items())]
    text = "\n".join((*lines, *extra.splitlines(), f"  find {', '.join(asked)}\n"))
    (question,) = examsolver.load(text)
    run = examsolver.solve(question).run
    return [run[part.steps[0]] for part in question.parts]


def data(draw: random.Random, rows: int, columns: int) -> list[list[int]]:
    return [[draw.randint(-4, 4) or 1 for _ in range(columns)] for _ in range(rows)]


@each_seed
@pytest.mark.parametrize("zero", ["one", "zero"])
def test_the_perceptron_by_a_loop(seed: int, zero: str) -> None:
    draw = random.Random(seed)
    rows, targets = data(draw, 4, 2), [draw.randint(0, 1) for _ in range(4)]
    weights, bias, wrong = [0, 0], 0, 0
    for _ in range(3):
        wrong = 0
        for row, target in zip(rows, targets, strict=True):
            net = sum(w * x for w, x in zip(weights, row, strict=True)) + bias
            fires = net > 0 or (net == 0 and zero == "one")
            error = target - int(fires)
            weights = [w + 2 * error * x for w, x in zip(weights, row, strict=True)]
            bias, wrong = bias + 2 * error, wrong + abs(error)
    facts = {"X": rows, "targets": targets, "rate": 2, "epochs": 3}
    found = solved("perceptron", facts, "w", "b", "mistakes[3]", extra=f"  convention step at zero {zero}")
    assert (list(found[0]), found[1], found[2]) == (weights, bias, wrong)


@each_seed
def test_the_perceptron_with_signs_moves_by_the_target(seed: int) -> None:
    draw = random.Random(seed)
    rows, targets = data(draw, 5, 2), [draw.choice((-1, 1)) for _ in range(5)]
    weights, bias = np.array([1, 2]), 1
    for row, target in zip(rows, targets, strict=True):
        net = int(weights @ row + bias)
        move = Fraction(target - (1 if net >= 0 else -1), 2)
        weights, bias = weights + move * np.array(row), bias + move
    facts = {"X": rows, "targets": targets, "activation": "sign", "w": [1, 2], "bias": 1}
    found = solved("perceptron", facts, "w", "b", extra="  convention perceptron update target")
    assert list(found[0]) == list(weights) and found[1] == bias


@each_seed
@pytest.mark.parametrize(("factor", "times"), [("one", 1), ("two", 2)])
def test_widrow_hoff_by_a_loop(seed: int, factor: str, times: int) -> None:
    draw = random.Random(seed)
    rows, targets = data(draw, 3, 2), [draw.randint(-2, 2) for _ in range(3)]
    weights, bias, rate = [Fraction(0)] * 2, Fraction(0), Fraction(1, 10)
    for row, target in zip(rows, targets, strict=True):
        error = target - sum(w * x for w, x in zip(weights, row, strict=True)) - bias
        weights = [w + times * rate * error * x for w, x in zip(weights, row, strict=True)]
        bias += times * rate * error
    facts = {"X": rows, "t": targets, "lr": rate}
    found = solved("lms", facts, "w", "b", extra=f"  convention widrow-hoff factor {factor}")
    assert list(found[0]) == weights and found[1] == bias


LOSSES = {
    "half mean": lambda e: e @ e / (2 * len(e)),
    "mean": lambda e: e @ e / len(e),
    "half": lambda e: e @ e / 2,
}


@each_seed
@pytest.mark.parametrize("reduction", LOSSES)
def test_the_gradients_of_linear_regression_by_differences(seed: int, reduction: str) -> None:
    draw = random.Random(seed)
    rows, y = np.array(data(draw, 4, 2), float), np.array([draw.randint(-3, 3) for _ in range(4)], float)
    start, bias = np.array([0.5, -1.0]), 0.25

    def loss(w: Any, b: float) -> float:
        return float(LOSSES[reduction](rows @ w + b - y))

    facts = {"X": rows.astype(int).tolist(), "y": y.astype(int).tolist(), "rate": 0.1, "w": [0.5, -1], "b": 0.25}
    found = solved("linear-regression", facts, "loss[1]", "dw[1]", "db[1]", "loss",
                   extra=f"  convention mse {reduction}")  # fmt: skip
    assert math.isclose(float(found[0]), loss(start, bias))
    slopes = [(loss(start + h, bias) - loss(start - h, bias)) / 2e-5 for h in np.eye(2) * 1e-5]
    slope = (loss(start, bias + 1e-5) - loss(start, bias - 1e-5)) / 2e-5
    assert np.allclose(found[1].astype(float), slopes, rtol=1e-5) and math.isclose(float(found[2]), slope, rel_tol=1e-5)
    after = loss(start - 0.1 * found[1].astype(float), bias - 0.1 * float(found[2]))
    assert math.isclose(float(found[3]), after, rel_tol=1e-9)


@each_seed
def test_the_gradients_of_logistic_regression_by_differences(seed: int) -> None:
    draw = random.Random(seed)
    rows, y = np.array(data(draw, 4, 2), float), np.array([draw.randint(0, 1) for _ in range(4)], float)

    def loss(w: Any, b: float) -> float:
        p = 1 / (1 + np.exp(-(rows @ w + b)))
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))

    facts = {"X": rows.astype(int).tolist(), "y": y.astype(int).tolist(), "rate": 0.5, "steps": 2}
    found = solved("logistic-regression", facts, "loss[1]", "dw[1]", "db[1]", "w[1]", "b[1]", "loss[2]")
    zero = np.zeros(2)
    slopes = [(loss(zero + h, 0) - loss(zero - h, 0)) / 2e-5 for h in np.eye(2) * 1e-5]
    assert math.isclose(found[0], math.log(2))
    assert np.allclose(np.asarray(found[1], float), slopes, rtol=1e-5, atol=1e-8)
    assert math.isclose(found[5], loss(np.asarray(found[3], float), float(found[4])), rel_tol=1e-9)


@each_seed
def test_truth_tables_by_a_loop(seed: int) -> None:
    draw = random.Random(seed)
    weights = [[draw.randint(-3, 3) for _ in range(3)] for _ in range(2)]
    b, v, c = [draw.randint(-3, 3) for _ in range(2)], [draw.randint(-3, 3) for _ in range(2)], draw.randint(-3, 3)
    expected = []
    for row in itertools.product((0, 1), repeat=3):
        hidden = [
            int(sum(w * x for w, x in zip(unit, row, strict=True)) + bias >= 0)
            for unit, bias in zip(weights, b, strict=True)
        ]
        expected.append(int(sum(w * h for w, h in zip(v, hidden, strict=True)) + c >= 0))
    found = solved("truth-table", {"W": weights, "b": b, "v": v, "c": c}, "outputs")
    assert list(found[0]) == expected


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("compute perceptron\n  X = [[1, 2]]\n  targets = [1, 0]", "X has 1 rows and targets is a vector of 2"),
        ("compute perceptron\n  X = [1, 2]\n  targets = [1, 0]", "X is a vector of 2"),
        ("compute perceptron\n  X = [[1, 2]]\n  targets = [1]\n  epochs = 1.5", "epochs must be a whole number"),
        ("compute linear-regression\n  X = [[1, 2]]\n  y = [1, 2]\n  rate = 1", "X is 1×2 and y is a vector of 2"),
        ("compute truth-table\n  W = 3", "W is a number"),
    ],
)
def test_facts_that_do_not_fit_are_told(lines: str, said: str) -> None:
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"question q: {lines}\n  find w\n")
    assert any(said in problem.message for problem in caught.value.problems)
    assert all(problem.span is not None for problem in caught.value.problems)
