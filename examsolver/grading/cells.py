"""Answers that are right in part: some cells, or one half of a compound answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.derivation import Value
from examsolver.core.marking import Comparison, Entry, Reading
from examsolver.core.question import Form
from examsolver.maths.compare_cells import cells_of
from examsolver.maths.compare_numbers import number_is_right
from examsolver.maths.show import is_worded

TOLD = 4
"""How many wrong cells a message names."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an answer is right, and in words."""

    share: Fraction
    message: str


def halves(compared: Comparison) -> Share | None:
    """``yes`` without the right size is half of ``yes, 6x6``."""
    right = sum(compared.cells)
    if not 0 < right < len(compared.cells):
        return None
    return Share(Fraction(right, len(compared.cells)), f"That it fits is right; {compared.reason}.")


def cells_right(reading: Reading, compared: Comparison, expected: Value) -> Share | None:
    """The right cells of a vector, matrix or listing; None where none or all are."""
    cells = compared.cells
    right = sum(cells)
    if not 0 < right < len(cells):
        return None
    if is_worded(expected) and any(isinstance(row, tuple) for row in expected):
        return Share(Fraction(right, len(cells)), f"{compared.reason}.")
    written = list(flat(reading.value))
    if len(written) != len(cells):
        written = [None] * len(cells)
        missing = []
    else:
        missing = [place for place, cell in enumerate(written) if cell is None]
    wrong = [place for place, fine in enumerate(cells) if not fine and place not in set(missing)]
    shape = getattr(expected, "shape", (len(cells),))
    words = is_worded(expected)
    said = [f"{right} of {len(cells)} {'words' if words else 'cells'} are right"]
    if wrong:
        said.append(f"not right: {_named(wrong, shape, words)}")
    if missing:
        said.append(f"missing: {_named(missing, shape, words)}")
    return Share(Fraction(right, len(cells)), "; ".join(said) + ".")


def solutions_right(compared: Comparison, expected: Value) -> Share | None:
    """The solutions that were found among all; None where none or all are."""
    right, count = sum(compared.cells), len(expected) if isinstance(expected, tuple) else 1
    extra = len(compared.cells) - count
    if not 0 < right < len(compared.cells):
        return None
    said = [
        f"{right} of {count} solutions {'is' if right == 1 else 'are'} there" if count > 1 else "The solution is there"
    ]
    said += [f"{extra} of what is given {'is' if extra == 1 else 'are'} none"] if extra else []
    said += ["every solution is asked"] if right < count else []
    return Share(Fraction(right, len(compared.cells)), "; ".join(said) + ".")


def flat(value: object) -> Iterator[Entry | object | None]:
    """The cells of a reading, row by row; None for one that is missing."""
    if isinstance(value, tuple):
        for item in value:
            yield from flat(item)
    else:
        yield value


def farthest_is_off(value: Value, entries: list[object | None], form: Form | None, slack: Value) -> bool:
    """Whether the entry that is farthest from its cell is not right, which spares the comparison of all others."""
    cells = list(cells_of(value))
    if len(cells) != len(entries) or not all(isinstance(entry, Entry) for entry in entries):
        return False
    numbers = [entry for entry in entries if isinstance(entry, Entry)]
    try:
        off = [abs(float(cell) - float(entry.value)) for cell, entry in zip(cells, numbers, strict=True)]
    except (TypeError, ValueError, OverflowError):
        return False
    far = max(range(len(off)), key=off.__getitem__, default=None)
    if far is None:
        return False
    room = list(cells_of(slack)) if slack is not None else []
    allowed = room[far] if len(room) == len(cells) else max(room, default=0)
    return not number_is_right(cells[far], numbers[far], form, allowed)


def _named(places: list[int], shape: tuple[int, ...], words: bool) -> str:
    named = [f"word {place + 1}" if words else _cell(place, shape) for place in places[:TOLD]]
    more = f" and {len(places) - TOLD} more" if len(places) > TOLD else ""
    return ", ".join(named) + more


def _cell(place: int, shape: tuple[int, ...]) -> str:
    """``row 2, column 1``; ``cell 3`` of a vector."""
    if len(shape) == 1:
        return f"cell {place + 1}"
    index: list[int] = []
    for side in reversed(shape):
        place, here = divmod(place, side)
        index.insert(0, here + 1)
    if len(index) == 2:
        return f"row {index[0]} column {index[1]}"
    return "cell " + ",".join(map(str, index))
