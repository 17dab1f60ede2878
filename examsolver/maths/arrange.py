"""From a formula to how it looks: brackets, signs, products and names are decided here, once for all printers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from examsolver.core.formula import Apply, Formula, Listing, Num, Numbers, Operators, Sym, apply, lift
from examsolver.core.formula import Text as Quoted
from examsolver.maths.binding import (
    LINE,
    PLAIN,
    STACKED,
    Style,
    is_long,
    is_named,
    is_rounded,
    is_sum,
    level_of,
    touches,
)
from examsolver.maths.chains import factors, is_ratio, terms, without_sign
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Root, Row, Script, Stack, Text
from examsolver.maths.leaves import commas, decimal, indices, joined, number, option_text, quotation, symbol
from examsolver.maths.notation import ATOM, FENCES, FRACTION, FUNCTION_LETTERS, INFIX, POWER, PRODUCT, RELATION, SUM

__all__ = ["LINE", "PLAIN", "STACKED", "Style", "arrange"]

DEEPEST = 60
"""Levels of nesting that are printed; what lies deeper is an ellipsis."""


def arrange(formula: Formula, style: Style) -> Layout:
    """The layout of a formula; never deeper than the printers can walk."""
    return _layout(formula, style, 0, lead=True)


def _layout(formula: Formula, style: Style, depth: int, lead: bool = True) -> Layout:
    """One formula. ``lead``: nothing stands before it, so that a sign needs no brackets."""
    if depth > DEEPEST:
        return Text("…", "word")
    match formula:
        case Num(value):
            return number(value, style)
        case Sym():
            return symbol(formula.name, tuple(_layout(part, style, depth + 1) for part in formula.index), style)
        case Listing(items):
            return _listing(items, style, depth)
        case Quoted(text):
            return quotation(text, style)
        case Apply():
            return _applied(formula, style, depth, lead)


def _at_least(formula: Formula, level: int, style: Style, depth: int, lead: bool = False) -> Layout:
    """The formula, in brackets where it binds less than it must here."""
    if level_of(formula, style) >= level:
        return _layout(formula, style, depth + 1, lead)
    return Fence("(", _layout(formula, style, depth + 1), ")")


def _listing(items: tuple[Formula, ...], style: Style, depth: int) -> Layout:
    rows = [item.items for item in items if isinstance(item, Listing)]
    flat = all(not isinstance(entry, Listing) for row in rows for entry in row)
    if rows and flat and len(rows) == len(items) and len({len(row) for row in rows}) == 1 and rows[0]:
        return Grid(tuple(tuple(_layout(entry, style, depth + 2) for entry in row) for row in rows))
    return Fence("[", commas(tuple(_layout(item, style, depth + 1) for item in items)), "]")


# Operators


def _applied(formula: Apply, style: Style, depth: int, lead: bool) -> Layout:
    match formula:
        case Apply("+" | "-" | "neg", args) if args:
            return _sum(formula, style, depth, lead)
        case Apply("/", (over, under)):
            return _quotient(over, under, style, depth, lead)
        case Apply("^", (base, above)):
            return _power(base, _layout(above, style, depth + 1), style, depth)
        case Apply("derivative", (of, by)):
            return _derivative(of, by, style, depth)
        case Apply(op, args) if op in INFIX and len(args) > 1 and (INFIX[op].plain or not style.plain):
            written = _relation if INFIX[op].level == RELATION else _product
            return written(formula, style, depth, lead)
        case _:
            return _function(formula, style, depth)


def _sum(formula: Apply, style: Style, depth: int, lead: bool) -> Layout:
    """Terms with their signs: ``a − b + c``, ``a − (b − c)``, ``1 + 2 − 10``, ``x − (−3)``."""
    parts: list[Layout] = []
    for place, (negative, term) in enumerate(terms(formula)):
        first = place == 0
        bare = without_sign(term)
        if bare is not None and not first and not negative:
            negative, term = True, bare
        if negative or not first:
            parts.append(Mark("−" if negative else "+", "prefix" if first else "binary"))
        single = first and not negative
        parts.append(_at_least(term, SUM if single else PRODUCT, style, depth, lead=lead and single))
    return Row(tuple(parts))


def _quotient(over: Formula, under: Formula, style: Style, depth: int, lead: bool) -> Layout:
    if style.stacked:
        return Stack(_layout(over, style, depth + 1), _layout(under, style, depth + 1))
    kept = isinstance(over, Apply) and over.op in ("*", "/")
    level = SUM if lead and isinstance(over, Num) else PRODUCT if kept else FRACTION
    top = _at_least(over, level, style, depth, lead)
    return Row((top, Mark("/", "tight"), _at_least(under, POWER, style, depth)))


def _product(formula: Apply, style: Style, depth: int, lead: bool) -> Layout:
    row = factors(formula) if INFIX[formula.op].joins else list(formula.args)
    spread = any(is_long(part) for part in row)
    parts = [_factor(row[0], formula.op, style, depth, lead)]
    for left, right in pairwise(row):
        parts.append(_between(formula.op, left, right, style, spread))
        parts.append(_factor(right, formula.op, style, depth, False))
    return Row(tuple(parts))


def _factor(factor: Formula, op: str, style: Style, depth: int, lead: bool) -> Layout:
    """A factor; a sign in front needs no brackets where nothing stands before it."""
    if lead and (isinstance(factor, Num) or without_sign(factor) is not None):
        return _layout(factor, style, depth + 1)
    bare = (
        op == "*" and isinstance(factor, Apply) and not style.plain and (factor.op in ("@", "star") or is_ratio(factor))
    )
    return _at_least(factor, PRODUCT if bare else FRACTION, style, depth, lead)


def _between(op: str, left: Formula, right: Formula, style: Style, spread: bool) -> Mark:
    """The sign between two factors, or none where they simply stand side by side."""
    if op == "@" and is_named(left) and not (style.plain and is_sum(right)):
        return Mark("", "beside")
    if style.plain:
        return Mark(INFIX[op].plain, "binary")
    if op == "*" and touches(left, right, style):
        return Mark("", "hidden")
    if op == "*" and not spread and not style.stacked:
        return Mark("·", "tight")
    return Mark(INFIX[op].sign, "binary")


def _relation(formula: Apply, style: Style, depth: int, lead: bool) -> Layout:
    infix = INFIX[formula.op]
    parts = [_at_least(formula.args[0], SUM, style, depth, lead)]
    for arg in formula.args[1:]:
        rounded = formula.op == "=" and (is_rounded(arg) or is_rounded(formula.args[0]))
        sign = infix.plain if style.plain else "≈" if rounded else infix.sign
        parts.append(Mark(sign, "tight" if formula.op == ".." else "relation"))
        parts.append(_at_least(arg, SUM, style, depth, True))
    return Row(tuple(parts))


def _power(base: Formula, above: Layout, style: Style, depth: int) -> Layout:
    body = _at_least(base, ATOM, style, depth)
    if isinstance(body, Script) and body.above is None:
        return Script(body.body, body.below, above)
    return Script(body, above=above)


def _derivative(of: Formula, by: Formula, style: Style, depth: int) -> Layout:
    over, under = (_differentiated(part, style, depth) for part in (of, by))
    if style.stacked:
        partial = Text("∂", "letter")
        return Stack(Row((partial, over)), Row((partial, under)))
    d = Text("d", "letter")
    return Row((d, over, Mark("/", "tight"), d, under))


def _differentiated(part: Formula, style: Style, depth: int) -> Layout:
    """What stands behind a d: a name as it is typed, ``dL/da.scores``."""
    match part:
        case Sym(name, index):
            return symbol(name, tuple(_layout(place, style, depth + 1) for place in index), style, typed=True)
        case _:
            return _at_least(part, ATOM, style, depth)


# Functions


def _function(formula: Apply, style: Style, depth: int) -> Layout:
    op, args = formula.op, formula.args
    match formula:
        case Apply("decimal", (Num(value),)):
            return decimal(value, dict(formula.options).get("places"), style)
        case Apply("at", (what, condition)):
            shown = (_layout(part, style, depth + 1) for part in (what, condition))
            return joined(tuple(shown), Mark("at", "binary"))
        case Apply("option", (Sym(letter), *claims)) if claims:
            return _offered(letter, claims, style, depth)
        case Apply("transpose", (body,)):
            return _power(body, Text("T", "function"), style, depth)
        case Apply("prime", (body,)):
            return Row((_at_least(body, ATOM, style, depth), Text("'" if style.plain else "′", "letter")))
        case Apply("index", (body, *places)) if places:
            return _indexed(_at_least(body, ATOM, style, depth), places, style, depth)
    inner = tuple(_layout(arg, style, depth + 1) for arg in args)
    own = _own_notation(op, inner[0], style) if len(args) == 1 and not style.plain else None
    if own is not None:
        return own
    to_a_base = op == "log" and (len(args) > 1 or bool(formula.options))
    named = op if style.plain or to_a_base else FUNCTION_LETTERS.get(op, op)
    options = tuple(_option(name, value, style, depth) for name, value in formula.options)
    return Row((Text(named, "letter" if len(named) == 1 else "function"), Fence("(", commas((*inner, *options)), ")")))


def _offered(letter: str, claims: list[Formula], style: Style, depth: int) -> Layout:
    """``A:  Z = …, W = …``: an option to choose."""
    written = commas(tuple(_layout(claim, style, depth + 1) for claim in claims))
    gap = "\u00a0" if style.stacked else ""
    return Row((Text(f"{letter}:{gap}", "word"), Mark("", "beside"), written))


def _option(name: str, value: object, style: Style, depth: int) -> Layout:
    """``stride=2``, ``each row``, ``reference="the cat"``, ``mask=[1, 0]``."""
    word = value.name if isinstance(value, Sym) and not value.index else value
    if name == "axis" and isinstance(word, str):
        return Text(f"each {word}", "word")
    listed = _listed(value)
    if listed is not None:
        return Row((Text(f"{name}=", "word"), _layout(listed, style, depth + 1)))
    return Text(f"{name}={option_text(word)}", "word")


def _listed(value: object) -> Formula | None:
    """An option that is a formula, a fraction or numbers in a list; None for other numbers, a size or a word."""
    if isinstance(value, Fraction):
        return apply("decimal", value)
    if isinstance(value, tuple) and (isinstance(value, Numbers) or not all(isinstance(part, int) for part in value)):
        return Listing(tuple(lift(part) if (inner := _listed(part)) is None else inner for part in value))
    return lift(value) if isinstance(value, Operators) and not (isinstance(value, Sym) and not value.index) else None


def _own_notation(op: str, inner: Layout, style: Style) -> Layout | None:
    """Functions of one argument that mathematics writes without their name."""
    if op in FENCES:
        opening, closing = FENCES[op]
        return Fence(opening, inner, closing)
    if op == "sqrt":
        return Root(inner)
    if op == "exp" and style.stacked:
        return Script(Text("e", "function"), above=inner)
    return None


def _indexed(body: Layout, places: list[Formula], style: Style, depth: int) -> Layout:
    index = tuple(_layout(place, style, depth + 1) for place in places)
    return Script(body, below=commas(index) if style.plain else indices(index))
