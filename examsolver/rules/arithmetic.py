"""Sum, difference, product, quotient and sign, entry by entry: laws, local derivatives, and these in symbols."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.maths.arrays import combine, common_shape, describe, entrywise, settle, shape_of


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


def one_symbol(*cells: Formula) -> Formula:
    """1."""
    return Num(1)


def minus_one_symbol(*cells: Formula) -> Formula:
    """−1."""
    return Num(-1)


def other_factor_symbol(a: Formula, b: Formula, product: Formula) -> Formula:
    """d(ab)/da."""
    return b


def first_factor_symbol(a: Formula, b: Formula, product: Formula) -> Formula:
    """d(ab)/db."""
    return a


def over_denominator_symbol(a: Formula, b: Formula, ratio: Formula) -> Formula:
    """d(a/b)/da."""
    return 1 / b


def denominator_symbol(a: Formula, b: Formula, ratio: Formula) -> Formula:
    """d(a/b)/db."""
    return -(a / b**2)
