"""Lengths of groups of entries, and every entry divided by the number of its group."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import entrywise, settle
from examsolver.rules.arithmetic import divide, multiply, negate, quotient, subtract
from examsolver.rules.entry_groups import GROUPING, Groups, groups_of
from examsolver.rules.group_laws import group_mean
from examsolver.rules.naming import entry, total
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def lengths(x: Value, **options: Any) -> Value:
    """√Σx² of every group."""
    return square_root(squares(x, **options))


def squares(x: Value, **options: Any) -> Value:
    """Σx² of every group."""
    return groups_of(x, **options).summed(multiply(x, x))


def absolute_sum(x: Value, **options: Any) -> Value:
    """Σ|x| of every group."""
    return groups_of(x, **options).summed(entrywise(abs, x))


def lengths_gradient(upstream: Value, x: Value, length: Value, **options: Any) -> Value:
    """x/‖x‖."""
    groups = groups_of(x, **options)
    return multiply(groups.spread(upstream), divide(x, groups.spread(length)))


def lengths_notation(x: Formula, axis: str | None = None, **options: Any) -> Formula:
    """√Σx²."""
    return apply("sqrt", apply("sum", x**2) if axis is None else apply("sum", x**2, axis=axis))


def lengths_cells(index: Index, names: Names, x: Value, **options: Any) -> tuple[Formula, ...]:
    """The root of the sum of the squares of the group."""
    return (apply("sqrt", total([entry(names[0], cell) ** 2 for cell in groups_of(x, **options).members(index)])),)


def lengths_partials(index: Index, names: Names, x: Value, length: Value, **options: Any) -> Moves:
    """x/‖x‖."""
    place = groups_of(x, **options).place(index)
    return ((place, entry(names[0], index) / entry(names[-1], place)),)


def over_group(x: Value, divisor: Value, **options: Any) -> Value:
    """Every entry divided by the number of its group. Raises LawError for a zero."""
    return entrywise(_over, x, groups_of(x, **options).spread(divisor))


def _over(number: Any, divisor: Any) -> Any:
    if divisor == 0:
        raise LawError(
            "division by a length of zero", "all entries of a group are zero: give epsilon, or other entries"
        )
    return quotient(number, divisor)


def over_x_gradient(upstream: Value, x: Value, divisor: Value, result: Value, **options: Any) -> Value:
    """g/d."""
    return divide(upstream, groups_of(x, **options).spread(divisor))


def over_divisor_gradient(upstream: Value, x: Value, divisor: Value, result: Value, **options: Any) -> Value:
    """−Σ g x/d²."""
    return negate(divide(groups_of(x, **options).summed(multiply(upstream, result)), divisor))


def over_notation(x: Formula, divisor: Formula, **options: Any) -> Formula:
    """x/d."""
    return x / divisor


def over_cells(index: Index, names: Names, x: Value, divisor: Value, **options: Any) -> tuple[Formula, ...]:
    """An entry over the number of its group."""
    return (entry(names[0], index) / entry(names[1], groups_of(x, **options).place(index)),)


def over_x_partials(index: Index, names: Names, x: Value, *values: Value, **options: Any) -> Moves:
    """1/d."""
    return ((index, 1 / entry(names[1], groups_of(x, **options).place(index))),)


def over_divisor_partials(index: Index, names: Names, x: Value, *values: Value, **options: Any) -> Moves:
    """−x/d² for every entry of the group."""
    below = entry(names[1], index) ** 2
    return tuple((cell, -(entry(names[0], cell) / below)) for cell in groups_of(x, **options).members(index))


def constant(upstream: Value, x: Value, divisor: Value, result: Value, **options: Any) -> Value:
    """No gradient for the divisor."""
    return multiply(0, divisor)


def over_square(x: Value, divisor: Value, **options: Any) -> Value:
    """Divided by the square of the number."""
    return over_group(x, multiply(divisor, divisor), **options)


def centred_first(x: Value, divisor: Value, **options: Any) -> Value:
    """The mean of the group subtracted first."""
    away = subtract(x, groups_of(x, **options).spread(group_mean(x, **options)))
    return over_group(away, divisor, **options)


def lengths_by_loops(x: Value, **options: Any) -> Value:
    """Group by group: an oracle."""
    groups = groups_of(x, **options)
    return _filled(groups, {place: math.hypot(*_own(x, groups, place)) for place in np.ndindex(groups.result)})


def _own(x: Value, groups: Groups, place: Index) -> list[float]:
    return [float(x[cell]) if groups.shape else float(x) for cell in groups.members(place)]


def _filled(groups: Groups, found: dict[Index, float]) -> Value:
    result = np.empty(groups.result, dtype=object)
    for place, number in found.items():
        result[place] = number
    return settle(result)


def over_by_loops(x: Value, divisor: Value, **options: Any) -> Value:
    """Entry by entry: an oracle."""
    groups = groups_of(x, **options)
    if not groups.shape:
        return settle(quotient(x, divisor))
    result = np.empty(groups.shape, dtype=object)
    for index in np.ndindex(groups.shape):
        result[index] = quotient(x[index], divisor[groups.place(index)] if groups.result else divisor)
    return settle(result)


RULES = (
    Rule(
        name="lengths",
        step=True,
        summary="L2 norms: the root of the sum of squares of each row, column, channel …",
        law=lengths,
        inputs=("x",),
        because="the length: the root of the sum of all squares",
        options=GROUPING,
        notation=lengths_notation,
        cells=lengths_cells,
        gradients=(
            Gradient(
                lengths_gradient, "the derivative of a length is the vector over its length", partials=lengths_partials
            ),
        ),
        misconceptions=(
            slip("root-forgotten", "The square root was not taken.", squares),
            slip("absolute-values-added", "A length is the root of the sum of squares, not the sum.", absolute_sum),
        ),
        oracle=lengths_by_loops,
        example="question rows: compute\n  X = [[3, 4], [5, 12]]\n  n = lengths(X, each row)\n  find n",
    ),
    Rule(
        name="over_group",
        step=True,
        summary="every entry divided by the number of its row, column, channel …",
        law=over_group,
        inputs=("x", "divisor"),
        because="divide every entry by the number that belongs to it",
        options=GROUPING,
        notation=over_notation,
        cells=over_cells,
        gradients=(
            Gradient(over_x_gradient, "the local derivative is one over the divisor", partials=over_x_partials),
            Gradient(
                over_divisor_gradient,
                "the derivative of x/d for d is −x/d²; over the group these add up",
                partials=over_divisor_partials,
            ),
        ),
        misconceptions=(
            wrong_idea(
                "statistics-treated-as-constants",
                "What is divided by depends on the entries: its part of the gradient was left out.",
                over_group,
                None,
                constant,
            ),
            slip("mean-subtracted", "The mean is not subtracted here, the entries are only divided.", centred_first),
            slip("divided-by-the-square", "Divide by the root itself, not by its square.", over_square),
        ),
        oracle=over_by_loops,
        example="question unit: compute\n  X = [[3, 4], [5, 12]]\n  Y = over_group(X, [5, 13], each row)\n  find Y",
    ),
)
