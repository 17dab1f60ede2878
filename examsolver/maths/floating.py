"""Formulas in machine numbers, real and complex: fast, and never the last word."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.maths.evaluate import Arithmetic, Program, run
from examsolver.maths.functions import RING, functions, opaque

LARGEST = 700.0
FACTORIAL = 150
FAILURES = (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError)


def float_at(program: Program, point: Mapping[str, float]) -> float | None:
    """The real value at a point; None where there is none."""
    try:
        value = run(program, point, REAL)
    except FAILURES:
        return None
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def complex_at(program: Program, point: Mapping[str, complex]) -> complex | None:
    """The value at a point in the principal branch; None where there is none."""
    try:
        value = complex(run(program, point, COMPLEX))
    except FAILURES:
        return None
    return value if cmath.isfinite(value) else None


def _modest(value: Any) -> Any:
    if abs(value) > LARGEST:
        raise OverflowError
    return value


def _number(value: Any) -> float:
    return float(value)


def real_root(value: Any, degree: Any) -> Any:
    """The real root of a negative number where the degree is odd."""
    if isinstance(value, complex) or isinstance(degree, complex):
        return value ** (1 / degree)
    if value < 0 and degree == int(degree) and int(degree) % 2:
        return -((-value) ** (1 / degree))
    return value ** (1 / degree)


def _real_power(base: Any, exponent: Any) -> Any:
    value = base**exponent
    if isinstance(value, complex):
        raise ValueError("no real value")
    return value


def _relu(value: Any) -> Any:
    return value if value > 0 else 0 * value


def _real_only_root(value: Any, degree: Any) -> Any:
    found = real_root(value, degree)
    if isinstance(found, complex):
        raise ValueError("no real value")
    return found


def gamma_of(value: Any) -> float:
    """x! for a number that is no negative integer."""
    if abs(value) > FACTORIAL:
        raise OverflowError
    return math.gamma(value + 1)


def _binomial(above: Any, below: Any) -> float:
    return gamma_of(above) / gamma_of(below) / gamma_of(above - below)


_ORDER: Mapping[str, Callable[..., Any]] = {
    "max": max, "min": min, "abs": abs, "floor": math.floor, "ceil": math.ceil, "relu": _relu,
    "sign": lambda value: (value > 0) - (value < 0),
}  # fmt: skip
_LINEAR: Mapping[str, Callable[..., Any]] = {
    "sum": lambda value: value * math.sqrt(7),
    "mean": lambda value: value * math.sqrt(3),
    "transpose": lambda value: value,
}

REAL = Arithmetic(
    _number,
    {
        **RING, **functions(math, _modest), **_ORDER, **_LINEAR, "^": _real_power, "root": _real_only_root,
        "cbrt": lambda value: _real_only_root(value, 3), "factorial": gamma_of, "binomial": _binomial,
        "erf": math.erf,
    },
    opaque(math.sin, _modest),
)  # fmt: skip

@dataclass(frozen=True, slots=True)
class _Ordered:
    """A function of order, which complex numbers have none of unless they are real."""

    law: Callable[..., Any]

    def __call__(self, *args: Any) -> Any:
        if any(isinstance(arg, complex) and arg.imag for arg in args):
            raise ValueError("complex numbers have no order")
        return self.law(*(arg.real for arg in args))


COMPLEX = Arithmetic(
    _number,
    {
        **RING, **functions(cmath, _modest), **{op: _Ordered(law) for op, law in _ORDER.items()}, **_LINEAR,
        "abs": abs, "^": lambda base, exponent: base**exponent,
        "root": real_root, "cbrt": lambda value: real_root(value, 3), "factorial": gamma_of, "binomial": _binomial,
    },
    opaque(cmath.sin, _modest),
)  # fmt: skip
