"""Instances of the functions of schedules, early stopping and splits."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from examsolver.maths.arrays import array_of
from tests.rules import rule_instances as made


def _instance(*inputs: Any, **options: Any) -> Any:
    return made.Instance(inputs, options)


def progress(draw: random.Random) -> Any:
    numbers = [Fraction(draw.randint(0, 24), 12) for _ in range(3)]
    return _instance(draw.choice([numbers[0], array_of(numbers)]))


def passing(draw: random.Random) -> Any:
    boundaries = sorted(draw.sample(range(1, 12), 3))
    epochs = [draw.choice([*boundaries, draw.randint(0, 14)]) for _ in range(4)]
    return _instance(draw.choice([epochs[0], array_of(epochs)]), array_of(boundaries), inclusive=draw.random() < 0.5)


def interval(draw: random.Random) -> Any:
    values = [Fraction(draw.randint(1, 60), 7) for _ in range(4)]
    places = [draw.randint(0, 3) for _ in range(3)]
    return _instance(draw.choice([places[0], array_of(places)]), array_of(values))


def cycles(draw: random.Random) -> Any:
    epochs = [draw.randint(0, 90) for _ in range(3)]
    return _instance(
        draw.choice([epochs[0], array_of(epochs)]), draw.randint(1, 12), draw.choice([1, 2, Fraction(3, 2)])
    )


def losses(draw: random.Random) -> Any:
    row = [Fraction(draw.randint(40, 60) - place, 100) for place in range(draw.randint(3, 9))]
    delta = draw.choice([0, Fraction(1, 100), Fraction(3, 100), Fraction(5, 100)])
    return _instance(array_of(row), delta, strict=draw.random() < 0.5)


def counts(draw: random.Random) -> Any:
    row = [0]
    for _ in range(draw.randint(3, 9)):
        row.append(draw.choice([0, row[-1] + 1, row[-1] + 1]))
    return _instance(array_of(row), draw.randint(1, 4))


def entries(draw: random.Random) -> Any:
    row = draw.sample(range(-20, 20), 5)
    return _instance(array_of(row), draw.randint(1, 5))


def folds(draw: random.Random) -> Any:
    return _instance(draw.randint(7, 60), draw.randint(2, 7))


def items(draw: random.Random) -> Any:
    folds, count = draw.randint(2, 5), draw.randint(5, 12)
    row = array_of(draw.sample(range(50), count))
    if draw.random() < 0.3:
        row = array_of([[one, one + 1] for one in draw.sample(range(50), count)])
    return _instance(row, folds=folds, fold=draw.randint(1, folds))


INSTANCES: Mapping[str, Callable[..., Any]] = {
    "half_cosine": progress,
    "boundaries_passed": passing,
    "interval_value": interval,
    "restarts": cycles,
    "best_so_far": losses,
    "epochs_without_improvement": losses,
    "first_reaching": counts,
    "last_zero": counts,
    "entry_at": entries,
    "fold_sizes": folds,
    "fold_held_out": items,
    "fold_kept": items,
}
INEXACT = frozenset({"half_cosine"})
