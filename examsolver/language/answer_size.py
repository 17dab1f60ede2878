"""Sizes as students write them: ``6x6``, ``(6, 6)``, ``6 by 6``, ``(None, 498, 16)``, ``N=32, C=64``."""

from __future__ import annotations

import re

from examsolver.core.derivation import LawError
from examsolver.language.answer_formula import parse_answer
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_number import joined
from examsolver.language.answer_plain import claims
from examsolver.maths.evaluate import exact

PLAIN = re.compile(r"[(\[]?\s*(\d{1,18}(?:\s*[x×,]\s*\d{1,18})*)\s*,?\s*[)\]]?")
_ENTRY = r"(?:\d{1,18}|[Nn]one|N|B|batch(?:[_ ]?size)?|\?|-1)"
_BY = r"\s*(?:[x×X*@хХ]|-?\s?by\s?-?)\s*"
_TIMES = re.compile(rf"(?<![\w.]){_ENTRY}(?:{_BY}{_ENTRY})+(?![\w]|\.\d)")
_LISTED = re.compile(rf"[(\[]\s*{_ENTRY}(?:\s*[,;]\s*{_ENTRY})*\s*,?\s*[)\]]")
_BARE = re.compile(rf"{_ENTRY}(?:\s*,\s*{_ENTRY})+,?")
_NAME = r"[A-Za-z_]{1,20}\s?[=:]\s?\d{1,18}"
_NAMED = re.compile(rf"(?<![A-Za-z_]){_NAME}(?:\s?(?:,|;|and|x|×|\s)\s?{_NAME})+")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,18}(?![\d.]*\d)(?![A-Za-z]*\d)")
_GROUPS = re.compile(r"(?<![\d,])\d{1,3}(?:[, ']\d{3})+(?![\d,])")
_WHOLE = re.compile(rf"{_ENTRY}|\d+")
_ENTIRE = re.compile(r"\d{1,18}")


def read_size(text: str, rank: int | None = None) -> tuple[int, ...]:
    """The size claimed last in a text in the plain notation; a batch of unknown size is 1.

    ``rank`` is how many entries are expected: it decides between ``3,776`` as one number and as two.

    Raises:
        Unreadable: none, or not whole numbers.
    """
    found = PLAIN.fullmatch(text.strip())
    if found and ("," not in found[1] or rank != 1):
        return _entries(found[1])
    if rank and (spaced := text.split()) and len(spaced) == rank and all(_ENTIRE.fullmatch(entry) for entry in spaced):
        return _entries(text)
    if named := _NAMED.search(text):
        return tuple(int(number) for number in re.findall(r"\d+", named[0]))
    sizes = [size for side in claims(text) for size in sizes_in(side, rank)]
    if not sizes:
        return (_computed(claims(text)),)
    wide = [size for size in sizes if len(size) > 1]
    return wide[-1] if wide and rank != 1 else sizes[-1]


def sizes_in(text: str, rank: int | None = None) -> list[tuple[int, ...]]:
    """Every size in a text, in order; single numbers only where nothing else is a size."""
    if rank == 1:
        text = _GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), text)
        if products := _TIMES.findall(text):
            return [_entries(products[-1])]
    found = sorted((match.start(), match[0]) for pattern in (_TIMES, _LISTED) for match in pattern.finditer(text))
    if not found:
        found = [(0, match[0]) for match in _BARE.finditer(text)]
    return [_entries(match) for _, match in found] or [(int(match),) for match in _NUMBER.findall(text)]


def _entries(text: str) -> tuple[int, ...]:
    """The entries of one size; ``None``, ``N`` and their like are 1."""
    return tuple(int(entry) if entry.isdigit() else 1 for entry in _WHOLE.findall(re.sub(r"\bby\b", "x", text)))


def _computed(sides: list[str]) -> int:
    """One number worked out: ``(13 - 3)/2 + 1``."""
    for side in reversed(sides):
        try:
            value = exact(parse_answer(joined(side)))
        except (LawError, Unreadable):
            continue
        if value == int(value) and 0 <= value < 10**18:
            return int(value)
        raise Unreadable("a size is made of whole numbers")
    raise Unreadable("no size was found")
