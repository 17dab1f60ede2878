"""Means, variances and mean squares of groups of entries: the statistics of every normalisation."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, Misconception, Value
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import settle
from examsolver.rules.entry_groups import GROUPING, Groups, groups_of
from examsolver.rules.group_laws import (
    group_mean,
    mean_cells,
    mean_gradient,
    mean_notation,
    mean_partials,
    mean_square,
    mean_square_gradient,
    square_cells,
    square_notation,
    square_partials,
    sum_gradient,
    variance_about,
    variance_cells,
    variance_gradient,
    variance_mean_gradient,
    variance_mean_partials,
    variance_notation,
    variance_partials,
)
from examsolver.rules.group_slips import (
    centred_square,
    not_centred,
    not_divided,
    other_axis,
    other_divisor,
    over_everything,
    root_of_variance,
    sum_of_group,
    variance_of_everything,
)
from examsolver.rules.reductions import GRADIENT_NOT_AVERAGED, NOT_AVERAGED, NOT_AVERAGED_SAYS
from examsolver.rules.rewriting import slip, wrong_idea

CORRECTION = Option("correction", "what is taken off the number of entries in the divisor", "integer", 0, least=0)


def _numbers(x: Value, groups: Groups, place: Index) -> list[float]:
    return [float(x[cell]) if groups.shape else float(x) for cell in groups.members(place)]


def by_groups(law: Callable[..., float], x: Value, *others: Value, **options: Any) -> Value:
    """A law of the list of every group's numbers: an oracle."""
    words = {name: value for name, value in options.items() if name != "correction"}
    groups = groups_of(x, **words)
    result = np.empty(groups.result, dtype=object)
    for place in np.ndindex(groups.result):
        beside = [other[place] if groups.result else other for other in others]
        result[place] = law(_numbers(x, groups, place), *map(float, beside), options.get("correction", 0))
    return settle(result)


def _mean_of_list(numbers: list[float], correction: int) -> float:
    return math.fsum(numbers) / len(numbers)


def _spread_of_list(numbers: list[float], mean: float, correction: int) -> float:
    return math.fsum((number - mean) ** 2 for number in numbers) / (len(numbers) - correction)


def _squares_of_list(numbers: list[float], correction: int) -> float:
    return math.fsum(number**2 for number in numbers) / len(numbers)


WRONG_AXIS = Misconception(
    "statistics-along-the-wrong-axis",
    "The statistics were taken along the other axis: samples and features exchanged.",
    other_axis,
)
ALL_TOGETHER = "statistics-over-everything"
ALL_TOGETHER_SAYS = "One mean and variance of all entries was taken, where every group has its own."
DIVISOR = "other-divisor-of-the-variance"
NOT_CENTRED = "mean-not-subtracted-in-variance"

RULES = (
    Rule(
        name="group_mean",
        step=True,
        summary="mean of each row, column, channel, sample, map or group of channels",
        law=group_mean,
        inputs=("x",),
        because="the mean: add up the entries that belong together and divide by their number",
        options=GROUPING,
        notation=mean_notation,
        cells=mean_cells,
        gradients=(
            Gradient(
                mean_gradient,
                "every entry goes into its mean with 1/N",
                partials=mean_partials,
                misconceptions=(slip(GRADIENT_NOT_AVERAGED.tag, GRADIENT_NOT_AVERAGED.says, sum_gradient),),
            ),
        ),
        misconceptions=(
            wrong_idea(NOT_AVERAGED, NOT_AVERAGED_SAYS, sum_of_group, sum_gradient),
            WRONG_AXIS,
            slip(ALL_TOGETHER, ALL_TOGETHER_SAYS, partial(over_everything, group_mean)),
        ),
        oracle=partial(by_groups, _mean_of_list),
        example="question averages: compute\n  X = [[1, 2], [3, 6]]\n  m = group_mean(X, each channel)\n  find m",
    ),
    Rule(
        name="variance_about",
        step=True,
        summary="mean of the squared deviations from given means, of each row, column, channel …",
        law=variance_about,
        inputs=("x", "mean"),
        because="the variance: the mean of the squared deviations from the mean",
        options=(*GROUPING, CORRECTION),
        notation=variance_notation,
        cells=variance_cells,
        gradients=(
            Gradient(variance_gradient, "the derivative of (x − μ)²/N is 2(x − μ)/N", partials=variance_partials),
            Gradient(
                variance_mean_gradient,
                "the deviations from a mean add up to zero, so the variance does not move with it",
                partials=variance_mean_partials,
            ),
        ),
        misconceptions=(
            slip(DIVISOR, "The variance is divided by n here, not n − 1 (or the other way round).", other_divisor),
            slip(NOT_CENTRED, "The mean of the squares was taken, the mean not subtracted.", not_centred),
            slip(NOT_AVERAGED, NOT_AVERAGED_SAYS, not_divided),
            slip("root-taken", "The variance has no root: that is the standard deviation.", root_of_variance),
            slip(ALL_TOGETHER, ALL_TOGETHER_SAYS, variance_of_everything),
        ),
        oracle=partial(by_groups, _spread_of_list),
        example="question spread: compute\n  x = [1, 2, 6]\n  m = mean(x)\n  v = variance_about(x, m)\n  find v",
    ),
    Rule(
        name="mean_square",
        step=True,
        summary="mean of the squares, of all entries or of each row, column, channel …",
        law=mean_square,
        inputs=("x",),
        because="square the entries that belong together, add up, divide by their number",
        options=GROUPING,
        notation=square_notation,
        cells=square_cells,
        gradients=(Gradient(mean_square_gradient, "the derivative of x²/N is 2x/N", partials=square_partials),),
        misconceptions=(
            WRONG_AXIS,
            slip("centred-variance-used", "The mean square is taken without subtracting the mean.", centred_square),
        ),
        oracle=partial(by_groups, _squares_of_list),
        example="question power: compute\n  x = [1, 2, 3]\n  m = mean_square(x)\n  find m exactly",
    ),
)
