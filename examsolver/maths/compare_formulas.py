"""Whether two formulas say the same.

Structure first; then exact evaluation at random points of a prime field for rational functions;
else many digits at several scales; formulas with matrix products at random matrices, which do not
commute. What cannot be told is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Comparison
from examsolver.maths import precise
from examsolver.maths.compare_matrices import compare_matrices
from examsolver.maths.evaluate import EXACT, MODULAR, PRIME, evaluate, symbol_key
from examsolver.maths.tree import rebuild, symbols, walk

SEED = 20_011
POINTS = 6
SCALES = (0.3, 1.0, 2.5, 7.0)
_RATIONAL = frozenset(["+", "-", "*", "/", "neg", "^"])
_FAILURES = (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError)
Values = Mapping[str, Any]


def compare_formulas(expected: Formula, given: Formula) -> Comparison:
    """Equal, different (with a point that shows it) or undecided."""
    expected, given = _bare(expected), _bare(given)
    if expected == given:
        return Comparison("equal")
    names, extra = _names(expected, given)
    if _has(expected, "@", "transpose") or _has(given, "@", "transpose"):
        return _about_names(compare_matrices(expected, given), expected, extra)
    told = _rationally(expected, given, names) if _is_rational(expected) and _is_rational(given) else None
    return _about_names(told or _numerically(expected, given, names), expected, extra)


def _bare(formula: Formula) -> Formula:
    """The right side of an equation, every symbol under its one spelling."""
    if isinstance(formula, Apply) and formula.op == "=" and len(formula.args) == 2:
        formula = formula.args[1]
    return rebuild(formula, lambda part: Sym(symbol_key(part)) if isinstance(part, Sym) else part)


def _names(expected: Formula, given: Formula) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = [symbol.name for symbol in symbols(expected)]
    extra = [symbol.name for symbol in symbols(given) if symbol.name not in known]
    return tuple(sorted({*known, *extra})), tuple(extra)


def _about_names(told: Comparison, expected: Formula, extra: tuple[str, ...]) -> Comparison:
    """A formula that differs in names which may be the student's own is not called wrong."""
    if told.verdict != "different" or not extra:
        return told
    known = {symbol.name.casefold() for symbol in symbols(expected)}
    listed = ", ".join(extra)
    if any(name.casefold() in known for name in extra):
        return Comparison("different", f"capital and small letters differ: {listed}", "another-name")
    return Comparison("undecided", f"it uses {listed}, which the expected formula does not")


def _has(formula: Formula, *ops: str) -> bool:
    return any(isinstance(part, Apply) and part.op in ops for part in walk(formula))


def _is_rational(formula: Formula) -> bool:
    """Only + − * / and whole powers of symbols and exact numbers."""
    for part in walk(formula):
        if isinstance(part, Num) and isinstance(part.value, float):
            return False
        if isinstance(part, Apply) and (part.op not in _RATIONAL or (part.op == "^" and _whole(part.args[1]) is None)):
            return False
        if not isinstance(part, (Num, Sym, Apply)):
            return False
    return True


def _whole(power: Formula) -> int | None:
    if isinstance(power, Apply) and power.op == "neg" and (inner := _whole(power.args[0])) is not None:
        return -inner
    if isinstance(power, Num) and Fraction(power.value).denominator == 1:
        return int(power.value)
    return None


def _rationally(expected: Formula, given: Formula, names: tuple[str, ...]) -> Comparison | None:
    """Exactly, at random points of a prime field; None where every point is a pole."""
    chance, agreed = Random(SEED), 0
    for _ in range(3 * POINTS):
        point = {name: chance.randrange(1, PRIME) for name in names}
        pair = _both(expected, given, point, MODULAR)
        if pair is None:
            continue
        if pair[0] != pair[1]:
            return Comparison("different", "the formulas differ", counterexample=_shown_at(expected, given, names))
        agreed += 1
        if agreed == POINTS:
            return Comparison("equal")
    return None


def _both(expected: Formula, given: Formula, point: Values, arithmetic: Any) -> tuple[Any, Any] | None:
    try:
        return evaluate(expected, point, arithmetic), evaluate(given, point, arithmetic)
    except _FAILURES:
        return None


def _shown_at(expected: Formula, given: Formula, names: tuple[str, ...]) -> str | None:
    """A small point at which the two differ, for the student to check."""
    chance = Random(SEED)
    for _ in range(20):
        point = {name: Fraction(chance.choice((-3, -2, -1, 2, 3, 5)), chance.choice((1, 1, 2))) for name in names}
        pair = _both(expected, given, point, EXACT)
        if pair is not None and pair[0] != pair[1]:
            return _sentence(point, *pair)
    return None


def _sentence(point: Values, expected: Any, given: Any) -> str:
    at = ", ".join(f"{name} = {_short(value)}" for name, value in point.items())
    return f"at {at} it gives {_short(given)} where {_short(expected)} is right"


def _short(value: Any) -> str:
    if isinstance(value, (int, Fraction)):
        text = str(value)
        if len(text) < 16:
            return text
    return f"{float(value):.6g}"


def _numerically(expected: Formula, given: Formula, names: tuple[str, ...]) -> Comparison:
    """With many digits, at several scales and both signs."""
    chance, agreed, apart = Random(SEED), 0, 0
    for turn in range(8 * len(SCALES) if names else 1):
        scale = SCALES[turn % len(SCALES)]
        point = {name: Fraction(chance.randint(-1000, 1000), 1000) * Fraction(scale) for name in names}
        if turn % 2:
            point = {name: abs(value) for name, value in point.items()}
        told = precise.same_at(expected, given, point)
        if told == "different":
            shown = _precise_sentence(expected, given, point)
            return Comparison("different", "the formulas differ", counterexample=shown)
        agreed, apart = agreed + (told == "same"), apart + (told == "one-sided")
    if agreed >= (POINTS if names else 1) and not apart:
        return Comparison("equal")
    return Comparison("undecided", "there are too few points at which both formulas have a value")


def _precise_sentence(expected: Formula, given: Formula, point: Values) -> str:
    return _sentence(point, precise.value_at(expected, point), precise.value_at(given, point))
