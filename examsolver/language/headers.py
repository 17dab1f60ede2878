"""``exam``, ``question`` and ``part`` lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from lark import Token

from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Family, Header
from examsolver.language import values
from examsolver.language.cutting import Piece
from examsolver.language.finds import marks
from examsolver.language.parsing import Node, child, header_parser, parse, place, subtrees, tokens
from examsolver.registry import Catalogue, did_you_mean

EXAMPLE = 'for example: question strides [8] "Which strides fit?": shapes'


@dataclass(frozen=True, slots=True)
class Heading:
    """A header as written: the family is not looked up yet, and may be missing above parts."""

    id: str
    span: Span
    title: str = ""
    marks: Fraction | None = None
    words: tuple[str, ...] = ()
    words_span: Span | None = None


def read_heading(piece: Piece, kind: Literal["question", "part"]) -> Heading | Problem:
    """A ``question`` or ``part`` line."""
    begin = piece.rest
    if begin >= piece.end:
        return Problem(f"this {kind} has no id", piece.span, EXAMPLE)
    tree = parse(header_parser(), kind, piece.source, piece.text, begin, piece.end)
    if isinstance(tree, Problem):
        colon = ":" in piece.text[begin : piece.end]
        return replace(tree, hint=EXAMPLE if colon else f"a colon stands before the family; {EXAMPLE}")
    try:
        return _heading(tree, piece.source)
    except ZeroDivisionError:
        return Problem("a denominator is zero here", piece.span)


def _heading(tree: Node, source: Source) -> Heading | Problem:
    identifier = next(tokens(tree, "ID"))
    priced = [node for node in subtrees(tree) if node.data == "marks"]
    titles = [node for node in subtrees(tree) if node.data == "title"]
    for twice in (priced, titles):
        if len(twice) > 1:
            return Problem(f"{twice[0].data} are given twice", place(twice[1], source))
    worth, each = marks(priced[0]) if priced else (None, False)
    if each:
        return Problem("a question's marks are its total", place(priced[0], source), "write 'each' on a find line")
    words = tuple(tokens(tree, "WORD"))
    return Heading(
        id=str(identifier),
        span=place(identifier, source),
        title=title(titles[0], source) if titles else "",
        marks=worth,
        words=tuple(str(word) for word in words),
        words_span=_across(words, source),
    )


def _across(words: tuple[Token, ...], source: Source) -> Span | None:
    if not words:
        return None
    return Span(source, place(words[0], source).start, place(words[-1], source).end)


def title(node: Node, source: Source) -> str:
    """A quoted title, on one line."""
    return " ".join(values.quoted(next(tokens(node)), source).split())


def read_title(piece: Piece) -> str | Problem:
    """The title of an ``exam`` line."""
    if piece.rest >= piece.end:
        return ""
    tree = parse(header_parser(), "exam", piece.source, piece.text, piece.rest, piece.end)
    if isinstance(tree, Problem):
        return replace(tree, hint='for example: exam "Deep learning, final"')
    found = child(tree, "title")
    return title(found, piece.source) if found else ""


def choose_family(heading: Heading, families: Catalogue[Family]) -> tuple[Family, Header] | Problem:
    """The family and rule that a heading names."""
    if not heading.words:
        known = f"one of: {', '.join(sorted(families.words))}"
        return Problem(f"the question {heading.id!r} names no family", heading.span, f"{EXAMPLE} ({known})")
    word, *rules = heading.words
    family = families.get(word)
    if family is None:
        return Problem(f"unknown family {word!r}", heading.words_span, did_you_mean(word, families.words))
    rule = " ".join(rules)
    known_rules = family.header_rules() if rule else ()
    if rule and rule not in known_rules:
        hint = did_you_mean(rule, known_rules) if known_rules else f"{word} takes no rule"
        return Problem(f"unknown rule {rule!r}", heading.words_span, hint)
    return family, Header(heading.id, heading.span, word, rule or None, heading.title, heading.marks)
