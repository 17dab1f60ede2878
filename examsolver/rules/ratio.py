"""A share: a quotient of counts, where nothing out of nothing is a matter of convention."""

from __future__ import annotations

from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula
from examsolver.core.rule import Rule
from examsolver.maths.arrays import entrywise, shape_of
from examsolver.rules.arithmetic import (
    denominator_slope,
    denominator_symbol,
    over_denominator,
    over_denominator_symbol,
    quotient,
)
from examsolver.rules.naming import aligned, entry
from examsolver.rules.pointwise import loop, pointwise_gradient

EMPTY_RATIO = Convention(
    "empty ratio",
    (
        Variant("undefined", "a share of nothing (0/0) has no value"),
        Variant("zero", "a share of nothing (0/0) counts as 0"),
        Variant("one", "a share of nothing (0/0) counts as 1"),
    ),
)


def share(a: Any, b: Any, empty_ratio: str = "undefined") -> Any:
    """a/b of two numbers. Raises LawError for 0/0 and for a denominator of zero."""
    if b:
        return quotient(a, b)
    if a or empty_ratio == "undefined":
        hint = "write convention empty ratio zero, or one" if not a else None
        raise LawError("division by zero: there is nothing to take a share of", hint)
    return {"zero": 0, "one": 1}[empty_ratio]


def ratio(a: Value, b: Value, empty_ratio: str = "undefined") -> Value:
    """a/b, entry by entry."""
    return entrywise(partial(share, empty_ratio=empty_ratio), a, b)


def written(a: Formula, b: Formula, **options: object) -> Formula:
    """As a quotient."""
    return a / b


def ratio_cells(
    index: Index, names: tuple[Formula, ...], *values: Value, empty_ratio: str = "undefined"
) -> tuple[Formula, ...]:
    """One quotient; the number itself where the convention has decided it."""
    a, b = (entry(name, aligned(index, shape_of(value))) for name, value in zip(names, values, strict=True))
    return (a / b,)


def _over(a: Value, b: Value, out: Value, empty_ratio: str = "undefined") -> Value:
    return over_denominator(a, b, out)


def _under(a: Value, b: Value, out: Value, empty_ratio: str = "undefined") -> Value:
    return denominator_slope(a, b, out)


def by_cases(a: Value, b: Value, empty_ratio: str = "undefined") -> Value:
    """Oracle: entry by entry."""
    return loop(partial(share, empty_ratio=empty_ratio), a, b)


RULES = (
    Rule(
        name="ratio",
        summary="a/b as a share of counts; 0/0 by convention",
        law=ratio,
        inputs=("a", "b"),
        because="a share: part over whole",
        notation=written,
        cells=ratio_cells,
        gradients=(
            pointwise_gradient(0, _over, over_denominator_symbol, "the derivative by the part is one over the whole"),
            pointwise_gradient(1, _under, denominator_symbol, "the derivative of 1/b is −1/b²"),
        ),
        oracle=by_cases,
        conventions=(EMPTY_RATIO,),
        example="question q: compute\n  hits = 3\n  found = 4\n  p = ratio(hits, found)\n  find p exactly",
        also=("share",),
    ),
)
