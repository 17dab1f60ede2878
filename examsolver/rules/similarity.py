"""Cosine similarity of vectors."""

from __future__ import annotations

import math
import operator
from typing import Any

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import combine, describe, shape_of
from examsolver.rules.arithmetic import divide, multiply
from examsolver.rules.magnitudes import norm, squares
from examsolver.rules.naming import entry, total
from examsolver.rules.powers import square_root
from examsolver.rules.reductions import sum_of
from examsolver.rules.rewriting import slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def checked(a: Value, b: Value) -> None:
    """Raises LawError unless both are vectors of one length and none of them all zero."""
    if len(shape_of(a)) != 1 or shape_of(a) != shape_of(b):
        said = f"{describe(shape_of(a))} and {describe(shape_of(b))}"
        raise LawError(f"the shapes do not fit: {said}", "cosine similarity takes two vectors of one length")
    if squares(a) == 0 or squares(b) == 0:
        raise LawError("the cosine with a vector of zeros", "a vector of zeros has no direction")


def dot_product(a: Value, b: Value) -> Value:
    """Σ a b."""
    return sum_of(multiply(a, b))


def cosine(a: Value, b: Value) -> Value:
    """a·b over both lengths. Raises LawError for vectors of other lengths, and for one of zeros."""
    checked(a, b)
    return divide(dot_product(a, b), lengths_multiplied(a, b))


def lengths_multiplied(a: Value, b: Value) -> Value:
    """‖a‖ ‖b‖, exact where the product is, as √3 · √3."""
    both = square_root(multiply(squares(a), squares(b)))
    return multiply(norm(a), norm(b)) if isinstance(both, float) else both


def cosine_gradient(upstream: Value, *values: Value, position: int) -> Value:
    """(the other's direction − cos · own direction) over the own length."""
    a, b = (values[0], values[1]) if position == 0 else (values[1], values[0])
    own, other = divide(a, norm(a)), divide(b, norm(b))
    slope = divide(combine(operator.sub, other, multiply(values[2], own)), norm(a))
    return multiply(upstream, slope)


def cosine_cells(index: Index, names: Names, a: Value, b: Value) -> tuple[Formula, ...]:
    """The sum of products over two roots of sums of squares."""
    places = [(place,) for place in range(len(a))]
    over = total([entry(names[0], place) * entry(names[1], place) for place in places])
    roots = [apply("sqrt", total([entry(name, place) ** 2 for place in places])) for name in names]
    return (over / (roots[0] * roots[1]),)


def notation(a: Formula, b: Formula) -> Formula:
    """a·b/(‖a‖ ‖b‖)."""
    return (a @ b) / (apply("norm", a) * apply("norm", b))


def not_normalised(a: Value, b: Value) -> Value:
    """The dot product alone."""
    return dot_product(a, b)


def squares_below(a: Value, b: Value) -> Value:
    """The roots forgotten."""
    return divide(dot_product(a, b), multiply(squares(a), squares(b)))


def one_length(a: Value, b: Value) -> Value:
    """Divided by one length only."""
    return divide(dot_product(a, b), norm(a))


def as_distance(a: Value, b: Value) -> Value:
    """1 − cos."""
    return combine(operator.sub, 1, cosine(a, b))


def dot_gradient(upstream: Value, *values: Value, position: int) -> Value:
    """The gradient of the dot product."""
    return multiply(upstream, values[1 - position])


def _by_angles(a: Value, b: Value) -> Any:
    """Oracle: by the law of cosines."""
    first, second = [float(x) for x in a], [float(x) for x in b]
    apart = math.dist(first, second) ** 2
    one, other = math.hypot(*first), math.hypot(*second)
    return (one**2 + other**2 - apart) / (2 * one * other)


RULES = (
    Rule(
        name="cosine",
        summary="cosine similarity of two vectors",
        law=cosine,
        inputs=("a", "b"),
        because="the dot product, divided by both lengths",
        notation=notation,
        cells=cosine_cells,
        gradients=(
            Gradient(cosine_gradient, "the part of the other direction that is across its own", positional=True),
        ),
        misconceptions=(
            wrong_idea("not-normalised", "The dot product is divided by both lengths.", not_normalised, dot_gradient),
            slip("root-forgotten", "The lengths are roots of sums of squares.", squares_below),
            slip("one-length-forgotten", "The dot product is divided by both lengths, not by one.", one_length),
            slip("distance-in-place-of-similarity", "Similarity is asked, not distance: 1 − cos.", as_distance),
        ),
        oracle=_by_angles,
        example="question alike: compute\n  a = [1, 2, 2]\n  b = [2, 0, 0]\n  s = cosine(a, b)\n  find s exactly",
        also=("cosine_similarity", "cos_sim"),
    ),
)
