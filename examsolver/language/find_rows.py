"""Several things asked in one ``find`` line: where a comma begins a find of its own.

``find output of each layer, total parameters`` asks two things, ``find parameters of conv, dense`` one of two layers.
A comma divides behind ``of each KIND``, around what has a unit or a form of its own, before what is again *of*
something, and between a list of layers and something of several words, which no layer is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMA = re.compile(r",[ \t]*(?:and[ \t]+)?(?![^\[({]*[\])}])")
_ALONE = re.compile(r"\bsuch[ \t]+that\b|\bwhere\b|\bat[ \t]+[^\W\d]|=|\"|\bequations?\b|\bfrom[ \t]")
_EACH = re.compile(r"\bof[ \t]+each\b")
_OF = re.compile(r"\bof[ \t]")
_DIGITS = r"d\.?p\.?|s\.?f\.?|decimals?(?:[ \t]+places?)?|places?|significant[ \t]+(?:figures?|digits?)"
_FORMED = re.compile(
    rf"[ \t](?:in[ \t]+[^\W\d]\w*|exactly|about[ \t]+\(?[\d.]+[ \t]*%?\)?|to[ \t]+\d+[ \t]+(?:{_DIGITS}))[ \t]*$"
)
_FIND = re.compile(r"[ \t]*find\b")


def finds_in(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each find of a line begins and ends; one only, where no comma divides it."""
    if _ALONE.search(text, begin, end):
        yield begin, end
        return
    start, commas = begin, list(_COMMA.finditer(text[:end], begin))
    edges = [begin, *(comma.end() for comma in commas)]
    ends = [*(comma.start() for comma in commas), end]
    said = [text[left:right] for left, right in zip(edges, ends, strict=True)]
    for place, comma in enumerate(commas):
        so_far = text[start : comma.start()]
        if _divides(so_far, said[place], said[place + 1], is_last=place + 2 == len(said)):
            yield start, comma.start()
            start = comma.end()
    yield start, end


def _divides(so_far: str, before: str, behind: str, is_last: bool) -> bool:
    """Whether a comma between two things begins another find."""
    if _EACH.search(so_far) or _FORMED.search(before) or (_FORMED.search(behind) and not is_last):
        return True
    words = _FORMED.sub("", behind.partition("[")[0]).split()
    if not words:
        return False
    first, *more = words
    if _OF.search(behind) and _FIND.sub("", before).split()[:1] == ["total"] != [first]:
        return True
    return bool(_OF.search(so_far)) and (bool(_OF.search(behind)) or bool(more))
