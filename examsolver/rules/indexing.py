"""Entries, rows and slices of arrays (indices from 1), and reshaping."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Apply, Formula, Num
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

At = tuple[object, ...]
"""Indices from 1: whole numbers and ranges, as formulas or as plain numbers and pairs."""


def selected(at: At, shape: tuple[int, ...]) -> tuple[range | int, ...]:
    """The places from 0 along each axis: one, or a range; axes not mentioned are whole.

    Raises:
        LawError: more indices than axes, an index outside, something that is no whole number.
    """
    if len(at) > len(shape):
        raise LawError(f"{len(at)} indices into {describe(shape)}", f"it has {len(shape)} axes")
    given = [_place(part, size) for part, size in zip(at, shape, strict=False)]
    return (*given, *(range(size) for size in shape[len(at) :]))


def _place(part: object, size: int) -> range | int:
    match part:
        case Apply("..", (Num() as first, Num() as last)):
            return _range(first.value, last.value, size)
        case (first, last):
            return _range(first, last, size)
        case Num(value):
            return _range(value, value, size)[0]
        case _:
            return _range(part, part, size)[0]


def _range(first: object, last: object, size: int) -> range:
    begin, end = _whole(first), _whole(last)
    if not 1 <= begin <= end <= size:
        wrong = end if 1 <= begin <= size else begin
        raise LawError(f"there is no entry {wrong}", f"indices count from 1, here to {size}")
    return range(begin - 1, end)


def _whole(place: object) -> int:
    if isinstance(place, (int, Fraction)) and place == int(place):
        return int(place)
    raise LawError("an index must be a whole number", "indices count from 1")


def index_into(x: Value, at: At = ()) -> Value:
    """An entry, a row or a slice; see :func:`selected` for errors."""
    return settle(as_array(x)[_key(selected(at, shape_of(x)))])


def _key(places: tuple[range | int, ...]) -> tuple[slice | int, ...]:
    return tuple(slice(place.start, place.stop) if isinstance(place, range) else place for place in places)


def index_gradient(upstream: Value, x: Value, part: Value, at: At = ()) -> Value:
    """The gradient at the places that were taken, zero elsewhere."""
    result = np.zeros(shape_of(x), dtype=object)
    result[_key(selected(at, shape_of(x)))] = as_array(upstream)[()]
    return settle(result)


def index_cells(index: Index, names: Names, x: Value, at: At = ()) -> tuple[Formula, ...]:
    """The cell of the whole array."""
    own = iter(index)
    places = selected(at, shape_of(x))
    return (entry(names[0], tuple(place[next(own)] if isinstance(place, range) else place for place in places)),)


def index_partials(index: Index, names: Names, x: Value, part: Value, at: At = ()) -> Moves:
    """A cell moves itself where it was taken, and nothing elsewhere."""
    place: list[int] = []
    for own, taken in zip(index, selected(at, shape_of(x)), strict=True):
        if isinstance(taken, range) and own in taken:
            place.append(own - taken.start)
        elif own != taken:
            return ()
    return ((tuple(place), Num(1)),)


def index_by_loops(x: Value, at: At = ()) -> Value:
    """The entries taken one by one: an oracle."""
    places = selected(at, shape_of(x))
    axes = [place if isinstance(place, range) else [place] for place in places]
    shape = tuple(len(place) for place in places if isinstance(place, range))
    result = np.empty(shape, dtype=object)
    for target, source in zip(np.ndindex(shape), product(*axes), strict=True):
        result[target] = x[source]
    return settle(result)


def reshape(x: Value, size: Value = None) -> Value:
    """The same entries, row by row, in another shape; without a size, a vector.

    Raises:
        LawError: a size of another number of entries.
    """
    array = as_array(x)
    shape = (array.size,) if size is None else size if isinstance(size, tuple) else (size,)
    if any(not isinstance(side, int) or side < 1 for side in shape) or np.prod(shape, dtype=object) != array.size:
        hint = "the sizes multiply to the entries; flatten(x) makes a vector"
        raise LawError(f"{array.size} entries do not fill {describe(shape)}", hint)
    return settle(array.reshape(shape))


def reshape_gradient(upstream: Value, x: Value, result: Value, size: Value = None) -> Value:
    """The gradient in the old shape."""
    return settle(np.broadcast_to(as_array(upstream), shape_of(result)).reshape(shape_of(x)))


def _same_entry(index: Index, shape: tuple[int, ...], other: tuple[int, ...]) -> Index:
    """Where the entry at ``index`` of one shape stands in another, row by row."""
    number = 0
    for place, side in zip(index, shape, strict=True):
        number = number * side + place
    found: list[int] = []
    for side in reversed(other):
        number, rest = divmod(number, side)
        found.insert(0, rest)
    return tuple(found)


def reshape_cells(index: Index, names: Names, x: Value, size: Value = None) -> tuple[Formula, ...]:
    """The cell of the input that stands there."""
    return (entry(names[0], _same_entry(index, shape_of(reshape(x, size)), shape_of(x))),)


def reshape_partials(index: Index, names: Names, x: Value, result: Value, size: Value = None) -> Moves:
    """A cell moves the one cell that it becomes."""
    return ((_same_entry(index, shape_of(x), shape_of(result)), Num(1)),)


def column_by_column(x: Value, size: Value = None) -> Value:
    """The entries filled in column by column."""
    array = as_array(x)
    return settle(array.reshape(shape_of(reshape(x, size)), order="F"))


def column_gradient(upstream: Value, x: Value, result: Value, size: Value = None) -> Value:
    """The gradient that is consistent with columns."""
    above = np.broadcast_to(as_array(upstream), shape_of(reshape(x, size)))
    return settle(above.reshape(shape_of(x), order="F"))


def reshape_by_loops(x: Value, size: Value = None) -> Value:
    """The entries placed one by one: an oracle."""
    entries = iter(as_array(x).ravel().tolist())
    shape = (as_array(x).size,) if size is None else size if isinstance(size, tuple) else (size,)
    result = np.empty(shape, dtype=object)
    for place in np.ndindex(shape):
        result[place] = next(entries)
    return settle(result)


COLUMNS = wrong_idea(
    "reshaped-by-columns",
    "The entries are taken row by row, not column by column.",
    column_by_column,
    column_gradient,
)

FLATTENED = Rule(
    name="flatten",
    summary="all entries, row by row, as one vector",
    law=reshape,
    inputs=("x",),
    because="the same entries, row by row, as one vector",
    cells=reshape_cells,
    gradients=(Gradient(reshape_gradient, "reshape the gradient back", partials=reshape_partials),),
    misconceptions=(COLUMNS,),
    oracle=reshape_by_loops,
    example="question row-by-row: compute\n  X = [[1, 2], [3, 4]]\n  v = flatten(X)\n  find v",
)

RULES = (
    FLATTENED,
    Rule(
        name="index",
        summary="an entry, a row or a slice of an array, indices from 1",
        law=index_into,
        inputs=("x",),
        because="take what stands there",
        options=(Option("at", "the indices, from 1", "size", ()),),
        cells=index_cells,
        gradients=(
            Gradient(index_gradient, "only the entries that were taken have a gradient", partials=index_partials),
        ),
        oracle=index_by_loops,
        example="question entry: compute\n  X = [[1, 2], [3, 4]]\n  r = X[2]\n  find r",
    ),
    Rule(
        name="reshape",
        summary="the same entries, row by row, in another shape; without a size, a vector",
        law=reshape,
        inputs=("x",),
        because="the same entries, row by row",
        options=(Option("size", "the new shape", "size", None, ("to", "shape")),),
        cells=reshape_cells,
        gradients=(Gradient(reshape_gradient, "reshape the gradient back", partials=reshape_partials),),
        misconceptions=(COLUMNS,),
        oracle=reshape_by_loops,
        example="question refill: compute\n  x = [1, 2, 3, 4]\n  Y = reshape(x, size=2x2)\n  find Y",
    ),
)
