"""Vectors and matrices in other layouts, brought into brackets: NumPy, Markdown, bare LaTeX, drawn brackets."""

from __future__ import annotations

import re

from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_plain import claims

Shape = tuple[int, ...]

_DRAWN = str.maketrans("⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠│┃", " " * 14)
_RULE = re.compile(r"(?m)^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*$\n?")
_ROW_LABEL = re.compile(r"\brow\s*\d{1,3}\s*[:=]\s*", re.IGNORECASE)
_MEASURE = r"\d{1,4}\s*[x×]\s*\d{1,4}"
_MEASURED = re.compile(rf"\s*\(\s*{_MEASURE}\s*\)\s*$|^\s*{_MEASURE}(?:\s+matrix)?\s*:\s*")
_REASON = re.compile(
    r"[,;.]?\s*\b(?:because|since|where|so that|given that|as (?=[a-z]))"
    r"|\s*\((?=[^()\d]*\))[^()]{3,}\)\s*$"
)
_ANGLED = re.compile(r"\s*<([^<>]*)>\s*")
_OVER = re.compile(r"([\])])\s*/\s*(\d{1,9}(?:\.\d{1,9})?)\s*$")
_FACTORED = re.compile(r"\s*([-+]?[\d./() ]*[\d)])\s*[*·×]?\s*\(([^()]*,[^()]*)\)\s*")
_INTRODUCED = re.compile(r"^[^\[\]=:]*[^\W\d_]{2}[^\[\]=:]*:\s*(?=\[)")
_MIXED = re.compile(r"(?<=[\[(,;])(\s*-?)\s*(\d{1,9})[^\S\n]+(\d{1,4})\s*/\s*(\d{1,4})(?=\s*[,;\])])")
_WITHIN = re.compile(r",\s*\n\s*")


def laid_out(text: str, shape: Shape) -> str:
    """The text with its cells in the usual layout; ``shape`` is what is expected."""
    text = _MEASURED.sub("", _RULE.sub("", _unreasoned(text.translate(_DRAWN))))
    text = _INTRODUCED.sub("", _ROW_LABEL.sub("", text)).strip()
    if "&" in text:
        text = text.replace("&", ",")
    if found := _ANGLED.fullmatch(text):
        text = f"[{found[1]}]"
    if found := _OVER.search(text):
        text = f"(1/{found[2]}) * {_bracketed(text[: found.start() + 1])}"
    elif (found := _FACTORED.fullmatch(text)) and len(shape) == 1:
        text = f"{found[1]} * [{found[2]}]"
    text = _MIXED.sub(_mixed, text)
    if len(shape) == 1 and "=" not in text and "[" not in text:
        text = re.sub(r"\s+and\s+", ", ", text)
    return _joined(text)


def chained(text: str, shape: Shape) -> list[str] | None:
    """The last sides of ``σ(0.975) = 0.7261, σ(1.065) = 0.7436``, where every entry is such a chain."""
    if len(shape) != 1 or "[" in text:
        return None
    pieces = [piece for piece in re.split(r"[;\n]|,(?![^(]*\))", text) if piece.strip()]
    if len(pieces) != shape[0] or shape[0] < 2 or not all(len(claims(piece)) > 1 for piece in pieces):
        return None
    return pieces


def _unreasoned(text: str) -> str:
    """Without the reason behind the cells."""
    for found in _REASON.finditer(text):
        if re.search(r"\d", text[: found.start()]):
            return text[: found.start()]
    return text


def _bracketed(text: str) -> str:
    text = text.strip()
    return f"[{text[1:-1]}]" if text[:1] == "(" and text[-1:] == ")" else text


def _mixed(found: re.Match[str]) -> str:
    over, under = int(found[3]), int(found[4])
    return f"{found[1]}({found[2]}+{over}/{under})" if 0 < over < under else found[0]


def _joined(text: str) -> str:
    """Lines inside brackets put on one, and rows that end in a comma parted by their lines."""
    text = re.sub(r",?\s*\n\s*\]", "]", re.sub(r"\[\s*\n\s*", "[", text))
    if text.count("[") > 1 and not text.lstrip().startswith("[["):
        text = re.sub(r"\]\s*,?\s*\n\s*\[", "], [", text)
    elif text.count("\n") and re.search(r",\s*\n", text):
        return _WITHIN.sub(", " if "[" in text or "(" in text else "\n", text)
    return re.sub(r"\]\s*\n\s*\[", "], [", text)


def check_claimed(text: str) -> None:
    """Raises Unreadable where the cells are denied."""
    if re.match(r"\s*(?:not|isn't|never)\s*[\[(]", text):
        raise Unreadable("the cells are denied, and no others are given")
