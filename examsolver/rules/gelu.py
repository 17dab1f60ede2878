"""GELU, x times the standard normal distribution at x, in its three forms (Hendrycks and Gimpel 2016)."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Rule
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
from examsolver.rules.smooth_activations import sigma

GELU_FORM = Convention(
    "gelu",
    (
        Variant("exact", "GELU is x Φ(x) with the normal distribution, by the error function"),
        Variant("tanh", "GELU is approximated by 0.5x(1 + tanh(√(2/π)(x + 0.044715x³)))"),
        Variant("sigmoid", "GELU is approximated by x σ(1.702x)"),
    ),
)
HALF, CUBIC, STEEP = Fraction(1, 2), 0.044715, Fraction(1702, 1000)


def _gate(x: Any, gelu: str) -> float:
    """What x is multiplied by. Raises LawError for a form that is not known."""
    match gelu:
        case "exact":
            return 0.5 * (1 + math.erf(x / math.sqrt(2)))
        case "tanh":
            return 0.5 * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + CUBIC * x**3)))
        case "sigmoid":
            return float(sigma(STEEP * x))
    raise LawError(f"gelu {gelu} is not known", "write convention gelu exact, tanh or sigmoid")


def _gate_slope(x: Any, gelu: str) -> float:
    gate = _gate(x, gelu)
    match gelu:
        case "exact":
            return math.exp(-(float(x) ** 2) / 2) / math.sqrt(2 * math.pi)
        case "tanh":
            return 2 * gate * (1 - gate) * math.sqrt(2 / math.pi) * (1 + 3 * CUBIC * float(x) ** 2)
    return float(STEEP) * gate * (1 - gate)


def _gelu(x: Any, gelu: str = "exact") -> Any:
    return 0 if x == 0 and not isinstance(x, float) else x * _gate(x, gelu)


def _slope(x: Any, gelu: str = "exact") -> float:
    return _gate(x, gelu) + float(x) * _gate_slope(x, gelu)


def gelu_formula(x: Formula, gelu: str = "exact") -> Formula:
    """x times its gate, written out."""
    match gelu:
        case "exact":
            return Num(HALF) * x * (1 + apply("erf", x / apply("sqrt", 2)))
        case "tanh":
            return Num(HALF) * x * (1 + apply("tanh", apply("sqrt", 2 / Num(math.pi)) * (x + Num(CUBIC) * x**3)))
    return x * apply("sigmoid", Num(STEEP) * x)


def _written(cells: Cells, numbers: Numbers, gelu: str = "exact") -> Formula:
    return gelu_formula(cells[0], gelu)


def _slope_written(cells: Cells, numbers: Numbers, gelu: str = "exact") -> Formula:
    x = cells[0]
    if gelu == "exact":
        density = apply("exp", -(x**2 / 2)) / apply("sqrt", 2 * Num(math.pi))
        return Num(HALF) * (1 + apply("erf", x / apply("sqrt", 2))) + x * density
    if gelu == "tanh":
        gate = apply("tanh", apply("sqrt", 2 / Num(math.pi)) * (x + Num(CUBIC) * x**3))
        inner = apply("sqrt", 2 / Num(math.pi)) * (1 + Num(3 * CUBIC) * x**2)
        return Num(HALF) * (1 + gate) + Num(HALF) * x * (1 - gate**2) * inner
    gate = apply("sigmoid", Num(STEEP) * x)
    return gate + Num(STEEP) * x * gate * (1 - gate)


GELU = Entrywise(_gelu, _written, (_slope,), (_slope_written,))


def _gate_only(x: Any, gelu: str = "exact") -> Any:
    return _gate(x, gelu)


def _plain_sigmoid(x: Any, gelu: str = "exact") -> Any:
    return x * sigma(x)


def _half_lost(x: Any, gelu: str = "exact") -> Any:
    return 2 * x * _gate(x, gelu)


def _by_integral(x: Any, gelu: str = "exact") -> float:
    """An oracle: the normal distribution by Simpson's rule, tanh and sigmoid by exponentials."""
    number = float(x)
    if gelu == "exact":
        return number * (0.5 + _simpson(number))
    inner = 1.702 * number if gelu == "sigmoid" else 2 * (2 / math.pi) ** 0.5 * (number + 0.044715 * number**3)
    return number / (1 + math.exp(-inner))


def _simpson(end: float, parts: int = 400) -> float:
    width = end / parts
    heights = [math.exp(-((place * width) ** 2) / 2) for place in range(parts + 1)]
    inside = 4 * math.fsum(heights[1:-1:2]) + 2 * math.fsum(heights[2:-1:2])
    return width / 3 * (heights[0] + inside + heights[-1]) / math.sqrt(2 * math.pi)


RULES = (
    Rule(
        name="gelu",
        summary="GELU: x Φ(x) with the standard normal distribution Φ; three forms, by convention",
        law=partial(apply_to_entries, GELU),
        inputs=("x",),
        because="x times the probability that a standard normal number lies below it",
        cells=partial(entry_cells, GELU),
        gradients=(
            entry_gradient(
                GELU,
                0,
                "by the product rule: the gate, and x times the derivative of the gate",
                (
                    slip(
                        "product-rule-first-term-only",
                        "The gate moves with x too: the product rule has a second term.",
                        partial(backward, _gate_only, 0),
                    ),
                    DERIVATIVE_FORGOTTEN,
                ),
            ),
        ),
        misconceptions=(
            wrong_idea(
                "relu-in-place-of-gelu",
                "A plain ReLU was used; GELU is x times a smooth gate.",
                as_relu,
                partial(backward, relu_slope, 0),
            ),
            slip(
                "factor-forgotten",
                "The gate multiplies x; its value alone is not the activation.",
                partial(of_entries, _gate_only),
            ),
            slip("factor-half-forgotten", "The gate of GELU has a factor 1/2.", partial(of_entries, _half_lost)),
            slip(
                "swish-in-place-of-gelu", "x σ(x) is swish; GELU has another gate.", partial(of_entries, _plain_sigmoid)
            ),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _by_integral),
        conventions=(GELU_FORM,),
        definition=gelu_formula,
        example="question gate: compute\n  z = [1, -1]\n  h = gelu(z)\n  find h to 4 decimals\n  convention gelu tanh",
    ),
)
