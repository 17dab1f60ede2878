"""Mean squared error, under the conventions that sources differ on."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, describe, linear, settle, shape_of
from examsolver.rules.arithmetic import multiply, negate, subtract
from examsolver.rules.naming import entry, total
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

MSE = Convention(
    "mse",
    (
        Variant("mean", "the squared errors are divided by their number n"),
        Variant("half", "the squared errors are summed and halved"),
        Variant("half mean", "the squared errors are divided by 2n"),
    ),
)


def scale(p: Value, t: Value, mse: str) -> Fraction:
    """The factor before the sum. Raises LawError where the shapes differ."""
    if shape_of(p) != shape_of(t):
        said = f"prediction {describe(shape_of(p))}, target {describe(shape_of(t))}"
        raise LawError(f"the shapes do not fit: {said}", "the target has one entry for each prediction")
    count = int(np.prod(shape_of(p), dtype=int))
    factors = {"mean": Fraction(1, count), "half": Fraction(1, 2), "half mean": Fraction(1, 2 * count)}
    if mse not in factors:
        raise LawError(f"mse {mse} is not known", "write convention mse mean, half or half mean")
    return factors[mse]


def squared_error(p: Value, t: Value, mse: str = "mean") -> Value:
    """Σ (p − t)², divided by the number of entries (or as the convention says)."""
    factor, error = scale(p, t, mse), subtract(p, t)
    return multiply(factor, _sum(multiply(error, error)))


def _sum(x: Value) -> Value:
    return linear(np.sum, as_array(x))


def prediction_gradient(upstream: Value, p: Value, t: Value, loss: Value, mse: str = "mean") -> Value:
    """2(p − t)/n."""
    return multiply(upstream, multiply(2 * scale(p, t, mse), subtract(p, t)))


def target_gradient(upstream: Value, p: Value, t: Value, loss: Value, mse: str = "mean") -> Value:
    """−2(p − t)/n."""
    return negate(prediction_gradient(upstream, p, t, loss, mse))


# In symbols.


def _times(factor: Fraction, formula: Formula) -> Formula:
    return formula if factor == 1 else Num(factor) * formula


def _notation(p: Formula, t: Formula, mse: str = "mean", **options: Any) -> Formula:
    squares = apply("sum", (p - t) ** 2)
    return 1 / {"half": Num(2), "half mean": 2 * Sym("n")}.get(mse, Sym("n")) * squares


def loss_cells(index: Index, names: Names, p: Value, t: Value, mse: str = "mean") -> tuple[Formula, ...]:
    """The squares of all differences, added and divided."""
    squares = [(entry(names[0], cell) - entry(names[1], cell)) ** 2 for cell in np.ndindex(shape_of(p))]
    return (_times(scale(p, t, mse), total(squares)),)


def loss_partials(sign: int, index: Index, names: Names, p: Value, t: Value, loss: Value, mse: str = "mean") -> Moves:
    """The loss moves by 2(p − t)/n, with a minus for the target."""
    difference = entry(names[0], index) - entry(names[1], index)
    return (((), _times(2 * sign * scale(p, t, mse), difference)),)


# Wrong ideas.


def halved(law: Any, *values: Value, **options: Any) -> Value:
    """Half of what a law gives."""
    return multiply(Fraction(1, 2), law(*values, **options))


def undivided(law: Any, position: int, *values: Value, mse: str = "mean") -> Value:
    """A law with the division by n left out; ``position`` is that of the prediction."""
    count = int(np.prod(shape_of(values[position]), dtype=int))
    return multiply(1 if mse == "half" else count, law(*values, mse=mse))


def square_lost(p: Value, t: Value, mse: str = "mean") -> Value:
    """The differences themselves, not squared."""
    return multiply(scale(p, t, mse), _sum(subtract(p, t)))


def root_taken(p: Value, t: Value, mse: str = "mean") -> Value:
    """The root of the mean squared error."""
    return square_root(squared_error(p, t, mse))


def error_by_loops(p: Value, t: Value, mse: str = "mean") -> Value:
    """The squared errors one by one: an oracle."""
    pairs = [(p, t)] if not shape_of(p) else list(zip(p.ravel().tolist(), t.ravel().tolist(), strict=True))
    total_error: Any = 0
    for one, other in pairs:
        total_error += (one - other) ** 2
    divisor = {"mean": len(pairs), "half": 2, "half mean": 2 * len(pairs)}[mse]
    return settle(total_error * Fraction(1, divisor))


GRADIENT = Gradient(
    prediction_gradient,
    "the derivative of (p − t)² is 2(p − t)",
    partials=partial(loss_partials, 1),
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

RULES = (
    Rule(
        name="mse",
        summary="mean squared error",
        law=squared_error,
        inputs=("prediction", "target"),
        because="the mean of the squared differences",
        notation=_notation,
        cells=loss_cells,
        gradients=(
            GRADIENT,
            Gradient(
                target_gradient,
                "the derivative of (p − t)² for t is −2(p − t)",
                partials=partial(loss_partials, -1),
                misconceptions=(
                    slip(
                        "inner-derivative-forgotten",
                        "The inner derivative −1 belongs to the target's gradient.",
                        prediction_gradient,
                        SIGN_SLIP,
                    ),
                ),
            ),
        ),
        misconceptions=(
            wrong_idea(
                "averaging-forgotten",
                "The sum was not divided by the number of entries.",
                partial(undivided, squared_error, 0),
                partial(undivided, prediction_gradient, 1),
                partial(undivided, target_gradient, 1),
            ),
            slip("square-forgotten", "The differences were not squared.", square_lost),
            slip("root-taken", "The mean squared error has no root.", root_taken),
        ),
        oracle=error_by_loops,
        conventions=(MSE,),
        example="question loss: compute\n  p = [1, 2]\n  t = [0, 4]\n  L = mse(p, t)\n  find L exactly",
    ),
)
