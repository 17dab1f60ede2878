"""Two formulas at points: exactly in a prime field, in machine numbers at several scales, with many digits.

The value of a name at the n-th point depends on the name and n alone, so that what the expected formula
gives is worked out once for all answers (:class:`Studied`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Comparison
from examsolver.maths import precise
from examsolver.maths.evaluate import EXACT, MODULAR, PRIME, Program, bits, compiled, run
from examsolver.maths.floating import complex_at, float_at
from examsolver.maths.tree import walk

POINTS = 3
TURNS = 12
SCALES = (1.0, 1.0, 3.0, 0.3, 7.0, 2.0)
FINE = 1_000_003
NEAR = 1e-6
CONSTANTS = frozenset(["pi", "e", "infinity"])
HALFWAY = "they agree where both have a value, but only one has a value everywhere"
_RATIONAL = frozenset(["+", "-", "*", "/", "neg", "^"])
_FAILURES = (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError)
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Studied:
    """A formula with what is asked of it again and again. Symbols are under their one spelling."""

    formula: Formula
    program: Program
    names: frozenset[str]
    rational: bool
    rounded: bool
    known: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, work: Callable[[], Any]) -> Any:
        """What the work gives, worked out when first asked for."""
        if key not in self.known:
            self.known[key] = work()
        return self.known[key]

    def modular(self, turn: int) -> int | None:
        """The value at a point of the prime field; None at a pole."""
        return self.once(("modular", turn), lambda: self._modular(turn))  # type: ignore[no-any-return]

    def _modular(self, turn: int) -> int | None:
        try:
            return run(self.program, {name: residue(name, turn) for name in self.names}, MODULAR)  # type: ignore[no-any-return]
        except _FAILURES:
            return None

    def real(self, turn: int) -> float | None:
        """The value in machine numbers; None where there is no real one."""
        return self.once(("real", turn), lambda: float_at(self.program, _floats(self.names, turn)))  # type: ignore[no-any-return]

    def imaginary(self, turn: int) -> complex | None:
        """The value in the principal branch; i is the imaginary unit where it is no name."""
        point: dict[str, complex] = {"i": 1j, **_floats(self.names, turn)}
        return self.once(("complex", turn), lambda: complex_at(self.program, point))  # type: ignore[no-any-return]

    def digits(self, turn: int, real: bool = True) -> Any:
        """The value with many digits."""
        point = {name: drawn(name, turn) for name in self.names}
        return self.once((real, turn), lambda: precise.program_at(self.program, point, real=real))


def study(formula: Formula) -> Studied:
    """A formula, looked through once."""
    names: set[str] = set()
    rational, rounded = True, False
    for part in walk(formula):
        if isinstance(part, Sym):
            names.add(part.name)
        elif isinstance(part, Num):
            rounded = rounded or isinstance(part.value, float)
        else:
            rational = rational and isinstance(part, Apply) and _is_rational(part)
    return Studied(formula, compiled(formula), frozenset(names) - CONSTANTS, rational and not rounded, rounded)


def _is_rational(part: Apply) -> bool:
    """+ − * / and powers that are whole numbers."""
    if part.op not in _RATIONAL:
        return False
    return part.op != "^" or (isinstance(part.args[1], Num) and isinstance(part.args[1].value, int))


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


@lru_cache(maxsize=8192)
def residue(name: str, turn: int) -> int:
    """The value of a name in the prime field."""
    return scattered(f"{name}@{turn}") % (PRIME - 2) + 1


@lru_cache(maxsize=4096)
def _floats(names: frozenset[str], turn: int) -> dict[str, float]:
    return {**FLOATS, **{name: float(drawn(name, turn)) for name in names}}


FLOATS = {"pi": 3.141592653589793, "e": 2.718281828459045}


def compare_rationally(expected: Studied, given: Studied) -> Comparison | None:
    """Exactly, at random points of a prime field; None where every point is a pole."""
    agreed = 0
    for turn in range(3 * POINTS):
        one, other = expected.modular(turn), given.modular(turn)
        if one is None or other is None:
            continue
        if one != other:
            return Comparison("different", "the formulas differ", counterexample=_shown_at(expected, given))
        agreed += 1
        if agreed == POINTS:
            return Comparison("equal")
    return None


def _shown_at(expected: Studied, given: Studied) -> str | None:
    """A small point at which the two differ, for the student to check."""
    for turn in range(12):
        point = _small_point(expected, given, turn)
        try:
            one, other = (run(formula.program, point, EXACT) for formula in (expected, given))
        except _FAILURES:
            continue
        if one != other:
            return sentence(point, one, other) or None
    return None


def _small_point(expected: Studied, given: Studied, turn: int) -> dict[str, Fraction]:
    return {name: small(name, turn) for name in sorted(expected.names | given.names)}


@lru_cache(maxsize=4096)
def small(name: str, turn: int) -> Fraction:
    """A value that is easy to work with by hand."""
    seed = scattered(f"{turn}.{name}")
    return Fraction((2, 3, 5, -2, -3, 1)[seed % (3 if turn < 3 else 6)], 1 if turn < 6 else 1 + (seed >> 8) % 2)


def sentence(point: dict[str, Fraction], expected: Any, given: Any) -> str:
    """``at x = 2 it gives 5 where 4 is right``; nothing where the digits shown are the same."""
    at = ", ".join(f"{name} = {short(value)}" for name, value in point.items() if name not in CONSTANTS)
    if short(given) == short(expected):
        return ""
    return f"{f'at {at} ' if at else ''}it gives {short(given)} where {short(expected)} is right"


def short(value: Any) -> str:
    """A value in a few characters."""
    if isinstance(value, (int, Fraction)) and bits(value) < 100 and len(text := str(value)) < 16:
        return text
    try:
        return f"{float(value):.6g}"
    except (TypeError, OverflowError):
        return "a number too long to write" if isinstance(value, (int, Fraction)) else str(value)[:24]


def compare_numerically(expected: Studied, given: Studied) -> Comparison:
    """In machine numbers at several scales and signs; what they say is confirmed with many digits."""
    agreed: list[int] = []
    apart = 0
    named = bool(expected.names or given.names)
    for turn in range(TURNS if named else 1):
        one, other = expected.real(turn), given.real(turn)
        if one is None or other is None:
            apart += one is not other
            continue
        if abs(one - other) > NEAR * max(abs(one), abs(other)):
            if told := _confirmed_apart(expected, given, turn):
                return told
            continue
        agreed.append(turn)
    if len(agreed) >= (POINTS if named else 1) and not apart:
        return _confirmed_alike(expected, given, agreed)
    if not agreed:
        return _compare_complex(expected, given, named)
    return Comparison("undecided", HALFWAY)


def _confirmed_apart(expected: Studied, given: Studied, turn: int, real: bool = True) -> Comparison | None:
    """Machine numbers cancel; many digits decide."""
    one, other = expected.digits(turn, real), given.digits(turn, real)
    if one is None or other is None or precise.close(one, other, rounded=expected.rounded or given.rounded):
        return None
    if SCALES[turn % len(SCALES)] > 1 and _cancels(expected, given, turn, real):
        return None
    shown = _shown_roughly(expected, given) if real else None
    point = {name: drawn(name, turn) for name in sorted(expected.names | given.names)}
    return Comparison("different", "the formulas differ", counterexample=shown or sentence(point, one, other) or None)


def _cancels(expected: Studied, given: Studied, turn: int, real: bool) -> bool:
    """Whether large numbers had only eaten up the digits: with more of them both are the same."""
    values = []
    for side in (expected, given):
        point = {name: drawn(name, turn) for name in side.names}
        values.append(precise.program_at(side.program, point, real=real, digits=precise.DIGITS + precise.MORE))
    return None in values or precise.close(values[0], values[1], rounded=expected.rounded or given.rounded)


def _shown_roughly(expected: Studied, given: Studied) -> str | None:
    """A small point that shows the difference, if one does; the difference itself is known by now."""
    for turn in range(6):
        point = _small_point(expected, given, turn)
        floats = {**FLOATS, **{name: float(value) for name, value in point.items()}}
        one, other = (float_at(formula.program, floats) for formula in (expected, given))
        if one is not None and other is not None and abs(one - other) > 1e-4 * (abs(one) + abs(other)):
            return sentence(point, one, other) or None
    return None


def _confirmed_alike(expected: Studied, given: Studied, turns: list[int], real: bool = True) -> Comparison:
    """With many digits, at the first and last of the points."""
    for turn in dict.fromkeys((turns[0], turns[-1])):
        told = _confirmed_apart(expected, given, turn, real)
        if told is not None:
            return told
        if expected.digits(turn, real) is None or given.digits(turn, real) is None:
            return Comparison("undecided", "it has no value that could be confirmed")
    return Comparison("equal")


def _compare_complex(expected: Studied, given: Studied, named: bool) -> Comparison:
    """Where nothing is real: (−2)ⁿ, √−4."""
    agreed: list[int] = []
    for turn in range(TURNS if named else 1):
        one, other = expected.imaginary(turn), given.imaginary(turn)
        if one is None or other is None:
            if one is not other:
                return Comparison("undecided", "only one of them has a value")
            continue
        if abs(one - other) > NEAR * max(abs(one), abs(other)):
            if told := _confirmed_apart(expected, given, turn, real=False):
                return told
            continue
        agreed.append(turn)
    if len(agreed) < (POINTS if named else 1):
        return Comparison("undecided", "there are too few points at which both formulas have a value")
    return _confirmed_alike(expected, given, agreed, real=False)
