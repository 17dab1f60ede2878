"""Exact values of formulas over numbers: fractions in, fractions out, within limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Apply, Formula, Num, Sym

BITS = 4096
Unknown = Callable[[str, Mapping[str, Value]], LawError]
"""What to say of a name that is no number among the values."""

_BINARY: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "mod": lambda left, right: left % right,
}
_FUNCTIONS: dict[str, Callable[..., Fraction | int]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "abs": abs,
    "min": min,
    "max": max,
    "gcd": lambda *numbers: math.gcd(*map(_whole, numbers)),
    "lcm": lambda *numbers: math.lcm(*map(_whole, numbers)),
}
_SEVERAL = ("min", "max", "gcd", "lcm")


def rational(formula: Formula, values: Mapping[str, Value], unknown: Unknown) -> Fraction:
    """The value of a formula that has to be a number.

    Raises:
        LawError: an operation that has no exact value here, or a name that is ``unknown``.
        ZeroDivisionError: a denominator is zero.
    """
    match formula:
        case Num(value) if not isinstance(value, float):
            return Fraction(value)
        case Sym(name, ()):
            return _named(name, values, unknown)
        case Apply("neg", (inner,)):
            return -rational(inner, values, unknown)
        case Apply("^", (base, exponent)):
            return _power(rational(base, values, unknown), rational(exponent, values, unknown))
        case Apply(op, (left, right), ()) if op in _BINARY:
            return _limited(_BINARY[op](rational(left, values, unknown), rational(right, values, unknown)))
        case Apply(op, args, ()) if op in _FUNCTIONS:
            return _function(op, [rational(arg, values, unknown) for arg in args])
        case _:
            known = f"known here: numbers, names, + - * / ^ %, {', '.join(_FUNCTIONS)}"
            what = repr(formula.op) if isinstance(formula, Apply) else "this"
            raise LawError(f"{what} cannot be computed here", known)


def _named(name: str, values: Mapping[str, Value], unknown: Unknown) -> Fraction:
    value = values.get(name)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    raise unknown(name, values)


def _function(op: str, args: list[Fraction]) -> Fraction:
    if not args or (len(args) != 1 and op not in _SEVERAL):
        raise LawError(f"{op} takes another number of arguments")
    return Fraction(_FUNCTIONS[op](*args) if len(args) > 1 or op not in _SEVERAL else args[0])


def _whole(number: Fraction) -> int:
    if number.denominator != 1:
        raise LawError("a common divisor is of whole numbers", "round them with floor or ceil")
    return number.numerator


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise LawError("a power with a fraction as exponent is not exact")
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if size * abs(exponent.numerator) > BITS:
        raise LawError("this power is too large to compute with")
    return base**exponent.numerator


def _limited(value: Fraction) -> Fraction:
    if value.numerator.bit_length() + value.denominator.bit_length() > 2 * BITS:
        raise LawError("this number is too large to compute with")
    return value
