"""Columns of responses in quiz reports of learning systems, and the parts that they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from examsolver.core.problem import Problem, Source
from examsolver.core.question import Exam, Part, Question
from examsolver.exchange.addresses import Unknown, find_column, find_question
from examsolver.exchange.delimited import Cells, cell_span, delimiter_of, table_rows
from examsolver.exchange.headings import fold
from examsolver.exchange.rows import Columns, Hints, Lines, Mended, Row, Rows, lines_of
from examsolver.exchange.sheets import read_block
from examsolver.exchange.tables import mapped, unknown_headings

BRACKETED = re.compile(r"\[([^\[\]]{1,80})\]|\(([^()]{1,80})\)")
CLOZE = re.compile(r"(?:^|;)\s*part (\d+):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Response:
    """A column of responses: where it stands, its heading, and the text of its question as far as the table has it."""

    place: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a column of responses answers: a part, or (None) a question whose parts are named in the response."""

    place: int
    question: Question
    part: Part | None


@dataclass(frozen=True, slots=True)
class Report:
    """A quiz report opened: its rows after the header."""

    lines: Lines
    delimiter: str
    header: Cells
    rows: tuple[Cells, ...]
    told: tuple[Problem | Mended, ...]


def open_report(source: Source) -> Report:
    """The table of a report; its header is the first row."""
    lines, delimiter = lines_of(source), delimiter_of(source)
    cells: list[Cells] = []
    told: list[Problem | Mended] = []
    for row in table_rows(lines, delimiter):
        if isinstance(row, Cells):
            cells.append(row)
        else:
            told.append(row)
    header = cells[0] if cells else Cells(1, ())
    return Report(lines, delimiter, header, tuple(cells[1:]), tuple(told))


def address_responses(
    responses: Sequence[Response], report: Report, exam: Exam, hints: Hints
) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """What each column answers: as was told, else as its question says, else by order.

    A question says it in brackets (``[strides/stride=2]``), before a colon, as a whole, or by its title.
    Order counts only where there are as many responses as parts, or as questions.
    """
    told = list(unknown_headings(hints.columns, report.header.cells))
    targets: list[Target] = []
    unnamed: list[Response] = []
    for response in responses:
        address = mapped(hints.columns, response.heading)
        found = _addressed(address, exam) if address else named_in(response.text, exam)
        if isinstance(found, tuple):
            targets.append(Target(response.place, *found))
        elif address and isinstance(found, Unknown):
            span = cell_span(report.lines, report.header.number, response.place, report.delimiter)
            told.append(Problem(f"{response.heading[:80]}: {found.message}; it was left out", span, found.hint))
        else:
            unnamed.append(response)
    if unnamed and not targets and not hints.columns:
        targets = _by_order(unnamed, exam)
    if unnamed and len(targets) < len(responses):
        told.extend(_unaddressed(unnamed, report, exam))
    return tuple(targets), tuple(told)


def _addressed(address: str, exam: Exam) -> tuple[Question, Part | None] | Unknown:
    found = find_column(exam, address.strip())
    if isinstance(found, tuple):
        return found
    question = find_question(exam, address.strip())
    return found if isinstance(question, Unknown) else (question, None)


def named_in(text: str, exam: Exam) -> tuple[Question, Part | None] | None:
    """The part or question that the text of a question names: in brackets, before a colon, as a whole, by title."""
    pieces = [text, text.partition(":")[0], *("".join(found) for found in BRACKETED.findall(text[:2000]))]
    for piece in pieces:
        question = find_question(exam, piece.strip())
        if isinstance(question, Question):
            return question, question.parts[0] if len(question.parts) == 1 else None
        found = find_column(exam, piece.strip()) if "/" in piece else None
        if isinstance(found, tuple):
            return found
    titled = [question for question in exam if question.title and fold(text).startswith(fold(question.title))]
    return (titled[0], None) if len(titled) == 1 else None


def _by_order(responses: Sequence[Response], exam: Exam) -> list[Target]:
    parts = [(question, part) for question in exam for part in question.parts]
    if len(responses) == len(parts):
        return [Target(one.place, *asked) for one, asked in zip(responses, parts, strict=True)]
    if len(responses) == len(exam.questions):
        return [Target(one.place, question, None) for one, question in zip(responses, exam, strict=True)]
    return []


def _unaddressed(unnamed: Sequence[Response], report: Report, exam: Exam) -> Iterator[Problem]:
    count = sum(len(question.parts) for question in exam)
    first = exam.questions[0]
    for response in unnamed:
        span = cell_span(report.lines, report.header.number, response.place, report.delimiter)
        yield Problem(
            f"which part {response.heading[:60]!r} answers is not known; it was left out",
            span,
            f"the exam has {len(exam.questions)} questions and {count} parts; say which one with "
            f"--column '{response.heading.partition(':')[0][:60]}={first.id}/{first.parts[0].id}'",
        )


def response_rows(target: Target, text: str, who: tuple[str, str], number: int, report: Report, exam: Exam) -> Rows:
    """The answers in one response of a student (id, name) in a row of that number."""
    student, name = who
    columns = Columns(report.delimiter, answer=target.place)
    if target.part is not None:
        yield Row(student, target.question.id, target.part.id, text, number, name, columns)
        return
    pieces = list(_cloze(text, target.question))
    if pieces:
        for part, piece in pieces:
            yield Row(student, target.question.id, part.id, piece, number, name, columns)
        return
    place = f"{report.lines.source.name} row {number} column {target.place + 1}"
    for row in read_block(text, target.question, exam, student, name, place):
        yield replace(row, number=number) if isinstance(row, Row) else row


def _cloze(text: str, question: Question) -> Iterator[tuple[Part, str]]:
    """``part 1: 6x6; part 2: no``: what Moodle writes for a question with several fields."""
    found = list(CLOZE.finditer(text))
    if not found or found[0].start() != 0:
        return
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        place = int(match[1]) if len(match[1]) < 5 else 0
        piece = text[match.end() : end].strip()
        if 0 < place <= len(question.parts) and piece:
            yield question.parts[place - 1], piece
