"""Convolution as deep learning means it (cross-correlation), with its gradients, over one to three axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import settle
from examsolver.rules.conv_slips import FORWARD_SLIPS, INPUT_SLIPS, KERNEL_SLIPS, form_of
from examsolver.rules.correlation import correlate, input_gradient, kernel_gradient
from examsolver.rules.layouts import LAYOUT, Layout
from examsolver.rules.naming import entry, total

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

OPERATION = Convention(
    "conv operation",
    (
        Variant("cross-correlation", "a convolution lays the kernel on the input as it is"),
        Variant("true convolution", "a convolution rotates the kernel by 180° before it slides", accepted=False),
    ),
)


def conv(x: Value, f: Value, **options: Any) -> Value:
    """Cross-correlation of an input and a kernel.

    Shapes: n with k; h × w with k × k; n × C with k × C × F; h × w × C with k × k × C (one filter) or k × k × C × F;
    d × h × w × C with k × k × k × C × F; a batch of such images in front; under ``tensor layout channels first``
    C × h × w with F × C × k × k. With ``groups`` the kernel reads C/groups channels. ``stride``, ``padding`` (cells on
    each side) and ``dilation`` are numbers or sizes; ``same`` keeps ceil(size / stride). Sizes are rounded down.

    Raises:
        LawError: shapes that do not go together, a kernel larger than its input, groups that do not divide.
    """
    return correlate(form_of(x, f, **options), x, f)


def conv_input_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dX: every window receives its upstream entry times the kernel, overlaps added."""
    return input_gradient(form_of(x, f, **options), upstream, f)


def conv_kernel_gradient(upstream: Value, x: Value, f: Value, z: Value, **options: Any) -> Value:
    """dL/dF: the correlation of the input with the upstream gradient."""
    return kernel_gradient(form_of(x, f, **options), upstream, x)


# In symbols, cell by cell.


def conv_cells(index: Index, names: Names, x: Value, f: Value, **options: Any) -> tuple[Formula, ...]:
    """One entry of the result: a window times the kernel; what lies in the padding is left out."""
    form = form_of(x, f, **options)
    image, place, out = form.result_cell(index)
    terms = []
    for offset, channel in product(form.run.offsets(), channels_of(form, out)):
        cell = form.run.under(place, offset)
        if cell is not None:
            one = entry(names[0], form.image_index(image, cell, channel))
            terms.append(one * entry(names[1], form.kernel_index(offset, channel, out)))
    return (total(terms),)


def channels_of(form: Layout, out: int) -> range:
    """The channels that a filter reads."""
    start = out // form.share * form.depth
    return range(start, start + form.depth)


def filters_of(form: Layout, channel: int) -> range:
    """The filters that read a channel."""
    start = channel // form.depth * form.share
    return range(start, start + form.share)


def conv_input_partials(index: Index, names: Names, x: Value, f: Value, z: Value, **options: Any) -> Moves:
    """The windows that cover an input cell, each with the kernel cell that lies on it."""
    form = form_of(x, f, **options)
    image, cell, channel = form.image_cell(index)
    found = []
    for offset in form.run.offsets():
        place = form.run.places_over(cell, offset)
        if place is not None:
            for out in filters_of(form, channel):
                local = entry(names[1], form.kernel_index(offset, channel, out))
                found.append((form.result_index(image, place, out), local))
    return tuple(sorted(found, key=lambda move: move[0]))


def conv_kernel_partials(index: Index, names: Names, x: Value, f: Value, z: Value, **options: Any) -> Moves:
    """All entries of the result (of that filter), each with the input cell that the kernel cell meets."""
    form = form_of(x, f, **options)
    offset, inside, out = form.kernel_cell(index)
    channel = channels_of(form, out)[inside]
    found = []
    for image, place in product(range(form.batch or 1), form.run.places()):
        cell = form.run.under(place, offset)
        if cell is not None:
            local = entry(names[0], form.image_index(image, cell, channel))
            found.append((form.result_index(image, place, out), local))
    return tuple(found)


def _notation(x: Formula, f: Formula, **options: Any) -> Formula:
    return apply("conv", x, f, **options) if options else apply("star", x, f)


def conv_by_loops(x: Value, f: Value, **options: Any) -> Value:
    """The correlation cell by cell, straight from its definition: an oracle."""
    form = form_of(x, f, **options)
    result = np.zeros(form.result_shape(), dtype=object)
    for index in np.ndindex(result.shape):
        image, place, out = form.result_cell(index)
        for offset, channel in product(form.run.offsets(), channels_of(form, out)):
            cell = form.run.under(place, offset)
            if cell is not None:
                one = x[form.image_index(image, cell, channel)]
                result[index] += one * f[form.kernel_index(offset, channel, out)]
    return settle(result)


OPTIONS = (
    Option("stride", "steps from window to window", "size", 1, ("strides",)),
    Option("padding", "cells of zeros on each side", "size", 0, ("pad",), least=0),
    Option("same", "pad so that the size is kept, divided by the stride", "flag", False),
    Option("dilation", "steps from kernel entry to kernel entry", "size", 1, ("dilations", "rate")),
    Option("groups", "channels are split into so many groups, each with filters of its own", default=1),
    Option("causal", "pad before the input only, so that no output looks ahead", "flag", False),
)
AXES_OPTION = Option("axes", "over how many axes the window moves; left out, as the shapes say", most=3)
EXAMPLE = """question window: compute
  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]
  F = [[2, 0], [-3, 1]]
  Z = conv(X, F)
  find Z"""

CONV = Rule(
    name="conv",
    summary="convolution (cross-correlation) over one, two or three axes",
    law=conv,
    inputs=("X", "F"),
    because="each output is a window of the input times the kernel, summed",
    options=(*OPTIONS, AXES_OPTION),
    notation=_notation,
    cells=conv_cells,
    gradients=(
        Gradient(
            conv_input_gradient,
            "every window that covers an entry passes its gradient on, times the kernel entry on it",
            partials=conv_input_partials,
            misconceptions=INPUT_SLIPS,
        ),
        Gradient(
            conv_kernel_gradient,
            "a kernel entry meets one input entry in every window; the products with the gradient add up",
            partials=conv_kernel_partials,
            misconceptions=KERNEL_SLIPS,
        ),
    ),
    misconceptions=FORWARD_SLIPS,
    oracle=conv_by_loops,
    conventions=(OPERATION, LAYOUT),
    example=EXAMPLE,
    also=("convolve", "convolution", "correlate", "cross_correlation"),
)


def over_axes(rule: Rule, axes: int, name: str, example: str, also: tuple[str, ...] = ()) -> Rule:
    """The rule for windows that move over so many axes, whatever the shapes may say."""

    def bound(law: Callable[..., Any] | None) -> Any:
        return None if law is None else partial(law, axes=axes)

    gradients = tuple(
        None if way is None else replace(way, law=bound(way.law), partials=bound(way.partials))
        for way in rule.gradients
    )
    return replace(
        rule,
        name=name,
        summary=f"{rule.summary.partition(' over ')[0]} over {axes} " + ("axis" if axes == 1 else "axes"),
        law=bound(rule.law),
        cells=bound(rule.cells),
        gradients=gradients,
        oracle=bound(rule.oracle),
        options=tuple(option for option in rule.options if option.name != "axes"),
        misconceptions=tuple(idea for idea in rule.misconceptions if axes > 1 or idea.tag != "first-row-repeated"),
        example=example,
        also=also,
    )


LINE = """question line: compute
  x = [[1, 0], [2, 1], [0, 3]]  # 3 steps, 2 channels
  k = [[1, -1], [2, 0]]         # 2 steps, 2 channels: one filter
  z = conv1d(x, k)
  find z"""
CUBE = """question cube: compute
  X = [[[1, 2], [3, 4]], [[0, 1], [1, 0]]]
  F = [[[1, 0], [0, 1]], [[2, 0], [0, 2]]]
  Z = conv3d(X, F)
  find Z"""

RULES = (
    CONV,
    over_axes(CONV, 1, "conv1d", LINE),
    over_axes(CONV, 2, "conv2d", EXAMPLE.replace("conv(", "conv2d(")),
    over_axes(CONV, 3, "conv3d", CUBE),
)
