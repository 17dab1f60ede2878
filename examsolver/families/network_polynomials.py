"""Counts as formulas in the unknown: ``785n`` weights of one layer and ``10n + 10`` of the next make ``795n + 10``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import factorial

from examsolver.core.derivation import Step, Undefined, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.families.network_solving import Found, Search
from examsolver.families.network_trends import roles_of
from examsolver.layers.receptive_field import NAMES as FIELD
from examsolver.layers.sizes import total

POINTS = 7
DEGREE = 3
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Shaped:
    """The quantity of a condition as a formula, and the steps that lead to it; nothing where it has no such form."""

    formula: Formula | None = None
    steps: tuple[Step, ...] = ()
    says: str = ""


def constant(*_: Value, value: Value) -> Value:
    """A value that is known."""
    return value


def polynomial_of(searching: Search, found: Found, known: Collection[str]) -> Shaped:
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
    return Shaped(formula, tuple(_steps(searching, letter, least, known, formula)), _solved(whole, searching, letter))


def _solved(whole: Sequence[Fraction], searching: Search, letter: Sym) -> str:
    """An inequality of the first degree solved: ``n is at most (1000000 - 10)/795 = 1257.86``."""
    exactly, relation = searching.sought.exactly, searching.sought.relation
    if len(whole) != 2 or exactly is None or relation == "=" or whole[1] <= 0:
        return ""
    bound = (Fraction(exactly) - whole[0]) / whole[1]
    over = f"({exactly} - {whole[0]})" if whole[0] > 0 else f"({exactly} + {-whole[0]})"
    strict = {"<": "less than", ">": "more than", "<=": "at most", ">=": "at least"}
    said = searching.sought.find.such_that[1] if searching.sought.find.such_that else relation
    about = "=" if (bound * 100).denominator == 1 else "≈"
    return f"{letter.name} is {strict[said]} {over if whole[0] else exactly}/{whole[1]} {about} {_about(bound)}"


def _about(bound: Fraction) -> str:
    return str(bound) if bound.denominator == 1 else f"{float(bound):.2f}"


def _steps(searching: Search, letter: Sym, least: int, known: Collection[str], whole: Formula) -> list[Step]:
    """The count of every layer that rests on the unknown, and their sum."""
    tried = [searching.at(least + more) for more in range(POINTS)]
    names = tried[0].targets
    if searching.sought.quantity in FIELD:
        names = tuple(name for name in tried[0].values if name.endswith(f".{searching.sought.quantity}"))
    roles = roles_of(searching.body, searching.sought, searching.sought.unknowns[0], searching.start())
    if len(names) < 2 or any(role.is_depth for role in roles) or any(set(names) - set(one.values) for one in tried):
        return []
    terms: dict[str, Formula] = {}
    for name in names:
        own = coefficients([one.values.get(name) for one in tried], least)
        if own is None:
            return []
        if own != [0]:
            terms[name] = written(own, letter)
    if not 1 < len(terms) <= SHOWN:
        return []
    own_steps = [_of_layer(tried[-1].steps[name], terms[name]) for name in terms if name not in known]
    sought = searching.sought
    name = f"{sought.owner or 'network'}.{sought.quantity}"
    if name in known or sought.quantity in FIELD:
        return own_steps
    says = f"added up: a formula in {letter.name}"
    summed = Step(
        name,
        tuple(step.name for step in own_steps),
        partial(constant, value=whole),
        formula=total(map(Sym, terms)),
        numbers=partial(_added_up, formula=total(terms.values())),
        because=says,
        rule="total",
        span=sought.find.span,
    )
    return [*own_steps, summed]


def _of_layer(step: Step, value: Formula) -> Step:
    return Step(
        step.name, (), partial(constant, value=value), step.formula, step.because, rule=step.rule, span=step.span
    )


def _added_up(*_: Value, formula: Formula) -> Formula:
    return formula


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
    summed = [Fraction(0)]
    basis = [Fraction(1)]
    for order, difference in enumerate(leading):
        summed = _added(summed, [difference / factorial(order) * one for one in basis])
        basis = _added([Fraction(0), *basis], [-(least + order) * one for one in basis])
    while len(summed) > 1 and summed[-1] == 0:
        summed.pop()
    return summed


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
