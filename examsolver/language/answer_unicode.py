"""Unicode to the one plain notation: minus signs, superscripts, fractions, accents, invisible characters."""

from __future__ import annotations

import re
import unicodedata

HAT, TILDE, BAR = "\u0302", "\u0303", "\u0304"
ACCENTS = {HAT: "hat", TILDE: "tilde", BAR: "bar", "\u0305": "bar", "\u0307": "dot", "\u20d7": "vec"}

_REPLACED = {
    **dict.fromkeys("−–—‐‑‒―﹣", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u2061\u2062\u00ad", ""),
    **dict.fromkeys("×✕✖⨯╳", "×"),
    **dict.fromkeys("·⋅∙•‧", "·"),
    "∗": "*",
    **dict.fromkeys("⊙∘◦⊗○⨀", "⊙"),
    **dict.fromkeys("’‘′ʹ＇", "'"),
    **dict.fromkeys("“”„″", '"'),
    "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "∑": " Σ ", "∏": " Π ",
    "÷": "/", "⁄": "/", "∕": "/", "∣": "|", "ϕ": "φ", "ϵ": "ε", "µ": "μ", "𝛔": "σ", "ς": "σ",
    "\r": "\n", "\t": " ", "˜": "~", "∼": "~", "…": "...", "∂": "∂", "⟨": "[", "⟩": "]", "→": "→",
}  # fmt: skip
_TABLE = str.maketrans(_REPLACED)
_SUPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵗᵀ⊤", "0123456789+-=()nitTT", strict=True))
_SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+-=()aeoxhklmnpstijruv", strict=True))
_SUPER_RUN = re.compile(f"\\^?[{re.escape(''.join(_SUPER))}]+")
_SUB_RUN = re.compile(f"[{re.escape(''.join(_SUB))}]+")
_VULGAR = re.compile(r"(\d+)?([¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])")
_FOLDED = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff\U0001fbf0-\U0001fbf9]")


def fold_unicode(text: str) -> str:
    """The text with every Unicode way of writing mathematics in one plain notation.

    ``h²`` becomes ``h^(2)``, ``xₜ₋₁`` becomes ``x_(t-1)``, ``½`` becomes ``(1/2)``; accents stay as
    combining characters behind their letter.
    """
    if text.isascii():
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _FOLDED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.replace("\r\n", "\n"))
    text = _VULGAR.sub(_fraction, text)
    text = _SUPER_RUN.sub(lambda found: "^(" + "".join(_SUPER[mark] for mark in found[0].lstrip("^")) + ")", text)
    text = _SUB_RUN.sub(lambda found: "_(" + "".join(_SUB[mark] for mark in found[0]) + ")", text)
    return unicodedata.normalize("NFD", text.translate(_TABLE))


def _fraction(found: re.Match[str]) -> str:
    over, under = unicodedata.normalize("NFKC", found[2]).split("⁄")
    return f"({found[1]}+{over}/{under})" if found[1] else f"({over}/{under})"
