"""One number against the truth: the digits asked for set the tolerance.

If none are asked, a terminating value must be exact and any other needs at least three significant
digits, right in all that it shows. A non-finite value equals nothing.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from examsolver.core.marking import Entry
from examsolver.core.question import Form
from examsolver.maths.magnitude import magnitude

ENOUGH = 3
"""Significant digits that a value without end needs where no form is asked."""

ONE = Fraction(1)
_ABOUT = Fraction(1, 100)
_FLOAT = Fraction(1, 10**11)


def number_is_right(
    truth: Any,
    entry: Entry,
    form: Form | None = None,
    slack: Any = 0,
    *,
    whole: bool = False,
    counted: bool = False,
    unit: Fraction = ONE,
) -> bool:
    """Whether an entry is the true number, to the digits asked for.

    Args:
        truth: int, Fraction or float (a NumPy scalar too).
        slack: how far honest carrying of rounded values can have moved it.
        whole: a count, which must be exact unless the form says ``about``.
        counted: given in a unit such as millions, where digits may be left out.
        unit: how much that is; decimals that are asked are decimals of it.
    """
    exact = as_fraction(truth)
    if exact is None:
        return False
    off = abs(entry.value - exact)
    grain = _grain(truth, entry, exact)
    if off <= grain:
        return True
    carried = as_fraction(slack) or Fraction(0)
    allowed = _allowed(exact, entry, form, rounded=isinstance(truth, float), whole=whole and not counted, loose=counted)
    if form is not None and form.style == "decimals" and allowed is not None:
        allowed *= unit
    if allowed is None:
        return bool(carried) and off <= carried + grain
    return off <= allowed + carried + grain


def as_fraction(value: Any) -> Fraction | None:
    """The number as a fraction; None where it is none (infinite, not a number, no number at all)."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return Fraction(value) if math.isfinite(value) else None
    return Fraction(value) if isinstance(value, (int, Fraction)) else None


def _grain(truth: Any, entry: Entry, exact: Fraction) -> Fraction:
    """What floating point cannot tell apart: nothing where both sides are exact."""
    worked_out = entry.decimals is None and entry.significant is not None
    if not worked_out and not isinstance(truth, float):
        return Fraction(0)
    return _FLOAT * max(abs(exact), Fraction(1, 1000))


def _allowed(
    exact: Fraction, entry: Entry, form: Form | None, *, rounded: bool, whole: bool, loose: bool
) -> Fraction | None:
    """How far an entry may be off; None where it must be exact."""
    if form is not None and form.style == "about":
        return (form.tolerance or _ABOUT) * abs(exact)
    if whole:
        return None
    if form is not None and form.style == "decimals":
        return half_unit(form.digits)
    if form is not None and form.style == "significant":
        return half_unit(form.digits - 1 - magnitude(exact))
    if form is not None and form.style == "exactly" and not rounded:
        return None
    return shown_grain(entry) if rounded or loose or not terminates(exact) else None


def shown_grain(entry: Entry) -> Fraction | None:
    """Half a unit of the last digit shown, where enough are shown."""
    if entry.decimals is not None:
        digits = entry.significant or 0
        return half_unit(entry.decimals) if digits >= ENOUGH else None
    is_whole = entry.value.denominator == 1 and entry.significant is None
    return Fraction(1, 2) if is_whole and abs(entry.value) >= 10 ** (ENOUGH - 1) else None


def half_unit(decimals: int) -> Fraction:
    """Half a unit of the decimal place."""
    return Fraction(1, 2) / Fraction(10) ** decimals


def terminates(value: Fraction) -> bool:
    """Whether its decimals end."""
    return _without_twos_and_fives(value.denominator)[0] == 1


def places(value: Fraction) -> int:
    """How many decimals it takes to write a value whose decimals end."""
    return max(_without_twos_and_fives(value.denominator)[1:])


def _without_twos_and_fives(number: int) -> tuple[int, int, int]:
    """What is left of a number, and how many twos and fives were in it."""
    twos = (number & -number).bit_length() - 1
    number >>= twos
    fives = 0
    for power in (1024, 128, 16, 1):
        block = 5**power
        while number % block == 0:
            number, fives = number // block, fives + power
    return number, twos, fives
