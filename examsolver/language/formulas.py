"""Formulas as lecturers write them, from text to the expression tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from lark import Token, Tree

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply, derivative
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
    name = str(next(tokens(node, "NAME")))
    return ("axis", name) if node.data == "axis" else (name, values.value(node.children[-1], source))


def _listing(node: Node, source: Source) -> Formula:
    return Listing(tuple(_entry(item) for item in _inside(node, source)))


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
    "symbol": _symbol,
    "gradient": _gradient,
    "indexed": _indexed,
    "raised": _raised,
    "call": _call,
    "listing": _listing,
    "size": _only,
    "joined": _only,
    "spread": _only,
}
