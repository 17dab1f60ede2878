"""Answers in words: what is said, without what is only grammar. Never more than equal or different wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from examsolver.language.answer_limits import words_of

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_FILLERS = words_of(
    "it the a an they this that these those is are was be will would does do did has have its their we there of in to"
    " so then thus hence because get gets becomes become and as value answer called also"
)
_NEGATIONS = words_of("not no never cannot can't doesn't don't isn't aren't won't neither nor without")
_SAYINGS: Mapping[str, str] = {
    "goes down": "decrease", "go down": "decrease", "falls": "decrease", "fall": "decrease", "drops": "decrease",
    "shrinks": "decrease", "declines": "decrease", "reduces": "decrease", "is reduced": "decrease",
    "gets smaller": "decrease", "becomes smaller": "decrease", "gets lower": "decrease", "lower": "decrease",
    "goes up": "increase", "go up": "increase", "rises": "increase", "rise": "increase", "grows": "increase",
    "gets larger": "increase", "gets bigger": "increase", "becomes larger": "increase", "becomes bigger": "increase",
    "gets higher": "increase", "higher": "increase", "stays the same": "constant", "remains the same": "constant",
    "unchanged": "constant", "does not change": "constant", "no change": "constant", "stays constant": "constant",
    "remains constant": "constant",
}  # fmt: skip
_ENDINGS = ("ing", "ed", "es", "s", "e", "ly")


def compare_words(expected: str, given: str) -> Literal["equal", "different", "undecided"]:
    """Whether two wordings say the same: the same words but for grammar, and as often denied.

    Where the expected words stand in a longer answer, or in another order, it is undecided: a human must read it.
    """
    one, other = said(expected), said(given)
    if one == other or squashed(expected) == squashed(given):
        return "equal"
    if one[1] == other[1] and one[0] and set(one[0]) <= set(other[0]):
        return "undecided"
    return "different"


def squashed(text: str) -> str:
    """Without capitals, blanks and hyphens: over-fitting is overfitting."""
    return "".join(_WORD.findall(text.casefold()))


def said(text: str) -> tuple[tuple[str, ...], bool]:
    """The stems of what is said, in order, and whether it is denied."""
    text = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    for saying, meant in _SAYINGS.items():
        text = re.sub(rf"\b{re.escape(saying)}\b", meant, text)
    words = _WORD.findall(text)
    denied = sum(word in _NEGATIONS for word in words) % 2 == 1
    kept = [word for word in words if word not in _NEGATIONS and word not in _FILLERS]
    return tuple(stem(word) for word in kept or words), denied


def stem(word: str) -> str:
    """A word without its ending, where enough is left; the ending of a short word is part of it."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
