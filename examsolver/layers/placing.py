"""Windows of a layer, one an axis, from what is written of kernel, stride, padding and dilation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.layer import Placed, Shape
from examsolver.core.option import Option
from examsolver.layers.conventions import PADDING, SAME, pooling_rounding, rounding
from examsolver.layers.sizes import needed, per_axis, size_text
from examsolver.layers.windows import Window

ENDS = {1: (("left", "right"),), 2: (("top", "bottom"), ("left", "right"))}
ENDS[3] = (("front", "back"), *ENDS[2])


def placed_windows(
    placed: Placed, axes: int, conventions: Conventions, stride: Value, *, filled: bool = True
) -> tuple[Window, ...]:
    """The windows of a layer, one an axis, from its settings; raises LawError for sizes of the wrong number of axes."""
    settings = placed.settings
    says = "window" if not filled else "filter size"
    kernel = needed(placed, "kernel", says, f"write e.g. `kernel {size_text([3])}`")
    sizes = per_axis(kernel, axes, "the window")
    strides = per_axis(sizes if stride is None else stride, axes, "the stride")
    dilation = per_axis(settings.get("dilation", 1), axes, "the dilation")
    rule = "ceil" if settings.get("ceil") else rounding(conventions) if filled else pooling_rounding(conventions)
    if settings.get("same"):
        kind = SAME.chosen(conventions).name
        return tuple(map(partial(_same_window, kind, rule, filled), sizes, strides, dilation))
    if settings.get("causal"):
        reach = [step * (size - 1) for size, step in zip(sizes, dilation, strict=True)]
        return tuple(
            Window(size, strides[axis], reach[axis], dilation[axis], rule, filled, 0) for axis, size in enumerate(sizes)
        )
    ends = zip(*paddings(placed, axes, conventions), strict=True)
    return tuple(
        Window(size, strides[axis], before, dilation[axis], rule, filled, after if after != before else None)
        for axis, (size, (before, after)) in enumerate(zip(sizes, ends, strict=True))
    )


def side_options(axes: int) -> tuple[Option, ...]:
    """Padding side by side, beside what ``padding`` gives every side: ``top 1, bottom 2``."""
    return tuple(
        Option(side, f"padding at the {side} alone", also=(f"{side} padding", f"padding {side}"), default=0, least=0)
        for ends in ENDS[axes]
        for side in ends
    )


def sides_told(settings: Mapping[str, Value]) -> tuple[str, ...]:
    """``padding 1 at the bottom``, for every side that has padding of its own."""
    sides = (side for ends in ENDS[3] for side in ends)
    return tuple(f"padding {settings[side]} at the {side}" for side in sides if settings.get(side))


def paddings(placed: Placed, axes: int, conventions: Conventions) -> tuple[Shape, Shape]:
    """What is added before and after each axis."""
    own = per_axis(placed.settings.get("padding", 0), axes, "the padding")
    halved = PADDING.chosen(conventions).name == "in total"
    before = tuple(pad // 2 if halved else pad for pad in own)
    after = tuple(pad - pad // 2 if halved else pad for pad in own)
    if not any(placed.settings.get(side) for ends in ENDS[axes] for side in ends):
        return before, after
    sides = [[placed.settings.get(side) or 0 for side in ends] for ends in ENDS[axes]]
    return (
        tuple(pad + one for pad, (one, _) in zip(before, sides, strict=True)),
        tuple(pad + other for pad, (_, other) in zip(after, sides, strict=True)),
    )


def _same_window(kind: str, rule: str, filled: bool, size: int, stride: int, dilation: int) -> Window:
    """The window of ``same`` padding, in one of its three meanings."""
    if kind == "stride 1 only" and stride > 1:
        raise LawError(f"`same` padding is defined for stride 1 here, found stride {stride}", "write e.g. `padding 1`")
    if kind != "symmetric":
        return Window(size, stride, None, dilation, rule, filled)
    if dilation * (size - 1) % 2:
        raise LawError(f"a window of {size} has no equal padding on both sides that keeps the size", "use an odd size")
    if rule == "floor":  # the same size, which reads better as ceil(n / s)
        return Window(size, stride, None, dilation, rule, filled)
    return Window(size, stride, dilation * (size - 1) // 2, dilation, rule, filled)
