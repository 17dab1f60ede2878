"""Formulas with many digits, so that equal and nearly equal are told apart. mpmath is imported when first used."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num
from examsolver.maths.evaluate import Arithmetic, evaluate
from examsolver.maths.tree import walk

DIGITS = 60
CLOSE = 25
LARGEST = 100_000
"""The largest argument of an exponential: beyond it many digits would need all memory."""

Told = Literal["same", "different", "one-sided", "nowhere"]


def same_at(one: Formula, other: Formula, point: Mapping[str, Fraction]) -> Told:
    """Whether two formulas have the same value at a point, or which of them has one."""
    left, right = value_at(one, point), value_at(other, point)
    if left is None or right is None:
        return "nowhere" if left is right else "one-sided"
    digits = 9 if _rounded(one) or _rounded(other) else CLOSE
    near = _mp().mpf(10) ** -digits * max(abs(left), abs(right), _mp().mpf(10) ** -digits)
    return "same" if abs(left - right) <= near else "different"


def value_at(formula: Formula, point: Mapping[str, Fraction]) -> Any:
    """The value with many digits; None where there is no real one."""
    mp = _mp()
    values = {name: mp.mpf(value.numerator) / value.denominator for name, value in point.items()}
    values.setdefault("pi", mp.pi())
    values.setdefault("e", mp.e())
    try:
        value = evaluate(formula, values, _arithmetic())
    except (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError):
        return None
    return value if mp.isfinite(value) else None


def _rounded(formula: Formula) -> bool:
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
    reals: dict[str, Callable[..., Any]] = {
        "+": lambda left, right: left + right,
        "-": lambda left, right: left - right,
        "*": lambda left, right: left * right,
        "@": lambda left, right: left * right,
        "/": lambda over, under: over / under,
        "^": _power,
        "neg": lambda value: -value,
        "sqrt": lambda value: _real(mp.sqrt(value)),
        "exp": lambda value: mp.exp(_modest(value)),
        "log": lambda value: _real(mp.log(value)),
        "log2": lambda value: _real(mp.log(value, 2)),
        "log10": lambda value: _real(mp.log(value, 10)),
        "sigmoid": lambda value: 1 / (1 + mp.exp(-_modest(value))),
        "tanh": lambda value: mp.tanh(_modest(value)),
        "sinh": lambda value: mp.sinh(_modest(value)),
        "cosh": lambda value: mp.cosh(_modest(value)),
        "sin": lambda value: mp.sin(_modest(value)),
        "cos": lambda value: mp.cos(_modest(value)),
        "tan": lambda value: mp.tan(_modest(value)),
        "softplus": lambda value: mp.log(1 + mp.exp(_modest(value))),
        "erf": lambda value: mp.erf(_modest(value)),
        "relu": lambda value: max(value, mp.mpf(0)),
        "max": max,
        "min": min,
        "abs": abs,
        "floor": mp.floor,
        "ceil": mp.ceil,
        "sum": lambda value: value * mp.sqrt(7),
        "mean": lambda value: value * mp.sqrt(3),
        "transpose": lambda value: value,
    }
    return Arithmetic(_taken_in, reals, _opaque)


def _taken_in(value: Any) -> Any:
    value = Fraction(value)
    return _mp().mpf(value.numerator) / value.denominator


def _modest(value: Any) -> Any:
    if abs(value) > LARGEST:
        raise OverflowError
    return value


def _real(value: Any) -> Any:
    if _mp().im(value):
        raise ValueError("no real value")
    return value


def _power(base: Any, exponent: Any) -> Any:
    mp = _mp()
    if base == 0 and exponent <= 0:
        raise ZeroDivisionError
    if base:
        _modest(exponent * mp.log(abs(base)))
    return _real(base**exponent)


def _opaque(op: str, *args: Any) -> Any:
    """A function that nothing is known of: some smooth function of its arguments, its own for each name.

    Sums and means are linear, and are a factor of their own: Σab is not Σa·Σb.
    """
    mp = _mp()
    phase = mp.mpf(zlib.crc32(op.encode())) / 2**30
    return mp.sin(phase + sum((mp.mpf(place) + phase) * _modest(arg) for place, arg in enumerate(args, 1)))
