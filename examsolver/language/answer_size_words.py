"""Sizes with words around them: a depth told apart, a reason behind, factors to be worked out, two at once."""

from __future__ import annotations

import re

from examsolver.core.derivation import LawError
from examsolver.language.answer_formula import parse_answer
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_plain import claims
from examsolver.language.answer_size import read_size
from examsolver.language.answer_stance import claimed_part
from examsolver.maths.evaluate import exact

Size = tuple[int, ...]

_DEEP = re.compile(
    r"(?<![\w.×*])(?<![x×*] )(?:\(\s*)?(?:\b(?:with|and|each of the|of)\s+)?(?<!\d)(\d{1,9})\s*"
    r"(?:channels?|filters?|feature[- ]?maps?|maps?|kernels?)\b(?:\s+(?:of|with)(?:\s+size)?\b)?(?:\s*\))?"
    r"|(?<![\w.])(\d{1,9})\s*@|(?<=\d)\s+\(\s*(\d{1,9})\s*\)\s*$"
)
_ASIDE = re.compile(r"(?<=[\w\])])\s*\([^()]*[^\W\d_]{2,}[^()]*\)")
_SQUARE = re.compile(r"(?<![\w.])(\d{1,9})\s*\^\s*\(?2\)?(?!\d)")
_INNER = re.compile(r"\((\s*\d{1,9}(?:\s*[x×*]\s*\d{1,9})+\s*)\)(?=\s*[x×*])")
_WHOLE = re.compile(r"(?<![\d.])(\d{1,9})\.0+(?![\d.])")
_SPACED = re.compile(r"[\[(]?\s*(\d{1,9}(?: +\d{1,9})+)\s*[\])]?")
_WORKED = re.compile(r"[\d+\-*/^()\[\]\s]+(?:[x×,][\d+\-*/^()\[\]\s]+)+")
_PLAIN_SIZE = re.compile(r"\s*[\[(]?\s*\d+(?:\s*[x×*,;]\s*\d+)+\s*,?\s*[\])]?\s*")
_TWICE = re.compile(
    r"(?<![\w.])(\d{1,9}(?:\s?[x×*]\s?\d{1,9})+)(?:\s+|\s*[,;/]\s*|\s*\bor\b\s*|\s*\band\b\s*)(\d{1,9}(?:\s?[x×*]\s?\d{1,9})+)(?![\w.])"
)


def read_told_size(text: str, rank: int, beside: bool) -> Size:
    """The size that an answer claims.

    Args:
        rank: how many entries are expected.
        beside: the depth is known and may be given beside them.

    Raises:
        Unreadable: none, a denied one, or two different ones.
    """
    before = claimed_part(text)
    text, depth = _depth_apart(before)
    size = _size(_ASIDE.sub("", text), rank)
    if depth is not None and (len(size) == rank - 1 or (beside and len(size) == rank)):
        return (*size, depth)
    return (depth, *size) if depth is not None and "@" in before else size


def check_single(text: str) -> None:
    """Raises Unreadable where two different sizes stand side by side."""
    for found in _TWICE.finditer(text):
        one, other = (re.findall(r"\d+", size) for size in found.groups())
        if one != other and len(one) == len(other):
            raise Unreadable(f"two answers are given: {found[1]} and {found[2]}")


def _depth_apart(text: str) -> tuple[str, int | None]:
    found = _DEEP.search(text)
    if found is None or not re.search(r"\d", text[: found.start()] + text[found.end() :]):
        return text, None
    return f"{text[: found.start()]} {text[found.end() :]}", int(found[1] or found[2] or found[3])


def _size(text: str, rank: int) -> Size:
    text = _INNER.sub(r"\1", _WHOLE.sub(r"\1", text)).strip(" .,")
    if rank > 1:
        text = _SQUARE.sub(r"\1x\1", text) if len(_SQUARE.findall(text)) == 1 else text
        check_single(text)
    spaced = _SPACED.fullmatch(text)
    if spaced and 1 < rank <= len(spaced[1].split()) <= rank + 1:
        return tuple(map(int, spaced[1].split()))
    sides = claims(text)
    if sides and (worked := _worked(sides[-1], rank)) is not None:
        return worked
    working = any(re.search(r"\d\)?\s*[-+/]", side) for side in sides) and not any(map(_PLAIN_SIZE.fullmatch, sides))
    if working and sides[-1].strip(" .").isdigit():
        return (int(sides[-1].strip(" .")[:18]),)
    return read_size(text, rank)


def _worked(side: str, rank: int) -> Size | None:
    """``(28-5+1) x (28-5+1) x 8`` worked out entry by entry; for one entry, ``5*5*16``."""
    if rank == 1 and re.fullmatch(r"\d{1,6}(?:\s*[*·]\s*\d{1,6})+", side):
        return _entries([side])
    if _PLAIN_SIZE.fullmatch(side) or re.search(r"[\d)]\s*\(|\d\s+\d", side) or not _WORKED.fullmatch(side):
        return None
    bare = side.strip()
    listed = bare[1:-1] if bare[:1] in "([" and bare[-1:] in ")]" and "," in bare else bare
    return _entries(re.split(r"[x×,]", listed))


def _entries(pieces: list[str]) -> Size | None:
    try:
        values = [exact(parse_answer(piece)) for piece in pieces if piece.strip()]
    except (LawError, Unreadable, ZeroDivisionError):
        return None
    whole = [int(value) for value in values if value == int(value) and 0 < value < 10**18]
    return tuple(whole) if len(whole) == len(values) else None
