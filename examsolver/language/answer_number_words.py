"""Numbers with words around them: a label before, a reason behind, a total among its parts, nothing at all."""

from __future__ import annotations

import re

from examsolver.language.answer_plain import claims
from examsolver.language.answer_stance import claimed_part

_NOTHING = re.compile(
    r"(?:none|nothing|no|zero|o|0)"
    r"|[^\d=]{0,60}\b(?:no|without(?: any)?|zero)\s+(?:[a-z]+\s+)?(?:param(?:eter)?s?|weights?)"
    r"\b[^\d=]{0,60}"
)
_GLOSS = re.compile(r"(?<=[\w)])\s*\(\s*(?:=|≈)[^()]*(?:\([^()]*\)[^()]*)*\)\s*$")
_LABEL = re.compile(
    r"\s*(?:[A-Za-z]\w{0,20}[ ]){0,4}?[A-Za-z]\w{0,20}(?:\s*:|\s+(?:has|have|is|are|equals|gives)\b)"
    r"\s*(?=[^\d]{0,20}\d)"
)
_TOTAL = re.compile(r"\b(?:total|altogether|in all)\b(?=\D{0,30}\d)", re.IGNORECASE)
_PARTS = re.compile(r"(\d{1,9}) weights?(?: and |, |,? plus )(\d{1,9}) bias(?:es)?\.?", re.IGNORECASE)
_NONE_MORE = re.compile(r"[(,;\s]*\btrainable\)?\s*[,;]?\s*(?:and\s+)?0 non-?trainable\b.*", re.IGNORECASE | re.DOTALL)
_ABOUT = re.compile(r"\s*(?:approx(?:imately|\.)?|ca\.|about|roughly|circa)\s+(?=[-+.\d])", re.IGNORECASE)


def claimed_number(text: str, whole: bool) -> str:
    """The part of an answer that holds the number; ``whole``: a count is asked, so that ``none`` is 0.

    Raises:
        Unreadable: the only number is denied or a bound.
    """
    if whole and len(text) < 130 and _NOTHING.fullmatch(" ".join(text.casefold().split()).strip(" .!")):
        return "0"
    text = _GLOSS.sub("", claimed_part(text))
    if re.fullmatch(r"\s*\d{3,}!+", text):
        text = text.rstrip("! ")
    if whole:
        text = _counted(text)
    return _ABOUT.sub("", text)


def _counted(text: str) -> str:
    if found := _PARTS.fullmatch(text.strip()):
        return f"{found[1]} + {found[2]}"
    text = _NONE_MORE.sub("", text)
    totals = list(_TOTAL.finditer(re.sub(r"\([^()]*\)", lambda found: " " * len(found[0]), text)))
    if totals and not claims(text)[1:] and re.search(r"\d", text[: totals[-1].start()]):
        text = text[totals[-1].end() :]
    if not re.search(r"\bor\b", text) and (found := _LABEL.match(text)):
        text = text[found.end() :]
    return text
