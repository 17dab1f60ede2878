"""Powers and square roots, exact where they can be."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Rule
from examsolver.maths.arrays import LONGEST, combine, entrywise
from examsolver.rules.arithmetic import divide, multiply, quotient
from examsolver.rules.pointwise import loop, pass_on, pointwise_backward, pointwise_cells, pointwise_gradient
from examsolver.rules.rewriting import slip, wrong_idea


def power(base: Value, exponent: Value) -> Value:
    """base^exponent, entry by entry; exact for whole exponents and perfect roots.

    Raises:
        LawError: a negative number under a root. ZeroDivisionError: zero to a negative power.
    """
    return entrywise(power_of, base, exponent)


def square_root(x: Value) -> Value:
    """√x, exact for perfect squares. Raises LawError below zero."""
    return entrywise(root_of, x)


def power_of(base: Any, exponent: Any) -> Any:
    """A power of two numbers; see :func:`power`."""
    if isinstance(base, float) or isinstance(exponent, float):
        return _float_power(float(base), float(exponent))
    base, exponent = Fraction(base), Fraction(exponent)
    if exponent.denominator == 1:
        return _whole_power(base, int(exponent))
    root = exact_root(base, exponent.denominator) if base >= 0 else None
    if root is None:
        return _float_power(float(base), float(exponent))
    return _whole_power(root, exponent.numerator)


def _whole_power(base: Fraction, exponent: int) -> Any:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(base) not in (0, 1) and bits * abs(exponent) > LONGEST:
        return _float_power(float(base), float(exponent))
    return base**exponent


def _float_power(base: float, exponent: float) -> float:
    if base < 0 and not exponent.is_integer():
        raise LawError("a root of a negative number", "no real number has this power")
    return math.pow(base, exponent) if base or exponent >= 0 else 1 / base


def exact_root(number: Fraction, degree: int) -> Fraction | None:
    """The root of a number that is not negative, where it is a fraction."""
    if degree > LONGEST:
        return None
    above, below = _whole_root(number.numerator, degree), _whole_root(number.denominator, degree)
    return None if above is None or below is None else Fraction(above, below)


def _whole_root(number: int, degree: int) -> int | None:
    low, high = 0, 1 << -(-number.bit_length() // degree)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None


def root_of(x: Any) -> Any:
    """The square root of a number."""
    if x < 0:
        raise LawError("the square root of a negative number", "what stands under a root must not be negative")
    exact = None if isinstance(x, float) else exact_root(Fraction(x), 2)
    return math.sqrt(x) if exact is None else exact


# Local derivatives.


def base_slope(x: Value, y: Value, result: Value) -> Value:
    """d(x^y)/dx = y x^(y−1)."""
    return entrywise(_base_slope, x, y)


def _base_slope(x: Any, y: Any) -> Any:
    return 0 if y == 0 else y * power_of(x, y - 1)


def exponent_slope(x: Value, y: Value, result: Value) -> Value:
    """d(x^y)/dy = x^y ln x."""
    return entrywise(_exponent_slope, x, result)


def _exponent_slope(x: Any, result: Any) -> Any:
    if x < 0:
        raise LawError("the logarithm of a negative number", "a power with a variable exponent needs a positive base")
    if x == 1 and not isinstance(x, float):
        return 0
    return result * math.log(x) if x else 0


def root_slope(x: Value, root: Value) -> Value:
    """d√x/dx = 1/(2√x)."""
    return divide(Fraction(1, 2), root)


def _base_symbol(x: Formula, y: Formula, result: Formula) -> Formula:
    if isinstance(y, Num) and y.value == 2:
        return 2 * x
    lowered = Num(y.value - 1) if isinstance(y, Num) else y - 1
    return y * x**lowered


def _exponent_symbol(x: Formula, y: Formula, result: Formula) -> Formula:
    return result * apply("log", x)


def _root_symbol(x: Formula, root: Formula) -> Formula:
    return 1 / (2 * root)


# Wrong ideas.


def exponent_lost(x: Value, y: Value, result: Value) -> Value:
    """y x: the exponent y − 1 lost."""
    return multiply(x, y)


def factor_lost(x: Value, y: Value, result: Value) -> Value:
    """x^(y−1): the factor y lost."""
    return power(x, combine(operator.sub, y, 1))


def half_lost(x: Value, root: Value) -> Value:
    """1/√x: the factor 1/2 lost."""
    return divide(1, root)


def _same(x: Value) -> Value:
    return combine(operator.pos, x)


# Oracles.


def _power_by_products(base: Any, exponent: Any) -> Any:
    """Repeated multiplication for whole exponents, else e^(y ln x) in decimals."""
    if Fraction(exponent).denominator == 1:
        result = Fraction(1) if not isinstance(base, float) else 1.0
        for _ in range(abs(int(exponent))):
            result = result * base
        return result if exponent >= 0 else quotient(1, result)
    return float((_decimal(exponent) * _decimal(base).ln()).exp())


def _decimal(x: Any) -> Decimal:
    number = Fraction(x)
    return Decimal(number.numerator) / Decimal(number.denominator)


def _root_by_decimals(x: Any) -> float:
    return float(_decimal(x).sqrt())


RULES = (
    Rule(
        name="^",
        summary="power, entry by entry",
        law=power,
        inputs=("x", "n"),
        because="raise every entry to the power",
        cells=partial(pointwise_cells, partial(apply, "^")),
        gradients=(
            pointwise_gradient(
                0,
                base_slope,
                _base_symbol,
                "the derivative of xⁿ is n xⁿ⁻¹",
                (
                    slip(
                        "exponent-lost",
                        "The derivative of a power keeps a power that is one lower: n xⁿ⁻¹.",
                        partial(pointwise_backward, exponent_lost, 0),
                    ),
                    slip(
                        "power-factor-lost",
                        "The derivative of a power has the exponent as a factor: n xⁿ⁻¹.",
                        partial(pointwise_backward, factor_lost, 0),
                    ),
                ),
            ),
            pointwise_gradient(1, exponent_slope, _exponent_symbol, "the derivative of xⁿ for n is xⁿ ln x"),
        ),
        misconceptions=(
            wrong_idea(
                "power-read-as-product",
                "The power was worked out as a product with the exponent.",
                multiply,
            ),
        ),
        oracle=partial(loop, _power_by_products),
        example="question squares: compute\n  x = [1, 2, 3]\n  y = x^2\n  find y",
    ),
    Rule(
        name="sqrt",
        summary="square root, entry by entry",
        law=square_root,
        inputs=("x",),
        because="take the square root of every entry",
        cells=partial(pointwise_cells, partial(apply, "sqrt")),
        gradients=(
            pointwise_gradient(
                0,
                root_slope,
                _root_symbol,
                "the derivative of √x is 1/(2√x)",
                (
                    slip(
                        "half-lost",
                        "The derivative of a square root has a factor 1/2.",
                        partial(pointwise_backward, half_lost, 0),
                    ),
                ),
            ),
        ),
        misconceptions=(wrong_idea("root-forgotten", "The square root was not taken.", _same, partial(pass_on, 0)),),
        oracle=partial(loop, _root_by_decimals),
        example="question root: compute\n  x = [4, 2]\n  y = sqrt(x)\n  find y to 4 decimals",
    ),
)
