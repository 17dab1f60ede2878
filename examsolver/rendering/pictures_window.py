"""A convolution's or pooling's window over its input: where one output cell comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examsolver.core.picture import WindowFacts
from examsolver.rendering.svg import (
    INK,
    LINE,
    MARKED,
    MARKED_LINE,
    MUTED,
    PAPER,
    SHADE,
    TINT,
    clipped,
    drawing,
    element,
    width_of,
    words,
)

Cells = Sequence[Sequence[str]]

SIZE, SMALLEST, EMPTY, LETTERS = 13.0, 30.0, 22.0, 9
MARGIN, TITLE, BETWEEN = 12.0, 24.0, 46.0
MOST_CELLS, GRID_WIDTH = 16, 340.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells with a name above; ``marked`` and ``inner`` are rectangles of cells: rows, then columns."""

    name: str
    cells: Cells
    marked: tuple[range, range] | None = None
    inner: tuple[range, range] | None = None
    fill: str = PAPER


def draw_window(facts: WindowFacts, text: str, title: str) -> str:
    """Input (padding dashed), kernel and output side by side; window and output cell marked."""
    grids = [_input(facts), *([_kernel(facts)] if facts.kernel else []), _output(facts)]
    side = max(map(_side, grids))
    cropped = [_cropped(grid, min(MOST_CELLS, int(GRID_WIDTH // side))) for grid in grids]
    tallest = max(len(grid.cells) for grid in cropped)
    signs = ["∗", "="] if facts.kernel else ["→"]
    drawn, x = [], MARGIN
    for place, grid in enumerate(cropped):
        name_room = max(0.0, width_of(grid.name, SIZE) - side * _columns(grid)) / 2
        x += name_room
        drawn.append(_grid(grid, x, MARGIN + TITLE + side * (tallest - len(grid.cells)) / 2, side))
        x += side * _columns(grid) + name_room
        if place < len(signs):
            drawn.append(words(x + BETWEEN / 2, MARGIN + TITLE + side * tallest / 2 + 7, signs[place], 22))
            x += BETWEEN
    legend, height = _legend(facts), MARGIN + TITLE + side * tallest + 30
    drawn.append(words(MARGIN, height - 8, legend, 12, text_anchor="start", fill=MUTED))
    return drawing(max(x, MARGIN + width_of(legend, 12)) + MARGIN, height + 4, title, text, drawn)


def _side(grid: Grid) -> float:
    """The side of a cell that holds the longest words of a grid."""
    longest = max((clipped(cell, LETTERS) for row in grid.cells for cell in row), key=width_of, default="")
    return max(SMALLEST, width_of(longest, SIZE) + 12) if len(longest) > 1 else EMPTY


def _columns(grid: Grid) -> int:
    return max((len(row) for row in grid.cells), default=0)


def _input(facts: WindowFacts) -> Grid:
    rows, columns = len(facts.input), max((len(row) for row in facts.input), default=0)
    (top, left), (high, wide) = (at * by for at, by in zip(facts.at, facts.stride, strict=True)), facts.size
    pad_rows, pad_columns = facts.padding
    inner = range(pad_rows, rows - pad_rows), range(pad_columns, columns - pad_columns)
    return Grid(facts.names[0], facts.input, (range(top, top + high), range(left, left + wide)), inner)


def _kernel(facts: WindowFacts) -> Grid:
    return Grid(facts.names[1], facts.kernel, fill=TINT)


def _output(facts: WindowFacts) -> Grid:
    row, column = facts.at
    return Grid(facts.names[2], facts.output, (range(row, row + 1), range(column, column + 1)))


def _cropped(grid: Grid, most: int) -> Grid:
    """At most so many rows and columns, around what is marked; long numbers cut."""
    marked = grid.marked or (range(0), range(0))
    rows, columns = _kept(len(grid.cells), marked[0], most), _kept(_columns(grid), marked[1], most)
    window = (grid.cells[row][columns.start : columns.stop] for row in rows)
    cells = [[clipped(_signed(cell), LETTERS) for cell in row] for row in window]
    return Grid(
        _named(grid, rows, columns),
        cells,
        _moved(grid.marked, rows, columns),
        _moved(grid.inner, rows, columns),
        grid.fill,
    )


def _signed(cell: str) -> str:
    """A minus sign where a hyphen stands for it."""
    return "−" + cell[1:] if cell[:1] == "-" and cell[1:2].isdigit() else cell


def _kept(count: int, marked: range, most: int) -> range:
    if count <= most:
        return range(count)
    start = max(0, min(marked.start - 1, count - most))
    return range(start, start + most)


def _named(grid: Grid, rows: range, columns: range) -> str:
    if len(rows) == len(grid.cells) and len(columns) == _columns(grid):
        return grid.name
    return f"{grid.name} (rows {rows.start + 1}–{rows.stop}, columns {columns.start + 1}–{columns.stop})"


def _moved(box: tuple[range, range] | None, rows: range, columns: range) -> tuple[range, range] | None:
    if box is None:
        return None
    high, wide = box
    return (
        range(max(0, high.start - rows.start), min(len(rows), high.stop - rows.start)),
        range(max(0, wide.start - columns.start), min(len(columns), wide.stop - columns.start)),
    )


def _grid(grid: Grid, x: float, y: float, side: float) -> str:
    drawn = [words(x + side * _columns(grid) / 2, y - 8, grid.name, SIZE, font_weight="bold")]
    for row, cells in enumerate(grid.cells):
        for column, cell in enumerate(cells):
            drawn.append(_cell(grid, row, column, cell, (x + side * column, y + side * row), side))
    if grid.marked and len(grid.marked[0]) and len(grid.marked[1]):
        drawn.append(_frame(grid.marked, x, y, side))
    return element("g", *drawn)


def _cell(grid: Grid, row: int, column: int, text: str, corner: tuple[float, float], side: float) -> str:
    marked = _within(grid.marked, row, column)
    padding = grid.inner is not None and not _within(grid.inner, row, column)
    box = element(
        "rect",
        x=corner[0],
        y=corner[1],
        width=side,
        height=side,
        fill=MARKED if marked else SHADE if padding and not text else grid.fill,
        stroke=LINE,
        stroke_width=0.8 if padding else 1,
        **({"stroke_dasharray": "3 3"} if padding else {}),
    )
    ink = MUTED if padding else INK
    return box + words(corner[0] + side / 2, corner[1] + side / 2 + SIZE * 0.35, text, SIZE, fill=ink)


def _within(box: tuple[range, range] | None, row: int, column: int) -> bool:
    return box is not None and row in box[0] and column in box[1]


def _frame(box: tuple[range, range], x: float, y: float, side: float) -> str:
    rows, columns = box
    return element(
        "rect",
        x=x + side * columns.start,
        y=y + side * rows.start,
        width=side * len(columns),
        height=side * len(rows),
        fill="none",
        stroke=MARKED_LINE,
        stroke_width=2.6,
    )


def _legend(facts: WindowFacts) -> str:
    high, wide = facts.size
    parts = [f"window {high} × {wide}", f"stride {_pair(facts.stride)}"]
    if any(facts.padding):
        parts.append(f"padding {_pair(facts.padding)} (dashed)")
    return ", ".join([*parts, f"shown for row {facts.at[0] + 1}, column {facts.at[1] + 1} of the output"])


def _pair(sizes: tuple[int, int]) -> str:
    return str(sizes[0]) if sizes[0] == sizes[1] else f"{sizes[0]} × {sizes[1]}"
