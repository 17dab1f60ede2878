"""Pearson's correlation of exact numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction


def correlation(one: Sequence[Fraction], other: Sequence[Fraction]) -> float | None:
    """From -1 to 1; None where one side does not vary, as fewer than two pairs never do."""
    xs, ys = in_units(one), in_units(other)
    n, x, y = len(xs), sum(xs), sum(ys)
    over = n * sum(a * b for a, b in zip(xs, ys, strict=True)) - x * y
    under = (n * sum(a * a for a in xs) - x * x) * (n * sum(b * b for b in ys) - y * y)
    if not under:
        return None
    size = math.sqrt(Fraction(over * over, under))
    return -size if over < 0 else size


def in_units(values: Sequence[Fraction]) -> list[int]:
    """The values as multiples of their common denominator: sums of integers are much faster."""
    unit = math.lcm(*(value.denominator for value in values))
    return [value.numerator * (unit // value.denominator) for value in values]
