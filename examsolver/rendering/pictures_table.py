"""Tables of short texts with headings: a confusion matrix, a trellis, a beam at every step."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from examsolver.core.picture import TableFacts
from examsolver.rendering.svg import (
    INK,
    LINE,
    MARKED,
    MARKED_LINE,
    MUTED,
    PAPER,
    TINT,
    drawing,
    element,
    width_of,
    words,
)

SIZE, LEAD, INSET, MARGIN = 13.0, 16.5, 8.0, 8.0
NARROWEST, LETTERS, LINES = 44.0, 26, 3
MOST_ROWS, MOST_COLUMNS = 40, 24


def draw_table(facts: TableFacts, text: str, title: str) -> str:
    """The table, rows and columns as wide and high as what stands in them; cells that matter are marked."""
    grid = _grid(facts)
    if len(grid) < 2 and len(grid[0]) < 2:
        return drawing(320, 48, title, text, [words(160, 29, "nothing to draw", fill=MUTED)])
    widths = [max([NARROWEST, *(2 * INSET + _wide(row[column]) for row in grid)]) for column in range(len(grid[0]))]
    heights = [2 * INSET + LEAD * max(1, *(len(cell) for cell in row)) for row in grid]
    if not any(row[0] for row in grid):
        widths[0] = 0.0
    strong = {(row + 1, column + 1) for row, column in facts.strong}
    inside = list(_cells(grid, widths, heights, strong))
    note = _left_out(facts)
    foot = 20.0 if note else 0.0
    width, height = sum(widths) + 2 * MARGIN, sum(heights) + 2 * MARGIN
    said = [words(width / 2, height + 8, note, 12, fill=MUTED)] if note else []
    return drawing(width, height + foot, title, text, [*inside, *said])


Cell = list[str]


def _grid(facts: TableFacts) -> list[list[Cell]]:
    """Headings and cells as lines of text, all rows of the same length."""
    count = min(max([len(facts.columns), *(len(row) for row in facts.cells)], default=0), MOST_COLUMNS)
    headings = [*facts.columns, *("",) * count][:count]
    rows = facts.cells[:MOST_ROWS]
    names = [*facts.rows, *("",) * len(rows)][: len(rows)]
    grid = [["", *headings]] if any(str(heading).strip() for heading in headings) else [[""] * (count + 1)]
    grid += [[name, *[*row, *("",) * count][:count]] for name, row in zip(names, rows, strict=True)]
    return [[_wrapped(str(cell)) for cell in row] for row in grid]


def _wrapped(text: str) -> Cell:
    return textwrap.wrap(" ".join(text.split()), LETTERS, max_lines=LINES, placeholder=" …")


def _wide(cell: Cell) -> float:
    return max((width_of(line, SIZE) for line in cell), default=0.0)


def _cells(
    grid: Sequence[Sequence[Cell]], widths: Sequence[float], heights: Sequence[float], strong: set[tuple[int, int]]
) -> Iterator[str]:
    """Frames first, those of marked cells last, so that their borders are whole; then the texts."""
    headed = any(grid[0])
    places = [
        (row, column)
        for row in range(0 if headed else 1, len(grid))
        for column in range(0 if widths[0] else 1, len(grid[0]))
    ]
    for row, column in sorted(places, key=lambda place: place in strong):
        x, y = MARGIN + sum(widths[:column]), MARGIN + sum(heights[:row])
        if (row, column) != (0, 0):
            yield _frame(x, y, widths[column], heights[row], (row, column) in strong, row == 0 or column == 0)
        yield from _lines(x, y, widths[column], heights[row], grid[row][column], _bold(row, column, strong))


def _bold(row: int, column: int, strong: set[tuple[int, int]]) -> bool:
    return row == 0 or column == 0 or (row, column) in strong


def _frame(x: float, y: float, width: float, height: float, strong: bool, heading: bool) -> str:
    fill = MARKED if strong else TINT if heading else PAPER
    line, weight = (MARKED_LINE, 2.0) if strong else (LINE, 0.8)
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=line, stroke_width=weight)


def _lines(x: float, y: float, width: float, height: float, cell: Cell, bold: bool) -> Iterator[str]:
    top = y + (height - LEAD * len(cell)) / 2
    for place, line in enumerate(cell):
        style = {"font_weight": "bold"} if bold else {}
        yield words(x + width / 2, top + LEAD * place + 12.5, line, SIZE, fill=INK, **style)


def _left_out(facts: TableFacts) -> str:
    rows, columns = len(facts.cells) - MOST_ROWS, max(map(len, facts.cells), default=0) - MOST_COLUMNS
    said = [f"{rows} more rows"] if rows > 0 else []
    said += [f"{columns} more columns"] if columns > 0 else []
    return f"… and {' and '.join(said)}" if said else ""
