"""Max and average pooling over one or two axes; channels, where there are any, come last."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.correlation import Geometry, by_axis
from examsolver.rules.naming import entry, folded, total
from examsolver.rules.reductions import part_of
from examsolver.rules.rewriting import option_ignored, slip, wrong_idea
from examsolver.rules.windows import (
    MAX_TIE,
    Share,
    Windows,
    evenly,
    everyone,
    first_largest,
    gather,
    largest,
    scatter,
    scatter_overwriting,
)

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

SIZE = Option("size", "height and width of the window", "size", None, ("kernel", "window"))
STRIDE = Option("stride", "steps from window to window; left out, the size", "size", None, ("strides",))


def pool_geometry(shape: tuple[int, ...], size: Value, stride: Value) -> Geometry:
    """How a pooling window runs over an input of this shape. A size of one number has as many axes as the map.

    Raises:
        LawError: no size, a window larger than its input, a size or stride below 1.
    """
    if size is None:
        raise LawError("pooling needs the size of its window", "write size=2")
    axes = len(size) if isinstance(size, tuple) else min(len(shape), 2)
    if not 1 <= axes <= len(shape) <= axes + 1:
        raise LawError(f"a window over {axes} axes does not fit {describe(shape)}")
    window = by_axis(size, axes, "size")
    steps = window if stride is None else by_axis(stride, axes, "stride")
    if min(window) < 1 or min(steps) < 1:
        raise LawError("the size of a window and its stride are at least 1")
    if any(k > n for k, n in zip(window, shape, strict=False)):
        raise LawError(f"the window {describe(window)} is larger than its input {describe(shape)}")
    none = (0,) * axes
    return Geometry(shape[:axes], window, steps, none, none, len(shape) > axes, False)


def pool_windows(shape: tuple[int, ...], size: Value, stride: Value) -> tuple[Windows, tuple[int, ...]]:
    """The windows of a pooling, row by row, and the shape of its result."""
    run = pool_geometry(shape, size, stride)
    channels = [(c,) for c in range(shape[-1])] if run.channels else [()]
    windows = tuple(
        ((*place, *channel), tuple((*_corner(run, place, offset), *channel) for offset in run.offsets()))
        for place, channel in product(run.places(), channels)
    )
    return windows, run.out + (shape[-1:] if run.channels else ())


def _corner(run: Geometry, place: Index, offset: Index) -> Index:
    return tuple(p * s + o for p, s, o in zip(place, run.stride, offset, strict=True))


def pooled(function: Any, x: Value, size: Value = None, stride: Value = None, max_tie: str = "first") -> Value:
    """A function of the entries under every window."""
    return gather(function, x, *pool_windows(shape_of(x), size, stride))


def average(numbers: list[Any]) -> Any:
    """The mean of some numbers, exact where they are."""
    return quotient(sum(numbers), len(numbers))


maxpool = partial(pooled, max)
avgpool = partial(pooled, average)
sumpool = partial(pooled, sum)


def shared_gradient(
    share: Share,
    upstream: Value,
    x: Value,
    result: Value,
    size: Value = None,
    stride: Value = None,
    max_tie: str = "first",
) -> Value:
    """The gradient of every window, shared out among its entries; overlaps added."""
    return scatter(upstream, x, *pool_windows(shape_of(x), size, stride), share)


def overwritten_gradient(
    share: Share,
    upstream: Value,
    x: Value,
    result: Value,
    size: Value = None,
    stride: Value = None,
    max_tie: str = "first",
) -> Value:
    """The same with later windows overwriting earlier ones."""
    return scatter_overwriting(upstream, x, *pool_windows(shape_of(x), size, stride), share)


def max_gradient(
    upstream: Value, x: Value, result: Value, size: Value = None, stride: Value = None, max_tie: str = "first"
) -> Value:
    """The gradient of every window, to its largest entry."""
    return shared_gradient(largest(max_tie), upstream, x, result, size, stride)


# In symbols.


def _under(index: Index, name: Formula, x: Value, size: Value, stride: Value) -> list[Formula]:
    run = pool_geometry(shape_of(x), size, stride)
    place, channel = index[: len(run.size)], index[len(run.size) :]
    return [entry(name, (*_corner(run, place, offset), *channel)) for offset in run.offsets()]


def max_cells(
    index: Index, names: Names, x: Value, size: Value = None, stride: Value = None, max_tie: str = "first"
) -> tuple[Formula, ...]:
    """The largest of the cells under one window."""
    return (apply("max", *folded(_under(index, names[0], x, size, stride))),)


def average_cells(
    index: Index, names: Names, x: Value, size: Value = None, stride: Value = None
) -> tuple[Formula, ...]:
    """The mean of the cells under one window."""
    cells = _under(index, names[0], x, size, stride)
    return (total(cells) if len(cells) == 1 else part_of(len(cells)) * total(cells),)


def pool_partials(
    rank: Any,
    index: Index,
    names: Names,
    x: Value,
    result: Value,
    size: Value = None,
    stride: Value = None,
    max_tie: str = "first",
) -> Moves:
    """The windows over an input cell in which it has a share, with that share."""
    run, array = pool_geometry(shape_of(x), size, stride), as_array(x)
    cell, channel = index[: len(run.size)], index[len(run.size) :]
    share: Share = rank(max_tie)
    found: list[tuple[Index, Formula]] = []
    for number, offset in enumerate(run.offsets()):
        place = run.places_over(cell, offset)
        if place is not None:
            part = share([array[(*_corner(run, place, other), *channel)] for other in run.offsets()])[number]
            found += [((*place, *channel), Num(part))] if part else []
    return tuple(sorted(found, key=lambda move: move[0]))


def _even(max_tie: str) -> Share:
    return evenly


def pool_by_loops(word: str, x: Value, size: Value = None, stride: Value = None, max_tie: str = "first") -> Value:
    """Pooling of explicit slices: an oracle."""
    run = pool_geometry(shape_of(x), size, stride)
    result = np.empty(run.out + x.shape[len(run.size) :], dtype=object)
    for place in np.ndindex(result.shape):
        block = x
        for axis, (p, k, s) in enumerate(zip(place, run.kernel, run.stride, strict=False)):
            block = np.take(block, range(p * s, p * s + k), axis=axis)
        entries = (block if not run.channels else block[..., place[-1]]).ravel().tolist()
        result[place] = sorted(entries)[-1] if word == "max" else sum(entries) / len(entries)
    return settle(result)


STRIDE_IGNORED = option_ignored(
    "stride-ignored", "The window was moved by one in place of the stride.", "stride", 1, None
)
OVERWRITTEN = "overlaps-overwritten"
OVERWRITTEN_SAYS = "Where windows overlap, their contributions add up; here the last one overwrote the others."

RULES = (
    Rule(
        name="maxpool",
        summary="max pooling: the largest entry under every window",
        law=maxpool,
        inputs=("X",),
        because="take the largest entry under every window",
        options=(SIZE, STRIDE),
        cells=max_cells,
        gradients=(
            Gradient(
                max_gradient,
                "the gradient of a window goes to its largest entry",
                partials=partial(pool_partials, largest),
                misconceptions=(
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
                ),
            ),
        ),
        misconceptions=(
            wrong_idea(
                "max-treated-as-average",
                "The mean was taken where the largest entry is asked.",
                avgpool,
                partial(shared_gradient, evenly),
            ),
            STRIDE_IGNORED,
        ),
        oracle=partial(pool_by_loops, "max"),
        conventions=(MAX_TIE,),
        example="question pool: compute\n  X = [[1, 2], [3, 4]]\n  P = maxpool(X, size=2)\n  find P",
    ),
    Rule(
        name="avgpool",
        summary="average pooling: the mean of the entries under every window",
        law=avgpool,
        inputs=("X",),
        because="take the mean of the entries under every window",
        options=(SIZE, STRIDE),
        cells=average_cells,
        gradients=(
            Gradient(
                partial(shared_gradient, evenly),
                "every entry under a window receives an equal part of its gradient",
                partials=partial(pool_partials, _even),
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
            STRIDE_IGNORED,
        ),
        oracle=partial(pool_by_loops, "average"),
        example="question pool: compute\n  X = [[1, 2], [3, 4]]\n  P = avgpool(X, size=2)\n  find P exactly",
    ),
)
