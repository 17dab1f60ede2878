"""How lines of a calculation are set on a page."""

from __future__ import annotations

from collections.abc import Iterable

from examsolver.core.formula import Apply
from examsolver.maths.lines import Line
from examsolver.maths.worked import CellLines


def together(cells: Iterable[CellLines]) -> tuple[Line, ...]:
    """The lines of some cells, aligned as one calculation; each ends ``= numbers = value`` on one line."""
    return tuple(line for cell in cells for line in _short(cell))


def _short(cell: CellLines) -> tuple[Line, ...]:
    lines = cell.lines
    if len(lines) < 3:
        return lines
    *before, numbers, value = lines
    return (*before, Line(None, Apply("=", (numbers.right, value.right)), numbers.sign))
