"""The same entries in other places: flip, permute, stack, pad, diag, and the parts of a split."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.placing import (
    Source,
    Sources,
    axis_place,
    cells_of,
    filled,
    placed,
    placed_cells,
    placed_gradient,
    placing_gradient,
)
from examsolver.rules.rewriting import option_ignored, wrong_idea

Grid = NDArray[Any]
Sizes = int | tuple[int, ...]
AXIS = Option("axis", "the axis, from 1; left out, the last", "integer", None, ("dim",))


def flipped(x: Value, axis: int | None = None) -> Grid:
    """Sources of the reverse order along an axis. Raises LawError for a number."""
    if not shape_of(x):
        raise LawError("a number has no order to turn round")
    return np.flip(cells_of(x), axis_place(axis, len(shape_of(x))))


def flip_by_listing(x: Value, axis: int | None = None) -> Value:
    """Oracle: slices listed from the last."""
    place = axis_place(axis, len(shape_of(x)))
    rows = list(np.moveaxis(x, place, 0))[::-1]
    return settle(np.moveaxis(np.array([np.asarray(row).tolist() for row in rows], dtype=object), 0, place))


def permuted(x: Value, order: Sizes = ()) -> Grid:
    """Sources of the axes in another order (from 1). Raises LawError where it is no order of the axes."""
    axes = len(shape_of(x))
    wanted = order if isinstance(order, tuple) else (order,)
    if sorted(wanted) != list(range(1, axes + 1)):
        said = "×".join(str(axis) for axis in wanted)
        raise LawError(f"{said} is no order of {axes} axes", "name every axis once, from 1: permute(X, order=3x1x2)")
    return cells_of(x).transpose([axis - 1 for axis in wanted])


def permute_by_loops(x: Value, order: Sizes = ()) -> Value:
    """Oracle: entry by entry."""
    wanted = order if isinstance(order, tuple) else (order,)
    result = np.empty([x.shape[axis - 1] for axis in wanted], dtype=object)
    for index in np.ndindex(x.shape):
        result[tuple(index[axis - 1] for axis in wanted)] = x[index]
    return settle(result)


def stacked(*values: Value, axis: int = 1) -> Grid:
    """Sources of values of one shape put side by side along a new axis. Raises LawError where shapes differ."""
    shapes = {shape_of(value) for value in values}
    if len(shapes) > 1:
        said = " and ".join(describe(shape) for shape in shapes)
        raise LawError(f"the shapes do not fit: {said}", "all that is stacked has one shape; concat joins others")
    place = axis_place(axis, len(shapes.pop()) + 1)
    whole = filled((len(values), *shape_of(values[0])), _own_first)
    return np.moveaxis(whole, 0, place)


def _own_first(index: Index) -> Source:
    return index[0], index[1:]


def stack_by_lists(*values: Value, axis: int = 1) -> Value:
    """Oracle: NumPy's stack of nested lists."""
    return settle(np.stack([np.array(as_array(value).tolist(), dtype=object) for value in values], axis=axis - 1))


def padded(x: Value, width: Sizes = 1, before: Sizes | None = None, after: Sizes | None = None) -> Grid:
    """Sources of an array with zeros around the last axes. Raises LawError for a number or a width below 0."""
    shape = shape_of(x)
    axes = len(width) if isinstance(width, tuple) else len(shape)
    front = _widths(width if before is None else before, axes)
    back = _widths(width if after is None else after, axes)
    if not shape or axes > len(shape) or min((*front, *back), default=0) < 0:
        raise LawError(f"{describe(shape)} cannot be padded by {width}", "one width of 0 or more for each axis")
    outer = [(0, 0)] * (len(shape) - axes)
    return np.pad(cells_of(x), [*outer, *zip(front, back, strict=True)], constant_values=None)  # type: ignore[call-overload, no-any-return]


def _widths(width: Sizes, axes: int) -> tuple[int, ...]:
    return width if isinstance(width, tuple) else (width,) * axes


def pad_by_loops(x: Value, width: Sizes = 1, before: Sizes | None = None, after: Sizes | None = None) -> Value:
    """Oracle: zeros, and the entries put inside one by one."""
    axes = len(width) if isinstance(width, tuple) else x.ndim
    front, back = _widths(width if before is None else before, axes), _widths(width if after is None else after, axes)
    front, back = (0,) * (x.ndim - axes) + front, (0,) * (x.ndim - axes) + back
    result = np.zeros([size + b + a for size, b, a in zip(x.shape, front, back, strict=True)], dtype=object)
    for index in np.ndindex(x.shape):
        result[tuple(place + b for place, b in zip(index, front, strict=True))] = x[index]
    return settle(result)


def padded_at_the_end(x: Value, width: Sizes = 1, before: Sizes | None = None, after: Sizes | None = None) -> Grid:
    """The wrong idea: the border at one end of each axis only."""
    return padded(x, width, 0, after)


def diagonal(x: Value) -> Grid:
    """Sources of a vector as the diagonal of a matrix, or of the diagonal of a matrix as a vector.

    Raises:
        LawError: a number, or more than two axes.
    """
    shape = shape_of(x)
    if len(shape) == 1:
        return filled((shape[0], shape[0]), _on_diagonal)
    if len(shape) != 2:
        raise LawError(f"diag takes a vector or a matrix, not {describe(shape)}")
    return filled((min(shape),), _diagonal_entry)


def _on_diagonal(index: Index) -> Source:
    return (0, index[:1]) if index[0] == index[1] else None


def _diagonal_entry(index: Index) -> Source:
    return 0, (index[0], index[0])


def diag_by_loops(x: Value) -> Value:
    """Oracle: NumPy's diag."""
    return settle(np.diag(np.array(x.tolist(), dtype=object)))


def parted(x: Value, parts: Sizes = 2, part: int = 1, axis: int | None = None) -> Grid:
    """Sources of one part of an array that is cut along an axis: into equal ``parts``, or into parts of given sizes.

    Raises:
        LawError: parts that do not fill the axis, a part that is not there.
    """
    place = axis_place(axis, len(shape_of(x)))
    start, end = _cut(shape_of(x)[place], parts, part)
    return np.take(cells_of(x), range(start, end), axis=place)


def _cut(size: int, parts: Sizes, part: int) -> tuple[int, int]:
    if isinstance(parts, int) and (parts < 1 or size % parts):
        raise LawError(f"{size} entries cannot be cut into {parts} equal parts", "or give sizes, such as parts=2x3")
    sizes = parts if isinstance(parts, tuple) else (size // parts,) * parts
    if sum(sizes) != size:
        raise LawError(f"parts of {' and '.join(str(own) for own in sizes)} do not fill {size} entries")
    if not 1 <= part <= len(sizes):
        raise LawError(f"there is no part {part}", f"parts are counted from 1, here to {len(sizes)}")
    start = sum(sizes[: part - 1])
    return start, start + sizes[part - 1]


def split_by_numpy(x: Value, parts: Sizes = 2, part: int = 1, axis: int | None = None) -> Value:
    """Oracle: NumPy's split."""
    where = list(np.cumsum(parts)[:-1]) if isinstance(parts, tuple) else parts
    return settle(np.split(as_array(x), where, axis=-1 if axis is None else axis - 1)[part - 1].copy())


def _rule(name: str, sources: Sources, several: bool = False, **more: Any) -> Rule:
    """A rule that only moves entries."""
    back = more.pop("back")
    return Rule(
        name=name,
        law=partial(placed, sources),
        inputs=("x...",) if several else ("x",),
        cells=partial(placed_cells, sources),
        gradients=(placing_gradient(sources, back, several=several),),
        **more,
    )


RULES = (
    _rule(
        "flip",
        flipped,
        summary="the entries in reverse order along an axis",
        because="the last comes first",
        back="the gradient is turned round too",
        options=(AXIS,),
        oracle=flip_by_listing,
        example="question back: compute\n  x = [1, 2, 3]\n  y = flip(x)\n  find y",
        also=("reverse",),
    ),
    _rule(
        "permute",
        permuted,
        summary="the axes of an array in another order",
        because="the axes in the order named",
        back="the axes of the gradient go back into their order",
        options=(Option("order", "the old axes in their new order, from 1: 3x1x2", "size", (), ("axes", "dims")),),
        oracle=permute_by_loops,
        example="question axes: compute\n  X = 1..6 as 1x2x3\n  Y = permute(X, order=3x2x1)\n  find Y",
        also=("transpose_axes", "moveaxis"),
    ),
    _rule(
        "stack",
        stacked,
        several=True,
        summary="values of one shape side by side along a new axis",
        because="put side by side along a new axis",
        back="each input receives its part of the gradient",
        options=(Option("axis", "where the new axis stands, from 1; left out, first", "integer", 1, ("dim",)),),
        oracle=stack_by_lists,
        example="question rows: compute\n  a = [1, 2]\n  b = [3, 4]\n  C = stack(a, b)\n  find C",
    ),
    _rule(
        "pad",
        padded,
        summary="zeros around an array",
        because="zeros around the entries",
        back="the border is cut off the gradient: zeros do not depend on anything",
        options=(
            Option("width", "zeros at each end of every axis, or 1x2 for each of the last axes", "size", 1, (), 0),
            Option("before", "zeros before the first entry, where the ends differ", "size", None, (), 0),
            Option("after", "zeros after the last entry, where the ends differ", "size", None, (), 0),
        ),
        misconceptions=(
            wrong_idea(
                "border-on-one-side",
                "The border is added at both ends of each side.",
                partial(placed, padded_at_the_end),
                partial(placed_gradient, padded_at_the_end),
            ),
        ),
        oracle=pad_by_loops,
        example="question border: compute\n  x = [1, 2]\n  y = pad(x, width=1)\n  find y",
        also=("zero_pad",),
    ),
    _rule(
        "diag",
        diagonal,
        summary="a vector as the diagonal of a matrix; of a matrix its diagonal",
        because="only the diagonal",
        back="only the diagonal carries the gradient",
        oracle=diag_by_loops,
        example="question diagonal: compute\n  x = [1, 2]\n  D = diag(x)\n  find D",
        also=("diagonal",),
    ),
    _rule(
        "split",
        parted,
        summary="one part of an array that is cut along an axis into equal parts or parts of given sizes",
        because="cut along the axis, take the part",
        back="the part's gradient goes back to where the part was cut out; the rest has none",
        options=(
            Option("parts", "into how many equal parts, or their sizes: 2x3", "size", 2, ("heads", "sizes", "chunks")),
            Option("part", "which part, from 1", "integer", 1, ("head",)),
            AXIS,
        ),
        misconceptions=(option_ignored("first-part-taken", "Another part than the first is asked.", "part", 1, 1),),
        oracle=split_by_numpy,
        example="question halves: compute\n  x = [1, 2, 3, 4]\n  y = split(x, parts=2, part=2)\n  find y",
        also=("chunk",),
    ),
)
