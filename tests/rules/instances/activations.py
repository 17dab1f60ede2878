"""Instances of activations and of functions of mathematics; no entry lies on a kink."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.maths.arrays import array_of
from tests.rules.rule_instances import Instance

Options = dict[str, Any]


def entries(draw: random.Random, *shape: int, width: int = 40) -> Any:
    """Distinct odd eighths: never 0, never a whole number."""
    pool = [Fraction(top, 8) for top in range(-width - 1, width + 2, 2)]
    chosen = draw.sample(pool, int(np.prod(shape, dtype=int)))
    return array_of(np.array(chosen, dtype=object).reshape(shape).tolist()) if shape else chosen[0]


def activation(options: tuple[Options, ...], width: int, draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3), (4,)])
    return Instance((entries(draw, *shape, width=width),), draw.choice(options))


def single(draw: random.Random) -> Instance:
    return Instance((entries(draw, *draw.choice([(), (3,), (2, 3)]), width=12),))


def learned_slope(draw: random.Random) -> Instance:
    shapes = draw.choice([((4,), ()), ((2, 3), (3,)), ((3,), (3,))])
    return Instance((entries(draw, *shapes[0]), entries(draw, *shapes[1], width=8)))


def positive(draw: random.Random) -> Instance:
    return Instance((abs(entries(draw, *draw.choice([(3,), (2, 3)]))),))


def with_base(draw: random.Random) -> Instance:
    options = draw.choice([{}, {}, {"base": 2}, {"base": 10}, {"base": 3}])
    return Instance(positive(draw).inputs, options)


def _of(*options: Options, width: int = 40) -> Any:
    return partial(activation, options or ({},), width)


def grouped(draw: random.Random) -> Instance:
    shape, pieces = draw.choice([((6,), 2), ((6,), 3), ((2, 4), 2), ((8,), 4)])
    return Instance((entries(draw, *shape),), {"pieces": pieces} if draw.random() < 0.8 or pieces != 2 else {})


INSTANCES: dict[str, Callable[[random.Random], Instance]] = {
    "maxout": grouped,
    "leaky_relu": _of({}, {"slope": Fraction(1, 10)}),
    "prelu": learned_slope,
    "relu6": _of({}, width=80),
    "elu": _of({}, {"alpha": Fraction(1, 2)}, {"alpha": 2}, width=16),
    "selu": _of(width=16),
    "hard_sigmoid": _of({"hard_sigmoid": "sixth"}, {"hard_sigmoid": "fifth"}, {}),
    "hard_swish": _of(),
    "hard_tanh": _of({}, {"low": -2, "high": 3}, width=32),
    "step": _of({}, {"step_at_zero": "half"}),
    "sign": _of(),
    "swish": _of({}, {"beta": 2}, {"beta": Fraction(1702, 1000)}, width=16),
    "softplus": _of({}, {"beta": 2}, width=16),
    "mish": _of(width=16),
    "softsign": _of(),
    "gelu": _of({}, {"gelu": "tanh"}, {"gelu": "sigmoid"}, width=16),
    "sin": single, "cos": single, "tan": single, "sinh": single, "cosh": single, "erf": single,
    "log": with_base, "log2": positive, "log10": positive,
}  # fmt: skip

INEXACT = {
    *("elu", "selu", "swish", "softplus", "mish", "gelu"),
    *("sin", "cos", "tan", "sinh", "cosh", "erf", "log2", "log10"),
}

IN_CONTEXT = {"activation-of-the-input"}
