"""``da/db`` is a gradient, except in a question that has names ``da`` and ``db``: then it is a quotient.

Decided before parsing, from the names that the question's lines define, so that precedence is right:
the slash becomes ``÷``, which only divides.
"""

from __future__ import annotations

import re
from dataclasses import replace

from examsolver.language.cutting import Block, Piece, flat

_NAME = r"[^\W\d²³][\w']*"
_DEFINED = re.compile(rf"({_NAME}(?:[ \t]*,[ \t]*{_NAME})*)[ \t]*(?:=(?!=)|as\b)")
_QUOTIENT = re.compile(rf"(?<![\w'.])(d{_NAME})(?:\[[\w, ]*\])?/(d{_NAME})")


def with_quotients(block: Block) -> Block:
    """The block with quotients of names told apart from gradients."""
    names = _names(block)
    if sum(name.startswith("d") for name in names) < 2:
        return block
    text = _QUOTIENT.sub(lambda found: _divided(found, names), block.head.text)
    return block if text == block.head.text else Block(block.head, _on(block.lines, text))


def _names(block: Block) -> set[str]:
    found = (_DEFINED.match(piece.text, piece.start, piece.end) for piece in flat(block.lines))
    return {name.strip() for match in found if match for name in match[1].split(",")}


def _divided(found: re.Match[str], names: set[str]) -> str:
    if found[1] in names and found[2] in names:
        return found[0][: found.start(2) - found.start() - 1] + "÷" + found[2]
    return found[0]


def _on(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    return tuple(replace(piece, text=text, block=_on(piece.block, text)) for piece in pieces)
