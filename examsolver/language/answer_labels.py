"""Cells given by name: ``Z_1 = 1, Z_2 = 2``, ``dL/dF_1 = 2.5; …``, ``X[1,2] = …``."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from math import prod

from examsolver.core.marking import Entry
from examsolver.language.answer_cells import Cells, Shape, _refilled
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_number import read_number

_NAME = (
    r"(?:\(*\s*[d∂]\s*[^\W\d_]{1,12}\s*\)*\s*/\s*\(*\s*)?(?<![^\W\d_])[∂d]?\s?[^\W\d_][^\W\d_']{0,11}(?:_[^\W\d_]{1,12})?'?"
    r"\s*[_\[(]*\s*"
)
_INDEXED = r"(?:(?<![\w.])[d∂]\s?[^\W\d_]{1,12}\s?/\s?)?(?<![\w.])[^\W\d](?:\w|[.-](?=[^\W\d_])){0,60}'?\s?\[\s*"
"""Any name that has its cell in square brackets behind it: ``W2_new[``, ``state-part[``."""
_PLACE = (
    r"(\d{1,4})(?:\s*(?:[,;]|\]\s*\[)?\s*(\d{1,4}))?(?:\s*(?:,|\]\s*\[)\s*(\d{1,4}))?"
    r"\s*[\])]*\s*[=:≈](?!=)"
)
_SEVERAL = re.compile(r"[\[(][^\[\]()]*[^\s\[\]()][\s,;]+[^\s\[\]()][^\[\]()]*[\])]|\[\s*\[.*\]\s*\]", re.DOTALL)
Place = tuple[int, ...]


@lru_cache(maxsize=1_000)
def _label(name: str) -> re.Pattern[str]:
    """What names a cell; ``name`` is what the question calls the whole, which may hold digits, points and hyphens."""
    asked = rf"\s?(?<![\w.-]){re.escape(name)}\s*[_\[(]+\s*|" if re.fullmatch(r"[^\W\d][\w.\-\[\]]*", name) else ""
    return re.compile(rf"(?:{asked}{_INDEXED}|{_NAME}){_PLACE}")


def labels_in(text: str, name: str = "") -> list[re.Match[str]]:
    """Where cells are named, those only that begin a claim (not ``= 1 * F_1 = 0.5`` inside one).

    ``name`` is what the whole is called, of any letters.
    """
    found: list[re.Match[str]] = []
    for match in _label(name).finditer(text):
        before = text[: match.start()].rstrip(" ").rstrip("(")
        if not before or before[-1] in ",;\n:]|" or before.endswith("and") or before[-1:].isdigit():
            found.append(match)
    return found


def names_the_whole(text: str, labels: list[re.Match[str]], name: str = "") -> bool:
    """Whether the one label names all that follows, as in ``h[1] = [0.4, 0.2]``, and no cell of it."""
    if len(labels) == 1 and labels[0][0].rstrip("=:≈ ").replace(" ", "") == name:
        return True
    return len(labels) == 1 and _SEVERAL.fullmatch(text[labels[0].end() :].strip()) is not None


def read_labelled(text: str, labels: list[re.Match[str]], shape: Shape) -> tuple[Cells, tuple[str, ...]]:
    """The cells named in a text, in the expected shape; what is not named is missing.

    Raises:
        Unreadable: no name fits the shape, or none of the values can be read.
    """
    ends = [match.start() for match in labels[1:]] + [len(text)]
    numbers = [tuple(int(part) for part in match.groups() if part is not None) for match in labels]
    first = 0 if any(0 in _digits(number, shape, match) for number, match in zip(numbers, labels, strict=True)) else 1
    cells: dict[Place, Entry] = {}
    notes: list[str] = []
    for match, number, end in zip(labels, numbers, ends, strict=True):
        place = _place(number, _digits(number, shape, match), shape, first)
        value = _value(text[match.end() : end])
        if place is None or value is None:
            notes.append(f"could not read {match[0].strip()} {text[match.end() : end].strip()[:40]}".rstrip())
        else:
            cells[place] = value
    if not cells:
        raise Unreadable("no cell could be read")
    everywhere = product(*(range(size) for size in shape))
    return _refilled([cells.get(place) for place in everywhere], shape), tuple(notes)


def _digits(number: tuple[int, ...], shape: Shape, match: re.Match[str]) -> tuple[int, ...]:
    """``11`` on a matrix is row 1, column 1."""
    text = str(number[0]) if len(number) == 1 else ""
    written = match[1]
    if len(number) == 1 and len(shape) == len(written) > 1 and (written == text or written[0] == "0"):
        return tuple(int(digit) for digit in written)
    return number


def _place(number: tuple[int, ...], digits: tuple[int, ...], shape: Shape, first: int) -> Place | None:
    """The position, from 0: by rows and columns, else counted through row by row."""
    place = tuple(digit - first for digit in digits)
    if len(place) == len(shape) and all(0 <= at < size for at, size in zip(place, shape, strict=True)):
        return place
    if len(number) == 1 and 0 <= (flat := number[0] - first) < prod(shape):
        spread: list[int] = []
        for size in reversed(shape):
            flat, at = divmod(flat, size)
            spread.append(at)
        return tuple(reversed(spread))
    return None


def _value(text: str) -> Entry | None:
    text = re.sub(r"[\s,;.|]*(?:\band\b)?[\s,;.|]*$", "", text)
    try:
        return read_number(text)[0]
    except Unreadable:
        return None
