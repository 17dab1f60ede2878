"""Responses of a Moodle quiz: who, then ``Response 1``, ``Response 2`` …"""

from __future__ import annotations

import re

from examsolver.core.problem import Source
from examsolver.core.question import Exam
from examsolver.exchange.headings import EMAIL, FIRST, LAST, LOGIN, NUMBER, PEOPLE, column_of, fold
from examsolver.exchange.responses import Report, Response, address_responses, open_report, response_rows
from examsolver.exchange.rows import Columns, Hints, Place, Rows

RESPONSE = re.compile(r"(?:response|antwort|réponse|respuesta|risposta|resposta) (\d+)")
QUESTION = re.compile(r"(?:question|frage|pregunta|domanda) (\d+)")
NOTHING = "-"
"""What Moodle writes where nothing was answered."""


def is_moodle(header: tuple[str, ...]) -> bool:
    """Whether a table is such a report."""
    folded = [fold(cell) for cell in header]
    return any(map(RESPONSE.fullmatch, folded)) and any(cell in PEOPLE for cell in folded)


def read_moodle(source: Source, exam: Exam, hints: Hints) -> Rows:
    """The answers in a report of responses. A student is known by ID number, user name or email, else by name."""
    report = open_report(source)
    yield from report.told
    targets, told = address_responses(_responses(report), report, exam, hints)
    yield from told
    header = report.header.cells
    places = tuple(column_of(header, words) for words in (NUMBER, LOGIN, EMAIL))
    first, last = column_of(header, FIRST), column_of(header, LAST)
    for row in report.rows:
        names = [row.at(place) for place in (first, last) if row.at(place)]
        name = " ".join(names)
        place, student = next(((place, row.at(place)) for place in places if row.at(place)), (None, name))
        if not student or (place is None and len(names) < 2):
            continue  # the row of averages at the end, which has no id and half a name
        yield Place(student, row.number, name, Columns(report.delimiter, place))
        for target in targets:
            text = row.at(target.place)
            if text and text != NOTHING:
                yield from response_rows(target, text, (student, name), row.number, report, exam)


def _responses(report: Report) -> list[Response]:
    """The columns of responses, with the text of the question where the report has one beside."""
    texts = {}
    first = report.rows[0] if report.rows else report.header
    for place, cell in enumerate(report.header.cells):
        question = QUESTION.fullmatch(fold(cell))
        if question:
            texts[question[1]] = first.at(place)
    return [
        Response(place, cell.strip(), texts.get(found[1], ""))
        for place, cell in enumerate(report.header.cells)
        if (found := RESPONSE.fullmatch(fold(cell)))
    ]
