"""im2col: the windows of an image as the columns of a matrix, so that a convolution is one matrix product."""

from __future__ import annotations

import numpy as np

from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.rewriting import slip

Size = int | tuple[int, ...]


def pair(size: Size) -> tuple[int, int]:
    """Height and width of a size. Raises LawError for more than two sides."""
    sides = (size, size) if isinstance(size, int) else tuple(size)
    if len(sides) != 2:
        raise LawError(f"a window of {len(sides)} sides does not fit an image", "write size=3 or size=3x2")
    return sides[0], sides[1]


def places(shape: tuple[int, ...], size: Size, stride: Size, padding: Size) -> tuple[range, range]:
    """First rows and columns of all windows in the padded image. Raises LawError where no window fits."""
    if len(shape) not in (2, 3):
        raise LawError(f"im2col needs an image, not {describe(shape)}", "height × width, or height × width × channels")
    found = []
    for side, window, step, border in zip(shape, pair(size), pair(stride), pair(padding), strict=False):
        room = side + 2 * border - window
        if room < 0:
            raise LawError(
                f"a window of {window} is larger than the input of {side + 2 * border}", "pad it, or take less"
            )
        found.append(range(0, room + 1, step))
    return found[0], found[1]


def im2col(x: Value, size: Size = 1, stride: Size = 1, padding: Size = 0) -> Value:
    """A column for each window, row by row; in it the entries row by row, the channels of an entry side by side."""
    shape = shape_of(x)
    rows, columns = places(shape, size, stride, padding)
    (high, wide), (above, left) = pair(size), pair(padding)
    image = as_array(x) if len(shape) == 3 else as_array(x)[..., None]
    image = np.pad(image, ((above, above), (left, left), (0, 0)), constant_values=0)
    taken = [image[r : r + high, c : c + wide].reshape(-1) for r in rows for c in columns]
    return settle(np.stack(taken, axis=1))


def as_rows(x: Value, size: Size = 1, stride: Size = 1, padding: Size = 0) -> Value:
    """The wrong idea: windows as rows."""
    return settle(as_array(im2col(x, size, stride, padding)).T.copy())


def apart(x: Value, size: Size = 1, stride: Size = 1, padding: Size = 0) -> Value:
    """The wrong idea: windows that do not overlap."""
    return im2col(x, size, size, padding)


def col2im(upstream: Value, x: Value, out: Value, size: Size = 1, stride: Size = 1, padding: Size = 0) -> Value:
    """The gradient: every entry of a column goes back to its place; where windows overlap, they are added."""
    shape = shape_of(x)
    rows, columns = places(shape, size, stride, padding)
    (high, wide), (above, left) = pair(size), pair(padding)
    depth = shape[2] if len(shape) == 3 else 1
    padded = np.zeros((shape[0] + 2 * above, shape[1] + 2 * left, depth), dtype=object)
    corners = [(r, c) for r in rows for c in columns]
    expected = (high * wide * depth, len(corners))
    if shape_of(out) != expected or shape_of(upstream) not in ((), expected):
        raise LawError(f"the windows make {describe(expected)}, not {describe(shape_of(out))}")
    back = np.broadcast_to(as_array(upstream), expected)
    for column, (r, c) in enumerate(corners):
        padded[r : r + high, c : c + wide] += back[:, column].reshape(high, wide, depth)
    inside = padded[above : above + shape[0], left : left + shape[1]]
    return settle(inside.reshape(shape).copy())


def _by_cells(x: Value, size: Size = 1, stride: Size = 1, padding: Size = 0) -> Value:
    """Oracle: every cell looked up by itself."""
    shape = shape_of(x)
    rows, columns = places(shape, size, stride, padding)
    (high, wide), (above, left) = pair(size), pair(padding)
    depth = shape[2] if len(shape) == 3 else 1

    def entry(row: int, column: int, channel: int) -> object:
        row, column = row - above, column - left
        if not (0 <= row < shape[0] and 0 <= column < shape[1]):
            return 0
        return x[row, column, channel] if len(shape) == 3 else x[row, column]

    table = [
        [entry(r + i, c + j, k) for r in rows for c in columns]
        for i in range(high)
        for j in range(wide)
        for k in range(depth)
    ]
    return settle(np.array(table, dtype=object))


RULES = (
    Rule(
        name="im2col",
        summary="the windows of an image as the columns of a matrix",
        law=im2col,
        inputs=("X",),
        because="each window becomes a column, row by row",
        options=(
            Option("size", "height and width of the window", "size", 1, also=("kernel",)),
            Option("stride", "steps from window to window", "size", 1),
            Option("padding", "cells of zeros on each side", "size", 0, least=0),
        ),
        gradients=(Gradient(col2im, "each entry goes back to its place; overlapping windows are added"),),
        misconceptions=(
            slip("windows-as-rows", "Each window is a column of the matrix.", as_rows),
            slip("windows-not-overlapping", "The windows move by the stride, so that they may overlap.", apart),
        ),
        oracle=_by_cells,
        example="question q: compute\n  X = 1..9 as 3x3\n  C = im2col(X, size=2)\n  find C",
        also=("unfold",),
    ),
)
