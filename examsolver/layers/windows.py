"""A window slides over an axis: how often it fits, as law, as formula, and as students get it wrong.

Source of the law: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016),
relationships 6 and 15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from examsolver.core.derivation import LawError, Misconception, Value
from examsolver.core.formula import Formula, Num, Sym, apply, lift
from examsolver.core.layer import Placed, Shape
from examsolver.layers.sizes import needed, per_axis, size_text, split_map, times
from examsolver.layers.slips import changed_options, other_options, slip


@dataclass(frozen=True, slots=True)
class Window:
    """A window over one axis. ``padding`` None is ``same``: as much as keeps ceil(n / stride)."""

    size: int
    stride: int = 1
    padding: int | None = 0
    dilation: int = 1
    rounding: str = "floor"
    filled: bool = True

    @property
    def reach(self) -> int:
        """How many inputs lie under the window from its first to its last."""
        return self.dilation * (self.size - 1) + 1

    @property
    def acting(self) -> Window:
        """The window, without its rounding where there is nothing to round: at stride 1 and under ``same``."""
        return self if self.stride > 1 and self.padding is not None else replace(self, rounding="")


def placed_windows(
    placed: Placed, axes: int, rounding: str, stride: Value, *, filled: bool = True
) -> tuple[Window, ...]:
    """The windows of a layer, one an axis, from its settings; raises LawError for sizes of the wrong number of axes."""
    settings = placed.settings
    kernel = needed(
        placed, "kernel", "window" if not filled else "filter size", f"write e.g. `kernel {size_text([3])}`"
    )
    sizes = per_axis(kernel, axes, "the window")
    strides = per_axis(sizes if stride is None else stride, axes, "the stride")
    padding = None if settings.get("same") else per_axis(settings.get("padding", 0), axes, "the padding")
    dilation = per_axis(settings.get("dilation", 1), axes, "the dilation")
    return tuple(
        Window(size, strides[axis], None if padding is None else padding[axis], dilation[axis], rounding, filled)
        for axis, size in enumerate(sizes)
    )


def room(n: int, window: Window) -> int:
    """How far the window can move along the padded axis: n + 2p - reach. LawError where it does not fit or stands."""
    if window.stride < 1:
        raise LawError("the stride must be at least 1", "write e.g. `stride 1`")
    left = n + 2 * (window.padding or 0) - window.reach
    if left < 0:
        limit = n + 2 * (window.padding or 0)
        dilated = "" if window.dilation == 1 else f", dilated to {window.reach},"
        padded = "" if not window.padding else f" with padding {window.padding} on each side"
        raise LawError(
            f"a window of {window.size}{dilated} is larger than its input of {n}{padded}",
            f"a window of up to {limit} would fit" if window.dilation == 1 else "use less dilation or a smaller window",
        )
    return left


def fits(n: int, window: Window) -> bool:
    """Whether the window reaches the end of the axis exactly (or need not)."""
    if window.padding is None:
        return True
    try:
        left = room(n, window)
    except LawError:
        return False
    return window.rounding != "exact" or left % window.stride == 0


def positions(n: int, window: Window) -> int:
    """How many positions the window has on an axis of n: the size of the output there."""
    if window.padding is None:
        if window.stride < 1:
            raise LawError("the stride must be at least 1", "write e.g. `stride 1`")
        return -(-n // window.stride)
    return _divided(room(n, window), window) + 1 - _outside(n, window)


def _divided(left: int, window: Window) -> int:
    if window.rounding == "exact" and left % window.stride:
        raise LawError(
            f"the stride {window.stride} does not fit: {left}/{window.stride} is not an integer",
            "`convention output size floor` rounds down instead",
        )
    return -(-left // window.stride) if window.rounding == "ceil" else left // window.stride


def _outside(n: int, window: Window) -> int:
    """A pooling window rounded up that would begin in the padding on the far side is dropped."""
    if window.rounding != "ceil" or window.filled:
        return 0
    left = room(n, window)
    last = -(-left // window.stride) * window.stride
    return int(last > left and last >= n + (window.padding or 0))


def without_plus_one(n: int, window: Window) -> int:
    """The wrong (n + 2p - k)/s."""
    return _nonempty(_divided(room(n, window), window))


def plus_one_inside(n: int, window: Window) -> int:
    """The wrong (n + 2p - k + 1)/s."""
    return _nonempty(_divided(room(n, window) + 1, window))


def padding_once(n: int, window: Window) -> int:
    """The wrong (n + p - k)/s + 1."""
    return positions(n + (window.padding or 0), replace(window, padding=0))


def _nonempty(size: int) -> int:
    if size < 1:
        raise LawError("this leaves nothing")
    return size


def slide(
    shape: Shape, *, axis: Callable[[int, Window], int], windows: tuple[Window, ...], depth: int | None, reader: str
) -> Shape:
    """The output of a window on every axis of a map; ``depth`` None keeps the depth of the input."""
    sides, channels = split_map(shape, len(windows), reader)
    return (*(axis(n, window) for n, window in zip(sides, windows, strict=True)), channels if depth is None else depth)


def places(n: int, window: Window) -> list[int] | None:
    """Where the window begins, found by laying it on the cells (padding has negative places): an oracle,
    independent of the law. None where it does not fit.
    """
    if window.padding is None:
        return list(range(0, n, window.stride))
    cells = range(-window.padding, n + window.padding)
    reach = window.dilation * (window.size - 1)
    begins = [begin for begin in cells[:: window.stride] if begin + reach in cells]
    touches = bool(begins) and begins[-1] + reach == cells[-1]
    if not begins or (window.rounding == "exact" and not touches):
        return None
    after = begins[-1] + window.stride
    # Rounded up, one more window hangs over the end, unless it would begin in the padding beyond the input.
    hangs = window.rounding == "ceil" and not touches and (window.filled or after < n)
    return [*begins, after] if hangs else begins


def enumerated(n: int, window: Window) -> int:
    """How many places there are, counted one by one."""
    return len(places(n, window) or ())


LETTERS = {1: ("n",), 2: ("h", "w"), 3: ("n_1", "n_2", "n_3")}


def sides_law(windows: tuple[Window, ...], depth: str | None = None) -> Formula:
    """The size of the output in letters: (floor((h + 2p - k)/s) + 1) × (floor((w + 2p - k)/s) + 1) × c_out."""
    letters = {"k": Sym("k"), "s": Sym("s"), "p": Sym("p"), "d": Sym("d")}
    sides = (
        _side(Sym(letter), window, letters, always=window.rounding != "exact")
        for letter, window in zip(LETTERS[len(windows)], windows, strict=True)
    )
    return times(*sides, *((Sym(depth),) if depth else ()))


def side_numbers(n: int, window: Window) -> Formula:
    """One side with numbers put in; the rounding is written only where something is rounded."""
    numbers = {"k": window.size, "s": window.stride, "p": window.padding or 0, "d": window.dilation}
    lifted = {name: lift(value) for name, value in numbers.items()}
    left = n + 2 * (window.padding or 0) - window.reach
    inexact = window.padding is None or left % window.stride != 0
    side = _side(Num(n), window, lifted, always=inexact and window.rounding != "exact")
    return side - 1 if window.padding is not None and left >= 0 and _outside(n, window) else side


def _side(n: Formula, window: Window, at: Mapping[str, Formula], always: bool) -> Formula:
    if window.padding is None:
        return apply("ceil", n / at["s"])
    left = room_formula(n, window, at)
    quotient: Formula = left / at["s"]
    if always:
        quotient = apply("ceil" if window.rounding == "ceil" else "floor", quotient)
    return quotient + 1


def room_formula(n: Formula, window: Window, at: Mapping[str, Formula]) -> Formula:
    """n + 2p - k, or n + 2p - d(k - 1) - 1; pooling without padding leaves 2p out."""
    padded = n + 2 * at["p"] if window.filled or window.padding else n
    return padded - at["k"] if window.dilation == 1 else padded - at["d"] * (at["k"] - 1) - 1


# --- wrong ideas about the size of the output -------------------------------------------------------------------------


def _every(options: Mapping[str, Any], **changes: object) -> Mapping[str, Any] | None:
    """The windows with something changed; None where that changes nothing."""
    windows = tuple(replace(window, **changes) for window in options["windows"])
    return None if windows == options["windows"] else {"windows": windows}


def _stride_ignored(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _every(options, stride=1)


def _rounded_up(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _every(options, rounding="ceil") if options["windows"][0].rounding == "floor" else None


def _unpadded(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _every(options, padding=0)


def _same(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _every(options, padding=None)


def _undilated(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _every(options, dilation=1)


def _plus_one_inside(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Rounded, this gives the right size or what leaving the 1 out gives: only under exact is it told apart."""
    return {"axis": plus_one_inside} if options["windows"][0].rounding == "exact" else None


def _padded_once(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"axis": padding_once} if any(window.padding for window in options["windows"]) else None


SIZE_SLIPS: tuple[Misconception, ...] = (
    slip(
        "plus-one-forgotten",
        "The first position counts too: add 1 after dividing by the stride.",
        other_options(axis=without_plus_one),
    ),
    slip(
        "plus-one-inside-the-division",
        "The 1 is added after the division by the stride, not before it.",
        changed_options(_plus_one_inside),
    ),
    slip(
        "padding-added-once",
        "Padding is added on both sides of an axis, so it counts twice.",
        changed_options(_padded_once),
    ),
    slip("padding-ignored", "The padding makes the input larger before the window slides.", changed_options(_unpadded)),
    slip(
        "stride-ignored",
        "The window moves by the stride, so the room is divided by it.",
        changed_options(_stride_ignored),
    ),
    slip("ceil-in-place-of-floor", "An inexact division is rounded down here, not up.", changed_options(_rounded_up)),
    slip("same-padding-assumed", "Without padding the output is smaller than the input.", changed_options(_same)),
    slip("dilation-ignored", "A dilated window reaches over d(k - 1) + 1 inputs, not k.", changed_options(_undilated)),
)
