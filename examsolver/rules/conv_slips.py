"""Wrong ideas about convolutions and their gradients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from examsolver.core.derivation import Derivation, Index, LawError, Step, Value
from examsolver.maths.arrays import bilinear, settle, shape_of
from examsolver.rules.correlation import (
    channels_of,
    correlate,
    filters_of,
    input_gradient,
    kernel_gradient,
    layout,
    overwritten_gradient,
    turned,
)
from examsolver.rules.layouts import Layout, settled
from examsolver.rules.rewriting import only_where, option_ignored, options_of, slip, wrong_idea


def form_of(x: Value, f: Value, **options: Any) -> Layout:
    """How a correlation of two values is written; see :func:`layout` for errors."""
    return layout(shape_of(x), shape_of(f), **options)


def flipped_conv(x: Value, f: Value, **options: Any) -> Value:
    """The result with the kernel turned by 180° against what is meant."""
    return correlate(turned(form_of(x, f, **options)), x, f)


def flipped_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dX with the kernel turned against what the definition asks."""
    return input_gradient(turned(form_of(x, f, **options)), upstream, f)


def flipped_kernel_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dF of the convolution with a turned kernel."""
    return kernel_gradient(turned(form_of(x, f, **options)), upstream, x)


def first_row_repeated(x: Value, f: Value, **options: Any) -> Value:
    """The first row of the result in every row. Raises LawError over one axis."""
    form = form_of(x, f, **options)
    if len(form.run.out) < 2:
        raise LawError("there are no rows")
    result = form.result(correlate(form, x, f))
    return settled(form.result_of(np.broadcast_to(result[:, :1], result.shape)))


def first_channel_only(x: Value, f: Value, **options: Any) -> Value:
    """Only the first channel of each group read. Raises LawError where a filter reads but one."""
    form = form_of(x, f, **options)
    if form.depth == 1:
        raise LawError("there is one channel")
    kernel = form.kernel(f).copy()
    kernel[..., 1:, :] = 0
    return correlate(form, x, settle(form.kernel_of(kernel)))


def padded_before(form: Layout) -> Layout:
    """All padding before the input only. Raises LawError where there is none."""
    run = form.run
    if not any(run.after):
        raise LawError("there is no padding")
    rooms = zip(run.size, run.before, run.kernel, run.dilation, run.stride, strict=True)
    out = tuple((n + b - d * (k - 1) - 1) // s + 1 for n, b, k, d, s in rooms)
    if min(out) < 1:
        raise LawError("the kernel does not fit")
    return replace(form, run=replace(run, after=(0,) * len(out), out=out))


def padded_before_conv(x: Value, f: Value, **options: Any) -> Value:
    """The result with padding before the input only."""
    return correlate(padded_before(form_of(x, f, **options)), x, f)


def padded_before_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """Its gradient of the input."""
    return input_gradient(padded_before(form_of(x, f, **options)), upstream, f)


def padded_before_kernel_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """Its gradient of the kernel."""
    return kernel_gradient(padded_before(form_of(x, f, **options)), upstream, x)


def overwritten_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dX where each window, row by row, overwrites what earlier windows had left."""
    return overwritten_gradient(form_of(x, f, **options), upstream, f)


def skipping_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dX where of the windows over an entry every other one is missed: index i + 2 in place of i + 1."""
    form = form_of(x, f, **options)

    def gather(above: Any, kernel: Any) -> Any:
        result = np.zeros((len(above), *form.run.size, form.channels or 1), dtype=above.dtype)
        for cell in np.ndindex(form.run.size):
            for offset, place in _skipping(form, cell):
                for group in range(form.groups):
                    part = above[:, *place, filters_of(form, group)] @ kernel[group][offset].T
                    result[:, *cell, channels_of(form, group)] += part
        return result

    found = bilinear(gather, form.result(upstream), form.kernel(f))
    return settled(form.image_of(np.asarray(found)))


def _skipping(form: Layout, cell: Index) -> Iterator[tuple[Index, Index]]:
    """The kernel cells over an input cell, and places of windows counted on in steps of two from the first."""
    over = [(offset, place) for offset in form.run.offsets() if (place := form.run.places_over(cell, offset))]
    if not over:
        return
    first = tuple(min(place[axis] for _, place in over) for axis in range(len(cell)))
    for offset, place in over:
        moved = tuple(2 * p - start for p, start in zip(place, first, strict=True))
        if all(p < out for p, out in zip(moved, form.run.out, strict=True)):
            yield offset, moved


def _correlates(derivation: Derivation, step: Step) -> bool:
    return options_of(step).get("conv_operation", "cross-correlation") == "cross-correlation"


def _convolves(derivation: Derivation, step: Step) -> bool:
    return not _correlates(derivation, step)


def _flipped(tag: str, says: str) -> Any:
    return wrong_idea(tag, says, flipped_conv, flipped_input_gradient, flipped_kernel_gradient)


DILATION_IGNORED = option_ignored(
    "dilation-ignored", "A dilated window reaches over d(k - 1) + 1 inputs, not k.", "dilation", 1, 1
)
FORWARD_SLIPS = (
    only_where(
        _correlates,
        _flipped("kernel-flipped", "The kernel was rotated by 180°; convolution in deep learning does not rotate it."),
    ),
    only_where(
        _convolves,
        _flipped("kernel-not-flipped", "A true convolution rotates the kernel by 180°; here it was not rotated."),
    ),
    slip(
        "first-row-repeated",
        "The window moves down too: every row of the result is worked out anew.",
        first_row_repeated,
    ),
    option_ignored("stride-ignored", "The window was moved by one in place of the stride.", "stride", 1, 1),
    option_ignored("padding-ignored", "The padding was left out.", "padding", 0, 0),
    wrong_idea(
        "padding-on-one-side",
        "Padding is added at both ends of every axis, not before the input only.",
        padded_before_conv,
        padded_before_input_gradient,
        padded_before_kernel_gradient,
    ),
    DILATION_IGNORED,
    slip(
        "first-channel-only",
        "A filter reads all channels and adds up what it finds; here only the first was read.",
        first_channel_only,
    ),
)

OVERWRITTEN = slip(
    "overlaps-overwritten",
    "Where windows overlap, their contributions add up; here the last one overwrote the others.",
    overwritten_input_gradient,
)
INPUT_SLIPS = (
    OVERWRITTEN,
    slip(
        "kernel-not-flipped-in-backward",
        "The gradient of the input is a full convolution with the kernel rotated by 180°; here it was not rotated.",
        flipped_input_gradient,
    ),
    slip(
        "window-skipped",
        "The next window over an entry is the very next one; here the index went on by two, and a window was missed.",
        skipping_input_gradient,
    ),
)
KERNEL_SLIPS = (
    slip("kernel-gradient-flipped", "The gradient of the kernel came out rotated by 180°.", flipped_kernel_gradient),
)
