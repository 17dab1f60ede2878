"""Softmax along each row (the last axis) or each column."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, axis_of, combine, linear, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.exponential import exponential
from examsolver.rules.naming import entry, total
from examsolver.rules.pointwise import pass_on
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.windows import cells_along

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def along(x: Value, axis: str | None) -> int:
    """The axis over which the results sum to 1. Raises LawError for a number."""
    axes = len(shape_of(x))
    if not axes:
        raise LawError("softmax needs a vector or a matrix, not a number")
    found = axis_of(axis, axes) if axis is not None else None
    return axes - 1 if found is None else found


def softmax(x: Value, axis: str | None = None) -> Value:
    """e^x divided by its sum along each row or column; exact where all entries are equal."""
    return _by_lines(_softmax, x, along(x, axis))


def _softmax(line: list[Any]) -> list[Any]:
    top = max(line)
    if not any(isinstance(number, float) for number in line) and top == min(line):
        return [quotient(1, len(line))] * len(line)
    powers = [math.exp(number - top) for number in line]
    return [power / math.fsum(powers) for power in powers]


def _by_lines(function: Callable[[list[Any]], list[Any]], x: Value, axis: int) -> Value:
    """A function of every line along an axis."""
    array = np.moveaxis(as_array(x), axis, -1)
    lines = [function(line.tolist()) for line in array.reshape(-1, array.shape[-1])]
    result = np.empty(array.shape, dtype=object)
    result.reshape(-1)[:] = [number for line in lines for number in line]
    return settle(np.moveaxis(result, -1, axis))


def softmax_gradient(upstream: Value, x: Value, s: Value, axis: str | None = None) -> Value:
    """s ⊙ (g − Σ g s), the sum along the same axis."""
    over = along(x, axis)
    weighted = linear(partial(np.sum, axis=over, keepdims=True), as_array(combine(operator.mul, upstream, s)))
    return combine(operator.mul, s, combine(operator.sub, upstream, weighted))


def softmax_cells(index: Index, names: Names, x: Value, axis: str | None = None) -> tuple[Formula, ...]:
    """e to the entry, over the sum of e to all entries of its line."""
    line = cells_along(index, shape_of(x), (along(x, axis),))
    return (apply("exp", entry(names[0], index)) / total([apply("exp", entry(names[0], cell)) for cell in line]),)


def softmax_partials(index: Index, names: Names, x: Value, s: Value, axis: str | None = None) -> Moves:
    """Every entry of the line: s(1 − s) for its own, −s s for the others."""
    own = entry(names[-1], index)
    line = cells_along(index, shape_of(x), (along(x, axis),))
    return tuple((cell, own * (1 - own) if cell == index else -(entry(names[-1], cell) * own)) for cell in line)


# Wrong ideas.


def _other(x: Value, axis: str | None) -> str:
    if len(shape_of(x)) < 2:
        raise LawError("a vector has one axis only")
    return "row" if along(x, axis) == len(shape_of(x)) - 2 else "column"


def softmax_other_axis(x: Value, axis: str | None = None) -> Value:
    """Softmax along the other axis."""
    return softmax(x, _other(x, axis))


def gradient_other_axis(upstream: Value, x: Value, s: Value, axis: str | None = None) -> Value:
    """The gradient that is consistent with the other axis."""
    return softmax_gradient(upstream, x, s, _other(x, axis))


def diagonal_gradient(upstream: Value, x: Value, s: Value, axis: str | None = None) -> Value:
    """g s(1 − s): the effect on the other entries dropped."""
    return combine(operator.mul, upstream, combine(operator.mul, s, combine(operator.sub, 1, s)))


def not_normalised(x: Value, axis: str | None = None) -> Value:
    """e^x alone."""
    return exponential(x)


def exponential_forgotten(x: Value, axis: str | None = None) -> Value:
    """x divided by its sum."""
    return _by_lines(_shares, x, along(x, axis))


def _shares(line: list[Any]) -> list[Any]:
    return [quotient(number, sum(line)) for number in line]


def softmax_by_loops(x: Value, axis: str | None = None) -> Value:
    """Softmax entry by entry, without taking the largest out first: an oracle."""
    result = np.empty(x.shape, dtype=float)
    for index in np.ndindex(x.shape):
        line = cells_along(index, x.shape, (along(x, axis),))
        result[index] = 1 / sum(math.exp(x[cell] - x[index]) for cell in line)
    return result


GRADIENT = Gradient(
    softmax_gradient,
    "every entry of a softmax depends on all entries: s(1 − s) on its own, −s s on the others",
    partials=softmax_partials,
    misconceptions=(
        slip(
            "off-diagonal-dropped",
            "Every result of a softmax depends on all its inputs, not on its own input alone.",
            diagonal_gradient,
        ),
        slip(
            "derivative-forgotten",
            "The gradient was passed on without the derivative of the softmax.",
            partial(pass_on, 0),
        ),
    ),
)

RULES = (
    Rule(
        name="softmax",
        summary="e^x divided by its sum, along each row (the default) or each column",
        law=softmax,
        inputs=("x",),
        because="exponentials, divided by their sum",
        options=(Option("axis", "each row or each column; left out, each row", "word", also=("each",)),),
        cells=softmax_cells,
        gradients=(GRADIENT,),
        misconceptions=(
            wrong_idea(
                "softmax-along-the-wrong-axis",
                "The softmax was taken along the other axis: columns in place of rows, or rows in place of columns.",
                softmax_other_axis,
                gradient_other_axis,
            ),
            slip("softmax-not-normalised", "The exponentials were not divided by their sum.", not_normalised),
            slip("exponential-forgotten", "Softmax takes e^x before it divides by the sum.", exponential_forgotten),
        ),
        oracle=softmax_by_loops,
        example="question chances: compute\n  z = [0, 1]\n  p = softmax(z)\n  find p to 4 decimals",
    ),
)
