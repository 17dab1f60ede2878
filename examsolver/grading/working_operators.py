"""Operators of a question in a student's line: what they are given, and which steps have the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Step
from examsolver.core.formula import Apply
from examsolver.maths.plain import plain

SMALL = 1_000
"""Numbers, and lengths of lists, that laws are asked about."""


def said_with(formula: Apply) -> str:
    """An operator with its options, by which a step that has the same is found."""
    return f"{formula.op}§{''.join(plain(Apply('', (), formula.options)).split())}"


def says(step: Step, said: str) -> bool:
    """Whether a step has the options that are said, if any are."""
    return isinstance(step.formula, Apply) and ("§" not in said or said_with(step.formula) == said)


def argument(value: Any) -> Any:
    """A value as laws take it: lists of numbers as arrays, lists of texts as they are."""
    if not isinstance(value, tuple):
        return value
    items = tuple(map(argument, value))
    return items if not isinstance(value, Listed) or _holds_text(items) else array(items)


def is_small(value: Any) -> bool:
    """Whether a law can be asked about what a student wrote without counting to a million."""
    match value:
        case tuple():
            return len(value) <= SMALL and all(map(is_small, value))
        case int() | float() | Fraction():
            return bool(-SMALL <= value <= SMALL)
        case _:
            return int(getattr(value, "size", 1)) <= SMALL


def _holds_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, tuple) and any(map(_holds_text, value)))


def same_arguments(ones: list[Any], others: list[Any]) -> bool:
    """Whether two calls were given the same."""
    return len(ones) == len(others) > 0 and all(_same_argument(*pair) for pair in zip(ones, others, strict=True))


def _same_argument(one: Any, other: Any) -> bool:
    if hasattr(one, "dtype") or hasattr(other, "dtype"):
        return getattr(one, "shape", ()) == getattr(other, "shape", ()) and bool((one == other).all())
    return bool(_spaced(one) == _spaced(other))


def _spaced(value: Any) -> Any:
    """Texts with one blank between words, as far as they are looked at."""
    if isinstance(value, tuple):
        return tuple(map(_spaced, value))
    return " ".join(value.split()) if isinstance(value, str) else value


def array(value: Any) -> Any:
    """Listed numbers as an array; arrays listed side by side, end to end."""
    if not isinstance(value, tuple):
        return value
    from examsolver.maths.arrays import array_of

    return array_of(_nested(value))


def _nested(value: Any) -> Any:
    if isinstance(value, tuple):
        flat: list[Any] = []
        for item in value:
            if getattr(item, "ndim", 0) == 1 and not all(isinstance(other, tuple) for other in value):
                flat.extend(item.tolist())
            else:
                flat.append(_nested(item))
        return tuple(flat)
    return value


class Listed(tuple[Any, ...]):
    """What is listed in brackets, before it is known whether as rows or end to end."""

    __slots__ = ()
