"""Formulas over several lines of text: matrices stand as they do on paper, with ⎡ ⎤ brackets."""

from __future__ import annotations

from dataclasses import dataclass

from examsolver.core.formula import Formula
from examsolver.maths.arrange import LINE, arrange
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Root, Row, Script, Stack, Text
from examsolver.maths.unicode import line_text

_TALL = {"(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦"}


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width; ``middle`` is the line that signs stand on."""

    rows: tuple[str, ...]
    middle: int = 0

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.rows[0])


def unicode_block(formula: Formula) -> str:
    """A formula with its matrices spread over lines."""
    return "\n".join(row.rstrip() for row in block_of(formula).rows)


def block_of(formula: Formula) -> Box:
    """The same as a box, to stand beside others."""
    return _box(arrange(formula, LINE))


def _box(layout: Layout) -> Box:
    if not _has_grid(layout):
        return Box((line_text(layout),))
    match layout:
        case Row(parts):
            return beside(*(_box(part) for part in parts))
        case Grid(rows):
            return _grid(rows)
        case Fence(opening, body, closing):
            inner = _box(body)
            return beside(_tall(opening, inner), inner, _tall(closing, inner))
        case Script(body, below, above):
            inner = _box(body)
            tail = line_text(Script(Text("", "word"), below, above))
            raised = Box((tail, *(" " * len(tail),) * (len(inner.rows) - 1)), inner.middle)
            return beside(inner, raised)
        case _:
            return Box((line_text(layout),))


def _has_grid(layout: Layout) -> bool:
    match layout:
        case Grid():
            return True
        case Row(parts):
            return any(_has_grid(part) for part in parts)
        case Fence(_, body, _) | Script(body, _, _) | Root(body):
            return _has_grid(body)
        case Stack(over, under):
            return _has_grid(over) or _has_grid(under)
        case Text() | Mark():
            return False


def beside(*boxes: Box) -> Box:
    """Boxes side by side, their middle lines in one line."""
    above = max(box.middle for box in boxes)
    below = max(len(box.rows) - box.middle for box in boxes)
    lines = []
    for line in range(above + below):
        pieces = []
        for box in boxes:
            row = line - above + box.middle
            pieces.append(box.rows[row] if 0 <= row < len(box.rows) else " " * box.width)
        lines.append("".join(pieces))
    return Box(tuple(lines), above)


def _grid(rows: tuple[tuple[Layout, ...], ...]) -> Box:
    texts = [[line_text(entry) for entry in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    lines = ["  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in texts]
    inner = Box(tuple(lines), (len(lines) - 1) // 2)
    return beside(_tall("[", inner), inner, _tall("]", inner))


def _tall(bracket: str, inner: Box) -> Box:
    """A bracket as high as what stands in it."""
    height = len(inner.rows)
    if height == 1 or bracket not in _TALL:
        return Box((bracket,) * height, inner.middle)
    top, side, bottom = tuple(_TALL[bracket])
    return Box((top, *(side,) * (height - 2), bottom), inner.middle)
