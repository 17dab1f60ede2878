"""Rules whose result holds entries of their inputs in other places: law, gradient, cells from one list of sources."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient
from examsolver.maths.arrays import Array, as_array, describe, settle, shape_of
from examsolver.rules.naming import entry

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]
Source = tuple[int, Index] | None
Sources = Callable[..., NDArray[Any]]
"""From the inputs and options to an array of the result's shape: the place of the input that an entry comes from and
its index there, or None where a zero stands."""


def filled(shape: tuple[int, ...], source: Callable[[Index], Source]) -> NDArray[Any]:
    """An array of sources from a function of the index in the result."""
    listed = [source(index) for index in np.ndindex(shape)]
    found = np.empty(len(listed), dtype=object)
    for place, own in enumerate(listed):
        found[place] = own
    return found.reshape(shape)


def cells_of(value: Value, place: int = 0) -> NDArray[Any]:
    """An array of the shape of an input that holds its own cells, to be cut and turned as NumPy cuts and turns."""
    return filled(shape_of(value), partial(_of, place))


def _of(place: int, index: Index) -> Source:
    return place, index


def placed(sources: Sources, *values: Value, **options: object) -> Value:
    """The law: every entry fetched from where it comes from."""
    found = sources(*values, **options)
    arrays = [as_array(value) for value in values]
    result = np.empty(found.shape, dtype=object)
    for index in np.ndindex(found.shape):
        source = found[index]
        result[index] = 0 if source is None else arrays[source[0]][source[1]]
    return settle(result)


def placed_gradient(
    sources: Sources, upstream: Value, *values: Value, position: int = 0, keep_last: bool = False, **options: object
) -> Value:
    """What comes back is added up where an entry came from; with ``keep_last`` later ones overwrite earlier ones."""
    found = sources(*values[:-1], **options)
    above = spread_over(upstream, found.shape)
    result = np.zeros(shape_of(values[position]), dtype=object)
    for index in np.ndindex(found.shape):
        source = found[index]
        if source is not None and source[0] == position:
            result[source[1]] = above[index] + (0 if keep_last else result[source[1]])
    return settle(result)


def spread_over(upstream: Value, shape: tuple[int, ...]) -> Array:
    """A gradient in the shape of the result that it belongs to. Raises LawError where it has another shape."""
    if shape_of(upstream) not in ((), shape):
        raise LawError(f"a gradient is {describe(shape_of(upstream))}, its result {describe(shape)}")
    return np.broadcast_to(as_array(upstream), shape)


def placed_cells(
    sources: Sources, index: Index, names: Names, *values: Value, **options: object
) -> tuple[Formula, ...]:
    """The cell of the input that stands there, or 0."""
    source = sources(*values, **options)[index]
    return (Num(0) if source is None else entry(names[source[0]], source[1]),)


def placed_partials(
    sources: Sources, index: Index, names: Names, *values: Value, position: int = 0, **options: object
) -> Moves:
    """A cell moves every entry that it became, each with 1."""
    found = sources(*values[:-1], **options)
    own = (position, index)
    return tuple((place, Num(1)) for place in np.ndindex(found.shape) if found[place] == own)


def placing_gradient(sources: Sources, because: str, *, several: bool = False, misconceptions: Any = ()) -> Gradient:
    """The gradient of such a rule; ``several`` for a rule that takes any number of inputs."""
    return Gradient(
        partial(placed_gradient, sources),
        because,
        partials=partial(placed_partials, sources),
        misconceptions=misconceptions,
        positional=several,
    )


def whole(number: Any, says: str) -> int:
    """A whole number out of an input. Raises LawError."""
    if number != int(number):
        raise LawError(f"{says} must be a whole number, not {number}")
    return int(number)


def axis_place(axis: int | None, axes: int) -> int:
    """An axis counted from 1 as a place from 0; left out, the last. Raises LawError."""
    if axis is None:
        return axes - 1
    if not 1 <= axis <= axes:
        raise LawError(f"there is no axis {axis}", f"axes are counted from 1 to {axes}")
    return axis - 1
