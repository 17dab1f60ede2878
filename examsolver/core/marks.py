"""Marks as other programs read them."""

from __future__ import annotations

from fractions import Fraction

MarksNumber = int | float | str
"""Marks in JSON: a number where they terminate, else text such as ``10/19``."""


def marks_number(marks: Fraction) -> MarksNumber:
    """``2``, ``2.5``, ``"10/19"``."""
    if marks.denominator == 1:
        return marks.numerator
    rest = marks.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return float(marks) if rest == 1 else str(marks)
