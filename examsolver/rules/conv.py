"""Convolution as deep learning means it (cross-correlation), with its gradients, over one or two axes."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, settle, shape_of
from examsolver.rules.correlation import (
    Geometry,
    above_of,
    correlate,
    geometry,
    inner,
    input_gradient,
    kernel_gradient,
    layout,
    padded,
)
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import option_ignored, slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def conv(x: Value, f: Value, stride: Value = 1, padding: Value = 0, same: bool = False) -> Value:
    """Cross-correlation of an input and a kernel.

    Shapes: n with k; H×W with kh×kw; n×C with k×C×F; H×W×C with kh×kw×C (one filter) or
    kh×kw×C×F. ``stride`` and ``padding`` (cells on each side) are numbers or sizes; ``same`` keeps
    ceil(size / stride). The result's size is rounded down.

    Raises:
        LawError: shapes that do not go together, a kernel larger than its input, a stride below 1.
    """
    return correlate(x, f, stride, padding, same)


def conv_input_gradient(
    upstream: Value, x: Value, f: Value, z: Value, stride: Value = 1, padding: Value = 0, same: bool = False
) -> Value:
    """dL/dX: every window receives its upstream entry times the kernel, overlaps added."""
    return input_gradient(upstream, x, f, stride, padding, same)


def conv_kernel_gradient(
    upstream: Value, x: Value, f: Value, z: Value, stride: Value = 1, padding: Value = 0, same: bool = False
) -> Value:
    """dL/dF: the correlation of the input with the upstream gradient."""
    return kernel_gradient(upstream, x, f, stride, padding, same)


# In symbols, cell by cell.


def _geometry(x: Value, f: Value, stride: Value = 1, padding: Value = 0, same: bool = False) -> Geometry:
    return geometry(shape_of(x), shape_of(f), stride, padding, same)


def conv_cells(index: Index, names: Names, x: Value, f: Value, **options: Any) -> tuple[Formula, ...]:
    """One entry of the result: a window times the kernel; what lies in the padding is left out."""
    shape = _geometry(x, f, **options)
    place, out = _split(index, shape)
    depth = range(shape_of(x)[-1]) if shape.channels else [None]
    terms = []
    for offset, channel in product(shape.offsets(), depth):
        cell = shape.under(place, offset)
        if cell is not None:
            inside = () if channel is None else (channel,)
            terms.append(entry(names[0], (*cell, *inside)) * entry(names[1], (*offset, *inside, *out)))
    return (total(terms),)


def _split(index: Index, shape: Geometry) -> tuple[Index, Index]:
    axes = len(shape.size)
    return index[:axes], index[axes:]


def conv_input_partials(
    index: Index, names: Names, x: Value, f: Value, z: Value, **options: Any
) -> tuple[tuple[Index, Formula], ...]:
    """The windows that cover an input cell, each with the kernel cell that lies on it."""
    shape = _geometry(x, f, **options)
    cell, inside = _split(index, shape)
    outs = [(out,) for out in range(shape_of(f)[-1])] if shape.filters else [()]
    found = []
    for offset in shape.offsets():
        place = shape.places_over(cell, offset)
        if place is not None:
            found += [((*place, *out), entry(names[1], (*offset, *inside, *out))) for out in outs]
    return tuple(sorted(found, key=lambda move: move[0]))


def conv_kernel_partials(
    index: Index, names: Names, x: Value, f: Value, z: Value, **options: Any
) -> tuple[tuple[Index, Formula], ...]:
    """All entries of the result (of that filter), each with the input cell that the kernel cell meets."""
    shape = _geometry(x, f, **options)
    offset, rest = _split(index, shape)
    inside, out = (rest[:-1], rest[-1:]) if shape.filters else (rest, ())
    found = []
    for place in shape.places():
        cell = shape.under(place, offset)
        if cell is not None:
            found.append(((*place, *out), entry(names[0], (*cell, *inside))))
    return tuple(found)


def _notation(x: Formula, f: Formula, **options: Any) -> Formula:
    return apply("star", x, f) if not options or _plain(**options) else apply("conv", x, f, **options)


def _plain(stride: Value = 1, padding: Value = 0, same: bool = False) -> bool:
    return stride == 1 and padding == 0 and not same


# Wrong ideas.


def rotate(f: Value, x: Value) -> Value:
    """The kernel rotated by 180° (reversed along its spatial axes)."""
    axes = _geometry(x, f, same=True).kernel
    return settle(np.flip(as_array(f), tuple(range(len(axes)))))


def flipped_conv(x: Value, f: Value, **options: Any) -> Value:
    """The correlation with the kernel rotated: convolution as signal processing means it."""
    return conv(x, rotate(f, x), **options)


def flipped_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dX with the kernel rotated against what the definition asks."""
    return conv_input_gradient(upstream, x, rotate(f, x), z, **options)


def flipped_kernel_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dF of the convolution with a rotated kernel."""
    return rotate(conv_kernel_gradient(upstream, x, f, z, **options), x)


def first_row_repeated(x: Value, f: Value, **options: Any) -> Value:
    """The first row of the result in every row. Raises LawError over one axis."""
    result = as_array(conv(x, f, **options))
    if result.ndim < 2:
        raise LawError("there are no rows")
    return settle(np.broadcast_to(result[:1], result.shape).copy())


def overwritten_input_gradient(
    upstream: Value, x: Value, f: Value, z: Value, stride: Value = 1, padding: Value = 0, same: bool = False
) -> Value:
    """dL/dX where each window, row by row, overwrites what earlier windows had left."""
    form = layout(x, f, stride, padding, same)
    above = above_of(upstream, form)
    wide = padded(np.zeros(form.x.shape, dtype=object), form.shape)
    for place in form.shape.places():
        corner = tuple(p * s for p, s in zip(place, form.shape.stride, strict=True))
        window = tuple(slice(c, c + k) for c, k in zip(corner, form.shape.kernel, strict=True))
        wide[window] = form.f @ above[place]
    return settle(inner(wide, form.shape).reshape(shape_of(x)))


def conv_by_loops(x: Value, f: Value, stride: Value = 1, padding: Value = 0, same: bool = False) -> Value:
    """The correlation cell by cell, straight from its definition: an oracle."""
    shape = _geometry(x, f, stride, padding, same)
    outs = [(out,) for out in range(f.shape[-1])] if shape.filters else [()]
    result = np.zeros(shape.out + (f.shape[-1:] if shape.filters else ()), dtype=object)
    depth = [(channel,) for channel in range(x.shape[-1])] if shape.channels else [()]
    for place, out in product(shape.places(), outs):
        for offset, inside in product(shape.offsets(), depth):
            cell = shape.under(place, offset)
            if cell is not None:
                result[(*place, *out)] += x[(*cell, *inside)] * f[(*offset, *inside, *out)]
    return settle(result)


RULES = (
    Rule(
        name="conv",
        summary="convolution (cross-correlation) over one or two axes",
        law=conv,
        inputs=("X", "F"),
        because="each output is a window of the input times the kernel, summed",
        options=(
            Option("stride", "steps from window to window", "size", 1, ("strides",)),
            Option("padding", "cells of zeros on each side", "size", 0, ("pad",), least=0),
            Option("same", "pad so that the size is kept, divided by the stride", "flag", False),
        ),
        notation=_notation,
        cells=conv_cells,
        gradients=(
            Gradient(
                conv_input_gradient,
                "every window that covers an entry passes its gradient on, times the kernel entry on it",
                partials=conv_input_partials,
                misconceptions=(
                    slip(
                        "overlaps-overwritten",
                        "Where windows overlap, their contributions add up; here the last one overwrote the others.",
                        overwritten_input_gradient,
                    ),
                    slip(
                        "kernel-not-flipped-in-backward",
                        "The gradient of the input is a full convolution with the kernel rotated by 180°; "
                        "here it was not rotated.",
                        flipped_input_gradient,
                    ),
                ),
            ),
            Gradient(
                conv_kernel_gradient,
                "a kernel entry meets one input entry in every window; the products with the gradient add up",
                partials=conv_kernel_partials,
                misconceptions=(
                    slip(
                        "kernel-gradient-flipped",
                        "The gradient of the kernel came out rotated by 180°.",
                        flipped_kernel_gradient,
                    ),
                ),
            ),
        ),
        misconceptions=(
            wrong_idea(
                "kernel-flipped",
                "The kernel was rotated by 180°; convolution in deep learning does not rotate it.",
                flipped_conv,
                flipped_input_gradient,
                flipped_kernel_gradient,
            ),
            slip(
                "first-row-repeated",
                "The window moves down too: every row of the result is worked out anew.",
                first_row_repeated,
            ),
            option_ignored("stride-ignored", "The window was moved by one in place of the stride.", "stride", 1, 1),
            option_ignored("padding-ignored", "The padding was left out.", "padding", 0, 0),
        ),
        oracle=conv_by_loops,
        example="question window: compute\n  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]\n"
        "  F = [[2, 0], [-3, 1]]\n  Z = conv(X, F)\n  find Z",
    ),
)
