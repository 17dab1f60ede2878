"""Running sums, and products of all entries or of each row or column."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, linear, settle, shape_of
from examsolver.rules.naming import entry, folded, total
from examsolver.rules.placing import axis_place, spread_over
from examsolver.rules.reductions import AXIS, along_other_axis, axes_of, by_cells, gradient_of_other_axis
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.windows import cells_along, gather, reduced, without

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def cumulative_sum(x: Value, axis: int | None = None) -> Value:
    """Every entry with all before it along an axis (from 1; left out, the last) added. Raises LawError for a number."""
    if not shape_of(x):
        raise LawError("a number has no running sum", "cumsum takes a vector or a matrix")
    return linear(partial(np.cumsum, axis=axis_place(axis, len(shape_of(x)))), as_array(x))


def cumulative_gradient(upstream: Value, x: Value, result: Value, axis: int | None = None) -> Value:
    """Every entry goes into its own sum and all later ones: the gradients added from the end."""
    place = axis_place(axis, len(shape_of(x)))
    turned = np.flip(spread_over(upstream, shape_of(result)), place)
    back = as_array(linear(partial(np.cumsum, axis=place), np.array(turned)))
    return settle(np.flip(back, place).copy())


def _up_to(index: Index, place: int) -> list[Index]:
    return [(*index[:place], own, *index[place + 1 :]) for own in range(index[place] + 1)]


def cumulative_cells(index: Index, names: Names, x: Value, axis: int | None = None) -> tuple[Formula, ...]:
    """The entries up to this one, added."""
    place = axis_place(axis, len(shape_of(x)))
    return (total([entry(names[0], cell) for cell in _up_to(index, place)]),)


def cumulative_partials(index: Index, names: Names, x: Value, result: Value, axis: int | None = None) -> Moves:
    """Its own sum and all later ones move with it."""
    place = axis_place(axis, len(shape_of(x)))
    later = range(index[place], shape_of(x)[place])
    return tuple(((*index[:place], own, *index[place + 1 :]), Num(1)) for own in later)


def sums_by_loops(x: Value, axis: int | None = None) -> Value:
    """Oracle: each sum by itself."""
    result = np.empty(x.shape, dtype=object)
    for index in np.ndindex(x.shape):
        result[index] = sum(x[cell] for cell in _up_to(index, axis_place(axis, x.ndim)))
    return settle(result)


def sum_of_before(x: Value, axis: int | None = None) -> Value:
    """The wrong idea: the sums without the entry itself."""
    array = as_array(x)
    return settle(as_array(cumulative_sum(x, axis)) - array)


def product_of(x: Value, axis: str | None = None) -> Value:
    """The product of all entries, or of each row or column."""
    axes = axes_of(x, axis)
    return gather(math.prod, x, reduced(shape_of(x), axes), without(shape_of(x), axes))


def product_gradient(upstream: Value, x: Value, result: Value, axis: str | None = None) -> Value:
    """For every entry the product of the others, times what arrives from above."""
    axes, array = axes_of(x, axis), as_array(x)
    above = spread_over(upstream, shape_of(result))
    back = np.zeros(array.shape, dtype=object)
    for place, cells in reduced(array.shape, axes):
        for cell, others in zip(cells, _others([array[cell] for cell in cells]), strict=True):
            back[cell] = others * above[place]
    return settle(back)


def _others(numbers: list[Any]) -> list[Any]:
    """For each number the product of all others, by products from both ends."""
    before, after = [1], [1]
    for one, other in zip(numbers, reversed(numbers), strict=True):
        before.append(before[-1] * one)
        after.append(after[-1] * other)
    return [before[place] * after[len(numbers) - 1 - place] for place in range(len(numbers))]


def _times(factors: list[Formula]) -> Formula:
    if not factors:
        return Num(1)
    product, *others = folded(factors)
    for other in others:
        product = product * other
    return product


def product_cells(index: Index, names: Names, x: Value, axis: str | None = None) -> tuple[Formula, ...]:
    """The entries multiplied."""
    places = iter(index)
    axes = axes_of(x, axis)
    start = tuple(0 if along in axes else next(places) for along in range(len(shape_of(x))))
    return (_times([entry(names[0], cell) for cell in cells_along(start, shape_of(x), axes)]),)


def product_partials(index: Index, names: Names, x: Value, result: Value, axis: str | None = None) -> Moves:
    """The product of the other entries."""
    axes = axes_of(x, axis)
    others = [entry(names[0], cell) for cell in cells_along(index, shape_of(x), axes) if cell != index]
    return ((without(index, axes), _times(others)),)


def _multiplied(numbers: list[Any]) -> Any:
    result: Any = 1
    for number in numbers:
        result = result * number
    return result


def whole_product(upstream: Value, x: Value, result: Value, axis: str | None = None) -> Value:
    """The wrong idea: every entry receives the whole product."""
    axes = axes_of(x, axis)
    kept = tuple(1 if along in axes else size for along, size in enumerate(shape_of(x)))
    whole = spread_over(upstream, shape_of(result)) * as_array(result)
    return settle(np.array(np.broadcast_to(np.reshape(whole, kept), shape_of(x))))


def _product_notation(x: Formula, axis: str | None = None) -> Formula:
    return apply("prod", x) if axis is None else apply("prod", x, axis=axis)


RULES = (
    Rule(
        name="cumsum",
        summary="running sums along an axis",
        law=cumulative_sum,
        inputs=("x",),
        because="each entry with all before it",
        options=(Option("axis", "the axis, from 1; left out, the last", "integer", None, ("dim",)),),
        cells=cumulative_cells,
        gradients=(
            Gradient(
                cumulative_gradient,
                "an entry goes into its own sum and all later ones, so their gradients are added",
                partials=cumulative_partials,
            ),
        ),
        misconceptions=(slip("own-entry-left-out", "Each running sum includes the entry itself.", sum_of_before),),
        oracle=sums_by_loops,
        example="question running: compute\n  x = [1, 2, 3]\n  s = cumsum(x)\n  find s",
        also=("running_sum",),
    ),
    Rule(
        name="prod",
        summary="product of all entries, or of each row or column",
        law=product_of,
        inputs=("x",),
        because="multiply all entries",
        options=(AXIS,),
        notation=_product_notation,
        cells=product_cells,
        gradients=(
            Gradient(
                product_gradient,
                "the derivative of a product by one factor is the product of the others",
                partials=product_partials,
                misconceptions=(
                    slip(
                        "factor-kept-in-derivative",
                        "In the derivative of a product the factor itself falls away.",
                        whole_product,
                    ),
                ),
            ),
        ),
        misconceptions=(
            wrong_idea(
                "along-the-other-axis",
                "Rows and columns were exchanged: the entries were taken together along the other axis.",
                partial(along_other_axis, product_of),
                partial(gradient_of_other_axis, product_gradient),
            ),
        ),
        oracle=partial(by_cells, _multiplied),
        example="question together: compute\n  x = [1, 2, 3]\n  p = prod(x)\n  find p",
        also=("product",),
    ),
)
