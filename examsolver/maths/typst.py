"""Formulas as Typst mathematics, without the dollar signs. Every name is a quoted string or a single letter."""

from __future__ import annotations

from examsolver.core.formula import Formula
from examsolver.maths.arrange import STACKED, arrange
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Root, Row, Script, Stack, Text
from examsolver.maths.letters import GREEK_NAMES
from examsolver.maths.lines import Line

_SIGNS = {"·": "⋅", "/": "slash", ",": "comma", "<": "lt", ">": "gt", "mod": "mod", "via": '" via "', "at": '" at "'}
_BRACKETS = {
    "(": "paren.l", ")": "paren.r", "[": "bracket.l", "]": "bracket.r", "⌊": "floor.l", "⌋": "floor.r",
    "⌈": "ceil.l", "⌉": "ceil.r", "|": "bar.v", "‖": "bar.v.double",
}  # fmt: skip


def typst(formula: Formula) -> str:
    """A formula for ``$…$``."""
    return _text(arrange(formula, STACKED))


def typst_lines(lines: tuple[Line, ...]) -> str:
    """Lines of a calculation, aligned at their signs, for ``$ … $``."""
    return " \\\n".join(map(_line, lines))


def _line(line: Line) -> str:
    left = "" if line.left is None else f"{typst(line.left)} "
    return f"{left}& {_SIGNS.get(line.sign, line.sign)} {typst(line.right)}"


def quoted(text: str) -> str:
    """An author's text as a Typst string, quotes included."""
    kept = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _text(layout: Layout) -> str:
    match layout:
        case Text():
            return _leaf(layout)
        case Mark(sign, kind):
            return _sign(sign, kind)
        case Row(parts):
            return " ".join(_text(part) for part in parts)
        case Fence(opening, body, closing):
            return f"lr({_BRACKETS[opening]} {_text(body)} {_BRACKETS[closing]})"
        case Script(body, below, above):
            return _script(body, below, above)
        case Stack(over, under):
            return f"frac({_text(over)}, {_text(under)})"
        case Root(body):
            return f"sqrt({_text(body)})"
        case Grid(rows):
            inner = "; ".join(", ".join(_text(entry) for entry in row) for row in rows)
            return f'mat(delim: "[", {inner})'


def _leaf(leaf: Text) -> str:
    if leaf.kind == "quoted":
        return quoted(leaf.text)
    text = leaf.text.rstrip("′")
    primes = "'" * (len(leaf.text) - len(text))
    if leaf.kind == "number":
        return text if text.replace(".", "").isdigit() else quoted(text)
    if leaf.kind == "letter":
        return (GREEK_NAMES.get(text) or _letter(text)) + primes
    upright = f"op({quoted(text)})" if leaf.kind == "function" else quoted(text)
    return upright + primes


def _letter(text: str) -> str:
    """A single letter stands for itself; anything else might mean something to Typst."""
    return text if text == "∂" or (text.isascii() and text.isalpha()) else quoted(text)


def _sign(sign: str, kind: str) -> str:
    if kind == "beside":
        return "thin"
    if kind == "hidden":
        return ""
    written = _SIGNS.get(sign, sign)
    return f'class("normal", {written})' if kind in ("tight", "prefix") else written


def _script(body: Layout, below: Layout | None, above: Layout | None) -> str:
    under = "" if below is None else f", b: {_text(below)}"
    over = "" if above is None else f", t: {_text(above)}"
    return f"attach({_text(body)}{under}{over})"
