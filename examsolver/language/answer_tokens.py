"""Tokens of what students write, in the plain notation. One regular expression, linear in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from examsolver.language.answer_limits import TOKENS, Unreadable
from examsolver.language.answer_names import Piece
from examsolver.language.answer_unicode import ACCENTS

_MARK = "".join(ACCENTS)
_TOKEN = re.compile(
    rf"(?P<space>[^\S\n]+)|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+(?![\w.]))?|\.\d+)"
    rf"|(?P<word>[^\W\d_](?:[{_MARK}]*[^\W\d_]?)*)|(?P<op>=/=|\*\*|\.\*|\.T\b|<=|>=|!=|\|\||.|\n)"
)
_SAME = {"=/=": "!=", "**": "^", ".*": "⊙", "\n": ";", "||": ",", "⊕": ",", "∥": ","}


@dataclass(frozen=True, slots=True)
class Token:
    """``glued``: nothing stands between it and the token before. ``piece``: a word cut out of a longer one."""

    kind: Literal["number", "word", "op", "end"]
    text: str
    glued: bool = False
    piece: Piece | None = None


END = Token("end", "")


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text.

    Raises:
        Unreadable: more than ``TOKENS`` of them.
    """
    found: list[Token] = []
    glued = False
    for match in _TOKEN.finditer(text.strip()):
        kind = match.lastgroup
        if kind == "space":
            glued = False
            continue
        written = match[0]
        found.append(Token(kind, _SAME.get(written, written), glued))  # type: ignore[arg-type]
        glued = True
        if len(found) > TOKENS:
            raise Unreadable(f"more than {TOKENS} symbols")
    return found
