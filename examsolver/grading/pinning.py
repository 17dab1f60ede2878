"""What a student wrote as values of steps, so that the rest can be worked out from it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Value
from examsolver.core.marking import Entry, Feasible, Reading
from examsolver.core.question import Part
from examsolver.maths.compare_texts import as_known
from examsolver.maths.show import is_worded


def pins_of(part: Part, reading: Reading, expected: Value) -> dict[str, Value]:
    """The values of a part's steps as the student has them; none where they do not have the right form.

    Cells that are missing are at the truth.
    """
    if isinstance(reading.value, Feasible):
        return _feasible(part, reading.value, expected)
    if len(part.steps) != 1 and part.kind != "size":
        return {}
    try:
        value = _value(reading.value, expected)
    except OverflowError:  # larger than any float: nothing can be worked out from it
        return {}
    return {} if value is None else {part.steps[0]: value}


def _feasible(part: Part, answer: Feasible, expected: Value) -> dict[str, Value]:
    """``yes, 6x6``: whether it fits, and the size; its depth is known."""
    possible = answer.size is not None if answer.possible is None else answer.possible
    pins: dict[str, Value] = {part.steps[0]: possible}
    if answer.size is not None and len(part.steps) > 1 and isinstance(expected, tuple):
        size = _size(answer.size, expected[1])
        pins.update({} if size is None else {part.steps[1]: size})
    return pins


def _value(written: object, expected: Value) -> Value:
    if isinstance(written, Entry):
        return _number(written, expected) if isinstance(expected, (int, float, Fraction)) else None
    if isinstance(expected, str) and isinstance(written, str):
        return as_known(written, expected)
    if isinstance(written, tuple) and is_worded(expected):
        return as_known(written, expected)
    if isinstance(written, tuple) and isinstance(expected, tuple):
        return _size(written, expected)
    if isinstance(written, tuple) and isinstance(expected, int):
        return written[0] if len(set(written)) == 1 and isinstance(written[0], int) else None
    if isinstance(written, tuple) and hasattr(expected, "dtype"):
        return _array(written, expected)
    return None


def _number(entry: Entry, like: Value) -> Value:
    value = entry.value
    if isinstance(like, float):
        return float(value)
    return int(value) if isinstance(like, int) and value.denominator == 1 else value


def _size(written: tuple[object, ...], expected: Value) -> tuple[int, ...] | None:
    """A size of as many sides as the right one; a batch of 1 is left out and a known depth added."""
    sides = tuple(side for side in written if isinstance(side, int))
    if not isinstance(expected, tuple) or len(sides) != len(written):
        return None
    if len(sides) == len(expected) + 1 and sides[0] == 1:
        return sides[1:]
    if len(sides) == len(expected) - 1:
        return (*sides, expected[-1])
    return sides if len(sides) == len(expected) else None


def _array(written: tuple[object, ...], expected: Any) -> Value:
    cells = list(_cells(written))
    if len(cells) != expected.size or not any(cells):
        return None
    filled = expected.copy()
    for place, cell in enumerate(cells):
        if cell is not None:
            filled.flat[place] = _number(cell, expected.flat[place])
    return filled


def _cells(written: object) -> Iterator[Entry | None]:
    if isinstance(written, tuple):
        for item in written:
            yield from _cells(item)
    else:
        yield written if isinstance(written, Entry) else None
