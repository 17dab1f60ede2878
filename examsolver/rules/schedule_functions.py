"""Small functions of learning-rate schedules: half a cosine, boundaries that are passed, restarts."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import as_array, entrywise, shape_of
from examsolver.rules.arithmetic import add, multiply
from examsolver.rules.naming import entry
from examsolver.rules.pointwise import loop
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]
EXACT = {0: Fraction(1), 1: Fraction(3, 4), 2: Fraction(1, 4), 3: Fraction(0)}
"""From thirds of half a turn (0, π/3 …) to half of 1 + cosine, where it is a fraction. π/2 is a half."""


def half_cosine(x: Value) -> Value:
    """(1 + cos(πx))/2: 1 at 0, a half at 1/2, 0 at 1; exact where it is a fraction."""
    return entrywise(_half_cosine, x)


def _half_cosine(x: Any) -> Any:
    if isinstance(x, float):
        return (1 + math.cos(math.pi * x)) / 2
    turn = Fraction(x) % 2
    turn = min(turn, 2 - turn)
    if turn == Fraction(1, 2):
        return turn
    thirds = 3 * turn
    return EXACT[int(thirds)] if thirds.denominator == 1 else (1 + math.cos(math.pi * float(turn))) / 2


def _in_degrees(x: Value) -> Value:
    return entrywise(_cosine_of_degrees, x)


def _cosine_of_degrees(x: Any) -> float:
    return (1 + math.cos(math.radians(math.pi * float(x)))) / 2


def _not_halved(x: Value) -> Value:
    return multiply(2, half_cosine(x))


def _by_half_angle(x: Any) -> float:
    """Oracle: the square of the cosine of half the angle."""
    return math.cos(math.pi * float(x) / 2) ** 2


def _cosine_notation(x: Formula) -> Formula:
    return (1 + apply("cos", Sym("pi") * x)) / 2


def passed(x: Value, boundaries: Value, inclusive: bool = False) -> Value:
    """How many boundaries lie below x; with ``inclusive`` those at x too. Raises LawError where they do not rise."""
    marks = _rising(boundaries)
    return entrywise(partial(_passed, marks, inclusive), x)


def _rising(boundaries: Value) -> list[Any]:
    marks: list[Any] = as_array(boundaries).ravel().tolist()
    if any(later <= before for before, later in pairwise(marks)):
        raise LawError("the boundaries do not rise", "write them in order: boundaries = [100, 200]")
    return marks


def _passed(marks: list[Any], inclusive: bool, x: Any) -> int:
    return sum(1 for mark in marks if mark < x or (inclusive and mark == x))


def _passed_by_steps(x: Value, boundaries: Value, inclusive: bool = False) -> Value:
    """Oracle: from the first boundary on, one after the other."""
    return loop(partial(_steps_up, as_array(boundaries).ravel().tolist(), inclusive), x)


def _steps_up(marks: list[Any], inclusive: bool, x: Any) -> int:
    place = 0
    while place < len(marks) and (x >= marks[place] if inclusive else x > marks[place]):
        place += 1
    return place


def in_interval(place: Value, values: Value) -> Value:
    """The value of the interval after so many boundaries. Raises LawError where there are too few values."""
    return entrywise(partial(_in_interval, as_array(values).ravel().tolist()), place)


def _in_interval(values: list[Any], place: Any) -> Any:
    if not 0 <= place < len(values) or place != int(place):
        raise LawError(f"{place} boundaries are passed, but there are only {len(values)} values",
                       "there is one value more than boundaries")  # fmt: skip
    return values[int(place)]


def _interval_cells(index: Index, names: Names, place: Value, values: Value) -> tuple[Formula, ...]:
    return (entry(names[1], (int(as_array(place)[index]),)),)


def _interval_by_search(place: Value, values: Value) -> Value:
    """Oracle: the values counted off."""
    return loop(partial(_counted_off, as_array(values).ravel().tolist()), place)


def _counted_off(values: list[Any], place: Any) -> Any:
    return next(value for count, value in enumerate(values) if count == place)


def _next_interval(place: Value, values: Value) -> Value:
    shifted = as_array(values).ravel().tolist()
    return entrywise(partial(_in_interval, [*shifted[1:], shifted[-1]]), place)


def restarts(x: Value, period: Value, factor: Value) -> Value:
    """How many cycles are over at x, the first of length ``period``, each ``factor`` times the one before.

    Raises LawError for cycles that do not last, or that shrink.
    """
    if shape_of(period) or shape_of(factor) or period <= 0 or factor < 1:
        raise LawError("the cycles need a length above zero, and a factor of at least 1", "period = 10, factor = 2")
    return entrywise(partial(_restarts, period, factor), x)


def _restarts(period: Any, factor: Any, x: Any) -> int:
    if factor == 1:
        return int(x // period)
    count, end, length = 0, period, period
    while x >= end:
        count, length = count + 1, length * factor
        end = end + length
    return count


def _restarts_laid_out(x: Value, period: Value, factor: Value) -> Value:
    """Oracle: the lengths added up one by one."""
    return loop(partial(_cycles_laid_out, period, factor), x)


def _cycles_laid_out(period: Any, factor: Any, x: Any) -> int:
    ends = [period]
    while ends[-1] <= x:
        ends.append(ends[-1] + period * factor ** len(ends))
    return len(ends) - 1


def _one_more(law: Callable[..., Value], *values: Value, **options: object) -> Value:
    return add(law(*values, **options), 1)


RULES = (
    Rule(
        name="half_cosine",
        step=True,
        summary="(1 + cos(πx))/2: falls from 1 at 0 to 0 at 1, entry by entry",
        law=half_cosine,
        inputs=("x",),
        because="half a period of a cosine, from 1 to 0",
        notation=_cosine_notation,
        misconceptions=(
            slip("degrees-in-place-of-radians", "The cosine takes radians.", _in_degrees),
            slip("half-forgotten", "1 + cos lies between 0 and 2: it is halved.", _not_halved),
        ),
        oracle=partial(loop, _by_half_angle),
        example="question half: compute\n  x = [0, 0.25, 1]\n  y = half_cosine(x)\n  find y to 4 decimals",
    ),
    Rule(
        name="boundaries_passed",
        step=True,
        summary="how many of some rising boundaries lie below a number",
        law=passed,
        inputs=("x", "boundaries"),
        because="count the boundaries that are passed",
        options=(Option("inclusive", "yes: a boundary counts as passed when it is reached", "flag", False),),
        oracle=_passed_by_steps,
        example="question count: compute\n  b = [100, 200]\n  n = boundaries_passed(150, b)\n  find n",
    ),
    Rule(
        name="interval_value",
        step=True,
        summary="the value that belongs to the interval after so many boundaries",
        law=in_interval,
        inputs=("passed", "values"),
        because="take the value of this interval",
        cells=_interval_cells,
        misconceptions=(slip("next-interval", "This is the value of the next interval.", _next_interval),),
        oracle=_interval_by_search,
        example="question value: compute\n  v = [1, 0.1, 0.01]\n  r = interval_value(1, v)\n  find r",
    ),
    Rule(
        name="restarts",
        step=True,
        summary="how many cycles are over, each a factor longer than the one before",
        law=restarts,
        inputs=("x", "period", "factor"),
        because="count the cycles that are over",
        misconceptions=(
            slip("cycle-counted-from-one", "The first cycle has no restart before it.", partial(_one_more, restarts)),
        ),
        oracle=_restarts_laid_out,
        example="question cycles: compute\n  n = restarts(35, 10, 2)\n  find n",
    ),
)
