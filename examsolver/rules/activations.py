"""Sigmoid, tanh and ReLU, entry by entry."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, combine, entrywise, shape_of, undo_broadcast
from examsolver.rules.activation_slips import INPUT_ACTIVATED
from examsolver.rules.pointwise import loop, pass_on, pointwise_backward, pointwise_cells, pointwise_gradient
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.time_steps import WRONG_STEP

RELU_AT_ZERO = Convention(
    "relu at zero",
    (
        Variant("zero", "the derivative of ReLU at 0 is 0"),
        Variant("one", "the derivative of ReLU at 0 is 1"),
        Variant("half", "the derivative of ReLU at 0 is 1/2"),
    ),
    backward=True,
)

AT_ZERO = {"zero": 0, "one": 1, "half": Fraction(1, 2)}


def sigmoid(x: Value) -> Value:
    """1 / (1 + e^(−x)); exactly 1/2 at 0."""
    return entrywise(_sigmoid, x)


def tanh(x: Value) -> Value:
    """The hyperbolic tangent; exactly 0 at 0."""
    return entrywise(_tanh, x)


def relu(x: Value, relu_at_zero: str = "zero") -> Value:
    """x where it is positive, else 0."""
    return entrywise(_relu, x)


def _sigmoid(x: Any) -> Any:
    if x == 0 and not isinstance(x, float):
        return Fraction(1, 2)
    smaller = math.exp(-abs(x))
    return 1 / (1 + smaller) if x >= 0 else smaller / (1 + smaller)


def _tanh(x: Any) -> Any:
    return 0 if x == 0 and not isinstance(x, float) else math.tanh(x)


def _relu(x: Any) -> Any:
    return x if x > 0 else type(x)(0)


# Local derivatives.


def sigmoid_slope(x: Value, s: Value) -> Value:
    """σ'(x) = σ(x)(1 − σ(x)), from the output."""
    return combine(operator.mul, s, combine(operator.sub, 1, s))


def tanh_slope(x: Value, h: Value) -> Value:
    """tanh'(x) = 1 − tanh²(x), from the output."""
    return combine(operator.sub, 1, combine(operator.mul, h, h))


def relu_slope(x: Value, r: Value, relu_at_zero: str = "zero") -> Value:
    """1 where x is positive, 0 where negative; at 0 as the convention says."""
    return entrywise(partial(_step, _at_zero(relu_at_zero)), x)


def _at_zero(variant: str) -> Any:
    if variant not in AT_ZERO:
        raise LawError(f"relu at zero {variant} is not known", "write convention relu at zero zero, one or half")
    return AT_ZERO[variant]


def _step(at_zero: Any, x: Any) -> Any:
    return 1 if x > 0 else at_zero if x == 0 else 0


def _sigmoid_symbol(x: Formula, s: Formula) -> Formula:
    return s * (1 - s)


def _tanh_symbol(x: Formula, h: Formula) -> Formula:
    return 1 - h**2


def relu_partials(
    index: Index, names: tuple[Formula, ...], x: Value, r: Value, relu_at_zero: str = "zero"
) -> tuple[tuple[Index, Formula], ...]:
    """The one output cell of an input cell, with 1 or 0."""
    number = as_array(x)[index]
    return ((index, Num(_step(_at_zero(relu_at_zero), number))),)


def _relu_formula(upstream: Formula, x: Formula, r: Formula, **options: object) -> Formula:
    return upstream * apply(">", x, 0)


# Wrong ideas.


def slope_at_output(x: Value, s: Value) -> Value:
    """σ'(σ(x)): the output taken for the input."""
    return sigmoid_slope(s, sigmoid(s))


def slope_of_input(x: Value, s: Value) -> Value:
    """x(1 − x): the input taken for the output."""
    return sigmoid_slope(s, x)


def tanh_slope_at_output(x: Value, h: Value) -> Value:
    """tanh'(tanh(x)): the output taken for the input."""
    return tanh_slope(h, tanh(h))


def square_forgotten(x: Value, h: Value) -> Value:
    """1 − tanh(x), the square forgotten."""
    return combine(operator.sub, 1, h)


def mask_from_upstream(upstream: Value, x: Value, r: Value, relu_at_zero: str = "zero") -> Value:
    """The gradient where it is itself positive, whatever the input was."""
    return undo_broadcast(relu(upstream), shape_of(x))


def unchanged(x: Value, **options: object) -> Value:
    """The input as it is, the activation forgotten."""
    return combine(operator.pos, x)


def size_of(x: Value, **options: object) -> Value:
    """The absolute value."""
    return combine(operator.abs, x)


# Oracles, by decimal arithmetic.


def _exp(x: Any) -> Decimal:
    number = Fraction(x)
    return (Decimal(number.numerator) / Decimal(number.denominator)).exp()


def _sigmoid_by_decimals(x: Any) -> float:
    return float(1 / (1 + _exp(-x)))


def _tanh_by_decimals(x: Any) -> float:
    return float((_exp(2 * x) - 1) / (_exp(2 * x) + 1))


def _relu_by_cases(x: Any) -> Any:
    return (abs(x) + x) / 2


DERIVATIVE_FORGOTTEN = slip(
    "derivative-forgotten",
    "The gradient was passed on without the derivative of the activation.",
    partial(pass_on, 0),
)
WRONG_ARGUMENT = "derivative-at-wrong-argument"
WRONG_ARGUMENT_SAYS = "The derivative of the activation was taken at the wrong argument: at its output, not its input."
FORGOTTEN = wrong_idea(
    "activation-forgotten", "The activation function was not applied.", unchanged, partial(pass_on, 0)
)

SIGMOID_GRADIENT = pointwise_gradient(
    0,
    sigmoid_slope,
    _sigmoid_symbol,
    "the derivative of σ is σ(1 − σ)",
    (
        slip(WRONG_ARGUMENT, WRONG_ARGUMENT_SAYS, partial(pointwise_backward, slope_at_output, 0)),
        slip(
            "derivative-from-the-input",
            "σ(1 − σ) takes the output of the sigmoid; here its input was put in.",
            partial(pointwise_backward, slope_of_input, 0),
        ),
        DERIVATIVE_FORGOTTEN,
        WRONG_STEP,
    ),
)

TANH_GRADIENT = pointwise_gradient(
    0,
    tanh_slope,
    _tanh_symbol,
    "the derivative of tanh is 1 − tanh²",
    (
        slip(
            "square-forgotten",
            "The derivative of tanh is 1 − tanh², not 1 − tanh.",
            partial(pointwise_backward, square_forgotten, 0),
        ),
        slip(WRONG_ARGUMENT, WRONG_ARGUMENT_SAYS, partial(pointwise_backward, tanh_slope_at_output, 0)),
        DERIVATIVE_FORGOTTEN,
        WRONG_STEP,
    ),
)

RELU_GRADIENT = Gradient(
    partial(pointwise_backward, relu_slope, 0),
    "ReLU passes the gradient on where its input is positive, and stops it where not",
    _relu_formula,
    relu_partials,
    (
        slip("relu-mask-omitted", "ReLU stops the gradient where its input is negative.", partial(pass_on, 0)),
        slip(
            "relu-mask-from-upstream",
            "The mask of ReLU comes from the sign of its input, not of the gradient.",
            mask_from_upstream,
        ),
    ),
)

RULES = (
    Rule(
        name="sigmoid",
        summary="sigmoid, 1 / (1 + e^(−x)), entry by entry",
        law=sigmoid,
        inputs=("x",),
        because="apply the sigmoid to every entry",
        cells=partial(pointwise_cells, partial(apply, "sigmoid")),
        gradients=(SIGMOID_GRADIENT,),
        misconceptions=(
            wrong_idea(
                "tanh-in-place-of-sigmoid",
                "tanh was used where the sigmoid is asked.",
                tanh,
                partial(pointwise_backward, tanh_slope, 0),
            ),
            FORGOTTEN,
            *INPUT_ACTIVATED,
        ),
        oracle=partial(loop, _sigmoid_by_decimals),
        example="question squash: compute\n  z = [0, 1]\n  s = sigmoid(z)\n  find s to 4 decimals",
    ),
    Rule(
        name="tanh",
        summary="hyperbolic tangent, entry by entry",
        law=tanh,
        inputs=("x",),
        because="apply tanh to every entry",
        cells=partial(pointwise_cells, partial(apply, "tanh")),
        gradients=(TANH_GRADIENT,),
        misconceptions=(
            wrong_idea(
                "sigmoid-in-place-of-tanh",
                "The sigmoid was used where tanh is asked.",
                sigmoid,
                partial(pointwise_backward, sigmoid_slope, 0),
            ),
            FORGOTTEN,
            *INPUT_ACTIVATED,
        ),
        oracle=partial(loop, _tanh_by_decimals),
        example="question squash: compute\n  z = [0, 1]\n  h = tanh(z)\n  find h to 4 decimals",
    ),
    Rule(
        name="relu",
        summary="x where it is positive, else 0",
        law=relu,
        inputs=("x",),
        because="what is negative becomes 0",
        cells=partial(pointwise_cells, partial(apply, "relu")),
        gradients=(RELU_GRADIENT,),
        misconceptions=(
            FORGOTTEN,
            *INPUT_ACTIVATED,
            slip(
                "absolute-value-in-place-of-relu",
                "ReLU makes negative entries 0; it does not turn their sign.",
                size_of,
            ),
        ),
        oracle=partial(loop, _relu_by_cases),
        conventions=(RELU_AT_ZERO,),
        example="question rectify: compute\n  z = [-1, 2]\n  r = relu(z)\n  find r",
    ),
)
