"""Instances of the variance of initial weights."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction

import tests.rules.rule_instances as shared


def start(draw: random.Random) -> shared.Instance:
    scale = draw.choice([1, 2, Fraction(3, 2), 4])
    fans = draw.sample(range(2, 90), 2)
    return shared.Instance((scale, *fans), draw.choice([{}, {"mode": "out"}, {"mode": "average"}]))


INSTANCES: Mapping[str, Callable[[random.Random], shared.Instance]] = {
    "fan_variance": start,
    "uniform_limit": shared.positive,
}
INEXACT = ("uniform_limit",)
