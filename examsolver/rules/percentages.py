"""A share as a percentage."""

from __future__ import annotations

import operator
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Num
from examsolver.core.rule import Rule
from examsolver.maths.arrays import combine
from examsolver.rules.pointwise import loop, pass_on, pointwise_cells, pointwise_gradient
from examsolver.rules.rewriting import wrong_idea


def percentage(x: Value) -> Value:
    """A hundred times the share."""
    return combine(operator.mul, 100, x)


def hundredfold(x: Formula, **options: object) -> Formula:
    """How it is written."""
    return Apply("*", (Num(100), x))


def slope(x: Value, p: Value) -> Value:
    """The derivative, 100 everywhere."""
    return combine(operator.add, 100, combine(operator.mul, 0, x))


def _slope_symbol(x: Formula, p: Formula) -> Formula:
    return Num(100)


def the_share(x: Value) -> Value:
    """The share itself."""
    return combine(operator.pos, x)


def _in_hundredths(x: Any) -> Any:
    return x / Fraction(1, 100) if not isinstance(x, float) else x / 0.01


RULES = (
    Rule(
        name="percentage",
        summary="a share as a percentage: a hundred times it",
        law=percentage,
        inputs=("x",),
        because="a share becomes a percentage when it is multiplied by a hundred",
        notation=hundredfold,
        cells=partial(pointwise_cells, hundredfold),
        gradients=(pointwise_gradient(0, slope, _slope_symbol, "a constant factor stays"),),
        misconceptions=(
            wrong_idea(
                "fraction-in-place-of-percent",
                "A share becomes a percentage when it is multiplied by a hundred.",
                the_share,
                partial(pass_on, 0),
            ),
        ),
        oracle=partial(loop, _in_hundredths),
        example="question left: compute\n  share = 0.25\n  p = percentage(share)\n  find p",
        also=("as_percent", "to_percent"),
    ),
)
