"""How a student stands to what is written: not known, denied, hedged, two answers, or followed by its reason."""

from __future__ import annotations

import re

from examsolver.language.answer_limits import Unreadable

_VERBS = "know|remember|recall|understand|solve|answer|do (?:this|that|it)|have (?:any )?(?:time|idea)|finish|manage"
_UNKNOWING = re.compile(
    r"(?:sorry[,.]? ?|unfortunately[, ]*)?(?:"
    rf"(?:(?:i|we) )?(?:really |honestly |just )?(?:do not|don'?t|did not|didn'?t) (?:really )?(?:{_VERBS})\b.*"
    rf"|(?:i|we) (?:can't|cant|cannot|can not|could not|couldn't) (?:{_VERBS})\b.*"
    r"|(?:(?:i|we) (?:have|had|got) )?no (?:idea|clue|time|answer|attempt)\b.*|(?:(?:i|we) )?(?:ran )?out of time\b.*"
    r"|(?:(?:i am|i'm|we are) )?(?:not (?:really )?sure|unsure)\b.*"
    r"|not (?:answered|attempted|done|finished|solved|known)"
    r"|(?:left )?(?:blank|unanswered|empty)|skipped|idk|dunno|no comment"
    r"|keine (?:ahnung|zeit)\b.*|(?:ich )?wei(?:ß|ss) (?:ich |es )?nicht\b.*|nicht bearbeitet)"
)
_GUESSES = re.compile(r"\b(?:but|yes|no|maybe|think|guess|probably)\b|\d|=")
_REASONS = re.compile(
    r"[,;.]?\s*\b(?:since|because|so that|given that|due to|although|even though|whereas|with input)\b"
    r"|[,;]?\s*\bas\b(?! (?:well|follows|a|an)\b)",
    re.IGNORECASE,
)
_WAIT = re.compile(r"[\s,;.–-]*\b(?:no,? wait|wait,? no|oh wait|correction|sorry|i meant?)\b[\s,:;]*", re.IGNORECASE)
_NUMBER = r"\(?[-+]?\d[\d.,/]*(?:\s*(?:[x×*]|by)\s*\d+)*\)?"
_DENIED = re.compile(
    rf"[,;]?\s*(?:\bbut\s+)?\b(?:not|isn't|never|instead of|rather than)\s+{_NUMBER}(?:\s*[,;]?\s*\bbut\b)?"
)
_NOT_SIZE = re.compile(
    r"[,;]?\s*(?:\bbut\s+)?\b(?:not|isn't)\s+[(\[]?\d+\s*(?:[x×*,]|by)\s*\d+[)\]]?(?:\s*[,;]?\s*\bbut\b)?"
)
_BOUND = re.compile(
    r"\b(?:less|more|greater|fewer|smaller|larger|bigger|higher|lower) than\s+[-\d(]|\bat (?:least|most)\s+[-\d(]"
    r"|^\s*[<>]=?\s*[-\d(]*\d[^>]*$"
)
_QUOTED = re.compile(r"(?s)\s*([\"`“”„*]{1,3}|'(?=\d))(?=[^\s\"`“”„*'])([^\"`“”„]*?)[\"`“”„*']{1,3}\s*[.!]?\s*")


def is_unknowing(text: str) -> bool:
    """Whether somebody says that nothing was answered, and nothing else: ``no idea``, ``I had no time``."""
    said = " ".join(text[:200].casefold().replace("’", "'").split()).strip(' .!,;:()"')
    if len(text) > 200 or _UNKNOWING.fullmatch(said) is None:
        return False
    return _GUESSES.search(re.sub(r"^(?:i |we )?(?:have |had |got )?no ", "", said)) is None


def unquoted(text: str) -> str:
    """``"208"``, ``**208**`` and ``'208'`` without their marks."""
    found = _QUOTED.fullmatch(text)
    return found[2] if found else text


def corrected(text: str) -> str:
    """The last word where a size is taken back: ``5x5, no wait 6x6``, ``not 5x5 but 6x6``.

    Raises:
        Unreadable: the only size is denied.
    """
    last = _WAIT.split(text)[-1]
    text = last if re.search(r"\d", last) else text
    kept = _NOT_SIZE.sub(" ", text)
    if kept != text and not re.search(r"\d", kept):
        raise Unreadable("a value is denied, and no other is given")
    return kept


def claimed_part(text: str) -> str:
    """What is claimed, without the reason behind it, a remark in parentheses, and what is denied.

    Raises:
        Unreadable: the only value is denied, or given as a bound.
    """
    *_, text = _WAIT.split(text) if re.search(r"\d", _WAIT.split(text)[-1]) else [text]
    for found in _REASONS.finditer(text):
        if re.search(r"\d", text[: found.start()]):
            text = text[: found.start()]
            break
    kept = _DENIED.sub(" ", text)
    if kept != text and not re.search(r"\d", kept):
        raise Unreadable("a value is denied, and no other is given")
    if re.search(r"\b(?:could|might|may) (?:also )?be\s+\(?\d", kept) and len(re.findall(_NUMBER, kept)) > 1:
        raise Unreadable("two answers are given")
    if _BOUND.search(kept):
        raise Unreadable("a bound is given, not a value")
    return kept.strip()
