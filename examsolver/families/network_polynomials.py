"""Counts as formulas in the unknown: ``785n`` weights of one layer and ``10n + 10`` of the next make ``795n + 10``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import factorial

from examsolver.core.derivation import Step, Undefined, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.families.network_solving import Found, Search
from examsolver.families.network_trends import roles_of

POINTS = 7
DEGREE = 3
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Shaped:
    """The quantity of a condition as a formula, and the steps that lead to it; nothing where it has no such form."""

    formula: Formula | None = None
    steps: tuple[Step, ...] = ()


def constant(*_: Value, value: Value) -> Value:
    """A value that is known."""
    return value


def polynomial_of(searching: Search, found: Found) -> Shaped:
    """The count of a condition as a polynomial in the unknown, checked on every value that was worked out."""
    sought = searching.sought
    if len(sought.unknowns) != 1 or not isinstance(sought.wanted, int):
        return Shaped()
    unknown = sought.unknowns[0]
    least = max(1, searching.least(unknown))
    points = [searching.at(least + more).value for more in range(POINTS)]
    whole = coefficients(points, least)
    if whole is None or len(whole) < 2:
        return Shaped()
    for (value,), tried in searching.known.items():
        if isinstance(tried.value, int) and value >= least and evaluated(whole, value) != tried.value:
            return Shaped()
    letter = Sym(unknown.name if unknown.name in searching.body.letters else unknown.short.replace("_", " "))
    formula = written(whole, letter)
    return Shaped(formula, tuple(_steps(searching, letter, least)))


def _steps(searching: Search, letter: Sym, least: int) -> list[Step]:
    """The count of every layer that rests on the unknown."""
    tried = [searching.at(least + more) for more in range(POINTS)]
    names = tried[0].targets
    roles = roles_of(searching.body, searching.sought, searching.sought.unknowns[0], searching.start())
    if len(names) < 2 or any(role.is_depth for role in roles) or any(one.targets != names for one in tried):
        return []
    steps = []
    for name in names:
        own = coefficients([one.values.get(name) for one in tried], least)
        if own is None:
            return []
        if own == [0]:
            continue
        step = tried[0].steps[name]
        steps.append(
            Step(
                f"{name} {letter.name}",
                (),
                partial(constant, value=written(own, letter)),
                formula=step.formula,
                because=step.because,
                rule=step.rule,
                span=step.span,
            )
        )
    return steps if 1 < len(steps) <= SHOWN else []


def coefficients(points: Sequence[Value], least: int) -> list[Fraction] | None:
    """The polynomial through values at ``least``, ``least + 1`` …, lowest power first; None where there is none.

    By Newton's forward differences; more points than the degree needs must lie on it.
    """
    if any(isinstance(point, Undefined) or not isinstance(point, int) for point in points):
        return None
    row, leading = [Fraction(point) for point in points], []
    while row and any(row):
        leading.append(row[0])
        row = [after - before for before, after in pairwise(row)]
    if len(leading) > DEGREE + 1:
        return None
    total = [Fraction(0)]
    basis = [Fraction(1)]
    for order, difference in enumerate(leading):
        total = _added(total, [difference / factorial(order) * one for one in basis])
        basis = _added([Fraction(0), *basis], [-(least + order) * one for one in basis])
    while len(total) > 1 and total[-1] == 0:
        total.pop()
    return total


def _added(one: list[Fraction], other: list[Fraction]) -> list[Fraction]:
    length = max(len(one), len(other))
    padded = [[*each, *[Fraction(0)] * (length - len(each))] for each in (one, other)]
    return [a + b for a, b in zip(*padded, strict=True)]


def evaluated(coefficients: Sequence[Fraction], at: int) -> Fraction:
    """The value of a polynomial."""
    result = Fraction(0)
    for one in reversed(coefficients):
        result = result * at + one
    return result


def written(coefficients: Sequence[Fraction], letter: Formula) -> Formula:
    """The polynomial as mathematics, highest power first."""
    made: Formula | None = None
    for power in range(len(coefficients) - 1, -1, -1):
        one = coefficients[power]
        if not one and len(coefficients) > 1:
            continue
        term = _term(abs(one), power, letter)
        signed = -term if one < 0 else term
        made = signed if made is None else made - term if one < 0 else made + term
    return made or Num(0)


def _term(size: Fraction, power: int, letter: Formula) -> Formula:
    number = Num(size.numerator if size.denominator == 1 else size)
    if power == 0:
        return number
    raised = letter if power == 1 else letter**power
    return raised if size == 1 else number * raised
