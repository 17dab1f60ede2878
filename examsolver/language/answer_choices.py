"""Letters of a multiple choice: ``A, C``, ``(A) (C)``, ``AC``, ``C and A``, ``(D) with its text``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from examsolver.core.choosing import Letters
from examsolver.core.derivation import Value
from examsolver.core.marking import Reading
from examsolver.core.question import Part
from examsolver.language.answer_frames import unframed
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_number import read_number
from examsolver.maths.compare_numbers import number_is_right
from examsolver.maths.compare_texts import folded

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


_LED = re.compile(
    r"\W*(?:the\s+)?(?:(?:correct|right)\s+)?(?:answers?|options?|choices?)?\s*(?:is|are)?\s*:?\s*[(\[]?\s*([A-Za-z])\s*[)\]]?"
    r"(?:\s*[.,:;–-]|\s+(?:because|since|as|is|gives|only)\b|\s*=|\s*\().*",
    re.IGNORECASE | re.DOTALL,
)
_REASON = re.compile(r"\s*(?:[.;:=–(]|\b(?:because|since|as|is|are|gives?|only)\b)", re.IGNORECASE)
_MORE = re.compile(r"(?:[,&/+]|\b(?:and|or|und))\s*[(\[]?[A-J](?!\w)")
"""A second option behind the first."""
_SAID = re.compile(r"is|are|gives?|=", re.IGNORECASE)
"""What says something of the last option only."""
_NONE = re.compile(r"\W*(?:none(?: of (?:them|these|the (?:options|above)))?|no option|neither)\W*", re.IGNORECASE)
_ALL = re.compile(r"\W*(?:all(?: of (?:them|these|the (?:options|above)))?)\W*", re.IGNORECASE)


def read_choice(text: str, part: Part, expected: Value) -> Reading:
    """The letters of options, or the value of one: ``B``, ``(b)``, ``B and C``, ``1/4``, ``none of them``."""
    known = tuple(letter for letter, _ in part.options)
    named = re.sub(rf"^\s*(?:choice|{re.escape(part.id)})\s*[=:]\s*", "", unframed(text))
    if _NONE.fullmatch(named):
        return _chosen(())
    if _ALL.fullmatch(named):
        return _chosen(known)
    worth = [letter for letter, option in part.options if _same(option, named)]
    if worth:
        return _chosen(worth)
    letters = choices_of(named) or _led(named)
    if letters is None:
        raise Unreadable("neither the letter of an option nor its value was found")
    if known and (strange := sorted(letters - set(known))):
        raise Unreadable(f"there is no option {' or '.join(strange)}")
    return _chosen(sorted(letters))


def _led(text: str) -> frozenset[str] | None:
    """The letters before a reason or a remark."""
    led = _LED.fullmatch(text)
    if led is None:
        return None
    behind = text[led.end(1) :]
    reason = _REASON.search(behind)
    before = behind[: reason.start()] if reason else behind
    if not _MORE.search(before):
        return frozenset({led[1].upper()})
    letters = choices_of(led[1] + before)
    if letters is None or (reason and _SAID.fullmatch(reason[0].strip())):
        raise Unreadable("it is not clear which options are chosen")
    return letters


def _chosen(letters: Iterable[str]) -> Reading:
    found = Letters(letters)
    return Reading(found, str(found))


def _same(option: str, text: str) -> bool:
    """Whether a text is an option itself: word for word, or the same number."""
    if folded(option) == folded(text.strip(" .")):
        return True
    try:
        one, other = (read_number(side)[0] for side in (option, text))
    except Unreadable:
        return False
    return number_is_right(one.value, other)
