"""Answers as CSV: long (one answer a row) and wide (one student a row, one column a part)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examsolver.core.problem import Problem, Source
from examsolver.core.question import Exam
from examsolver.exchange.addresses import Unknown, find_column
from examsolver.exchange.rows import Lines, Place, Row, Rows, lines_of

DELIMITERS = ",;\t|"
STUDENT = ("student", "student id", "student_id", "studentid", "id", "sid")
NAME = ("name", "student name", "student_name", "full name")
QUESTION = ("question", "question id", "question_id", "q")
PART = ("part", "part id", "part_id")
ANSWER = ("answer", "response", "text", "value")
RESTARTS = 20
"""How often a quote that is never closed is forgiven; each time, the rest of the file is read again."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table and the line that it begins on."""

    number: int
    cells: tuple[str, ...]

    def at(self, place: int | None) -> str:
        """The cell of a column, empty where the row is short or there is no such column."""
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""


def delimiter_of(line: str) -> str:
    """The delimiter of a table, judged by its header."""
    return max(DELIMITERS, key=line.count)


def column_of(header: Sequence[str], words: tuple[str, ...]) -> int | None:
    """The column whose heading is one of some words."""
    folded = [" ".join(cell.lower().split()) for cell in header]
    return next((folded.index(word) for word in words if word in folded), None)


def read_table(source: Source, exam: Exam) -> Rows:
    """The rows of a CSV text, long or wide as its header says."""
    lines = lines_of(source)
    rows = table_rows(lines)
    header = next((row for row in rows if isinstance(row, Cells)), None)
    student = None if header is None else column_of(header.cells, STUDENT)
    if header is None or student is None:
        hint = "the first row names the columns: student, question, part, answer"
        yield Problem("the table has no column 'student'", lines.span(1), hint)
    elif column_of(header.cells, QUESTION) is not None and column_of(header.cells, ANSWER) is not None:
        yield from _long(rows, header.cells)
    else:
        yield from _wide(rows, header.cells, exam, lines)


def table_rows(lines: Lines) -> Iterator[Cells | Problem]:
    """The rows of a table that are not empty; a row that breaks the quoting is a problem and costs only itself."""
    first = next((text for text in lines.texts if text.strip()), "")
    begin, restarts = 0, 0
    while begin < len(lines.texts):
        begun = begin
        rest = (text + "\n" for text in lines.texts[begun:])
        reader = csv.reader(rest, delimiter=delimiter_of(first), strict=True, skipinitialspace=True)
        try:
            for cells in reader:
                number, begin = begin + 1, begun + reader.line_num
                if any(cell.strip() for cell in cells):
                    yield Cells(number, tuple(cells))
        except csv.Error as error:
            yield Problem(f"row {begin + 1} could not be read: {error}", lines.span(begin + 1), "quotes come in pairs")
            restarts += reader.line_num > len(lines.texts) - begun - 1
            begin += 1
            if restarts > RESTARTS:
                yield Problem("too many quotes are never closed; the rest was left out", lines.span(begin + 1))
                return


def _long(rows: Iterator[Cells | Problem], header: tuple[str, ...]) -> Rows:
    student, name = column_of(header, STUDENT), column_of(header, NAME)
    question, part, answer = column_of(header, QUESTION), column_of(header, PART), column_of(header, ANSWER)
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif row.at(question) or row.at(answer):
            yield Row(row.at(student), row.at(question), row.at(part), row.at(answer), row.number, row.at(name))
        else:
            yield Place(row.at(student), row.number, row.at(name))


def _wide(rows: Iterator[Cells | Problem], header: tuple[str, ...], exam: Exam, lines: Lines) -> Rows:
    student, name = column_of(header, STUDENT), column_of(header, NAME)
    columns: list[tuple[int, str, str]] = []
    for place, cell in enumerate(header):
        if place in (student, name) or not cell.strip():
            continue
        found = find_column(exam, cell.strip())
        if isinstance(found, Unknown):
            yield Problem(f"column {place + 1}: {found.message}; it was left out", lines.span(1), found.hint)
        else:
            columns.append((place, found[0].id, found[1].id))
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        yield Place(row.at(student), row.number, row.at(name))
        for place, question, part in columns:
            if row.at(place):
                yield Row(row.at(student), question, part, row.at(place), row.number, row.at(name))
