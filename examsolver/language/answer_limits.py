"""What is looked at before a student's text is parsed: hostile text costs its length and no more."""

from __future__ import annotations

import re

CHARACTERS = 10_000
TOKENS = 600
DEPTH = 60
DIGITS = 400
LETTERS = 80
DEEP = 150
"""How deep a formula may become as a tree; a sum of so many terms is that deep."""


_LONG_NUMBER = re.compile(rf"\d[\d_]{{{DIGITS}}}")
_LONG_WORD = re.compile(rf"[^\W\d_]{{{LETTERS + 1}}}")
_BRACKET = re.compile(r"[(\[{)\]}]")


def words_in(text: str) -> list[str]:
    """The words of a text, for tables of words."""
    return text.split()


def words_of(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


class Unreadable(ValueError):
    """Raised inside the readers with the reason for the student; ``read_answer`` makes it a value."""


def quoted(text: str) -> str:
    """A piece of the student's text in quotes, cut where it is long."""
    return f"'{text}'" if len(text) <= 40 else f"'{text[:40]}…'"


def over_limit(text: str) -> str | None:
    """The reason why a text is not looked at, or None: its length, its brackets, its digits."""
    if len(text) > CHARACTERS:
        return f"longer than {CHARACTERS} characters"
    if _LONG_WORD.search(text):
        return f"a word of more than {LETTERS} letters"
    if _LONG_NUMBER.search(text):
        return f"a number of more than {DIGITS} digits"
    depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found[0] in "([{" else max(0, depth - 1)
        if depth > DEPTH:
            return f"brackets nested deeper than {DEPTH}"
    return None
