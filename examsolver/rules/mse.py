"""Squared errors: their mean, their sum, and with a half, under the conventions that sources differ on."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import settle, shape_of
from examsolver.rules.arithmetic import multiply, negate
from examsolver.rules.by_cases import Cells, Entrywise, Numbers
from examsolver.rules.loss_reduction import (
    REDUCTION,
    PairLoss,
    loss_backward,
    loss_by_loops,
    loss_cells,
    loss_partials,
    reduced_loss,
    reduction_of,
    weight,
)
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea

Moves = tuple[tuple[Index, Formula], ...]

MSE = Convention(
    "mse",
    (
        Variant("mean", "the squared errors are divided by their number n"),
        Variant("half", "the squared errors are summed and halved"),
        Variant("half mean", "the squared errors are divided by 2n"),
        Variant("sum", "the squared errors are summed", accepted=False),
    ),
)
MEANT = {"mean": "mean", "half": "sum", "half mean": "mean", "sum": "sum"}


def meant(mse: str, reduction: str | None) -> tuple[Fraction, str]:
    """The factor of every squared error and the reduction. Raises LawError for a convention that is not known."""
    if mse not in MEANT:
        raise LawError(f"mse {mse} is not known", "write convention mse mean, half, half mean or sum")
    return Fraction(1, 2 if "half" in mse else 1), reduction_of(reduction, MEANT[mse])


# One entry: (p − t)² with a factor, 1 or 1/2.


def _square(p: Any, t: Any, factor: Any = 1) -> Any:
    return factor * (p - t) ** 2


def _slope(sign: int, p: Any, t: Any, factor: Any = 1) -> Any:
    return 2 * factor * sign * (p - t)


def _square_written(cells: Cells, numbers: Numbers, factor: Any = 1) -> Formula:
    return (cells[0] - cells[1]) ** 2


def _difference(cells: Cells, numbers: Numbers, factor: Any = 1) -> Formula:
    return cells[0] - cells[1]


SQUARED = PairLoss(Entrywise(_square, _square_written, (partial(_slope, 1), partial(_slope, -1)), (_difference,) * 2))


def squared_error(p: Value, t: Value, mse: str = "mean", reduction: str | None = None) -> Value:
    """Σ (p − t)², divided by the number of entries (or as the convention or the reduction says)."""
    factor, how = meant(mse, reduction)
    return reduced_loss(SQUARED, p, t, reduction=how, factor=factor)


def prediction_gradient(
    upstream: Value, p: Value, t: Value, loss: Value, mse: str = "mean", reduction: str | None = None
) -> Value:
    """2(p − t)/n."""
    factor, how = meant(mse, reduction)
    return loss_backward(SQUARED, partial(_slope, 1), upstream, p, t, loss, reduction=how, factor=factor)


def target_gradient(upstream: Value, p: Value, t: Value, loss: Value, **options: Any) -> Value:
    """−2(p − t)/n."""
    return negate(prediction_gradient(upstream, p, t, loss, **options))


# In symbols.


def _times(factor: Any, formula: Formula) -> Formula:
    return formula if factor == 1 else Num(factor) * formula


def _notation(p: Formula, t: Formula, mse: str = "mean", reduction: str | None = None) -> Formula:
    factor, how = meant(mse, reduction)
    squares = (p - t) ** 2 if how == "none" else apply("sum", (p - t) ** 2)
    below = {"mean": Sym("n"), "per_sample": Sym("n")}.get(how)
    if below is None:
        return _times(factor, squares)
    return 1 / (below if factor == 1 else 2 * below) * squares


def error_cells(index: Index, names: Cells, p: Value, t: Value, mse: str = "mean", reduction: Any = None) -> Cells:
    """The squares of all differences, added and divided."""
    factor, how = meant(mse, reduction)
    return loss_cells(SQUARED, index, names, p, t, reduction=how, share=factor)


def error_partials(
    sign: int,
    index: Index,
    names: Cells,
    p: Value,
    t: Value,
    loss: Value,
    mse: str = "mean",
    reduction: str | None = None,
) -> Moves:
    """The loss moves by 2(p − t)/n, with a minus for the target."""
    factor, how = meant(mse, reduction)
    ((place, difference),) = loss_partials(SQUARED, 0, index, names, p, t, loss, reduction="sum")
    ((place, _),) = loss_partials(SQUARED, 0, index, names, p, t, loss, reduction=how)
    return ((place, _times(2 * sign * factor * weight(shape_of(p), how, False), difference)),)


# Wrong ideas.


def halved(law: Any, *values: Value, **options: Any) -> Value:
    """Half of what a law gives."""
    return multiply(Fraction(1, 2), law(*values, **options))


def undivided(law: Any, position: int, *values: Value, mse: str = "mean", reduction: str | None = None) -> Value:
    """A law with the division by n left out; ``position`` is that of the prediction."""
    part = weight(shape_of(values[position]), meant(mse, reduction)[1], False)
    return multiply(1 / part, law(*values, mse=mse, reduction=reduction))


def halving_forgotten(law: Any, *values: Value, mse: str = "mean", reduction: str | None = None) -> Value:
    """A law without the half of its convention. Raises LawError where there is none."""
    if meant(mse, reduction)[0] == 1:
        raise LawError("there is no half here")
    return multiply(2, law(*values, mse=mse, reduction=reduction))


def square_lost(p: Value, t: Value, mse: str = "mean", reduction: str | None = None) -> Value:
    """The differences themselves, not squared."""
    factor, how = meant(mse, reduction)
    return reduced_loss(DIFFERENCES, p, t, reduction=how, factor=factor)


def size_for_square(p: Value, t: Value, mse: str = "mean", reduction: str | None = None) -> Value:
    """The sizes of the differences in place of their squares."""
    factor, how = meant(mse, reduction)
    return reduced_loss(SIZES, p, t, reduction=how, factor=factor)


def _plain_difference(p: Any, t: Any, factor: Any = 1) -> Any:
    return factor * (p - t)


def _plain_size(p: Any, t: Any, factor: Any = 1) -> Any:
    return factor * abs(p - t)


DIFFERENCES = PairLoss(Entrywise(_plain_difference, _difference, ()))
SIZES = PairLoss(Entrywise(_plain_size, _difference, ()))


def root_taken(p: Value, t: Value, mse: str = "mean", reduction: str | None = None) -> Value:
    """The root of the mean squared error."""
    return square_root(squared_error(p, t, mse, reduction))


def error_by_loops(p: Value, t: Value, mse: str = "mean", reduction: str | None = None) -> Value:
    """The squared errors one by one: an oracle."""
    if reduction is not None:
        half = 2 if "half" in mse else 1
        return settle(np.asarray(loss_by_loops(_square, False, p, t, reduction=reduction)) / Fraction(half))
    pairs = [(p, t)] if not shape_of(p) else list(zip(p.ravel().tolist(), t.ravel().tolist(), strict=True))
    total_error: Any = 0
    for one, other in pairs:
        total_error += (one - other) ** 2
    divisor = {"mean": len(pairs), "half": 2, "half mean": 2 * len(pairs), "sum": 1}[mse]
    return settle(total_error * Fraction(1, divisor))


GRADIENT = Gradient(
    prediction_gradient,
    "the derivative of (p − t)² is 2(p − t)",
    partials=partial(error_partials, 1),
    misconceptions=(
        slip(
            "prediction-and-target-exchanged",
            "The gradient has the sign of prediction minus target.",
            target_gradient,
            SIGN_SLIP,
        ),
        slip(
            "factor-two-lost",
            "The derivative of a square has a factor 2.",
            partial(halved, prediction_gradient),
        ),
        slip(
            "averaging-forgotten-in-gradient",
            "The loss is divided by n, so its gradient is too.",
            partial(undivided, prediction_gradient, 1),
        ),
    ),
)
TARGET_GRADIENT = Gradient(
    target_gradient,
    "the derivative of (p − t)² for t is −2(p − t)",
    partials=partial(error_partials, -1),
    misconceptions=(
        slip(
            "inner-derivative-forgotten",
            "The inner derivative −1 belongs to the target's gradient.",
            prediction_gradient,
            SIGN_SLIP,
        ),
    ),
)

RULES = (
    Rule(
        name="mse",
        summary="mean squared error",
        law=squared_error,
        inputs=("prediction", "target"),
        because="square every difference and add up, with the factor before the sum",
        options=(REDUCTION,),
        notation=_notation,
        cells=error_cells,
        gradients=(GRADIENT, TARGET_GRADIENT),
        misconceptions=(
            wrong_idea(
                "averaging-forgotten",
                "The sum was not divided by the number of entries.",
                partial(undivided, squared_error, 0),
                partial(undivided, prediction_gradient, 1),
                partial(undivided, target_gradient, 1),
            ),
            wrong_idea(
                "half-forgotten",
                "The squared errors are halved here.",
                partial(halving_forgotten, squared_error),
                partial(halving_forgotten, prediction_gradient),
                partial(halving_forgotten, target_gradient),
            ),
            slip("square-forgotten", "The differences were not squared.", square_lost),
            slip(
                "absolute-in-place-of-squared", "The differences are squared; their sizes were taken.", size_for_square
            ),
            slip("root-taken", "The mean squared error has no root.", root_taken),
        ),
        oracle=error_by_loops,
        conventions=(MSE,),
        example="question loss: compute\n  p = [1, 2]\n  t = [0, 4]\n  L = mse(p, t)\n  find L exactly",
        also=("mean_squared_error", "squared_error", "l2_loss", "mse_loss"),
    ),
)
