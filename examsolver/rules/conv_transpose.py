"""Transposed convolution: every entry of the input lays a copy of the kernel on the output; overlaps add up.

It is the backward pass of a convolution: what a convolution does from the large map to the small one, it undoes in
shape. Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.conv import AXES_OPTION, OPERATION, OPTIONS, channels_of, conv, filters_of, over_axes
from examsolver.rules.conv_slips import DILATION_IGNORED
from examsolver.rules.correlation import correlate, input_gradient, kernel_gradient, overwritten_gradient, turned
from examsolver.rules.layouts import LAYOUT, Layout
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import option_ignored, slip, wrong_idea
from examsolver.rules.transposing import form_of

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def conv_transpose(x: Value, f: Value, **options: Any) -> Value:
    """Every entry of the input times the kernel, laid on the output ``stride`` apart, overlaps added.

    Shapes as in ``conv``, where the kernel's last two axes are channels out × channels in (channels first: channels in
    × channels out × k × k). The output has (n − 1)·stride − 2·padding + dilation·(k − 1) + 1 + output_padding entries.

    Raises:
        LawError: shapes that do not go together, an output padding that is no smaller than the stride.
    """
    return input_gradient(form_of(x, f, **options), x, f)


def transpose_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dX: the convolution of the upstream gradient with the kernel."""
    form = form_of(x, f, **options)
    return correlate(form, upstream_of(upstream, form), f)


def transpose_kernel_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dF: the correlation of the upstream gradient with the input."""
    form = form_of(x, f, **options)
    return kernel_gradient(form, x, upstream_of(upstream, form))


def upstream_of(upstream: Value, form: Layout) -> Value:
    """The gradient in the shape of the output; a number stands for all entries. LawError where it has another shape."""
    shape = form.image_shape()
    if shape_of(upstream) not in ((), shape):
        raise LawError(f"the shapes do not fit: output {describe(shape)}, its gradient {describe(shape_of(upstream))}")
    return settle(np.broadcast_to(as_array(upstream), shape).copy())


# In symbols. The layout is that of the convolution back: its image is the result here, its result the input.


def transpose_cells(index: Index, names: Names, x: Value, f: Value, **options: Any) -> tuple[Formula, ...]:
    """The copies of the kernel that cover an entry of the output, each with the input entry that laid it."""
    form = form_of(x, f, **options)
    image, cell, channel = form.image_cell(index)
    terms = []
    for offset in form.run.offsets():
        place = form.run.places_over(cell, offset)
        if place is not None:
            for out in filters_of(form, channel):
                one = entry(names[0], form.result_index(image, place, out))
                terms.append((place, one * entry(names[1], form.kernel_index(offset, channel, out))))
    return (total([term for _, term in sorted(terms, key=_place)]),)


def _place(term: tuple[Index, Formula]) -> Index:
    return term[0]


def transpose_input_partials(index: Index, names: Names, x: Value, f: Value, z: Value, **options: Any) -> Moves:
    """The entries of the output that an input entry lays the kernel on."""
    form = form_of(x, f, **options)
    image, place, out = form.result_cell(index)
    found = []
    for offset, channel in product(form.run.offsets(), channels_of(form, out)):
        cell = form.run.under(place, offset)
        if cell is not None:
            local = entry(names[1], form.kernel_index(offset, channel, out))
            found.append((form.image_index(image, cell, channel), local))
    return tuple(found)


def transpose_kernel_partials(index: Index, names: Names, x: Value, f: Value, z: Value, **options: Any) -> Moves:
    """Where the copies of a kernel entry lie, each with the input entry that laid it."""
    form = form_of(x, f, **options)
    offset, inside, out = form.kernel_cell(index)
    channel = channels_of(form, out)[inside]
    found = []
    for image, place in product(range(form.batch or 1), form.run.places()):
        cell = form.run.under(place, offset)
        if cell is not None:
            local = entry(names[0], form.result_index(image, place, out))
            found.append((form.image_index(image, cell, channel), local))
    return tuple(found)


def transpose_by_loops(x: Value, f: Value, **options: Any) -> Value:
    """The kernel laid on a large blank once for every entry: an oracle."""
    form = form_of(x, f, **options)
    result = form.image_of(np.zeros((form.batch or 1, *form.run.size, form.channels or 1), dtype=object)).copy()
    for index in np.ndindex(as_array(x).shape):
        image, place, out = form.result_cell(index)
        for offset, channel in product(form.run.offsets(), channels_of(form, out)):
            cell = form.run.under(place, offset)
            if cell is not None:
                at = form.image_index(image, cell, channel)
                result[at] += x[index] * f[form.kernel_index(offset, channel, out)]
    return settle(result)


# Wrong ideas.


def overwritten(x: Value, f: Value, **options: Any) -> Value:
    """Later copies overwrite earlier ones."""
    return overwritten_gradient(form_of(x, f, **options), x, f)


def rotated(x: Value, f: Value, **options: Any) -> Value:
    """The kernel laid down rotated by 180°."""
    return input_gradient(turned(form_of(x, f, **options)), x, f)


def rotated_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """Its gradient of the input."""
    form = turned(form_of(x, f, **options))
    return correlate(form, upstream_of(upstream, form), f)


def rotated_kernel_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """Its gradient of the kernel."""
    form = turned(form_of(x, f, **options))
    return kernel_gradient(form, x, upstream_of(upstream, form))


def as_convolution(x: Value, f: Value, stride: Value = 1, padding: Value = 0, **options: Any) -> Value:
    """An ordinary convolution, which makes the map smaller. Raises LawError with channels."""
    if shape_of(x) != () and len(shape_of(x)) != len(shape_of(f)):
        raise LawError("with channels the kernel does not fit an ordinary convolution")
    return conv(x, f, stride=stride, padding=padding)


WANTED = ("stride", "padding", "dilation", "groups")
OUTPUT_PADDING = Option("output_padding", "entries added at the far end of the output", "size", 0, least=0)
EXAMPLE = """question up: compute
  X = [[1, 2], [3, 4]]
  F = [[1, 0], [2, 1]]
  Z = conv_transpose(X, F, stride=2)
  find Z"""

RULE = Rule(
    name="conv_transpose",
    summary="transposed convolution (deconvolution) over one, two or three axes",
    law=conv_transpose,
    inputs=("X", "F"),
    because="every entry of the input lays the kernel, times itself, on the output; overlaps add up",
    options=(*(option for option in OPTIONS if option.name in WANTED), OUTPUT_PADDING, AXES_OPTION),
    cells=transpose_cells,
    gradients=(
        Gradient(
            transpose_input_gradient,
            "an entry goes into all entries that its copy of the kernel covers: a convolution of the gradient",
            partials=transpose_input_partials,
        ),
        Gradient(
            transpose_kernel_gradient,
            "a kernel entry meets one input entry in every copy; the products with the gradient add up",
            partials=transpose_kernel_partials,
        ),
    ),
    misconceptions=(
        slip(
            "overlaps-overwritten",
            "Where windows overlap, their contributions add up; here the last one overwrote the others.",
            overwritten,
        ),
        wrong_idea(
            "kernel-rotated-in-transpose",
            "A transposed convolution lays the kernel down as it is; here it was rotated by 180°.",
            rotated,
            rotated_input_gradient,
            rotated_kernel_gradient,
        ),
        option_ignored(
            "stride-ignored-in-transpose", "The copies of the kernel lie a stride apart, not one apart.", "stride", 1, 1
        ),
        option_ignored("crop-forgotten", "The padding of a transposed convolution crops its output.", "padding", 0, 0),
        option_ignored("output-padding-forgotten", "The output padding was left out.", "output_padding", 0, 0),
        DILATION_IGNORED,
        slip(
            "transposed-taken-as-convolution",
            "A transposed convolution makes the map larger; here an ordinary convolution was worked out.",
            as_convolution,
        ),
    ),
    oracle=transpose_by_loops,
    conventions=(OPERATION, LAYOUT),
    example=EXAMPLE,
    also=("deconv", "deconvolution", "transposed_conv", "tconv", "conv_transpose2d", "conv2d_transpose"),
)

RULES = (
    RULE,
    over_axes(
        RULE,
        1,
        "conv_transpose1d",
        "question up: compute\n  x = [1, 2]\n  k = [1, 3]\n  z = conv_transpose1d(x, k, stride=2)\n  find z",
        ("conv1d_transpose", "deconv1d"),
    ),
    over_axes(
        RULE,
        3,
        "conv_transpose3d",
        "question up: compute\n  X = [[[1, 2]]]\n  F = [[[1], [2]]]\n  Z = conv_transpose3d(X, F)\n  find Z",
        ("conv3d_transpose", "deconv3d"),
    ),
)
