"""Lines of a calculation as text of limited width: aligned at their signs, matrices as blocks where they fit."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise

from examsolver.core.formula import Apply, Formula
from examsolver.maths.block import Box, beside, block_of
from examsolver.maths.lines import Line, lines_of
from examsolver.maths.unicode import unicode_text

WIDTH = 100
_SIGN = re.compile(r"([\[(]|[\])])| (?=[+−] )")


def unicode_lines(lines: tuple[Line, ...], width: int = WIDTH, indent: str = "") -> str:
    """``Z = X ⋆ F`` and below it what follows, the signs in one column."""
    room = width - len(indent)
    lefts = [unicode_text(line.left) for line in lines if line.left is not None]
    margin = min(max(map(len, lefts), default=0), room // 3)
    rows: list[str] = []
    tall = False
    for line in lines:
        block = _line(line, margin, room)
        rows += [""] if tall and len(block) > 1 else []
        tall = len(block) > 1
        rows += block
    return textwrap.indent("\n".join(rows), indent)


def _line(line: Line, margin: int, room: int) -> list[str]:
    left = "" if line.left is None else unicode_text(line.left)
    if len(left) > margin:
        return [left, *_line(Line(None, line.right, line.sign), margin, room)]
    head = f"{left.ljust(margin)} {line.sign} "
    block = _fitting_block(line.right, room - len(head))
    if block is not None:
        return [row.rstrip() for row in beside(Box((head,)), block).rows]
    return _wrapped(unicode_text(line.right), head, room)


def _fitting_block(formula: Formula, room: int) -> Box | None:
    block = block_of(formula)
    return block if block.width <= room else None


def _wrapped(text: str, head: str, room: int) -> list[str]:
    """A long line goes on under its beginning, broken before a term if it can be."""
    indent = " " * len(head)
    filler = textwrap.TextWrapper(room, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    rows = [head]
    for term in _terms(text, room - len(head)):
        blank = "" if rows[-1] in (head, indent) else " "
        if len(rows[-1]) + len(term) < room or not blank:
            rows[-1] += blank + term
        else:
            rows.append(indent + term)
    return [piece.rstrip() for row in rows for piece in _pieces(row, filler)]


def _terms(text: str, room: int) -> list[str]:
    """The terms of a sum; one that is too long for a line is broken inside its brackets."""
    terms = [text]
    for level in range(3):
        terms = [piece for term in terms for piece in (_split(term, level) if len(term) > room else [term])]
    return terms


def _split(text: str, level: int) -> list[str]:
    """The text cut before each + and − that stands in so many brackets."""
    cuts, inside = [0], 0
    for found in _SIGN.finditer(text):
        if found[1] is None and inside <= level:
            cuts.append(found.end())
        elif found[1] is not None:
            inside += 1 if found[1] in "([" else -1
    return [text[begin:end].rstrip() for begin, end in pairwise([*cuts, len(text)])]


def _pieces(row: str, filler: textwrap.TextWrapper) -> list[str]:
    return [row] if len(row) <= filler.width else filler.wrap(row)


def unicode_display(formula: Formula, width: int = WIDTH, indent: str = "") -> str:
    """A formula on lines of its own; an equation breaks at its signs."""
    if isinstance(formula, Apply) and formula.op == "=" and len(formula.args) > 1:
        return unicode_lines(lines_of(*formula.args), width, indent)
    room = width - len(indent)
    block = _fitting_block(formula, room)
    rows = [row.rstrip() for row in block.rows] if block else _wrapped(unicode_text(formula), "", room)
    return textwrap.indent("\n".join(rows), indent)
