"""Text to trees: Lark, kept in one place. A parser is built when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from lark import Lark, TextSlice, Token, Tree
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer, LexerState, LexerThread, LineCounter, PatternStr
from lark.utils import TextOrSlice

from examsolver.core.problem import Problem, Source, Span
from examsolver.language.complaints import complaint
from examsolver.language.tables import ready_parser
from examsolver.resources import read_data

Node = Tree[Token]

DEPTH = 150
OWN = {
    "header": (("values", "exam"), ("exam", "question", "part", "policy")),
    "find": (("values", "formula", "find"), ("find", "choose", "offered")),
    "let": (("values", "formula", "lets"), ("let", "where")),
    "formula": (("values", "formula"), ("formula",)),
}
"""Our parsers but those of families: the grammars that make them, and the rules that they begin with."""


def header_parser() -> Lark:
    """The parser of ``exam``, ``question``, ``part`` and ``policy`` lines."""
    return _parser("header")


def find_parser() -> Lark:
    """The parser of ``find`` and ``choose`` lines."""
    return _parser("find")


def let_parser() -> Lark:
    """The parser of ``let`` and ``where`` lines."""
    return _parser("let")


def formula_parser() -> Lark:
    """The parser of a formula alone."""
    return _parser("formula")


def family_parser(grammar: str) -> Lark:
    """The parser of a family's own lines. ``grammar`` is a file's stem, or the text of a grammar itself.

    The rules and terminals of ``values.lark`` and ``formula.lark`` are there to be used.
    """
    return _parser(grammar)


@cache
def _parser(name: str) -> Lark:
    """From its tables where there are any, else from the grammar."""
    grammar, starts = sources_of(name)
    plugins = {"LexerThread": _FromHere}
    ready = None if "\n" in name else ready_parser(name, grammar, starts, plugins)
    return ready or parser_of(grammar, starts, plugins)


def sources_of(name: str) -> tuple[str, tuple[str, ...]]:
    """The whole grammar of a parser, and the rules that it begins with."""
    stems, starts = OWN.get(name, (("values", "formula", name), ("line",)))
    return "\n".join(stem if "\n" in stem else read_data("grammars", f"{stem}.lark") for stem in stems), starts


def parser_of(grammar: str, starts: tuple[str, ...], plugins: Mapping[str, object]) -> Lark:
    """The parser that a grammar makes."""
    return Lark(
        grammar,
        parser="lalr",
        start=list(starts),
        propagate_positions=True,
        maybe_placeholders=False,
        _plugins=dict(plugins),
    )


class _FromHere(LexerThread):
    """Reads a stretch of a text without counting the lines before it.

    Lark counts them to tell line and column, which a span knows by itself: for every line of a long text that is
    the square of its length.
    """

    @classmethod
    def from_text(cls, lexer: Lexer, text_or_slice: TextOrSlice[str]) -> _FromHere:
        """As in Lark, from the beginning of the stretch."""
        stretch = TextSlice.cast_from(text_or_slice)
        counter = LineCounter("\n")  # type: ignore[no-untyped-call]
        counter.char_pos = stretch.start
        return cls(lexer, LexerState(stretch, counter))


def keywords(lark: Lark) -> frozenset[str]:
    """The words that a grammar itself writes: ``repeat``, ``for``."""
    literals = (terminal.pattern for terminal in lark.terminals)
    return frozenset(str(each.value) for each in literals if isinstance(each, PatternStr) and each.value.isalpha())


def parse(lark: Lark, start: str, source: Source, text: str, begin: int, end: int) -> Node | Problem:
    """The tree of a stretch of text. ``text`` is the plain form of the source's text; places are the source's."""
    try:
        tree = lark.parse(TextSlice(text, begin, end), start=start)
    except UnexpectedInput as error:
        return complaint(error, lark, source, text, begin, end)
    if _too_deep(tree):
        return Problem("this is nested too deeply", Span(source, begin, end), "give a piece of it a name of its own")
    return tree


def _too_deep(tree: Node) -> bool:
    level: list[Node] = [tree]
    for _ in range(DEPTH):
        level = [child for node in level for child in subtrees(node)]
        if not level:
            return False
    return True


def subtrees(tree: Node) -> Iterator[Node]:
    """The children of a node that are nodes."""
    return (child for child in tree.children if isinstance(child, Tree))


def tokens(tree: Node, *kinds: str) -> Iterator[Token]:
    """The children of a node that are tokens (of some kinds)."""
    return (child for child in tree.children if isinstance(child, Token) and (not kinds or child.type in kinds))


def child(tree: Node, name: str) -> Node | None:
    """The first child node of that name."""
    return next((node for node in subtrees(tree) if node.data == name), None)


def place(node: Node | Token, source: Source) -> Span:
    """Where a node or token stands."""
    if isinstance(node, Token):
        return Span(source, node.start_pos or 0, node.end_pos or 0)
    if node.meta.empty:
        return Span(source, 0, 0)
    return Span(source, node.meta.start_pos, node.meta.end_pos)
