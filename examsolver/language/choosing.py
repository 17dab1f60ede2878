"""``choose`` lines and the options under them. Which option is right is computed, never told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lark import Lark

from examsolver.core.choosing import Choose, Offer
from examsolver.core.formula import Formula
from examsolver.core.problem import Problem
from examsolver.core.question import Find, Line
from examsolver.language.cutting import Piece
from examsolver.language.finds import condition, marks, thing_of, things_of
from examsolver.language.formulas import formula
from examsolver.language.lines import constant, read_lines
from examsolver.language.parsing import Node, child, find_parser, parse, subtrees, tokens

EXAMPLE = "for example: choose such that gap(Z) = 1/4, and under it: A  Z = [[1, 2], [3, 4]]"
TEXT_HINT = (
    "whether a text is right cannot be computed: state what must hold (choose such that …) and write each option as"
    " something that can be computed, such as A  Z = [[1, 2], [3, 4]]"
)
MOST = 26
_OFFER = re.compile(r"\(?(?P<letter>[A-Z]|[a-z]|\d{1,2})(?:\)|[.:])?[ \t]+(?=[^\s=])|\(?(?P<tight>[A-Za-z])[).:](?=\S)")
_ASSIGNED = re.compile(r"[^\W\d][\w'.]*(?:\[[^\]]*\])?\s*(?:=(?!=)|\bas\b)")
_SENTENCE = re.compile(r"(?:[^\W\d_]{2,}[\s,]+){2,}[^\W\d_]{2,}")


@dataclass(slots=True)
class Chooser:
    """A ``choose`` line and the lines that are its options, while they are being gathered."""

    head: Piece
    offers: list[list[Piece]] = field(default_factory=list)

    def takes(self, piece: Piece) -> bool:
        """Whether a line belongs to it: it stands deeper, behind an option's ``;``, or looks like an option."""
        found = None if piece.joined else _OFFER.match(piece.text, piece.start, piece.end)
        deeper = piece.indent > self.head.indent
        if self.offers and not found and (piece.joined or deeper):
            self.offers[-1].append(piece)
        elif deeper or (found and _ASSIGNED.match(piece.text, found.end(), piece.end)):
            self.offers.append([piece])
        else:
            return False
        return True


def contents(chooser: Chooser) -> list[tuple[int, int]]:
    """Where what each option says begins and ends, behind its letter; none where an option has no letter."""
    heads = [_OFFER.match(pieces[0].text, pieces[0].start, pieces[0].end) for pieces in chooser.offers]
    if not all(heads):
        return []
    return [(head.end(), pieces[-1].end) for head, pieces in zip(heads, chooser.offers, strict=True) if head]


def read_choose(chooser: Chooser, lark: Lark, problems: list[Problem]) -> Find | None:
    """The find of a ``choose`` line with its options, or None and what is wrong."""
    head = chooser.head
    for piece in head.block:
        chooser.takes(piece)
    end = head.end - 1 if head.opens else head.end
    if head.rest >= end:
        problems.append(Problem("what is to be chosen?", head.span, EXAMPLE))
        return None
    tree = parse(find_parser(), "choose", head.source, head.text, head.rest, end)
    if isinstance(tree, Problem):
        problems.append(replace(tree, hint=tree.hint or EXAMPLE))
        return None
    before = len(problems)
    offers = _offers(chooser, lark, tree.data == "choose_value", problems)
    if len(problems) > before:
        return None
    try:
        return _find(tree, head, offers)
    except ZeroDivisionError:
        problems.append(Problem("a denominator is zero here", head.span))
        return None


def _find(tree: Node, head: Piece, offers: tuple[Offer, ...]) -> Find:
    count = "".join(tokens(tree, "COUNT"))
    choose = Choose(offers, "all" if count == "all" else "one" if count else "", any(tokens(tree, "OR_NONE")))
    worth, each = marks(found) if (found := child(tree, "marks")) else (None, False)
    if tree.data == "choose_such":
        return Find((), head.span, such_that=condition(tree, head.source), marks=worth, marks_each=each, choose=choose)
    asked, of = next(subtrees(tree)), child(tree, "of")
    owners = next(subtrees(of), None) if of is not None else None
    return Find(
        (thing_of(asked, head.source),),
        head.span,
        of=things_of(owners, head.source) if owners is not None else (),
        marks=worth,
        marks_each=each,
        choose=choose,
    )


def _offers(chooser: Chooser, lark: Lark, values: bool, problems: list[Problem]) -> tuple[Offer, ...]:
    offers: list[Offer] = []
    seen: dict[str, int] = {}
    for pieces in chooser.offers[: MOST + 1]:
        offer = _offer(pieces, lark, values, problems)
        if offer is None:
            continue
        if offer.letter in seen:
            said = f"there is an option {offer.letter} already; in line {seen[offer.letter]}"
            problems.append(Problem(said, offer.span))
        seen[offer.letter] = offer.span.line
        offers.append(offer)
    if len(chooser.offers) < 2 and not problems:
        problems.append(
            Problem("there is nothing to choose from: write at least two options", chooser.head.span, EXAMPLE)
        )
    if len(chooser.offers) > MOST:
        problems.append(Problem(f"at most {MOST} options", chooser.head.span))
    return tuple(offers)


def _offer(pieces: Sequence[Piece], lark: Lark, values: bool, problems: list[Problem]) -> Offer | None:
    first = pieces[0]
    if any(piece.broken for piece in pieces):
        return None
    found = _OFFER.match(first.text, first.start, first.end)
    if not found:
        hint = "an option begins with its letter: A  Z = [[1, 2], [3, 4]]"
        problems.append(Problem("expected an option", first.span, hint))
        return None
    letter = (found["letter"] or found["tight"]).upper()
    inner = replace(first, start=found.end())
    text = "; ".join((inner.span.text, *(piece.span.text for piece in pieces[1:])))
    if values:
        value = _value(inner, problems)
        return None if value is None else Offer(letter, text, first.span, value=value)
    lines = _lines((inner, *(replace(piece, joined=False) for piece in pieces[1:])), lark, problems)
    return Offer(letter, text, first.span, lines=lines) if lines else None


def _value(piece: Piece, problems: list[Problem]) -> Formula | None:
    if _ASSIGNED.match(piece.text, piece.start, piece.end):
        hint = "where options are statements, say what must hold: choose such that gap(Z) = 1/4"
        problems.append(Problem("a value is expected here, not a statement", piece.span, hint))
        return None
    tree = parse(find_parser(), "offered", piece.source, piece.text, piece.start, piece.end)
    if isinstance(tree, Problem):
        worded = _SENTENCE.search(piece.text, piece.start, piece.end)
        problems.append(Problem("this option is a text", piece.span, TEXT_HINT) if worded else tree)
        return None
    return constant(formula(tree.children[0], piece.source))


def _lines(pieces: tuple[Piece, ...], lark: Lark, problems: list[Problem]) -> tuple[Line, ...]:
    first = pieces[0]
    if first.text[first.start] in "\"'" or (
        not _ASSIGNED.match(first.text, first.start, first.end) and _SENTENCE.search(first.text, first.start, first.end)
    ):
        problems.append(Problem("this option is a text", first.span, TEXT_HINT))
        return ()
    if first.text[first.start] in "+-.0123456789[":
        hint = "such as A  Z = [[1, 2], [3, 4]]; where options are values, write: choose value of y"
        problems.append(Problem("a statement is expected here, not a value", first.span, hint))
        return ()
    return read_lines(pieces, lark, problems)
