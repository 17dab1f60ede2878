"""Arithmetic in the lines of a block: ``4*c``, ``floor(c/2)``, ``n - 1`` with the values of its parameters."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.maths.tree import rebuild, symbols
from examsolver.registry import did_you_mean

LARGEST = 10**12

_BINARY: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_FUNCTIONS: dict[str, Callable[..., Fraction | int]] = {"floor": math.floor, "ceil": math.ceil, "min": min, "max": max}


def calculated(formula: Formula, values: Mapping[str, Value]) -> int | Fraction:
    """The value of a formula; LawError for what is not known, or cannot be computed."""
    try:
        value = _number(formula, values)
    except ZeroDivisionError:
        raise LawError("a denominator is zero here") from None
    return value.numerator if value.denominator == 1 else value


class Lettered(int):
    """A number that is not known, shown by its letter; what it counts as matters to nobody."""

    text: str

    def __new__(cls, value: int, text: str) -> Lettered:
        """The letter ``text``, which counts as ``value`` until it is known."""
        made = super().__new__(cls, value)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[type[Lettered], tuple[int, str]]:
        return Lettered, (int(self), self.text)


def worked_out(formula: Formula, values: Mapping[str, Value]) -> int | Fraction:
    """The value of a formula as :func:`calculated`, lettered where it rests on what is not known."""
    value = calculated(formula, values)
    letters = {one.name: values[one.name] for one in symbols(formula) if isinstance(values.get(one.name), Lettered)}
    if not letters or not isinstance(value, int):
        return value
    from examsolver.maths.unicode import unicode_text  # few networks have letters

    told = rebuild(formula, lambda part: _told(part, letters))
    return Lettered(value, unicode_text(told))


def _told(part: Formula, letters: Mapping[str, Value]) -> Formula:
    return Sym(str(letters[part.name])) if isinstance(part, Sym) and part.name in letters else part


def _number(formula: Formula, values: Mapping[str, Value]) -> Fraction:
    match formula:
        case Num(value) if not isinstance(value, float):
            return Fraction(value)
        case Sym(name, ()):
            return _known(name, values)
        case Apply("neg", (inner,)):
            return -_number(inner, values)
        case Apply("^", (base, exponent)):
            return _power(_number(base, values), _number(exponent, values))
        case Apply(op, (left, right)) if op in _BINARY:
            return _BINARY[op](_number(left, values), _number(right, values))
        case Apply(op, args) if op in _FUNCTIONS and args:
            return Fraction(_FUNCTIONS[op](*(_number(arg, values) for arg in args)))
        case _:
            raise LawError("this cannot be computed here", f"known here: + - * / ^, {', '.join(_FUNCTIONS)}")


def _known(name: str, values: Mapping[str, Value]) -> Fraction:
    value = values.get(name)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    if name in values:
        raise LawError(f"{name} is no number here")
    hint = did_you_mean(name, list(values)) if values else "only a block has parameters: `block unit(c):`"
    raise LawError(f"{name!r} is not known here", hint)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) * max(base.numerator.bit_length(), 1) > LARGEST.bit_length() * 4:
        raise LawError("this power cannot be computed here")
    return base**exponent.numerator
