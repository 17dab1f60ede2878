"""Slips that strike losses of every kind: the mean forgotten, forward or backward, and inputs exchanged."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import LawError, Misconception, Value
from examsolver.maths.arrays import shape_of
from examsolver.rules.arithmetic import multiply, negate
from examsolver.rules.loss_reduction import PairLoss, loss_backward, reduced_loss, reduction_of, weight
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea


def scaled_by(factor: Fraction, law: Any, /, *values: Value, **options: Any) -> Value:
    """A law times a number."""
    return multiply(factor, law(*values, **options))


def undivided(
    loss: PairLoss,
    law: Any,
    first: int,
    /,
    *values: Value,
    reduction: Any = None,
    loss_reduction: str = "mean",
    **options: Any,
) -> Value:
    """A law without the division of its mean; ``first`` is the place of the first input."""
    how = reduction_of(reduction, loss_reduction)
    if how in ("none", "sum"):
        raise LawError("nothing is averaged here")
    factor = weight(shape_of(values[first]), how, loss.by_rows)
    found = law(*values, reduction=reduction, loss_reduction=loss_reduction, **options)
    return multiply(1 / factor, found)


def averaged(
    loss: PairLoss,
    law: Any,
    first: int,
    /,
    *values: Value,
    reduction: Any = None,
    loss_reduction: str = "mean",
    **options: Any,
) -> Value:
    """A law of a sum, divided by the number of its terms."""
    if reduction_of(reduction, loss_reduction) != "sum":
        raise LawError("nothing is summed here")
    found = law(*values, reduction=reduction, loss_reduction=loss_reduction, **options)
    return multiply(weight(shape_of(values[first]), "mean", loss.by_rows), found)


def exchanged(law: Any, /, one: Value, other: Value, **options: Any) -> Value:
    """A law with its two inputs exchanged."""
    return law(other, one, **options)


def opposite(law: Any, /, *values: Value, **options: Any) -> Value:
    """A law with its sign lost."""
    return negate(law(*values, **options))


def over_classes(law: Any, first: int, /, *values: Value, **options: Any) -> Value:
    """A law divided by the number of entries of a row."""
    width = (1, *shape_of(values[first]))[-1]
    return multiply(Fraction(1, int(np.prod(width))), law(*values, **options))


def averaging_slips(loss: PairLoss) -> tuple[Misconception, ...]:
    """The mean taken for the sum and the sum for the mean, forward and backward."""
    law = partial(reduced_loss, loss)
    slopes = [None if slope is None else partial(loss_backward, loss, slope) for slope in loss.function.slopes]
    undone = [None if slope is None else partial(undivided, loss, slope, 1) for slope in slopes]
    divided = [None if slope is None else partial(averaged, loss, slope, 1) for slope in slopes]
    return (
        wrong_idea(
            "averaging-forgotten",
            "The sum was not divided by the number of terms.",
            partial(undivided, loss, law, 0),
            *undone,
        ),
        wrong_idea(
            "sum-treated-as-mean",
            "The losses are to be added up, not averaged.",
            partial(averaged, loss, law, 0),
            *divided,
        ),
    )


def gradient_slips(loss: PairLoss, position: int, signed: bool = True) -> tuple[Misconception, ...]:
    """The mean forgotten in the gradient alone, and its sign lost."""
    slope = loss.function.slopes[position]
    assert slope is not None
    law = partial(loss_backward, loss, slope)
    forgotten = slip(
        "averaging-forgotten-in-gradient",
        "The loss is divided by the number of its terms, so its gradient is too.",
        partial(undivided, loss, law, 1),
    )
    turned = slip(
        "sign-turned-in-gradient",
        "The gradient has the opposite sign.",
        partial(opposite, law),
        SIGN_SLIP,
    )
    return (forgotten, turned) if signed else (forgotten,)
