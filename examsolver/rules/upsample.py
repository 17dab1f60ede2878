"""Nearest-neighbour upsampling: every entry of an image repeated in a block."""

from __future__ import annotations

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, describe, linear, settle, shape_of
from examsolver.rules.im2col import Size, pair
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import slip

Moves = tuple[tuple[Index, Formula], ...]


def factors(shape: tuple[int, ...], factor: Size) -> tuple[int, ...]:
    """How often each axis is repeated: the first two of an image, the only one of a list. Raises LawError."""
    if len(shape) == 1 and isinstance(factor, int):
        return (factor,)
    if len(shape) not in (2, 3):
        raise LawError(
            f"upsampling needs an image, not {describe(shape)}", "height × width, or height × width × channels"
        )
    return (*pair(factor), 1)[: len(shape)]


def upsample(x: Value, factor: Size = 2) -> Value:
    """Every entry becomes a block of equal ones."""
    array = as_array(x)
    for axis, times in enumerate(factors(shape_of(x), factor)):
        array = np.repeat(array, times, axis=axis)
    return settle(array.copy())


def with_zeros(x: Value, factor: Size = 2) -> Value:
    """The wrong idea: zeros between the entries (a bed of nails)."""
    times = factors(shape_of(x), factor)
    shape = tuple(side * count for side, count in zip(shape_of(x), times, strict=True))
    array = np.zeros(shape, dtype=object)
    array[tuple(slice(None, None, count) for count in times)] = as_array(x)
    return settle(array)


def upsample_gradient(upstream: Value, x: Value, out: Value, factor: Size = 2) -> Value:
    """The gradients of a block are added."""
    shape = shape_of(x)
    split = [side for pair_ in zip(shape, factors(shape, factor), strict=True) for side in pair_]
    whole = np.broadcast_to(as_array(upstream), shape_of(out)).reshape(split)
    return linear(lambda array: array.sum(axis=tuple(range(1, 2 * len(shape), 2))), whole)


def upsample_cells(index: Index, names: tuple[Formula, ...], x: Value, factor: Size = 2) -> tuple[Formula, ...]:
    """The entry that the block repeats."""
    times = factors(shape_of(x), factor)
    return (entry(names[0], tuple(place // count for place, count in zip(index, times, strict=True))),)


def upsample_partials(index: Index, names: tuple[Formula, ...], x: Value, out: Value, factor: Size = 2) -> Moves:
    """Every entry of the block moves with it."""
    times = factors(shape_of(x), factor)
    block = np.ndindex(*times)
    return tuple((tuple(i * t + o for i, t, o in zip(index, times, offset, strict=True)), Num(1)) for offset in block)


def _by_cells(x: Value, factor: Size = 2) -> Value:
    """Oracle: every cell looked up."""
    times = factors(shape_of(x), factor)
    result = np.empty(tuple(side * count for side, count in zip(shape_of(x), times, strict=True)), dtype=object)
    for index in np.ndindex(result.shape):
        result[index] = x[tuple(place // count for place, count in zip(index, times, strict=True))]
    return settle(result)


RULES = (
    Rule(
        name="upsample",
        summary="nearest-neighbour upsampling: every entry repeated in a block",
        law=upsample,
        inputs=("X",),
        because="every entry becomes a block of equal ones",
        options=(Option("factor", "how often rows and columns are repeated", "size", 2, also=("scale", "size")),),
        cells=upsample_cells,
        gradients=(
            Gradient(
                upsample_gradient, "an entry stands in a whole block: the gradients are added", None, upsample_partials
            ),
        ),
        misconceptions=(slip("zeros-between-entries", "Nearest-neighbour upsampling repeats entries.", with_zeros),),
        oracle=_by_cells,
        example="question q: compute\n  X = [[1, 2], [3, 4]]\n  Y = upsample(X, factor=2)\n  find Y",
        also=("upsampling", "unpool", "nearest_upsample"),
    ),
)
