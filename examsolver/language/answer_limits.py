"""What is looked at before a student's text is parsed: hostile text costs its length and no more."""

from __future__ import annotations

import re

CHARACTERS = 10_000
TOKENS = 600
DEPTH = 60
DIGITS = 400

_LONG_NUMBER = re.compile(r"\d(?:[\d_]){%d}" % DIGITS)
_BRACKET = re.compile(r"[(\[{)\]}]")


class Unreadable(ValueError):
    """Raised inside the readers with the reason for the student; ``read_answer`` makes it a value."""


def over_limit(text: str) -> str | None:
    """The reason why a text is not looked at, or None: its length, its brackets, its digits."""
    if len(text) > CHARACTERS:
        return f"longer than {CHARACTERS} characters"
    if _LONG_NUMBER.search(text):
        return f"a number of more than {DIGITS} digits"
    depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found[0] in "([{" else max(0, depth - 1)
        if depth > DEPTH:
            return f"brackets nested deeper than {DEPTH}"
    return None
