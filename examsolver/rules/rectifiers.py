"""Relatives of ReLU: leaky, parametric, and capped at 6."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Option, Rule
from examsolver.rules.activations import AT_ZERO, RELU_AT_ZERO
from examsolver.rules.activations import relu as plain_relu
from examsolver.rules.by_cases import (
    Cells,
    Entrywise,
    Numbers,
    apply_to_entries,
    backward,
    entry_cells,
    entry_gradient,
    one_by_one,
)
from examsolver.rules.pointwise import pass_on
from examsolver.rules.rewriting import slip, wrong_idea

SLOPE = Fraction(1, 100)


def at_zero(left: Any, variant: str) -> Any:
    """The derivative at 0 between the slope on the left and 1 on the right."""
    return left + AT_ZERO.get(variant, 0) * (1 - left)


def _leaky(x: Any, slope: Any = SLOPE, **options: object) -> Any:
    return x if x > 0 else slope * x


def _leaky_slope(x: Any, slope: Any = SLOPE, relu_at_zero: str = "zero") -> Any:
    return 1 if x > 0 else slope if x < 0 else at_zero(slope, relu_at_zero)


def _leaky_written(cells: Cells, numbers: Numbers, slope: Any = SLOPE, **options: object) -> Formula:
    return cells[0] if numbers[0] > 0 else Num(slope) * cells[0]


def _parametric_slope(x: Any, a: Any, relu_at_zero: str = "zero") -> Any:
    return _leaky_slope(x, a, relu_at_zero)


def _parametric_slope_written(cells: Cells, numbers: Numbers, relu_at_zero: str = "zero") -> Formula:
    x, a = numbers
    return cells[1] if x < 0 else Num(_parametric_slope(x, a, relu_at_zero))


def _by_slope(x: Any, a: Any, **options: object) -> Any:
    return x if x < 0 else 0


def _by_slope_written(cells: Cells, numbers: Numbers, **options: object) -> Formula:
    return cells[0] if numbers[0] < 0 else Num(0)


def _parametric_written(cells: Cells, numbers: Numbers, **options: object) -> Formula:
    return cells[0] if numbers[0] > 0 else cells[1] * cells[0]


def _capped(x: Any, **options: object) -> Any:
    return min(max(x, 0 * x), 6)


def _capped_slope(x: Any, relu_at_zero: str = "zero") -> Any:
    return 1 if 0 < x < 6 else at_zero(0, relu_at_zero) if x == 0 else 0


def _capped_written(cells: Cells, numbers: Numbers, **options: object) -> Formula:
    return apply("min", apply("max", 0, cells[0]), 6)


LEAKY = Entrywise(_leaky, _leaky_written, (_leaky_slope,))
PARAMETRIC = Entrywise(
    _leaky, _parametric_written, (_parametric_slope, _by_slope), (_parametric_slope_written, _by_slope_written)
)
CAPPED = Entrywise(_capped, _capped_written, (_capped_slope,))


# Wrong ideas.


def relu_slope(x: Any, *others: Any, **options: object) -> Any:
    return 1 if x > 0 else 0


def as_relu(x: Value, *others: Value, **options: object) -> Value:
    """ReLU: what is negative becomes 0."""
    return plain_relu(x) if not others else apply_to_entries(PARAMETRIC, x, 0 * others[0])


def unchanged(x: Value, *others: Value, **options: object) -> Value:
    """The input as it is."""
    return 1 * x


def of_entries(law: Any, /, *inputs: Value, **options: object) -> Value:
    """A law of numbers, entry by entry: for wrong ideas."""
    return apply_to_entries(Entrywise(law, _leaky_written, ()), *inputs, **options)


# Oracles.


def _leaky_by_parts(x: Any, slope: Any = SLOPE, **options: object) -> Any:
    return (abs(x) + x) / 2 + slope * (x - abs(x)) / 2


def _capped_by_parts(x: Any, **options: object) -> Any:
    return sorted((0, x, 6))[1]


DERIVATIVE_FORGOTTEN = slip(
    "derivative-forgotten",
    "The gradient was passed on without the derivative of the activation.",
    partial(pass_on, 0),
)
FORGOTTEN = wrong_idea(
    "activation-forgotten", "The activation function was not applied.", unchanged, partial(pass_on, 0), None
)
LEAK_FORGOTTEN = wrong_idea(
    "leak-forgotten",
    "What is negative keeps a small slope; only in a plain ReLU does it become 0.",
    as_relu,
    partial(backward, relu_slope, 0),
    None,
)
MASKED = slip(
    "leak-forgotten-in-gradient",
    "Where the input is negative the gradient passes with the slope; it is not stopped.",
    partial(backward, relu_slope, 0),
)
KINK = "1 on the right of 0, the slope of the left side on the left"
RULES = (
    Rule(
        name="leaky_relu",
        summary="leaky ReLU: x where it is positive, else a small multiple of x",
        law=partial(apply_to_entries, LEAKY),
        inputs=("x",),
        because="what is positive stays; what is negative is multiplied by the slope",
        options=(
            Option(
                "slope", "the slope for negative x; left out, 0.01", "number", also=("alpha", "negative_slope", "a")
            ),
        ),
        cells=partial(entry_cells, LEAKY),
        gradients=(entry_gradient(LEAKY, 0, f"the derivative is {KINK}", (MASKED, DERIVATIVE_FORGOTTEN)),),
        misconceptions=(LEAK_FORGOTTEN, FORGOTTEN),
        oracle=partial(one_by_one, _leaky_by_parts),
        conventions=(RELU_AT_ZERO,),
        example="question leak: compute\n  z = [-2, 3]\n  h = leaky_relu(z, slope=0.1)\n  find h exactly",
        also=("lrelu", "leakyrelu"),
    ),
    Rule(
        name="prelu",
        summary="parametric ReLU: x where it is positive, else a x with a slope a that is learned",
        law=partial(apply_to_entries, PARAMETRIC),
        inputs=("x", "a"),
        because="what is positive stays; what is negative is multiplied by the learned slope",
        cells=partial(entry_cells, PARAMETRIC),
        gradients=(
            entry_gradient(PARAMETRIC, 0, f"the derivative is {KINK}", (MASKED, DERIVATIVE_FORGOTTEN)),
            entry_gradient(
                PARAMETRIC,
                1,
                "the derivative by the slope is x where x is negative, else 0",
                (
                    slip(
                        "derivative-forgotten",
                        "The derivative by the slope is x itself, where x is negative.",
                        partial(pass_on, 1),
                    ),
                ),
            ),
        ),
        misconceptions=(LEAK_FORGOTTEN, FORGOTTEN),
        oracle=partial(one_by_one, _leaky_by_parts),
        conventions=(RELU_AT_ZERO,),
        example="question learned: compute\n  z = [-2, 3]\n  a = 1/4\n  h = prelu(z, a)\n  L = sum(h)\n"
        "  find h, dL/da exactly",
        also=("parametric_relu",),
    ),
    Rule(
        name="relu6",
        summary="ReLU capped at 6: min(max(0, x), 6)",
        law=partial(apply_to_entries, CAPPED),
        inputs=("x",),
        because="what is negative becomes 0, what is above 6 becomes 6",
        cells=partial(entry_cells, CAPPED),
        gradients=(
            entry_gradient(
                CAPPED, 0, "the gradient passes where the input lies between 0 and 6", (DERIVATIVE_FORGOTTEN,)
            ),
        ),
        misconceptions=(
            wrong_idea(
                "upper-limit-forgotten",
                "The values are capped above as well.",
                as_relu,
                partial(backward, relu_slope, 0),
            ),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _capped_by_parts),
        conventions=(RELU_AT_ZERO,),
        example="question capped: compute\n  z = [-2, 3, 8]\n  h = relu6(z)\n  find h",
    ),
)
