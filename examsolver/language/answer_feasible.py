"""Yes or no with a reason, and the size that goes with yes."""

from __future__ import annotations

import re

from examsolver.core.marking import Feasible
from examsolver.language.answer_limits import Unreadable, words_of
from examsolver.language.answer_size import read_size, sizes_in
from examsolver.language.answer_size_words import check_single
from examsolver.language.answer_stance import claimed_part, corrected

_WORD = re.compile(r"[a-z']+")
_REASON = re.compile(r"\b(?:since|because|as|due|reason|otherwise|but|if|when|so)\b|[.;](?!\d)")
_NO_MATTER = re.compile(r"\b(?:no|not a) (?:remainder|problems?|issues?|rest|reason(?: why not| not to)?|doubt)\b")
_TWISTED = re.compile(r"\b(?:not|isn't) (?:true|the case|correct) that\b|^\W*(?:maybe|perhaps|possibly|might)\b")
_UNSURE = re.compile(
    r"^\W*(?:(?:i am|i'm) )?(?:not (?:really |quite )?sure|unsure|don't know)(?:[ ,;.]+but)?\b[ ,;.]*", re.IGNORECASE
)
_SUPPOSED = words_of("only would could unless without if with were must should need needs had")
_LABEL = re.compile(r"^\s*(?:for\s+)?(?:stride|s)\s*(?:=|:|of)?\s*\d+\s*(?:[:,→]|->|-(?=\s)|is\b|\))\s*", re.IGNORECASE)
_BARE_LABEL = re.compile(r"^\s*\d+\s*[:)]\s+(?=[^\W\d])")
_NOT = words_of("not cannot can't isn't doesn't won't aren't never cant doesnt isnt neither nor don't")
_BAD = words_of(
    "impossible invalid infeasible unfeasible illegal inadmissible unworkable undefined fails fail false "
    "incompatible non-integer fractional incorrect unsuitable"
)
_GOOD = words_of(
    "yes yep yeah possible feasible valid works work fits fit ok okay true allowed permitted correct can "
    "compatible divides divisible admissible suitable legal done integer whole goes exact evenly"
)


def read_feasible(text: str, rank: int | None = None) -> Feasible:
    """``yes, 6x6``, ``not possible, since 10/3 is not an integer``, ``possible → 3×3×64``, ``6x6``.

    Numbers in the reason of a no are not a size.

    Raises:
        Unreadable: neither a yes, a no nor a size.
    """
    text = _UNSURE.sub("", _BARE_LABEL.sub("", _LABEL.sub("", text)))
    text = corrected(text)
    possible = judged(text.casefold())
    if possible is False:
        return Feasible(False)
    text = claimed_part(text) if possible is not None else text
    check_single(text)
    size = _size(text, rank, bare=possible is None)
    if possible is None and size is None:
        raise Unreadable("neither yes, no nor a size was found")
    return Feasible(possible, size)


def judged(text: str) -> bool | None:
    """Yes or no, by the first sentence that says so; None where none does."""
    if text.strip(" .!") in ("y", "t", "✓", "✔", "√"):
        return True
    if text.strip(" .!") in ("n", "f", "✗", "✘", "x", "×"):
        return False
    if _TWISTED.search(text):
        raise Unreadable("it is not clear whether yes or no is meant")
    for clause in _REASON.split(_NO_MATTER.sub(" ", text)):
        words = _WORD.findall(clause)
        if (found := _clause(words)) is not None:
            _check_agreement(found, words)
            return found
    return None


def _check_agreement(lead: bool, words: list[str]) -> None:
    """Raises Unreadable where a leading yes or no is taken back in the same breath: ``no, it fits``."""
    rest = [word for word in words[1:] if word not in ("or", "and")]
    if words[0] not in ("yes", "yep", "yeah", "y", "no", "nope") or _SUPPOSED & set(rest):
        return
    said = rest == ["no"] or any(word in _GOOD or word in _BAD for word in rest)
    if said and _clause(rest) == (not lead):
        raise Unreadable("it says both yes and no")


def _clause(words: list[str]) -> bool | None:
    """A leading yes or no decides; else every ``not`` turns the judgement about."""
    if words[:1] == ["no"] or words[:1] == ["nope"]:
        return False
    if words[:1] in (["yes"], ["yep"], ["yeah"], ["y"]):
        return True
    turned, found = False, None
    for word in words:
        if word in _NOT or (word == "no" and found is None):
            turned = not turned
        elif found is None and (word in _GOOD or word in _BAD):
            found = (word in _GOOD) != turned
    if found is None and turned:
        return False
    return found


def _size(text: str, rank: int | None, bare: bool) -> tuple[int, ...] | None:
    """The size; without a yes before it, it must be the answer itself and not stand in a reason."""
    if bare:
        return read_size(text, rank) if re.search(r"\d", text) else None
    sizes = sizes_in(text, rank)
    wide = [size for size in sizes if len(size) > 1]
    if wide:
        return _with_depth(text, wide[-1])
    return sizes[-1] if sizes else None


def _with_depth(text: str, size: tuple[int, ...]) -> tuple[int, ...]:
    """``6 by 6 (x64)`` and ``6x6 with 64 filters``: a depth told apart."""
    found = re.search(r"\(\s*[x×*]\s*(\d{1,9})\s*\)|\b(?:with|and)\s+(\d{1,9})\s+(?:filters|channels|maps|deep)", text)
    return (*size, int(found[1] or found[2])) if found and len(size) == 2 else size
