"""Whether a relation between two numbers or arrays holds, and which options it holds for."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.choosing import Letters
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import as_array, common_shape, shape_of
from examsolver.maths.numerals import decimal_places

CLOSE = 1e-9
"""How far apart two rounded numbers may be that are the same."""


def equal(a: Value, b: Value) -> bool:
    """Whether two values are the same: exactly where both are exact, else within rounding.

    A rounded value is the same as an exact decimal that it has in all digits shown (0.7311 as 0.73).
    Texts are the same letter by letter; values of other shapes or kinds never are.
    """
    if _is_word(a) or _is_word(b):
        return bool(type(a) is type(b) and a == b)
    if shape_of(a) != shape_of(b):
        return False
    pairs = zip(as_array(a).flat, as_array(b).flat, strict=True)
    return all(_same(one, other) for one, other in pairs)


def _is_word(value: Value) -> bool:
    return isinstance(value, (str, tuple, bool))


def _same(a: Any, b: Any) -> bool:
    rounded = isinstance(a, float), isinstance(b, float)
    if not any(rounded):
        return bool(a == b)
    allowed = CLOSE * max(1.0, abs(float(a)), abs(float(b)))
    exact = None if all(rounded) else Fraction(b if rounded[0] else a)
    places = decimal_places(exact) if exact is not None else None
    if places:
        allowed = max(allowed, 0.5 * 10.0**-places * (1 + CLOSE))
    return bool(abs(float(a) - float(b)) <= allowed)


def unequal(a: Value, b: Value) -> bool:
    """Whether two values differ; see :func:`equal`."""
    return not equal(a, b)


def ordered(a: Value, b: Value, by: Callable[[Any, Any], Any]) -> bool:
    """Whether an order holds for every pair of entries. Raises LawError for texts, and for shapes that do not fit."""
    if _is_word(a) or _is_word(b):
        raise LawError("only numbers are smaller or larger than one another", "compare texts with = or !=")
    common_shape(shape_of(a), shape_of(b))
    return bool(np.all(by(as_array(a), as_array(b))))


def ordered_by_loop(a: Value, b: Value, by: Callable[[Any, Any], Any]) -> bool:
    """The same, entry by entry on floats."""
    one, other = np.broadcast_arrays(as_array(a).astype(float), as_array(b).astype(float))
    return all(bool(by(left, right)) for left, right in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True))


def equal_by_loop(a: Value, b: Value) -> bool:
    """The same entry by entry: a float is rounded to the digits that an exact decimal shows."""
    if _is_word(a) or _is_word(b):
        return repr(a) == repr(b)
    if np.shape(a) != np.shape(b):
        return False
    return all(map(_alike, np.ravel(as_array(a)).tolist(), np.ravel(as_array(b)).tolist()))


def _alike(a: Any, b: Any) -> bool:
    if not isinstance(a, float) and not isinstance(b, float):
        return bool(a - b == 0)
    exact, real = (a, b) if isinstance(b, float) else (b, a)
    near = abs(float(a) - float(b)) <= CLOSE * max(1.0, abs(float(a)), abs(float(b)))
    if near or isinstance(exact, float):
        return near
    places = next((count for count in range(1, 13) if (exact * 10**count) % 1 == 0), 0)
    return exact % 1 != 0 and bool(places) and abs(round(real, places) - float(exact)) < 10.0 ** -(places + 2)


def unequal_by_loop(a: Value, b: Value) -> bool:
    """The same on floats."""
    return not equal_by_loop(a, b)


def chosen(*holds: Value, letters: str = "") -> Letters:
    """The letters of those that hold."""
    return Letters(letter for letter, one in zip(letters.split(), holds, strict=True) if one)


def chosen_notation(*options: Formula, letters: str = "") -> Formula:
    """``right(option A, option B)``."""
    return apply("right", *options)


def chosen_by_loop(*holds: Value, letters: str = "") -> tuple[str, ...]:
    """The same, one after the other."""
    found: list[str] = []
    for place, letter in enumerate(letters.split()):
        if bool(holds[place]):
            found.append(letter)
    return tuple(found)


def _example(word: str, sign: str) -> str:
    return f"question {word}: compute\n  a = 2\n  b = 2*a\n  holds = b {sign} a + 1\n  find holds"


def _relation(sign: str, word: str, summary: str, law: Callable[..., bool], oracle: Callable[..., bool]) -> Rule:
    example = _example(word, "==" if sign == "=" else sign)
    return Rule(sign, summary, law, ("a", "b"), because="put in and compare", oracle=oracle, example=example)


ORDERS: tuple[tuple[str, str, str, Callable[[Any, Any], Any]], ...] = (
    ("<", "smaller", "whether one is smaller than the other", operator.lt),
    ("<=", "at-most", "whether one is at most the other", operator.le),
    (">", "larger", "whether one is larger than the other", operator.gt),
    (">=", "at-least", "whether one is at least the other", operator.ge),
)
CHOICE = """question largest: compute
  y = x^2
  choose such that y > 5
    A  x = 2
    B  x = -3"""

RULES = (
    _relation("=", "same", "whether two values are the same", equal, equal_by_loop),
    _relation("!=", "different", "whether two values differ", unequal, unequal_by_loop),
    *(
        _relation(sign, word, said, partial(ordered, by=by), partial(ordered_by_loop, by=by))
        for sign, word, said, by in ORDERS
    ),
    Rule(
        "chosen",
        "the options for which what was asked holds (of a choose line)",
        chosen,
        ("option...",),
        because="right are the options for which it holds",
        options=(Option("letters", "the letters of the options, in order", "word"),),
        notation=chosen_notation,
        oracle=chosen_by_loop,
        example=CHOICE,
    ),
)
