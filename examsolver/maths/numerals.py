"""Numbers as text: exact where they are exact, rounded once (halves away from zero) where they are not."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from examsolver.core.formula import Number

LONGEST = 4000
"""Digits of an integer that are written out (Python itself refuses more than 4300)."""
PLACES = 12
"""Decimals after which a terminating fraction is written as a fraction."""


def integer_text(value: int) -> str:
    """The digits of an integer; a monstrous one in scientific form."""
    if abs(value).bit_length() < LONGEST * 3:
        return str(value)
    power = int(abs(value).bit_length() * math.log10(2)) - 1
    lead = value // 10 ** (power - 3)
    return f"{lead / 1000:.3f}e{power}"


def fraction_text(value: Fraction) -> str:
    """``10/3``, ``-1/4``, ``2``."""
    over = integer_text(value.numerator)
    return over if value.denominator == 1 else f"{over}/{integer_text(value.denominator)}"


def decimal_places(value: Fraction) -> int | None:
    """How many decimals write the fraction out, or None where they never end or are too many."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0 and twos <= PLACES:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0 and fives <= PLACES:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    return places if rest == 1 and places <= PLACES else None


def number_text(value: Number) -> str:
    """An integer plainly, a fraction as a decimal where it ends, else ``10/3``; a float rounded."""
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, int):
        return integer_text(value)
    places = decimal_places(value)
    return fraction_text(value) if places is None else rounded(value, places)


def float_text(value: float) -> str:
    """Four decimals, or as many as show four significant digits; whole zero is ``0``."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinity" if value > 0 else "-infinity"
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if -12 <= power < 15:
        return rounded(value, max(4, 3 - power))
    return f"{value:.3e}".replace("e+", "e")


def rounded(value: Number, places: int) -> str:
    """The number to that many decimals; never a negative zero."""
    if isinstance(value, float) and not math.isfinite(value):
        return float_text(value)
    scaled = _nearest(abs(Fraction(value)) * 10**places)
    digits = integer_text(scaled).rjust(places + 1, "0")
    if "e" in digits:
        return digits
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 and scaled else text


def _nearest(value: Fraction) -> int:
    """The nearest integer; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def significant(value: Number, digits: int) -> str:
    """The number to that many significant digits, written without exponent where it can be."""
    if value == 0 or (isinstance(value, float) and not math.isfinite(value)):
        return float_text(float(value))
    with localcontext(Context(prec=max(digits, 1), rounding=ROUND_HALF_UP)):
        exact = Fraction(value)
        shown = Decimal(exact.numerator) / Decimal(exact.denominator)
    return f"{shown:f}" if -12 < shown.adjusted() < 18 else f"{shown:e}"
