"""Means and variances of groups as students get them wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from examsolver.core.derivation import Derivation, LawError, Step, Value
from examsolver.maths.arrays import settle
from examsolver.rules.arithmetic import multiply
from examsolver.rules.entry_groups import groups_of
from examsolver.rules.group_laws import divisor, group_mean, mean_square, variance_about
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import options_of


def sum_of_group(x: Value, **options: Any) -> Value:
    """The sum, not divided."""
    return groups_of(x, **options).summed(x)


OTHER = {
    "row": "column", "column": "row", "channel": "sample", "feature": "sample", "map": "channel", "sample": "channel",
}  # fmt: skip
"""The axis that is taken by mistake: features and samples exchanged, maps taken over the batch."""

TOGETHER = ("variance_about", "standardise", "over_group")
"""Rules that go with a statistic: whoever takes it along another axis, uses it along that axis."""


def other_axis(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The statistic along the other axis, and all that goes with it; nothing where all entries are one group."""
    axis = options_of(step).get("axis")
    if not isinstance(axis, str) or axis not in OTHER:
        return {}
    struck = (step, *(user for user in derivation.users(step.name) if user.rule in TOGETHER))
    sites = (other for one in struck for other in derivation.at_site(one.site or one.name))
    return {other.name: other.with_law(other.law, axis=OTHER[axis]) for other in sites if "axis" in options_of(other)}


def over_everything(law: Callable[..., Value], x: Value, **options: Any) -> Value:
    """One number of all entries in the place of each group's. Raises LawError where there is one group."""
    groups = groups_of(x, **options)
    if not groups.result:
        raise LawError("there is one group")
    return settle(np.full(groups.result, law(x), dtype=object))


def variance_of_everything(x: Value, mean: Value, correction: int = 0, **options: Any) -> Value:
    """The variance of all entries about the mean of all."""
    return over_everything(_variance_of_all, x, **options)


def _variance_of_all(x: Value) -> Value:
    return variance_about(x, group_mean(x))


def _own_variance(x: Value, **options: Any) -> Value:
    return variance_about(x, group_mean(x, **options), **options)


def other_divisor(x: Value, mean: Value, correction: int = 0, **options: Any) -> Value:
    """n − 1 where n is asked, and the other way round."""
    return variance_about(x, mean, 0 if correction else 1, **options)


def not_centred(x: Value, mean: Value, correction: int = 0, **options: Any) -> Value:
    """The mean of the squares, the mean not taken off."""
    return mean_square(x, **options)


def not_divided(x: Value, mean: Value, correction: int = 0, **options: Any) -> Value:
    """The sum of the squared deviations."""
    groups = groups_of(x, **options)
    return multiply(divisor(groups, correction), variance_about(x, mean, correction, **options))


def root_of_variance(x: Value, mean: Value, correction: int = 0, **options: Any) -> Value:
    """The standard deviation in the place of the variance."""
    return square_root(variance_about(x, mean, correction, **options))


def centred_square(x: Value, **options: Any) -> Value:
    """The variance in the place of the mean square."""
    return _own_variance(x, **options)
