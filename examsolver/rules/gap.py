"""Global average pooling: the mean of every feature map."""

from __future__ import annotations

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.layouts import FIRST, LAST, LAYOUT
from examsolver.rules.reductions import (
    NOT_AVERAGED,
    NOT_AVERAGED_SAYS,
    average_along,
    count,
    mean_along,
    part_of,
    spread,
    spread_mean,
    sum_along,
)
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.windows import first_largest, gather, reduced, scatter, without


def map_axes(z: Value, tensor_layout: str = LAST) -> tuple[int, ...]:
    """The axes of one feature map: all of one or two, height and width of one with channels, or of a batch of such.

    Raises:
        LawError: for a number, or for more axes than four.
    """
    axes = len(shape_of(z))
    if not 1 <= axes <= 4:
        raise LawError(f"global pooling needs a feature map, not {describe(shape_of(z))}")
    if axes < 3:
        return tuple(range(axes))
    first = axes - 3 + int(tensor_layout == FIRST)
    return (first, first + 1)


def gap(z: Value, tensor_layout: str = LAST) -> Value:
    """The mean of a feature map; of height × width × channels, one mean for each channel."""
    return mean_along(z, map_axes(z, tensor_layout))


def gap_gradient(upstream: Value, z: Value, y: Value, tensor_layout: str = LAST) -> Value:
    """An equal part of the gradient for every entry of the map."""
    return spread_mean(upstream, z, map_axes(z, tensor_layout))


def sum_in_place(z: Value, tensor_layout: str = LAST) -> Value:
    """The sum of the map, 1/N forgotten."""
    return sum_along(z, map_axes(z, tensor_layout))


def sum_gradient_in_place(upstream: Value, z: Value, y: Value, tensor_layout: str = LAST) -> Value:
    """The whole gradient for every entry, 1/N forgotten."""
    return spread(upstream, z, map_axes(z, tensor_layout))


def max_in_place(z: Value, tensor_layout: str = LAST) -> Value:
    """The largest entry of the map."""
    axes = map_axes(z, tensor_layout)
    return gather(max, z, reduced(shape_of(z), axes), without(shape_of(z), axes))


def max_gradient_in_place(upstream: Value, z: Value, y: Value, tensor_layout: str = LAST) -> Value:
    """The whole gradient to the largest entry."""
    axes = map_axes(z, tensor_layout)
    return scatter(upstream, z, reduced(shape_of(z), axes), without(shape_of(z), axes), first_largest)


def _cells(index: Index, names: tuple[Formula, ...], z: Value, tensor_layout: str = LAST) -> tuple[Formula, ...]:
    return (average_along(index, names[0], z, map_axes(z, tensor_layout)),)


def _partials(
    index: Index, names: tuple[Formula, ...], z: Value, y: Value, tensor_layout: str = LAST
) -> tuple[tuple[Index, Formula], ...]:
    axes = map_axes(z, tensor_layout)
    return ((without(index, axes), part_of(count(z, axes))),)


def _notation(z: Formula, **options: object) -> Formula:
    return 1 / Sym("N") * apply("sum", z)


def _gradient_formula(upstream: Formula, z: Formula, y: Formula, **options: object) -> Formula:
    return 1 / Sym("N") * upstream


def gap_by_loops(z: Value, tensor_layout: str = LAST) -> Value:
    """Global average pooling by explicit loops: an oracle."""
    if z.ndim < 3:
        entries = z.ravel().tolist()
        return settle(sum(entries) / len(entries))
    if z.ndim == 4:
        return settle(np.array([as_array(gap_by_loops(image, tensor_layout)) for image in z], dtype=object))
    last = np.moveaxis(z, 0, -1) if tensor_layout == FIRST else z
    height, width, channels = last.shape
    result = np.empty(channels, dtype=object)
    for channel in range(channels):
        entries = [last[row, column, channel] for row in range(height) for column in range(width)]
        result[channel] = sum(entries) / len(entries)
    return settle(result)


RULES = (
    Rule(
        name="gap",
        summary="global average pooling: the mean of every feature map",
        law=gap,
        inputs=("Z",),
        because="global average pooling: the mean of the feature map",
        notation=_notation,
        cells=_cells,
        gradients=(
            Gradient(
                gap_gradient,
                "every entry goes into the mean with 1/N",
                _gradient_formula,
                _partials,
                (
                    slip(
                        "averaging-forgotten-in-gradient",
                        "In the gradient of a mean every entry receives only its part, 1/N.",
                        sum_gradient_in_place,
                    ),
                ),
            ),
        ),
        misconceptions=(
            wrong_idea(NOT_AVERAGED, NOT_AVERAGED_SAYS, sum_in_place, sum_gradient_in_place),
            wrong_idea(
                "average-treated-as-max",
                "The largest entry was taken where the mean is asked.",
                max_in_place,
                max_gradient_in_place,
            ),
        ),
        oracle=gap_by_loops,
        conventions=(LAYOUT,),
        example="question average: compute\n  Z = [[1, 2], [-10, 8]]\n  y = gap(Z)\n  find y exactly",
        also=("global_average_pooling", "global_avg_pool", "globalaveragepooling"),
    ),
)
