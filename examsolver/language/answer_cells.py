"""Vectors and matrices: brackets, rows on lines, matrices of LaTeX, lists of named cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from examsolver.core.marking import Entry
from examsolver.language.answer_limits import DEPTH, Unreadable
from examsolver.language.answer_number import PLAIN, literal, read_number

Cells = tuple["Entry | Cells | None", ...]
Shape = tuple[int, ...]

MOST = 5_000
_TOKEN = re.compile(r"[\[\](){},;|\n]|[^\[\](){},;|\n]+")
_PLACEHOLDER = re.compile(r"[\s?_.–—-]*|n/?a|blank|missing|x")
_CALL = re.compile(r"(?:np|numpy|torch|tf|jnp)?\.?\b(?:array|tensor|Tensor|matrix|Matrix|constant|vector)\s*(?=[(\[])")
_BLANKS = re.compile(r"\s*[-+]?[\d.]+(?:/\d+)?(?:\s+[-+]?[\d.]+(?:/\d+)?)+\s*")
_OPENS, _CLOSES = "[{(", "]})"
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])([+-]?\d*),(\d+)(?![\d.,])")
_TURNED = re.compile(r"(?<=[\])])\s*(?:\^\s*\(?\s*(?:T|⊤|transpose)\s*\)?|\.T|')\s*$")
_FACTOR = re.compile(r"\s*([^\[\]=]*?)\s*[*·×]?\s*(?=\[)")


def read_grid(text: str, shape: Shape) -> tuple[Cells, tuple[str, ...]]:
    """The cells of a bracketed or bare grid, in the shape in which they were written.

    ``shape`` decides what alone can be meant: commas as separators or in decimals, a last empty cell.

    Raises:
        Unreadable: nothing that is a grid of numbers.
    """
    text = _CALL.sub("", text.rpartition("=")[2] if "=" in text else text).strip()
    turned = _TURNED.search(text) is not None
    text = _TURNED.sub("", text)
    factor, text = _prefactor(text)
    grid = _best(text, shape)
    if factor is not None:
        grid = over_cells(grid, lambda entry: Entry(entry.value * factor))
    return (transposed(grid) if turned and nested(grid) else grid), ()


def _prefactor(text: str) -> tuple[Fraction | None, str]:
    """``1/4 * [[…]]``: the factor and the rest."""
    found = _FACTOR.match(text)
    if not found or not found[1].strip() or not re.search(r"\d", found[1]):
        return None, text
    before = found[1].strip().rstrip("*·× ")
    if "," in before or ";" in before or "\n" in before or "|" in before:
        return None, text
    return read_number(before)[0].value, text[found.end() :]


def _best(text: str, shape: Shape) -> Cells:
    """The reading that fits the shape; else the first that can be read at all."""
    readings: list[Cells] = []
    failed: Unreadable | None = None
    for spelling in dict.fromkeys((text, _DECIMAL_COMMA.sub(r"\1.\2", text))):
        try:
            grid = trimmed(_structure(spelling), shape)
        except Unreadable as error:
            failed = failed or error
            continue
        if fits(grid, shape):
            return grid
        readings.append(grid)
    if not readings:
        raise failed or Unreadable("no numbers were found")
    return readings[0]


def _structure(text: str) -> Cells:
    """Nested cells from brackets, ``;``, line ends and pipes; numbers parted by blanks count as cells."""
    tokens = _TOKEN.findall(text)
    if len(tokens) > MOST:
        raise Unreadable("more cells than can be looked at")
    items, _ = _Grid(tokens).items("")
    while len(items) == 1 and isinstance(items[0], tuple):
        items = items[0]
    if not any(True for _ in entries(items)):
        raise Unreadable("no numbers were found")
    return items


class _Grid:
    """Reads the tokens of a grid once, from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0

    def items(self, closing: str, depth: int = 0) -> tuple[Cells, bool]:
        """What stands up to the closing bracket: cells, or rows where ``;`` or lines part them."""
        if depth > DEPTH:
            raise Unreadable(f"nested deeper than {DEPTH}")
        rows: list[list[Entry | Cells | None]] = [[]]
        cell: list[str] = []
        parted = comma = False
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token == closing:
                break
            if token in _OPENS and (token != "(" or self.is_tuple()):
                inside, _ = self.items(_CLOSES[_OPENS.index(token)], depth + 1)
                rows[-1].append(inside)
                cell = ["\0"]
                comma = False
            elif token in ",;\n":
                _close(rows[-1], cell, comma or token == ",")
                cell, comma = [], token == ","
                if token != ",":
                    parted = True
                    rows.append([])
            elif (token != "|" and token not in "]})") or token == ")":
                cell.append(token)
        _close(rows[-1], cell, comma)
        return _as_rows(rows, parted), parted

    def is_tuple(self) -> bool:
        """Whether the parenthesis just opened holds a list: a bracket at once, or a comma before it closes."""
        if self.place < len(self.tokens) and self.tokens[self.place] in "[{":
            return True
        if self.tokens[self.place + 1 : self.place + 2] == [")"] and _BLANKS.fullmatch(self.tokens[self.place]):
            return True
        level = 1
        for token in self.tokens[self.place : self.place + 400]:
            level += (token in _OPENS) - (token in _CLOSES)
            if level == 0:
                return False
            if token in ",;\n" and level == 1:
                return True
        return False


def _close(row: list[Entry | Cells | None], cell: list[str], comma: bool) -> None:
    """End a cell: a number, several parted by blanks, or an empty one between commas."""
    text = "".join(cell)
    if text == "\0" or (text.startswith("\0") and not text.strip("\0 .")):
        return
    text = text.replace("\0", "").strip()
    if _PLACEHOLDER.fullmatch(text):
        if comma or text:
            row.append(None)
        return
    row.extend(_number(piece) for piece in _parted(text))


def _parted(text: str) -> Iterator[str]:
    """Numbers parted by blanks; a lone operator joins its neighbours."""
    if PLAIN.fullmatch(text) or re.search(r"[^\W\d_]{2}", text):
        return iter((text,))
    pieces: list[str] = []
    joining = False
    for piece in text.split():
        lone = piece in ("/", "*", "+", "-", "·", "×", "≈")
        if pieces and (joining or (lone and piece != "-") or piece[0] in "/*^·×"):
            pieces[-1] += piece
        else:
            pieces.append(piece)
        joining = lone
    return iter(pieces)


def _number(text: str) -> Entry | None:
    if PLAIN.fullmatch(text):
        return literal(text)
    if _PLACEHOLDER.fullmatch(text):
        return None
    return read_number(text)[0]


def _as_rows(rows: list[list[Entry | Cells | None]], parted: bool) -> Cells:
    kept = [row for row in rows if row]
    if not parted or len(kept) <= 1:
        return tuple(kept[0]) if kept else ()
    if all(len(row) == 1 and isinstance(row[0], tuple) for row in kept):
        return tuple(row[0] for row in kept)
    return tuple(tuple(row) for row in kept)


def entries(grid: Cells) -> Iterator[Entry | None]:
    """The cells in row-major order."""
    todo: list[Entry | Cells | None] = [grid]
    while todo:
        here = todo.pop()
        if isinstance(here, tuple):
            todo.extend(reversed(here))
        else:
            yield here


def over_cells(grid: Cells, change: Callable[[Entry], Entry]) -> Cells:
    """The grid with every cell that is there changed."""
    return tuple(
        over_cells(cell, change) if isinstance(cell, tuple) else None if cell is None else change(cell) for cell in grid
    )


def nested(grid: Cells) -> bool:
    return any(isinstance(row, tuple) for row in grid)


def transposed(grid: Cells) -> Cells:
    """A matrix turned over; anything else as it is."""
    rows = [row for row in grid if isinstance(row, tuple)]
    if len(rows) != len(grid) or len({len(row) for row in rows}) != 1:
        return grid
    return tuple(zip(*rows, strict=True))


def shape_of(grid: Cells) -> Shape | None:
    """The shape, or None where rows differ in length."""
    if not nested(grid):
        return (len(grid),)
    inner = {shape_of(row) if isinstance(row, tuple) else () for row in grid}
    only = inner.pop()
    return None if inner or only is None or only == () else (len(grid), *only)


def trimmed(grid: Cells, shape: Shape) -> Cells:
    """Without the empty cell that a comma before the closing bracket seems to make."""
    if nested(grid):
        return tuple(trimmed(row, shape) if isinstance(row, tuple) else row for row in grid)
    return grid[:-1] if shape and len(grid) == shape[-1] + 1 and grid[-1] is None else grid


def fits(grid: Cells, shape: Shape) -> bool:
    """Whether the grid has the shape, entries of 1 apart."""
    found = shape_of(grid)
    return found is not None and tuple(n for n in found if n != 1) == tuple(n for n in shape if n != 1)


def as_shape(grid: Cells, shape: Shape) -> Cells:
    """The grid in the expected shape where only orientation differs: a vector has none.

    A matrix of one row or column may be written as a list; a column and a row are kept apart.
    """
    found = shape_of(grid)
    if found is None or found == shape or not fits(grid, shape):
        return grid
    if len(found) == 2 and len(shape) == 2:
        return grid
    return _refilled(list(entries(grid)), shape)


def _refilled(cells: list[Entry | None], shape: Shape) -> Cells:
    if len(shape) <= 1:
        return tuple(cells)
    step = len(cells) // shape[0]
    return tuple(_refilled(cells[place * step : (place + 1) * step], shape[1:]) for place in range(shape[0]))
