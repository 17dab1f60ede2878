"""Two values against each other: numbers with their digits, and formulas."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.marking import Comparison, Entry
from examsolver.maths import precise
from examsolver.maths.compare_formulas import compare_formulas, spelled
from examsolver.maths.compare_matrices import NO_SHAPES, Shapes
from examsolver.maths.compare_numbers import number_is_right, places, shown_grain, terminates
from examsolver.maths.compare_points import sentence
from examsolver.maths.evaluate import BITS, exact
from examsolver.maths.magnitude import digit_count
from examsolver.maths.tolerance import STRICT, Tolerance
from examsolver.maths.tree import walk

LONGEST = 400
"""Decimals that somebody may have written."""

SHOWN = 6
"""Significant digits from which a decimal that is expected may stand for a value without end, cut or rounded."""

_TRUSTED = Fraction(1, 10**40)
_KNOWN = frozenset(["pi", "e"])


def compare_values(
    expected: Formula, given: Formula, tolerance: Tolerance = STRICT, shapes: Shapes = NO_SHAPES
) -> Comparison:
    """Whether two formulas, or numbers to the digits allowed, are the same."""
    bounds = infinite(expected), infinite(given)
    if any(bounds):
        return Comparison("equal") if bounds[0] == bounds[1] else Comparison("different", "one of them is infinite")
    one, other = number_of(expected), number_of(given)
    if one is not None and other is not None:
        return _numbers(one, other, tolerance)
    return compare_formulas(expected, given, strict=True, shapes=shapes)


def infinite(formula: Formula) -> int:
    """1 for infinity, −1 for minus infinity, 0 for everything else."""
    match formula:
        case Sym("infinity" | "inf" | "oo" | "Infinity", ()):
            return 1
        case Apply("neg", (inner,)):
            return -infinite(inner)
    return 0


@lru_cache(maxsize=2048)
def number_of(formula: Formula) -> Any:
    """The number that a formula without names is: a Fraction where it is one, else many digits; None otherwise."""
    if any(isinstance(part, Sym) and (part.index or part.name not in _KNOWN) for part in walk(formula)):
        return None
    try:
        value = exact(spelled(formula))
    except LawError:
        value = 0.0
    if not isinstance(value, float):
        return Fraction(value)
    real = precise.value_at(spelled(formula), {})
    return real if real is not None else precise.value_at(spelled(formula), {}, real=False)


def _numbers(expected: Any, given: Any, tolerance: Tolerance) -> Comparison:
    if _same(expected, given) or _within(expected, given, tolerance):
        return Comparison("equal")
    if _same(expected, -given):
        return Comparison("different", "the sign is wrong", "wrong-sign")
    return Comparison("different", "it is another number", counterexample=sentence({}, expected, given) or None)


def _same(expected: Any, given: Any) -> bool:
    if isinstance(expected, Fraction) and isinstance(given, Fraction):
        return expected == given
    return precise.close(*(precise.taken_in(value) for value in (expected, given)))


def _within(expected: Any, given: Any, tolerance: Tolerance) -> bool:
    """Within what is told; else right in all digits shown, on whichever side they are."""
    truth, value = _fraction(expected), _fraction(given)
    if truth is None or value is None:
        return False
    width = tolerance.width(truth)
    if width is not None:
        exact_both = isinstance(expected, Fraction) and isinstance(given, Fraction)
        blur = Fraction(0) if exact_both else _TRUSTED * (1 + abs(truth))
        return abs(truth - value) <= width + blur
    if isinstance(given, Fraction) and terminates(value):
        if isinstance(expected, Fraction):
            return number_is_right(truth, shown(value))
        grain = shown_grain(shown(value))
        return grain is not None and abs(truth - value) <= grain
    if isinstance(expected, Fraction) and terminates(truth):
        entry = shown(truth)
        last = Fraction(1) / Fraction(10) ** (entry.decimals or 0)
        return (entry.significant or 0) >= SHOWN and abs(value - truth) <= last
    return False


def _fraction(value: Any) -> Fraction | None:
    """As a fraction; None for complex and for huge numbers."""
    if isinstance(value, Fraction):
        return value
    return precise.as_fraction(value, BITS)


def shown(value: Fraction) -> Entry:
    """A terminating value with the digits that it takes to write it."""
    decimals = places(value)
    if not decimals or decimals > LONGEST:
        return Entry(value)
    return Entry(value, decimals, digit_count(int(value * 10**decimals)))


def as_number(formula: Formula) -> Fraction | None:
    """The exact number of a formula, where it is one."""
    value = number_of(formula)
    return value if isinstance(value, Fraction) else None

