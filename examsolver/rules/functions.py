"""Functions of mathematics, entry by entry: sine, cosine, tangent, hyperbolic sine and cosine, the error function."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import Misconception, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Rule
from examsolver.maths.arrays import combine, entrywise
from examsolver.rules.arithmetic import negate
from examsolver.rules.pointwise import loop, pass_on, pointwise_backward, pointwise_cells, pointwise_gradient
from examsolver.rules.rewriting import SIGN_SLIP, slip

Real = Callable[[float], float]

FORGOTTEN = slip(
    "derivative-forgotten", "The gradient was passed on without the local derivative.", partial(pass_on, 0)
)
AT_ZERO = {"sin": 0, "cos": 1, "tan": 0, "sinh": 0, "cosh": 1, "erf": 0}
"""Where the functions are exact."""


def _number(word: str, function: Real, x: Any) -> Any:
    return AT_ZERO[word] if x == 0 and not isinstance(x, float) else function(x)


def of_entries(word: str, function: Real, x: Value) -> Value:
    """A function of every entry; exact at 0."""
    return entrywise(partial(_number, word, function), x)


def _slope_of(word: str, function: Real, x: Value, y: Value) -> Value:
    return of_entries(word, function, x)


def _minus_sine(x: Value, y: Value) -> Value:
    return negate(of_entries("sin", math.sin, x))


def _one_plus_square(x: Value, y: Value) -> Value:
    return combine(operator.add, 1, combine(operator.mul, y, y))


def _bell(x: Value, y: Value) -> Value:
    return entrywise(_bell_at, x)


def _bell_at(x: Any) -> float:
    return 2 / math.sqrt(math.pi) * math.exp(-(float(x) ** 2))


def _word(word: str, x: Formula, y: Formula) -> Formula:
    return apply(word, x)


def _minus_sine_symbol(x: Formula, y: Formula) -> Formula:
    return -apply("sin", x)


def _one_plus_square_symbol(x: Formula, y: Formula) -> Formula:
    return 1 + y**2


def _bell_symbol(x: Formula, y: Formula) -> Formula:
    return 2 / apply("sqrt", Num(math.pi)) * apply("exp", -(x**2))


def _series(first: int, sign: int, x: Any) -> float:
    """Σ sign^k x^(2k + first)/(2k + first)!, in fractions of the number: an oracle."""
    number = Fraction(x)
    term: Fraction = number**first
    total, power = Fraction(0), first
    for _ in range(40):
        total += term
        term = term * sign * number**2 / ((power + 1) * (power + 2))
        power += 2
        term = term.limit_denominator(10**40)
    return float(total)


def _tangent(x: Any) -> float:
    return _series(1, -1, x) / _series(0, -1, x)


def _error_integral(x: Any, parts: int = 2000) -> float:
    """2/√π ∫ e^(−t²) dt from 0 to x by Simpson's rule: an oracle."""
    width = float(x) / parts
    heights = [math.exp(-((place * width) ** 2)) for place in range(parts + 1)]
    inside = 4 * math.fsum(heights[1:-1:2]) + 2 * math.fsum(heights[2:-1:2])
    return width / 3 * (heights[0] + inside + heights[-1]) * 2 / math.sqrt(math.pi)


SINE_SIGN = slip(
    "sign-forgotten-in-gradient",
    "The derivative of the cosine is minus the sine.",
    partial(pointwise_backward, partial(_slope_of, "sin", math.sin), 0),
    SIGN_SLIP,
)


def _rule(
    word: str,
    function: Real,
    said: str,
    slope: Callable[..., Value],
    symbol: Callable[..., Formula],
    because: str,
    oracle: Real,
    slips: tuple[Misconception, ...] = (),
) -> Rule:
    return Rule(
        name=word,
        summary=f"{said}, entry by entry",
        law=partial(of_entries, word, function),
        inputs=("x",),
        because=f"apply the {said} to every entry",
        cells=partial(pointwise_cells, partial(apply, word)),
        gradients=(pointwise_gradient(0, slope, symbol, because, (*slips, FORGOTTEN)),),
        oracle=partial(loop, oracle),
        example=f"question curve: compute\n  x = [0, 1]\n  y = {word}(x)\n  find y to 4 decimals",
    )


RULES = (
    _rule(
        "sin",
        math.sin,
        "sine (of radians)",
        partial(_slope_of, "cos", math.cos),
        partial(_word, "cos"),
        "the derivative of the sine is the cosine",
        partial(_series, 1, -1),
    ),
    _rule(
        "cos",
        math.cos,
        "cosine (of radians)",
        _minus_sine,
        _minus_sine_symbol,
        "the derivative of the cosine is minus the sine",
        partial(_series, 0, -1),
        (SINE_SIGN,),
    ),
    _rule(
        "tan",
        math.tan,
        "tangent (of radians)",
        _one_plus_square,
        _one_plus_square_symbol,
        "the derivative of the tangent is 1 + tan²",
        _tangent,
    ),
    _rule(
        "sinh",
        math.sinh,
        "hyperbolic sine",
        partial(_slope_of, "cosh", math.cosh),
        partial(_word, "cosh"),
        "the derivative of sinh is cosh",
        partial(_series, 1, 1),
    ),
    _rule(
        "cosh",
        math.cosh,
        "hyperbolic cosine",
        partial(_slope_of, "sinh", math.sinh),
        partial(_word, "sinh"),
        "the derivative of cosh is sinh",
        partial(_series, 0, 1),
    ),
    _rule(
        "erf",
        math.erf,
        "error function",
        _bell,
        _bell_symbol,
        "the derivative of erf is 2/√π e^(−x²)",
        _error_integral,
    ),
)
