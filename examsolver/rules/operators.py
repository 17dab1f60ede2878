"""The operators of arithmetic, entry by entry: ``+ - * /`` and the opposite."""

from __future__ import annotations

import operator
from functools import partial

from examsolver.core.rule import Rule
from examsolver.maths.arrays import settle
from examsolver.rules.arithmetic import (
    add,
    denominator_slope,
    denominator_symbol,
    divide,
    first_factor,
    first_factor_symbol,
    minus_one,
    minus_one_symbol,
    multiply,
    negate,
    one,
    one_symbol,
    other_factor,
    other_factor_symbol,
    over_denominator,
    over_denominator_symbol,
    quotient,
    subtract,
)
from examsolver.rules.arithmetic_slips import (
    DENOMINATOR_SLIPS,
    DIFFERENCE_SLIPS,
    LEFT_FACTOR_SLIPS,
    OPPOSITE_GRADIENT_SLIPS,
    PRODUCT_SLIPS,
    QUOTIENT_SLIPS,
    RIGHT_FACTOR_SLIPS,
    SUBTRACTED_SLIPS,
    SUM_SLIPS,
)
from examsolver.rules.pointwise import loop, pointwise_cells, pointwise_gradient
from examsolver.rules.rewriting import SIGN_SLIP, wrong_idea

RULES = (
    Rule(
        name="+",
        summary="sum, entry by entry",
        law=add,
        inputs=("a", "b"),
        because="add what belongs together",
        cells=partial(pointwise_cells, operator.add),
        gradients=(
            pointwise_gradient(0, one, one_symbol, "a sum passes the gradient on to both terms"),
            pointwise_gradient(1, one, one_symbol, "a sum passes the gradient on to both terms"),
        ),
        misconceptions=SUM_SLIPS,
        oracle=partial(loop, operator.add),
        example="question sum: compute\n  a = [1, 2]\n  b = 3\n  c = a + b\n  find c",
    ),
    Rule(
        name="-",
        summary="difference, entry by entry",
        law=subtract,
        inputs=("a", "b"),
        because="subtract the second from the first",
        cells=partial(pointwise_cells, operator.sub),
        gradients=(
            pointwise_gradient(0, one, one_symbol, "the first term passes the gradient on"),
            pointwise_gradient(1, minus_one, minus_one_symbol, "what is subtracted turns the sign", SUBTRACTED_SLIPS),
        ),
        misconceptions=DIFFERENCE_SLIPS,
        oracle=partial(loop, operator.sub),
        example="question difference: compute\n  a = [1, 2]\n  b = 3\n  c = a - b\n  find c",
    ),
    Rule(
        name="*",
        summary="product, entry by entry",
        law=multiply,
        inputs=("a", "b"),
        because="multiply entry by entry",
        cells=partial(pointwise_cells, operator.mul),
        gradients=(
            pointwise_gradient(
                0,
                other_factor,
                other_factor_symbol,
                "the derivative of a product with respect to one factor is the other factor",
                LEFT_FACTOR_SLIPS,
            ),
            pointwise_gradient(
                1,
                first_factor,
                first_factor_symbol,
                "the derivative of a product with respect to one factor is the other factor",
                RIGHT_FACTOR_SLIPS,
            ),
        ),
        misconceptions=PRODUCT_SLIPS,
        oracle=partial(loop, operator.mul),
        example="question product: compute\n  a = [1, 2]\n  b = 3\n  c = a * b\n  find c",
    ),
    Rule(
        name="/",
        summary="quotient, entry by entry",
        law=divide,
        inputs=("a", "b"),
        because="divide entry by entry",
        cells=partial(pointwise_cells, operator.truediv),
        gradients=(
            pointwise_gradient(
                0,
                over_denominator,
                over_denominator_symbol,
                "the derivative of a quotient for its numerator is 1 over the denominator",
            ),
            pointwise_gradient(
                1,
                denominator_slope,
                denominator_symbol,
                "the derivative of 1/r is −1/r²",
                DENOMINATOR_SLIPS,
            ),
        ),
        misconceptions=QUOTIENT_SLIPS,
        oracle=partial(loop, quotient),
        example="question quotient: compute\n  a = [1, 2]\n  b = 3\n  c = a / b\n  find c exactly",
    ),
    Rule(
        name="neg",
        summary="the opposite, entry by entry",
        law=negate,
        inputs=("a",),
        because="turn the sign",
        cells=partial(pointwise_cells, operator.neg),
        gradients=(
            pointwise_gradient(
                0, minus_one, minus_one_symbol, "the sign turns in the gradient too", OPPOSITE_GRADIENT_SLIPS
            ),
        ),
        misconceptions=(wrong_idea("sign-forgotten", "The minus sign was lost.", settle, keeps=SIGN_SLIP),),
        oracle=partial(loop, operator.neg),
        example="question opposite: compute\n  a = [1, 2]\n  c = -a\n  find c",
    ),
)
