"""Formulas as lecturers write them, from text to the expression tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from lark import Token, Tree

from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Numbers, Sym, Text, apply, derivative
from examsolver.core.problem import Problem, Source
from examsolver.language import values
from examsolver.language.characters import plain
from examsolver.language.parsing import Node, formula_parser, parse, subtrees, tokens

_GRADIENT = re.compile(r"[d∂](?P<of>[^\[/]+)(?:\[(?P<place>[^\]]*)\])?/[d∂](?P<by>.+)")


def parse_formula(text: str) -> Formula | Problem:
    """The formula that a text writes, or what is wrong with it."""
    source = Source("<formula>", text)
    tree = parse(formula_parser(), "formula", source, plain(text), 0, len(text))
    return tree if isinstance(tree, Problem) else formula(tree, source)


def formula(node: Node | Token, source: Source) -> Formula:
    """The formula of a node of ``formula.lark``. Its depth was limited when it was parsed."""
    if isinstance(node, Token):
        return joined(node) if node.type == "SIZE" else Sym(str(node))
    return _BUILD[str(node.data)](node, source)


def joined(token: Token) -> Formula:
    """A size on one side of a comparison: ``13x13`` as the numbers, joined."""
    return apply("times", *values.size(token))


def _inside(node: Node, source: Source) -> tuple[Formula, ...]:
    return tuple(formula(inner, source) for inner in subtrees(node))


def _operator(op: str, node: Node, source: Source) -> Formula:
    return Apply(op, _inside(node, source))


def _symbol(node: Node, source: Source) -> Formula:
    name = str(node.children[0])
    return apply("transpose", name[:-2]) if name.endswith(".T") and len(name) > 2 else Sym(name)


def _literal(node: Node, source: Source) -> Formula:
    return Num(values.number(str(node.children[0])))


def _gradient(node: Node, source: Source) -> Formula:
    found = _GRADIENT.fullmatch(str(node.children[0]))
    assert found is not None
    return derivative(Sym(found["of"], _places(found["place"])), found["by"])


def _places(text: str | None) -> tuple[Formula, ...]:
    pieces = [piece.strip() for piece in (text or "").split(",") if piece.strip()]
    return tuple(Num(int(piece)) if piece.isdecimal() else Sym(piece) for piece in pieces)


def _indexed(node: Node, source: Source) -> Formula:
    what, *places = _inside(node, source)
    match what:
        case Sym(name, ()):
            return Sym(name, tuple(places))
        case Apply("derivative", (of, Sym(name, ()))):
            return derivative(of, Sym(name, tuple(places)))
        case _:
            return apply("index", what, *places)


def _raised(node: Node, source: Source) -> Formula:
    what, *exponent = _inside(node, source)
    if not exponent:
        return what ** (2 if next(tokens(node)) == "²" else 3)
    return apply("transpose", what) if exponent == [Sym("T")] else apply("^", what, exponent[0])


def _call(node: Node, source: Source) -> Formula:
    arguments = [inner for inner in subtrees(node) if inner.data not in ("option", "axis")]
    options = [_option(inner, source) for inner in subtrees(node) if inner.data in ("option", "axis")]
    name = str(next(tokens(node, "NAME")))
    return Apply(name, tuple(formula(inner, source) for inner in arguments), tuple(sorted(options, key=lambda o: o[0])))


def _option(node: Node, source: Source) -> tuple[str, object]:
    """A named argument: a number, a size or a list of numbers as data, anything else (words too) as a formula."""
    name = str(next(tokens(node, "NAME")))
    return ("axis", name) if node.data == "axis" else (name, _setting(next(subtrees(node)), source))


def _setting(node: Node, source: Source) -> object:
    if node.data == "size":
        return values.value(node, source)
    if node.data == "percent":
        return _plain(Apply("/", (*_inside(node, source), Num(100))))
    if node.data == "tuple":
        return tuple(_plain(part) for part in _inside(node, source))
    return _plain(formula(node, source))


def _plain(part: Formula) -> object:
    """Numbers as numbers; names and quoted texts stay apart as formulas."""
    numbers = _numbers(part)
    return part if numbers is None else numbers


def _numbers(part: Formula) -> Value | None:
    """The number or nested numbers of a formula without names and texts. ``ZeroDivisionError`` for ``1/0``."""
    match part:
        case Num(value):
            return value
        case Apply("neg", (Num(value),)):
            return -value
        case Apply("/", (over, Num(under))) if not isinstance(number := _numbers(over), (tuple, type(None))):
            return values.whole(Fraction(number) / Fraction(under))
        case Listing(items):
            numbers = Numbers(map(_numbers, items))
            return None if None in numbers else numbers
        case _:
            return None


def _text(node: Node, source: Source) -> Formula:
    return Text(values.quoted(next(tokens(node)), source))


def _listing(node: Node, source: Source) -> Formula:
    return Listing(tuple(_entry(item) for item in _inside(node, source)))


def _block(node: Node, source: Source) -> Formula:
    """``[1 2; 3 4]``; one row alone is a vector. ``ZeroDivisionError`` for ``1/0``."""
    return _of_block(next(tokens(node)))


def _blocks(node: Node, source: Source) -> Formula:
    """``[[1 2] [3 4]]``."""
    return Listing(tuple(_of_block(token) for token in tokens(node, "BLOCK")))


def _of_block(token: Token) -> Formula:
    rows = [row.replace(",", " ").split() for row in token[1:-1].split(";")]
    listed = [Listing(tuple(Num(values.number(entry)) for entry in row)) for row in rows]
    return listed[0] if len(listed) == 1 else Listing(tuple(listed))


def _entry(item: Formula) -> Formula:
    """A signed number in a list is a number."""
    match item:
        case Apply("neg", (Num(number),)):
            return Num(-number)
        case _:
            return item


def _only(node: Node, source: Source) -> Formula:
    inner = node.children[0]
    return formula(inner, source)


_Build = Callable[[Tree[Token], Source], Formula]
_BUILD: dict[str, _Build] = {
    "formula": _only,
    "add": partial(_operator, "+"),
    "subtract": partial(_operator, "-"),
    "multiply": partial(_operator, "*"),
    "divide": partial(_operator, "/"),
    "matmul": partial(_operator, "@"),
    "modulo": partial(_operator, "mod"),
    "negative": partial(_operator, "neg"),
    "positive": _only,
    "interval": partial(_operator, ".."),
    "literal": _literal,
    "text": _text,
    "symbol": _symbol,
    "gradient": _gradient,
    "indexed": _indexed,
    "raised": _raised,
    "call": _call,
    "listing": _listing,
    "block": _block,
    "blocks": _blocks,
    "size": _only,
    "joined": _only,
    "spread": _only,
}
