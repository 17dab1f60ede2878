"""The gradebook: a CSV of marks, plain with a column a part, or as Canvas and Moodle take it in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from examsolver.core.marking import Marking, Report
from examsolver.exchange.headings import fold, is_canvas
from examsolver.exchange.people import People, Person

DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]|'+\d")
"""A cell that begins so would be run by a spreadsheet as a formula, or lose the apostrophe that keeps it from that."""

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("username", "email", "idnumber", "exam")
POINTS = "    Points Possible"
NUMBERED = re.compile(r"(?P<title>.*\S)\s+\(\d+\)", re.DOTALL)

Rows = Iterable[Sequence[str]]


def gradebook_csv(marking: Marking, kind: str = "plain", people: People | None = None) -> str:
    """A gradebook of one of the :data:`KINDS`. Every cell is quoted; none can be run as a formula.

    ``people`` gives the ids that a learning system knows its students by.
    """
    return csv_of(KINDS[kind](marking, people or People()))


def csv_of(rows: Rows) -> str:
    """Rows as CSV that is safe to open in a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return written.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; readers of answers take the apostrophe off again."""
    return "'" + text if DANGEROUS.match(text) else text


def marks_cell(marks: Fraction) -> str:
    """Marks to the nearest quarter, halves up, as a decimal that every spreadsheet reads."""
    quarters = (marks * 4 + Fraction(1, 2)).__floor__()
    return f"{quarters / 4:g}"


def plain_rows(marking: Marking, people: People) -> Rows:
    """Student, name, the marks of every part, total, out of."""
    parts = [f"{question.id}/{part.id}" for question in marking.exam for part in question.parts]
    yield ("student", "name", *parts, "total", "out of")
    for report in marking.reports:
        marks = [marks_cell(verdict.awarded) for verdict in report.verdicts]
        yield (report.student, report.name, *marks, marks_cell(report.awarded), marks_cell(report.out_of))


def canvas_rows(marking: Marking, people: People) -> Rows:
    """As Canvas imports grades: ids as in its own gradebook where that is the roster, a row of points possible.

    The assignment's heading is taken over from that gradebook too, if it has one of the exam's title. Else it is
    the bare title, of which Canvas makes a new assignment: a number in brackets would be taken for one's id.
    """
    yield (*CANVAS, canvas_heading(marking.exam.title or "Exam", people))
    out_of = sum((question.marks for question in marking.exam), Fraction(0))
    yield (POINTS, "", "", "", "", marks_cell(out_of))
    for report in marking.reports:
        person = people.by_id.get(report.student)
        yield (*_canvas_ids(report, person), marks_cell(report.awarded))


def canvas_heading(title: str, people: People) -> str:
    """The heading of an assignment: ``Midterm (4711)`` where the gradebook of the roster has it."""
    if is_canvas(people.headings):
        for heading in people.headings:
            numbered = NUMBERED.fullmatch(heading)
            if numbered and fold(numbered["title"]) == fold(title):
                return heading.strip()
    return title


def _canvas_ids(report: Report, person: Person | None) -> tuple[str, ...]:
    if person is None:
        return report.name or report.student, "", report.student, "", ""
    if person.canvas:
        return person.name, person.canvas, person.number, person.login, person.section
    return person.name or person.student, "", person.number or person.student, person.login, person.section


def moodle_rows(marking: Marking, people: People) -> Rows:
    """As Moodle imports grades, which lets the teacher say which column is which."""
    yield MOODLE
    for report in marking.reports:
        person = people.by_id.get(report.student) or Person(report.student)
        email = person.email or (report.student if "@" in report.student else "")
        number = person.number or ("" if person.student in (email, person.login) else person.student)
        yield (person.login, email, number, marks_cell(report.awarded))


KINDS: dict[str, Callable[[Marking, People], Rows]] = {
    "plain": plain_rows,
    "canvas": canvas_rows,
    "moodle": moodle_rows,
}
