"""Cross-correlation over one to three axes, with batches, channels, groups and dilation: what ``conv`` rests on.

Arrays are in the one form of :mod:`examsolver.rules.layouts`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.maths.arrays import Array, bilinear, describe
from examsolver.rules.layouts import AXES, FIRST, LETTERS, Axes, Layout, image_axes, settled
from examsolver.rules.sliding import Sizes, sliding


def layout(
    x: Sizes,
    f: Sizes,
    stride: Value = 1,
    padding: Value = 0,
    same: bool = False,
    dilation: Value = 1,
    groups: int = 1,
    causal: bool = False,
    axes: int | None = None,
    tensor_layout: str = "",
    conv_operation: str = "",
) -> Layout:
    """How input, kernel and result of a correlation of shapes ``x`` and ``f`` are written, and how the window runs.

    Raises:
        LawError: shapes or channels that do not go together, groups that do not divide them, a window that is too
            large, strides and paddings out of range.
    """
    first = tensor_layout == FIRST
    image, kernel, filters = axes_of(x, f, axes, first)
    read = None if image.channels is None else _channels(f, len(kernel), filters, first)
    _refuse_unequal(x, f, image.channels, read, groups, axes, first)
    if (image.channels or 1) % groups or (filters or 1) % groups:
        counted = f"{image.channels or 1} channels and {filters or 1} filters"
        raise LawError(f"{groups} groups do not divide {counted} evenly", "both must be divisible by the groups")
    run = sliding(
        image.spatial, kernel, stride=stride, padding=padding, dilation=dilation, same=same, causal=causal
    )
    return Layout(run, image.batch, image.channels, filters, groups, first, conv_operation == "true convolution")


def axes_of(x: Sizes, f: Sizes, axes: int | None, first: bool) -> tuple[Axes, Sizes, int | None]:
    """The axes of an image, the sides of a kernel and the number of its filters (None where it is one).

    Raises:
        LawError: where there is no reading of the two shapes.
    """
    moves = AXES.get((len(x), len(f))) if axes is None else axes
    if moves is None or not 0 <= len(f) - moves <= 2 or not 0 <= len(x) - moves <= 2:
        raise LawError(_unfit(x, f), _forms(moves or 2, first))
    image = image_axes(x, moves, first, "a convolution")
    ends = len(f) - moves
    if (ends == 2 and image.channels is None) or (not ends and image.channels is not None):
        raise LawError(_unfit(x, f), _forms(moves, first))
    several = ends == 2 or (ends == 1 and image.channels is None)
    sides = f[len(f) - moves :] if first else f[:moves]
    return image, sides, (f[0] if first else f[-1]) if several else None


def _channels(f: Sizes, axes: int, filters: int | None, first: bool) -> int:
    ends = f[: len(f) - axes] if first else f[axes:]
    return ends[-1] if first else ends[0]


def _refuse_unequal(
    x: Sizes, f: Sizes, channels: int | None, read: int | None, groups: int, axes: int | None, first: bool
) -> None:
    """LawError where the kernel reads another number of channels than the input has."""
    if channels is None or read is None or channels == read * groups or channels % groups:
        return
    hint = _other_reading(x, f, groups, axes, first)
    reads = f"{read}" if groups == 1 else f"{read} in each of {groups} groups"
    raise LawError(f"{_unfit(x, f)}: the input has {channels} channels, the kernel reads {reads}", hint)


def _other_reading(x: Sizes, f: Sizes, groups: int, axes: int | None, first: bool) -> str:
    """What would fit: the other layout, or how the shapes should be."""
    try:
        image, kernel, filters = axes_of(x, f, axes, not first)
    except LawError:
        return _forms(axes or 2, first)
    if image.channels is not None and image.channels == _channels(f, len(kernel), filters, not first) * groups:
        other = "channels last" if first else "channels first"
        return f"they fit {other}: write convention tensor layout {other}"
    return _forms(len(kernel), first)


def _unfit(x: Sizes, f: Sizes) -> str:
    return f"the shapes do not fit: input {describe(x)}, kernel {describe(f)}"


def _forms(axes: int, first: bool) -> str:
    sides = LETTERS.get(axes, "h × w")
    kernel = " × ".join(["k"] * axes)
    if first:
        return f"with channels: channels × {sides} and filters × channels × {kernel}"
    return f"with channels: {sides} × channels and {kernel} × channels × filters"


def padded(array: Array, form: Layout) -> Array:
    """An input in the one form with its padding of zeros."""
    run = form.run
    around = [(0, 0), *zip(run.before, run.after, strict=True), (0, 0)]
    sides = [before + side + after for (before, after), side in zip(around, array.shape, strict=True)]
    # np.pad would fill an array of Fractions with NumPy integers, which then live on inside Fractions
    wide = np.full(sides, 0.0 if array.dtype == np.float64 else Fraction(0), dtype=array.dtype)
    wide[:, *run.inner()] = array
    return wide


def channels_of(form: Layout, group: int) -> slice:
    """The channels that a group reads."""
    return slice(group * form.depth, (group + 1) * form.depth)


def filters_of(form: Layout, group: int) -> slice:
    """The filters of a group."""
    return slice(group * form.share, (group + 1) * form.share)


def slide(form: Layout, one: Array, kernel: Array) -> Array:
    """Each window of the input times the kernel, summed."""
    wide = padded(one, form)
    result = np.zeros((len(one), *form.run.out, form.filters or 1), dtype=one.dtype)
    for offset in form.run.offsets():
        met = wide[:, *form.run.slices(offset)]
        for group in range(form.groups):
            result[..., filters_of(form, group)] += met[..., channels_of(form, group)] @ kernel[group][offset]
    return result


def scatter(form: Layout, above: Array, kernel: Array) -> Array:
    """Every window receives its entry times the kernel; where windows overlap, they add up."""
    wide = blank(form, len(above), above.dtype)
    for offset in form.run.offsets():
        met = wide[:, *form.run.slices(offset)]
        for group in range(form.groups):
            met[..., channels_of(form, group)] += above[..., filters_of(form, group)] @ kernel[group][offset].T
    return unpadded(wide, form)


def scatter_overwriting(form: Layout, above: Array, kernel: Array) -> Array:
    """The same where each window, row by row, overwrites what earlier windows had left."""
    wide = blank(form, len(above), above.dtype)
    for place in form.run.places():
        met = wide[:, *form.run.window(place)]
        for group in range(form.groups):
            entry = above[:, *as_slices(place), filters_of(form, group)].reshape(len(above), -1)
            met[..., channels_of(form, group)] = np.moveaxis(kernel[group] @ entry.T, -1, 0)
    return unpadded(wide, form)


def as_slices(place: Index) -> tuple[slice, ...]:
    """A place as slices of one cell."""
    return tuple(slice(p, p + 1) for p in place)


def blank(form: Layout, images: int, dtype: np.dtype) -> Array:
    """A padded input of zeros."""
    sides = (images, *form.run.size, form.channels or 1)
    return padded(np.zeros(sides, dtype=dtype), form)


def unpadded(wide: Array, form: Layout) -> Array:
    """A padded input without its padding."""
    kept: Array = wide[:, *form.run.inner()]
    return kept


def meet(form: Layout, above: Array, one: Array) -> Array:
    """Every kernel entry receives the input entries that it met, times their entries above, summed."""
    wide = padded(one, form)
    result = np.zeros((form.groups, *form.run.kernel, form.depth, form.share), dtype=above.dtype)
    for offset in form.run.offsets():
        met = wide[:, *form.run.slices(offset)]
        for group in range(form.groups):
            flat = above[..., filters_of(form, group)].reshape(-1, form.share)
            rows = met[..., channels_of(form, group)].reshape(len(flat), -1)
            result[group, *offset] = rows.T @ flat
    return result


def correlate(form: Layout, x: Value, f: Value) -> Value:
    """The cross-correlation of an input and a kernel, as it is written."""
    return settled(form.result_of(_array(bilinear(partial(slide, form), form.image(x), form.kernel(f)))))


def input_gradient(form: Layout, upstream: Value, f: Value) -> Value:
    """What an input receives from the gradient of the result."""
    found = bilinear(partial(scatter, form), form.result(upstream), form.kernel(f))
    return settled(form.image_of(_array(found)))


def kernel_gradient(form: Layout, upstream: Value, x: Value) -> Value:
    """What a kernel receives from the gradient of the result."""
    found = bilinear(partial(meet, form), form.result(upstream), form.image(x))
    return settled(form.kernel_of(_array(found)))


def overwritten_gradient(form: Layout, upstream: Value, f: Value) -> Value:
    """The wrong gradient of the input whose overlaps overwrite one another."""
    found = bilinear(partial(scatter_overwriting, form), form.result(upstream), form.kernel(f))
    return settled(form.image_of(_array(found)))


def turned(form: Layout) -> Layout:
    """The same with the kernel turned the other way round."""
    return replace(form, rotated=not form.rotated)


def _array(value: Value) -> Array:
    assert isinstance(value, np.ndarray)
    return value
