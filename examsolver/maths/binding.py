"""How strongly what a formula shows binds: where brackets are needed, and where a product needs no sign."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.maths.letters import split_name
from examsolver.maths.naming import words
from examsolver.maths.notation import ATOM, FRACTION, INFIX, POWER, SUM
from examsolver.maths.numerals import decimal_places
from examsolver.maths.tree import walk


@dataclass(frozen=True, slots=True)
class Style:
    """``stacked``: fractions with a bar; ``plain``: ASCII text that can be typed."""

    stacked: bool = False
    plain: bool = False


STACKED, LINE, PLAIN = Style(stacked=True), Style(), Style(plain=True)

_LEVELS = {"+": SUM, "-": SUM, "neg": SUM, "^": POWER, "transpose": POWER, "derivative": FRACTION, "prime": POWER}


def level_of(formula: Formula, style: Style) -> int:
    """The level at which a formula binds, as it is shown in this style."""
    match formula:
        case Num(value):
            return SUM if value < 0 else FRACTION if is_fraction(formula) else ATOM
        case Apply("decimal", (Num(value),)):
            whole = not (isinstance(value, Fraction) and decimal_places(value) is None)
            return SUM if value < 0 else ATOM if whole else FRACTION
        case Apply(op, args) if op in INFIX and len(args) > 1:
            shown = bool(INFIX[op].plain) or not style.plain
            stacked = op == "/" and style.stacked
            return FRACTION if stacked else INFIX[op].level if shown else ATOM
        case Apply("exp", (_,)):
            return POWER if style.stacked else ATOM
        case Apply(op, args):
            return _LEVELS.get(op, ATOM) if args else ATOM
        case _:
            return ATOM


def is_fraction(formula: Formula) -> bool:
    """Whether a number shows as one integer over another."""
    return isinstance(formula, Num) and isinstance(formula.value, Fraction) and formula.value.denominator != 1


def is_rounded(formula: Formula) -> bool:
    """Whether a float stands in it, so that what it shows holds approximately."""
    return any(isinstance(part, Num) and isinstance(part.value, float) and part.value != 0 for part in walk(formula))


def is_letter(formula: Formula) -> bool:
    """Whether it shows as a single letter, with or without a subscript."""
    return isinstance(formula, Sym) and not formula.index and split_name(formula.name).kind == "letter"


def is_named(formula: Formula) -> bool:
    """Whether it is a name or the transpose of one: ``W x`` then needs no sign."""
    if isinstance(formula, Apply) and formula.op == "transpose" and formula.args:
        formula = formula.args[0]
    return isinstance(formula, Sym)


def is_long(formula: Formula) -> bool:
    """Whether it shows as several words or a gradient, so that signs beside it need blanks."""
    if isinstance(formula, Sym):
        return " " in words(formula.name)
    return isinstance(formula, Apply) and formula.op == "derivative"


def is_sum(formula: Formula) -> bool:
    """Whether it shows as a sum."""
    return isinstance(formula, Apply) and formula.op in ("+", "-", "neg")


def touches(left: Formula, right: Formula, style: Style) -> bool:
    """2x, 2(a + b), 2σ(x). Letters keep their dot: without it ``k·k·c`` reads as one word."""
    if not isinstance(left, Num):
        return False
    whole = left.value >= 0 and not isinstance(left.value, float) and not is_fraction(left)
    lettered = any(isinstance(part, Sym) for part in walk(right))
    return whole and lettered and not _starts_with_digit(right, style)


def _starts_with_digit(formula: Formula, style: Style) -> bool:
    """Whether it would show a digit, a bracketed list or a long name first."""
    while isinstance(formula, Apply) and level_of(formula, style) not in (SUM, ATOM) and formula.args:
        formula = formula.args[0]
    if isinstance(formula, Apply):
        return formula.op == "decimal"
    return not is_letter(formula)
