"""Exact values of formulas over numbers: what ``let`` and ``where`` compute with."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.language.values import whole

BITS = 4096

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
_RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def value_of(formula: Formula, values: Mapping[str, Value]) -> Value:
    """The value of a formula: a number, a nested tuple, or a word that stands for itself.

    Raises:
        LawError: an operation that has no exact value here.
        ZeroDivisionError: a denominator is zero.
    """
    match formula:
        case Sym(name, ()) if name in values:
            return values[name]
        case Sym(name, ()):
            return name
        case Listing(items):
            return tuple(value_of(item, values) for item in items)
        case _:
            return whole(number_of(formula, values))


def number_of(formula: Formula, values: Mapping[str, Value]) -> Fraction:
    """The value of a formula that has to be a number. Raises as :func:`value_of`."""
    match formula:
        case Num(value) if not isinstance(value, float):
            return Fraction(value)
        case Sym(name, ()):
            return _known(name, values)
        case Apply("neg", (inner,)):
            return -number_of(inner, values)
        case Apply("^", (base, exponent)):
            return _power(number_of(base, values), number_of(exponent, values))
        case Apply(op, (left, right), ()) if op in _BINARY:
            return _limited(_BINARY[op](number_of(left, values), number_of(right, values)))
        case Apply(op, args, ()) if op in _FUNCTIONS:
            return _function(op, [number_of(arg, values) for arg in args])
        case _:
            known = f"known here: numbers, names of lets, + - * / ^ %, {', '.join(_FUNCTIONS)}"
            what = repr(formula.op) if isinstance(formula, Apply) else "this"
            raise LawError(f"{what} cannot be computed here", known)


def _known(name: str, values: Mapping[str, Value]) -> Fraction:
    value = values.get(name)
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    known = ", ".join(sorted(name for name, value in values.items() if isinstance(value, (int, Fraction))))
    raise LawError(f"{name!r} is no number drawn above", f"drawn above: {known}" if known else None)


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


def holds(condition: Formula, values: Mapping[str, Value]) -> bool:
    """Whether a condition is met. Raises as :func:`value_of`."""
    match condition:
        case Apply("and", args):
            return all(holds(arg, values) for arg in args)
        case Apply("or", args):
            return any(holds(arg, values) for arg in args)
        case Apply("not", (inner,)):
            return not holds(inner, values)
        case Apply(("=" | "!=") as op, (left, right)):
            same = bool(value_of(left, values) == value_of(right, values))
            return same is (op == "=")
        case Apply(op, (left, right)) if op in _RELATIONS:
            return _RELATIONS[op](number_of(left, values), number_of(right, values))
        case _:
            raise LawError("this is no condition")
