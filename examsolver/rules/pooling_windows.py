"""The windows of a pooling: which cells lie under each, and among how many a mean is shared."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.maths.arrays import Array, describe, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.layouts import FIRST, Layout, image_axes
from examsolver.rules.naming import entry, folded, total
from examsolver.rules.reductions import part_of
from examsolver.rules.sliding import by_axis, sliding
from examsolver.rules.windows import Windows

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

PADDING = Convention(
    "average pooling padding",
    (
        Variant("counted", "zeros of the padding count in the mean of average pooling"),
        Variant("left out", "average pooling divides by the entries under the window that are no padding"),
    ),
    quiet=True,
)


def pool_form(
    shape: tuple[int, ...],
    size: Value = None,
    stride: Value = None,
    padding: Value = 0,
    dilation: Value = 1,
    same: bool = False,
    ceil: bool = False,
    axes: int | None = None,
    tensor_layout: str = "",
    **_: Any,
) -> Layout:
    """How a pooling window runs over an input of this shape. A size of one number has at most two axes, unless told.

    Raises:
        LawError: no size, a window larger than its input, a size or stride below 1, a window all in the padding.
    """
    if size is None:
        raise LawError("pooling needs the size of its window", "write size=2")
    moves = axes or (len(size) if isinstance(size, tuple) else min(len(shape), 2))
    first = tensor_layout == FIRST
    image = image_axes(shape, moves, first, "a window") if moves else None
    if image is None:
        raise LawError(f"a window does not fit {describe(shape)}")
    window = by_axis(size, moves, "size")
    steps = window if stride is None else by_axis(stride, moves, "stride")
    run = sliding(
        image.spatial,
        window,
        stride=steps,
        padding=padding,
        dilation=dilation,
        same=same,
        up=ceil,
        name="window",
    )
    form = Layout(run, image.batch, image.channels, image.channels, 1, first)
    _refuse_empty(form)
    return form


def _refuse_empty(form: Layout) -> None:
    """LawError where a window lies in the padding altogether."""
    run = form.run
    if any(b >= d * (k - 1) + 1 for b, k, d in zip(run.before, run.kernel, run.dilation, strict=True)):
        raise LawError("with so much padding a window has no entry under it", "pad by at most half of the window")


def under(form: Layout, image: int, place: Index, channel: int) -> list[Index | None]:
    """The cells under one window, row by row; None for padding."""
    cells = (form.run.under(place, offset) for offset in form.run.offsets())
    return [None if cell is None else form.image_index(image, cell, channel) for cell in cells]


def every_window(form: Layout) -> Iterator[tuple[int, Index, int]]:
    """Image, place and channel of all windows, row by row."""
    return product(range(form.batch or 1), form.run.places(), range(form.channels or 1))


def pool_windows(form: Layout) -> tuple[Windows, tuple[int, ...]]:
    """The windows without their padding, and the shape of the result."""
    windows = tuple(
        (form.result_index(image, place, channel), tuple(_inputs(under(form, image, place, channel))))
        for image, place, channel in every_window(form)
    )
    return windows, form.result_shape()


def _inputs(cells: list[Index | None]) -> list[Index]:
    return [cell for cell in cells if cell is not None]


def shared_among(form: Layout, place: Index, padding: str) -> int:
    """Among how many entries the mean of a window is shared."""
    offsets = list(form.run.offsets())
    if padding == "left out":
        return sum(form.run.under(place, offset) is not None for offset in offsets)
    return sum(form.run.in_padding(place, offset) for offset in offsets)


def divisors(form: Layout, padding: str) -> Value:
    """The same for every window, in the shape of the result."""
    result: Array = np.empty(form.result_shape(), dtype=object)
    for place in form.run.places():
        count = shared_among(form, place, padding)
        for image, channel in product(range(form.batch or 1), range(form.channels or 1)):
            result[form.result_index(image, place, channel)] = count
    return settle(result)


def _window_names(index: Index, name: Formula, form: Layout) -> list[Formula]:
    return [entry(name, cell) for cell in _inputs(under(form, *form.result_cell(index)))]


def max_cells(index: Index, names: Names, x: Value, **options: Any) -> tuple[Formula, ...]:
    """The largest of the cells under one window."""
    form = pool_form(shape_of(x), **options)
    cells = _window_names(index, names[0], form)
    return (cells[0] if len(cells) == 1 else apply("max", *folded(cells)),)


def average_cells(
    index: Index, names: Names, x: Value, average_pooling_padding: str = "counted", **options: Any
) -> tuple[Formula, ...]:
    """The mean of the cells under one window."""
    form = pool_form(shape_of(x), **options)
    cells = total(_window_names(index, names[0], form))
    count = shared_among(form, form.result_cell(index)[1], average_pooling_padding)
    return (cells if count == 1 else part_of(count) * cells,)


def windows_over(form: Layout, index: Index) -> Iterator[tuple[int, Index, int, Index]]:
    """Image, place, channel and offset of the windows over a cell of the input."""
    image, cell, channel = form.image_cell(index)
    for offset in form.run.offsets():
        place = form.run.places_over(cell, offset)
        if place is not None:
            yield image, place, channel, offset


def average_partials(
    index: Index, names: Names, x: Value, result: Value, average_pooling_padding: str = "counted", **options: Any
) -> Moves:
    """The windows over an input cell, with its part in their means."""
    form = pool_form(shape_of(x), **options)
    found = [
        (form.result_index(image, place, channel), part_of(shared_among(form, place, average_pooling_padding)))
        for image, place, channel, _ in windows_over(form, index)
    ]
    return tuple(sorted(found, key=_place))


def max_partials(
    share: Any, index: Index, names: Names, x: Value, result: Value, max_tie: str = "first", **options: Any
) -> Moves:
    """The windows over an input cell of which it is the largest, with its share."""
    form = pool_form(shape_of(x), **options)
    found: list[tuple[Index, Formula]] = []
    for image, place, channel, _ in windows_over(form, index):
        cells = _inputs(under(form, image, place, channel))
        part = share(max_tie)([x[cell] for cell in cells])[cells.index(index)]
        found += [(form.result_index(image, place, channel), Num(part))] if part else []
    return tuple(sorted(found, key=_place))


def _place(move: tuple[Index, Formula]) -> Index:
    return move[0]


def pool_by_loops(word: str, x: Value, **options: Any) -> Value:
    """Pooling of padded copies, window by window: an oracle. ``word`` is ``max`` or ``average``."""
    form = pool_form(shape_of(x), **options)
    blank = float("-inf") if word == "max" else 0
    result = np.empty(form.result_shape(), dtype=object)
    images = form.image(x)
    for image, channel in product(range(len(images)), range(images.shape[-1])):
        sides = [(b, a + 99) for b, a in zip(form.run.before, form.run.after, strict=True)]
        wide = np.pad(images[image, ..., channel], sides, constant_values=blank)
        for place in form.run.places():
            entries = wide[form.run.window(place)].ravel().tolist()
            count = shared_among(form, place, options.get("average_pooling_padding", "counted"))
            found = sorted(entries)[-1] if word == "max" else quotient(sum(entries), count)
            result[form.result_index(image, place, channel)] = found
    return settle(result)
