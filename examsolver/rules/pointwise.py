"""What rules that work entry by entry have in common: broadcasting, forward, backward and in symbols."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, Misconception, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient
from examsolver.maths.arrays import combine, common_shape, settle, shape_of, undo_broadcast
from examsolver.rules.naming import aligned, entry, moved

Symbol = Callable[..., Formula]
Slope = Callable[..., Value]


def pointwise_gradient(
    position: int, slope: Slope, symbol: Symbol, because: str, misconceptions: tuple[Misconception, ...] = ()
) -> Gradient:
    """The gradient of an entrywise rule.

    ``slope(*inputs, output, **options)`` gives the local derivatives as values,
    ``symbol(*cells, output cell)`` gives one as a formula.
    """
    return Gradient(
        law=partial(pointwise_backward, slope, position),
        because=because,
        formula=partial(pointwise_formula, symbol),
        partials=partial(pointwise_partials, symbol, position),
        misconceptions=misconceptions,
    )


def pointwise_backward(slope: Slope, position: int, upstream: Value, *values: Value, **options: object) -> Value:
    """What arrives from above times the local derivative, of the shape of the input."""
    local = slope(*values, **options)
    return undo_broadcast(combine(operator.mul, upstream, local), shape_of(values[position]))


def pointwise_formula(symbol: Symbol, upstream: Formula, *names: Formula, **options: object) -> Formula:
    """The law of the gradient as mathematics."""
    return times(upstream, symbol(*names))


def times(upstream: Formula, local: Formula) -> Formula:
    """A product in which factors of 1 and −1 are not written out."""
    if local == Num(1):
        return upstream
    if local == Num(-1):
        return -upstream
    return upstream * local


def pointwise_partials(
    symbol: Symbol, position: int, index: Index, names: tuple[Formula, ...], *values: Value, **options: object
) -> tuple[tuple[Index, Formula], ...]:
    """The output cells that one input cell goes into, each with its local derivative."""
    shapes = [shape_of(value) for value in values]
    found = []
    for place in moved(index, shapes[position], shapes[-1]):
        cells = (entry(name, aligned(place, shape)) for name, shape in zip(names, shapes, strict=True))
        found.append((place, symbol(*cells)))
    return tuple(found)


def pointwise_cells(
    symbol: Symbol, index: Index, names: tuple[Formula, ...], *values: Value, **options: object
) -> tuple[Formula, ...]:
    """One cell of the result: the same rule on the cells of its inputs."""
    cells = (entry(name, aligned(index, shape_of(value))) for name, value in zip(names, values, strict=True))
    return (symbol(*cells),)


def pass_on(position: int, upstream: Value, *values: Value, **options: object) -> Value:
    """The gradient as it arrives (of the shape of the input): what is left when a local derivative is forgotten."""
    return undo_broadcast(upstream, shape_of(values[position]))


def loop(function: Callable[..., Any], *values: Value, **options: object) -> Value:
    """An entrywise law by an explicit loop over the cells of the result: an oracle."""
    shapes = [shape_of(value) for value in values]
    shape = common_shape(*shapes)
    result = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        cells = (value[aligned(index, own)] if own else value for value, own in zip(values, shapes, strict=True))
        result[index] = function(*cells)
    return settle(result)
