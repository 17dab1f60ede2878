"""How a window slides over the axes of an input: its places, and the cells under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from examsolver.core.derivation import Index, LawError, Value
from examsolver.maths.arrays import describe

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a window runs over an input: sizes by spatial axis.

    ``before`` and ``after`` are the cells of padding on the two sides of each axis; ``out`` counts the places.
    """

    size: Sizes
    kernel: Sizes
    stride: Sizes
    before: Sizes
    after: Sizes
    dilation: Sizes
    out: Sizes

    def under(self, place: Index, offset: Index) -> Index | None:
        """The input cell under kernel cell ``offset`` when the window stands at ``place``; None in the padding."""
        cell = self.reached(place, offset)
        return cell if all(0 <= c < n for c, n in zip(cell, self.size, strict=True)) else None

    def reached(self, place: Index, offset: Index) -> Index:
        """The same without a look at the borders: negative in the padding before the input."""
        axes = zip(place, self.stride, offset, self.dilation, self.before, strict=True)
        return tuple([p * s + o * d - b for p, s, o, d, b in axes])

    def in_padding(self, place: Index, offset: Index) -> bool:
        """Whether the cell lies on the input or on its padding, not beyond (as a window rounded up may)."""
        reached = zip(self.reached(place, offset), self.size, self.after, strict=True)
        return all(c < n + a for c, n, a in reached)

    def places_over(self, cell: Index, offset: Index) -> Index | None:
        """Where the window stands when its cell ``offset`` covers the input cell; None if nowhere."""
        found = []
        axes = zip(cell, self.before, offset, self.dilation, self.stride, self.out, strict=True)
        for c, b, o, d, s, out in axes:
            place, rest = divmod(c + b - o * d, s)
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

    def slices(self, offset: Index) -> tuple[slice, ...]:
        """The cells of the padded input that kernel cell ``offset`` meets over all places."""
        axes = zip(offset, self.dilation, self.out, self.stride, strict=True)
        return tuple(slice(o * d, o * d + (count - 1) * step + 1, step) for o, d, count, step in axes)

    def window(self, place: Index) -> tuple[slice, ...]:
        """The cells of the padded input under the window at ``place``."""
        axes = zip(place, self.stride, self.kernel, self.dilation, strict=True)
        return tuple(slice(p * s, p * s + (k - 1) * d + 1, d) for p, s, k, d in axes)

    def inner(self) -> tuple[slice, ...]:
        """The input inside its padding."""
        return tuple(slice(b, b + size) for b, size in zip(self.before, self.size, strict=True))


def by_axis(value: Value, axes: int, name: str) -> Sizes:
    """An option that is one number for all axes, or one for each.

    Raises:
        LawError: where it is no whole number, or as many as there are axes.
    """
    sizes = value if isinstance(value, tuple) else (value,) * axes
    if len(sizes) != axes or not all(isinstance(size, int) and not isinstance(size, bool) for size in sizes):
        hint = f"write {name}={_written(axes)}"
        raise LawError(f"{name} must be a whole number, or one for each of {axes} axes", hint)
    return sizes


def _written(axes: int) -> str:
    return "x".join("2" * axes)


def reaches(kernel: Sizes, dilation: Sizes) -> Sizes:
    """How many inputs lie under a window from its first to its last, by axis: d(k − 1) + 1."""
    return tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))


def sliding(
    size: Sizes,
    kernel: Sizes,
    *,
    stride: Value = 1,
    padding: Value = 0,
    dilation: Value = 1,
    same: bool = False,
    causal: bool = False,
    up: bool = False,
    name: str = "kernel",
) -> Geometry:
    """The run of a window over an input of ``size``. ``same`` keeps ceil(size / stride); ``causal`` pads before the
    input only, so that no output looks ahead; ``up`` counts a last window that hangs over the end.

    Raises:
        LawError: a window larger than its padded input; strides, dilations and paddings out of range.
    """
    axes = len(size)
    strides, gaps = by_axis(stride, axes, "stride"), by_axis(dilation, axes, "dilation")
    if min((*kernel, *strides, *gaps)) < 1 or min(by_axis(padding, axes, "padding")) < 0:
        raise LawError(f"the size of a {name}, its stride and its dilation are at least 1, a padding at least 0")
    reach = reaches(kernel, gaps)
    before, after = _padding(size, reach, strides, padding, same, causal)
    _refuse_larger(size, kernel, reach, before, after, name)
    rooms = [n + b + a - r for n, b, a, r in zip(size, before, after, reach, strict=True)]
    out = [room // s + 1 for room, s in zip(rooms, strides, strict=True)]
    if up:
        out = [_rounded_up(*axis) for axis in zip(rooms, strides, size, before, strict=True)]
    return Geometry(size, kernel, strides, before, after, gaps, tuple(out))


def _refuse_larger(size: Sizes, kernel: Sizes, reach: Sizes, before: Sizes, after: Sizes, name: str) -> None:
    """LawError where a window is larger than its padded input along some axis."""
    if all(n + b + a >= r for n, b, a, r in zip(size, before, after, reach, strict=True)):
        return
    dilated = "" if reach == kernel else f" (dilated to {describe(reach)})"
    padded = "" if not any((*before, *after)) else " with its padding"
    raise LawError(
        f"the {name} {describe(kernel)}{dilated} is larger than its input {describe(size)}{padded}",
        "use a smaller window, or padding=",
    )


def _rounded_up(room: int, stride: int, size: int, before: int) -> int:
    """The places where the last window may hang over the end, if it begins inside the input or the padding before."""
    count = -(-room // stride) + 1
    return count - int((count - 1) * stride >= size + before)


def _padding(
    size: Sizes, reach: Sizes, stride: Sizes, padding: Value, same: bool, causal: bool
) -> tuple[Sizes, Sizes]:
    """Padding on both sides; of what is odd under ``same`` the larger part goes to the far side."""
    if causal:
        return tuple(r - 1 for r in reach), (0,) * len(size)
    if not same:
        both = by_axis(padding, len(size), "padding")
        return both, both
    lacking = [max((-(-n // s) - 1) * s + r - n, 0) for n, r, s in zip(size, reach, stride, strict=True)]
    return tuple(total // 2 for total in lacking), tuple(total - total // 2 for total in lacking)
