"""Piecewise linear stand-ins for smooth activations: hard sigmoid, hard swish, hard tanh."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Option, Rule
from examsolver.rules.activations import sigmoid, sigmoid_slope, tanh, tanh_slope
from examsolver.rules.arithmetic import multiply
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
from examsolver.rules.pointwise import pass_on, pointwise_backward
from examsolver.rules.rectifiers import DERIVATIVE_FORGOTTEN, FORGOTTEN, of_entries, unchanged
from examsolver.rules.rewriting import slip, wrong_idea

HARD_SIGMOID = Convention(
    "hard sigmoid",
    (
        Variant("sixth", "the hard sigmoid is x/6 + 1/2 between its limits, as in PyTorch and Keras 3"),
        Variant("fifth", "the hard sigmoid is 0.2x + 0.5 between its limits, as in Keras 2"),
    ),
)
STEEPNESS = {"sixth": Fraction(1, 6), "fifth": Fraction(1, 5)}


def _steepness(variant: str) -> Fraction:
    if variant not in STEEPNESS:
        raise LawError(f"hard sigmoid {variant} is not known", "write convention hard sigmoid sixth or fifth")
    return STEEPNESS[variant]


def _line(x: Any, hard_sigmoid: str) -> Any:
    return _steepness(hard_sigmoid) * x + Fraction(1, 2)


def _hard_sigmoid(x: Any, hard_sigmoid: str = "sixth") -> Any:
    return min(max(_line(x, hard_sigmoid), 0), 1)


def _hard_sigmoid_slope(x: Any, hard_sigmoid: str = "sixth") -> Any:
    return _steepness(hard_sigmoid) if 0 < _line(x, hard_sigmoid) < 1 else 0


def _hard_sigmoid_written(cells: Cells, numbers: Numbers, hard_sigmoid: str = "sixth") -> Formula:
    line = cells[0] / 6 + Num(Fraction(1, 2))
    if hard_sigmoid == "fifth":
        line = Num(Fraction(1, 5)) * cells[0] + Num(Fraction(1, 2))
    return apply("min", apply("max", line, 0), 1)


def _hard_swish(x: Any) -> Any:
    return x * _hard_sigmoid(x)


def _hard_swish_slope(x: Any) -> Any:
    return 0 if x <= -3 else 1 if x >= 3 else Fraction(1, 3) * x + Fraction(1, 2)


def _hard_swish_written(cells: Cells, numbers: Numbers) -> Formula:
    if -3 < numbers[0] < 3:
        return cells[0] * (cells[0] + 3) / 6
    return cells[0] if numbers[0] >= 3 else 0 * cells[0]


def _hard_swish_slope_written(cells: Cells, numbers: Numbers) -> Formula:
    return (2 * cells[0] + 3) / 6 if -3 < numbers[0] < 3 else Num(_hard_swish_slope(numbers[0]))


def _hard_tanh(x: Any, low: Any = -1, high: Any = 1) -> Any:
    return min(max(x, low), high)


def _hard_tanh_slope(x: Any, low: Any = -1, high: Any = 1) -> Any:
    return 1 if low < x < high else 0


def _hard_tanh_written(cells: Cells, numbers: Numbers, low: Any = -1, high: Any = 1) -> Formula:
    return apply("min", apply("max", cells[0], Num(low)), Num(high))


SIGMOID = Entrywise(_hard_sigmoid, _hard_sigmoid_written, (_hard_sigmoid_slope,))
SWISH = Entrywise(_hard_swish, _hard_swish_written, (_hard_swish_slope,), (_hard_swish_slope_written,))
TANH = Entrywise(_hard_tanh, _hard_tanh_written, (_hard_tanh_slope,))


# Wrong ideas.


def _whole_line(x: Any, hard_sigmoid: str = "sixth") -> Any:
    return _line(x, hard_sigmoid)


def _whole_slope(x: Any, hard_sigmoid: str = "sixth") -> Any:
    return _steepness(hard_sigmoid)


def _gate_alone(x: Any) -> Any:
    return _hard_sigmoid(x)


def _gate_slope_forgotten(x: Any) -> Any:
    return _hard_sigmoid(x)


def smooth(law: Any, *inputs: Value, **options: object) -> Value:
    """The smooth function in place of the hard one."""
    return law(*inputs)


def _swish(x: Value, **options: object) -> Value:
    return multiply(x, sigmoid(x))


def smooth_backward(upstream: Value, x: Value, y: Value, **options: object) -> Value:
    """The gradient of the smooth sigmoid."""
    return pointwise_backward(sigmoid_slope, 0, upstream, x, sigmoid(x))


def tanh_backward(upstream: Value, x: Value, y: Value, **options: object) -> Value:
    """The gradient of the smooth tanh."""
    return pointwise_backward(tanh_slope, 0, upstream, x, tanh(x))


# Oracles, from differences of absolute values.


def _clipped(line: Any, low: Any, high: Any) -> Any:
    return (abs(line - low) - abs(line - high) + low + high) / 2


def _sigmoid_by_sizes(x: Any, hard_sigmoid: str = "sixth") -> Any:
    return _clipped(Fraction(1, 6 if hard_sigmoid == "sixth" else 5) * x + Fraction(1, 2), 0, 1)


def _swish_by_sizes(x: Any) -> Any:
    return x * _clipped(x + 3, 0, 6) / 6


def _tanh_by_sizes(x: Any, low: Any = -1, high: Any = 1) -> Any:
    return _clipped(Fraction(x), low, high)


UNLIMITED = "limits-forgotten"
UNLIMITED_SAYS = "The values are limited below and above; outside the limits the line does not go on."

RULES = (
    Rule(
        name="hard_sigmoid",
        summary="hard sigmoid: a line through (0, 1/2), limited to 0 … 1",
        law=partial(apply_to_entries, SIGMOID),
        inputs=("x",),
        because="a straight line, limited below by 0 and above by 1",
        cells=partial(entry_cells, SIGMOID),
        gradients=(
            entry_gradient(
                SIGMOID, 0, "the slope of the line between the limits, 0 outside and on them", (DERIVATIVE_FORGOTTEN,)
            ),
        ),
        misconceptions=(
            wrong_idea(UNLIMITED, UNLIMITED_SAYS, partial(of_entries, _whole_line), partial(backward, _whole_slope, 0)),
            wrong_idea(
                "smooth-in-place-of-hard",
                "The smooth function was used where its piecewise linear stand-in is asked.",
                partial(smooth, sigmoid),
                smooth_backward,
            ),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _sigmoid_by_sizes),
        conventions=(HARD_SIGMOID,),
        example="question gate: compute\n  z = [-4, 1, 3]\n  s = hard_sigmoid(z)\n  find s exactly\n"
        "  convention hard sigmoid fifth",
        also=("hardsigmoid",),
    ),
    Rule(
        name="hard_swish",
        summary="hard swish: x times the hard sigmoid x/6 + 1/2, limited to 0 … 1",
        law=partial(apply_to_entries, SWISH),
        inputs=("x",),
        because="0 up to −3, x from 3 on, and x(x + 3)/6 between",
        cells=partial(entry_cells, SWISH),
        gradients=(
            entry_gradient(
                SWISH,
                0,
                "the derivative is 0 up to −3, 1 from 3 on, and (2x + 3)/6 between",
                (
                    slip(
                        "product-rule-first-term-only",
                        "The gate moves with x too: the product rule has a second term.",
                        partial(backward, _gate_slope_forgotten, 0),
                    ),
                    DERIVATIVE_FORGOTTEN,
                ),
            ),
        ),
        misconceptions=(
            slip(
                "factor-forgotten",
                "The gate multiplies x; alone it is the hard sigmoid.",
                partial(of_entries, _gate_alone),
            ),
            slip(
                "smooth-in-place-of-hard",
                "The smooth function was used where its piecewise linear stand-in is asked.",
                _swish,
            ),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _swish_by_sizes),
        example="question mobile: compute\n  z = [-4, 1, 4]\n  h = hard_swish(z)\n  find h exactly",
        also=("hardswish", "hard_silu"),
    ),
    Rule(
        name="hard_tanh",
        summary="hard tanh: x, limited to −1 … 1 (or to low … high)",
        law=partial(apply_to_entries, TANH),
        inputs=("x",),
        because="what lies outside the limits is put on them",
        options=(
            Option("low", "the lower limit; left out, −1", "number", also=("min", "min_val")),
            Option("high", "the upper limit; left out, 1", "number", also=("max", "max_val")),
        ),
        cells=partial(entry_cells, TANH),
        gradients=(
            entry_gradient(
                TANH,
                0,
                "the gradient passes between the limits, and stops outside and on them",
                (DERIVATIVE_FORGOTTEN,),
            ),
        ),
        misconceptions=(
            wrong_idea(UNLIMITED, UNLIMITED_SAYS, unchanged, partial(pass_on, 0)),
            wrong_idea(
                "smooth-in-place-of-hard",
                "The smooth function was used where its piecewise linear stand-in is asked.",
                partial(smooth, tanh),
                tanh_backward,
            ),
        ),
        oracle=partial(one_by_one, _tanh_by_sizes),
        example="question limits: compute\n  z = [-4, 1/2, 3]\n  h = hard_tanh(z)\n  find h exactly",
        also=("hardtanh",),
    ),
)
