"""Answers as CSV: long (one answer a row) and wide (one student a row, one column a part)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from examsolver.core.problem import Problem, Source
from examsolver.core.question import Exam
from examsolver.exchange.addresses import find_column
from examsolver.exchange.delimited import Cells, cell_span, delimiter_of, table_rows
from examsolver.exchange.headings import PEOPLE, column_of, fold, who_of
from examsolver.exchange.rows import Columns, Hints, Lines, Mended, Place, Row, Rows, lines_of
from examsolver.registry import did_you_mean

QUESTION = ("question", "question id", "question_id", "q")
PART = ("part", "part id", "part_id")
ANSWER = ("answer", "response", "text", "value")

TableRows = Iterator[Cells | Problem | Mended]


def read_table(source: Source, exam: Exam, hints: Hints) -> Rows:
    """The rows of a CSV text, long or wide as its header says."""
    lines, delimiter = lines_of(source), delimiter_of(source)
    rows = table_rows(lines, delimiter)
    header: Cells | None = None
    while header is None and (row := next(rows, None)) is not None:
        if isinstance(row, Cells):
            header = row
        else:
            yield row
    student, _ = who_of(header.cells) if header else (None, None)
    if header is None or (student is None and not hints.student):
        hint = "the first row names the columns: student, question, part, answer"
        yield Problem("the table has no column 'student'", lines.span(header.number if header else 1), hint)
    elif column_of(header.cells, QUESTION) is not None and column_of(header.cells, ANSWER) is not None:
        yield from _long(rows, header, hints, delimiter)
    else:
        yield from _wide(rows, header, exam, hints, lines, delimiter)


def _long(rows: TableRows, header: Cells, hints: Hints, delimiter: str) -> Rows:
    student, name = who_of(header.cells)
    question, part, answer = (column_of(header.cells, words) for words in (QUESTION, PART, ANSWER))
    columns = Columns(delimiter, student, question, part, answer)
    for row in rows:
        if not isinstance(row, Cells):
            yield row
            continue
        who = row.at(student) or ("" if student is not None else hints.student)
        if row.at(question) or row.at(answer):
            asked = row.at(question), row.at(part), row.at(answer)
            yield Row(who, *asked, row.number, row.at(name), columns)
        else:
            yield Place(who, row.number, row.at(name), columns)


def _wide(rows: TableRows, header: Cells, exam: Exam, hints: Hints, lines: Lines, delimiter: str) -> Rows:
    student, name = who_of(header.cells)
    where = Columns(delimiter, student)
    yield from unknown_headings(hints.columns, header.cells)
    columns: list[tuple[int, str, str, Columns]] = []
    for place, cell in enumerate(header.cells):
        if place in (student, name) or not cell.strip():
            continue
        told = mapped(hints.columns, cell)
        found = find_column(exam, told or cell.strip())
        if isinstance(found, tuple):
            columns.append((place, found[0].id, found[1].id, where._replace(answer=place)))
        elif told or fold(cell) not in PEOPLE:
            span = cell_span(lines, header.number, place, delimiter)
            yield Problem(f"column {place + 1}: {found.message}; it was left out", span, found.hint)
    for row in rows:
        if not isinstance(row, Cells):
            yield row
            continue
        who = row.at(student) or ("" if student is not None else hints.student)
        yield Place(who, row.number, row.at(name), where)
        for place, question, part, at in columns:
            if row.at(place):
                yield Row(who, question, part, row.at(place), row.number, row.at(name), at)


def mapped(columns: Mapping[str, str], heading: str) -> str | None:
    """What a column was said to be, by its heading or, of ``4711: How large is it?``, by what is before the colon."""
    folded = {fold(told): address for told, address in columns.items()}
    return folded.get(fold(heading)) or folded.get(fold(heading.partition(":")[0]))


def unknown_headings(columns: Mapping[str, str], header: tuple[str, ...]) -> Iterator[Problem]:
    """Columns that were told of and are not there."""
    there = {fold(piece) for cell in header for piece in (cell, cell.partition(":")[0])}
    for told in columns:
        if fold(told) not in there:
            hint = did_you_mean(told[:80], [cell[:80] for cell in header if cell.strip()])
            yield Problem(f"no column is called {told[:80]!r}", None, hint)
