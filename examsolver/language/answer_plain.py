"""What students write, in one plain notation, and the claims in it."""

from __future__ import annotations

import re

from examsolver.language.answer_latex import fold_latex
from examsolver.language.answer_unicode import fold_unicode

_BLANK = re.compile(r"[\s?._–—-]*|n\s*/\s*a|blank|no answer|left blank", re.IGNORECASE)
_CLAIM = re.compile(r"(?<![<>!:])={1,2}(?!>)|:=|[≈≃≅≡→⇒]|=>|->|<-|←")
_HALF_BRACKETED = re.compile(r"^\s*[\[({]([^\[\](){},;]*)[\])}]\s*$")


def is_blank(text: str) -> bool:
    """Nothing was answered: empty, a dash or question mark."""
    return _BLANK.fullmatch(text.strip()) is not None


def plain(text: str) -> str:
    """The text without LaTeX, in the one plain notation of :func:`fold_unicode`."""
    return fold_unicode(fold_latex(text))


def claims(text: str) -> list[str]:
    """The sides of ``a = b ≈ c``, those that are not empty."""
    return [side.strip() for side in _CLAIM.split(text) if side.strip(" .,;\n")]


def unwrapped(text: str) -> str:
    """``[0.5]`` and ``(0.5)`` without their brackets, where one thing stands in them."""
    found = _HALF_BRACKETED.match(text)
    return found[1] if found else text
