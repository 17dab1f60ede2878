"""A window slides over an axis: how often it fits, as law, as formula, and as students get it wrong.

Source of the law: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016),
relationships 6 and 15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from examsolver.core.derivation import LawError, Misconception
from examsolver.core.formula import Formula, Num, Sym, apply, lift
from examsolver.core.layer import Shape
from examsolver.layers.sizes import split_map, times
from examsolver.layers.slips import changed_options, other_options, slip


@dataclass(frozen=True, slots=True)
class Window:
    """A window over one axis. ``padding`` None is ``same``: as much as keeps ceil(n / stride).

    ``after`` is the padding at the end of the axis where it is another than at the beginning.
    """

    size: int
    stride: int = 1
    padding: int | None = 0
    dilation: int = 1
    rounding: str = "floor"
    filled: bool = True
    after: int | None = None

    @property
    def padded(self) -> int:
        """How many cells both ends add."""
        return (self.padding or 0) + ((self.padding or 0) if self.after is None else self.after)

    @property
    def reach(self) -> int:
        """How many inputs lie under the window from its first to its last."""
        return self.dilation * (self.size - 1) + 1

    @property
    def acting(self) -> Window:
        """The window, without its rounding where there is nothing to round: at stride 1 and under ``same``."""
        return self if self.stride > 1 and self.padding is not None else replace(self, rounding="")


def room(n: int, window: Window) -> int:
    """How far the window can move along the padded axis: n + 2p - reach. LawError where it does not fit or stands."""
    if window.stride < 1:
        raise LawError("the stride must be at least 1", "write e.g. `stride 1`")
    left = n + window.padded - window.reach
    if left < 0:
        limit = n + window.padded
        dilated = "" if window.dilation == 1 else f", dilated to {window.reach},"
        each = f" with padding {window.padding} on each side"
        padded = each if window.after is None else f" with padding {window.padding} before and {window.after} after it"
        padded = padded if window.padded else ""
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
    if window.rounding == "round half up":
        return (2 * left + window.stride) // (2 * window.stride)
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
    return positions(n + (window.padding or 0), replace(window, padding=0, after=None))


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
    cells = range(-window.padding, n + window.padded - window.padding)
    reach = window.dilation * (window.size - 1)
    begins = [begin for begin in cells[:: window.stride] if begin + reach in cells]
    touches = bool(begins) and begins[-1] + reach == cells[-1]
    if not begins or (window.rounding == "exact" and not touches):
        return None
    after = begins[-1] + window.stride
    # Rounded up, one more window hangs over the end, unless it would begin in the padding beyond the input.
    hangs = window.rounding == "ceil" and not touches and (window.filled or after < n)
    if window.rounding == "round half up":  # it is worth one where at least half of its step lies inside
        hangs = 2 * (cells[-1] - begins[-1] - reach) >= window.stride
    return [*begins, after] if hangs else begins


def enumerated(n: int, window: Window) -> int:
    """How many places there are, counted one by one."""
    return len(places(n, window) or ())


LETTERS = {1: ("n",), 2: ("h", "w"), 3: ("n_1", "n_2", "n_3")}


@lru_cache(1024)
def sides_law(windows: tuple[Window, ...], depth: str | None = None) -> Formula:
    """The size of the output in letters: (floor((h + 2p - k)/s) + 1) × (floor((w + 2p - k)/s) + 1) × c_out."""
    letters = {letter: Sym(letter) for letter in ("k", "s", "p", "d", "p_1", "p_2")}
    sides = (
        _side(Sym(letter), window, letters, always=window.rounding != "exact")
        for letter, window in zip(LETTERS[len(windows)], windows, strict=True)
    )
    return times(*sides, *((Sym(depth),) if depth else ()))


def side_numbers(n: int, window: Window) -> Formula:
    """One side with numbers put in; the rounding is written only where something is rounded."""
    numbers = {"k": window.size, "s": window.stride, "p": window.padding or 0, "d": window.dilation}
    lifted = {name: lift(value) for name, value in numbers.items()}
    if window.after is not None:
        lifted["p_1"], lifted["p_2"] = lift(window.padding or 0), lift(window.after)
    left = n + window.padded - window.reach
    inexact = window.padding is None or left % window.stride != 0
    side = _side(Num(n), window, lifted, always=inexact and window.rounding != "exact")
    return side - 1 if window.padding is not None and left >= 0 and _outside(n, window) else side


def _side(n: Formula, window: Window, at: Mapping[str, Formula], always: bool) -> Formula:
    if window.padding is None:
        return apply("ceil", n / at["s"])
    left = room_formula(n, window, at)
    quotient: Formula = left / at["s"]
    if always and window.rounding == "round half up":
        quotient = apply("floor", quotient + Num(Fraction(1, 2)))
    elif always:
        quotient = apply("ceil" if window.rounding == "ceil" else "floor", quotient)
    return quotient + 1


def room_formula(n: Formula, window: Window, at: Mapping[str, Formula]) -> Formula:
    """n + 2p - k, or n + 2p - d(k - 1) - 1; pooling without padding leaves 2p out."""
    padded = n + 2 * at["p"] if window.filled or window.padding else n
    if window.after is not None:
        padded = n + at["p_1"] + at["p_2"]
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
    return _every(options, padding=0, after=None)


def _same(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _every(options, padding=None, after=None)


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
