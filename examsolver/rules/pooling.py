"""Max and average pooling over one, two or three axes, with their gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, entrywise, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.conv import AXES_OPTION, over_axes
from examsolver.rules.layouts import LAYOUT
from examsolver.rules.pooling_windows import (
    PADDING,
    average_cells,
    average_partials,
    divisors,
    max_cells,
    max_partials,
    pool_by_loops,
    pool_form,
    pool_windows,
)
from examsolver.rules.rewriting import option_ignored, slip, wrong_idea
from examsolver.rules.windows import (
    MAX_TIE,
    Share,
    evenly,
    everyone,
    first_largest,
    gather,
    largest,
    scatter,
    scatter_overwriting,
)


def pooled(function: Any, x: Value, **options: Any) -> Value:
    """A function of the entries under every window."""
    return gather(function, x, *pool_windows(pool_form(shape_of(x), **options)))


maxpool = partial(pooled, max)
sumpool = partial(pooled, sum)


def avgpool(x: Value, average_pooling_padding: str = "counted", **options: Any) -> Value:
    """The mean of the entries under every window, padding counted or not."""
    form = pool_form(shape_of(x), **options)
    return entrywise(quotient, sumpool(x, **options), divisors(form, average_pooling_padding))


def shared_gradient(share: Share, upstream: Value, x: Value, result: Value, **options: Any) -> Value:
    """The gradient of every window, shared out among its entries; overlaps added."""
    return scatter(upstream, x, *pool_windows(pool_form(shape_of(x), **options)), share)


def overwritten_gradient(share: Share, upstream: Value, x: Value, result: Value, **options: Any) -> Value:
    """The same with overlaps overwriting one another."""
    return scatter_overwriting(upstream, x, *pool_windows(pool_form(shape_of(x), **options)), share)


def max_gradient(upstream: Value, x: Value, result: Value, max_tie: str = "first", **options: Any) -> Value:
    """The gradient of every window to its largest entry; overlaps added."""
    return shared_gradient(largest(max_tie), upstream, x, result, **options)


def average_gradient(
    upstream: Value, x: Value, result: Value, average_pooling_padding: str = "counted", **options: Any
) -> Value:
    """An equal part of the gradient of every window to each of its entries; overlaps added."""
    form = pool_form(shape_of(x), **options)
    parts = entrywise(quotient, upstream, divisors(form, average_pooling_padding))
    return scatter(parts, x, *pool_windows(form), everyone)


# Wrong ideas.


def zeros_compete(x: Value, **options: Any) -> Value:
    """Max pooling where the zeros of the padding take part. Raises LawError without padding."""
    form = pool_form(shape_of(x), **options)
    if not any((*form.run.before, *form.run.after)):
        raise LawError("there is no padding")
    array = as_array(x)
    windows, shape = pool_windows(form)
    whole = max(len(cells) for _, cells in windows)
    result = np.empty(shape, dtype=object)
    for place, cells in windows:
        found = [array[cell] for cell in cells]
        result[place] = max(found if len(cells) == whole else [*found, 0])
    return settle(result)


SLIDES = (
    option_ignored("stride-ignored", "The window was moved by one in place of the stride.", "stride", 1, None),
    option_ignored(
        "stride-taken-as-window", "The window was moved by its own size in place of the stride.", "stride", None, None
    ),
    option_ignored("padding-ignored", "The padding was left out.", "padding", 0, 0),
    option_ignored("ceil-in-place-of-floor", "An inexact division is rounded down here, not up.", "ceil", True, False),
)
OVERWRITTEN = "overlaps-overwritten"
OVERWRITTEN_SAYS = "Where windows overlap, their contributions add up; here the last one overwrote the others."

OPTIONS = (
    Option("size", "height and width of the window", "size", None, ("kernel", "window", "pool_size", "kernel_size")),
    Option("stride", "steps from window to window; left out, the size", "size", None, ("strides",)),
    Option("padding", "cells of padding on each side", "size", 0, ("pad",), least=0),
    Option("same", "pad so that the size is kept, divided by the stride", "flag", False),
    Option("ceil", "let a last window hang over the end", "flag", False, ("ceil_mode",)),
    AXES_OPTION,
)
DILATION = Option("dilation", "steps from entry to entry under the window", "size", 1)

MAX_SLIPS = (
    slip(
        "gradient-to-every-element",
        "The gradient of max pooling goes to the largest entry only, not to every entry.",
        partial(shared_gradient, everyone),
    ),
    slip(
        "gradient-averaged",
        "The gradient of max pooling goes to the largest entry whole; it is not shared out.",
        partial(shared_gradient, evenly),
    ),
    slip(OVERWRITTEN, OVERWRITTEN_SAYS, partial(overwritten_gradient, first_largest)),
)
MAX = Rule(
    name="maxpool",
    summary="max pooling: the largest entry under every window",
    law=maxpool,
    inputs=("X",),
    because="take the largest entry under every window",
    options=(*OPTIONS, DILATION),
    cells=max_cells,
    gradients=(
        Gradient(
            max_gradient,
            "the gradient of a window goes to its largest entry",
            partials=partial(max_partials, largest),
            misconceptions=MAX_SLIPS,
        ),
    ),
    misconceptions=(
        wrong_idea(
            "max-treated-as-average", "The mean was taken where the largest entry is asked.", avgpool, average_gradient
        ),
        *SLIDES,
        slip(
            "padding-zeros-compete",
            "Padding takes no part in a maximum; here a zero of the padding counted as the largest entry.",
            zeros_compete,
        ),
    ),
    oracle=partial(pool_by_loops, "max"),
    conventions=(MAX_TIE, LAYOUT),
    example="question pool: compute\n  X = [[1, 2], [3, 4]]\n  P = maxpool(X, size=2)\n  find P",
    also=("max_pool", "maxpool2d", "max_pool2d", "maxpooling", "max_pooling", "maxpooling2d"),
)
AVERAGE = Rule(
    name="avgpool",
    summary="average pooling: the mean of the entries under every window",
    law=avgpool,
    inputs=("X",),
    because="take the mean of the entries under every window",
    options=OPTIONS,
    cells=average_cells,
    gradients=(
        Gradient(
            average_gradient,
            "every entry under a window receives an equal part of its gradient",
            partials=average_partials,
            misconceptions=(
                slip(
                    "averaging-forgotten-in-gradient",
                    "In the gradient of a mean every entry receives only its part, 1/N.",
                    partial(shared_gradient, everyone),
                ),
                slip(OVERWRITTEN, OVERWRITTEN_SAYS, partial(overwritten_gradient, evenly)),
            ),
        ),
    ),
    misconceptions=(
        wrong_idea(
            "averaging-forgotten",
            "The sum was not divided by the number of entries.",
            sumpool,
            partial(shared_gradient, everyone),
        ),
        wrong_idea(
            "average-treated-as-max",
            "The largest entry was taken where the mean is asked.",
            maxpool,
            partial(shared_gradient, first_largest),
        ),
        *SLIDES,
    ),
    oracle=partial(pool_by_loops, "average"),
    conventions=(PADDING, LAYOUT),
    example="question pool: compute\n  X = [[1, 2], [3, 4]]\n  P = avgpool(X, size=2)\n  find P exactly",
    also=(
        "avg_pool", "average_pool", "averagepool", "avgpool2d", "avg_pool2d", "mean_pool", "meanpool",
    ),
)  # fmt: skip

LINE = "question line: compute\n  x = [2, 5, 1, 4]\n  y = {0}(x, size=2)\n  find y exactly"
CUBE = "question cube: compute\n  X = [[[1, 2], [3, 4]], [[0, 1], [1, 0]]]\n  Y = {0}(X, size=2)\n  find Y exactly"

RULES = (
    MAX,
    AVERAGE,
    over_axes(MAX, 1, "maxpool1d", LINE.format("maxpool1d"), ("max_pool1d", "maxpooling1d")),
    over_axes(MAX, 3, "maxpool3d", CUBE.format("maxpool3d"), ("max_pool3d", "maxpooling3d")),
    over_axes(AVERAGE, 1, "avgpool1d", LINE.format("avgpool1d"), ("avg_pool1d", "averagepool1d")),
    over_axes(AVERAGE, 3, "avgpool3d", CUBE.format("avgpool3d"), ("avg_pool3d", "averagepool3d")),
)
