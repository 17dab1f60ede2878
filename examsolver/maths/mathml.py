"""Formulas as presentation MathML Core, with every name escaped."""

from __future__ import annotations

from html import escape

from examsolver.core.formula import Formula
from examsolver.maths.arrange import STACKED, arrange
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Root, Row, Script, Stack, Text
from examsolver.maths.lines import Line

_INVISIBLE = {"beside": "\u2062", "hidden": "\u2062"}


def mathml(formula: Formula) -> str:
    """A formula within a line: ``<math>…</math>``."""
    return f"<math>{_text(arrange(formula, STACKED))}</math>"


def block(formula: Formula) -> str:
    """A formula on a line of its own."""
    return f'<math display="block">{_text(arrange(formula, STACKED))}</math>'


def mathml_lines(lines: tuple[Line, ...]) -> str:
    """Lines of a calculation, aligned at their signs: a table of three columns."""
    rows = "".join(_line(line) for line in lines)
    return f'<math display="block"><mtable class="lines" displaystyle="true">{rows}</mtable></math>'


def _line(line: Line) -> str:
    left = "" if line.left is None else _text(arrange(line.left, STACKED))
    cells = (
        f'<mtd style="text-align:right">{_row(left)}</mtd>',
        f"<mtd>{_operator(line.sign)}</mtd>",
        f'<mtd style="text-align:left">{_row(_text(arrange(line.right, STACKED)))}</mtd>',
    )
    return f"<mtr>{''.join(cells)}</mtr>"


def _row(inner: str) -> str:
    return f"<mrow>{inner}</mrow>"


def _operator(sign: str, attributes: str = "") -> str:
    return f"<mo{attributes}>{escape(sign)}</mo>"


def _text(layout: Layout) -> str:
    match layout:
        case Text():
            return _leaf(layout)
        case Mark(sign, kind):
            return _sign(sign, kind)
        case Row(parts):
            return _row("".join(_text(part) for part in parts))
        case Fence(opening, body, closing):
            return _row(f"{_operator(opening)}{_text(body)}{_operator(closing)}")
        case Script(body, below, above):
            return _script(_text(body), below, above)
        case Stack(over, under):
            return f"<mfrac>{_text(over)}{_text(under)}</mfrac>"
        case Root(body):
            return f"<msqrt>{_text(body)}</msqrt>"
        case Grid(rows):
            return _grid(rows)


def _leaf(leaf: Text) -> str:
    text = escape(leaf.text)
    if leaf.kind == "number":
        return f"<mn>{text}</mn>"
    if leaf.kind == "letter":
        return f"<mi>{text}</mi>"
    if leaf.kind == "function":
        return f'<mi mathvariant="normal">{text}</mi>'
    return f"<mtext>{text}</mtext>"


def _sign(sign: str, kind: str) -> str:
    if kind in _INVISIBLE:
        space = '<mspace width="0.17em"/>' if kind == "beside" else ""
        return _operator(_INVISIBLE[kind]) + space
    if kind == "prefix":
        return _operator(sign, ' form="prefix"')
    if kind == "tight":
        return _operator(sign, ' lspace="0" rspace="0"')
    return _operator(sign, ' separator="true"' if kind == "comma" else ' form="infix"')


def _script(body: str, below: Layout | None, above: Layout | None) -> str:
    if below is not None and above is not None:
        return f"<msubsup>{body}{_text(below)}{_text(above)}</msubsup>"
    if below is not None:
        return f"<msub>{body}{_text(below)}</msub>"
    return body if above is None else f"<msup>{body}{_text(above)}</msup>"


def _grid(rows: tuple[tuple[Layout, ...], ...]) -> str:
    lines = ("".join(f"<mtd>{_text(entry)}</mtd>" for entry in row) for row in rows)
    table = "".join(f"<mtr>{line}</mtr>" for line in lines)
    return _row(f"{_operator('[')}<mtable>{table}</mtable>{_operator(']')}")
