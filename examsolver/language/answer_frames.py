"""Words around an answer that say nothing of it: ``I get …``, ``so: …``, ``= …``, ``… (see above)``."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEAD = re.compile(
    r"\s*(?:"
    r"(?:=(?![=>])|≈|∴)\s*"
    r"|(?:and\s+)?(?:so|then)\s*:\s*|(?:therefore|thus|hence)\s*[:,]\s*"
    r"|(?:(?:and\s+)?(?:so|then|therefore|thus|hence)\s*,?\s+)?(?:finally\s*,?\s+)?"
    r"(?:(?:i|we|you|one)\s+(?:then\s+|finally\s+)?(?:get|got|obtain(?:ed|s)?|gets|find|found|arrive at)"
    r"|(?:this|that|it|which)\s+(?:gives|yields|is)"
    r"|(?:the|my|our)\s+(?:final\s+|correct\s+|right\s+)?(?:result|answer|solution)\s+(?:is|would be))"
    r"(?:\s*:\s*|\s+)(?:that\s+)?(?=\S)"
    r")",
    re.IGNORECASE,
)
_PLACE = r"(?:above|below|before|table|workings?|parts?|questions?|figure|tree|trellis|diagram|steps?|page|sheet|notes)"
_POINTS = rf"(?:see|cf\.?|as|from|by|shown|according to|using)\s[^(),;\n]{{0,40}}\b{_PLACE}\b[^(),;\n]{{0,20}}"
_TRAIL = re.compile(
    rf"(?:\(\s*(?:{_POINTS}|above|below)\s*\)|[,;]\s*see\s+(?:{_PLACE}))\s*\.?\s*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+|[=≈∴]")
_MOST = 3
"""Frames inside one another: ``so: I get = …``."""


def unframed(text: str, words: Iterable[str] = ()) -> str:
    """The text without what introduces the answer and what points to where it comes from.

    ``words`` are those of the expected answer: a frame that is made of nothing else may be the answer itself.
    """
    known = {piece for word in words for piece in _pieces(word)}
    for _ in range(_MOST):
        found = _LEAD.match(text)
        if found is None or found.end() == len(text) or _pieces(found[0]) <= known:
            break
        text = text[found.end() :]
    behind = _TRAIL.search(text)
    if behind is None or not text[: behind.start()].strip() or _pieces(behind[0]) <= known:
        return text
    return text[: behind.start()].rstrip()


def _pieces(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
