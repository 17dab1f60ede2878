"""Words between the claims of a working: what is prose, what is a name, and how a line is shown again."""

from __future__ import annotations

import re

from examsolver.language.answer_limits import words_of
from examsolver.language.answer_names import FUNCTIONS, GREEK, Vocabulary, is_word

_PROSE = words_of(
    "so we is at to by of in as or if it the and for then thus hence therefore get gets have has find found now first"
    " second next also finally let us our with where which this that these those each all both here are be from on"
    " using use used put into gives give giving need same because since step value values cell cells sum total equals"
    " equal compute computing calculate calculated result answer approximately about roughly exactly rounded weights"
    " biases"
)
_WORD = re.compile(r"(?<![\w.])[^\W\d_]{2,}(?![\w(.])")
_BELOW = re.compile(r"_\(?\s*$")
_NAME = re.compile(r"[^\W\d]")
_LEADING = re.compile(r"\A\s*(?:\*\*|[-•*#>]+\s|\(?(?:\d{1,2}|[a-h])[.)]\s+)+")
_REMARK = re.compile(r"(?<=[\d)\]])\s+\(\s*[^\W\d_]{3,}[^()]*\)\s*$")
_TIMES = re.compile(r"(?<=[\d)])\s*(?:x|X|times)\s*(?=[\d(-])")
_SPOKEN = (
    (re.compile(r"\bdivided by\b|\bover\b", re.IGNORECASE), "/"),
    (re.compile(r"\bplus\b", re.IGNORECASE), "+"),
    (re.compile(r"\bminus\b", re.IGNORECASE), "-"),
    (re.compile(r"\bmultiplied by\b|\btimes\b", re.IGNORECASE), "*"),
)
_GRADIENT = re.compile(r"\(\(\s*([d∂])\s*([^()/]*(?:\([^()]*\))?)\)/\(\s*[d∂]\s*([^()/]*(?:\([^()]*\))?)\)\)")
_SUBSCRIPT = re.compile(r"_\(([\d,]{1,6})\)|_(\d{1,4})(?!\w)")
_FRACTION = re.compile(r"\(\(\s*([\w.]+)\s*\)/\(\s*([\w.]+)\s*\)\)")
_SMALL = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
SHOWN = 300
"""Characters of a line that are shown."""


def named_part(text: str) -> str:
    """What a claim begins with, without bullets, and without an introduction that ends in a colon."""
    text = _LEADING.sub("", text, count=1)
    before, colon, after = text.rpartition(":")
    return after if colon and after.strip() and "]" not in after[:1] else before if colon else text


def without_prose(text: str, names: frozenset[str], *, leading: bool = False) -> str:
    """A side without the words around it: before a name (``leading``), or behind a value."""
    text = _REMARK.sub("", text.strip(" .,$"))
    for word, sign in _SPOKEN:
        text = word.sub(sign, text)
    for found in list(_WORD.finditer(text)) if not leading else []:
        before = text[: found.start()]
        inside = before.count("(") > before.count(")") or _BELOW.search(before)
        if before.strip() and not inside and is_prose(found[0], names):
            return before.strip(" .,")
    begin = 0
    for found in _WORD.finditer(text):
        if text[begin : found.start()].strip(" ,") or not is_prose(found[0], names):
            break
        begin = found.end()
    rest = text[begin:].strip(" ,.")
    return text if leading and not _NAME.search(rest) else rest or text


def is_prose(word: str, names: frozenset[str]) -> bool:
    """Whether a word is neither a name, nor a function, nor several names side by side."""
    if word in names or is_word(word) or word.lower() in FUNCTIONS or word in GREEK:
        return False
    if word.lower() in _PROSE or len(word) > 24:
        return True
    if word[0] == "d" and word[1:] in names:
        return False
    return len(word) > 3 and len(Vocabulary(names).pieces(word, False)) == 1


def with_signs(text: str) -> str:
    """``3 x 7`` with the sign that it means."""
    return _TIMES.sub(" * ", text)


def pretty(text: str) -> str:
    """A piece of the plain notation as it can be shown: ``∂L/∂X₁₁`` for ``((∂ L)/(∂ X_(11)))``."""
    text = _GRADIENT.sub(r"\1\2/\1\3", " ".join(text[: 4 * SHOWN].split()))
    text = _FRACTION.sub(r"\1/\2", text)
    text = _SUBSCRIPT.sub(lambda found: (found[1] or found[2]).translate(_SMALL), text).strip(" ,;.")
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
