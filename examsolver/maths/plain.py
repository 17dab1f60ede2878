"""Formulas as ASCII text that can be typed and read back: ``f = sigmoid(W_f [h, x] + b_f)``."""

from __future__ import annotations

from examsolver.core.formula import Formula
from examsolver.maths.arrange import PLAIN, arrange
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Row, Script, Text
from examsolver.maths.letters import GREEK_NAMES

_ASCII = {"−": "-", "≈": "=", "′": "'", "∂": "d", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "×": "x", "…": "..."}


def plain(formula: Formula) -> str:
    """A formula as our own readers understand it: names as they were written, ``*`` for products."""
    return _text(arrange(formula, PLAIN))


def _text(layout: Layout) -> str:
    match layout:
        case Text(text, "quoted"):
            return text
        case Text(text):
            return _ascii(text)
        case Mark(sign, kind):
            return _sign(_ascii(sign), kind)
        case Row(parts):
            return "".join(_text(part) for part in parts)
        case Fence(opening, body, closing):
            return f"{_ascii(opening)}{_text(body)}{_ascii(closing)}"
        case Script(body, below, above):
            return _text(body) + _index(below) + _raised(above)
        case Grid(rows):
            inner = ", ".join(f"[{', '.join(_text(entry) for entry in row)}]" for row in rows)
            return f"[{inner}]"
        case _:
            raise TypeError(f"no plain text for {layout!r}")


def _sign(sign: str, kind: str) -> str:
    if kind in ("tight", "prefix"):
        return sign
    if kind == "comma":
        return ", "
    return " " if kind in ("beside", "hidden") else f" {sign} "


def _index(layout: Layout | None) -> str:
    """``[2,1]``, ``[t-1]``: an index touches its name and has no blanks."""
    return "" if layout is None else f"[{_text(layout).replace(' ', '')}]"


def _raised(layout: Layout | None) -> str:
    """An exponent, in brackets unless it is one number or name."""
    if layout is None:
        return ""
    text = _text(layout)
    return f"^{text}" if text.isalnum() else f"^({text})"


def _ascii(text: str) -> str:
    return "".join(_ASCII.get(character) or GREEK_NAMES.get(character, character) for character in text)
