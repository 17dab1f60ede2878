"""Instances of dropout with a mask."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction

import tests.rules.rule_instances as shared
from examsolver.maths.arrays import array_of


def dropped(draw: random.Random) -> shared.Instance:
    shape = draw.choice([(3,), (2, 3)])
    row = [draw.choice([0, 1]) for _ in range(shape[-1])]
    mask = array_of([row] * shape[0] if len(shape) == 2 else row)
    keep = draw.choice([Fraction(1, 5), Fraction(3, 10), Fraction(1, 4)])
    options = draw.choice([{}, {}, {"scaling": "plain"}])
    return shared.Instance((shared.array(draw, *shape), mask, keep), options)


def drawn(draw: random.Random) -> shared.Instance:
    numbers = array_of([Fraction(draw.randint(0, 99), 100) for _ in range(4)])
    keep = draw.choice([Fraction(4, 5), Fraction(7, 10), Fraction(1, 2), Fraction(1, 4)])
    return shared.Instance((numbers, keep), draw.choice([{}, {"draw": "above"}]))


INSTANCES: Mapping[str, Callable[[random.Random], shared.Instance]] = {"dropped": dropped, "drawn_mask": drawn}
