"""Sum and mean of all entries, or of each row or column."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, axis_of, entrywise, linear, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.entry_groups import groups_of
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.windows import cells_along, reduced, without

Axes = tuple[int, ...]

AXIS = Option(
    "axis",
    "each row, column, channel (the last axis), sample (the first) or map; left out, all entries together",
    "word",
    also=("each",),
)
FURTHER = ("channel", "feature", "sample", "map")
"""Words for axes beyond those of a matrix; see :func:`examsolver.rules.entry_groups.groups_of`."""


def axes_of(x: Value, axis: str | None) -> Axes:
    """The axes that a reduction runs along."""
    if axis is not None and axis.removesuffix("s") in FURTHER:
        return groups_of(x, axis).axes
    along = axis_of(axis, len(shape_of(x)))
    return tuple(range(len(shape_of(x)))) if along is None else (along,)


def count(x: Value, axes: Axes) -> int:
    """How many entries go into each result."""
    return int(np.prod([shape_of(x)[axis] for axis in axes], dtype=int))


def sum_along(x: Value, axes: Axes) -> Value:
    """The sum along some axes."""
    return linear(partial(np.sum, axis=axes), as_array(x))


def mean_along(x: Value, axes: Axes) -> Value:
    """The mean along some axes."""
    return entrywise(quotient, sum_along(x, axes), count(x, axes))


def spread(upstream: Value, x: Value, axes: Axes) -> Value:
    """The gradient of a sum: the same for every entry that went into it."""
    kept = tuple(1 if axis in axes else size for axis, size in enumerate(shape_of(x)))
    above = np.broadcast_to(as_array(upstream), without(shape_of(x), axes))
    return settle(np.broadcast_to(above.reshape(kept), shape_of(x)))


def spread_mean(upstream: Value, x: Value, axes: Axes) -> Value:
    """The gradient of a mean: an equal part for every entry."""
    return entrywise(quotient, spread(upstream, x, axes), count(x, axes))


def sum_of(x: Value, axis: str | None = None) -> Value:
    """The sum of all entries, or of each row or column."""
    return sum_along(x, axes_of(x, axis))


def mean_of(x: Value, axis: str | None = None) -> Value:
    """The mean of all entries, or of each row or column."""
    return mean_along(x, axes_of(x, axis))


def other_axis(x: Value, axis: str | None) -> str:
    """The axis that was not asked. Raises LawError where there is no other."""
    asked = axes_of(x, axis)
    if len(shape_of(x)) != 2 or len(asked) != 1:
        raise LawError("there is no other axis")
    return "row" if asked[0] == 0 else "column"


def along_other_axis(law: Callable[..., Value], x: Value, axis: str | None = None) -> Value:
    """A reduction along the other axis."""
    return law(x, axis=other_axis(x, axis))


def gradient_of_other_axis(
    law: Callable[..., Value], upstream: Value, x: Value, result: Value, axis: str | None = None
) -> Value:
    """The gradient of a reduction along the other axis."""
    return law(upstream, x, result, axis=other_axis(x, axis))


def sum_gradient(upstream: Value, x: Value, result: Value, axis: str | None = None) -> Value:
    """Every entry receives the gradient of its sum."""
    return spread(upstream, x, axes_of(x, axis))


def mean_gradient(upstream: Value, x: Value, result: Value, axis: str | None = None) -> Value:
    """Every entry receives an equal part of the gradient of its mean."""
    return spread_mean(upstream, x, axes_of(x, axis))


def terms_along(index: Index, name: Formula, x: Value, axes: Axes) -> Formula:
    """The sum of the cells that go into one result, in symbols."""
    places = iter(index)
    start = tuple(0 if axis in axes else next(places) for axis in range(len(shape_of(x))))
    return total([entry(name, cell) for cell in cells_along(start, shape_of(x), axes)])


def average_along(index: Index, name: Formula, x: Value, axes: Axes) -> Formula:
    """The mean of the cells that go into one result, in symbols."""
    terms = terms_along(index, name, x, axes)
    return terms if count(x, axes) == 1 else part_of(count(x, axes)) * terms


def part_of(parts: int) -> Formula:
    """1/n as an exact number."""
    return Num(Fraction(1, parts)) if parts > 1 else Num(1)


Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def _sum_cells(index: Index, names: Names, x: Value, axis: str | None = None) -> tuple[Formula, ...]:
    return (terms_along(index, names[0], x, axes_of(x, axis)),)


def _mean_cells(index: Index, names: Names, x: Value, axis: str | None = None) -> tuple[Formula, ...]:
    return (average_along(index, names[0], x, axes_of(x, axis)),)


def _sum_partials(index: Index, names: Names, x: Value, result: Value, axis: str | None = None) -> Moves:
    return ((without(index, axes_of(x, axis)), Num(1)),)


def _mean_partials(index: Index, names: Names, x: Value, result: Value, axis: str | None = None) -> Moves:
    axes = axes_of(x, axis)
    return ((without(index, axes), part_of(count(x, axes))),)


def _same_for_all(upstream: Formula, x: Formula, result: Formula, axis: str | None = None) -> Formula:
    return upstream


def _part_for_all(upstream: Formula, x: Formula, result: Formula, axis: str | None = None) -> Formula:
    return 1 / Sym("N") * upstream


def _mean_notation(x: Formula, axis: str | None = None) -> Formula:
    return 1 / Sym("N") * apply("sum", x) if axis is None else apply("mean", x, axis=axis)


def by_cells(law: Callable[[list[Any]], Any], x: Value, axis: str | None = None) -> Value:
    """A reduction by an explicit loop over cells: an oracle."""
    axes = axes_of(x, axis)
    if not axes:
        return settle(law([x]))
    result = np.empty(without(shape_of(x), axes), dtype=object)
    for place, cells in reduced(shape_of(x), axes):
        result[place] = law([x[cell] for cell in cells])
    return settle(result)


def _average(numbers: list[Any]) -> Any:
    return quotient(sum(numbers), len(numbers))


OTHER_AXIS = "along-the-other-axis"
OTHER_AXIS_SAYS = "Rows and columns were exchanged: the entries were taken together along the other axis."
NOT_AVERAGED = "averaging-forgotten"
NOT_AVERAGED_SAYS = "The sum was not divided by the number of entries."
GRADIENT_NOT_AVERAGED = slip(
    "averaging-forgotten-in-gradient",
    "In the gradient of a mean every entry receives only its part, 1/N.",
    sum_gradient,
)

RULES = (
    Rule(
        name="sum",
        summary="sum of all entries, or of each row or column",
        law=sum_of,
        inputs=("x",),
        because="add up all entries",
        options=(AXIS,),
        cells=_sum_cells,
        gradients=(
            Gradient(sum_gradient, "a sum passes the gradient on to every entry", _same_for_all, _sum_partials),
        ),
        misconceptions=(
            wrong_idea("sum-treated-as-mean", "The sum was divided by the number of entries.", mean_of, mean_gradient),
            wrong_idea(
                OTHER_AXIS,
                OTHER_AXIS_SAYS,
                partial(along_other_axis, sum_of),
                partial(gradient_of_other_axis, sum_gradient),
            ),
        ),
        oracle=partial(by_cells, sum),
        example="question total: compute\n  x = [1, 2, 3]\n  s = sum(x)\n  find s",
    ),
    Rule(
        name="mean",
        summary="mean of all entries, or of each row or column",
        law=mean_of,
        inputs=("x",),
        because="add up all entries and divide by their number",
        options=(AXIS,),
        notation=_mean_notation,
        cells=_mean_cells,
        gradients=(
            Gradient(
                mean_gradient,
                "every entry goes into the mean with 1/N",
                _part_for_all,
                _mean_partials,
                (GRADIENT_NOT_AVERAGED,),
            ),
        ),
        misconceptions=(
            wrong_idea(NOT_AVERAGED, NOT_AVERAGED_SAYS, sum_of, sum_gradient),
            wrong_idea(
                OTHER_AXIS,
                OTHER_AXIS_SAYS,
                partial(along_other_axis, mean_of),
                partial(gradient_of_other_axis, mean_gradient),
            ),
        ),
        oracle=partial(by_cells, _average),
        example="question average: compute\n  x = [1, 2, 4]\n  m = mean(x)\n  find m exactly",
    ),
)
