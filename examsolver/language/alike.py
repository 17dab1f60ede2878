"""Lines that are alike but for their digits (``c1 = conv 64``, ``c2 = conv 32``) have one tree, parsed once.

Only with a grammar to which all digits are the same: then the tokens of such lines stand in the same places.
"""

from __future__ import annotations

import re
from functools import cache

from lark import Lark, Token, Tree
from lark.lexer import PatternStr
from lark.tree import Meta

from examsolver.core.problem import Problem, Source
from examsolver.language.parsing import Node, parse

_SAME = str.maketrans("123456789", "000000000")
_ANY_DIGIT = re.compile(r"0-9|\{\d+(?:,\d*)?\}")
_DIGIT = re.compile(r"\d")

Shape = tuple[Node, int]
"""A tree, and where its text begins."""


@cache
def digits_are_alike(lark: Lark) -> bool:
    """Whether no terminal tells one digit from another."""
    patterns = ((terminal.pattern, str(terminal.pattern.value)) for terminal in lark.terminals)
    return not any(
        _DIGIT.search(value if isinstance(pattern, PatternStr) else _ANY_DIGIT.sub("", value))
        for pattern, value in patterns
    )


def parse_alike(
    lark: Lark, start: str, source: Source, text: str, begin: int, end: int, shapes: dict[str, Shape]
) -> Node | Problem:
    """As :func:`~examsolver.language.parsing.parse`; ``shapes`` are the trees of lines that were parsed before."""
    kind = text[begin:end].translate(_SAME)
    if kind in shapes:
        tree, first = shapes[kind]
        return _moved(tree, text, begin - first)
    found = parse(lark, start, source, text, begin, end)
    if not isinstance(found, Problem) and digits_are_alike(lark):
        shapes[kind] = found, begin
    return found


def _moved(tree: Node, text: str, by: int) -> Node:
    """The same tree over another stretch of text."""
    meta = Meta()  # type: ignore[no-untyped-call]
    if not tree.meta.empty:
        meta.empty = False
        meta.start_pos = tree.meta.start_pos + by
        meta.end_pos = tree.meta.end_pos + by
    children = [_token(each, text, by) if isinstance(each, Token) else _moved(each, text, by) for each in tree.children]
    return Tree(tree.data, children, meta)


def _token(token: Token, text: str, by: int) -> Token:
    begin, end = (token.start_pos or 0) + by, (token.end_pos or 0) + by
    return Token(token.type, text[begin:end], begin, end_pos=end)
