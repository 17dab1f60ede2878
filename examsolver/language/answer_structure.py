"""Answers that are more than one formula: equations, inequalities, intervals, sets, tuples, named values.

Everything becomes a formula: ``=``, ``<`` … as applications, ``interval`` and ``union``, ``set``, a tuple
as a Listing, several answers as ``list``. Text is cut at signs outside brackets; what lies between is
parsed by :mod:`~examsolver.language.answer_general`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from examsolver.core.formula import Apply, Formula, Sym
from examsolver.language.answer_formula import check_depth, replaced
from examsolver.language.answer_general import parse_general
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_names import Vocabulary
from examsolver.maths.tree import symbols

MOST = 200
_SIGN = re.compile(r"<=|>=|!=|=/=|:=|<-(?!\s*\d)|=>|->|[<>=≈≡→⇒∴←∈]|(?<![\w\\])in(?![\w])")
_WHERE = re.compile(r"[,;]?\s*\b(?:where|with|wherein|given that)\b\s*:?\s*", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:[,;\n&]|(?<![^\W\d_])(?:and|or)(?![^\W\d_]))\s*", re.IGNORECASE)
_EITHER = re.compile(r"(?<![^\W\d_])or(?![^\W\d_])", re.IGNORECASE)
_OPENS, _CLOSES = "([{", ")]}"
_INFINITE = re.compile(r"(?<![^\W_])(?:infinity|infinite|infty|inf|oo)(?![^\W_])", re.IGNORECASE)
_GIVEN = re.compile(r"(?<![^\W_])([PpqQE]|Pr)\s*\(([^()|]*)\|([^()|]*)\)")
_PLUS_MINUS = re.compile(r"\+\s*/\s*-|\+-(?=\s*\d)")
_SAID = re.compile(
    r"^(?:(?:so|thus|hence|therefore|then|the|my|our|final|correct|answer|result|solution|value|it|we|get|is|are|be"
    r"|equals?|obtain|have|gives|yields|find|that|output|approximately|about|roughly)\b[\s:,]*)+",
    re.IGNORECASE,
)
_SAME = {"=/=": "!=", ":=": "<-", "←": "<-", "<-": "<-", "∈": "in", "≡": "="}
_ORDER = frozenset(["<", "<=", ">", ">=", "!="])
_NEXT = frozenset(["→", "⇒", "=>", "->", "∴"])


def read_structure(text: str, words: Vocabulary) -> Formula:
    """The answer in a text in the plain notation.

    Raises:
        Unreadable: with the reason.
    """
    text = _GIVEN.sub(r"\1(\2, conditional(\3))", text)
    text = _PLUS_MINUS.sub("±", _INFINITE.sub("∞", text))
    main, *after = _WHERE.split(_unsaid(text.strip()))
    made = check_depth(_several(_pointless(main), words))
    for statement in (piece for part in after for piece in _items(part)):
        made = _put_in(made, statement, words)
    return made


def _unsaid(text: str) -> str:
    """Without the words that lead to an answer: ``so the final answer is``."""
    found = _SAID.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def _put_in(formula: Formula, statement: str, words: Vocabulary) -> Formula:
    """A definition behind ``where`` put in."""
    left, sign, right = statement.partition("=")
    if not sign:
        return formula
    name, value = parse_general(left, words), parse_general(right, words)
    if isinstance(name, Sym) and name not in symbols(value):
        return check_depth(replaced(formula, name, value))
    return formula


def _several(text: str, words: Vocabulary) -> Formula:
    """One item, or a list of them."""
    pieces = _items(text)
    if not pieces:
        raise Unreadable("no formula was found")
    if len(pieces) > MOST:
        raise Unreadable("too many values")
    items = [_item(piece, words) for piece in pieces]
    if len(items) == 1:
        return items[0]
    if all(isinstance(item, Apply) and item.op == "chain" for item in items):
        return Apply("union" if _EITHER.search(text) else "meet", tuple(items))
    return Apply("list", tuple(_named(items)))


def _named(items: list[Formula]) -> Iterator[Formula]:
    """``n = 1, 2, 3``: a name goes for the values behind it, where they have none of their own."""
    first = items[0]
    if isinstance(first, Apply) and first.op == "=" and not any(_is_relation(item) for item in items[1:]):
        yield from (items[0], *(Apply("=", (first.args[0], item)) for item in items[1:]))
    else:
        yield from items


def _is_relation(formula: Formula) -> bool:
    return isinstance(formula, Apply) and (formula.op in ("=", "chain", "in", "<-"))


def _items(text: str) -> list[str]:
    """The pieces between commas, semicolons, line ends, *and* and *or* outside brackets."""
    cuts = list(_JOINED.finditer(text))
    if not cuts or "∪" in text:
        return [text] if text else []
    levels = _levels(text)
    pieces, begin = [], 0
    for found in cuts:
        place = found.start() + len(found[0]) - len(found[0].lstrip())
        if levels[place] == 0:
            pieces.append(text[begin : found.start()])
            begin = found.end()
    return [_pointless(piece) for piece in (*pieces, text[begin:]) if piece.strip(" .")]


def _pointless(text: str) -> str:
    """Without the full stop behind a sentence; the point of ``.5`` stays."""
    return text.strip(" \n;").rstrip(" .\n;")


def _levels(text: str) -> list[int]:
    """How many brackets are open at every place; a bracket is a bracket, whichever way it is turned."""
    if _bounds(text) is not None:
        return [1] * (len(text) + 1)
    levels, level = [], 0
    for mark in text:
        if mark in _CLOSES:
            level = max(0, level - 1)
        levels.append(level)
        if mark in _OPENS:
            level += 1
    return [*levels, 0]


def _item(text: str, words: Vocabulary) -> Formula:
    """A value, or a chain of relations."""
    sides, signs = _chain(text)
    while signs and signs[0] in _NEXT | {"=", "≈"} and not sides[0]:
        sides, signs = sides[1:], signs[1:]
    last = max((place for place, sign in enumerate(signs) if sign in _NEXT), default=-1)
    sides, signs = sides[last + 1 :], signs[last + 1 :]
    sides, signs = _exact_sides(sides, signs)
    if not signs:
        return _side(sides[0], words)
    if all(sign == "=" for sign in signs):
        return Apply("=", (_side(sides[0], words), _side(sides[-1], words)))
    if signs == ["<-"]:
        return Apply("<-", (_side(sides[0], words), _side(sides[1], words)))
    if signs == ["in"]:
        return Apply("in", (_side(sides[0], words), _side(sides[1], words)))
    if all(sign in _ORDER for sign in signs):
        return Apply("chain", tuple(_side(side, words) for side in sides), (("signs", tuple(signs)),))
    raise Unreadable("relations that do not go together")


def _chain(text: str) -> tuple[list[str], list[str]]:
    found = list(_SIGN.finditer(text))
    if not found:
        return [text], []
    levels = _levels(text)
    sides, signs, begin = [], [], 0
    for match in found:
        if levels[match.start()] == 0:
            sides.append(text[begin : match.start()].strip())
            signs.append(_SAME.get(match[0], match[0]))
            begin = match.end()
    return [*sides, text[begin:].strip()], signs


def _exact_sides(sides: list[str], signs: list[str]) -> tuple[list[str], list[str]]:
    """What stands before the first ≈ counts, unless that is only a name."""
    if "≈" not in signs:
        return sides, signs
    place = signs.index("≈")
    if place == 0 and not re.search(r"\d", sides[0]):
        return sides[:2], ["="]
    return sides[: place + 1], signs[:place]


def _side(text: str, words: Vocabulary) -> Formula:
    """One side: a formula, or intervals joined by ∪."""
    text = text.strip()
    if not text:
        raise Unreadable("one side is empty")
    if "∪" in text:
        return Apply("union", tuple(_side(part, words) for part in text.split("∪")))
    bounds = _bounds(text)
    if bounds is not None and (text[0] + text[-1] not in ("()", "[]") or "∞" in text):
        low, high = (parse_general(part, words) for part in bounds)
        return interval(low, high, text[0] == "[", text[-1] == "]")
    return parse_general(text, words)


def _bounds(text: str) -> tuple[str, str] | None:
    """What stands on both sides of the one comma between two brackets, whichever way these are turned."""
    if len(text) < 5 or text[0] not in "[](" or text[-1] not in "])[":
        return None
    level, commas = 0, []
    for place, mark in enumerate(text[1:-1], 1):
        level += (mark in _OPENS) - (mark in _CLOSES)
        if level < 0:
            return None
        if mark == "," and level == 0:
            commas.append(place)
    return (text[1 : commas[0]], text[commas[0] + 1 : -1]) if len(commas) == 1 and level == 0 else None


def interval(low: Formula, high: Formula, closed_below: bool, closed_above: bool) -> Apply:
    """All numbers between two bounds; an infinite bound is never part of it."""
    return Apply("interval", (low, high), (("closed", (closed_below, closed_above)),))
