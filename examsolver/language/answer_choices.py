"""Letters of a multiple choice: ``A, C``, ``(A) (C)``, ``AC``, ``C and A``, ``(D) with its text``."""

from __future__ import annotations

import re

_SINGLE = re.compile(
    r"\W*(?:(?:the\s+)?(?:correct\s+)?(?:answers?|options?|choices?)\b\s*(?:is|are)?\s*:?)?\s*"
    r"[(\[]?\s*(?P<letter>[A-Za-z])\s*[)\]]?\W*",
    re.IGNORECASE,
)
_TEXTED = re.compile(r"\s*(?:[(\[]\s*([A-J])\s*[)\]]|([A-J])[.:)]|([A-J])(?=\s+[A-Z][a-z]{2}))\s*[.:]?\s*[^\W\d_]{2}.*")
_SEVERAL = re.compile(r"[\s,;&/+()\[\]{}.]+|\band\b|\bund\b", re.IGNORECASE)
_RUN = re.compile(r"[A-J]{2,6}")


def choice_of(text: str) -> str | None:
    """The one letter that is chosen; None where the text is something else."""
    found = _TEXTED.fullmatch(text)
    if found:
        return next(letter for letter in found.groups() if letter)
    single = _SINGLE.fullmatch(text)
    return single["letter"] if single else None


def choices_of(text: str) -> frozenset[str] | None:
    """The letters that are chosen, as capitals; None where something else stands in the text."""
    alone = choice_of(text)
    if alone is not None:
        return frozenset({alone.upper()})
    stripped = re.sub(r"^\W*(?:the\s+)?(?:answers?|options?|choices?)\b\s*(?:is|are)?\s*:?", "", text, flags=re.I)
    pieces = [piece for piece in _SEVERAL.split(stripped) if piece]
    if len(pieces) == 1 and _RUN.fullmatch(pieces[0].upper()):
        pieces = list(pieces[0])
    if not pieces or any(len(piece) != 1 or not piece.isalpha() for piece in pieces):
        return None
    return frozenset(piece.upper() for piece in pieces)


def is_choice_list(text: str) -> bool:
    """``A, C``: two letters or more, in capitals, parted by commas or *and*."""
    letters = choices_of(text)
    return (
        letters is not None
        and len(letters) > 1
        and letters <= frozenset("ABCDEFGH")
        and text.replace("and", "").upper() == text.replace("and", "")
        and bool(re.search(r"[,;]|\band\b|\)", text))
    )
