"""Exponential and natural logarithm, entry by entry."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Rule
from examsolver.maths.arrays import combine, entrywise
from examsolver.rules.arithmetic import divide
from examsolver.rules.pointwise import loop, pass_on, pointwise_backward, pointwise_cells, pointwise_gradient
from examsolver.rules.rewriting import slip

WRONG_BASE = "wrong-log-base"
TOO_SMALL = "choose numbers for which a probability is not rounded to 0"
BASES = (2, 10)
"""Bases that students use for natural logarithms."""


def exponential(x: Value) -> Value:
    """e^x; exactly 1 at 0."""
    return entrywise(_exp, x)


def logarithm(x: Value) -> Value:
    """The natural logarithm; exactly 0 at 1. Raises LawError for zero and below."""
    return entrywise(log_of, x)


def _exp(x: Any) -> Any:
    return 1 if x == 0 and not isinstance(x, float) else math.exp(x)


def log_of(x: Any) -> Any:
    """The natural logarithm of a number. Raises LawError for zero and below."""
    if x <= 0:
        if x == 0 and isinstance(x, float):
            raise LawError("the logarithm of a number that is zero, or too small for floating point", TOO_SMALL)
        what = "zero" if x == 0 else "a negative number"
        raise LawError(f"the logarithm of {what}", "a logarithm needs a positive number")
    return 0 if x == 1 and not isinstance(x, float) else math.log(x)


def log_in_base(base: int, x: Value) -> Value:
    """The logarithm in another base."""
    return entrywise(partial(_log_of, base), x)


def _log_of(base: int, x: Any) -> Any:
    return log_of(x) / math.log(base)


def _exp_slope(x: Value, e: Value) -> Value:
    return e


def _log_slope(x: Value, log: Value) -> Value:
    return divide(1, x)


def _exp_symbol(x: Formula, e: Formula) -> Formula:
    return e


def _log_symbol(x: Formula, log: Formula) -> Formula:
    return 1 / x


def power_rule_on_exponential(x: Value, e: Value) -> Value:
    """x e^x, as where e^x is differentiated like a power."""
    return combine(operator.mul, x, e)


def _decimal(x: Any) -> Decimal:
    number = Fraction(x)
    return Decimal(number.numerator) / Decimal(number.denominator)


def _exp_by_decimals(x: Any) -> float:
    return float(_decimal(x).exp())


def _log_by_decimals(x: Any) -> float:
    return float(_decimal(x).ln())


FORGOTTEN = slip(
    "derivative-forgotten", "The gradient was passed on without the local derivative.", partial(pass_on, 0)
)

RULES = (
    Rule(
        name="exp",
        summary="e^x, entry by entry",
        law=exponential,
        inputs=("x",),
        because="apply the exponential to every entry",
        cells=partial(pointwise_cells, partial(apply, "exp")),
        gradients=(
            pointwise_gradient(
                0,
                _exp_slope,
                _exp_symbol,
                "the exponential is its own derivative",
                (
                    slip(
                        "power-rule-on-exponential",
                        "The derivative of e^x is e^x; the power rule does not apply to it.",
                        partial(pointwise_backward, power_rule_on_exponential, 0),
                    ),
                    FORGOTTEN,
                ),
            ),
        ),
        oracle=partial(loop, _exp_by_decimals),
        example="question growth: compute\n  x = [0, 1]\n  y = exp(x)\n  find y to 4 decimals",
    ),
    Rule(
        name="log",
        summary="natural logarithm, entry by entry",
        law=logarithm,
        inputs=("x",),
        because="take the natural logarithm of every entry",
        cells=partial(pointwise_cells, partial(apply, "log")),
        gradients=(pointwise_gradient(0, _log_slope, _log_symbol, "the derivative of ln x is 1/x", (FORGOTTEN,)),),
        misconceptions=tuple(
            slip(WRONG_BASE, f"The logarithm was taken in base {base}; log is natural.", partial(log_in_base, base))
            for base in BASES
        ),
        oracle=partial(loop, _log_by_decimals),
        example="question logs: compute\n  x = [1, 2]\n  y = log(x)\n  find y to 4 decimals",
        also=("ln",),
    ),
)
