"""Formulas with many digits, so that equal and nearly equal are told apart. mpmath is imported when first used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, partial
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num
from examsolver.maths.evaluate import Arithmetic, Program, compiled, run
from examsolver.maths.functions import RING, functions, opaque
from examsolver.maths.tree import walk

DIGITS = 50
MORE = 150
CLOSE = 35
TINY = 20
"""The decimal place from which a value is worked out again with more digits: sin 500π is zero, e^-200 is not."""

LARGEST = 100_000
"""The largest argument of an exponential: beyond it many digits would need all memory."""


def close(left: Any, right: Any, *, rounded: bool = False) -> bool:
    """Whether two values with many digits agree in all that can be told."""
    near = _mp(DIGITS).mpf(10) ** -(9 if rounded else CLOSE) * max(abs(left), abs(right))
    return bool(abs(left - right) <= near)


def value_at(formula: Formula, point: Mapping[str, Fraction], *, real: bool = True) -> Any:
    """The value with many digits; None where there is none, or no real one where that is asked."""
    return program_at(compiled(formula), point, real=real)


def program_at(program: Program, point: Mapping[str, Fraction], *, real: bool = True, digits: int = DIGITS) -> Any:
    """As :func:`value_at`, for a formula that is evaluated more than once.

    What is left of numbers that cancel is zero: a tiny value that more digits make tinier.
    """
    value = _worked_out(program, point, real, digits)
    if value is None or not value or abs(value) > _mp(digits).mpf(10) ** -TINY:
        return value
    again = _worked_out(program, point, real, digits + MORE)
    if again is None:
        return None
    return _mp(digits).mpf(0) if abs(again) < abs(value) * _mp(digits).mpf(10) ** -TINY else again


def _worked_out(program: Program, point: Mapping[str, Fraction], real: bool, digits: int) -> Any:
    mp = _mp(digits)
    values = {name: mp.mpf(value.numerator) / value.denominator for name, value in point.items()}
    values.setdefault("pi", mp.pi())
    values.setdefault("e", mp.e())
    if not real:
        values.setdefault("i", mp.mpc(0, 1))
    try:
        value = run(program, values, _arithmetic(digits))
    except (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError):
        return None
    if real and mp.im(value):
        return None
    return value if mp.isfinite(value) else None


def is_rounded(formula: Formula) -> bool:
    """Whether a float stands in it, which says nothing beyond its digits."""
    return any(isinstance(part, Num) and isinstance(part.value, float) for part in walk(formula))


@cache
def _mp(digits: int) -> Any:
    mpmath: Any = importlib.import_module("mpmath")  # comes with SymPy; it has no type information

    context = mpmath.mp.clone()
    context.dps = digits
    return context


@cache
def _arithmetic(digits: int) -> Arithmetic:
    mp = _mp(digits)
    others: dict[str, Callable[..., Any]] = {
        "^": partial(_power, mp),
        "root": partial(_root, mp),
        "cbrt": lambda value: _root(mp, value, 3),
        "erf": lambda value: mp.erf(_modest(value)),
        "relu": lambda value: max(value, mp.mpf(0)),
        "sign": lambda value: mp.sign(_real(mp, value)),
        "max": max,
        "min": min,
        "abs": abs,
        "floor": lambda value: mp.floor(_real(mp, value)),
        "ceil": lambda value: mp.ceil(_real(mp, value)),
        "factorial": lambda value: mp.factorial(_countable(value)),
        "binomial": lambda above, below: mp.binomial(_countable(above), _countable(below)),
        "sum": lambda value: value * mp.sqrt(7),
        "mean": lambda value: value * mp.sqrt(3),
        "transpose": lambda value: value,
    }
    laws = {**RING, **functions(mp, _modest), **others}
    return Arithmetic(partial(_taken_in, mp), laws, opaque(mp.sin, _modest))


def _taken_in(mp: Any, value: Any) -> Any:
    value = Fraction(value)
    return mp.mpf(value.numerator) / value.denominator


def _modest(value: Any) -> Any:
    if abs(value) > LARGEST:
        raise OverflowError
    return value


def _countable(value: Any) -> Any:
    if abs(value) > 5000:
        raise OverflowError
    return value


def _real(mp: Any, value: Any) -> Any:
    if mp.im(value):
        raise ValueError("no real value")
    return value


def _power(mp: Any, base: Any, exponent: Any) -> Any:
    if base == 0:
        if mp.re(exponent) <= 0:
            raise ZeroDivisionError
        return mp.mpf(0)
    _modest(exponent * mp.log(abs(base)))
    return base**exponent


def _root(mp: Any, value: Any, degree: Any) -> Any:
    """The real root of a negative number where the degree is odd."""
    if not mp.im(value) and value < 0 and degree == int(degree) and int(degree) % 2:
        return -_power(mp, -value, 1 / mp.mpf(degree))
    return _power(mp, value, 1 / mp.mpf(degree))


def taken_in(value: Any) -> Any:
    """A number with many digits."""
    return _taken_in(_mp(DIGITS), value) if isinstance(value, (int, float, Fraction)) else value


def as_fraction(value: Any, most_bits: int) -> Fraction | None:
    """A real value as the fraction that its digits are; None where it is complex or too large to write."""
    if _mp(DIGITS).im(value):
        return None
    sign, mantissa, exponent, length = _mp(DIGITS).re(value)._mpf_
    if abs(exponent) + length > most_bits:
        return None
    size: Fraction = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if sign else size


def logarithm(value: Any) -> Any:
    """The natural logarithm of a value with many digits."""
    return _mp(DIGITS).log(value)
