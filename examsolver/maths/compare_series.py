"""Sums and products with a bound index, written out for small bounds.

``series(body, k, low, high)`` says what it says for every bound, so that it is compared where the
bounds are small whole numbers: n is given two values, the sum becomes its terms, ``F_(n-k-1)``
becomes F with a number. Without bounds an index runs over the same few values everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.maths.evaluate import exact, symbol_key
from examsolver.maths.gate_names import ACCENTS
from examsolver.maths.tree import children, rebuild, substitute, symbols, walk

SERIES = frozenset(["series", "product"])
MOST = 1000
"""Terms of one sum that are written out."""

NODES = 4_000
NESTED = 3
ENDLESS = 60
_UNBOUND = (1, 4)
_INDICES = frozenset("ijklmnpqst")
_LETTERS = re.compile(r"[A-Za-z]+|\d+|[+-]|,")


class TooLong(LawError):
    """A sum that is not written out; raised inside this module's callers only."""


def has_series(formula: Formula) -> bool:
    """Whether a sum or product with an index stands in a formula."""
    return any(isinstance(part, Apply) and part.op in SERIES for part in walk(formula))


def bound_names(*formulas: Formula) -> tuple[str, ...]:
    """Names in the bounds of sums, which must be whole numbers."""
    found = [
        symbol_key(symbol)
        for formula in formulas
        for part in walk(formula)
        if isinstance(part, Apply) and part.op in SERIES
        for bound in part.args[2:]
        for symbol in symbols(bound)
    ]
    return tuple(dict.fromkeys(name for name in found if name not in ("pi", "e", "infinity")))


def bounds_shared(formula: Formula, other: Formula) -> Formula:
    """Sums that are written without bounds run over those of the other formula, where it has one kind of bounds."""
    series = [part for part in walk(other) if isinstance(part, Apply) and part.op in SERIES]
    told = {part.args[2:] for part in series if len(part.args) > 3}
    if len(told) != 1:
        return formula
    bounds = told.pop()
    return rebuild(formula, lambda part: _bounded(part, bounds))


def _bounded(part: Formula, bounds: tuple[Formula, ...]) -> Formula:
    if isinstance(part, Apply) and part.op in SERIES and len(part.args) == 2:
        return Apply(part.op, (*part.args, *bounds))
    return part


def bound_indices(formula: Formula) -> frozenset[str]:
    """Names that sums run over, and names that carry them: neither means anything outside."""
    found = {part.args[1].name for part in walk(formula)
             if isinstance(part, Apply) and part.op in SERIES and isinstance(part.args[1], Sym)}  # fmt: skip
    carried = {
        symbol_key(symbol)
        for symbol in symbols(formula)
        if any(with_index(symbol, name, 1) != symbol for name in found)
    }
    return frozenset(found | carried)


def written_out(formula: Formula, sizes: Mapping[str, int]) -> Formula:
    """The formula with every sum as its terms, where names in ``sizes`` have those values.

    Raises:
        LawError: bounds that are no whole numbers, or too many terms.
    """
    if _nested(formula) > NESTED:
        raise TooLong("sums of sums of sums")
    fixed = rebuild(formula, lambda part: _fixed(part, sizes))
    return _expanded(fixed, [NODES])


def _nested(formula: Formula) -> int:
    """How many sums stand inside one another, counted a little beyond what is allowed."""
    todo, most = [(formula, 0)], 0
    while todo and most <= NESTED:
        here, depth = todo.pop()
        depth += isinstance(here, Apply) and here.op in SERIES
        most = max(most, depth)
        todo.extend((child, depth) for child in children(here))
    return most


def cut_short(formula: Formula) -> Formula:
    """The formula with endless sums cut after some terms; as it is where that cannot be."""
    end = Num(ENDLESS)
    try:
        return written_out(rebuild(formula, lambda part: end if part == Sym("infinity") else part), {})
    except LawError:
        return formula


def _fixed(part: Formula, sizes: Mapping[str, int]) -> Formula:
    if not isinstance(part, Sym):
        return part
    if symbol_key(part) in sizes:
        return Num(sizes[symbol_key(part)])
    for name, value in sizes.items():
        part = with_index(part, name, value)
    return part


def _expanded(formula: Formula, budget: list[int]) -> Formula:
    budget[0] -= 1
    if budget[0] < 0:
        raise TooLong("a sum of too many terms")
    match formula:
        case Apply(op, (body, Sym(variable), *bounds)) if op in SERIES:
            low, high = _range(bounds)
            terms = [_expanded(_at(body, variable, place), budget) for place in range(low, high + 1)]
            return _joined(op, terms)
        case Apply(op, args, options):
            return Apply(op, tuple(_expanded(arg, budget) for arg in args), options)
        case _:
            return formula


def _range(bounds: list[Formula]) -> tuple[int, int]:
    if not bounds:
        return _UNBOUND
    if len(bounds) != 2:
        raise TooLong("a sum with one bound only")
    low, high = (Fraction(exact(bound)) for bound in bounds)
    if low.denominator != 1 or high.denominator != 1 or high - low > MOST:
        raise TooLong("a sum of too many terms")
    return int(low), int(high)


def _at(body: Formula, variable: str, place: int) -> Formula:
    body = substitute(body, {Sym(variable): Num(place)})
    return rebuild(body, lambda part: with_index(part, variable, place) if isinstance(part, Sym) else part)


def _joined(op: str, terms: list[Formula]) -> Formula:
    empty = Num(0) if op == "series" else Num(1)
    sign = "+" if op == "series" else "*"
    while len(terms) > 1:
        pairs = [terms[place : place + 2] for place in range(0, len(terms), 2)]
        terms = [Apply(sign, tuple(pair)) if len(pair) == 2 else pair[0] for pair in pairs]
    return terms[0] if terms else empty


def with_index(symbol: Sym, variable: str, value: int) -> Sym:
    """``y_i`` at i = 3 is y_3; ``F_(n-k-1)`` keeps what is not yet known."""
    index = tuple(_number(substitute(part, {Sym(variable): Num(value)})) for part in symbol.index)
    base, bar, script = symbol.name.rpartition("_")
    if not bar or variable not in script or script in ACCENTS:
        return Sym(symbol.name, index) if index != symbol.index else symbol
    pieces = [_in_piece(piece, variable, value) for piece in script.split(",")]
    return Sym(f"{base}_{','.join(pieces)}", index)


def _number(part: Formula) -> Formula:
    try:
        value = exact(part)
    except LawError:
        return part
    return Num(value)


def _in_piece(piece: str, variable: str, value: int) -> str:
    """One index: ``n-k-1``, ``ij`` (two indices side by side), ``k``."""
    tokens = _LETTERS.findall(piece)
    if "".join(tokens) != piece:
        return piece
    put = [str(value) if token == variable else token for token in tokens]
    if put == tokens and piece.isalpha() and len(piece) <= 3 and set(piece) <= _INDICES:
        return ",".join(str(value) if letter == variable else letter for letter in piece)
    return _summed(put)


def _summed(tokens: list[str]) -> str:
    """``4-1-1`` as 2; what still has letters stays, its numbers gathered."""
    if any(token.isalpha() for token in tokens) or not tokens:
        return "".join(tokens)
    total, sign = 0, 1
    for token in tokens:
        if token in "+-":
            sign = 1 if token == "+" else -1
        else:
            total, sign = total + sign * int(token[:9]), 1
    return str(total)
