"""How large a number is in decimal digits, however long; Python refuses to write out more than 4300."""

from __future__ import annotations

from fractions import Fraction

_WRITABLE = 12_000
"""Bits up to which a number is simply written out and counted."""

_LOG = Fraction(30_102_999_566, 100_000_000_000)


def digit_count(number: int) -> int:
    """How many decimal digits a whole number has."""
    number = abs(number)
    if number.bit_length() < _WRITABLE:
        return len(str(number))
    count = int((number.bit_length() - 1) * _LOG)
    while number >= 10**count:
        count += 1
    return count


def magnitude(value: Fraction) -> int:
    """The power of ten of the first significant digit."""
    if not value:
        return 0
    power = digit_count(value.numerator) - digit_count(value.denominator)
    return power if abs(value) >= Fraction(10) ** power else power - 1
