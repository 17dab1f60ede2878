"""Logarithms of sums of exponentials, worked out without overflow: logsumexp and log-softmax."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, combine, linear, settle, shape_of
from examsolver.rules.naming import entry, total
from examsolver.rules.pointwise import pass_on
from examsolver.rules.reductions import AXIS, axes_of, count, spread
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.softmax import along, by_lines, softmax
from examsolver.rules.windows import cells_along, gather, reduced, without

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def log_sum_exp(numbers: list[Any]) -> float:
    """ln Σ e^x of some numbers: the largest is taken out first."""
    top = max(numbers)
    return float(top) + math.log(math.fsum(math.exp(number - top) for number in numbers))


# logsumexp


def logsumexp(x: Value, axis: str | None = None) -> Value:
    """ln Σ e^x of all entries, or of each row or column."""
    axes = axes_of(x, axis)
    return gather(log_sum_exp, x, reduced(shape_of(x), axes), without(shape_of(x), axes))


def shares(x: Value, axes: tuple[int, ...]) -> Value:
    """The softmax over some axes: the gradient of logsumexp."""
    array = as_array(x)
    result = np.empty(array.shape, dtype=object)
    for _, cells in reduced(array.shape, axes):
        whole = log_sum_exp([array[cell] for cell in cells])
        for cell in cells:
            result[cell] = math.exp(array[cell] - whole)
    return settle(result)


def logsumexp_gradient(upstream: Value, x: Value, y: Value, axis: str | None = None) -> Value:
    """The softmax of the entries."""
    axes = axes_of(x, axis)
    return combine(operator.mul, spread(upstream, x, axes), shares(x, axes))


def _line(index: Index, x: Value, axes: tuple[int, ...]) -> tuple[Index, ...]:
    places = iter(index)
    start = tuple(0 if axis in axes else next(places) for axis in range(len(shape_of(x))))
    return cells_along(start, shape_of(x), axes)


def logsumexp_cells(index: Index, names: Names, x: Value, axis: str | None = None) -> Names:
    """The logarithm of the sum of all powers."""
    powers = [apply("exp", entry(names[0], cell)) for cell in _line(index, x, axes_of(x, axis))]
    return (apply("log", total(powers)),)


def logsumexp_partials(index: Index, names: Names, x: Value, y: Value, axis: str | None = None) -> Moves:
    """e^(x − logsumexp)."""
    place = without(index, axes_of(x, axis))
    return ((place, apply("exp", entry(names[0], index) - entry(names[-1], place))),)


def sum_alone(x: Value, axis: str | None = None) -> Value:
    """Σ e^x, the logarithm forgotten."""
    axes = axes_of(x, axis)
    return gather(_sum_exp, x, reduced(shape_of(x), axes), without(shape_of(x), axes))


def _sum_exp(numbers: list[Any]) -> float:
    return math.fsum(math.exp(number) for number in numbers)


def sum_of_entries(x: Value, axis: str | None = None) -> Value:
    """Σ x: logarithm and exponential cancelled term by term."""
    axes = axes_of(x, axis)
    return gather(sum, x, reduced(shape_of(x), axes), without(shape_of(x), axes))


def spread_evenly(upstream: Value, x: Value, y: Value, axis: str | None = None) -> Value:
    """The gradient passed on to every entry as it is."""
    if count(x, axes_of(x, axis)) == 1:
        raise LawError("there is one entry only")
    return spread(upstream, x, axes_of(x, axis))


def _logsumexp_by_loops(x: Value, axis: str | None = None) -> Value:
    return gather(_plain, x, reduced(shape_of(x), axes_of(x, axis)), without(shape_of(x), axes_of(x, axis)))


def _plain(numbers: list[Any]) -> float:
    return float(_whole(numbers).ln())


def _whole(numbers: list[Any]) -> Decimal:
    return sum((Decimal(float(number)).exp() for number in numbers), Decimal(0))


# log-softmax


def log_softmax(x: Value, axis: str | None = None) -> Value:
    """x − ln Σ e^x along each row (the last axis) or each column."""
    return by_lines(_log_softmax, x, along(x, axis))


def _log_softmax(line: list[Any]) -> list[Any]:
    whole = log_sum_exp(line)
    return [number - whole for number in line]


def log_softmax_gradient(upstream: Value, x: Value, y: Value, axis: str | None = None) -> Value:
    """g − softmax(x) Σ g."""
    over = along(x, axis)
    summed = linear(partial(np.sum, axis=over, keepdims=True), as_array(combine(operator.add, upstream, 0 * x)))
    return combine(operator.sub, upstream, combine(operator.mul, softmax(x, axis), summed))


def log_softmax_cells(index: Index, names: Names, x: Value, axis: str | None = None) -> Names:
    """The entry, less the logarithm of the sum of all powers of its line."""
    line = cells_along(index, shape_of(x), (along(x, axis),))
    powers = [apply("exp", entry(names[0], cell)) for cell in line]
    return (entry(names[0], index) - apply("log", total(powers)),)


def log_softmax_partials(index: Index, names: Names, x: Value, y: Value, axis: str | None = None) -> Moves:
    """1 − p for the own entry, −p for the others of the line."""
    own = apply("exp", entry(names[-1], index))
    line = cells_along(index, shape_of(x), (along(x, axis),))
    return tuple((cell, Num(1) - own if cell == index else -own) for cell in line)


def logarithm_forgotten(x: Value, axis: str | None = None) -> Value:
    """The softmax itself."""
    return softmax(x, axis)


def shares_forgotten(upstream: Value, x: Value, y: Value, axis: str | None = None) -> Value:
    """g(1 − p): the effect on the other entries dropped."""
    return combine(operator.mul, upstream, combine(operator.sub, 1, softmax(x, axis)))


def _log_softmax_by_lines(x: Value, axis: str | None = None) -> Value:
    return by_lines(_logs_of_shares, x, along(x, axis))


def _logs_of_shares(line: list[Any]) -> list[float]:
    whole = _whole(line)
    return [float((Decimal(float(number)).exp() / whole).ln()) for number in line]


RULES = (
    Rule(
        name="logsumexp",
        summary="logarithm of the sum of the exponentials, of all entries or of each row or column; never overflows",
        law=logsumexp,
        inputs=("x",),
        because="the logarithm of the sum of all exponentials (the largest entry taken out first)",
        options=(AXIS,),
        cells=logsumexp_cells,
        gradients=(
            Gradient(
                logsumexp_gradient,
                "the derivative of ln Σ e^x is the softmax",
                partials=logsumexp_partials,
                misconceptions=(
                    slip(
                        "derivative-forgotten",
                        "The gradient is shared out by the softmax, not passed on to every entry.",
                        spread_evenly,
                    ),
                ),
            ),
        ),
        misconceptions=(
            slip("logarithm-forgotten", "The logarithm of the sum was not taken.", sum_alone),
            slip("logarithm-of-sum-split", "The logarithm of a sum is not the sum of the logarithms.", sum_of_entries),
        ),
        oracle=_logsumexp_by_loops,
        example="question partition: compute\n  z = [1, 2, 1000]\n  s = logsumexp(z)\n  find s to 4 decimals",
        also=("log_sum_exp", "lse"),
    ),
    Rule(
        name="log_softmax",
        summary="logarithm of the softmax, x − ln Σ e^x, along each row (the default) or each column; never overflows",
        law=log_softmax,
        inputs=("x",),
        because="the entry less the logarithm of the sum of all exponentials",
        options=(Option("axis", "each row or each column; left out, each row", "word", also=("each",)),),
        cells=log_softmax_cells,
        gradients=(
            Gradient(
                log_softmax_gradient,
                "every entry depends on all: 1 − p on its own, −p on the others",
                partials=log_softmax_partials,
                misconceptions=(
                    slip(
                        "off-diagonal-dropped",
                        "Every result of a softmax depends on all its inputs, not on its own input alone.",
                        shares_forgotten,
                    ),
                    slip(
                        "derivative-forgotten",
                        "The gradient was passed on without the derivative of the softmax.",
                        partial(pass_on, 0),
                    ),
                ),
            ),
        ),
        misconceptions=(
            wrong_idea("logarithm-forgotten", "The logarithm of the softmax is asked.", logarithm_forgotten),
        ),
        oracle=_log_softmax_by_lines,
        example="question logs: compute\n  z = [1, 2, 1000]\n  l = log_softmax(z)\n  find l to 4 decimals",
        also=("logsoftmax",),
    ),
)
