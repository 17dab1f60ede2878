"""Optimisers, schedules and bookkeeping: what they refuse, their forms, and what is worked out anew in every step."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.problem import ExamError
from examsolver.rules import ALGORITHM_CATALOGUE

TRAINING = (
    "gradient-descent", "momentum", "nesterov", "adagrad", "rmsprop",
    "adadelta", "adam", "adamw", "amsgrad", "adamax",
    "nadam", "newton-step", "polyak-average", "moving-average", "clip-by-value",
    "clip-by-norm", "clip-by-global-norm", "step-decay", "exponential-decay", "natural-exponential-decay",
    "time-decay", "polynomial-decay", "multi-step-decay", "piecewise-constant", "cosine-annealing",
    "cosine-restarts", "warm-up", "noam", "inverse-square-root", "one-cycle",
    "cyclic-rate", "training-steps", "gradient-accumulation", "early-stopping", "k-fold",
    "data-split",
)  # fmt: skip


def run_of(text: str) -> Any:
    (question,) = examsolver.load("question q: compute " + text)
    solution = examsolver.solve(question)
    assert all(check.agrees for check in question.family.verify(question.body, solution.run))
    return solution.run


@pytest.mark.parametrize("name", TRAINING)
def test_the_example_of_an_algorithm_is_solved_and_its_checks_agree(name: str) -> None:
    algorithm = ALGORITHM_CATALOGUE.get(name)
    assert algorithm is not None
    (question,) = examsolver.load(algorithm.example)
    solution = examsolver.solve(question)
    assert all(check.agrees for check in question.family.verify(question.body, solution.run))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("adam\n  w[0] = [1, 2]\n  g = [1, 2, 3]\n  rate = 0.1\n  find w", "a vector of 2, gradient a vector of 3"),
        ("adam\n  w[0] = 1\n  rate = 0.1\n  find w", "g is missing"),
        ("sgd\n  w[0] = 1\n  g = [1, 2]\n  steps = 3\n  rate = 0.1\n  find w", "3 updates, but only 2 gradients"),
        ("early-stopping\n  losses = [[1, 2], [3, 4]]\n  patience = 2\n  find stops-at", "the losses are 2×2"),
        ("early-stopping\n  losses = [1, 2]\n  patience = 1.5\n  find stops-at", "a patience of 3/2"),
        ("piecewise-constant\n  boundaries = [1, 2]\n  values = [1, 2]\n  epoch = 3\n  find lr", "do not fit"),
        ("k-fold\n  examples = 3\n  folds = 5\n  find sizes", "5 folds of 3 examples"),
        ("training-steps\n  examples = 100\n  batch = 0\n  find iterations", "batch = 0"),
        ("data-split\n  examples = 100\n  test = 0.7\n  validation = 0.4\n  find train-size", "nothing is left"),
        ("clip-by-norm\n  g = [1, 2]\n  limit = 0\n  find clipped", "a limit of 0"),
    ],
)  # fmt: skip
def test_facts_that_do_not_fit_are_told_with_a_hint(text: str, said: str) -> None:
    with pytest.raises(ExamError) as caught:
        run_of(text)
    assert any(said in problem.message and problem.hint for problem in caught.value.problems), caught.value.problems


def test_an_objective_is_differentiated_before_every_update() -> None:
    run = run_of("gradient-descent\n  w = 6\n  f = (2*w + 3)^2\n  rate = 0.1\n  steps = 3\n  find w[1..3], f[1..3]")
    assert [run[f"w[{turn}]"] for turn in (1, 2, 3)] == [0, Fraction(-6, 5), Fraction(-36, 25)]
    assert [run[f"f[{turn}]"] for turn in (1, 2)] == [225, 9]


def test_the_author_names_the_weights() -> None:
    text = "gd\n  x[0] = [6, 6]\n  f = (x[1] - 6)^2 + x[2]^2 - x[1]*x[2]\n  lr = 0.5\n  steps = 2\n  find x[1..2]"
    run = run_of(text)
    assert run["x[1]"].tolist() == [9, 3]
    assert run["x[2]"].tolist() == [Fraction(15, 2), Fraction(9, 2)]


def test_data_may_be_called_as_weights_are_elsewhere() -> None:
    text = "gd\n  x = [1, 2]\n  t = [2, 4]\n  w[0] = 0\n  L = mse(w*x, t)\n  lr = 0.1\n  steps = 2\n  find w[1..2]"
    run = run_of(text)
    assert (run["w[1]"], run["w[2]"]) == (1, Fraction(3, 2))


def test_a_call_in_a_formula_gives_the_weights_and_all_else_by_name() -> None:
    run = run_of("\n  w = 1\n  g = 0.5\n  m = momentum(w, g, rate=0.1, mu=0.9, v=1)\n  y = 2*m\n  find y, m.v")
    assert (run["m.v[1]"], run["y"]) == (Fraction(7, 5), Fraction(43, 25))


def test_early_stopping_is_what_a_loop_finds() -> None:
    for seed in range(40):
        draw = random.Random(seed)
        losses = [draw.randint(50, 70) / 100 - place / 200 for place in range(draw.randint(4, 10))]
        patience, delta = draw.randint(1, 3), draw.choice([0, 0.01, 0.02])
        asked = "  find stops-at, best-epoch, best-loss"
        run = run_of(f"early-stopping\n  losses = {losses}\n  patience = {patience}\n  min_delta = {delta}\n{asked}")
        exact = [Fraction(str(loss)) for loss in losses]
        best, epoch, wait, stop = exact[0], 1, 0, len(losses)
        for place, loss in enumerate(exact[1:], 2):
            if loss < best - Fraction(str(delta)):
                best, epoch, wait = loss, place, 0
            else:
                wait += 1
            if wait >= patience:
                stop = place
                break
        assert (run["stops-at"], run["best-epoch"], run["best-loss"]) == (stop, epoch, best)


def test_every_example_of_a_list_is_held_out_once() -> None:
    run = run_of("k-fold\n  items = [3, 1, 4, 1, 5, 9, 2]\n  folds = 3\n  find test[1..3], train[1..3]")
    held = np.concatenate([run[f"test[{fold}]"] for fold in (1, 2, 3)])
    assert held.tolist() == [3, 1, 4, 1, 5, 9, 2]
    assert [len(run[f"train[{fold}]"]) for fold in (1, 2, 3)] == [4, 5, 5]
