"""Sum, difference, product, quotient and sign, entry by entry."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import Derivation, LawError, Misconception, Step, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Rule
from examsolver.maths.arrays import combine, common_shape, describe, entrywise, settle, shape_of
from examsolver.rules.pointwise import loop, pass_on, pointwise_backward, pointwise_cells, pointwise_gradient
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea


def add(a: Value, b: Value) -> Value:
    """a + b; a number is added to every entry."""
    return combine(operator.add, a, b)


def subtract(a: Value, b: Value) -> Value:
    """a − b."""
    return combine(operator.sub, a, b)


def multiply(a: Value, b: Value) -> Value:
    """a · b, entry by entry for arrays."""
    return combine(operator.mul, a, b)


def divide(a: Value, b: Value) -> Value:
    """a / b, exact for exact numbers. Raises ZeroDivisionError."""
    return entrywise(quotient, a, b)


def negate(a: Value) -> Value:
    """−a."""
    return combine(operator.neg, a)


def first(a: Value, b: Value) -> Value:
    """Only the first of two values, as where the second is forgotten."""
    shape = common_shape(shape_of(a), shape_of(b))
    if shape_of(a) != shape:
        raise LawError(f"{describe(shape_of(a))} in place of {describe(shape)}")
    return settle(a)


def second(a: Value, b: Value) -> Value:
    """Only the second of two values, as where the first is forgotten."""
    return first(b, a)


def quotient(a: Any, b: Any) -> Any:
    """The quotient of two numbers, exact where both are."""
    if isinstance(a, float) or isinstance(b, float):
        return float(a) / float(b)
    return Fraction(a) / Fraction(b)


# Local derivatives: as values of (inputs, output), and as formulas of their cells.


def one(*values: Value) -> Value:
    """1 for every entry."""
    return 1


def minus_one(*values: Value) -> Value:
    """−1 for every entry."""
    return -1


def other_factor(a: Value, b: Value, product: Value) -> Value:
    """d(ab)/da."""
    return b


def first_factor(a: Value, b: Value, product: Value) -> Value:
    """d(ab)/db."""
    return a


def over_denominator(a: Value, b: Value, ratio: Value) -> Value:
    """d(a/b)/da."""
    return divide(1, b)


def denominator_slope(a: Value, b: Value, ratio: Value) -> Value:
    """d(a/b)/db = −a/b²."""
    return divide(negate(a), multiply(b, b))


def slope_at_output(a: Value, b: Value, ratio: Value) -> Value:
    """−a/f², the slope of 1/r taken at the result in place of the input."""
    return divide(negate(a), multiply(ratio, ratio))


def slope_without_sign(a: Value, b: Value, ratio: Value) -> Value:
    """a/b², the sign of the slope lost."""
    return negate(denominator_slope(a, b, ratio))


def _one(*cells: Formula) -> Formula:
    return Num(1)


def _minus_one(*cells: Formula) -> Formula:
    return Num(-1)


def _other_factor(a: Formula, b: Formula, product: Formula) -> Formula:
    return b


def _first_factor(a: Formula, b: Formula, product: Formula) -> Formula:
    return a


def _over_denominator(a: Formula, b: Formula, ratio: Formula) -> Formula:
    return 1 / b


def _denominator_slope(a: Formula, b: Formula, ratio: Formula) -> Formula:
    return -(a / b**2)


def _forget_bias(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """Applies where a given is added to something computed, as a bias is."""
    computed, added = step.uses
    if added in derivation.givens and computed in derivation:
        return {step.name: step.with_law(first)}
    return {}


BIAS_FORGOTTEN = Misconception("bias-forgotten", "The bias was not added.", partial(_forget_bias))

SIGN_OF_SUBTRACTED = slip(
    "inner-derivative-forgotten",
    "What is subtracted comes with a minus sign in the derivative too.",
    partial(pointwise_backward, one, 1),
    SIGN_SLIP,
)

SWAP_FORGOTTEN = "multiply-gate-not-swapped"
SWAP_SAYS = "The derivative of a product with respect to one factor is the other factor, not the factor itself."

RULES = (
    Rule(
        name="+",
        summary="sum, entry by entry",
        law=add,
        inputs=("a", "b"),
        because="add what belongs together",
        cells=partial(pointwise_cells, operator.add),
        gradients=(
            pointwise_gradient(0, one, _one, "a sum passes the gradient on to both terms"),
            pointwise_gradient(1, one, _one, "a sum passes the gradient on to both terms"),
        ),
        misconceptions=(BIAS_FORGOTTEN,),
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
            pointwise_gradient(0, one, _one, "the first term passes the gradient on"),
            pointwise_gradient(1, minus_one, _minus_one, "what is subtracted turns the sign", (SIGN_OF_SUBTRACTED,)),
        ),
        misconceptions=(
            wrong_idea(
                "minus-read-as-plus",
                "The terms were added where they are to be subtracted.",
                add,
                None,
                partial(pointwise_backward, one, 1),
                keeps=SIGN_SLIP,
            ),
        ),
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
                _other_factor,
                "the derivative of a product with respect to one factor is the other factor",
                (slip(SWAP_FORGOTTEN, SWAP_SAYS, partial(pointwise_backward, first_factor, 0)),),
            ),
            pointwise_gradient(
                1,
                first_factor,
                _first_factor,
                "the derivative of a product with respect to one factor is the other factor",
                (slip(SWAP_FORGOTTEN, SWAP_SAYS, partial(pointwise_backward, other_factor, 1)),),
            ),
        ),
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
                _over_denominator,
                "the derivative of a quotient for its numerator is 1 over the denominator",
            ),
            pointwise_gradient(
                1,
                denominator_slope,
                _denominator_slope,
                "the derivative of 1/r is −1/r²",
                (
                    slip(
                        "derivative-at-the-output",
                        "The derivative of 1/r was taken at the result, not at r.",
                        partial(pointwise_backward, slope_at_output, 1),
                    ),
                    slip(
                        "sign-of-reciprocal-lost",
                        "The derivative of 1/r is negative: −1/r².",
                        partial(pointwise_backward, slope_without_sign, 1),
                        SIGN_SLIP,
                    ),
                    slip(
                        "derivative-forgotten",
                        "The gradient was passed on without the local derivative.",
                        partial(pass_on, 1),
                    ),
                ),
            ),
        ),
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
        gradients=(pointwise_gradient(0, minus_one, _minus_one, "the sign turns in the gradient too"),),
        misconceptions=(wrong_idea("sign-forgotten", "The minus sign was lost.", settle, keeps=SIGN_SLIP),),
        oracle=partial(loop, operator.neg),
        example="question opposite: compute\n  a = [1, 2]\n  c = -a\n  find c",
    ),
)
