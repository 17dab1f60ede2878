"""The roster: a CSV of ids and names."""

from __future__ import annotations

from pathlib import Path

from examsolver.core.marking import Roster
from examsolver.core.problem import Problem
from examsolver.exchange.encodings import read_source
from examsolver.exchange.rows import Lines, lines_of
from examsolver.exchange.tables import NAME, STUDENT, Cells, column_of, table_rows


def read_roster(given: Path | str | bytes, name: str | None = None) -> tuple[Roster, tuple[Problem, ...]]:
    """From ids to names. A header is optional; without one the first column is the id, the second the name."""
    source, problems = read_source(given, name)
    if source is None:
        return {}, problems
    lines = lines_of(source)
    rows = list(table_rows(lines))
    told = [*problems, *(row for row in rows if isinstance(row, Problem))]
    cells = [row for row in rows if isinstance(row, Cells)]
    student, named = (column_of(cells[0].cells, words) for words in (STUDENT, NAME)) if cells else (None, None)
    headed = student is not None
    roster = _roster(cells[headed:], student or 0, named if headed else 1, told, lines)
    if not roster:
        told.append(Problem(f"{source.name}: the roster names no student", None, "its columns are id and name"))
    return roster, tuple(told)


def _roster(rows: list[Cells], student: int, named: int | None, told: list[Problem], lines: Lines) -> dict[str, str]:
    roster: dict[str, str] = {}
    for row in rows:
        key = row.at(student)
        if not key:
            told.append(Problem(f"row {row.number} of the roster has no id", lines.span(row.number)))
        elif key in roster:
            message = f"student {key} is in the roster twice"
            told.append(Problem(message, lines.span(row.number), "the first one counts"))
        else:
            roster[key] = row.at(named)
    return roster
