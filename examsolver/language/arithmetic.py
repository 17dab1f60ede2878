"""Values of formulas over numbers and words: what ``let`` and ``where`` compute with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Apply, Formula, Listing, Sym
from examsolver.language.values import whole
from examsolver.maths.rational import rational

_RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def value_of(formula: Formula, values: Mapping[str, Value]) -> Value:
    """The value of a formula: a number, a nested tuple, or a word that stands for itself.

    Raises:
        LawError: an operation that has no exact value here.
        ZeroDivisionError: a denominator is zero.
    """
    match formula:
        case Sym(name, ()) if name in values:
            return values[name]
        case Sym(name, ()):
            return name
        case Listing(items):
            return tuple(value_of(item, values) for item in items)
        case _:
            return whole(number_of(formula, values))


def number_of(formula: Formula, values: Mapping[str, Value]) -> Fraction:
    """The value of a formula that has to be a number. Raises as :func:`value_of`."""
    return rational(formula, values, _not_drawn)


def _not_drawn(name: str, values: Mapping[str, Value]) -> LawError:
    known = ", ".join(sorted(name for name, value in values.items() if isinstance(value, (int, Fraction))))
    return LawError(f"{name!r} is no number drawn above", f"drawn above: {known}" if known else None)


def holds(condition: Formula, values: Mapping[str, Value]) -> bool:
    """Whether a condition is met. Raises as :func:`value_of`."""
    match condition:
        case Apply("and", args):
            return all(holds(arg, values) for arg in args)
        case Apply("or", args):
            return any(holds(arg, values) for arg in args)
        case Apply("not", (inner,)):
            return not holds(inner, values)
        case Apply(("=" | "!=") as op, (left, right)):
            same = bool(value_of(left, values) == value_of(right, values))
            return same is (op == "=")
        case Apply(op, (left, right)) if op in _RELATIONS:
            return _RELATIONS[op](number_of(left, values), number_of(right, values))
        case _:
            raise LawError("this is no condition")
