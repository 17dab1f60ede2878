"""Canonical text of an exam: one spelling of headers, one indentation, comments kept.

Works on tokens, so that it needs no family: what a line says is never changed. Formatting twice gives
the same text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from examsolver.core.problem import TAB, Problem, Source
from examsolver.language.accepting import spaced_accept
from examsolver.language.alignment import Lead, lead, lined_up, runs
from examsolver.language.choosing import Chooser
from examsolver.language.cutting import Block, Piece, cut, question_blocks
from examsolver.language.exam import in_place, unreadable
from examsolver.language.facts import TEXTS, rest_span
from examsolver.language.headers import Heading, read_heading
from examsolver.language.questions import is_common
from examsolver.language.spacing import spaced
from examsolver.language.values import QUOTES

STEP = 2


@dataclass(slots=True)
class Row:
    """One printed line: its indentation, its text, and the comment behind it. Both empty: a blank line."""

    column: int = 0
    text: str = ""
    comment: str = ""
    lead: Lead | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing is printed."""
        return not self.text and not self.comment

    @property
    def width(self) -> int:
        """Where the comment would begin."""
        before, _, last = self.text.rpartition("\n")
        return len(last) + (0 if before else self.column)


def format_exam(source: Source) -> tuple[str, tuple[Problem, ...]]:
    """The exam in canonical form; the text as it was, and the problems, where its lines or headers cannot be read."""
    if problem := unreadable(source):
        return source.text, (problem,)
    blocks, problems = cut(source)
    headings = (read_heading(block.head, "question") for block in question_blocks(blocks))
    problems += tuple(heading for heading in headings if isinstance(heading, Problem))
    if problems:
        return source.text, in_place(problems)
    page = _Page(source, blocks[0].head.text if blocks else source.text)
    for block in blocks:
        page.add_block(block)
    page.between(len(source.text), 0)
    return _printed(page.rows), ()


class _Page:
    """Rows so far, and the place in the source up to which everything is printed."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.place = 0
        self.rows: list[Row] = []

    def add_block(self, block: Block) -> None:
        """A header and the lines under it, apart from what stands before."""
        self.between(block.head.start, 0)
        self._part_from_before()
        self.rows.append(Row(0, _header(block.head, 0)))
        self.place = block.head.end
        self._add_lines(block.lines, STEP)

    def _part_from_before(self) -> None:
        """A blank line before a block, above the comments that stand right over it."""
        top = len(self.rows)
        while top and self.rows[top - 1].comment and not self.rows[top - 1].text and not self.rows[top - 1].column:
            top -= 1
        if top and not self.rows[top - 1].blank:
            self.rows.insert(top, Row())

    def _add_lines(self, pieces: tuple[Piece, ...], column: int) -> None:
        outer, finding = column, False
        chooser: Chooser | None = None
        for piece in pieces:
            chooser, chosen = _among(chooser, piece)
            is_part = is_common(piece, "part")
            column = outer if is_part else column
            column, above = (column + chosen, column) if chosen else (column, column)
            finding = is_common(piece, "find") or (finding and piece.joined and not is_common(piece))
            self.between(piece.start, column, piece.indent)
            self.rows.append(Row(column, _line(piece, column, finding), lead=lead(piece)))
            self.place = piece.end
            self._add_lines(piece.block, column + STEP)
            column = outer + STEP if is_part else above

    def between(self, end: int, column: int, indent: int = 0) -> None:
        """Comments and blank lines up to a place: behind the last row, then on lines of their own.

        ``column`` is where the next line is printed, ``indent`` where it stands in the source.
        """
        lines = self.text[self.place : end].split("\n")
        place = self.place
        for count, line in enumerate(lines):
            comment = self._comment(line, place)
            place += len(line) + 1
            if count == 0 and self.rows:
                self.rows[-1].comment = comment
            elif comment:
                self.rows.append(Row(self._column(line, column, indent), "", comment))
            elif count < len(lines) - 1 and self.rows and not self.rows[-1].blank:
                self.rows.append(Row())
        self.place = end

    def _column(self, line: str, column: int, indent: int) -> int:
        """A comment belongs to the line after it, or to the line before where it is indented deeper."""
        own = len(line[: line.index("#")].expandtabs(TAB))
        deeper = own > indent and self.rows
        return 0 if own == 0 else self.rows[-1].column if deeper else column

    def _comment(self, line: str, place: int) -> str:
        begin = line.find("#")
        return self.source.text[place + begin : place + len(line)].rstrip() if begin >= 0 else ""


def _among(chooser: Chooser | None, piece: Piece) -> tuple[Chooser | None, int]:
    """The ``choose`` line that a line is under, if any, and how much deeper it then stands."""
    if chooser is not None and not is_common(piece) and chooser.takes(piece):
        return chooser, STEP if len(chooser.offers[-1]) == 1 else 2 * STEP
    return (Chooser(piece) if is_common(piece, "choose") else None), 0


def _header(piece: Piece, column: int) -> str:
    if piece.word not in ("question", "part"):
        return spaced(piece, column)
    kind: Literal["question", "part"] = "question" if piece.word == "question" else "part"
    heading = read_heading(piece, kind)
    return spaced(piece, column) if isinstance(heading, Problem) else _heading(kind, heading, piece.opens)


def _heading(kind: str, heading: Heading, opens: bool) -> str:
    marks = "" if heading.marks is None else f" [{heading.marks}]"
    title = heading.title.replace("\\", "\\\\").replace('"', '\\"')
    words = f": {' '.join(heading.words)}" if heading.words else ":" * opens
    return f"{kind} {heading.id}{marks}" + (f' "{title}"' if title else "") + words


def _line(piece: Piece, column: int, finding: bool) -> str:
    if is_common(piece, "part"):
        return _header(piece, column)
    if is_common(piece, "accept"):
        return spaced_accept(piece)
    if is_common(piece, *TEXTS) and piece.rest < piece.end and piece.text[piece.rest] not in QUOTES:
        return f"{piece.word} {' '.join(rest_span(piece).text.split())}"
    text = spaced(piece, column)
    blank = "" if text[:1] in (",", ":") else " "
    return f"find{blank}{text}" if finding and piece.word != "find" else text


def _printed(rows: list[Row]) -> str:
    while rows and rows[-1].blank:
        rows.pop()
    for places, gap in runs([row.lead for row in rows]):
        for place, text in zip(places, lined_up([rows[place].text for place in places], gap), strict=True):
            rows[place].text = text
    lines: list[str] = []
    for _, run in groupby(rows, key=lambda row: bool(row.text and row.comment)):
        group = list(run)
        widest = max((row.width for row in group), default=0)
        lines += [_row(row, widest) for row in group]
    return "".join(f"{line}\n" for line in lines)


def _row(row: Row, widest: int) -> str:
    if row.text and row.comment:
        return " " * row.column + row.text + " " * (widest - row.width + 2) + row.comment
    return (" " * row.column + row.text + row.comment) if not row.blank else ""
