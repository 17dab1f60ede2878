"""Instances of losses; no entry lies on a kink."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.maths.arrays import array_of
from tests.rules.instances.activations import entries
from tests.rules.rule_instances import Instance

Options = dict[str, Any]
REDUCTIONS: tuple[Options, ...] = (
    {},
    {},
    {"loss_reduction": "sum"},
    {"reduction": "none"},
    {"reduction": "per_sample"},
    {"reduction": "sum"},
)


def filled(numbers: list[Any], shape: tuple[int, ...]) -> Any:
    return array_of(np.array(numbers, dtype=object).reshape(shape).tolist()) if shape else numbers[0]


def with_reduction(draw: random.Random, options: tuple[Options, ...]) -> Options:
    return {**draw.choice(options), **draw.choice(REDUCTIONS)}


def errors(options: tuple[Options, ...], draw: random.Random) -> Instance:
    """Predictions and targets whose differences are far from 0 and from every δ."""
    shape = draw.choice([(), (3,), (2, 3)])
    count = int(np.prod(shape, dtype=int))
    targets = [Fraction(draw.randint(-8, 8), 4) for _ in range(count)]
    offs = [draw.choice([-1, 1]) * Fraction(draw.choice([1, 3, 7, 13, 19]), 8) for _ in range(count)]
    predictions = [target + off for target, off in zip(targets, offs, strict=True)]
    return Instance((filled(predictions, shape), filled(targets, shape)), with_reduction(draw, options))


def squared(draw: random.Random) -> Instance:
    options = draw.choice([{"mse": kind} for kind in ("mean", "half", "half mean", "sum")])
    more = draw.choice([{}, {}, {"reduction": "none"}, {"reduction": "per_sample"}])
    return Instance((entries(draw, 2, 3), entries(draw, 2, 3)), {**options, **more})


def chances(draw: random.Random, *shape: int) -> Any:
    """Probabilities: every row adds up to 1."""
    if len(shape) > 1:
        return array_of([chances(draw, *shape[1:]).tolist() for _ in range(shape[0])])
    parts = draw.sample(range(1, 12), shape[0])
    return array_of([Fraction(part, sum(parts)) for part in parts])


def of_classes(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3), (4, 2)])
    options = with_reduction(draw, ({}, {}, {"base": 2}, {"base": 10}))
    return Instance((chances(draw, *shape), chances(draw, *shape)), options)


def scores(draw: random.Random, *shape: int) -> Any:
    return entries(draw, *shape, width=24)


def soft(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3), (2, 2)])
    axes: tuple[Options, ...] = ({}, {"axis": "row"}, {"axis": "column"}) if len(shape) == 2 else ({},)
    more: tuple[Options, ...] = ({}, {"base": 3}, {"temperature": 2}, {"base": 2, "temperature": Fraction(1, 2)})
    return Instance((scores(draw, *shape),), {**draw.choice(axes), **draw.choice(more)})


def scored(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3), (4, 2)])
    options = with_reduction(draw, ({}, {}, {"base": 2}, {"base": 10}))
    return Instance((abs(scores(draw, *shape)), chances(draw, *shape)), options)


def summed(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3)])
    return Instance((scores(draw, *shape),), draw.choice([{}, {"axis": "row"}]) if len(shape) == 2 else {})


def lines(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3)])
    return Instance((scores(draw, *shape),), draw.choice([{}, {"axis": "column"}]) if len(shape) == 2 else {})


def binary(options: tuple[Options, ...], soft: bool, draw: random.Random) -> Instance:
    """Probabilities and targets: 0, 1 or (where ``soft``) between."""
    shape = draw.choice([(), (3,), (2, 3)])
    count = int(np.prod(shape, dtype=int))
    guesses = [Fraction(draw.randint(1, 15), 16) for _ in range(count)]
    targets = [Fraction(draw.randint(1, 7), 8) if soft else Fraction(draw.randint(0, 1)) for _ in range(count)]
    return Instance((filled(guesses, shape), filled(targets, shape)), with_reduction(draw, options))


def binary_scores(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3)])
    numbers = [Fraction(draw.choice([1, 3, 5, 7, 9, -1, -5, 11]), 12) for _ in range(int(np.prod(shape)))]
    targets = [Fraction(draw.randint(1, 7), 8) for _ in range(int(np.prod(shape)))]
    return Instance((filled(numbers, shape), filled(targets, shape)), with_reduction(draw, ({},)))


def focused(draw: random.Random) -> Instance:
    options = with_reduction(draw, ({}, {"gamma": 1}, {"gamma": Fraction(3, 2)}))
    return Instance((chances(draw, 2, 3), array_of([[0, 1, 0], [1, 0, 0]])), options)


def sided(draw: random.Random) -> Instance:
    shape = draw.choice([(), (3,), (2, 3)])
    count = int(np.prod(shape, dtype=int))
    labels = draw.choice([(-1, 1), (0, 1)])
    numbers = [Fraction(draw.choice([1, 3, 5, 9, 11, 15, -1, -5, -11]), 8) for _ in range(count)]
    targets = [Fraction(draw.choice(labels)) for _ in range(count)]
    options = with_reduction(draw, ({}, {"margin": Fraction(1, 4)}, {"margin": 2}))
    return Instance((filled(numbers, shape), filled(targets, shape)), options)


def classes_scored(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 4), (3, 3)])
    numbers = draw.sample([Fraction(3 * top, 11) for top in range(-12, 13)], int(np.prod(shape)))
    hot = [[int(at == place) for at in range(shape[-1])] for place in draw.choices(range(-1, shape[-1]), k=shape[0])]
    target = array_of(hot if len(shape) == 2 else hot[0])
    options = with_reduction(draw, ({}, {"margin": Fraction(1, 2)}))
    return Instance((filled(numbers, shape), target), options)


def surprises(draw: random.Random) -> Instance:
    options: Options = draw.choice([{}, {}, {"base": 2}, {"base": 10}])
    return Instance((chances(draw, *draw.choice([(3,), (2, 3)])),), options)


def weighted(options: tuple[Options, ...], draw: random.Random) -> Instance:
    shapes = draw.choice([((3,),), ((2, 2), (3,)), ((2, 2),), ((),)])
    return Instance(tuple(entries(draw, *shape) for shape in shapes), draw.choice(options))


def apart(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3)])
    return Instance((entries(draw, *shape), entries(draw, *shape)))


def smoothed(draw: random.Random) -> Instance:
    """One-hot rows, or distributions, and a share that is spread."""
    options = draw.choice([{}, {"rate": Fraction(1, 5)}, {"rate": Fraction(3, 10)}])
    hot = array_of(draw.choice([[0, 1, 0], [[1, 0, 0, 0], [0, 0, 1, 0]]]))
    return Instance((draw.choice([hot, chances(draw, 3)]),), options)


INSTANCES: dict[str, Callable[[random.Random], Instance]] = {
    "smooth_labels": smoothed,
    "rmse": apart,
    "l1_penalty": partial(weighted, ({}, {"rate": Fraction(1, 10)})),
    "l2_penalty": partial(weighted, ({}, {"rate": Fraction(1, 10)}, {"rate": 2, "l2_penalty": "half"})),
    "entropy": surprises,
    "kl": of_classes,
    "hinge": sided,
    "squared_hinge": sided,
    "svm_loss": classes_scored,
    "categorical_hinge": classes_scored,
    "bce": partial(binary, ({}, {}, {"base": 2}, {"base": 10}), True),
    "bce_with_logits": binary_scores,
    "focal": partial(binary, ({}, {"alpha": Fraction(1, 4)}, {"gamma": 1, "alpha": Fraction(1, 4)}), False),
    "categorical_focal": focused,
    "softmax_cross_entropy": scored,
    "logsumexp": summed,
    "log_softmax": lines,
    "softmax": soft,
    "cross_entropy": of_classes,
    "mse": squared,
    "mae": partial(errors, ({},)),
    "huber": partial(errors, ({}, {"delta": Fraction(1, 2)})),
    "smooth_l1": partial(errors, ({}, {"beta": Fraction(1, 2)}, {"beta": 2})),
    "log_cosh": partial(errors, ({},)),
}  # fmt: skip

INEXACT = {
    *("entropy", "kl", "bce", "bce_with_logits", "focal", "categorical_focal"),
    *("rmse", "log_cosh", "softmax_cross_entropy", "logsumexp", "log_softmax"),
}
IN_CONTEXT = {"class-counted-from-elsewhere"}
