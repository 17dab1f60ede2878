"""Windows: which input cells go into which output cell, and how a gradient is shared out among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.maths.arrays import as_array, settle

Windows = tuple[tuple[Index, tuple[Index, ...]], ...]
"""Pairs of an output cell and the input cells under its window, both row by row."""

Share = Callable[[Sequence[Any]], Sequence[Any]]
"""From the numbers under a window to the share of the gradient that each receives."""

MAX_TIE = Convention(
    "max tie",
    (
        Variant("first", "of equal largest entries the first receives the gradient"),
        Variant("all", "of equal largest entries each receives the whole gradient"),
        Variant("split", "equal largest entries share the gradient"),
    ),
    backward=True,
)


def reduced(shape: tuple[int, ...], axes: tuple[int, ...]) -> Windows:
    """The windows of a reduction: for every output cell all cells along the reduced axes."""
    kept = [range(1) if axis in axes else range(size) for axis, size in enumerate(shape)]
    return tuple((without(index, axes), cells_along(index, shape, axes)) for index in product(*kept))


def without(index: Index, axes: tuple[int, ...]) -> Index:
    """An index without its places along the reduced axes."""
    return tuple(place for axis, place in enumerate(index) if axis not in axes)


def cells_along(index: Index, shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[Index, ...]:
    """All cells that differ from ``index`` along the axes only."""
    return tuple(product(*(range(shape[axis]) if axis in axes else (place,) for axis, place in enumerate(index))))


def gather(function: Callable[[list[Any]], Any], x: Value, windows: Windows, shape: tuple[int, ...]) -> Value:
    """A function of the numbers under every window."""
    array = as_array(x)
    result = np.empty(shape, dtype=object)
    for place, cells in windows:
        result[place] = function([array[cell] for cell in cells])
    return settle(result)


def scatter(upstream: Value, x: Value, windows: Windows, shape: tuple[int, ...], share: Share) -> Value:
    """The gradient of every output cell, shared out among the cells under its window and added up."""
    array, above = as_array(x), np.broadcast_to(as_array(upstream), shape)
    result = np.zeros(array.shape, dtype=object)
    for place, cells in windows:
        for cell, part in zip(cells, share([array[cell] for cell in cells]), strict=True):
            if part:
                result[cell] = result[cell] + part * above[place]
    return settle(result)


def scatter_overwriting(upstream: Value, x: Value, windows: Windows, shape: tuple[int, ...], share: Share) -> Value:
    """The same with later windows overwriting earlier ones, as where contributions are not added."""
    array, above = as_array(x), np.broadcast_to(as_array(upstream), shape)
    result = np.zeros(array.shape, dtype=object)
    for place, cells in windows:
        for cell, part in zip(cells, share([array[cell] for cell in cells]), strict=True):
            result[cell] = part * above[place]
    return settle(result)


def largest(tie: str) -> Share:
    """The shares under the convention ``max tie``."""
    found = {"first": first_largest, "all": all_largest, "split": split_largest}.get(tie)
    if found is None:
        raise LawError(f"max tie {tie} is not known", "write convention max tie first, all or split")
    return found


def first_largest(numbers: Sequence[Any]) -> Sequence[Any]:
    """All to the first of the largest."""
    winner = numbers.index(max(numbers))
    return [int(place == winner) for place in range(len(numbers))]


def all_largest(numbers: Sequence[Any]) -> Sequence[Any]:
    """The whole to each of the largest."""
    top = max(numbers)
    return [int(number == top) for number in numbers]


def split_largest(numbers: Sequence[Any]) -> Sequence[Any]:
    """Equal parts to the largest."""
    winners = all_largest(numbers)
    return [Fraction(winner, sum(winners)) for winner in winners]


def everyone(numbers: Sequence[Any]) -> Sequence[Any]:
    """The whole to each."""
    return [1] * len(numbers)


def evenly(numbers: Sequence[Any]) -> Sequence[Any]:
    """Equal parts to all."""
    return [Fraction(1, len(numbers))] * len(numbers)
