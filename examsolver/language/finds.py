"""``find`` lines: what is asked, where, in which form, for how many marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from fractions import Fraction

from lark import Token, Tree

from examsolver.core.derivation import Value
from examsolver.core.formula import Formula, Sym
from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Find, Form, Thing
from examsolver.language import values
from examsolver.language.cutting import Piece
from examsolver.language.find_rows import finds_in
from examsolver.language.formulas import formula
from examsolver.language.lines import constant, relation
from examsolver.language.parsing import Node, child, find_parser, parse, place, subtrees, tokens
from examsolver.maths.units import amount_of, known_units, unit_named
from examsolver.registry import did_you_mean, near

POINTS = 1000
CLAUSES = ("exactly", "about", "such", "where", "from", "each")
SURE = 0.8
_ENDED = re.compile(
    r"(?:"
    r"\s\[[ \t]*\d[\d./ \t]*(?:marks?)?[ \t]*(?:each)?[ \t]*\]"
    r"|\bas[ \t]+(?:an?[ \t]+)?equations?"
    r")[ \t]*(?P<comma>,[ \t]*)"
)
# ``the number of parameters of conv`` asks for its parameters.
_COUNTED = re.compile(r"\b(?:the[ \t]+)?(?:total[ \t]+)?number[ \t]+of[ \t]+(?=[^\W\d])")
EXAMPLE = "for example: find Z, y to 4 decimals [2 each]"


def read_finds(piece: Piece) -> Iterator[Find | Problem]:
    """The finds of a line: a comma behind marks begins another, as in ``find y [1], dL/dX [4]``; so it does
    behind ``as equation``."""
    open_finds: list[Find] = []
    for find in _each_find(piece):
        if isinstance(find, Find) and find.as_equation and find.marks is None:
            open_finds.append(find)
            continue
        if isinstance(find, Find):
            yield from _sharing([*open_finds, find])
        else:
            yield from open_finds
            yield find
        open_finds = []
    yield from open_finds


def _sharing(finds: list[Find]) -> list[Find]:
    """Marks behind the last of several equations are for all of them."""
    last = finds[-1]
    if last.marks is None or not last.as_equation:
        return finds
    worth = last.marks if last.marks_each else last.marks / len(finds)
    return [replace(find, marks=worth, marks_each=last.marks_each) for find in finds]


def _each_find(piece: Piece) -> Iterator[Find | Problem]:
    begin = piece.start
    for mark in _ENDED.finditer(piece.text, piece.start, piece.end):
        yield from _row(replace(piece, start=begin, end=mark.start("comma")))
        begin = mark.end()
    yield from _row(replace(piece, start=begin))


def _row(piece: Piece) -> Iterator[Find | Problem]:
    """The finds between commas that divide; marks behind the last are for all of them."""
    places = finds_in(piece.text, piece.start, piece.end)
    found = [read_find(replace(piece, start=start, end=end)) for start, end in places]
    last = found[-1]
    if isinstance(last, Find):
        found = [_like(one, last) if isinstance(one, Find) else one for one in found]
    if len(found) > 1 and isinstance(last, Find) and last.marks is not None:
        worth = last.marks if last.marks_each else last.marks / len(found)
        shared = (replace(one, marks=worth, marks_each=last.marks_each) for one in found if isinstance(one, Find))
        found = [*shared, *(one for one in found if isinstance(one, Problem))]
    yield from found


def _like(find: Find, last: Find) -> Find:
    """``macs of a, macs of b in millions``: both are asked in millions."""
    same = [thing.formula for thing in find.things] == [thing.formula for thing in last.things] and not find.each
    return replace(find, unit=find.unit or last.unit, form=find.form or last.form) if same else find


def read_find(piece: Piece) -> Find | Problem:
    """A ``find`` line, or what is wrong with it. A piece behind a ``;`` may leave the word out."""
    begin = piece.rest if piece.word == "find" else piece.start
    if begin >= piece.end:
        return Problem("what is to be found?", piece.span, EXAMPLE)
    text = _COUNTED.sub(lambda found: " " * len(found[0]), piece.text)
    tree = parse(find_parser(), "find", piece.source, text, begin, piece.end)
    if isinstance(tree, Problem):
        return tree if tree.hint else replace(tree, hint=EXAMPLE)
    if misspelt := _misspelt(tree, piece.source):
        return misspelt
    try:
        return _find(tree, piece)
    except ZeroDivisionError:
        return Problem("a denominator is zero here", piece.span)


def _misspelt(tree: Node, source: Source) -> Problem | None:
    """``find Z exactely`` would ask for something called so; the word is surely another."""
    for words in tree.find_data("words"):
        for word in list(tokens(words))[1:]:
            if str(word) == "each":
                says = "what is asked of each layer is written so: find output of each layer"
                return Problem("'each' comes behind 'of'", place(word, source), says)
            close = near(str(word), CLAUSES)
            if close and SequenceMatcher(None, word, close).ratio() >= SURE:
                return Problem(f"unknown word {str(word)!r}", place(word, source), f"did you mean {close!r}?")
    return None


def _find(tree: Node, piece: Piece) -> Find | Problem:
    asked = _asked(next(subtrees(tree)), piece)
    if isinstance(asked, Problem):
        return asked
    found: dict[str, object] = {}
    for clause in list(subtrees(tree))[1:]:
        if clause.data == "marks":
            found["marks"], found["marks_each"] = marks(clause)
            continue
        field, read = _CLAUSES[str(clause.data)]
        if field in found:
            return Problem(f"this is said twice in one find: {field.replace('_', ' ')}", place(clause, piece.source))
        found[field] = read(clause, piece.source)
        if isinstance(problem := found[field], Problem):
            return problem
    return replace(asked, **found)  # type: ignore[arg-type]


def marks(node: Node) -> tuple[Fraction, bool]:
    """The marks in brackets, and whether they are for each."""
    amount = next(subtrees(node))
    numbers = [Fraction(str(token)) for token in tokens(amount, "NUMBER")]
    worth = numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]
    return worth, any(tokens(amount, "EACH"))


def _asked(node: Node, piece: Piece) -> Find | Problem:
    things_node = child(node, "things")
    if things_node is None:
        thing, right = subtrees(node)
        return Find((thing_of(thing, piece.source),), piece.span, formula=formula(right, piece.source))
    joins = [str(token) for token in tokens(things_node, "COMMA", "AND")]
    if "and" in joins[:-1] and "," in joins:
        hint = "things joined by 'and' are one answer; separate the others by ';'"
        return Problem("'and' and ',' are mixed here", place(things_node, piece.source), hint)
    things = things_of(things_node, piece.source)
    of = child(node, "of")
    owners = [inner for inner in subtrees(of) if inner.data == "things"] if of else []
    each = of is not None and any(tokens(of, "EACH"))
    if owners and len(owners) > (not each):  # `number of parameters of conv`
        things = _of_things(things, things_of(owners.pop(0), piece.source))
    inner = owners[0] if owners else None
    named = _each(of, piece.source) if of is not None and each else ()
    return Find(
        things,
        piece.span,
        compound=bool(joins) and "," not in joins,
        of=things_of(inner, piece.source) if inner else named,
        each=each,
        equations=any(tokens(node, "EQUATIONS")),
    )


def _of_things(what: tuple[Thing, ...], of: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """``number of parameters``: one thing for each pair."""
    return tuple(
        Thing(Sym(f"{one.formula.name} of {other.formula.name}"), one.span)
        if isinstance(one.formula, Sym) and isinstance(other.formula, Sym)
        else one
        for one in what
        for other in of
    )


def _each(of: Node, source: Source) -> tuple[Thing, ...]:
    """``of each layer`` names nothing more; ``of each conv`` names a kind."""
    names = [token for token in tokens(of, "NAME") if token != "layer"]
    return tuple(Thing(Sym(str(token)), place(token, source)) for token in names)


def things_of(node: Node, source: Source) -> tuple[Thing, ...]:
    """What several words or formulas name."""
    return tuple(thing_of(inner, source) for inner in subtrees(node))


def thing_of(node: Node, source: Source) -> Thing:
    """What words or a formula name."""
    inner = node.children[0]
    if isinstance(inner, Tree) and inner.data == "words":
        return Thing(Sym(" ".join(str(token) for token in tokens(inner))), place(node, source))
    return Thing(formula(inner, source), place(node, source))


def _at(node: Node, source: Source) -> tuple[str, tuple[Value, ...]] | Problem:
    points: list[Value] = []
    for inner in subtrees(node):
        if inner.data != "interval":
            points.append(values.signed(inner))
            continue
        first, last = (values.signed(end) for end in subtrees(inner))
        if not isinstance(first, int) or not isinstance(last, int) or not 0 <= last - first < POINTS:
            return Problem("expected a range such as 1..5", place(inner, source))
        points.extend(range(first, last + 1))
    return str(next(tokens(node, "NAME"))), tuple(points)


def condition(node: Node, source: Source) -> tuple[Formula, str, Formula]:
    """What must hold behind ``such that``: (left, relation, right)."""
    left, *rest = subtrees(node)
    if any(tokens(node, "IS_WHOLE")):
        return _side(left, source), "whole", Sym("whole")
    right = constant(formula(rest[0], source))
    for unit in tokens(node, "UNIT"):
        right = right * amount_of(unit_named(str(unit)) or "")
    return _side(left, source), relation(next(tokens(node, "EQUAL", "RELATION"))), right


def _side(node: Node, source: Source) -> Formula:
    """What a condition is on, in the words of a find: ``output of conv`` is ``conv.output``."""
    things = [thing_of(inner, source).formula for inner in subtrees(node)]
    match things:
        case []:
            return formula(next(tokens(node, "SIZE")), source)
        case [Sym(what, ()), Sym(owner, ())]:
            return Sym(f"{owner}.{what}")
        case _:
            return constant(things[0])


def _bindings(node: Node, source: Source) -> tuple[tuple[Formula, Formula], ...]:
    return tuple(_binding(inner, source) for inner in subtrees(node))


def _binding(node: Node, source: Source) -> tuple[Formula, Formula]:
    bound, right = subtrees(node)
    index = tuple(formula(inner, source) for inner in bound.children[1:])
    return Sym(str(bound.children[0]), index), formula(right, source)


def _name(node: Node, source: Source) -> str:
    return str(next(tokens(node, "NAME")))


def _towards(node: Node, source: Source) -> tuple[str, ...]:
    _, start, _, end = str(node.children[0]).split()
    return start, end


def _unit(node: Node, source: Source) -> str | Problem:
    word = _name(node, source)
    span = place(next(tokens(node, "NAME")), source)
    return unit_named(word) or Problem(f"unknown unit {word!r}", span, did_you_mean(word, known_units()))


def _flag(node: Node, source: Source) -> bool:
    return True


def _exactly(node: Node, source: Source) -> Form:
    return Form("exactly")


def _digits(node: Node, source: Source) -> Form | Problem:
    token = next(tokens(node, "NUMBER"))
    count = values.number(str(token))
    least, style = (1, "significant") if node.data == "significant" else (0, "decimals")
    if not isinstance(count, int) or not least <= count <= 30:
        return Problem(f"expected a whole number of digits from {least} to 30", place(token, source))
    return Form("significant" if style == "significant" else "decimals", count)


def _about(node: Node, source: Source) -> Form | Problem:
    tolerance = Fraction(values.signed(next(subtrees(node))))
    if not 0 < tolerance < 1:
        return Problem("expected a tolerance such as 1 %", place(node, source))
    return Form("about", tolerance=tolerance)


_Read = Callable[[Tree[Token], Source], object]
_CLAUSES: dict[str, tuple[str, _Read]] = {
    "at": ("at", _at),
    "such_that": ("such_that", condition),
    "source": ("source", _name),
    "towards": ("towards", _towards),
    "unit": ("unit", _unit),
    "where": ("where", _bindings),
    "as_equation": ("as_equation", _flag),
    "exactly": ("form", _exactly),
    "decimals": ("form", _digits),
    "significant": ("form", _digits),
    "about": ("form", _about),
}


def first_word(piece: Piece) -> Span:
    """Where the first word of a line stands."""
    return Span(piece.source, piece.start, piece.start + max(1, len(piece.word)))
