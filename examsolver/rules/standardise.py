"""Standardising: the mean of the group subtracted, divided by the root of its variance; and scaling and shifting."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import entrywise
from examsolver.rules.arithmetic import add, divide, multiply, negate, quotient, subtract
from examsolver.rules.entry_groups import GROUPING, groups_of
from examsolver.rules.naming import entry
from examsolver.rules.powers import root_of
from examsolver.rules.rewriting import slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def standardise(x: Value, mean: Value, variance: Value, epsilon: Value, **options: Any) -> Value:
    """(x − μ)/√(σ² + ε), with the mean and variance of the entry's group.

    Raises:
        LawError: a variance of zero where ε is zero too, a negative one, statistics that are not one for each group.
    """
    groups = groups_of(x, **options)
    away = subtract(x, groups.spread(mean))
    return divide(away, groups.spread(deviation(variance, epsilon)))


def deviation(variance: Value, epsilon: Value) -> Value:
    """√(σ² + ε). Raises LawError where it is not positive."""
    return entrywise(_deviation, variance, epsilon)


def _deviation(variance: Any, epsilon: Any) -> Any:
    if variance + epsilon <= 0:
        raise LawError("the variance is zero: all entries are equal", "give epsilon, a small number added to it")
    return root_of(variance + epsilon)


def x_gradient(
    upstream: Value, x: Value, mean: Value, variance: Value, epsilon: Value, result: Value, **options: Any
) -> Value:
    """g/√(σ² + ε)."""
    return divide(upstream, groups_of(x, **options).spread(deviation(variance, epsilon)))


def mean_gradient(
    upstream: Value, x: Value, mean: Value, variance: Value, epsilon: Value, result: Value, **options: Any
) -> Value:
    """−Σ g/√(σ² + ε)."""
    groups = groups_of(x, **options)
    return negate(divide(groups.summed(multiply(upstream, ones(x))), deviation(variance, epsilon)))


def ones(x: Value) -> Value:
    """1 for every entry."""
    return entrywise(_one, x)


def _one(number: Any) -> int:
    return 1


def variance_gradient(
    upstream: Value, x: Value, mean: Value, variance: Value, epsilon: Value, result: Value, **options: Any
) -> Value:
    """−½ Σ g (x − μ)(σ² + ε)^(−3/2)."""
    groups = groups_of(x, **options)
    root = deviation(variance, epsilon)
    moved = groups.summed(multiply(upstream, subtract(x, groups.spread(mean))))
    return multiply(Fraction(-1, 2), divide(moved, multiply(root, multiply(root, root))))


# In symbols.


def _root(variance: Formula, epsilon: Formula) -> Formula:
    return apply("sqrt", variance if epsilon == Num(0) else variance + epsilon)


def _away(x: Formula, mean: Formula) -> Formula:
    return x if mean == Num(0) else x - mean


def notation(x: Formula, mean: Formula, variance: Formula, epsilon: Formula, **options: Any) -> Formula:
    """(x − μ)/√(σ² + ε)."""
    return _away(x, mean) / _root(variance, epsilon)


def cells(index: Index, names: Names, x: Value, *statistics: Value, **options: Any) -> tuple[Formula, ...]:
    """The same of one entry and the statistics of its group."""
    place = groups_of(x, **options).place(index)
    return (notation(entry(names[0], index), entry(names[1], place), entry(names[2], place), names[3]),)


def x_partials(index: Index, names: Names, x: Value, *values: Value, **options: Any) -> Moves:
    """1/√(σ² + ε)."""
    place = groups_of(x, **options).place(index)
    return ((index, 1 / _root(entry(names[2], place), names[3])),)


def mean_partials(index: Index, names: Names, x: Value, *values: Value, **options: Any) -> Moves:
    """−1/√(σ² + ε) for every entry of the group."""
    local = -(1 / _root(entry(names[2], index), names[3]))
    return tuple((cell, local) for cell in groups_of(x, **options).members(index))


def variance_partials(index: Index, names: Names, x: Value, *values: Value, **options: Any) -> Moves:
    """−(x − μ)/(2(σ² + ε)^(3/2)) for every entry of the group."""
    below = 2 * _root(entry(names[2], index), names[3]) ** 3
    middle = entry(names[1], index)
    return tuple(
        (cell, -(_away(entry(names[0], cell), middle) / below)) for cell in groups_of(x, **options).members(index)
    )


# Wrong ideas.


def centred(x: Value, mean: Value, variance: Value, epsilon: Value, **options: Any) -> Value:
    """x − μ, not divided."""
    return subtract(x, groups_of(x, **options).spread(mean))


def not_centred(x: Value, mean: Value, variance: Value, epsilon: Value, **options: Any) -> Value:
    """x/√(σ² + ε), the mean not subtracted."""
    return divide(x, groups_of(x, **options).spread(deviation(variance, epsilon)))


def over_variance(x: Value, mean: Value, variance: Value, epsilon: Value, **options: Any) -> Value:
    """(x − μ)/(σ² + ε), the root forgotten."""
    return divide(
        centred(x, mean, variance, epsilon, **options), groups_of(x, **options).spread(add(variance, epsilon))
    )


def without_epsilon(x: Value, mean: Value, variance: Value, epsilon: Value, **options: Any) -> Value:
    """ε forgotten."""
    return standardise(x, mean, variance, 0, **options)


def epsilon_outside(x: Value, mean: Value, variance: Value, epsilon: Value, **options: Any) -> Value:
    """(x − μ)/(√σ² + ε)."""
    below = add(deviation(variance, 0), epsilon)
    return divide(centred(x, mean, variance, epsilon, **options), groups_of(x, **options).spread(below))


def nothing(position: int, upstream: Value, *values: Value, **options: Any) -> Value:
    """No gradient: the input treated as a constant."""
    return multiply(0, values[position])


def cubed_root_lost(
    upstream: Value, x: Value, mean: Value, variance: Value, epsilon: Value, result: Value, **options: Any
) -> Value:
    """−½ Σ g (x − μ)/√(σ² + ε): the power −3/2 not lowered."""
    right = variance_gradient(upstream, x, mean, variance, epsilon, result, **options)
    return multiply(right, add(variance, epsilon))


def positive(law: Callable[..., Value], *values: Value, **options: Any) -> Value:
    """A gradient with its minus forgotten."""
    return negate(law(*values, **options))


def by_loops(x: Value, mean: Value, variance: Value, epsilon: Value, **options: Any) -> Value:
    """Entry by entry, from the entry's group: an oracle."""
    groups = groups_of(x, **options)
    if not groups.shape:
        return (float(x) - float(mean)) / math.sqrt(float(variance + epsilon))
    result = np.empty(groups.shape)
    for place in np.ndindex(groups.result):
        own = place if groups.result else ...
        middle, below = np.asarray(mean)[own], math.sqrt(float(np.asarray(variance)[own] + epsilon))
        for cell in groups.members(place):
            result[cell] = float(quotient(float(x[cell] - middle), below))
    return result


GRADIENTS = (
    Gradient(x_gradient, "the local derivative is 1/√(σ² + ε)", partials=x_partials),
    Gradient(
        mean_gradient,
        "every entry of the group moves by −1/√(σ² + ε) with the mean; these add up",
        partials=mean_partials,
        misconceptions=(
            slip(
                "mean-treated-as-a-constant",
                "The mean depends on the entries: its part of the gradient was left out.",
                partial(nothing, 1),
            ),
            slip("sign-forgotten-in-gradient", "The mean enters with a minus sign.", partial(positive, mean_gradient)),
        ),
    ),
    Gradient(
        variance_gradient,
        "the derivative of (σ² + ε)^(−1/2) is −½ (σ² + ε)^(−3/2); over the group these add up",
        partials=variance_partials,
        misconceptions=(
            slip(
                "variance-treated-as-a-constant",
                "The variance depends on the entries: its part of the gradient was left out.",
                partial(nothing, 2),
            ),
            slip(
                "power-not-lowered",
                "The derivative of (σ² + ε)^(−1/2) has the power −3/2.",
                cubed_root_lost,
            ),
            slip(
                "sign-forgotten-in-gradient",
                "The derivative of (σ² + ε)^(−1/2) has a minus sign.",
                partial(positive, variance_gradient),
            ),
        ),
    ),
    None,
)

RULES = (
    Rule(
        name="standardise",
        step=True,
        summary="(x − mean)/√(variance + ε), with the mean and variance of each row, column, channel …",
        law=standardise,
        inputs=("x", "mean", "variance", "epsilon"),
        because="subtract the mean and divide by the root of the variance",
        options=GROUPING,
        notation=notation,
        cells=cells,
        gradients=GRADIENTS,
        misconceptions=(
            wrong_idea(
                "statistics-treated-as-constants",
                "Mean and variance depend on the entries: their parts of the gradient were left out.",
                standardise,
                None,
                partial(nothing, 1),
                partial(nothing, 2),
            ),
            slip("not-divided-by-the-deviation", "The mean was subtracted, but nothing divided.", centred),
            slip("mean-not-subtracted", "The mean was not subtracted.", not_centred),
            slip(
                "variance-in-place-of-its-root",
                "The deviation is divided by the root of the variance, not by the variance.",
                over_variance,
            ),
            slip("epsilon-outside-the-root", "The small number ε is added under the root.", epsilon_outside),
            slip(
                "epsilon-forgotten", "The small number ε was left out; here it is seen in the digits.", without_epsilon
            ),
        ),
        oracle=by_loops,
        example="question z: compute\n  x = [1, 3]\n  y = standardise(x, 2, 1, 0)\n  find y",
        also=("standardize",),
    ),
)
