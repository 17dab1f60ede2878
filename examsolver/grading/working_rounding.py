"""Whether two sides are the same: exactly, or as closely as the digits that were carried allow."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Run, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.working import Side
from examsolver.grading.working_values import Inserted, Opaque
from examsolver.maths.numerals import decimal_places
from examsolver.maths.tree import rebuild, walk

NEAR = 1e-9
"""Relative distance at which floats are the same."""
DIGITS = 3
"""Decimals, or digits that count, from which on a number may be a rounded one."""
LITERALS = 24
"""Rounded numbers of one side that are moved."""
_DECIMAL = re.compile(r"(?<![\w.])\d+\.(\d{3,30})(?![\w.])")
KEPT = 4_000
"""Known values that a rounded number may stand for."""


@dataclass(slots=True)
class Rounding:
    """Known values without their signs, sorted, so that ``0.7503`` can be told to stand for 0.75026."""

    known: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, run: Run) -> Rounding:
        """The values of a run."""
        return cls(sorted(map(abs, _numbers(run.values.values()))))

    def stands_for_another(self, literal: Fraction, written: int = 0) -> bool:
        """Whether a number is a known value rounded, and none exactly. ``written``: the decimals it shows."""
        half, number = half_unit(literal, written), abs(float(literal))
        place = bisect_left(self.known, number - half)
        near = self.known[place : place + 4]
        found = [value for value in near if abs(value - number) <= half * (1 + NEAR)]
        return bool(found) and all(abs(value - number) > abs(number) * NEAR for value in found)


@dataclass(frozen=True, slots=True)
class Worked:
    """A side with its value. ``inserted``: how it came about, where it can be moved."""

    side: Side
    value: Value
    inserted: Inserted | None = None


def same(one: Value, other: Value, slack: float = 0.0) -> bool:
    """Whether two values are the same, or so close. A list of one kind of number is that number."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return _same_size(one, other)
    if hasattr(one, "dtype") or hasattr(other, "dtype"):
        return _same_cells(one, other, slack)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if not isinstance(one, (int, float, Fraction)) or not isinstance(other, (int, float, Fraction)):
        return False
    exact = isinstance(one, (int, Fraction)) and isinstance(other, (int, Fraction))
    if one == other:
        return True
    limit = slack * (1 + NEAR) if exact else slack + NEAR * max(1.0, abs(float(one)))
    return bool(limit) and abs(float(one - other)) <= limit


def _same_cells(one: Any, other: Any, slack: float) -> bool:
    shapes = getattr(one, "shape", ()), getattr(other, "shape", ())
    if shapes[0] and shapes[1] and shapes[0] != shapes[1]:
        return False
    size = max(getattr(one, "size", 1), getattr(other, "size", 1))
    left, right = ((value.ravel().tolist() if hasattr(value, "ravel") else [value]) for value in (one, other))
    left, right = left * (size // len(left)), right * (size // len(right))
    return all(same(here, there, slack) for here, there in zip(left, right, strict=True))


def _same_size(one: Any, other: Any) -> bool:
    """``498`` is said of 498×16; a size may be told without its depth, and with a batch of one."""
    if not isinstance(one, tuple):
        one, other = other, one
    if hasattr(other, "dtype"):
        other = tuple(other.flat)
    if not isinstance(other, tuple):
        return other in one
    if one == other or one[1:] == other or other[1:] == one:
        return True
    return min(len(one), len(other)) > 1 and (one[:-1] == other or other[:-1] == one)


def slack_between(left: Worked, right: Worked, rounding: Rounding) -> float:
    """How far two sides may be apart, with the rounded numbers in them carried honestly."""
    inexact = any(_never_ends(side.value) for side in (left, right))
    slack = _moves(left, rounding, inexact) + _moves(right, rounding, inexact)
    for side, other in ((left, right), (right, left)):
        if may_be_rounded(side.side, _never_ends(other.value)):
            slack += 0.5 * 10.0 ** -(side.side.decimals or 0)
    return slack


def may_be_rounded(side: Side, of_no_end: bool) -> bool:
    """Whether a number alone may stand for what it was rounded from."""
    if not side.alone or not side.decimals:
        return False
    return of_no_end or side.significant >= DIGITS or side.decimals >= DIGITS


def _moves(worked: Worked, rounding: Rounding, inexact: bool) -> float:
    """What the rounded numbers inside a side can move, all at their worst."""
    if worked.inserted is None or isinstance(worked.side.formula, Num) or hasattr(worked.value, "dtype"):
        return 0.0
    written = _written_places(worked.side.text)
    literals = _literals(worked.inserted.formula, written)
    rounded = [literal for literal in literals if _is_rounded(literal, rounding, inexact, written.get(literal, 0))]
    total = 0.0
    for literal in dict.fromkeys(rounded[:LITERALS]):
        half = Fraction(half_unit(literal, written.get(literal, 0)))
        moved = _with(worked.inserted, literal, literal + half)
        try:
            total += abs(float(moved.value() - worked.value))
        except (Opaque, TypeError, OverflowError):
            return 0.0
    return total


def _written_places(text: str) -> dict[Fraction, int]:
    """The decimals that numbers are written with, zeros at the end too: five of ``0.10000``."""
    return {Fraction(found[0]): len(found[1]) for found in _DECIMAL.finditer(text)}


def _is_rounded(literal: Fraction, rounding: Rounding, inexact: bool, written: int) -> bool:
    places = max(decimal_places(literal) or 0, written)
    digits = len(str(abs(literal.numerator * 10**places // literal.denominator)))
    if max(places, digits) < DIGITS or not places:
        return False
    return inexact or rounding.stands_for_another(literal, written)


def _literals(formula: Formula, written: Mapping[Fraction, int]) -> list[Fraction]:
    """The numbers of a side that have decimals."""
    numbers = [Fraction(part.value) for part in walk(formula) if isinstance(part, Num)]
    return [number for number in numbers if number.denominator != 1 or number in written]


def _with(inserted: Inserted, literal: Fraction, moved: Fraction) -> Inserted:
    """Every place of a literal moved together: they are one number that was rounded once."""
    formula = rebuild(inserted.formula, lambda part: Num(moved) if part == Num(literal) else part)
    return replace(inserted, formula=formula)


def half_unit(literal: Fraction, written: int = 0) -> float:
    """Half a unit of the last digit that a number shows; of ``written`` decimals if those are more."""
    return float(0.5 * 10.0 ** -max(decimal_places(literal) or 0, written))


def _never_ends(value: Value) -> bool:
    """Whether a number cannot be written out in decimals."""
    if isinstance(value, Fraction):
        return decimal_places(value) is None
    return isinstance(value, float)


def _numbers(values: Iterable[Any]) -> Iterable[float]:
    count = 0
    for value in values:
        for cell in value.flat if hasattr(value, "dtype") else (value,):
            if isinstance(cell, (int, float, Fraction)) and not isinstance(cell, bool) and count < KEPT:
                count += 1
                yield float(cell)
