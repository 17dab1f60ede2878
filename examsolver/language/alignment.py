"""Columns that an author lined up stay lined up: ``x    = …`` under ``W_f  = …``, values under values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examsolver.language.cutting import Piece

_LEAD = re.compile(r"([^\s\[\]()\"]+(?:\[[^\]\n]*\])?)([ \t]+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Lead:
    """The first thing on a line of the source: its line, the column where the second begins
    (counted from the first), the blanks between."""

    line: int
    column: int
    gap: int


def lead(piece: Piece) -> Lead | None:
    """How a line begins, if it is one whose columns can be lined up with others."""
    found = _LEAD.match(piece.text, piece.start, piece.end)
    if found is None or piece.joined or piece.opens:
        return None
    return Lead(piece.text.count("\n", 0, piece.start), found.end() - piece.start, len(found[2]))


def runs(leads: Sequence[Lead | None]) -> Iterator[tuple[range, int]]:
    """Lines that follow one another and whose second things were lined up by hand, and the least gap there."""
    first = 0
    for place in range(1, len(leads) + 1):
        here, before = (leads[place] if place < len(leads) else None), leads[place - 1]
        if here and before and here.line == before.line + 1 and here.column == before.column:
            continue
        gaps = [one.gap for one in leads[first:place] if one is not None]
        if len(gaps) > 1 and max(gaps) > 1:
            yield range(first, place), min(2, *gaps)
        first = place


def lined_up(texts: Sequence[str], gap: int) -> list[str]:
    """The lines with their second things in one column; only first lines of texts are touched."""
    found = [_LEAD.match(text) for text in texts]
    widest = max((len(match[1]) for match in found if match), default=0)
    return [
        match[1] + " " * (widest - len(match[1]) + gap) + text[match.end() :] if match else text
        for match, text in zip(found, texts, strict=True)
    ]
