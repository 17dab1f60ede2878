"""Units that are exponential below 0: ELU (Clevert et al. 2016) and SELU (Klambauer et al. 2017)."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Option, Rule
from examsolver.rules.activations import RELU_AT_ZERO
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
from examsolver.rules.rectifiers import DERIVATIVE_FORGOTTEN, FORGOTTEN, LEAK_FORGOTTEN, at_zero, of_entries, relu_slope
from examsolver.rules.rewriting import slip, wrong_idea

SCALE = 1.0507009873554805
"""λ of SELU (Klambauer et al. 2017)."""
ALPHA = 1.6732632423543772
"""α of SELU."""


def exponential_less_one(x: Any) -> Any:
    """e^x − 1; exactly 0 at 0."""
    return 0 if x == 0 and not isinstance(x, float) else math.expm1(x)


def _elu(x: Any, alpha: Any = 1, **options: object) -> Any:
    return x if x > 0 else alpha * exponential_less_one(x)


def _elu_slope(x: Any, alpha: Any = 1, relu_at_zero: str = "zero") -> Any:
    if x == 0:
        return at_zero(alpha, relu_at_zero)
    return 1 if x > 0 else alpha * math.exp(x)


def _elu_written(cells: Cells, numbers: Numbers, alpha: Any = 1, **options: object) -> Formula:
    return cells[0] if numbers[0] > 0 else _times(alpha, apply("exp", cells[0]) - 1)


def _elu_slope_written(cells: Cells, numbers: Numbers, alpha: Any = 1, **options: Any) -> Formula:
    return _times(alpha, apply("exp", cells[0])) if numbers[0] < 0 else Num(_elu_slope(numbers[0], alpha, **options))


def _times(factor: Any, formula: Formula) -> Formula:
    return formula if factor == 1 else Num(factor) * formula


def _selu(x: Any, **options: object) -> Any:
    return SCALE * _elu(x, ALPHA)


def _selu_slope(x: Any, **options: object) -> Any:
    return SCALE * _elu_slope(x, ALPHA)


def _selu_written(cells: Cells, numbers: Numbers, **options: object) -> Formula:
    return Num(SCALE) * (cells[0] if numbers[0] > 0 else Num(ALPHA) * (apply("exp", cells[0]) - 1))


def _selu_slope_written(cells: Cells, numbers: Numbers, **options: object) -> Formula:
    return Num(SCALE) * (Num(1) if numbers[0] > 0 else Num(ALPHA) * apply("exp", cells[0]))


ELU = Entrywise(_elu, _elu_written, (_elu_slope,), (_elu_slope_written,))
SELU = Entrywise(_selu, _selu_written, (_selu_slope,), (_selu_slope_written,))


# Wrong ideas.


def _one_not_taken(x: Any, alpha: Any = 1, **options: object) -> Any:
    return x if x > 0 else alpha * math.exp(x)


def _factor_lost(x: Any, **options: object) -> Any:
    return x if x > 0 else exponential_less_one(x)


def _factor_lost_slope(x: Any, **options: object) -> Any:
    return 1 if x > 0 else math.exp(x)


def _scale_lost(x: Any, **options: object) -> Any:
    return _elu(x, ALPHA)


def _scale_lost_slope(x: Any, **options: object) -> Any:
    return _elu_slope(x, ALPHA)


# Oracles.


def _power(x: Any) -> float:
    number = Fraction(x)
    return float((Decimal(number.numerator) / Decimal(number.denominator)).exp())


def _elu_by_decimals(x: Any, alpha: Any = 1, **options: object) -> Any:
    return float(x) if x > 0 else float(alpha) * (_power(x) - 1)


def _selu_by_decimals(x: Any, **options: object) -> Any:
    return 1.0507009873554805 * _elu_by_decimals(x, 1.6732632423543772)


EXPONENTIAL_FORGOTTEN = slip(
    "leak-forgotten-in-gradient",
    "Where the input is negative the gradient passes with the slope of the exponential; it is not stopped.",
    partial(backward, relu_slope, 0),
)

RULES = (
    Rule(
        name="elu",
        summary="exponential linear unit: x where it is positive, else α(e^x − 1)",
        law=partial(apply_to_entries, ELU),
        inputs=("x",),
        because="what is positive stays; of what is negative take α(e^x − 1)",
        options=(Option("alpha", "the factor α; left out, 1", "number"),),
        cells=partial(entry_cells, ELU),
        gradients=(
            entry_gradient(
                ELU,
                0,
                "the derivative is 1 on the right of 0, α e^x on the left",
                (EXPONENTIAL_FORGOTTEN, DERIVATIVE_FORGOTTEN),
            ),
        ),
        misconceptions=(
            slip("one-not-subtracted", "Below 0 it is e^x − 1, not e^x.", partial(of_entries, _one_not_taken)),
            LEAK_FORGOTTEN,
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _elu_by_decimals),
        conventions=(RELU_AT_ZERO,),
        example="question smooth: compute\n  z = [-1, 2]\n  h = elu(z)\n  find h to 4 decimals",
    ),
    Rule(
        name="selu",
        summary="scaled ELU: λx where x is positive, else λα(e^x − 1), λ = 1.0507, α = 1.6733",
        law=partial(apply_to_entries, SELU),
        inputs=("x",),
        because="an ELU with α = 1.6733, times λ = 1.0507",
        cells=partial(entry_cells, SELU),
        gradients=(
            entry_gradient(
                SELU, 0, "the derivative is λ on the right of 0, λα e^x on the left", (DERIVATIVE_FORGOTTEN,)
            ),
        ),
        misconceptions=(
            wrong_idea(
                "scale-forgotten",
                "SELU multiplies by the scale λ on both sides of 0.",
                partial(of_entries, _scale_lost),
                partial(backward, _scale_lost_slope, 0),
            ),
            wrong_idea(
                "elu-in-place-of-selu",
                "A plain ELU was used; SELU has the factors λ and α.",
                partial(of_entries, _factor_lost),
                partial(backward, _factor_lost_slope, 0),
            ),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _selu_by_decimals),
        example="question scaled: compute\n  z = [-1, 5]\n  h = selu(z)\n  find h to 4 decimals",
    ),
)
