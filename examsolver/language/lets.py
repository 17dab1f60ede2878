"""``let`` and ``where`` lines: what varies between the variants of a question, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from lark import Token

from examsolver.core.formula import Apply, Formula, apply
from examsolver.core.problem import Problem, Source, Span
from examsolver.language import values
from examsolver.language.cutting import Piece
from examsolver.language.formulas import formula
from examsolver.language.lines import relation
from examsolver.language.parsing import Node, child, let_parser, parse, place, subtrees, tokens

PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5}


@dataclass(frozen=True, slots=True)
class Choice:
    """One alternative of a ``let``: a formula, a ``first..last`` in steps, or a text put in as it stands."""

    first: Formula | None = None
    last: Formula | None = None
    step: Formula | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Let:
    """``let k = 3 | 5 | 7``."""

    name: str
    choices: tuple[Choice, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Where:
    """``where (n - k) % s = 0 in half of the variants``; ``share`` of the variants meet it, the others do not."""

    condition: Formula
    share: Fraction
    span: Span


def read_let(piece: Piece) -> Let | Problem:
    """A ``let`` line."""
    example = "for example: let n = 9..32, or: let k = 3 | 5 | 7"
    tree = _tree(piece, "let", example)
    if isinstance(tree, Problem):
        return tree
    name = next(tokens(tree, "NAME"))
    if "." in name:
        return Problem("a name that is drawn has no dot", place(name, piece.source))
    choices = tuple(_choice(node, piece.source) for node in subtrees(tree))
    return Let(str(name), choices, piece.span)


def _tree(piece: Piece, start: str, example: str) -> Node | Problem:
    if piece.rest >= piece.end:
        return Problem(f"this {start} says nothing", piece.span, example)
    tree = parse(let_parser(), start, piece.source, piece.text, piece.rest, piece.end)
    return replace(tree, hint=tree.hint or example) if isinstance(tree, Problem) else tree


def _choice(node: Node, source: Source) -> Choice:
    inner = node.children[0]
    if isinstance(inner, Token) or inner.data == "text":
        return Choice(text=place(inner, source).text)
    first, *others = (formula(each, source) for each in subtrees(node))
    last, step, *_ = (*others, None, None)
    return Choice(first, last, step)


def read_where(piece: Piece) -> Where | Problem:
    """A ``where`` line."""
    tree = _tree(piece, "where", "for example: where (n - k) % s = 0 in half of the variants")
    if isinstance(tree, Problem):
        return tree
    try:
        share = _share(child(tree, "share"))
    except ZeroDivisionError:
        share = Fraction(0)
    if not 0 < share <= 1:
        return Problem("expected a share of the variants, such as half or 1/3", piece.span)
    return Where(condition(next(subtrees(tree)), piece.source), share, piece.span)


def _share(node: Node | None) -> Fraction:
    if node is None:
        return Fraction(1)
    number = child(node, "number")
    if number is not None:
        return Fraction(values.signed(number))
    return Fraction(1, PARTS.get(str(next(tokens(node, "NAME"))), -1))


def condition(node: Node, source: Source) -> Formula:
    """The condition of a node: comparisons joined by ``and``, ``or``, ``not``."""
    if node.data in ("and", "or", "not"):
        return Apply(str(node.data), tuple(condition(inner, source) for inner in subtrees(node)))
    sides = [formula(inner, source) for inner in subtrees(node)]
    signs = [relation(token) for token in tokens(node, "EQUAL", "RELATION")]
    compared = tuple(apply(sign, left, right) for sign, left, right in zip(signs, sides, sides[1:], strict=False))
    return compared[0] if len(compared) == 1 else Apply("and", compared)
