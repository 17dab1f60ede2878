"""Tables as delimited text: the delimiter, the cells of a row, the place of a cell, what a spreadsheet wrapped."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from examsolver.core.problem import Problem, Source, Span
from examsolver.exchange.headings import BLANKS, PEOPLE, fold
from examsolver.exchange.rows import Lines, Mended

DELIMITERS = ",;\t|"
RESTARTS = 20
"""How often a quote that is never closed is forgiven; each time, the rest of the file is read again."""
SOUGHT = 500
"""Columns in which the place of a cell is looked for; beyond, the row is told."""
LOOKED_AT = 5
"""Lines by which the delimiter is judged where the headings do not settle it."""

TOLD_DELIMITER = re.compile(r"sep=(.)", re.IGNORECASE)
WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
GUARDED = re.compile(r"'(?='*[=+\-@\t\r\n]|'*\d)")
SUSPECT = re.compile("^[='\ufeff]|[\u00a0\u202f\u2007]")


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table and the line that it begins on."""

    number: int
    cells: tuple[str, ...]

    def at(self, place: int | None) -> str:
        """The cell of a column, empty where the row is short or there is no such column."""
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""


def delimiter_of(source: Source) -> str:
    """The delimiter of a table: as its first line says, or as makes most of the headings, or the commonest."""
    head = [line for line in source.text[:100_000].split("\n", 50) if line.strip()][: LOOKED_AT + 1]
    told = TOLD_DELIMITER.fullmatch(head[0].strip()) if head else None
    if told:
        return told[1]
    tried = {mark: [_cut(line, mark) for line in head] for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: _likely(tried[mark]))


def _likely(rows: list[tuple[str, ...]]) -> tuple[bool, bool, int]:
    """A heading that names the student, then rows alike in length, then many columns."""
    if not rows:
        return False, False, 0
    named = len(rows[0]) > 1 and not PEOPLE.isdisjoint(map(fold, rows[0]))
    return named, len(rows[0]) > 1 and all(len(row) == len(rows[0]) for row in rows[:2]), len(rows[0])


def _cut(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), ()))
    except csv.Error:
        return (line,)


def header_of(source: Source) -> tuple[str, ...]:
    """The first row that is no ``sep=;``, as cells; empty where there is none."""
    delimiter = delimiter_of(source)
    for line in source.text[:100_000].split("\n", 50):
        if line.strip() and not TOLD_DELIMITER.fullmatch(line.strip()):
            return _cut(line, delimiter)
    return ()


def table_rows(lines: Lines, delimiter: str) -> Iterator[Cells | Problem | Mended]:
    """The rows of a table that are not empty; a row that breaks the quoting is a problem and costs only itself."""
    begin = 1 if lines.text(1).lower().startswith("sep=") else 0
    restarts = 0
    while begin < len(lines):
        begun = begin
        rest = (text + "\n" for text in lines.texts(begun + 1))
        reader = csv.reader(rest, delimiter=delimiter, strict=True, skipinitialspace=True)
        try:
            for cells in reader:
                number, begin = begin + 1, begun + reader.line_num
                if any(map(str.strip, cells)):
                    yield from _unwrapped(number, cells, delimiter)
        except csv.Error as error:
            yield Problem(f"row {begin + 1} could not be read: {error}", lines.span(begin + 1), "quotes come in pairs")
            restarts += reader.line_num > len(lines) - begun - 1
            begin += 1
            if restarts > RESTARTS:
                yield Problem("too many quotes are never closed; the rest was left out", lines.span(begin + 1))
                return


def _unwrapped(number: int, cells: list[str], delimiter: str) -> Iterator[Cells | Mended]:
    """A row, with what a spreadsheet put round its cells taken off and told."""
    for place, cell in enumerate(cells):
        if SUSPECT.search(cell):
            cells[place], says = unwrapped(cell)
            yield from (Mended(said, number, place, delimiter) for said in says)
    yield Cells(number, tuple(cells))


def unwrapped(cell: str, *, guarded: bool = True) -> tuple[str, tuple[str, ...]]:
    """The text that a cell was meant to hold, and what was done to it. ``guarded``: an apostrophe may be in front."""
    text, says = cell.translate(BLANKS).strip().removeprefix("\ufeff"), []
    if text != cell.strip():
        says.append("non-breaking blanks were taken for plain ones")
    wrapped = WRAPPED.fullmatch(text)
    if wrapped:
        text = wrapped[1].replace('""', '"')
        says.append('a wrapper ="…" was taken off')
    if guarded and GUARDED.match(text):
        text = text[1:]
        says.append("an apostrophe that keeps a cell a text was taken off")
    return text, tuple(says)


def cell_span(lines: Lines, number: int, place: int | None, delimiter: str) -> Span:
    """Where a cell stands; the whole line where that cannot be told. Rows are numbered by their first line."""
    row = lines.span(number)
    if place is None or place > SOUGHT:
        return row
    text, begin = lines.source.text, row.start
    for _ in range(place):
        found = _cell(delimiter).match(text, begin)
        begin = found.end() if found else len(text)
        if text[begin : begin + 1] != delimiter:
            return row
        begin += 1
    found = _cell(delimiter).match(text, begin)
    piece = found[0] if found else ""
    begin += len(piece) - len(piece.lstrip(" "))
    return Span(lines.source, begin, begin + len(piece.strip(" ")))


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf' *"(?:[^"]|"")*+"[^{mark}\n]*|[^{mark}\n]*')
