"""How many digits of a number a worked line shows."""

from __future__ import annotations

import math
from collections.abc import Container
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Num
from examsolver.core.question import Form
from examsolver.maths.numerals import decimal_places, number_text
from examsolver.maths.tree import rebuild, walk

SHORT = 4
"""Decimals of an exact number that is written with them."""


def decimals(formula: Formula) -> Formula:
    """Fractions as decimals where all of them end soon: a tutor writes 0.25·(−3) but 1/3·2 + 1/2."""
    formula = rebuild(formula, _as_power_of_ten)
    fractions = [part.value for part in walk(formula) if isinstance(part, Num) and isinstance(part.value, Fraction)]
    places = [decimal_places(value) for value in fractions]
    if not fractions or any(needed is None or needed > SHORT for needed in places):
        return formula
    return rebuild(formula, _as_decimal)


def _as_power_of_ten(part: Formula) -> Formula:
    """0.00000001 as 10⁻⁸; any other number, and one of few decimals, as it is."""
    if not isinstance(part, Num) or not 0 < part.value < Fraction(1, 10**SHORT):
        return part
    power = round(-math.log10(part.value))
    exact = part.value == (10.0**-power if isinstance(part.value, float) else Fraction(1, 10**power))
    return Num(10) ** Num(-power) if exact else part


def _as_decimal(part: Formula) -> Formula:
    """A fraction marked to be written as a decimal; one that is marked already stays."""
    match part:
        case Apply("decimal", (Apply("decimal") as marked,)):
            return marked
        case Num(Fraction() as value) if value.denominator != 1:
            return Apply("decimal", (part,))
        case _:
            return part


def typed(formula: Formula, names: Container[str] = ()) -> Formula:
    """A law with 3/5 as 0.6, as authors type it; halves and quarters stay fractions, as tutors write them.

    Halves that the author typed as 0.5 are among the ``names`` of a derivation, as ``#0.5``.
    """
    return rebuild(formula, lambda part: _typed(part, names))


def _typed(part: Formula, names: Container[str]) -> Formula:
    match part:
        case Num(Fraction() as value) if _is_share(part) and f"#{number_text(abs(value))}" not in names:
            return part
        case _:
            return _as_short_decimal(part)


def _is_share(part: Formula) -> bool:
    """1/2, 1/4, 1/8 …"""
    if not isinstance(part, Num) or not isinstance(part.value, Fraction):
        return False
    return abs(part.value.numerator) == 1 and part.value.denominator.bit_count() == 1


def _as_short_decimal(part: Formula) -> Formula:
    if isinstance(part, Num) and isinstance(part.value, Fraction):
        places = decimal_places(part.value)
        return _as_decimal(part) if places is not None and places <= SHORT else _as_power_of_ten(part)
    return _as_decimal(_as_power_of_ten(part))


def with_digits(value: Formula, form: Form | None) -> Formula:
    """A value with the decimals asked for, where it is rounded at all."""
    shown = decimals(value)
    if form is None or form.style != "decimals":
        return shown
    return rebuild(shown, lambda part: _with_places(part, form.digits))


def _with_places(part: Formula, places: int) -> Formula:
    if isinstance(part, Num) and isinstance(part.value, float):
        return Apply("decimal", (part,), (("places", places),))
    return part
