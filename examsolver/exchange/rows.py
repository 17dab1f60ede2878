"""What every format of answers comes down to: a row says who answered what, how, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from examsolver.core.problem import Problem, Source, Span


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it came: names as written, not yet looked up. ``number`` is its line in the file, from 1."""

    student: str
    question: str
    part: str
    text: str
    number: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A row that says no more than that a student is there."""

    student: str
    number: int
    name: str = ""


Rows = Iterator[Row | Place | Problem]
"""What a reader of a format gives, in the order of the file; a bad row is a problem and costs only itself."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file, with the places where they begin."""

    source: Source
    texts: tuple[str, ...]
    starts: tuple[int, ...]

    def span(self, number: int) -> Span:
        """The line of that number, from 1."""
        place = min(max(number, 1), len(self.texts)) - 1
        begin = self.starts[place]
        return Span(self.source, begin, begin + len(self.texts[place]))


def lines_of(source: Source) -> Lines:
    """The lines of a text whose line ends are ``\\n``."""
    texts = tuple(source.text.split("\n"))
    starts, begin = [], 0
    for text in texts:
        starts.append(begin)
        begin += len(text) + 1
    return Lines(source, texts, tuple(starts))
