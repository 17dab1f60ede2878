"""Tables that humans fill in: overrides, and the review list, which is read back as overrides."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from examsolver.core.marking import Override
from examsolver.core.marks import marks_number
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.core.question import Exam, Part, Question
from examsolver.core.results import ReviewGroup, ReviewRow
from examsolver.exchange.addresses import Unknown, find_part, find_question
from examsolver.exchange.delimited import Cells, cell_span, delimiter_of, table_rows
from examsolver.exchange.encodings import read_source
from examsolver.exchange.gradebook import safe_cell
from examsolver.exchange.headings import STUDENT, column_of
from examsolver.exchange.people import People, Person
from examsolver.exchange.rows import Lines, lines_of
from examsolver.exchange.tables import PART, QUESTION
from examsolver.registry import did_you_mean

REVIEW = ("student", "question", "part", "answer", "outcome", "suggested marks", "out of", "why", "marks", "note", "by")
COLUMNS = {
    "student": STUDENT,
    "question": QUESTION,
    "part": PART,
    "marks": ("marks", "mark", "points", "score"),
    "note": ("note", "notes", "comment", "reason"),
    "by": ("by", "marker", "marked by"),
}
NO_PSEUDONYMS: Mapping[str, str] = MappingProxyType({})
NEEDED = ("student", "question", "part", "marks")
HINT = "the first row names the columns: student, question, part, marks, note, by"

_MARKS = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?(?:\s*/\s*[1-9]\d{0,8})?")


def review_csv(groups: Iterable[ReviewGroup]) -> str:
    """The review list, answers that are alike next to one another. Every cell is quoted; none runs as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(REVIEW)
    for group in groups:
        writer.writerows([safe_cell(cell) for cell in _row(row)] for row in group.rows)
    return written.getvalue()


def _row(row: ReviewRow) -> tuple[str, ...]:
    told = row.verdict
    awarded, out_of = str(marks_number(told.awarded)), str(marks_number(told.out_of))
    why = told.message
    return row.student, told.question, told.part, told.evidence, told.outcome, awarded, out_of, why, "", "", ""


def read_overrides(
    given: Path | str, exam: Exam, students: Iterable[str], pseudonyms: Mapping[str, str] = NO_PSEUDONYMS
) -> tuple[tuple[Override, ...], tuple[Problem, ...]]:
    """The marks that humans gave, from ``overrides.csv`` or a filled-in review list; rows without marks are left.

    ``pseudonyms``, by student, are taken for the students whose they are.

    Raises:
        ExamError: the table as a whole cannot be read. What is wrong with a row costs only the row.
    """
    source, problems = read_source(given, None if isinstance(given, Path) else "<overrides>")
    if source is None:
        raise ExamError(problems)
    lines, delimiter = lines_of(source), delimiter_of(source)
    rows = list(table_rows(lines, delimiter))
    told = [*problems, *(row for row in rows if isinstance(row, Problem))]
    header, *body = [row for row in rows if isinstance(row, Cells)] or [Cells(1, ())]
    places = {name: column_of(header.cells, words) for name, words in COLUMNS.items()}
    missing = [name for name in NEEDED if places[name] is None]
    if missing:
        raise ExamError([Problem(f"the table has no column {missing[0]!r}", lines.span(header.number), HINT)])
    people = People(tuple(Person(student, login=pseudonyms.get(student, "")) for student in students))
    found: dict[tuple[str, str, str], Override] = {}
    for row in body:
        cells = {name: row.at(place) for name, place in places.items()}
        if not cells["marks"]:
            continue
        item = _override(cells, exam, people, _Places(lines, row.number, delimiter, places))
        if isinstance(item, Problem):
            told.append(item)
            continue
        place = (item.student, item.question, item.part)
        if place in found:
            told.append(Problem(f"{' '.join(place)} is marked twice", item.span, "the last row counts"))
        found[place] = item
    return tuple(found.values()), tuple(told)


def read_pseudonyms(key: Path) -> dict[str, str]:
    """From students to the pseudonyms that ``grade --anonymous`` gave them. Raises ExamError."""
    source, problems = read_source(key)
    if source is None:
        raise ExamError(problems)
    rows = [row for row in table_rows(lines_of(source), delimiter_of(source)) if isinstance(row, Cells)]
    header = rows[0].cells if rows else ()
    student, pseudonym = column_of(header, STUDENT), column_of(header, ("pseudonym",))
    return {row.at(student): row.at(pseudonym) for row in rows[1:]}


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the cells of a row stand."""

    lines: Lines
    number: int
    delimiter: str
    columns: Mapping[str, int | None]

    def span(self, name: str) -> Span:
        """The cell of a column."""
        return cell_span(self.lines, self.number, self.columns[name], self.delimiter)


def _override(cells: Mapping[str, str], exam: Exam, people: People, places: _Places) -> Override | Problem:
    question = find_question(exam, cells["question"])
    if isinstance(question, Unknown):
        return Problem(question.message, places.span("question"), question.hint)
    part = find_part(question, cells["part"])
    if isinstance(part, Unknown):
        return Problem(part.message, places.span("part"), part.hint)
    marks = _marks(cells["marks"])
    if marks is None:
        return Problem(f"{cells['marks'][:40]!r} is no number of marks", places.span("marks"), "write 2, 1.5 or 1/2")
    student = cells["student"] if cells["student"] in people.by_id else people.find(cells["student"]).student
    override = Override(student, question.id, part.id, marks, cells["note"], cells["by"], places.span("marks"))
    problem = unfit(override, exam, people.by_id)
    if problem and student not in people.by_id:
        return replace(problem, span=places.span("student"))
    return problem or override


def _marks(text: str) -> Fraction | None:
    bare = "".join(text.split()).replace(",", ".")
    if not _MARKS.fullmatch(bare) or ("." in bare and "/" in bare):
        return None
    return Fraction(bare)


def unfit(override: Override, exam: Exam, students: Collection[str]) -> Problem | None:
    """Why an override cannot be laid over a marking: a student or part is not there, or the marks are out of range."""
    if override.student not in students:
        hint = did_you_mean(override.student[:80], list(students))
        return Problem(f"no answers are from the student {override.student!r}", override.span, hint)
    asked = _asked(override, exam)
    if asked is None:
        where = f"{override.question} {override.part}"
        hint = "the override lies idle until the exam asks it again"
        return Problem(f"student {override.student}: {where} is marked by hand, but is gone", override.span, hint)
    question, part = asked
    worth = part.marks or Fraction(0)
    if not 0 <= override.marks <= worth:
        message = f"{override.marks} marks for {question.id} {part.id}, which is worth {worth}"
        return Problem(f"student {override.student}: {message}", override.span, f"give 0 to {worth}")
    return None


def _asked(override: Override, exam: Exam) -> tuple[Question, Part] | None:
    question = exam.question(override.question)
    part = question.part(override.part) if question else None
    return (question, part) if question and part else None
