"""Formulas as LaTeX mathematics (amsmath), without the dollar signs."""

from __future__ import annotations

import re

from examsolver.core.formula import Formula
from examsolver.maths.arrange import STACKED, arrange
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Root, Row, Script, Stack, Text, is_tall
from examsolver.maths.letters import GREEK_NAMES
from examsolver.maths.lines import Line

_SIGNS = {
    "−": "-", "·": r"\cdot", "×": r"\times", "⊙": r"\odot", "⋆": r"\star", "≈": r"\approx",
    "⇔": r"\Leftrightarrow", "⇒": r"\Rightarrow", "≤": r"\le",
    "≥": r"\ge", "≠": r"\ne", "…": r"\dots", "mod": r"\bmod",
    "via": r"\text{ via }", "at": r"\text{ at }",
}  # fmt: skip
_BRACKETS = {"⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "|": "|", "‖": r"\|"}
_COMMAND = re.compile(r"\\[a-zA-Z]+$")
_KNOWN = frozenset({"tanh", "exp", "ln", "max", "min", "cos", "sin"})
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "−": r"\ensuremath{-}", "×": r"\ensuremath{\times}", "·": r"\ensuremath{\cdot}", "…": r"\dots{}",
    "≈": r"\ensuremath{\approx}", "≤": r"\ensuremath{\le}", "≥": r"\ensuremath{\ge}", "√": r"\ensuremath{\surd}",
}  # fmt: skip


def latex(formula: Formula) -> str:
    """A formula for ``$…$``."""
    return _text(arrange(formula, STACKED))


def latex_lines(lines: tuple[Line, ...]) -> str:
    """Lines of a calculation, aligned at their signs, for ``$$…$$``."""
    rows = " \\\\\n".join(map(_line, lines))
    return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"


def _line(line: Line) -> str:
    left = "" if line.left is None else f"{latex(line.left)} "
    return f"{left}&{_SIGNS.get(line.sign, line.sign)} {latex(line.right)}"


def escape(text: str) -> str:
    """An author's text: every sign means itself; Greek letters become mathematics."""
    return "".join(_ESCAPES.get(sign) or _greek(sign) for sign in text if sign.isprintable() or sign in "\n\t")


def _greek(sign: str) -> str:
    return rf"\ensuremath{{\{GREEK_NAMES[sign]}}}" if sign in GREEK_NAMES else sign


def _text(layout: Layout) -> str:
    match layout:
        case Text():
            return _leaf(layout)
        case Mark(sign, kind):
            return _sign(sign, kind)
        case Row(parts):
            return _joined([_text(part) for part in parts])
        case Fence(opening, body, closing):
            return _fence(_bracket(opening), body, _bracket(closing))
        case Script(body, below, above):
            return _script(body, below, above)
        case Stack(over, under):
            return rf"\frac{{{_text(over)}}}{{{_text(under)}}}"
        case Root(body):
            return rf"\sqrt{{{_text(body)}}}"
        case Grid(rows):
            inner = r" \\ ".join(" & ".join(_text(entry) for entry in row) for row in rows)
            return rf"\begin{{bmatrix}} {inner} \end{{bmatrix}}"


def _joined(parts: list[str]) -> str:
    """Pieces side by side; a command and a letter after it are kept apart."""
    out, before = [], ""
    for part in parts:
        out.append(f" {part}" if part[:1].isalpha() and _COMMAND.search(before) else part)
        before = part
    return "".join(out)


def _leaf(leaf: Text) -> str:
    if leaf.kind == "quoted":
        return rf"\text{{{escape(leaf.text)}}}"
    text = leaf.text.rstrip("′")
    primes = "'" * (len(leaf.text) - len(text))
    if leaf.kind == "number":
        return text.replace("e", r" \cdot 10^{") + "}" if "e" in text else text
    if leaf.kind == "letter":
        return _letter(text) + primes
    if leaf.kind == "function" and text in _KNOWN:
        return f"\\{text}"
    return (rf"\mathrm{{{text}}}" if text.isalnum() and text.isascii() else rf"\text{{{escape(text)}}}") + primes


def _letter(text: str) -> str:
    if text in GREEK_NAMES:
        return f"\\{GREEK_NAMES[text]}"
    return r"\partial" if text == "∂" else text if text.isascii() and text.isalpha() else rf"\text{{{escape(text)}}}"


def _sign(sign: str, kind: str) -> str:
    if kind == "comma":
        return ", "
    if kind == "beside":
        return r" \, "
    if kind == "hidden":
        return " "
    written = _SIGNS.get(sign, sign)
    return written if kind in ("tight", "prefix") and not written.startswith("\\") else f" {written} "


def _fence(opening: str, body: Layout, closing: str) -> str:
    inner = _text(body).strip()
    if is_tall(body):
        return rf"\left{opening} {inner} \right{closing}"
    gap = " " if opening.startswith("\\") else ""
    return f"{opening}{gap}{inner}{gap}{closing}"


def _bracket(sign: str) -> str:
    return _BRACKETS.get(sign, sign)


def _script(body: Layout, below: Layout | None, above: Layout | None) -> str:
    base = _text(body)
    written = f"{{{base}}}" if isinstance(body, (Script, Row, Stack)) else base.rstrip()
    under = "" if below is None else f"_{{{_text(below).strip()}}}"
    over = "" if above is None else f"^{{{_text(above).strip()}}}"
    return f"{written}{under}{over}"
