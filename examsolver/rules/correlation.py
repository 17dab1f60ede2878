"""Cross-correlation over one or two axes, with channels or without; the arithmetic behind ``conv``.

Everything is brought to one form: input ``(*spatial, C)``, kernel ``(*kernel, C, F)``, result ``(*out, F)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.maths.arrays import Array, as_array, bilinear, describe, settle, shape_of

FORMS = {(1, 1): (1, False, False), (2, 2): (2, False, False), (2, 3): (1, True, True)}
FORMS |= {(3, 3): (2, True, False), (3, 4): (2, True, True)}
"""From the axes of input and kernel to: spatial axes, whether there are channels, whether several filters."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a window runs over an input: sizes by spatial axis, and how input and kernel are written.

    ``before`` and ``after`` are the cells of padding on the two sides of each axis.
    """

    size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    channels: bool
    filters: bool

    @property
    def out(self) -> tuple[int, ...]:
        """The spatial size of the result, rounded down."""
        return tuple(
            (size + before + after - kernel) // stride + 1
            for size, kernel, stride, before, after in zip(
                self.size, self.kernel, self.stride, self.before, self.after, strict=True
            )
        )

    def under(self, place: Index, offset: Index) -> Index | None:
        """The input cell under kernel cell ``offset`` when the window stands at ``place``; None in the padding."""
        cell = tuple(p * s + o - b for p, s, o, b in zip(place, self.stride, offset, self.before, strict=True))
        return cell if all(0 <= c < n for c, n in zip(cell, self.size, strict=True)) else None

    def places_over(self, cell: Index, offset: Index) -> Index | None:
        """Where the window stands when its cell ``offset`` covers the input cell; None if nowhere."""
        found = []
        for c, b, o, s, out in zip(cell, self.before, offset, self.stride, self.out, strict=True):
            place, rest = divmod(c + b - o, s)
            if rest or not 0 <= place < out:
                return None
            found.append(place)
        return tuple(found)

    def offsets(self) -> Iterator[Index]:
        """The cells of the kernel, row by row."""
        return product(*(range(size) for size in self.kernel))

    def places(self) -> Iterator[Index]:
        """The places of the window, row by row."""
        return product(*(range(size) for size in self.out))


def by_axis(value: Value, axes: int, name: str) -> tuple[int, ...]:
    """An option that is one number for all axes, or one for each.

    Raises:
        LawError: where it is no whole number, or as many as there are axes.
    """
    sizes = value if isinstance(value, tuple) else (value,) * axes
    if len(sizes) != axes or not all(isinstance(size, int) and not isinstance(size, bool) for size in sizes):
        raise LawError(f"{name} must be a whole number, or one for each of {axes} axes")
    return sizes


def geometry(x: tuple[int, ...], f: tuple[int, ...], stride: Value, padding: Value, same: bool) -> Geometry:
    """The geometry of a correlation of shapes ``x`` and ``f``.

    Raises:
        LawError: shapes that do not go together, a filter larger than its padded input, a stride below 1.
    """
    form = FORMS.get((len(x), len(f)))
    if form is None or (form[1] and x[-1] != f[form[0]]):
        hint = "with channels: height × width × channels and kernel × kernel × channels × filters"
        raise LawError(f"the shapes do not fit: input {describe(x)}, kernel {describe(f)}", hint)
    axes, channels, filters = form
    size, kernel = x[:axes], f[:axes]
    strides = by_axis(stride, axes, "stride")
    before, after = _padding(size, kernel, strides, padding, same)
    if min(strides) < 1 or min(before) < 0:
        raise LawError("a stride is at least 1 and a padding at least 0")
    found = Geometry(size, kernel, strides, before, after, channels, filters)
    if min(n + b + a - k for n, b, a, k in zip(size, before, after, kernel, strict=True)) < 0:
        raise LawError(f"the kernel {describe(kernel)} is larger than its input {describe(size)}")
    return found


def _padding(
    size: tuple[int, ...], kernel: tuple[int, ...], stride: tuple[int, ...], padding: Value, same: bool
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Padding on both sides; ``same`` keeps ceil(size / stride), what is odd goes to the far side."""
    if not same:
        both = by_axis(padding, len(size), "padding")
        return both, both
    lacking = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(size, kernel, stride, strict=True) if s > 0]
    return tuple(total // 2 for total in lacking), tuple(total - total // 2 for total in lacking)


@dataclass(frozen=True, slots=True)
class Layout:
    """Input and kernel brought to the one form, with the way back."""

    shape: Geometry
    x: Array
    f: Array

    def result_shape(self) -> tuple[int, ...]:
        """The shape of the result as it is written: without channels where there are none."""
        return self.shape.out + self.f.shape[-1:] if self.shape.filters else self.shape.out

    def slices(self, offset: Index) -> tuple[slice, ...]:
        """The cells of the padded input that kernel cell ``offset`` meets over all places."""
        sizes = zip(offset, self.shape.out, self.shape.stride, strict=True)
        return tuple(slice(start, start + (count - 1) * step + 1, step) for start, count, step in sizes)


def layout(x: Value, f: Value, stride: Value, padding: Value, same: bool) -> Layout:
    """The one form of an input and a kernel; see :func:`geometry` for errors."""
    shape = geometry(shape_of(x), shape_of(f), stride, padding, same)
    one, kernel = as_array(x), as_array(f)
    if not shape.channels:
        one, kernel = one[..., None], kernel[..., None]
    if not shape.filters:
        kernel = kernel[..., None]
    return Layout(shape, one, kernel)


def padded(array: Array, shape: Geometry) -> Array:
    """The input with its padding of zeros."""
    around = [*zip(shape.before, shape.after, strict=True), (0, 0)]
    sides = [before + side + after for (before, after), side in zip(around, array.shape, strict=True)]
    # np.pad would fill an array of Fractions with NumPy integers, which then live on inside Fractions
    wide = np.full(sides, 0.0 if array.dtype == np.float64 else Fraction(0), dtype=array.dtype)
    wide[tuple(slice(before, before + side) for (before, _), side in zip(around, array.shape, strict=True))] = array
    return wide


def correlate(x: Value, f: Value, stride: Value, padding: Value, same: bool) -> Value:
    """The cross-correlation: each window of the input times the kernel, summed."""
    form = layout(x, f, stride, padding, same)

    def slide(one: Array, kernel: Array) -> Array:
        wide = padded(one, form.shape)
        result = np.zeros((*form.shape.out, kernel.shape[-1]), dtype=one.dtype)
        for offset in form.shape.offsets():
            result += wide[form.slices(offset)] @ kernel[offset]
        return result

    return _written(bilinear(slide, form.x, form.f), form.result_shape())


def input_gradient(upstream: Value, x: Value, f: Value, stride: Value, padding: Value, same: bool) -> Value:
    """Every window receives its upstream entry times the kernel; where windows overlap, they add up."""
    form = layout(x, f, stride, padding, same)

    def scatter(above: Array, kernel: Array) -> Array:
        wide = np.zeros_like(padded(np.zeros(form.x.shape, dtype=above.dtype), form.shape))
        for offset in form.shape.offsets():
            wide[form.slices(offset)] += above @ kernel[offset].T
        return inner(wide, form.shape)

    return _written(bilinear(scatter, above_of(upstream, form), form.f), shape_of(x))


def kernel_gradient(upstream: Value, x: Value, f: Value, stride: Value, padding: Value, same: bool) -> Value:
    """Every kernel entry receives the input entries that it met, times their upstream entries, summed."""
    form = layout(x, f, stride, padding, same)

    def meet(above: Array, one: Array) -> Array:
        wide = padded(one, form.shape)
        flat = above.reshape(-1, above.shape[-1])
        rows = [wide[form.slices(offset)].reshape(len(flat), -1).T @ flat for offset in form.shape.offsets()]
        return np.array(rows, dtype=above.dtype)

    return _written(bilinear(meet, above_of(upstream, form), form.x), shape_of(f))


def above_of(upstream: Value, form: Layout) -> Array:
    """The upstream gradient in the one form."""
    above = np.broadcast_to(as_array(upstream), form.result_shape())
    return above if form.shape.filters else above[..., None]


def inner(wide: Array, shape: Geometry) -> Array:
    """A padded array without its padding."""
    kept: Array = wide[tuple(slice(b, b + size) for b, size in zip(shape.before, shape.size, strict=True))]
    return kept


def _written(value: Value, shape: tuple[int, ...]) -> Value:
    return settle(as_array(value).reshape(shape))
