"""Which entries of an array are taken together: of a row, a channel, a sample, a map, a group of channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.rule import Option
from examsolver.maths.arrays import Array, as_array, describe, linear, settle, shape_of

Shape = tuple[int, ...]

WORDS = ("row", "column", "channel", "feature", "sample", "map", "group", "entry")

EACH = Option(
    "axis",
    "each row, column, channel (= feature), sample, map (of a sample and channel) or group (of channels);"
    " left out, all entries together",
    "word",
    also=("each",),
)
GROUPS = Option("groups", "into how many groups the channels are cut (with each group)", "integer", 1)
CHANNELS_AT = Option("channels", "where the channels stand: last, or first (after the batch)", "word", "last")
GROUPING = (EACH, GROUPS, CHANNELS_AT)
"""The options of every rule that takes entries together."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The entries of ``shape``, read in the shape ``split``, of which ``axes`` are taken together."""

    shape: Shape
    split: Shape
    axes: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many entries are taken together."""
        return int(np.prod([self.split[axis] for axis in self.axes], dtype=int))

    @property
    def result(self) -> Shape:
        """The shape of one number for each group."""
        return tuple(side for axis, side in enumerate(self.split) if axis not in self.axes)

    def summed(self, x: Value) -> Value:
        """The sum of the entries of every group."""
        return linear(partial(_sum, self.split, self.axes), as_array(x))

    def spread(self, numbers: Value) -> Value:
        """Every entry replaced by the number of its group. Raises LawError where the shapes do not fit."""
        if shape_of(numbers) != self.result:
            said = f"{describe(shape_of(numbers))} for {describe(self.shape)}"
            raise LawError(f"the shapes do not fit: {said}", f"one number for each group is {describe(self.result)}")
        kept = tuple(1 if axis in self.axes else side for axis, side in enumerate(self.split))
        return settle(np.broadcast_to(as_array(numbers).reshape(kept), self.split).reshape(self.shape))

    def place(self, index: Index) -> Index:
        """The group that an entry is in."""
        inside = np.unravel_index(int(np.ravel_multi_index(index, self.shape)), self.split) if index else ()
        return tuple(int(at) for axis, at in enumerate(inside) if axis not in self.axes)

    def members(self, place: Index) -> tuple[Index, ...]:
        """The entries of a group, in order."""
        if not self.shape:
            return ((),)
        own = iter(place)
        ranges = [range(side) if axis in self.axes else (next(own),) for axis, side in enumerate(self.split)]
        flat = (int(np.ravel_multi_index(inside, self.split)) for inside in product(*ranges))
        return tuple(tuple(int(at) for at in np.unravel_index(number, self.shape)) for number in flat)


def _sum(split: Shape, axes: tuple[int, ...], array: Array) -> Any:
    return array.reshape(split).sum(axis=axes)


def groups_of(x: Value, axis: str | None = None, groups: int = 1, channels: str = "last") -> Groups:
    """How the entries of ``x`` are grouped.

    A vector is one group, but for groups of channels: then it is the channels of one sample. With more axes, ``row``
    is the last axis, ``column`` the one before it, ``channel`` all axes but that of the channels, ``sample`` all but
    the first, ``map`` the axes of height and width, ``group`` those and the channels of a group. ``map`` and ``group``
    read three axes as one sample, and four as a batch; for ``group`` the rows of a matrix are samples.

    Raises:
        LawError: a word that is not known, channels that cannot be cut into so many groups.
    """
    shape = shape_of(x)
    word = axis.removesuffix("s") if axis else None
    if word is not None and word not in WORDS:
        raise LawError(f"each {axis} is not known here", f"write each {', '.join(WORDS[:-2])} or {WORDS[-2]}")
    if word == "entry" or not shape:
        return Groups(shape, shape, ())
    if word == "group":
        return _in_groups(shape, groups, channels)
    return Groups(shape, shape, AXES[word](shape, channels) if word and len(shape) > 1 else tuple(range(len(shape))))


def channel_axis(shape: Shape, channels: str, batch: bool) -> int:
    """The axis of the channels, from 0."""
    return len(shape) - 1 if channels == "last" else min(int(batch), len(shape) - 1)


def _others(kept: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    return tuple(axis for axis in range(len(shape)) if axis not in kept)


def _row(shape: Shape, channels: str) -> tuple[int, ...]:
    return (len(shape) - 1,)


def _column(shape: Shape, channels: str) -> tuple[int, ...]:
    return (len(shape) - 2,)


def _channel(shape: Shape, channels: str) -> tuple[int, ...]:
    return _others((channel_axis(shape, channels, True),), shape)


def _sample(shape: Shape, channels: str) -> tuple[int, ...]:
    return _others((0,), shape)


def _map(shape: Shape, channels: str) -> tuple[int, ...]:
    if len(shape) == 2:
        return (0, 1)
    batch = len(shape) > 3
    return _others((*((0,) if batch else ()), channel_axis(shape, channels, batch)), shape)


AXES: dict[str, Callable[[Shape, str], tuple[int, ...]]] = {
    "row": _row, "column": _column, "channel": _channel, "feature": _channel, "sample": _sample, "map": _map,
}  # fmt: skip


def _in_groups(shape: Shape, groups: int, channels: str) -> Groups:
    batch = len(shape) == 2 or len(shape) > 3
    axis = channel_axis(shape, channels, batch)
    if shape[axis] % groups:
        hint = f"the number of groups must divide {shape[axis]}"
        raise LawError(f"{shape[axis]} channels cannot be cut into {groups} equal groups", hint)
    split = (*shape[:axis], groups, shape[axis] // groups, *shape[axis + 1 :])
    return Groups(shape, split, _others((*((0,) if batch else ()), axis), split))
