"""Root mean squared error."""

from __future__ import annotations

import math
import operator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import combine, shape_of
from examsolver.rules.arithmetic import divide, multiply, negate, subtract
from examsolver.rules.loss_reduction import times, weight
from examsolver.rules.mse import error_cells, squared_error
from examsolver.rules.naming import entry
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]


def root_error(p: Value, t: Value) -> Value:
    """√(Σ (p − t)²/n)."""
    return square_root(squared_error(p, t))


def root_gradient(sign: int, upstream: Value, p: Value, t: Value, loss: Value) -> Value:
    """(p − t)/(n · loss), with a minus for the target. Raises ZeroDivisionError where there is no error."""
    share = sign * weight(shape_of(p), "mean", False)
    return combine(operator.mul, upstream, divide(multiply(share, subtract(p, t)), loss))


def root_cells(index: Index, names: Names, p: Value, t: Value) -> Names:
    """The root of the mean of the squares."""
    (inner,) = error_cells(index, names, p, t)
    return (apply("sqrt", inner),)


def root_partials(sign: int, index: Index, names: Names, p: Value, t: Value, loss: Value) -> Any:
    """(p − t)/(n · loss)."""
    slope = (entry(names[0], index) - entry(names[1], index)) / names[2]
    return (((), times(sign * weight(shape_of(p), "mean", False), slope)),)


def _notation(p: Formula, t: Formula) -> Formula:
    return apply("sqrt", 1 / Sym("n") * apply("sum", (p - t) ** Num(2)))


def root_forgotten(p: Value, t: Value) -> Value:
    """The mean squared error."""
    return squared_error(p, t)


def undivided(p: Value, t: Value) -> Value:
    """The root of the sum."""
    return square_root(squared_error(p, t, "sum"))


def sizes(p: Value, t: Value) -> Value:
    """The mean of the sizes."""
    return divide(combine(operator.abs, subtract(p, t)), 1) if not shape_of(p) else _mean_size(p, t)


def _mean_size(p: Value, t: Value) -> Value:
    errors = combine(operator.abs, subtract(p, t))
    return divide(sum(errors.reshape(-1).tolist()), errors.size)


def outer_forgotten(upstream: Value, p: Value, t: Value, loss: Value) -> Value:
    """2(p − t)/n: the derivative of the root forgotten."""
    return multiply(2, multiply(loss, root_gradient(1, upstream, p, t, loss)))


def _by_loops(p: Value, t: Value) -> float:
    errors = [float(one - other) for one, other in zip(np.ravel(p).tolist(), np.ravel(t).tolist(), strict=True)]
    return math.sqrt(math.fsum(error**2 for error in errors) / len(errors))


def _turned(upstream: Value, *values: Value) -> Value:
    return negate(root_gradient(1, upstream, *values))


RULES = (
    Rule(
        name="rmse",
        summary="root mean squared error",
        law=root_error,
        inputs=("prediction", "target"),
        because="the root of the mean of the squared differences",
        notation=_notation,
        cells=root_cells,
        gradients=(
            Gradient(
                partial(root_gradient, 1),
                "the derivative of the root is 1 over twice the root; the 2 of the square cancels",
                partials=partial(root_partials, 1),
                misconceptions=(
                    slip(
                        "inner-derivative-only",
                        "The root is differentiated too: divide by twice the root.",
                        outer_forgotten,
                    ),
                    slip(
                        "prediction-and-target-exchanged",
                        "The gradient has the sign of prediction minus target.",
                        _turned,
                    ),
                ),
            ),
            Gradient(
                partial(root_gradient, -1),
                "the derivative for the target has the opposite sign",
                partials=partial(root_partials, -1),
            ),
        ),
        misconceptions=(
            slip("root-forgotten", "The square root was not taken.", root_forgotten),
            slip("averaging-forgotten", "The sum was not divided by the number of entries.", undivided),
            slip("absolute-in-place-of-squared", "The differences are squared; their sizes were taken.", sizes),
        ),
        oracle=_by_loops,
        example="question loss: compute\n  p = [1, 2]\n  t = [0, 4]\n  L = rmse(p, t)\n  find L to 4 decimals",
        also=("root_mean_squared_error",),
    ),
)
