"""Two formulas at points: exactly in a prime field, in machine numbers at several scales, with many digits.

The value of a name at the n-th point depends on the name and n alone, so that what the expected formula
gives is worked out once for all answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula
from examsolver.core.marking import Comparison
from examsolver.maths import precise
from examsolver.maths.evaluate import EXACT, MODULAR, PRIME, evaluate
from examsolver.maths.floating import complex_at, float_at

POINTS = 3
TURNS = 12
SCALES = (1.0, 1.0, 3.0, 0.3, 7.0, 2.0)
FINE = 1_000_003
NEAR = 1e-6
CONSTANTS = frozenset(["pi", "e", "infinity"])
_FAILURES = (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError)
Names = tuple[str, ...]


@lru_cache(maxsize=8192)
def scattered(text: str) -> int:
    """A number of 64 bits that looks random and is the same on every machine."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


@lru_cache(maxsize=8192)
def drawn(name: str, turn: int) -> Fraction:
    """The value of a name at a point: first positive and moderate, then of both signs and other sizes."""
    seed = scattered(f"{turn}:{name}")
    size = Fraction(200_000 + seed % 800_000, FINE) * Fraction(SCALES[turn % len(SCALES)])
    return -size if turn % 2 and seed >> 30 & 1 else size


@lru_cache(maxsize=4096)
def residue(name: str, turn: int) -> int:
    """The value of a name in the prime field."""
    return scattered(f"{name}@{turn}") % (PRIME - 2) + 1


def compare_rationally(expected: Formula, given: Formula, names: Names) -> Comparison | None:
    """Exactly, at random points of a prime field; None where every point is a pole."""
    agreed = 0
    for turn in range(3 * POINTS):
        one, other = _modular(expected, names, turn), _modular_fresh(given, names, turn)
        if one is None or other is None:
            continue
        if one != other:
            return Comparison("different", "the formulas differ", counterexample=_shown_at(expected, given, names))
        agreed += 1
        if agreed == POINTS:
            return Comparison("equal")
    return None


@lru_cache(maxsize=2048)
def _modular(formula: Formula, names: Names, turn: int) -> int | None:
    return _modular_fresh(formula, names, turn)


def _modular_fresh(formula: Formula, names: Names, turn: int) -> int | None:
    try:
        return evaluate(formula, {name: residue(name, turn) for name in names}, MODULAR)  # type: ignore[no-any-return]
    except _FAILURES:
        return None


def _shown_at(expected: Formula, given: Formula, names: Names) -> str | None:
    """A small point at which the two differ, for the student to check."""
    for turn in range(12):
        point = {name: small(name, turn) for name in names}
        try:
            pair = evaluate(expected, point, EXACT), evaluate(given, point, EXACT)
        except _FAILURES:
            continue
        if pair[0] != pair[1]:
            return sentence(point, *pair)
    return None


def small(name: str, turn: int) -> Fraction:
    """A value that is easy to work with by hand."""
    seed = scattered(f"{turn}.{name}")
    return Fraction((2, 3, 5, -2, -3, 1)[seed % (3 if turn < 3 else 6)], 1 if turn < 6 else 1 + (seed >> 8) % 2)


def sentence(point: dict[str, Fraction], expected: Any, given: Any) -> str:
    """``at x = 2 it gives 5 where 4 is right``."""
    at = ", ".join(f"{name} = {short(value)}" for name, value in point.items() if name not in CONSTANTS)
    return f"{f'at {at} ' if at else ''}it gives {short(given)} where {short(expected)} is right"


def short(value: Any) -> str:
    """A value in a few characters."""
    if isinstance(value, (int, Fraction)) and len(text := str(value)) < 16:
        return text
    try:
        return f"{float(value):.6g}"
    except (TypeError, OverflowError):
        return str(value)[:24]


def compare_numerically(expected: Formula, given: Formula, names: Names) -> Comparison:
    """In machine numbers at several scales and signs; what they say is confirmed with many digits."""
    agreed: list[int] = []
    apart = 0
    for turn in range(TURNS if names else 1):
        one, other = _real(expected, names, turn), _real_fresh(given, names, turn)
        if one is None or other is None:
            apart += one is not other
            continue
        if abs(one - other) > NEAR * max(abs(one), abs(other)):
            if told := _confirmed_apart(expected, given, names, turn):
                return told
            continue
        agreed.append(turn)
    if len(agreed) >= (POINTS if names else 1) and not apart:
        return _confirmed_alike(expected, given, names, agreed)
    if not agreed:
        return _complex(expected, given, names)
    return Comparison("undecided", "they agree where both have a value, but only one has a value everywhere")


def _point(names: Names, turn: int) -> dict[str, Fraction]:
    return {name: drawn(name, turn) for name in names}


@lru_cache(maxsize=4096)
def _real(formula: Formula, names: Names, turn: int) -> float | None:
    return _real_fresh(formula, names, turn)


def _real_fresh(formula: Formula, names: Names, turn: int) -> float | None:
    return float_at(formula, _floats(names, turn))


@lru_cache(maxsize=4096)
def _floats(names: Names, turn: int) -> dict[str, float]:
    return {**_CONSTANT_FLOATS, **{name: float(drawn(name, turn)) for name in names}}


_CONSTANT_FLOATS = {"pi": 3.141592653589793, "e": 2.718281828459045}


@lru_cache(maxsize=2048)
def _precise(formula: Formula, names: Names, turn: int, real: bool) -> Any:
    return precise.value_at(formula, _point(names, turn), real=real)


def _confirmed_apart(
    expected: Formula, given: Formula, names: Names, turn: int, real: bool = True
) -> Comparison | None:
    """Machine numbers cancel; many digits decide."""
    one = _precise(expected, names, turn, real)
    other = precise.value_at(given, _point(names, turn), real=real)
    if one is None or other is None or precise.close(one, other, rounded=_rounded(expected, given)):
        return None
    shown = _shown_precisely(expected, given, names) if real else None
    return Comparison("different", "the formulas differ", counterexample=shown or sentence(_point(names, turn), one, other))


def _shown_precisely(expected: Formula, given: Formula, names: Names) -> str | None:
    """A small point that shows the difference, if one does."""
    for turn in range(6):
        point = {name: small(name, turn) for name in names}
        one, other = (precise.value_at(formula, point) for formula in (expected, given))
        if one is not None and other is not None and abs(one - other) > 1e-4 * (abs(one) + abs(other)):
            return sentence(point, one, other)
    return None


def _confirmed_alike(expected: Formula, given: Formula, names: Names, turns: Iterable[int]) -> Comparison:
    """With many digits, at two of the points and at the last."""
    listed = list(turns)
    for turn in dict.fromkeys((listed[0], listed[-1])):
        told = _confirmed_apart(expected, given, names, turn)
        if told is not None:
            return told
        if _precise(expected, names, turn, True) is None:
            return Comparison("undecided", "it has no value that could be confirmed")
    return Comparison("equal")


def _complex(expected: Formula, given: Formula, names: Names) -> Comparison:
    """Where nothing is real: (−2)ⁿ, √−4."""
    agreed: list[int] = []
    for turn in range(TURNS if names else 1):
        floats = {"i": 1j, **_floats(names, turn)}
        one, other = complex_at(expected, floats), complex_at(given, floats)  # type: ignore[arg-type]
        if one is None or other is None:
            if (one is None) != (other is None):
                return Comparison("undecided", "only one of them has a value")
            continue
        if abs(one - other) > NEAR * max(abs(one), abs(other)):
            told = _confirmed_apart(expected, given, names, turn, real=False)
            if told is not None:
                return told
        agreed.append(turn)
    if len(agreed) < (POINTS if names else 1):
        return Comparison("undecided", "there are too few points at which both formulas have a value")
    told = _confirmed_apart(expected, given, names, agreed[0], real=False)
    return told or Comparison("equal")


def _rounded(*formulas: Formula) -> bool:
    return any(precise.is_rounded(formula) for formula in formulas)
