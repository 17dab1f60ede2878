"""Puts drawn values into the text of a question, name by name, before the family reads it.

Texts in quotes, comments and parts of other names stay; so does every line number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from examsolver.core.problem import Problem, Source, Span
from examsolver.language.cutting import Piece

_TOKEN = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|[\w\']+(?:\.[\w\']+)*')
_JOINED = re.compile(r"x|×")
_OPERATORS = "+-*/^@%÷"


def put_in(
    source: Source, pieces: Iterable[Piece], texts: Mapping[str, str]
) -> tuple[Source, int, tuple[Problem, ...]]:
    """The source with values in the places of names, how much longer it became, and names defined again."""
    edits: list[tuple[int, int, str]] = []
    problems: list[Problem] = []
    for piece in pieces:
        if piece.quoted:
            continue
        for found in _TOKEN.finditer(piece.text, piece.start, piece.end):
            text = _replaced(found[0], texts)
            if text is None:
                continue
            if _is_option(piece, found):
                if found.start() == piece.start:
                    problems.append(_again(source, found))
                continue
            edits.append((found.start(), found.end(), _guarded(text, piece, found)))
    return _edited(source, edits), sum(len(text) - (end - start) for start, end, text in edits), tuple(problems)


def _replaced(token: str, texts: Mapping[str, str]) -> str | None:
    """``n`` by its value, and ``nxn`` by the size."""
    if token in texts:
        return texts[token]
    pieces = _JOINED.split(token) if "x" in token else []
    if len(pieces) > 1 and any(piece in texts for piece in pieces):
        joined = [texts.get(piece, piece) for piece in pieces]
        return "x".join(joined) if all(piece.isdecimal() for piece in joined) else None
    return None


def _is_option(piece: Piece, found: re.Match[str]) -> bool:
    """``stride=2`` names an option, and ``n = 3`` at the start of a line defines a name."""
    after = piece.text[found.end() : piece.end].lstrip()
    if not after.startswith("=") or after.startswith("=="):
        return False
    before = piece.text[piece.start : found.start()].rstrip()
    return not before or before[-1] in "(,"


def _again(source: Source, found: re.Match[str]) -> Problem:
    hint = "give one of the two another name"
    return Problem(f"{found[0]!r} is a let variable already", Span(source, found.start(), found.end()), hint)


def _guarded(text: str, piece: Piece, found: re.Match[str]) -> str:
    """Brackets around a sign or fraction beside an operator, so that the value stays in one piece."""
    if text.isalnum() or text[:1] in '["' or text.replace(".", "", 1).isdecimal():
        return text
    before = piece.text[piece.start : found.start()].rstrip()[-1:]
    after = piece.text[found.end() : piece.end].lstrip()[:1]
    beside = (before and before in _OPERATORS) or (after and after in (_OPERATORS if "/" in text else "^"))
    return f"({text})" if beside else text


def _edited(source: Source, edits: list[tuple[int, int, str]]) -> Source:
    pieces: list[str] = []
    place = 0
    for start, end, text in edits:
        pieces += [source.text[place:start], text]
        place = end
    return Source(source.name, "".join(pieces) + source.text[place:])
