"""What was read of an answer, as an expected value that other answers can be held to."""

from __future__ import annotations

from typing import Any

from examsolver.core.derivation import Value
from examsolver.core.marking import Entry, Feasible, Reading


def value_of(reading: Reading, expected: Value) -> Value:
    """The value that was written: numbers exact, matrices as nested tuples. None where a cell is missing.

    ``expected`` tells the form: whether yes/no stands alone, and the known depth beside a size.
    """
    given = reading.value
    if not isinstance(given, Feasible):
        return _settled(given)
    possible = given.size is not None if given.possible is None else given.possible
    if isinstance(expected, bool):
        return possible
    known = expected[2:] if isinstance(expected, tuple) else ()
    return (possible, given.size, *known)


def _settled(given: Any) -> Value:
    if isinstance(given, Entry):
        return given.value.numerator if given.value.denominator == 1 else given.value
    if not isinstance(given, tuple):
        return given
    cells = tuple(_settled(cell) for cell in given)
    return None if any(cell is None for cell in cells) else cells
