"""Formats of answers, and which of them a text is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from examsolver.core.problem import Source
from examsolver.core.question import Exam
from examsolver.exchange.canvas import is_canvas_quiz, read_canvas_quiz
from examsolver.exchange.delimited import header_of
from examsolver.exchange.headings import who_of
from examsolver.exchange.jsonl import read_jsonl
from examsolver.exchange.moodle import is_moodle, read_moodle
from examsolver.exchange.notebooks import is_notebook, read_notebook
from examsolver.exchange.rows import Hints, Rows
from examsolver.exchange.sheets import read_sheet
from examsolver.exchange.tables import read_table

Reader = Callable[[Source, Exam, Hints], Rows]
Header = tuple[str, ...]

ENDINGS = {".jsonl": read_jsonl, ".ndjson": read_jsonl, ".ipynb": read_notebook}
TABLES = (".csv", ".tsv")
TEXTS = (".txt", ".text", ".md", "")
KNOWN_ENDINGS = (*ENDINGS, *TABLES, *TEXTS)


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table, known by its header."""

    fits: Callable[[Header], bool]
    read: Reader


def _has_students(header: Header) -> bool:
    return len(header) > 1 and who_of(header)[0] is not None


REPORTS = (Table(is_moodle, read_moodle), Table(is_canvas_quiz, read_canvas_quiz))


def reader_of(source: Source) -> Reader:
    """The reader of a text, by what it looks like; its name decides only where that leaves a choice."""
    name = source.name.lower()
    if is_notebook(source.text):
        return read_notebook
    by_name = next((reader for ending, reader in ENDINGS.items() if name.endswith(ending)), None)
    if by_name or source.text.lstrip().startswith("{"):
        return by_name or read_jsonl
    header = header_of(source)
    report = next((report.read for report in REPORTS if report.fits(header)), None)
    if report:
        return report
    return read_table if name.endswith(TABLES) or _has_students(header) else read_sheet
