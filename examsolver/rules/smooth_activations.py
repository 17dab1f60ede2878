"""Smooth activations: swish (SiLU), softplus and mish."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Option, Rule
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
from examsolver.rules.rectifiers import DERIVATIVE_FORGOTTEN, FORGOTTEN, as_relu, of_entries, relu_slope
from examsolver.rules.rewriting import slip, wrong_idea


def sigma(x: Any) -> Any:
    """The sigmoid of a number; exactly 1/2 at 0."""
    if x == 0 and not isinstance(x, float):
        return Fraction(1, 2)
    smaller = math.exp(-abs(x))
    return 1 / (1 + smaller) if x >= 0 else smaller / (1 + smaller)


def log_one_plus_exp(x: Any) -> float:
    """ln(1 + e^x), without overflow: x itself where x is large."""
    return max(float(x), 0.0) + math.log1p(math.exp(-abs(x)))


def scaled(factor: Any, formula: Formula) -> Formula:
    """A factor before a formula, unless it is 1."""
    return formula if factor == 1 else Num(factor) * formula


# Swish.


def _swish(x: Any, beta: Any = 1) -> Any:
    return x * sigma(beta * x)


def _swish_slope(x: Any, beta: Any = 1) -> Any:
    gate = sigma(beta * x)
    return gate + beta * x * gate * (1 - gate)


def _gate(x: Formula, beta: Any) -> Formula:
    return apply("sigmoid", scaled(beta, x))


def _swish_written(cells: Cells, numbers: Numbers, beta: Any = 1) -> Formula:
    return cells[0] * _gate(cells[0], beta)


def _swish_slope_written(cells: Cells, numbers: Numbers, beta: Any = 1) -> Formula:
    gate = _gate(cells[0], beta)
    return gate + scaled(beta, cells[0]) * gate * (1 - gate)


def swish_formula(x: Formula, beta: Any = 1) -> Formula:
    """x σ(βx)."""
    return x * _gate(x, _number(beta))


def _number(value: Any) -> Any:
    return value.value if isinstance(value, Num) else value


# Softplus.


def _softplus(x: Any, beta: Any = 1) -> Any:
    return log_one_plus_exp(beta * x) / beta


def _softplus_slope(x: Any, beta: Any = 1) -> Any:
    return sigma(beta * x)


def _softplus_written(cells: Cells, numbers: Numbers, beta: Any = 1) -> Formula:
    return softplus_formula(cells[0], beta)


def _softplus_slope_written(cells: Cells, numbers: Numbers, beta: Any = 1) -> Formula:
    return _gate(cells[0], beta)


def softplus_formula(x: Formula, beta: Any = 1) -> Formula:
    """ln(1 + e^(βx))/β."""
    beta = _number(beta)
    whole = apply("log", 1 + apply("exp", scaled(beta, x)))
    return whole if beta == 1 else 1 / Num(beta) * whole


# Mish.


def _mish(x: Any) -> Any:
    return x * math.tanh(log_one_plus_exp(x))


def _mish_slope(x: Any) -> Any:
    gate = math.tanh(log_one_plus_exp(x))
    return gate + x * (1 - gate * gate) * sigma(x)


def mish_formula(x: Formula) -> Formula:
    """x tanh(ln(1 + e^x))."""
    return x * apply("tanh", softplus_formula(x))


def _mish_written(cells: Cells, numbers: Numbers) -> Formula:
    return mish_formula(cells[0])


def _mish_slope_written(cells: Cells, numbers: Numbers) -> Formula:
    gate = apply("tanh", apply("softplus", cells[0]))
    return gate + cells[0] * apply("sigmoid", cells[0]) * (1 - gate**2)


SWISH = Entrywise(_swish, _swish_written, (_swish_slope,), (_swish_slope_written,))
SOFTPLUS = Entrywise(_softplus, _softplus_written, (_softplus_slope,), (_softplus_slope_written,))
MISH = Entrywise(_mish, _mish_written, (_mish_slope,), (_mish_slope_written,))


# Wrong ideas.


def _gate_only(x: Any, beta: Any = 1) -> Any:
    return sigma(beta * x)


def _gate_as_slope(x: Any, beta: Any = 1) -> Any:
    gate = sigma(beta * x)
    return gate * (1 - gate)


def _beta_lost(x: Any, beta: Any = 1) -> Any:
    gate = sigma(beta * x)
    return gate + x * gate * (1 - gate)


def _softplus_gate(x: Any) -> Any:
    return x * log_one_plus_exp(x)


def _mish_gate(x: Any) -> Any:
    return math.tanh(log_one_plus_exp(x))


def _one_lost(x: Any, beta: Any = 1) -> Any:
    return x


def _exponential(x: Any, beta: Any = 1) -> Any:
    return math.exp(beta * x)


# Oracles, by decimal arithmetic.


def _power(x: Any) -> Decimal:
    number = Fraction(x)
    return (Decimal(number.numerator) / Decimal(number.denominator)).exp()


def _swish_by_decimals(x: Any, beta: Any = 1) -> float:
    return float(x) / float(1 + _power(-beta * x))


def _softplus_by_decimals(x: Any, beta: Any = 1) -> float:
    return float((1 + _power(beta * x)).ln()) / float(beta)


def _mish_by_decimals(x: Any) -> float:
    above = (1 + _power(x)) ** 2
    return float(x) * float((above - 1) / (above + 1))


PRODUCT_RULE = "product-rule-first-term-only"
PRODUCT_RULE_SAYS = "The gate moves with x too: the product rule has a second term."
GATE = slip(
    "factor-forgotten", "The gate multiplies x; its value alone is not the activation.", partial(of_entries, _gate_only)
)
RELU_INSTEAD = wrong_idea(
    "relu-in-place-of-softplus",
    "A plain ReLU was used; softplus is smooth: ln(1 + e^x).",
    as_relu,
    partial(backward, relu_slope, 0),
)

RULES = (
    Rule(
        name="swish",
        summary="swish (SiLU): x σ(βx), entry by entry",
        law=partial(apply_to_entries, SWISH),
        inputs=("x",),
        because="x times its own gate, the sigmoid of βx",
        options=(Option("beta", "the factor β inside the sigmoid; left out, 1", "number"),),
        notation=swish_formula,
        definition=swish_formula,
        cells=partial(entry_cells, SWISH),
        gradients=(
            entry_gradient(
                SWISH,
                0,
                "by the product rule the derivative of x σ(βx) is σ + βx σ(1 − σ)",
                (
                    slip(PRODUCT_RULE, PRODUCT_RULE_SAYS, partial(backward, _gate_only, 0)),
                    slip(
                        "product-of-derivatives",
                        "The derivative of a product is not the product of the derivatives.",
                        partial(backward, _gate_as_slope, 0),
                    ),
                    slip(
                        "inner-derivative-forgotten",
                        "The chain rule multiplies by the β inside the sigmoid.",
                        partial(backward, _beta_lost, 0),
                    ),
                    DERIVATIVE_FORGOTTEN,
                ),
            ),
        ),
        misconceptions=(GATE, FORGOTTEN),
        oracle=partial(one_by_one, _swish_by_decimals),
        example="question gated: compute\n  z = [1, -1]\n  h = swish(z)\n  find h to 4 decimals",
        also=("silu",),
    ),
    Rule(
        name="softplus",
        summary="softplus: ln(1 + e^x), entry by entry; with β, ln(1 + e^(βx))/β",
        law=partial(apply_to_entries, SOFTPLUS),
        inputs=("x",),
        because="a smooth ReLU: the logarithm of 1 + e^x",
        options=(Option("beta", "the factor β; left out, 1", "number"),),
        notation=softplus_formula,
        definition=softplus_formula,
        cells=partial(entry_cells, SOFTPLUS),
        gradients=(entry_gradient(SOFTPLUS, 0, "the derivative of softplus is the sigmoid", (DERIVATIVE_FORGOTTEN,)),),
        misconceptions=(
            RELU_INSTEAD,
            slip(
                "one-not-added",
                "It is ln(1 + e^x); without the 1 it would be x itself.",
                partial(of_entries, _one_lost),
            ),
        ),
        oracle=partial(one_by_one, _softplus_by_decimals),
        example="question smooth: compute\n  z = [2, -2, 100]\n  h = softplus(z)\n  find h to 4 decimals",
    ),
    Rule(
        name="mish",
        summary="mish: x tanh(ln(1 + e^x)), entry by entry",
        law=partial(apply_to_entries, MISH),
        inputs=("x",),
        because="x times a gate, tanh of the softplus of x",
        notation=mish_formula,
        definition=mish_formula,
        cells=partial(entry_cells, MISH),
        gradients=(
            entry_gradient(
                MISH,
                0,
                "by the product rule: the gate, and x times the derivative of the gate, σ(1 − tanh²)",
                (slip(PRODUCT_RULE, PRODUCT_RULE_SAYS, partial(backward, _mish_gate, 0)), DERIVATIVE_FORGOTTEN),
            ),
        ),
        misconceptions=(
            slip(
                "factor-forgotten",
                "The gate multiplies x; its value alone is not the activation.",
                partial(of_entries, _mish_gate),
            ),
            slip("tanh-forgotten", "The gate of mish is tanh of the softplus.", partial(of_entries, _softplus_gate)),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _mish_by_decimals),
        example="question gated: compute\n  z = [1, -1]\n  h = mish(z)\n  find h to 4 decimals",
    ),
)
