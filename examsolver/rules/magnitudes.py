"""Absolute values entry by entry, and the length of a vector."""

from __future__ import annotations

import math
import operator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, combine, entrywise, linear, shape_of
from examsolver.rules.arithmetic import divide, multiply
from examsolver.rules.naming import entry, total
from examsolver.rules.pointwise import loop, pass_on, pointwise_backward, pointwise_cells
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def absolute(x: Value) -> Value:
    """|x|, entry by entry."""
    return combine(operator.abs, x)


def sign_slope(x: Value, size: Value) -> Value:
    """d|x|/dx: the sign of x; 0 at 0, as frameworks have it."""
    return entrywise(_sign, x)


def _sign(x: Any) -> Any:
    return 1 if x > 0 else -1 if x < 0 else 0


def _sign_partials(index: Index, names: Names, x: Value, size: Value) -> Moves:
    number = _sign(as_array(x)[index])
    return ((index, Num(number)),)


def norm(x: Value) -> Value:
    """√Σx², exact where it can be."""
    return square_root(squares(x))


def squares(x: Value) -> Value:
    """Σx²."""
    return linear(np.sum, as_array(multiply(x, x)))


def norm_gradient(upstream: Value, x: Value, length: Value) -> Value:
    """x/‖x‖. Raises ZeroDivisionError for a vector of zeros."""
    return combine(operator.mul, upstream, divide(x, length))


def norm_cells(index: Index, names: Names, x: Value) -> tuple[Formula, ...]:
    """The root of the sum of all squares."""
    return (apply("sqrt", total([entry(names[0], cell) ** 2 for cell in np.ndindex(shape_of(x))])),)


def _norm_formula(upstream: Formula, x: Formula, length: Formula) -> Formula:
    return upstream * (x / length)


def _norm_partials(index: Index, names: Names, x: Value, length: Value) -> Moves:
    return (((), entry(names[0], index) / names[-1]),)


def _by_cases(x: Any) -> Any:
    return -x if x < 0 else x


def _norm_by_loops(x: Value) -> Value:
    return math.sqrt(math.fsum(float(number) ** 2 for number in as_array(x).ravel().tolist()))


def unchanged(x: Value) -> Value:
    """x itself, its sign kept."""
    return combine(operator.pos, x)


RULES = (
    Rule(
        name="abs",
        summary="absolute value, entry by entry",
        law=absolute,
        inputs=("x",),
        because="take the absolute value",
        cells=partial(pointwise_cells, partial(apply, "abs")),
        gradients=(
            Gradient(
                partial(pointwise_backward, sign_slope, 0),
                "the derivative of |x| is the sign of x",
                partials=_sign_partials,
                misconceptions=(
                    slip("derivative-forgotten", "The gradient was passed on without the sign.", partial(pass_on, 0)),
                ),
            ),
        ),
        misconceptions=(
            wrong_idea("absolute-value-forgotten", "The sign was kept.", unchanged, partial(pass_on, 0)),
        ),
        oracle=partial(loop, _by_cases),
        example="question sizes: compute\n  x = [-3, 4]\n  y = abs(x)\n  find y",
    ),
    Rule(
        name="norm",
        summary="length of a vector: the root of the sum of all squares",
        law=norm,
        inputs=("x",),
        because="the root of the sum of all squares",
        cells=norm_cells,
        gradients=(
            Gradient(
                norm_gradient, "the derivative of a length is the vector over its length", _norm_formula, _norm_partials
            ),
        ),
        misconceptions=(slip("root-forgotten", "The square root was not taken.", squares),),
        oracle=_norm_by_loops,
        example="question length: compute\n  x = [-3, 4]\n  n = norm(x)\n  find n",
    ),
)
