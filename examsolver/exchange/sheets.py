"""Answers as a text sheet: ``student ID``, a question's id, then indented ``part: answer`` or ``part = answer``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Exam, Part, Question
from examsolver.exchange.addresses import Unknown, find_cell, find_part, find_question
from examsolver.exchange.rows import Hints, Lines, Place, Row, Rows, lines_of

STUDENT = re.compile(r"student\b\s*:?", re.IGNORECASE)
SEPARATORS = re.compile(r"[:=]")
TRIED = 6
"""How many of a line's separators may stand in the name of its part (``stride=2: yes``, ``bound n=1: 4``)."""


@dataclass(frozen=True, slots=True)
class _Addressed:
    """The part that a line is about and what it says. ``cell``: of one cell; ``colon``: ``part: answer``."""

    part: Part
    text: str
    cell: bool = False
    colon: bool = False


@dataclass(slots=True)
class _Sheet:
    """Where in a sheet the reader is: whose, which question, and the part that is being written."""

    exam: Exam
    lines: Lines
    student: str = ""
    name: str = ""
    question: Question | None = None
    lost: bool = False
    begun: bool = False
    part: Part | None = None
    number: int = 0
    indent: int = 0
    cellwise: bool = False
    written: list[str] = field(default_factory=list)

    def goes_on(self, found: _Addressed | Unknown | None, indent: int) -> bool:
        """Whether a line is more of the answer above: it is further in, has no name, or is its next cell."""
        if self.part is None:
            return False
        if indent > self.indent:
            return not (isinstance(found, _Addressed) and found.colon and found.part is not self.part)
        if isinstance(found, _Addressed):
            return found.cell and found.part is self.part and (self.cellwise or not any(self.written))
        return found is None

    def finished(self) -> Iterator[Row]:
        """The part that was being written, if any."""
        if self.part and self.question and self.student:
            text = "\n".join(line for line in self.written if line)
            place = self.lines.span(self.number)
            yield Row(self.student, self.question.id, self.part.id, text, self.number, self.name, span=place)
        self.part, self.cellwise, self.written = None, False, []

    def problem(self, number: int, message: str, hint: str | None = None) -> Problem:
        """Something wrong in a line."""
        return Problem(message, self.lines.span(number), hint)


def student_of(line: str) -> tuple[str, str] | None:
    """``student 21CS1042, Ada``: id and name; None for another line."""
    found = STUDENT.match(line)
    if not found:
        return None
    first, _, name = line[found.end() :].replace("\t", ",").partition(",")
    return first.strip(), name.strip()


def read_sheet(source: Source, exam: Exam, hints: Hints) -> Rows:
    """The answers of a text sheet. Lines that begin with # are remarks."""
    sheet = _Sheet(exam, lines_of(source), hints.student, begun=bool(hints.student))
    for number, line in enumerate(sheet.lines.texts(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] in " \t":
            yield from _indented(sheet, number, line.expandtabs(4))
        else:
            yield from sheet.finished()
            yield from _headed(sheet, number, line.strip())
    yield from sheet.finished()
    if hints.student and sheet.student == hints.student:
        yield Place(hints.student, 1)


def read_block(text: str, question: Question, exam: Exam, student: str, name: str, place: str) -> Rows:
    """The parts of one question in a text of its own, ``part: answer`` on lines; rows are numbered in it, from 1.

    ``place`` is the name of the text for problems. Where the question has one part, all of the text is its answer.
    """
    block = Source(place, text)
    if len(question.parts) == 1:
        yield Row(student, question.id, question.parts[0].id, text.strip(), 1, name, span=Span(block, 0, len(text)))
        return
    sheet = _Sheet(exam, lines_of(block), student, name, question, begun=True)
    for number, line in enumerate(sheet.lines.texts(), start=1):
        if line.strip():
            yield from _indented(sheet, number, " " + line.expandtabs(4))
    yield from sheet.finished()


def _headed(sheet: _Sheet, number: int, line: str) -> Rows:
    """``student ID`` or the id of a question."""
    whose = student_of(line)
    if whose:
        sheet.student, sheet.name = whose
        sheet.question, sheet.lost, sheet.begun = None, False, True
        if sheet.student:
            yield Place(sheet.student, number, sheet.name)
        else:
            yield sheet.problem(number, "this line names no student", "write the id after the word student")
        return
    if not sheet.begun:
        sheet.begun = True
        yield sheet.problem(number, "answers before any student", "a sheet begins with: student ID")
    found = find_question(sheet.exam, line.removesuffix(":").rstrip())
    sheet.lost = isinstance(found, Unknown)
    sheet.question = None if isinstance(found, Unknown) else found
    if isinstance(found, Unknown):
        yield sheet.problem(number, found.message, f"{found.hint}; answers are indented")


def _indented(sheet: _Sheet, number: int, line: str) -> Rows:
    """A part's answer, one of its cells, or more of the answer above."""
    if sheet.question is None:
        if not sheet.lost:
            yield sheet.problem(number, "an answer before any question", "a question's id stands alone on a line")
        return
    text, indent = line.strip(), len(line) - len(line.lstrip())
    found = _addressed(sheet.question, text)
    if sheet.goes_on(found, indent):
        sheet.written.append(text)
    elif isinstance(found, _Addressed):
        yield from sheet.finished()
        sheet.part, sheet.written, sheet.cellwise = found.part, [found.text], found.cell
        sheet.number, sheet.indent = number, indent
    else:
        yield from sheet.finished()
        told = found or Unknown("this line names no part", "write part: answer")
        yield sheet.problem(number, told.message, told.hint)


def _addressed(question: Question, text: str) -> _Addressed | Unknown | None:
    """What a line is about; None for a line without a name."""
    places = [match.start() for match in SEPARATORS.finditer(text)][:TRIED]
    heads = [(place, text[:place].strip()) for place in reversed(places)]
    for place, head in heads:
        part = find_part(question, head) if head else None
        if isinstance(part, Part):
            return _Addressed(part, text[place + 1 :].strip(), colon=text[place] == ":")
    for _, head in heads:
        part = find_cell(question, head)
        if part:
            return _Addressed(part, text, cell=True)
    named = text.split(":")[0] if ":" in text else text.split("=")[0]
    unknown = find_part(question, named.strip()) if heads and named.strip() else None
    return unknown if isinstance(unknown, Unknown) else None
