"""Variance and standard deviation as operators, with n or n − 1 in the divisor."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import entrywise, settle
from examsolver.rules.arithmetic import multiply, quotient, subtract
from examsolver.rules.entry_groups import GROUPING, Groups, groups_of
from examsolver.rules.group_laws import group_mean, mean_square, variance_about
from examsolver.rules.naming import entry, total
from examsolver.rules.powers import square_root
from examsolver.rules.reductions import part_of
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

VARIANCE = Convention(
    "variance",
    (
        Variant("population", "the squared deviations are divided by their number n"),
        Variant("sample", "the squared deviations are divided by n − 1"),
    ),
)

CORRECTION = Option(
    "correction", "what is taken off n in the divisor: 0 or 1; left out, as the convention says", "integer", least=0
)


def correction_of(variance: str, correction: int | None) -> int:
    """What is taken off n in the divisor. Raises LawError for a convention that is not known."""
    if correction is not None:
        return correction
    if variance not in ("population", "sample"):
        raise LawError(f"variance {variance} is not known", "write convention variance population or sample")
    return int(variance == "sample")


def variance_of(x: Value, variance: str = "population", correction: int | None = None, **options: Any) -> Value:
    """The mean of the squared deviations from the mean. Raises LawError where n − 1 is zero."""
    return variance_about(x, group_mean(x, **options), correction_of(variance, correction), **options)


def deviation_of(x: Value, **options: Any) -> Value:
    """The root of the variance."""
    return square_root(variance_of(x, **options))


def _slope(x: Value, variance: str = "population", correction: int | None = None, **options: Any) -> Value:
    groups = groups_of(x, **options)
    away = subtract(x, groups.spread(group_mean(x, **options)))
    return multiply(Fraction(2, groups.size - correction_of(variance, correction)), away)


def _grouping(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name in ("axis", "groups", "channels")}


def variance_gradient(upstream: Value, x: Value, result: Value, **options: Any) -> Value:
    """2(x − μ)/n."""
    return multiply(groups_of(x, **_grouping(options)).spread(upstream), _slope(x, **options))


def deviation_gradient(upstream: Value, x: Value, result: Value, **options: Any) -> Value:
    """(x − μ)/(n σ). Raises LawError where all entries are equal."""
    return variance_gradient(entrywise(_halved_over, upstream, result), x, result, **options)


def _halved_over(upstream: Any, root: Any) -> Any:
    if root == 0:
        raise LawError("a standard deviation of zero has no derivative", "the entries must not all be equal")
    return quotient(upstream, 2 * root)


# In symbols.


def _mean(x: Formula, groups: Groups, place: Index) -> Formula:
    terms = total([entry(x, cell) for cell in groups.members(place)])
    return terms if groups.size == 1 else part_of(groups.size) * terms


def variance_cells(
    index: Index,
    names: Names,
    x: Value,
    variance: str = "population",
    correction: int | None = None,
    **options: Any,
) -> tuple[Formula, ...]:
    """The squared deviations from the mean of the group (written as a number where it is exact), divided."""
    groups = groups_of(x, **options)
    means = group_mean(x, **options)
    middle = Num(means[index] if groups.result else means)
    squares: list[Formula] = [(entry(names[0], cell) - middle) ** 2 for cell in groups.members(index)]
    below = groups.size - correction_of(variance, correction)
    return (total(squares) if below == 1 else part_of(below) * total(squares),)


def deviation_cells(index: Index, names: Names, x: Value, **options: Any) -> tuple[Formula, ...]:
    """The root of the same."""
    return tuple(apply("sqrt", line) for line in variance_cells(index, names, x, **options))


def variance_partials(index: Index, names: Names, x: Value, result: Value, **options: Any) -> Moves:
    """2(x − μ)/n."""
    groups = groups_of(x, **_grouping(options))
    below = groups.size - correction_of(options.get("variance", "population"), options.get("correction"))
    place = groups.place(index)
    return ((place, Num(Fraction(2, below)) * (entry(names[0], index) - _mean(names[0], groups, place))),)


def deviation_partials(index: Index, names: Names, x: Value, result: Value, **options: Any) -> Moves:
    """(x − μ)/(n σ)."""
    ((place, local),) = variance_partials(index, names, x, result, **options)
    return ((place, local / (2 * entry(names[-1], place))),)


# Wrong ideas.


def other_divisor(x: Value, variance: str = "population", correction: int | None = None, **options: Any) -> Value:
    """n − 1 in the place of n, or the other way round."""
    return variance_of(x, correction=1 - min(correction_of(variance, correction), 1), **options)


def not_centred(x: Value, variance: str = "population", correction: int | None = None, **options: Any) -> Value:
    """The mean of the squares."""
    return mean_square(x, **options)


def not_divided(x: Value, variance: str = "population", correction: int | None = None, **options: Any) -> Value:
    """The sum of the squared deviations."""
    return multiply(groups_of(x, **options).size, variance_of(x, correction=0, **options))


def rooted(law: Callable[..., Value], x: Value, **options: Any) -> Value:
    """The root of what a law gives."""
    return square_root(law(x, **options))


def by_statistics(root: bool, x: Value, **options: Any) -> Value:
    """The standard library's variance of every group: an oracle."""
    groups = groups_of(x, **_grouping(options))
    correction = correction_of(options.get("variance", "population"), options.get("correction"))
    result = np.empty(groups.result, dtype=object)
    for place in np.ndindex(groups.result):
        numbers = [float(x[cell]) for cell in groups.members(place)]
        found = statistics.variance(numbers) if correction else statistics.pvariance(numbers)
        result[place] = found**0.5 if root else found
    return settle(result)


DIVISOR = slip(
    "other-divisor-of-the-variance",
    "The squared deviations are divided by n here, not n − 1 (or the other way round).",
    other_divisor,
)
DIVISOR_ROOT = slip(DIVISOR.tag, DIVISOR.says, partial(rooted, other_divisor))
NOT_CENTRED = "mean-not-subtracted-in-variance"
NOT_CENTRED_SAYS = "The mean of the squares was taken, the mean not subtracted."

RULES = (
    Rule(
        name="variance",
        summary="variance of all entries, or of each row, column, channel …",
        law=variance_of,
        inputs=("x",),
        because="the mean of the squared deviations from the mean",
        options=(*GROUPING, CORRECTION),
        cells=variance_cells,
        gradients=(
            Gradient(
                variance_gradient,
                "the derivative of the variance is 2(x − μ)/n: what moves with the mean adds up to zero",
                partials=variance_partials,
            ),
        ),
        misconceptions=(
            DIVISOR,
            slip(NOT_CENTRED, NOT_CENTRED_SAYS, not_centred),
            slip("averaging-forgotten", "The sum was not divided by the number of entries.", not_divided),
            slip("root-taken", "The variance has no root: that is the standard deviation.", deviation_of),
        ),
        oracle=partial(by_statistics, False),
        conventions=(VARIANCE,),
        example="question spread: compute\n  x = [1, 2, 6]\n  v = variance(x)\n  find v exactly",
        also=("var",),
    ),
    Rule(
        name="std",
        summary="standard deviation of all entries, or of each row, column, channel …",
        law=deviation_of,
        inputs=("x",),
        because="the root of the mean of the squared deviations from the mean",
        options=(*GROUPING, CORRECTION),
        cells=deviation_cells,
        gradients=(
            Gradient(
                deviation_gradient,
                "the derivative of the standard deviation is (x − μ)/(n σ)",
                partials=deviation_partials,
            ),
        ),
        misconceptions=(
            DIVISOR_ROOT,
            slip(NOT_CENTRED, NOT_CENTRED_SAYS, partial(rooted, not_centred)),
            slip("root-forgotten", "The square root was not taken: that is the variance.", variance_of),
        ),
        oracle=partial(by_statistics, True),
        conventions=(VARIANCE,),
        example="question width: compute\n  x = [2, 4, 4, 4, 5, 5, 7, 9]\n  s = std(x)\n  find s",
        also=("standard_deviation", "stdev"),
    ),
)
