"""Numbers, sizes, matrices and quoted texts, from tokens to values."""

from __future__ import annotations

import re
from fractions import Fraction
from textwrap import dedent

from lark import Token, Tree

from examsolver.core.derivation import Value
from examsolver.core.problem import Source
from examsolver.language.parsing import Node, place, subtrees, tokens

QUOTES = '"“”„‟″'


def number(text: str) -> int | Fraction:
    """An unsigned or signed number as it stands, exact: an int where it is whole."""
    return int(text) if text.isdecimal() else whole(Fraction(text))


def whole(value: Fraction) -> int | Fraction:
    """An int where the value is whole."""
    return value.numerator if value.denominator == 1 else value


def size(text: str) -> tuple[int, ...]:
    """``13x13``, ``13 x 13``, ``13×13``."""
    return tuple(int(piece) for piece in re.split(r"[ \t]*[x×][ \t]*", text))


def quoted(token: Token, source: Source) -> str:
    """The text inside quotes, as it stands in the source; triple quotes take common indentation away."""
    return unquoted(place(token, source).text)


def unquoted(text: str) -> str:
    """A quoted text without its quotes, whichever quotes they are."""
    if len(text) >= 6 and not text[:3].strip(QUOTES):
        return dedent(text[3:-3].replace("\r\n", "\n")).strip("\n")
    return re.sub(r"\\([\"\\])", r"\1", text[1:-1])


def signed(node: Node) -> int | Fraction:
    """``-3``, ``1/4``, ``0.5``, ``50%``. ``ZeroDivisionError`` for ``1/0``."""
    if len(node.children) == 1:
        return number(str(node.children[0]))
    numbers = [Fraction(str(token)) for token in tokens(node, "NUMBER")]
    value = numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]
    if next(tokens(node, "SIGN"), None) == "-":
        value = -value
    if next(tokens(node, "PERCENT"), None) is not None:
        value /= 100
    return whole(value)


def value(node: Node | Token, source: Source) -> Value:
    """The value of a node of ``values.lark``. ``ZeroDivisionError`` where a denominator is zero."""
    if isinstance(node, Token):
        return size(node) if node.type == "SIZE" else str(node)
    if node.data == "number":
        return signed(node)
    if node.data == "size":
        return size(str(node.children[0]))
    if node.data == "string":
        return quoted(_token(node), source)
    if node.data == "plain":
        return str(node.children[0])
    return tuple(value(inner, source) for inner in subtrees(node))


def _token(node: Node) -> Token:
    return next(tokens(node))


def is_matrix(node: Node | Token) -> bool:
    """Whether a node is a bracketed list."""
    return isinstance(node, Tree) and node.data == "matrix"
