"""One number in a text that may hold anything: prose around it, another locale, letters that are digits."""

from __future__ import annotations

import re

from examsolver.core.marking import Entry
from examsolver.language import answer_number
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_names import FUNCTIONS, GREEK
from examsolver.language.answer_plain import claims

_SAID = re.compile(r".*\b(?:is|are|equals|gives|yields|to be)\b\s*:?", re.IGNORECASE | re.DOTALL)
_AREA = re.compile(r"(?<=\d)\s*(?:mm|cm|dm|km|m|ft|in)\s*\^\s*\(?[23]\)?(?![\w])")
_LETTER = re.compile(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])")
_OPERAND = re.compile(r"(?:[+*/^·]\s*|\s-\s+)([^\W\d_]{2,})|([^\W\d_]{2,})(?:\s*[+*/^·]|\s+-\s)")
_BYS = frozenset(["by", "per"])
_SCALES = frozenset("kKMGBTm")
_CONFUSED = re.compile(r"[-+]?(?=.*[\dOolI])[\dOolIS]*[.,]?[\dOolIS]+")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5"})
_COMMA_LOCALES = frozenset(["de", "fr", "es", "it", "pt", "nl", "da", "sv", "nb", "fi", "pl", "cs", "ru", "tr", "el"])
_THOUSANDS = re.compile(r"(?<=\d)[. '](?=\d{3}(?!\d))")
_REMARK = re.compile(r"([-+]?\d[\d.]*)\s+\(([^()]*)\)")
_ROUGHLY = re.compile(r"^\s*(?:approx(?:imately)?|about|around|roughly|nearly|circa|ca)\b\.?\s*", re.IGNORECASE)
_CURRENCY = re.compile(r"[$€£]")


def read_single(text: str, locale: str = "", *, ocr: bool = False) -> tuple[Entry, tuple[str, ...]]:
    """The number that a text in the plain notation claims last, and remarks on how it was read.

    ``locale`` says which mark is the decimal one (``fr``: comma). With ``ocr`` a word of O, l, I and S
    alone is a number too.

    Raises:
        Unreadable: none, several, or something with names in it.
    """
    text = _CURRENCY.sub("", _AREA.sub("", text))
    if locale[:2].casefold() in _COMMA_LOCALES:
        text = re.sub(r"(?<=\d),(?=\d)", ".", _THOUSANDS.sub("", text))
    sides = claims(text)
    if not sides:
        raise Unreadable("no number was found")
    side = _exact_side(text, sides)
    if said := _SAID.match(side):
        side = side[said.end() :] if re.search(r"\d", side[said.end() :]) else side
    side = _remarked(_ROUGHLY.sub("", side).strip())
    if ocr and _CONFUSED.fullmatch(side) and not re.fullmatch(r"[\d.,+-]*", side):
        clear = side.translate(_LOOKALIKES)
        return answer_number.read_number(clear)[0], (f"read {side} as {clear}",)
    if _is_symbolic(side):
        raise Unreadable("there are names in it")
    entry, notes = answer_number.read_number(side)
    if entry.decimals is None and entry.significant is not None:
        raise Unreadable("it is not a fraction")
    return entry, notes


def _remarked(side: str) -> str:
    """``25 (5 x 5)``: what stands behind a number in brackets is a remark where it is the same number."""
    found = _REMARK.fullmatch(side)
    if found is None:
        return side
    try:
        same = answer_number.read_number(found[2])[0].value == answer_number.literal(found[1]).value
    except Unreadable:
        return side
    return found[1] if same else side


def _exact_side(text: str, sides: list[str]) -> str:
    """``1/3 ≈ 0.33``: what stands before the sign, unless that is only a name."""
    before = [side for side in claims(text.split("≈")[0]) if re.search(r"\d", side)] if "≈" in text else []
    return before[-1] if before else sides[-1]


def _is_symbolic(side: str) -> bool:
    """Whether a letter stands alone that is no scale, no sign of a product and no exponent of ten."""
    for found in _OPERAND.finditer(side):
        word = found[1] or found[2]
        if word.casefold() not in FUNCTIONS and GREEK.get(word, word) != "pi" and word not in _BYS:
            return True
    for found in _LETTER.finditer(side):
        letter, before, after = found[0], side[: found.start()].rstrip()[-1:], side[found.end() :].lstrip()[:1]
        glued = side[: found.start()][-1:]
        if letter in "xX" and (before.isdigit() or before == ")") and (after.isdigit() or (after in "(-" and after)):
            continue
        if letter in "eE" and glued.isdigit() and (after.isdigit() or after in ("+", "-")):
            continue
        if letter in _SCALES and before.isdigit() and not after.isalnum() and after not in ("^", "_", "("):
            continue
        if letter in "OolIS" and (glued.isdigit() or after.isdigit() or glued == "." or after == "."):
            continue
        if letter in "πa":
            continue
        return True
    return False
