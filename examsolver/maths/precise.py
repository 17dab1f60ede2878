"""Formulas with many digits, so that equal and nearly equal are told apart. mpmath is imported when first used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num
from examsolver.maths.evaluate import Arithmetic, Program, compiled, run
from examsolver.maths.functions import RING, functions, opaque
from examsolver.maths.tree import walk

DIGITS = 50
CLOSE = 35
FLOOR = 43
"""The decimal place below which what is worked out may be zero: sin 500π is not quite."""

LARGEST = 100_000
"""The largest argument of an exponential: beyond it many digits would need all memory."""


def close(left: Any, right: Any, *, rounded: bool = False) -> bool:
    """Whether two values with many digits agree in all that can be told."""
    ten = _mp().mpf(10)
    near = ten ** -(9 if rounded else CLOSE) * max(abs(left), abs(right))
    return bool(abs(left - right) <= max(near, ten**-FLOOR))


def value_at(formula: Formula, point: Mapping[str, Fraction], *, real: bool = True) -> Any:
    """The value with many digits; None where there is none, or no real one where that is asked."""
    return program_at(compiled(formula), point, real=real)


def program_at(program: Program, point: Mapping[str, Fraction], *, real: bool = True) -> Any:
    """As :func:`value_at`, for a formula that is evaluated more than once."""
    mp = _mp()
    values = {name: mp.mpf(value.numerator) / value.denominator for name, value in point.items()}
    values.setdefault("pi", mp.pi())
    values.setdefault("e", mp.e())
    if not real:
        values.setdefault("i", mp.mpc(0, 1))
    try:
        value = run(program, values, _arithmetic())
    except (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError):
        return None
    if real and mp.im(value):
        return None
    return value if mp.isfinite(value) else None


def is_rounded(formula: Formula) -> bool:
    """Whether a float stands in it, which says nothing beyond its digits."""
    return any(isinstance(part, Num) and isinstance(part.value, float) for part in walk(formula))


@cache
def _mp() -> Any:
    mpmath: Any = importlib.import_module("mpmath")  # comes with SymPy; it has no type information

    context = mpmath.mp.clone()
    context.dps = DIGITS
    return context


@cache
def _arithmetic() -> Arithmetic:
    mp = _mp()
    others: dict[str, Callable[..., Any]] = {
        "^": _power,
        "root": _root,
        "cbrt": lambda value: _root(value, 3),
        "erf": lambda value: mp.erf(_modest(value)),
        "relu": lambda value: max(value, mp.mpf(0)),
        "sign": lambda value: mp.sign(_real(value)),
        "max": max,
        "min": min,
        "abs": abs,
        "floor": lambda value: mp.floor(_real(value)),
        "ceil": lambda value: mp.ceil(_real(value)),
        "factorial": lambda value: mp.factorial(_countable(value)),
        "binomial": lambda above, below: mp.binomial(_countable(above), _countable(below)),
        "sum": lambda value: value * mp.sqrt(7),
        "mean": lambda value: value * mp.sqrt(3),
        "transpose": lambda value: value,
    }
    laws = {**RING, **functions(mp, _modest), **others}
    return Arithmetic(_taken_in, laws, opaque(mp.sin, _modest))


def _taken_in(value: Any) -> Any:
    value = Fraction(value)
    return _mp().mpf(value.numerator) / value.denominator


def _modest(value: Any) -> Any:
    if abs(value) > LARGEST:
        raise OverflowError
    return value


def _countable(value: Any) -> Any:
    if abs(value) > 5000:
        raise OverflowError
    return value


def _real(value: Any) -> Any:
    if _mp().im(value):
        raise ValueError("no real value")
    return value


def _power(base: Any, exponent: Any) -> Any:
    mp = _mp()
    if base == 0:
        if mp.re(exponent) <= 0:
            raise ZeroDivisionError
        return mp.mpf(0)
    _modest(exponent * mp.log(abs(base)))
    return base**exponent


def _root(value: Any, degree: Any) -> Any:
    """The real root of a negative number where the degree is odd."""
    mp = _mp()
    if not mp.im(value) and value < 0 and degree == int(degree) and int(degree) % 2:
        return -_power(-value, 1 / mp.mpf(degree))
    return _power(value, 1 / mp.mpf(degree))


def taken_in(value: Any) -> Any:
    """A number with many digits."""
    return _taken_in(value) if isinstance(value, (int, float, Fraction)) else value


def as_fraction(value: Any, most_bits: int) -> Fraction | None:
    """A real value as the fraction that its digits are; None where it is complex or too large to write."""
    if _mp().im(value):
        return None
    sign, mantissa, exponent, length = _mp().re(value)._mpf_
    if abs(exponent) + length > most_bits:
        return None
    size: Fraction = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if sign else size


def logarithm(value: Any) -> Any:
    """The natural logarithm of a value with many digits."""
    return _mp().log(value)
