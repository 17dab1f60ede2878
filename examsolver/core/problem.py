"""Places in a text, and what is wrong there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypedDict

TAB = 4


@dataclass(frozen=True, slots=True)
class Source:
    """A text that somebody wrote, with the name to show for it (a path, or ``<text>``)."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """The characters ``start`` to ``end`` (exclusive) of a source."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line number, from 1."""
        return self.source.text.count("\n", 0, self.start) + 1

    @property
    def column(self) -> int:
        """Column of the first character, from 1."""
        return self.start - (self.source.text.rfind("\n", 0, self.start) + 1) + 1

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.source.text[self.start : self.end]

    def at(self, word: str) -> Span:
        """The first place in it where a word stands by itself; the whole span where it does not."""
        found = re.compile(rf"(?<![\w']){re.escape(word)}(?![\w'])").search(self.source.text, self.start, self.end)
        return Span(self.source, found.start(), found.end()) if found else self

    def line_text(self) -> str:
        """The whole line that the span begins in."""
        begin = self.source.text.rfind("\n", 0, self.start) + 1
        end = self.source.text.find("\n", self.start)
        return self.source.text[begin : end if end >= 0 else None].rstrip("\r")


class ProblemRecord(TypedDict):
    """A problem as JSON."""

    message: str
    source: str | None
    line: int | None
    column: int | None
    end_column: int | None
    hint: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in what was given: what, where, and what to write instead."""

    message: str
    span: Span | None = None
    hint: str | None = None

    def __str__(self) -> str:
        head = self.message if self.span is None else f"{self.place()}: {self.message}"
        lines = [head, *self._caret()]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def place(self) -> str:
        """``name:line:column`` of the span, or nothing."""
        span = self.span
        return "" if span is None else f"{span.source.name}:{span.line}:{span.column}"

    def record(self) -> ProblemRecord:
        """The problem as a JSON object."""
        span = self.span
        width = 0 if span is None else max(1, min(span.end - span.start, _rest_of_line(span)))
        return {
            "message": self.message,
            "source": span.source.name if span else None,
            "line": span.line if span else None,
            "column": span.column if span else None,
            "end_column": span.column + width if span else None,
            "hint": self.hint,
        }

    def _caret(self) -> list[str]:
        span = self.span
        if span is None or not span.line_text().strip():
            return []
        text, first = span.line_text(), span.column - 1
        width = max(1, min(span.end - span.start, _rest_of_line(span)))
        text, first = _clip(text, first, width)
        lead = text[:first].expandtabs(TAB)
        return ["    " + text.expandtabs(TAB), "    " + " " * len(lead) + "^" + "~" * (width - 1)]


def _rest_of_line(span: Span) -> int:
    return len(span.line_text()) - (span.column - 1)


def _clip(text: str, first: int, width: int, limit: int = 160) -> tuple[str, int]:
    """A very long line is shown around the caret only."""
    if len(text) <= limit:
        return text, first
    begin = max(0, first - limit // 2)
    return text[begin : begin + limit], first - begin


class ExamError(Exception):
    """The one exception that users meet: everything that is wrong, at once."""

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ExamError], tuple[tuple[Problem, ...]]]:
        return ExamError, (self.problems,)
