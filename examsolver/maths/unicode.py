"""Formulas as one line of Unicode text: ``dL/dX₂₁ = 1/4·(−3) + 1/4·2``."""

from __future__ import annotations

from examsolver.core.formula import Formula
from examsolver.maths.arrange import LINE, arrange
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Root, Row, Script, Stack, Text
from examsolver.maths.letters import small


def unicode_text(formula: Formula) -> str:
    """A formula on one line; matrices as ``[[1, 2], [3, 4]]``."""
    return line_text(arrange(formula, LINE))


def line_text(layout: Layout) -> str:
    """A layout on one line."""
    match layout:
        case Text(text):
            return text
        case Mark(sign, kind):
            return sign_text(sign, kind)
        case Row(parts):
            return "".join(line_text(part) for part in parts)
        case Fence(opening, body, closing):
            return f"{opening}{line_text(body)}{closing}"
        case Script(body, below, above):
            return line_text(body) + _below(below) + _above(above)
        case Stack(over, under):
            return f"({line_text(over)})/({line_text(under)})"
        case Root(body):
            inner = line_text(body)
            return f"√{inner}" if inner.isalnum() else f"√({inner})"
        case Grid(rows):
            return f"[{', '.join('[' + ', '.join(line_text(entry) for entry in row) + ']' for row in rows)}]"


def sign_text(sign: str, kind: str) -> str:
    """A sign with the blanks around it."""
    if kind in ("tight", "prefix", "hidden"):
        return sign
    if kind == "comma":
        return ", "
    return " " if kind == "beside" else f" {sign} "


def _below(layout: Layout | None) -> str:
    """Small digits and ``t−1`` where Unicode has them; letters stay ``_f``, so that all gates look alike."""
    if layout is None:
        return ""
    text = line_text(layout).replace(" ", "")
    letters, _, index = text.partition(",")
    if letters.isalpha() and letters != "t" and len(text) > 1 and index:
        return f"_{letters}{_small_or(index)}"
    return f"_{text}" if isinstance(layout, Text) and text.isalpha() and text != "t" else _small_or(text)


def _small_or(text: str) -> str:
    """Small characters, position by position; as they are where one is missing."""
    pieces = [small(piece) for piece in text.split(",")]
    if None not in pieces:
        return ",".join(piece or "" for piece in pieces)
    return f"_{text}" if text.isalnum() else f"_({text})"


def _above(layout: Layout | None) -> str:
    if layout is None:
        return ""
    text = line_text(layout)
    raised = small(text, above=True)
    if raised is not None:
        return raised
    text = text.replace(" ", "")
    return f"^{text}" if text.isalnum() else f"^({text})"
