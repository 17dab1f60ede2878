"""How fast two formulas grow: O(n²d), without regard to constant factors and to what is outgrown."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from examsolver.core.formula import Formula
from examsolver.core.marking import Comparison
from examsolver.maths import precise
from examsolver.maths.compare_formulas import compare_formulas, spelled
from examsolver.maths.compare_points import scattered
from examsolver.maths.tree import symbols

DIRECTIONS = 4
STEPS = (Fraction(10) ** 30, Fraction(10) ** 60)
SMALL_STEPS = (Fraction(40), Fraction(80))
CLOSE = 1e-3


def compare_growth(expected: Formula, given: Formula) -> Comparison:
    """Equal where the ratio settles down, whichever way the names grow."""
    one, other = spelled(expected), spelled(given)
    names = sorted({symbol.name for symbol in (*symbols(one), *symbols(other))} - {"pi", "e"})
    if set(symbols(other)) - set(symbols(one)) or compare_formulas(one, other, strict=True).verdict == "equal":
        return compare_formulas(one, other, strict=True)
    if not names:
        return Comparison("equal")
    told = [_settles(one, other, names, turn) for turn in range(DIRECTIONS)]
    if False in told:
        return Comparison("different", "it grows in another way")
    if None in told:
        return Comparison("undecided", "how it grows could not be compared")
    return Comparison("equal")


def _settles(one: Formula, other: Formula, names: list[str], turn: int) -> bool | None:
    for steps in (STEPS, SMALL_STEPS):
        ratios = [_ratio(one, other, names, turn, step) for step in steps]
        if None not in ratios:
            close = CLOSE if steps is STEPS else 0.05
            return abs(precise.logarithm(ratios[1] / ratios[0])) < close if all(ratios) else False
    return None


def _ratio(one: Formula, other: Formula, names: list[str], turn: int, step: Fraction) -> Any:
    point = {name: step ** (1 + scattered(f"{turn}{name}") % 3) * (1 + scattered(name) % 7) for name in names}
    under, over = precise.value_at(one, point), precise.value_at(other, point)
    return None if not under or over is None else abs(over / under)


