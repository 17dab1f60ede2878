"""Which products are entry by entry: between arrays ``*`` is written ⊙, as people write gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.maths.tree import rebuild, step_name

_TO_NUMBER = frozenset({"sum", "mean", "gap", "max", "min", "mse", "cross_entropy", "index", "norm", "decimal"})

IsArray = Callable[[Formula], bool]


def with_hadamard(formula: Formula, is_array: IsArray) -> Formula:
    """The formula with ``*`` between arrays written as entry-by-entry product."""
    return rebuild(formula, lambda part: _changed(part, is_array))


def arrays_in(values: Mapping[str, Value]) -> IsArray:
    """Whether a formula is an array, by the values of its names."""

    def known(name: Formula) -> bool:
        value = values.get(step_name(name) or "")
        return bool(getattr(value, "shape", ()))

    return lambda formula: _is_array(formula, known)


def all_arrays(formula: Formula) -> bool:
    """Whether a formula is an array where every name is one, as in the equations of a cell."""
    return _is_array(formula, lambda _: True)


def _changed(part: Formula, is_array: IsArray) -> Formula:
    if isinstance(part, Apply) and part.op == "*" and len(part.args) == 2 and all(map(is_array, part.args)):
        return replace(part, op="hadamard")
    return part


def _is_array(formula: Formula, known: IsArray) -> bool:
    match formula:
        case Num() | Text():
            return False
        case Listing():
            return True
        case Sym() | Apply("derivative"):
            return known(formula)
        case Apply(op, args):
            return op not in _TO_NUMBER and any(_is_array(arg, known) for arg in args)
