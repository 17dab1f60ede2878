"""Pure data: ``[[1, 2], [3, 4]]``, ``0.1 as 2x2``, ``0..23 as 2x3x4``, ``["the", "cat"]``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Listing, Num, Number, Text
from examsolver.families.computing.body import Data

MOST = 1_000_000
"""Entries that one given may have."""


class DataError(ValueError):
    """Numbers that do not make an array; the message says why, ``hint`` what to write."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def is_data(formula: Formula) -> bool:
    """Whether a formula is numbers and texts alone: signs, fractions and brackets, but no sums or products."""
    match formula:
        case Num() | Text():
            return True
        case Apply("neg", (only,)):
            return isinstance(only, Num) or (isinstance(only, Apply) and only.op == "/" and is_data(only))
        case Apply("/", (left, right)):
            return _is_signed(left) and isinstance(right, Num) and right.value != 0
        case Listing(items):
            return bool(items) and all(is_data(item) for item in items)
        case _:
            return False


def _is_signed(formula: Formula) -> bool:
    return isinstance(formula, Num) or (
        isinstance(formula, Apply) and formula.op == "neg" and isinstance(formula.args[0], Num)
    )


def data_of(formula: Formula) -> Data:
    """The data of a formula of which :func:`is_data` is true. Raises :class:`DataError` for ragged rows of numbers."""
    match formula:
        case Num(value):
            return _exact(value)
        case Text(text):
            return text
        case Apply("neg", (only,)):
            return -_number(data_of(only))
        case Apply("/", (left, right)):
            over, under = _number(data_of(left)), _number(data_of(right))
            return _exact(over / under if isinstance(over + under, float) else Fraction(over) / Fraction(under))
        case Listing(items):
            return _rows(tuple(data_of(item) for item in items))
    raise DataError("expected numbers")


def _number(data: Data) -> int | Fraction | float:
    if isinstance(data, (tuple, str)):
        raise DataError(f"expected a number, found a {'list' if isinstance(data, tuple) else 'text'}")
    return data


def _exact(value: Number) -> Number:
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def _rows(rows: tuple[Data, ...]) -> Data:
    if len({shape_of(row) for row in rows}) > 1 and not has_text(rows):
        raise DataError("the rows have different lengths", "every row of a matrix needs as many numbers as the first")
    return rows


def has_text(data: Data) -> bool:
    """Whether a text stands somewhere in it. Rows with texts may have any lengths."""
    return any(has_text(part) for part in data) if isinstance(data, tuple) else isinstance(data, str)


def shape_of(data: Data) -> tuple[int, ...]:
    """The shape of nested tuples (of the first of ragged ones); empty for a number or a text."""
    shape: list[int] = []
    while isinstance(data, tuple):
        shape.append(len(data))
        data = data[0]
    return tuple(shape)


def shaped(formula: Formula, size: Sequence[int | str]) -> Data:
    """The numbers of ``formula as size``: one number repeated, or as many as the size has places, row by row.

    Raises:
        DataError: the count does not fit the size, or it is no data.
    """
    sizes = tuple(side for side in size if isinstance(side, int))
    if len(sizes) < len(size):
        raise DataError("the size of data must be numbers", "such as 2x3")
    places = math.prod(sizes)
    if places < 1 or places > MOST:
        raise DataError(f"data of {places:,} numbers", f"between 1 and {MOST:,}")
    listed = _listed(formula)
    if len(listed) == 1:
        listed = listed * places
    if len(listed) != places:
        raise DataError(f"{len(listed)} numbers for {places} places", "one number for all, or one for each place")
    return _folded(listed, sizes)


def _listed(formula: Formula) -> tuple[Data, ...]:
    match formula:
        case Apply("..", (first, last)):
            return _range(data_of(first), data_of(last))
        case Apply("spread", (first, last, count)):
            return _steps(data_of(first), data_of(last), data_of(count))
    if not is_data(formula):
        raise DataError("expected numbers before 'as'", "such as 0.1 as 2x2, or 0..5 as 2x3")
    return _flat(data_of(formula))


def _range(first: Data, last: Data) -> tuple[Data, ...]:
    if not isinstance(first, int) or not isinstance(last, int) or abs(last - first) >= MOST:
        raise DataError("a range runs between two whole numbers", "such as 0..23")
    return tuple(range(first, last + 1) if first <= last else range(first, last - 1, -1))


def _steps(first: Data, last: Data, count: Data) -> tuple[Data, ...]:
    if not isinstance(count, int) or not 2 <= count <= MOST:
        raise DataError("the number of steps must be a whole number from 2", "such as -0.4 to 0.6 in 20 steps")
    begin, end = Fraction(_number(first)), Fraction(_number(last))
    return tuple(_exact(begin + (end - begin) * Fraction(place, count - 1)) for place in range(count))


def _flat(data: Data) -> tuple[Data, ...]:
    if not isinstance(data, tuple):
        return (data,)
    return tuple(number for part in data for number in _flat(part))


def _folded(numbers: tuple[Data, ...], sizes: tuple[int, ...]) -> Data:
    for side in reversed(sizes[1:]):
        numbers = tuple(numbers[place : place + side] for place in range(0, len(numbers), side))
    return numbers if sizes else numbers[0]


def formula_of(data: Data) -> Formula:
    """The data as a formula, as it is told to students."""
    if isinstance(data, tuple):
        return Listing(tuple(formula_of(part) for part in data))
    return Text(data) if isinstance(data, str) else Num(data)
