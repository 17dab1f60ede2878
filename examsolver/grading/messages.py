"""Sentences for students, put together."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"[a-z]{2,}\b|a ")
"""A word to be written with a capital; names such as c and σ are not."""


def sentence(text: str) -> str:
    """Some words as a sentence: a capital first, unless it is a symbol; a stop at the end."""
    text = text.strip()
    if not text:
        return ""
    if WORD.match(text):
        text = text[0].upper() + text[1:]
    return text + ("" if text.endswith((".", "!", "?")) else ".")


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def shortened(text: str, limit: int = 60) -> str:
    """A long text cut, to be quoted in a message."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit] + "…"
