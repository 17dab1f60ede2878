"""The structure of a formula as one text in which order, spelling and the names of bound indices are lost.

Equal texts are equal formulas; different texts say nothing yet. It is the first rung and the cheapest.
"""

from __future__ import annotations

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.maths.chains import factors, terms
from examsolver.maths.evaluate import symbol_key


def canonical_text(formula: Formula, commute: bool = True) -> str:
    """The structure as text; ``commute``: whether the order of factors matters not."""
    match formula:
        case Num(value):
            return value.hex() if isinstance(value, float) else f"{value.numerator:x}/{value.denominator:x}"
        case Sym():
            return symbol_key(formula)
        case Text(text):
            return repr(text)
        case Listing(items):
            return "[" + ",".join(canonical_text(item, commute) for item in items) + "]"
        case Apply("+" | "-" | "neg"):
            return _sum(formula, commute)
        case Apply("*" | "@" as op) if commute or op == "*":
            sign = "*" if commute else "."
            texts = [canonical_text(factor, commute) for factor in _all_factors(formula, commute)]
            return "(" + sign.join(sorted(texts)) + ")"
        case Apply("max" | "min" | "set" as op, args):
            return op + "(" + ",".join(sorted(canonical_text(arg, commute) for arg in args)) + ")"
        case Apply(op, args):
            return op + "(" + ",".join(canonical_text(arg, commute) for arg in args) + ")"


def _sum(formula: Formula, commute: bool) -> str:
    found = [("-" if negative else "+") + canonical_text(term, commute) for negative, term in terms(formula)]
    return "(" + "".join(sorted(found)) + ")"


def _all_factors(formula: Apply, commute: bool) -> list[Formula]:
    """Factors of products written with either sign, where both commute."""
    found: list[Formula] = []
    for factor in factors(formula):
        if commute and isinstance(factor, Apply) and factor.op in ("*", "@") and factor.op != formula.op:
            found.extend(_all_factors(factor, commute))
        else:
            found.append(factor)
    return found
