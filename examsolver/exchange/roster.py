"""The roster: a CSV of ids and names, or one of Canvas, Gradescope or Moodle with all their ids."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

from examsolver.core.marking import Roster
from examsolver.core.problem import Problem, Source
from examsolver.exchange.delimited import Cells, cell_span, delimiter_of, table_rows
from examsolver.exchange.encodings import read_source
from examsolver.exchange.headings import (
    EMAIL,
    FIRST,
    LAST,
    LOGIN,
    NAME,
    NUMBER,
    SECTION,
    column_of,
    fold,
    is_canvas,
    who_of,
)
from examsolver.exchange.mending import Mending
from examsolver.exchange.people import People, Person
from examsolver.exchange.rows import Lines, Mended, lines_of

NO_STUDENTS = ("points possible", "student, test")
"""Rows of a Canvas gradebook that are no students."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a roster keeps what."""

    student: int | None = None
    name: int | None = None
    first: int | None = None
    last: int | None = None
    email: int | None = None
    login: int | None = None
    number: int | None = None
    canvas: int | None = None
    section: int | None = None

    @property
    def known(self) -> bool:
        """Whether there is a column that tells students apart."""
        return any(place is not None for place in (self.student, self.number, self.login, self.email, self.canvas))


def read_roster(given: Path | str | bytes, name: str | None = None) -> tuple[Roster, tuple[Problem, ...]]:
    """From ids to names; see :func:`read_people`."""
    people, problems = read_people(given, name)
    return people.roster, problems


def read_people(given: Path | str | bytes, name: str | None = None) -> tuple[People, tuple[Problem, ...]]:
    """The students of a roster, and everything that is wrong with it.

    A header is optional; without one the first column is the id, the second the name. A gradebook of Canvas,
    scores of Gradescope and participants of Moodle are known by their headings.
    """
    source, problems = read_source(given, name)
    if source is None:
        return People(), problems
    persons, headings, told = _persons(source)
    if not persons:
        told.append(Problem(f"{source.name}: the roster names no student", None, "its columns are id and name"))
    return People(tuple(persons.values()), headings), (*problems, *told)


def _persons(source: Source) -> tuple[dict[str, Person], tuple[str, ...], list[Problem]]:
    lines, delimiter = lines_of(source), delimiter_of(source)
    mending, told, rows = Mending(), [], []
    for row in table_rows(lines, delimiter):
        match row:
            case Problem():
                told.append(row)
            case Mended():
                mending.add(row.says, row.number, partial(cell_span, lines, row.number, row.column, delimiter))
            case _:
                rows.append(row)
    columns = _columns(rows[0].cells) if rows else _Columns()
    headings = rows[0].cells if rows and columns.known else ()
    if not columns.known:
        columns = _Columns(student=0, name=1)
    persons = _listed(rows[bool(headings) :], columns, told, lines)
    return persons, headings, [*told, *mending.problems()]


def _columns(header: tuple[str, ...]) -> _Columns:
    at = partial(column_of, header)
    common = _Columns(None, at(NAME), at(FIRST), at(LAST), at(EMAIL), at(LOGIN), at(NUMBER), None, at(SECTION))
    found = {field.name: getattr(common, field.name) for field in fields(_Columns)}
    if is_canvas(header):
        return _Columns(**{**found, "name": at(("student",)), "canvas": at(("id",))})
    student, name = who_of(header)
    return _Columns(**{**found, "name": name, "student": student if found["number"] is None else None})


def _listed(rows: list[Cells], columns: _Columns, told: list[Problem], lines: Lines) -> dict[str, Person]:
    persons: dict[str, Person] = {}
    for row in rows:
        person = _person(row, columns)
        if fold(person.name) in NO_STUDENTS:
            continue
        if not person.student:
            told.append(Problem(f"row {row.number} of the roster has no id", lines.span(row.number)))
        elif person.student in persons:
            message = f"student {person.student} is in the roster twice"
            told.append(Problem(message, lines.span(row.number), "the first one counts"))
        else:
            persons[person.student] = person
    return persons


def _person(row: Cells, columns: _Columns) -> Person:
    email, login, number = row.at(columns.email), row.at(columns.login), row.at(columns.number)
    canvas = row.at(columns.canvas)
    name = row.at(columns.name) or " ".join(filter(None, (row.at(columns.first), row.at(columns.last))))
    student = row.at(columns.student) or number or login or email or canvas
    return Person(student, name, email, login, number, canvas, row.at(columns.section))
