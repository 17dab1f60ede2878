"""Global average pooling: the mean of every feature map."""

from __future__ import annotations

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import describe, settle, shape_of
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


def map_axes(z: Value) -> tuple[int, ...]:
    """The axes of one feature map: the first two of height × width × channels, else all.

    Raises:
        LawError: for a number, or for more axes than three.
    """
    axes = len(shape_of(z))
    if not 1 <= axes <= 3:
        raise LawError(f"global average pooling needs a feature map, not {describe(shape_of(z))}")
    return tuple(range(min(axes, 2)))


def gap(z: Value) -> Value:
    """The mean of a feature map; of height × width × channels, one mean for each channel."""
    return mean_along(z, map_axes(z))


def gap_gradient(upstream: Value, z: Value, y: Value) -> Value:
    """An equal part of the gradient for every entry of the map."""
    return spread_mean(upstream, z, map_axes(z))


def sum_in_place(z: Value) -> Value:
    """The sum of the map, 1/N forgotten."""
    return sum_along(z, map_axes(z))


def sum_gradient_in_place(upstream: Value, z: Value, y: Value) -> Value:
    """The whole gradient for every entry, 1/N forgotten."""
    return spread(upstream, z, map_axes(z))


def max_in_place(z: Value) -> Value:
    """The largest entry of the map."""
    axes = map_axes(z)
    return gather(max, z, reduced(shape_of(z), axes), without(shape_of(z), axes))


def max_gradient_in_place(upstream: Value, z: Value, y: Value) -> Value:
    """The whole gradient to the largest entry."""
    axes = map_axes(z)
    return scatter(upstream, z, reduced(shape_of(z), axes), without(shape_of(z), axes), first_largest)


def _cells(index: Index, names: tuple[Formula, ...], z: Value) -> tuple[Formula, ...]:
    return (average_along(index, names[0], z, map_axes(z)),)


def _partials(index: Index, names: tuple[Formula, ...], z: Value, y: Value) -> tuple[tuple[Index, Formula], ...]:
    axes = map_axes(z)
    return ((without(index, axes), part_of(count(z, axes))),)


def _notation(z: Formula) -> Formula:
    return 1 / Sym("N") * apply("sum", z)


def _gradient_formula(upstream: Formula, z: Formula, y: Formula) -> Formula:
    return 1 / Sym("N") * upstream


def gap_by_loops(z: Value) -> Value:
    """Global average pooling by explicit loops: an oracle."""
    if z.ndim < 3:
        entries = z.ravel().tolist()
        return settle(sum(entries) / len(entries))
    height, width, channels = z.shape
    result = np.empty(channels, dtype=object)
    for channel in range(channels):
        entries = [z[row, column, channel] for row in range(height) for column in range(width)]
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
        example="question average: compute\n  Z = [[1, 2], [-10, 8]]\n  y = gap(Z)\n  find y exactly",
    ),
)
