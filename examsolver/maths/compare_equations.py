"""Equations and inequalities: the same solutions are the same statement, however it is arranged.

``left = right`` is compared as the difference of its sides, which may be any number but zero times the
other's. A power of a name may be a factor too, where one of the equations has that name in a denominator,
so that it cannot be zero: (y + 5)/x = 2 is y + 5 = 2x.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.marking import Comparison
from examsolver.maths import precise
from examsolver.maths.compare_formulas import compare_formulas, spelled
from examsolver.maths.compare_points import CONSTANTS, drawn, residue, study
from examsolver.maths.evaluate import MODULAR, PRIME, evaluate
from examsolver.maths.tree import symbols, walk

TURNS = 6
ENOUGH = 3
_POWERS = (-4, -3, -2, -1, 1, 2, 3, 4)
_FAILURES = (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError)
Sign = Literal["+", "-", "?"]


def compare_equations(expected: Apply, given: Apply) -> Comparison:
    """Two equations, each ``Apply("=", (left, right))``."""
    one, other = difference(expected), difference(given)
    names = _names(one, other)
    if not names:
        return _numbers(expected, given)
    missing = set(_names(one)) ^ set(_names(other))
    told = proportion(one, other, names)
    if told is None:
        return Comparison("undecided", "the equations could not be compared at enough points")
    if told:
        return Comparison("equal")
    if missing:
        return Comparison("different", f"only one of the equations has {', '.join(sorted(missing))}", "another-name")
    return Comparison("different", "the equations have other solutions")


def difference(equation: Apply) -> Formula:
    """Left minus right, every symbol under its one spelling."""
    left, right = equation.args
    return spelled(Apply("-", (left, right)))


def _numbers(expected: Apply, given: Apply) -> Comparison:
    """Without names: the same two sides, either way round."""
    (a, b), (c, d) = expected.args, given.args
    for one, other in ((c, d), (d, c)):
        if compare_formulas(a, one).verdict == compare_formulas(b, other).verdict == "equal":
            return Comparison("equal")
    return Comparison("different", "the sides are other numbers")


def proportion(one: Formula, other: Formula, names: tuple[str, ...]) -> Sign | Literal[""] | None:
    """The sign of the constant by which the second is a multiple of the first; ``""`` where it is none.

    ``?`` where the factor has a name in it, whose sign is not known; None where it cannot be told.
    """
    if study(one).rational and study(other).rational:
        modular = _modular_ratios(one, other, names)
        if modular is None:
            return None
        if 0 in modular:
            return ""
        if len(set(modular)) == 1:
            return _sign(one, other, names)
        return "?" if _is_monomial(one, other, names, modular[0]) else ""
    return _numeric_proportion(one, other, names)


def _modular_ratios(one: Formula, other: Formula, names: tuple[str, ...]) -> list[int] | None:
    found = [ratio for turn in range(TURNS) if (ratio := _ratio(one, other, _residues(names, turn))) is not None]
    return found[:ENOUGH] if len(found) >= ENOUGH else None


def _residues(names: tuple[str, ...], turn: int) -> dict[str, int]:
    return {name: residue(name, turn) for name in names}


def _ratio(one: Formula, other: Formula, point: dict[str, int]) -> int | None:
    try:
        under, over = evaluate(one, point, MODULAR), evaluate(other, point, MODULAR)
    except _FAILURES:
        return None
    if not under or not over:
        return 0 if bool(under) != bool(over) else None
    return int(over * pow(under, -1, PRIME) % PRIME)


def _is_monomial(one: Formula, other: Formula, names: tuple[str, ...], ratio: int) -> bool:
    """Whether the ratio is a product of powers of names that stand in denominators."""
    allowed = [name for name in names if name in _denominators(one) | _denominators(other)]
    powers: dict[str, int] = {}
    for name in allowed:
        point = _residues(names, 0)
        point[name] = point[name] * 2 % PRIME
        moved = _ratio(one, other, point)
        step = 0 if not moved or not ratio else moved * pow(ratio, -1, PRIME) % PRIME
        powers[name] = next((power for power in _POWERS if pow(2, power, PRIME) == step), 0)
    if not any(powers.values()):
        return False
    reduced = set()
    for turn in range(ENOUGH):
        point = _residues(names, turn)
        found = _ratio(one, other, point)
        if not found:
            return False
        for name, power in powers.items():
            found = found * pow(point[name], -power, PRIME) % PRIME
        reduced.add(found)
    return len(reduced) == 1


@lru_cache(maxsize=1024)
def _denominators(formula: Formula) -> frozenset[str]:
    found: set[str] = set()
    for part in walk(formula):
        if isinstance(part, Apply) and part.op == "/":
            found.update(symbol.name for symbol in symbols(part.args[1]))
    return frozenset(found)


def _sign(one: Formula, other: Formula, names: tuple[str, ...]) -> Sign | Literal[""] | None:
    told = _numeric_proportion(one, other, names)
    return told or None


def _numeric_proportion(one: Formula, other: Formula, names: tuple[str, ...]) -> Sign | Literal[""] | None:
    """With many digits, at several points."""
    ratios: list[Any] = []
    zeros = 0
    for turn in range(2 * TURNS):
        point: dict[str, Fraction] = {name: drawn(name, turn) for name in names}
        under, over = precise.value_at(one, point), precise.value_at(other, point)
        if under is None or over is None:
            continue
        if not under or not over:
            zeros += 1
            if bool(under) != bool(over):
                return ""
            continue
        ratios.append(over / under)
        if len(ratios) > 1 and not precise.close(ratios[0], ratios[-1]):
            return ""
        if len(ratios) == ENOUGH:
            return "+" if ratios[0] > 0 else "-"
    return "?" if zeros > ENOUGH and not ratios else None


def _names(*formulas: Formula) -> tuple[str, ...]:
    return tuple(sorted({symbol.name for formula in formulas for symbol in symbols(formula)} - CONSTANTS))


def is_label(formula: Formula) -> bool:
    """What is named or measured, and only that: ``x``, ``f(x)``, ``(p, q)``, ``|AB|``, ``A:B``, ``NO/BO``."""
    match formula:
        case Sym():
            return True
        case Apply(op, args) if op.endswith("()") or op in ("derivative", "nabla", "abs", "differential"):
            return bool(args)
        case Apply("tuple" | "ratio" | "/" | "@" | "*", args):
            return all(is_label(arg) and not _is_number(arg) for arg in args) and _is_naming(formula)
        case Apply("transpose", (inner,)):
            return is_label(inner)
    return False


def _is_number(formula: Formula) -> bool:
    return isinstance(formula, Sym) and formula.name in CONSTANTS


def _is_naming(formula: Apply) -> bool:
    """Products and quotients name something only in capitals: ``AB``, ``NO/BO``."""
    if formula.op in ("tuple", "ratio"):
        return True
    return all(symbol.name[:1].isupper() for symbol in symbols(formula))
