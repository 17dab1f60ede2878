"""How images, batches of them and kernels are written: where the channels are, and which axes there are.

Everything is brought to one form: input ``(N, *spatial, C)``, kernel ``(groups, *kernel, C/groups, F/groups)``,
result ``(N, *out, F)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.maths.arrays import Array, as_array, describe, settle
from examsolver.rules.sliding import Geometry, Sizes

LAYOUT = Convention(
    "tensor layout",
    (
        Variant("channels last", "images are height × width × channels, kernels height × width × channels × filters"),
        Variant(
            "channels first", "images are channels × height × width, kernels filters × channels × height × width", False
        ),
    ),
    quiet=True,
)
FIRST = "channels first"
LAST = "channels last"

AXES = {(1, 1): 1, (2, 2): 2, (2, 3): 1, (3, 3): 2, (3, 4): 2, (4, 4): 2, (4, 5): 3, (5, 5): 3}
"""From the axes of input and kernel to those that the window moves over, where it is not told."""

LETTERS = {1: "n", 2: "h × w", 3: "d × h × w"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How input, kernel and result are written; ``batch``, ``channels``, ``filters`` None: there is no such axis.

    ``rotated``: the kernel is turned by 180° before it is laid on the input (convolution proper).
    """

    run: Geometry
    batch: int | None = None
    channels: int | None = None
    filters: int | None = None
    groups: int = 1
    first: bool = False
    rotated: bool = False

    @property
    def depth(self) -> int:
        """The channels that one filter reads."""
        return (self.channels or 1) // self.groups

    @property
    def share(self) -> int:
        """The filters of one group."""
        return (self.filters or 1) // self.groups

    def image_index(self, n: int, cell: Index, channel: int) -> Index:
        """Where a cell of the input is written."""
        return _joined(self.batch, n, self.channels, channel, cell, self.first)

    def result_index(self, n: int, place: Index, out: int) -> Index:
        """Where a cell of the result is written."""
        return _joined(self.batch, n, self.filters, out, place, self.first)

    def kernel_index(self, offset: Index, channel: int, out: int) -> Index:
        """Where the cell of a filter is written that lies on ``offset`` and reads ``channel``."""
        inside = () if self.channels is None else (channel % self.depth,)
        outs = () if self.filters is None else (out,)
        at = self._turned(offset)
        return (*outs, *inside, *at) if self.first else (*at, *inside, *outs)

    def image_cell(self, index: Index) -> tuple[int, Index, int]:
        """Image, spatial cell and channel of an index into the input."""
        return _parted(index, self.batch is not None, self.channels is not None, self.first)

    def result_cell(self, index: Index) -> tuple[int, Index, int]:
        """Image, place and filter of an index into the result."""
        return _parted(index, self.batch is not None, self.filters is not None, self.first)

    def kernel_cell(self, index: Index) -> tuple[Index, int, int]:
        """Offset, channel (within its group) and filter of an index into the kernel."""
        axes = len(self.run.kernel)
        if self.first:
            outs, inside = index[: len(index) - axes - (self.channels is not None)], index[:-axes]
            return self._turned(index[-axes:]), inside[-1] if self.channels is not None else 0, outs[0] if outs else 0
        rest = index[axes:]
        out = rest[-1] if self.filters is not None else 0
        return self._turned(index[:axes]), rest[0] if self.channels is not None else 0, out

    def _turned(self, offset: Index) -> Index:
        if not self.rotated:
            return offset
        return tuple(k - 1 - o for o, k in zip(offset, self.run.kernel, strict=True))

    def image(self, x: Value) -> Array:
        """An input in the one form."""
        return _in_form(as_array(x), self.batch is not None, self.channels is not None, self.first)

    def result(self, z: Value) -> Array:
        """A result, or a gradient of it, in the one form; a number stands for all entries.

        Raises:
            LawError: where it is of another shape.
        """
        array, shape = as_array(z), self.result_shape()
        if array.shape not in ((), shape):
            said = f"the result is {describe(shape)}, its gradient {describe(array.shape)}"
            raise LawError(f"the shapes do not fit: {said}")
        array = np.broadcast_to(array, shape)
        return _in_form(array, self.batch is not None, self.filters is not None, self.first)

    def kernel(self, f: Value) -> Array:
        """A kernel in the one form."""
        array, axes = as_array(f), len(self.run.kernel)
        if self.first:
            array = np.moveaxis(array, range(array.ndim - axes), range(-1, axes - array.ndim - 1, -1))
        array = array.reshape((*self.run.kernel, self.depth, self.groups, self.share))
        if self.rotated:
            array = np.flip(array, tuple(range(axes)))
        return np.moveaxis(array, -2, 0)

    def image_of(self, array: Array) -> Array:
        """An input as it is written, from the one form."""
        return _out_of_form(array, self.batch is not None, self.channels is not None, self.first)

    def result_of(self, array: Array) -> Array:
        """A result as it is written, from the one form."""
        return _out_of_form(array, self.batch is not None, self.filters is not None, self.first)

    def kernel_of(self, array: Array) -> Array:
        """A kernel as it is written, from the one form."""
        axes = len(self.run.kernel)
        array = np.moveaxis(array, 0, -2)
        if self.rotated:
            array = np.flip(array, tuple(range(axes)))
        ends: Sizes = () if self.channels is None else (self.depth,)
        ends += () if self.filters is None else (self.filters,)
        array = array.reshape((*self.run.kernel, *ends))
        return np.moveaxis(array, range(-1, -len(ends) - 1, -1), range(len(ends))) if self.first else array

    def image_shape(self) -> Sizes:
        """The shape of the input as it is written."""
        return _shape(self.batch, self.channels, self.run.size, self.first)

    def result_shape(self) -> Sizes:
        """The shape of the result as it is written."""
        return _shape(self.batch, self.filters, self.run.out, self.first)


def _shape(batch: int | None, depth: int | None, sides: Sizes, first: bool) -> Sizes:
    ends = () if depth is None else (depth,)
    whole = (*ends, *sides) if first else (*sides, *ends)
    return whole if batch is None else (batch, *whole)


def _joined(batch: int | None, n: int, depth: int | None, channel: int, cell: Index, first: bool) -> Index:
    images = () if batch is None else (n,)
    inside = () if depth is None else (channel,)
    return (*images, *inside, *cell) if first else (*images, *cell, *inside)


def _parted(index: Index, batch: bool, channels: bool, first: bool) -> tuple[int, Index, int]:
    n, rest = (index[0], index[1:]) if batch else (0, index)
    if not channels:
        return n, rest, 0
    return (n, rest[1:], rest[0]) if first else (n, rest[:-1], rest[-1])


def _in_form(array: Array, batch: bool, channels: bool, first: bool) -> Array:
    array = array if batch else array[None]
    if not channels:
        return array[..., None]
    return np.moveaxis(array, 1, -1) if first else array


def _out_of_form(array: Array, batch: bool, channels: bool, first: bool) -> Array:
    if not channels:
        array = array[..., 0]
    elif first:
        array = np.moveaxis(array, -1, 1)
    return array if batch else array[0]


def settled(array: Array) -> Value:
    """A result of its own memory."""
    return settle(array.copy())


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of an image: batch, channels (None where there are none) and the spatial ones."""

    batch: int | None
    channels: int | None
    spatial: Sizes


def image_axes(shape: Sizes, axes: int, first: bool, name: str) -> Axes:
    """The axes of an image of this shape of which ``axes`` are spatial.

    Raises:
        LawError: where it has fewer axes, or more than batch and channels beside them.
    """
    extra = len(shape) - axes
    if not 0 <= extra <= 2:
        moves = "1 axis" if axes == 1 else f"{axes} axes"
        raise LawError(f"{name} over {moves} does not fit {describe(shape)}", f"it may be {shapes_for(axes, first)}")
    batch = shape[0] if extra == 2 else None
    rest = shape[1:] if extra == 2 else shape
    if not extra:
        return Axes(None, None, rest)
    return Axes(batch, rest[0], rest[1:]) if first else Axes(batch, rest[-1], rest[:-1])


def shapes_for(axes: int, first: bool) -> str:
    """What an image may be, for hints."""
    sides = LETTERS.get(axes, "sides")
    image = f"channels × {sides}" if first else f"{sides} × channels"
    return f"{sides}, {image}, or images × {image}"
