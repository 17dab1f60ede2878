"""A family's own lines, from text to :class:`~examsolver.core.question.Line`.

The names of a grammar's rules are the fields of a line, and its aliases the kinds, so that a new
grammar needs no new code here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

from lark import Lark, Token, Tree

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Apply, Formula, Num, Sym, apply
from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Argument, Line
from examsolver.language import values
from examsolver.language.alike import Shape, parse_alike
from examsolver.language.arithmetic import value_of
from examsolver.language.cutting import Piece
from examsolver.language.formulas import formula
from examsolver.language.parsing import Node, formula_parser, parse, place, subtrees, tokens

NUMBERS = ("number", "scalar")
RANGE = 1000


def read_lines(pieces: tuple[Piece, ...], lark: Lark, problems: list[Problem]) -> tuple[Line, ...]:
    """The lines of a block with the lines under them; what cannot be read is added to the problems."""
    return _Reading(lark, problems).read(pieces)


class _Reading:
    """Reads the lines of one question. A long network has few kinds of lines: what was read before is used again."""

    def __init__(self, lark: Lark, problems: list[Problem]) -> None:
        self.lark = lark
        self.problems = problems
        self.known: dict[str, tuple[Line, ...]] = {}
        self.shapes: dict[str, Shape] = {}

    def read(self, pieces: tuple[Piece, ...]) -> tuple[Line, ...]:
        """The lines with those under them."""
        lines: list[Line] = []
        for piece in pieces:
            if not piece.broken:
                found = self._lines(piece)
                block = self.read(piece.block) if piece.block else ()
                lines += [replace(line, block=block) for line in found] if block else found
        return tuple(lines)

    def _lines(self, piece: Piece) -> tuple[Line, ...]:
        """A line without those under it: one for each of its targets, none where it cannot be read."""
        text = piece.source.text[piece.start : piece.end]
        if text in self.known:
            found = tuple(_moved(line, piece) for line in self.known[text])
        elif found := self._read(piece):
            self.known[text] = found
        if found and piece.opens and not piece.block:
            message = f"nothing stands under this {found[0].kind!r}"
            self.problems.append(Problem(message, piece.span, "indent the lines that it holds"))
        return found

    def _read(self, piece: Piece) -> tuple[Line, ...]:
        tree = parse_alike(self.lark, "line", piece.source, piece.text, piece.start, piece.end, self.shapes)
        if isinstance(tree, Problem):
            self.problems.append(tree)
            return ()
        try:
            line = _line(tree, piece)
        except ZeroDivisionError:
            self.problems.append(Problem("a denominator is zero here", piece.span))
            return ()
        if line.target is None:
            return (line,)
        targets = [_target(node, piece.source) for node in tree.find_data("target")]
        return tuple(replace(line, target=target) for target in targets) if len(targets) > 1 else (line,)


def _moved(line: Line, piece: Piece) -> Line:
    """A line that was read elsewhere, as if it had been read here."""
    by = piece.start - line.span.start
    places = (Span(piece.source, each.span.start + by, each.span.end + by) for each in line.arguments)
    arguments = tuple(replace(each, span=place) for each, place in zip(line.arguments, places, strict=True))
    return replace(line, span=piece.span, arguments=arguments)


def _line(tree: Node, piece: Piece) -> Line:
    fields: dict[str, object] = {}
    for node in subtrees(tree):
        field, read = _FIELDS.get(str(node.data), ("", _formula))
        if field:
            fields[field] = read(node, piece.source)
    line = Line(str(tree.data), piece.span, **fields)  # type: ignore[arg-type]
    return replace(line, formula=constant(line.formula)) if line.kind == "data" and line.formula else line


def _text(node: Node, source: Source) -> str:
    return str(node.children[0])


def _count(node: Node, source: Source) -> int:
    count = values.number(str(node.children[0]))
    return count if isinstance(count, int) else 0


def _formula(node: Node, source: Source) -> Formula:
    return formula(node, source)


def _target(node: Node, source: Source) -> Formula:
    return Sym(str(next(tokens(node, "NAME"))), tuple(formula(inner, source) for inner in node.children[1:]))


def _first_target(node: Node, source: Source) -> Formula:
    return _target(next(subtrees(node)), source)


def _limit(node: Node, source: Source) -> Formula:
    return formula(node.children[0], source)


def _interval(node: Node, source: Source) -> Formula:
    return apply("..", *(constant(formula(inner, source)) for inner in subtrees(node)))


def _compared(node: Node, source: Source) -> Formula:
    """``rate < 2/L``: whether it holds."""
    left, right = (formula(inner, source) for inner in subtrees(node))
    return Apply(relation(next(tokens(node, "RELATION"))), (left, right))


def relation(token: str) -> str:
    """A comparison in its one spelling."""
    return {"==": "=", "≠": "!=", "≤": "<=", "≥": ">="}.get(token, str(token))


def _spread(node: Node, source: Source) -> Formula:
    first, last = (constant(formula(inner, source)) for inner in subtrees(node))
    return apply("spread", first, last, Num(values.number(str(next(tokens(node, "NUMBER"))))))


def constant(what: Formula) -> Formula:
    """A signed number or fraction as one number. ``ZeroDivisionError`` for a zero denominator."""
    match what:
        case Apply("neg", (inner,)):
            number = constant(inner)
            return Num(-number.value) if isinstance(number, Num) else what
        case Apply("/", (left, right)):
            over, under = constant(left), constant(right)
            if isinstance(over, Num) and isinstance(under, Num):
                return Num(values.whole(Fraction(over.value) / Fraction(under.value)))
            return what
        case _:
            return what


def _size(node: Node, source: Source) -> tuple[int | str, ...]:
    pieces: list[int | str] = []
    for token in tokens(node, "SIZE", "NUMBER", "NAME"):
        if token.type == "NAME":
            pieces.append(str(token))
        else:
            pieces.extend(values.size(token) if token.isascii() or "×" in token else ())
    return () if len(pieces) == 1 and pieces[0] in NUMBERS else tuple(pieces)


def _arguments(node: Node, source: Source) -> tuple[Argument, ...]:
    return tuple(argument for inner in subtrees(node) for argument in _argument(inner, source))


def _argument(node: Node, source: Source) -> tuple[Argument, ...]:
    words = tuple(str(token) for token in tokens(node, "WORD"))
    found = tuple(value for inner in subtrees(node) for value in _values(inner, source))
    return (Argument(words, found, place(node, source)),)


def _values(node: Node, source: Source) -> Iterable[Value]:
    """The value of a node; ``1..4`` is four."""
    if node.data == "calc":
        return (_calculated(node, source),)
    if node.data != "range":
        return (values.value(node, source),)
    first, last = (int(end) for end in str(node.children[0]).split(".."))
    return range(first, last + 1)


def _calculated(node: Node, source: Source) -> Value:
    """``4*c`` as a formula, ``4*16`` as its number. ``ZeroDivisionError`` where a denominator is zero."""
    where = place(node, source)
    tree = parse(formula_parser(), "formula", source, source.text, where.start, where.end)
    if isinstance(tree, Problem):
        return where.text
    what = formula(tree, source)
    try:
        return value_of(what, {})
    except LawError:
        return what


def _rounds(node: Node, source: Source) -> Formula:
    """How often a repeat goes round, where a block works it out: ``repeat n``, ``repeat n - 1``."""
    inner = node.children[0]
    if isinstance(inner, Token):
        return Sym(str(inner))
    value = _calculated(inner, source)
    return Num(value) if isinstance(value, (int, Fraction)) else value


_Read = Callable[[Tree[Token], Source], object]
_FIELDS: dict[str, tuple[str, _Read]] = {
    "name": ("name", _text),
    "word": ("word", _text),
    "count": ("count", _count),
    "rounds": ("first", _rounds),
    "arguments": ("arguments", _arguments),
    "target": ("target", _target),
    "targets": ("target", _first_target),
    "formula": ("formula", _formula),
    "compared": ("formula", _compared),
    "interval": ("formula", _interval),
    "spread": ("formula", _spread),
    "size": ("size", _size),
    "variable": ("variable", _text),
    "first": ("first", _limit),
    "last": ("last", _limit),
}
