"""From a formula to how it looks: brackets, signs, products and names are decided here, once for all printers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Literal

from examsolver.core.formula import Apply, Formula, Listing, Num, Number, Sym
from examsolver.maths.binding import (
    LINE,
    PLAIN,
    STACKED,
    Style,
    is_fraction,
    is_named,
    is_rounded,
    is_sum,
    level_of,
    touches,
)
from examsolver.maths.layout import Fence, Grid, Layout, Mark, Root, Row, Script, Stack, Text
from examsolver.maths.letters import split_name
from examsolver.maths.naming import words
from examsolver.maths.notation import ATOM, FENCES, FRACTION, FUNCTION_LETTERS, INFIX, POWER, PRODUCT, RELATION, SUM
from examsolver.maths.numerals import decimal_places, float_text, integer_text, number_text, rounded

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
            return _number(value, style)
        case Sym():
            return _symbol(formula, style, depth)
        case Listing(items):
            return _listing(items, style, depth)
        case Apply():
            return _applied(formula, style, depth, lead)


def _at_least(formula: Formula, level: int, style: Style, depth: int, lead: bool = False) -> Layout:
    """The formula, in brackets where it binds less than it must here."""
    if level_of(formula, style) >= level:
        return _layout(formula, style, depth + 1, lead)
    return Fence("(", _layout(formula, style, depth + 1), ")")


# Numbers and names


def _number(value: Number, style: Style) -> Layout:
    if value < 0:
        return Row((Mark("−", "prefix"), _number(-value, style)))
    if is_fraction(Num(value)) and isinstance(value, Fraction):
        over, under = (Text(integer_text(part), "number") for part in (value.numerator, value.denominator))
        return Stack(over, under) if style.stacked else Row((over, Mark("/", "tight"), under))
    return _digits(number_text(value), style)


def _digits(text: str, style: Style) -> Layout:
    """Digits; those of a very small or large number with a power of ten."""
    lead, _, power = text.partition("e")
    if style.plain or not power:
        return Text(text, "number")
    sign, digits = ("−", power[1:]) if power.startswith("-") else ("", power)
    above = Row((Mark(sign, "prefix"), Text(digits, "number"))) if sign else Text(digits, "number")
    return Row((Text(lead, "number"), Mark("·", "tight"), Script(Text("10", "number"), above=above)))


def _decimal(value: Number, places: object, style: Style) -> Layout:
    """A number written with decimals where they end (exact), or with as many as were asked for (rounded)."""
    if value < 0:
        return Row((Mark("−", "prefix"), _decimal(-value, places, style)))
    if isinstance(value, float):
        return _digits(rounded(value, places) if isinstance(places, int) else float_text(value), style)
    if isinstance(value, Fraction) and decimal_places(value) is None:
        return _number(value, style)
    return Text(number_text(value), "number")


def _symbol(symbol: Sym, style: Style, depth: int) -> Layout:
    index = tuple(_layout(part, style, depth + 1) for part in symbol.index)
    if style.plain:
        whole = Text(symbol.name, "word")
        return Script(whole, below=_commas(index)) if index else whole
    letters, kind, below, primes = split_name(words(symbol.name))
    body = Text(letters + "′" * primes, kind)
    under = (Text(below, _kind(below)),) if below else ()
    if index:
        under = (*under, _indices(index))
    return Script(body, below=_joined(under, Mark(",", "tight"))) if under else body


def _kind(text: str) -> Literal["number", "letter", "word"]:
    return "number" if text.isdigit() else "letter" if len(text) == 1 else "word"


def _indices(parts: tuple[Layout, ...]) -> Layout:
    """Positions of one digit touch (X₂₁); others are kept apart by commas."""
    short = all(isinstance(part, Text) and len(part.text) == 1 for part in parts)
    return Row(parts) if short else _joined(parts, Mark(",", "tight"))


def _listing(items: tuple[Formula, ...], style: Style, depth: int) -> Layout:
    rows = [item.items for item in items if isinstance(item, Listing)]
    flat = all(not isinstance(entry, Listing) for row in rows for entry in row)
    if rows and flat and len(rows) == len(items) and len({len(row) for row in rows}) == 1 and rows[0]:
        return Grid(tuple(tuple(_layout(entry, style, depth + 2) for entry in row) for row in rows))
    return Fence("[", _commas(tuple(_layout(item, style, depth + 1) for item in items)), "]")


def _joined(parts: tuple[Layout, ...], mark: Mark) -> Layout:
    if len(parts) == 1:
        return parts[0]
    out: list[Layout] = []
    for place, part in enumerate(parts):
        out.extend((mark, part) if place else (part,))
    return Row(tuple(out))


def _commas(parts: tuple[Layout, ...]) -> Layout:
    return _joined(parts, Mark(",", "comma"))


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
    for place, (negative, term) in enumerate(_terms(formula)):
        first = place == 0
        bare = _without_sign(term)
        if bare is not None and not first and not negative:
            negative, term = True, bare
        if negative or not first:
            parts.append(Mark("−" if negative else "+", "prefix" if first else "binary"))
        single = first and not negative
        parts.append(_at_least(term, SUM if single else PRODUCT, style, depth, lead=lead and single))
    return Row(tuple(parts))


def _without_sign(term: Formula) -> Formula | None:
    """The positive number of a negative one; None for everything else."""
    match term:
        case Num(value) if value < 0:
            return Num(-value)
        case Apply("decimal", (Num(value),), options) if value < 0:
            return Apply("decimal", (Num(-value),), options)
        case _:
            return None


def _terms(formula: Formula) -> list[tuple[bool, Formula]]:
    """The terms of a sum, left to right, with whether each is taken away; without recursion."""
    terms: list[tuple[bool, Formula]] = []
    todo: list[tuple[bool, Formula]] = [(False, formula)]
    while todo:
        negative, here = todo.pop()
        match here:
            case Apply("+", args) if not negative and args:
                todo.extend((False, arg) for arg in reversed(args))
            case Apply("-", (left, right)) if not negative:
                todo.extend(((True, right), (False, left)))
            case Apply("neg", (inner,)) if not negative:
                todo.append((True, inner))
            case _:
                terms.append((negative, here))
    return terms


def _quotient(over: Formula, under: Formula, style: Style, depth: int, lead: bool) -> Layout:
    if style.stacked:
        return Stack(_layout(over, style, depth + 1), _layout(under, style, depth + 1))
    kept = isinstance(over, Apply) and over.op in ("*", "/")
    level = SUM if lead and isinstance(over, Num) else PRODUCT if kept else FRACTION
    top = _at_least(over, level, style, depth, lead)
    return Row((top, Mark("/", "tight"), _at_least(under, POWER, style, depth)))


def _product(formula: Apply, style: Style, depth: int, lead: bool) -> Layout:
    factors = _factors(formula) if INFIX[formula.op].joins else list(formula.args)
    spread = any(isinstance(part, Apply) and part.op == "derivative" for part in factors)
    parts = [_factor(factors[0], formula.op, style, depth, lead)]
    for left, right in pairwise(factors):
        parts.append(_between(formula.op, left, right, style, spread))
        parts.append(_factor(right, formula.op, style, depth, False))
    return Row(tuple(parts))


def _factors(formula: Apply) -> list[Formula]:
    """The operands of one operator chained to itself, left to right; without recursion."""
    factors: list[Formula] = []
    todo: list[Formula] = [formula]
    while todo:
        here = todo.pop()
        if isinstance(here, Apply) and here.op == formula.op and len(here.args) > 1:
            todo.extend(reversed(here.args))
        else:
            factors.append(here)
    return factors


def _factor(factor: Formula, op: str, style: Style, depth: int, lead: bool) -> Layout:
    """A factor; a sign in front needs no brackets where nothing stands before it."""
    if lead and (isinstance(factor, Num) or _without_sign(factor) is not None):
        return _layout(factor, style, depth + 1)
    scaled = op == "*" and isinstance(factor, Apply) and factor.op in ("@", "star") and not style.plain
    return _at_least(factor, PRODUCT if scaled else FRACTION, style, depth, lead)


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
        sign = infix.plain if style.plain else "≈" if formula.op == "=" and is_rounded(arg) else infix.sign
        parts.append(Mark(sign, "tight" if formula.op == ".." else "relation"))
        parts.append(_at_least(arg, SUM, style, depth, True))
    return Row(tuple(parts))


def _power(base: Formula, above: Layout, style: Style, depth: int) -> Layout:
    body = _at_least(base, ATOM, style, depth)
    if isinstance(body, Script) and body.above is None:
        return Script(body.body, body.below, above)
    return Script(body, above=above)


def _derivative(of: Formula, by: Formula, style: Style, depth: int) -> Layout:
    over, under = (_at_least(part, ATOM, style, depth) for part in (of, by))
    if style.stacked:
        partial = Text("∂", "letter")
        return Stack(Row((partial, over)), Row((partial, under)))
    d = Text("d", "letter")
    return Row((d, over, Mark("/", "tight"), d, under))


# Functions


def _function(formula: Apply, style: Style, depth: int) -> Layout:
    op, args = formula.op, formula.args
    match formula:
        case Apply("decimal", (Num(value),)):
            return _decimal(value, dict(formula.options).get("places"), style)
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
    named = op if style.plain else FUNCTION_LETTERS.get(op, op)
    options = tuple(Text(f"{name}={_option(value)}", "word") for name, value in formula.options)
    return Row((Text(named, "letter" if len(named) == 1 else "function"), Fence("(", _commas((*inner, *options)), ")")))


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
    return Script(body, below=_commas(index) if style.plain else _indices(index))


def _option(value: object) -> str:
    """A named argument: stride=2, padding=1x1, axis=rows."""
    sized = isinstance(value, tuple) and value and all(isinstance(part, int) for part in value)
    return "x".join(map(str, value)) if sized and isinstance(value, tuple) else str(value)
