"""``2,753``: a decimal comma, or one that parts thousands? The digits that are asked decide, else a human."""

from __future__ import annotations

import re
from fractions import Fraction

from examsolver.core.derivation import Value
from examsolver.core.question import Form, Part
from examsolver.language.answer_limits import Unreadable, quoted
from examsolver.maths.compare_numbers import terminates

_EITHER = re.compile(r"(?<![\w.,\[])([1-9]\d{0,2}),(\d{3})(?![\d,]|\.\d)")
_POINT = re.compile(r"\d\.\d|(?<!\d)\.\d|\d,\d{3},\d{3}")
_SCALED = re.compile(_EITHER.pattern + r"\s*(?:[kK]|thousands?)(?!\w)")
"""``160,573 K``: 160.573 thousand, or a hundred and sixty million."""
_GROUP = 3
"""Digits behind a comma that parts thousands."""


def with_points(text: str, part: Part, expected: Value) -> str:
    """The text with points for the commas that are decimal by what is asked; it keeps its length.

    Of ``expected`` only the type is used, and whether it is whole and its decimals end.

    Raises:
        Unreadable: the comma may be either.
    """
    if part.kind == "integer" and (scaled := _SCALED.search(text)):
        raise Unreadable(f"the comma in {quoted(scaled[0])} may be decimal, or part thousands")
    if part.kind == "integer" or not _EITHER.search(text) or _POINT.search(text):
        return text
    return _EITHER.sub(lambda found: _decided(found, text, part.form, expected), text)


def _decided(found: re.Match[str], text: str, form: Form | None, expected: Value) -> str:
    style = form.style if form else "none"
    digits = form.digits if form else 0
    if style == "decimals" and digits - 2 * ("%" in text) == _GROUP and not _is_whole(expected):
        return f"{found[1]}.{found[2]}"
    if style in ("exactly", "none") and _ends_in_decimals(expected):
        return f"{found[1]}.{found[2]}"  # with a comma for thousands it would be whole, and could not be exact
    if style == "significant" and _shown(found, digits):
        return found[0]
    if style == "none" or (style in ("exactly", "about") and _is_whole(expected)):
        return found[0]  # where no digits are asked, the usual reading
    if style == "decimals" and digits == 0:
        return found[0]
    raise Unreadable(f"the comma in {quoted(found[0])} may be decimal, or part thousands")


def _shown(found: re.Match[str], digits: int) -> bool:
    """Whether a whole number shows the digits that are asked, and a decimal would show too many."""
    both = found[1] + found[2]
    return len(both.rstrip("0")) <= digits < len(both)


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1)


def _ends_in_decimals(value: Value) -> bool:
    return isinstance(value, Fraction) and not _is_whole(value) and terminates(value)
