"""Entries and rows chosen by numbers: take, gather, embedding look-up. Repeated choices add up their gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.placing import (
    Sources,
    axis_place,
    cells_of,
    filled,
    placed,
    placed_cells,
    placed_gradient,
    placing_gradient,
    whole,
)
from examsolver.rules.rewriting import slip, wrong_idea

Grid = NDArray[Any]

INDEX_BASE = Convention(
    "index base",
    (
        Variant("one", "entries, classes and tokens are counted from 1"),
        Variant("zero", "entries, classes and tokens are counted from 0"),
    ),
)
AXIS = Option("axis", "the axis along which entries are taken, from 1; left out, the first", "integer", 1, ("dim",))


def base_of(index_base: str) -> int:
    """The number of the first entry. Raises LawError for an unknown variant."""
    if index_base not in ("one", "zero"):
        raise LawError(f"index base {index_base} is not known", "write convention index base one or zero")
    return int(index_base == "one")


def places_in(index: Value, size: int, index_base: str) -> Grid:
    """Given numbers as places from 0. Raises LawError where one is outside."""
    base = base_of(index_base)
    places = np.empty(shape_of(index), dtype=int)
    for cell, number in np.ndenumerate(as_array(index)):
        places[cell] = whole(number, "an index") - base
        if not 0 <= places[cell] < size:
            hint = f"they count from {base} to {size - 1 + base}; convention index base one or zero"
            raise LawError(f"there is no entry {places[cell] + base} among {size}", hint)
    return places


def taken(x: Value, index: Value, axis: int = 1, index_base: str = "one") -> Grid:
    """Sources of the entries (rows of a matrix) with the given numbers. Raises LawError as :func:`places_in`."""
    if not shape_of(x):
        raise LawError("a number has no entries to take")
    place = axis_place(axis, len(shape_of(x)))
    shape = shape_of(x)
    rows = np.take(cells_of(x), places_in(index, shape[place], index_base).ravel(), axis=place)
    return np.asarray(rows.reshape(shape[:place] + shape_of(index) + shape[place + 1 :]))


def looked_up(table: Value, tokens: Value, index_base: str = "one") -> Grid:
    """Sources of the rows of a table of embeddings. Raises LawError where it is no matrix."""
    if len(shape_of(table)) != 2:
        raise LawError(f"a table of embeddings is a matrix, not {describe(shape_of(table))}", "one row a token")
    return taken(table, tokens, 1, index_base)


def gathered(x: Value, index: Value, axis: int | None = None, index_base: str = "one") -> Grid:
    """Sources of one entry for each entry of ``index``, whose other places stay (or of one a row, for a vector).

    Raises:
        LawError: shapes that do not go together, numbers outside.
    """
    shape, own = shape_of(x), shape_of(index)
    place = axis_place(axis, len(shape))
    if own == shape[:place] + shape[place + 1 :]:
        wide = np.expand_dims(places_in(index, shape[place], index_base), place)
        return np.asarray(np.take_along_axis(cells_of(x), wide, place).reshape(own))
    if len(own) != len(shape) or any(o > s for a, (o, s) in enumerate(zip(own, shape, strict=True)) if a != place):
        said = f"{describe(shape)} and indices {describe(own)}"
        raise LawError(f"the shapes do not fit: {said}", "one index for each row, or indices of the same rank")
    places = places_in(index, shape[place], index_base)
    return filled(own, partial(_along, places, place))


def _along(places: Grid, axis: int, index: Index) -> tuple[int, Index]:
    return 0, (*index[:axis], int(places[index]), *index[axis + 1 :])


def take_by_numpy(x: Value, index: Value, axis: int = 1, index_base: str = "one") -> Value:
    """Oracle: one slice after the other."""
    base = 1 if index_base == "one" else 0
    slices = np.moveaxis(as_array(x), axis - 1, 0)
    if not shape_of(index):
        return settle(np.array(slices[int(index) - base]))
    found = np.array([np.asarray(slices[int(number) - base]).tolist() for number in index.ravel()], dtype=object)
    found = found.reshape(index.shape + found.shape[1:])
    if index.ndim == 1:
        return settle(np.moveaxis(found, 0, axis - 1))
    return settle(np.take(as_array(x), index.astype(int) - base, axis=axis - 1).copy())


def rows_by_one_hot(table: Value, tokens: Value, index_base: str = "one") -> Value:
    """Oracle: one-hot rows times the table."""
    base = 1 if index_base == "one" else 0
    flat = [int(number) - base for number in as_array(tokens).ravel().tolist()]
    hot = np.array([[int(column == number) for column in range(len(table))] for number in flat], dtype=object)
    return settle((hot @ as_array(table)).reshape(*shape_of(tokens), table.shape[1]))


def gather_by_loops(x: Value, index: Value, axis: int | None = None, index_base: str = "one") -> Value:
    """Oracle: NumPy's take_along_axis."""
    place = x.ndim - 1 if axis is None else axis - 1
    base = 1 if index_base == "one" else 0
    numbers = as_array(index).astype(int) - base
    lesser = numbers.ndim < x.ndim
    wide = np.expand_dims(numbers, place) if lesser else numbers
    cut = tuple(slice(size) if axis != place else slice(None) for axis, size in enumerate(wide.shape))
    found = np.take_along_axis(x[cut], wide, place)
    return settle(found.reshape(numbers.shape).copy())


def overwritten_rows(sources: Sources, upstream: Value, *values: Value, **options: Any) -> Value:
    """The wrong idea: of a token that comes twice only the last gradient is kept."""
    return placed_gradient(sources, upstream, *values, keep_last=True, **options)


def other_base(sources: Sources, *values: Value, index_base: str = "one", **options: object) -> Value:
    """The wrong idea: counted from the other base."""
    return placed(sources, *values, index_base="zero" if index_base == "one" else "one", **options)


def other_base_gradient(
    sources: Sources, upstream: Value, *values: Value, index_base: str = "one", **options: Any
) -> Value:
    """The gradient that is consistent with the other base."""
    other = "zero" if index_base == "one" else "one"
    return placed_gradient(sources, upstream, *values, index_base=other, **options)


def columns_looked_up(table: Value, tokens: Value, index_base: str = "one") -> Grid:
    """The wrong idea: columns in place of rows."""
    return taken(table, tokens, 2, index_base)


def _gradients(sources: Sources, because: str) -> tuple[Gradient | None, ...]:
    lost = slip(
        "repeated-index-overwritten",
        "What is taken several times receives the sum of the gradients, not the last of them.",
        partial(overwritten_rows, sources),
    )
    return placing_gradient(sources, because, misconceptions=(lost,)), None


def _rule(name: str, sources: Sources, back: str, **more: Any) -> Rule:
    shifted = wrong_idea(
        "counted-from-the-other-base",
        "The numbers count from another first entry: one too far up or down was taken.",
        partial(other_base, sources),
        partial(other_base_gradient, sources),
        None,
    )
    return Rule(
        name=name,
        law=partial(placed, sources),
        cells=partial(placed_cells, sources),
        gradients=_gradients(sources, back),
        misconceptions=(shifted, *more.pop("ideas", ())),
        conventions=(INDEX_BASE,),
        **more,
    )


RULES = (
    _rule(
        "take",
        taken,
        "what was taken several times adds up its gradients; what was not taken has none",
        summary="the entries, or rows of a matrix, with the given numbers",
        inputs=("x", "index"),
        because="take the entries with these numbers",
        options=(AXIS,),
        oracle=take_by_numpy,
        example="question rows: compute\n  X = [[1, 2], [3, 4], [5, 6]]\n  i = [3, 1]\n  Y = take(X, i)\n  find Y",
        also=("index_select",),
    ),
    _rule(
        "gather",
        gathered,
        "each entry's gradient goes back to where it was taken, added up",
        summary="one entry of each row, by its number in the row (or along another axis)",
        inputs=("x", "index"),
        because="from each row the entry with this number",
        options=(
            Option("axis", "the axis that is counted along, from 1; left out, the last", "integer", None, ("dim",)),
        ),
        oracle=gather_by_loops,
        example="question chosen: compute\n  P = [[0.7, 0.3], [0.2, 0.8]]\n  y = [1, 2]\n  p = gather(P, y)\n  find p",
        also=("take_along_axis", "pick"),
    ),
    _rule(
        "embedding",
        looked_up,
        "a row receives the gradients of all places where its token stands, added up; all other rows 0",
        summary="embedding look-up: the row of the table for each token",
        inputs=("table", "tokens"),
        because="the row of the table with the token's number",
        ideas=(
            wrong_idea(
                "column-in-place-of-row",
                "Each token has a row of the table; a column was taken.",
                partial(placed, columns_looked_up),
                partial(placed_gradient, columns_looked_up),
                None,
            ),
        ),
        oracle=rows_by_one_hot,
        example="question words: compute\n  E = [[1, 2], [3, 4]]\n  tokens = [2, 1, 2]\n"
        "  X = embedding(E, tokens)\n  L = sum(X * X)\n  find X, dL/dE",
        also=("embedding_lookup", "embed", "lookup"),
    ),
)
