"""Instances of relations and of the letters of options; their results are no numbers."""

from __future__ import annotations

import random
from fractions import Fraction

from examsolver.maths.arrays import array_of
from tests.rules.rule_instances import Instance


def compared(draw: random.Random) -> Instance:
    """Numbers, arrays, rounded numbers beside decimals."""
    small = [Fraction(draw.randint(-3, 3), 2) for _ in range(4)]
    match draw.randrange(4):
        case 0:
            return Instance((small[0], small[1]))
        case 1:
            return Instance((array_of(small[:2]), array_of(small[2:])))
        case 2:
            return Instance((array_of(small[:2]), array_of(small[:2])))
        case _:
            real = draw.uniform(0, 3)
            return Instance((real, Fraction(round(real, 2)).limit_denominator(100)))


def options(draw: random.Random) -> Instance:
    """Some options, of which some are right."""
    count = draw.randint(2, 5)
    return Instance(tuple(draw.random() < 0.4 for _ in range(count)), {"letters": " ".join("ABCDE"[:count])})


RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
INSTANCES = {**dict.fromkeys(RELATIONS, compared), "chosen": options}
WORDS = (*RELATIONS, "chosen")
