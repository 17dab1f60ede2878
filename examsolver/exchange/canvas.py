"""Student analysis of a Canvas quiz: who, then ``12345: text of the question`` and a column of points, in turn."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from examsolver.core.problem import Source
from examsolver.core.question import Exam
from examsolver.exchange.headings import BLANKS, column_of, fold
from examsolver.exchange.responses import Report, Response, address_responses, open_report, response_rows
from examsolver.exchange.rows import Columns, Hints, Place, Rows

QUESTION = re.compile(r"\s*(\d+):\s(.*)", re.DOTALL)
MARKUP = re.compile(r"<(?:p|div|span|ul|ol|table)\b", re.IGNORECASE)
LONGEST = 20_000
"""Characters of an answer that is looked into for markup; longer ones are refused later on anyway."""
BREAKS = frozenset({"p", "div", "br", "li", "tr"})


def is_canvas_quiz(header: tuple[str, ...]) -> bool:
    """Whether a table is such an analysis."""
    folded = {fold(cell) for cell in header}
    return "id" in folded and bool({"sis_id", "section", "section_id"} & folded) and any(map(QUESTION.match, header))


def read_canvas_quiz(source: Source, exam: Exam, hints: Hints) -> Rows:
    """The answers in an analysis. A student is known by the SIS id, else by the id of Canvas."""
    report = open_report(source)
    yield from report.told
    targets, told = address_responses(_responses(report), report, exam, hints)
    yield from told
    header = report.header.cells
    name, own, sis = (column_of(header, words) for words in (("name",), ("id",), ("sis_id", "sis id")))
    for row in report.rows:
        place = sis if row.at(sis) else own
        who = row.at(place), row.at(name)
        yield Place(*_place(who, row.number), Columns(report.delimiter, place))
        for target in targets:
            text = plain_text(row.at(target.place))
            if text:
                yield from response_rows(target, text, who, row.number, report, exam)


def _place(who: tuple[str, str], number: int) -> tuple[str, int, str]:
    return who[0], number, who[1]


def _responses(report: Report) -> list[Response]:
    return [
        Response(place, cell.strip(), found[2].strip())
        for place, cell in enumerate(report.header.cells)
        if (found := QUESTION.match(cell))
    ]


def plain_text(text: str) -> str:
    """The words of an answer that came as HTML; another text as it is (``a < b`` is no HTML)."""
    if len(text) > LONGEST or not MARKUP.match(text):
        return text
    words = _Words()
    words.feed(text)
    words.close()
    return "\n".join(line for line in map(str.strip, "".join(words.pieces).translate(BLANKS).split("\n")) if line)


class _Words(HTMLParser):
    """The text between tags, lines where HTML has them."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A line begins."""
        if tag in BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        self.pieces.append(data)
