"""Softmax along each row (the last axis) or each column, to any base and at any temperature."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, axis_of, combine, entrywise, linear, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.exponential import exponential
from examsolver.rules.naming import entry, total
from examsolver.rules.pointwise import pass_on
from examsolver.rules.powers import power_of
from examsolver.rules.rewriting import option_ignored, slip, wrong_idea
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


def softmax(x: Value, axis: str | None = None, base: Any = None, temperature: Any = None) -> Value:
    """e^x divided by its sum along each row or column; exact where all entries are equal, or where powers are.

    ``base``: another base than e; ``temperature``: the entries are divided by it first.
    """
    return by_lines(partial(_softmax, base), cooled(x, temperature), along(x, axis))


def cooled(x: Value, temperature: Any) -> Value:
    """The entries over the temperature. Raises LawError for one that is not positive."""
    if temperature is None:
        return x
    if temperature <= 0:
        raise LawError(
            f"a temperature of {temperature}", "a temperature is positive; towards 0 only the largest is left"
        )
    return entrywise(partial(_cooled, temperature), x)


def _cooled(temperature: Any, number: Any) -> Any:
    return quotient(number, temperature)


def base_factor(base: Any) -> Any:
    """The natural logarithm of the base. Raises LawError for a base that is none."""
    if base is None:
        return 1
    if base <= 0:
        raise LawError(f"{base} is no base of a softmax", "a base is positive")
    return math.log(base)


def _softmax(base: Any, line: list[Any]) -> list[Any]:
    top = max(line)
    exact = not any(isinstance(number, float) for number in line)
    if base is not None and exact and all(Fraction(number - top).denominator == 1 for number in line):
        grown = [power_of(base, number - top) for number in line]
        return [quotient(power, sum(grown)) for power in grown]
    factor = base_factor(base)
    if exact and top == min(line):
        return [quotient(1, len(line))] * len(line)
    powers = [math.exp(factor * (number - top)) for number in line]
    return [power / math.fsum(powers) for power in powers]


def by_lines(function: Callable[[list[Any]], list[Any]], x: Value, axis: int) -> Value:
    """A function of every line along an axis, from its numbers to as many."""
    array = np.moveaxis(as_array(x), axis, -1)
    lines = [function(line.tolist()) for line in array.reshape(-1, array.shape[-1])]
    result = np.empty(array.shape, dtype=object)
    result.reshape(-1)[:] = [number for line in lines for number in line]
    return settle(np.moveaxis(result, -1, axis))


def softmax_gradient(
    upstream: Value, x: Value, s: Value, axis: str | None = None, base: Any = None, temperature: Any = None
) -> Value:
    """s ⊙ (g − Σ g s), the sum along the same axis; times ln of the base, over the temperature."""
    over = along(x, axis)
    weighted = linear(partial(np.sum, axis=over, keepdims=True), as_array(combine(operator.mul, upstream, s)))
    plain = combine(operator.mul, s, combine(operator.sub, upstream, weighted))
    return rescaled(plain, base, temperature)


def rescaled(gradient: Value, base: Any, temperature: Any) -> Value:
    """A gradient times the inner derivative of base and temperature."""
    if base is not None:
        gradient = combine(operator.mul, base_factor(base), gradient)
    return cooled(gradient, temperature)


def power_formula(x: Formula, base: Any, temperature: Any) -> Formula:
    """e^x, b^x, e^(x/T) as it is written."""
    inner = x if temperature is None else x / Num(temperature)
    return apply("exp", inner) if base is None else Num(base) ** inner


def softmax_cells(
    index: Index, names: Names, x: Value, axis: str | None = None, base: Any = None, temperature: Any = None
) -> tuple[Formula, ...]:
    """e to the entry, over the sum of e to all entries of its line."""
    line = cells_along(index, shape_of(x), (along(x, axis),))
    powers = [power_formula(entry(names[0], cell), base, temperature) for cell in line]
    return (power_formula(entry(names[0], index), base, temperature) / total(powers),)


def softmax_partials(
    index: Index, names: Names, x: Value, s: Value, axis: str | None = None, base: Any = None, temperature: Any = None
) -> Moves:
    """Every entry of the line: s(1 − s) for its own, −s s for the others."""
    own = entry(names[-1], index)
    line = cells_along(index, shape_of(x), (along(x, axis),))
    local = ((cell, own * (1 - own) if cell == index else -(entry(names[-1], cell) * own)) for cell in line)
    return tuple((cell, with_inner(formula, base, temperature)) for cell, formula in local)


def with_inner(formula: Formula, base: Any, temperature: Any) -> Formula:
    """A local derivative times the inner derivative of base and temperature."""
    if temperature is not None:
        formula = 1 / Num(temperature) * formula
    return formula if base is None else apply("log", Num(base)) * formula


# Wrong ideas.


def _other(x: Value, axis: str | None) -> str:
    if len(shape_of(x)) < 2:
        raise LawError("a vector has one axis only")
    return "row" if along(x, axis) == len(shape_of(x)) - 2 else "column"


def softmax_other_axis(x: Value, axis: str | None = None, **options: Any) -> Value:
    """Softmax along the other axis."""
    return softmax(x, _other(x, axis), **options)


def gradient_other_axis(upstream: Value, x: Value, s: Value, axis: str | None = None, **options: Any) -> Value:
    """The gradient that is consistent with the other axis."""
    return softmax_gradient(upstream, x, s, _other(x, axis), **options)


def diagonal_gradient(
    upstream: Value, x: Value, s: Value, axis: str | None = None, base: Any = None, temperature: Any = None
) -> Value:
    """g s(1 − s): the effect on the other entries dropped."""
    plain = combine(operator.mul, upstream, combine(operator.mul, s, combine(operator.sub, 1, s)))
    return rescaled(plain, base, temperature)


def not_normalised(x: Value, axis: str | None = None, base: Any = None, temperature: Any = None) -> Value:
    """e^x alone."""
    cool = cooled(x, temperature)
    return exponential(cool if base is None else combine(operator.mul, base_factor(base), cool))


def exponential_forgotten(x: Value, axis: str | None = None, **options: Any) -> Value:
    """x divided by its sum."""
    return by_lines(_shares, x, along(x, axis))


def base_ignored(x: Value, axis: str | None = None, base: Any = None, temperature: Any = None) -> Value:
    """The softmax to base e. Raises LawError where that is asked."""
    _needed("base", base)
    return softmax(x, axis, None, temperature)


def temperature_multiplied(x: Value, axis: str | None = None, base: Any = None, temperature: Any = None) -> Value:
    """The entries multiplied by the temperature, not divided."""
    _needed("temperature", temperature)
    return softmax(x, axis, base, quotient(1, temperature))


def gradient_without_temperature(
    upstream: Value, x: Value, s: Value, axis: str | None = None, base: Any = None, temperature: Any = None
) -> Value:
    """The inner derivative 1/T forgotten."""
    _needed("temperature", temperature)
    return softmax_gradient(upstream, x, s, axis, base)


def _needed(what: str, setting: Any) -> None:
    if setting is None:
        raise LawError(f"there is no {what} here")


def _shares(line: list[Any]) -> list[Any]:
    return [quotient(number, sum(line)) for number in line]


def softmax_by_loops(x: Value, axis: str | None = None, base: Any = None, temperature: Any = None) -> Value:
    """Softmax entry by entry, without taking the largest out first: an oracle."""
    grade = (float(base) if base else math.e) ** (1 / float(temperature or 1))
    result = np.empty(x.shape, dtype=float)
    for index in np.ndindex(x.shape):
        line = cells_along(index, x.shape, (along(x, axis),))
        result[index] = 1 / sum(grade ** float(x[cell] - x[index]) for cell in line)
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
        slip(
            "inner-derivative-forgotten",
            "The temperature divides the scores, so it divides the gradient too.",
            gradient_without_temperature,
        ),
    ),
)
TEMPERATURE_IGNORED = option_ignored(
    "temperature-ignored", "The scores are divided by the temperature first.", "temperature", None, None
)

RULES = (
    Rule(
        name="softmax",
        summary="e^x divided by its sum, along each row (the default) or each column",
        law=softmax,
        inputs=("x",),
        because="exponentials, divided by their sum",
        options=(
            Option("axis", "each row or each column; left out, each row", "word", also=("each",)),
            Option("base", "the base of the powers; left out, e", "number"),
            Option("temperature", "what the scores are divided by first; left out, 1", "number", also=("T", "tau")),
        ),
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
            TEMPERATURE_IGNORED,
            slip(
                "temperature-multiplied",
                "The scores are divided by the temperature, not multiplied.",
                temperature_multiplied,
            ),
            slip("base-ignored", "The powers have another base here than e.", base_ignored),
        ),
        oracle=softmax_by_loops,
        example="question chances: compute\n  z = [0, 1]\n  p = softmax(z)\n  find p to 4 decimals",
    ),
)
