"""The layout of a transposed convolution: that of the convolution which leads back from its output to its input."""

from __future__ import annotations

from typing import Any

from examsolver.core.derivation import LawError, Value
from examsolver.maths.arrays import describe, shape_of
from examsolver.rules.layouts import AXES, FIRST, Layout, image_axes
from examsolver.rules.sliding import Geometry, Sizes, by_axis, reaches


def form_of(x: Value, f: Value, **options: Any) -> Layout:
    """The layout for two values; see :func:`transposed_layout`."""
    return transposed_layout(shape_of(x), shape_of(f), **options)


def transposed_layout(
    x: Sizes,
    f: Sizes,
    stride: Value = 1,
    padding: Value = 0,
    output_padding: Value = 0,
    dilation: Value = 1,
    groups: int = 1,
    axes: int | None = None,
    tensor_layout: str = "",
    conv_operation: str = "",
) -> Layout:
    """A layout whose result is the input ``x`` and whose image is the output.

    Raises:
        LawError: shapes or channels that do not go together, a padding that leaves nothing, an output padding that is
            no smaller than the stride.
    """
    moves = AXES.get((len(x), len(f))) if axes is None else axes
    first = tensor_layout == FIRST
    if moves is None or len(f) - moves not in (0, 2) or (len(f) == moves) != (len(x) == moves):
        raise LawError(f"the shapes do not fit: input {describe(x)}, kernel {describe(f)}", _forms(first))
    image = image_axes(x, moves, first, "a transposed convolution")
    kernel = f[len(f) - moves :] if first else f[:moves]
    ends = f[: len(f) - moves][::-1] if first else f[moves:]
    channels, filters = ends or (None, None)
    _refuse_unequal(x, f, image.channels, channels, filters, groups, first)
    run = _run(image.spatial, kernel, stride, padding, output_padding, dilation)
    depth = None if channels is None else channels * groups
    return Layout(run, image.batch, depth, filters, groups, first, conv_operation == "true convolution")


def _refuse_unequal(
    x: Sizes, f: Sizes, inside: int | None, channels: int | None, filters: int | None, groups: int, first: bool
) -> None:
    """LawError where the kernel reads another number of channels than the input has, or groups do not divide them."""
    if inside != filters:
        told = f"the input has {inside} channels, the kernel reads {filters}"
        raise LawError(f"the shapes do not fit: input {describe(x)}, kernel {describe(f)}: {told}", _forms(first))
    if groups < 1 or (filters or 1) % groups or (channels is None and groups != 1):
        raise LawError(f"{groups} groups do not divide {filters or 1} channels evenly", "use groups that divide them")


def _forms(first: bool) -> str:
    if first:
        return "with channels: channels × h × w and channels in × channels out × k × k"
    return "with channels: h × w × channels and k × k × channels out × channels in"


def _run(size: Sizes, kernel: Sizes, stride: Value, padding: Value, extra: Value, dilation: Value) -> Geometry:
    axes = len(size)
    strides, gaps = by_axis(stride, axes, "stride"), by_axis(dilation, axes, "dilation")
    both, more = by_axis(padding, axes, "padding"), by_axis(extra, axes, "output_padding")
    if min((*strides, *gaps)) < 1 or min((*both, *more)) < 0:
        raise LawError("a stride and a dilation are at least 1, a padding at least 0")
    if any(m >= max(s, d) for m, s, d in zip(more, strides, gaps, strict=True)):
        raise LawError("the output padding must be smaller than the stride", "use a smaller output_padding")
    reach = reaches(kernel, gaps)
    out = tuple((n - 1) * s + r - 2 * p + m for n, s, r, p, m in zip(size, strides, reach, both, more, strict=True))
    if min(out) < 1:
        raise LawError(f"the padding crops the whole output: {describe(out)}", "use less padding")
    return Geometry(out, kernel, strides, both, both, gaps, size)
