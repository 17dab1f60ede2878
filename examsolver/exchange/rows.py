"""What every format of answers comes down to: a row says who answered what, how, and where it stands."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from examsolver.core.problem import Problem, Source, Span


class Columns(NamedTuple):
    """Where the pieces of a table's row stand (columns from 0), so that a problem can point at its cell."""

    delimiter: str = ","
    student: int | None = None
    question: int | None = None
    part: int | None = None
    answer: int | None = None


NOWHERE = Columns()


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it came: names as written, not yet looked up.

    ``number`` is its line in the file, from 1 (in a notebook, its cell). ``columns`` is shared by the
    rows of a table; ``span`` is the place where a format knows it.
    """

    student: str
    question: str
    part: str
    text: str
    number: int
    name: str = ""
    columns: Columns = NOWHERE
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A row that says no more than that a student is there."""

    student: str
    number: int
    name: str = ""
    columns: Columns = NOWHERE
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """A wound of a spreadsheet that was repaired for certain: what was done, and in which cell."""

    says: str
    number: int
    column: int | None = None
    delimiter: str = ","


Rows = Iterator[Row | Place | Problem | Mended]
"""What a reader of a format gives, in the order of the file; a bad row is a problem and costs only itself."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is told besides a file: parts by heading of a column, and whose file it is where it does not say."""

    columns: Mapping[str, str] = field(default_factory=dict)
    student: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file, by the places where they begin; a million of them take 8 MB beside the text."""

    source: Source
    starts: array[int]

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, number: int) -> str:
        """The line of that number, from 1."""
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.source.text)
        return self.source.text[self.starts[number - 1] : end]

    def texts(self, first: int = 1) -> Iterator[str]:
        """The lines from one on."""
        return map(self.text, range(first, len(self.starts) + 1))

    def span(self, number: int) -> Span:
        """The line of that number, from 1."""
        number = min(max(number, 1), len(self.starts))
        begin = self.starts[number - 1]
        return Span(self.source, begin, begin + len(self.text(number)))


def lines_of(source: Source) -> Lines:
    """The lines of a text whose line ends are ``\\n``."""
    starts, begin = array("Q", [0]), source.text.find("\n")
    while begin >= 0:
        starts.append(begin + 1)
        begin = source.text.find("\n", begin + 1)
    return Lines(source, starts)
