"""Positions of tokens: angles and their sinusoidal encoding."""

from __future__ import annotations

import math
import operator
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Gradient, Input, Option, Result, Rule
from examsolver.maths.arrays import as_array, combine, describe, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.naming import entry
from examsolver.rules.placing import Source, filled, placed, placed_cells, placed_gradient, placing_gradient
from examsolver.rules.powers import power_of
from examsolver.rules.rewriting import slip, wrong_idea

Grid = NDArray[Any]
Names = tuple[Formula, ...]
WIDEST = 4096

POSITIONAL = Convention(
    "positional encoding",
    (
        Variant("interleaved", "sine and cosine take turns: sin, cos, sin, cos …"),
        Variant("concatenated", "first all sines, then all cosines"),
    ),
)
WIDTH = Option("width", "the width of the encoding, an even number", "integer", None, ("d", "d_model", "dim"), 2)
BASE = Option("base", "the base of the wavelengths", "number", 10000)


def angles(position: Value, width: int | None = None, base: Value = 10000) -> Value:
    """position / base^(2i/d) for i = 0, 1, …, d/2 − 1; a row for each position. Raises LawError for an odd width."""
    divisors = [power_of(base, Fraction(2 * pair, even(width))) for pair in range(even(width) // 2)]
    places = as_array(position)
    if places.ndim > 1:
        raise LawError(f"positions are a number or a vector, not {describe(places.shape)}")
    result = np.empty((*places.shape, len(divisors)), dtype=object)
    for index, place in np.ndenumerate(places):
        result[index] = [quotient(place, divisor) for divisor in divisors]
    return settle(result)


def even(width: int | None) -> int:
    """A width that is even. Raises LawError."""
    if width is None or width < 2 or width % 2 or width > WIDEST:
        raise LawError(f"the width of an encoding is an even number, not {width}", "write width=8")
    return width


def angle_cells(
    index: Index, names: Names, position: Value, width: int | None = None, base: Value = 10000
) -> tuple[Formula, ...]:
    """pos / base^(2i/d)."""
    place = entry(names[0], index[:-1])
    if not index[-1]:
        return (place,)
    return (place / Num(base) ** Num(Fraction(2 * index[-1], even(width))),)


def angle_gradient(
    upstream: Value, position: Value, result: Value, width: int | None = None, base: Value = 10000
) -> Value:
    """One over the divisor, for each pair added up."""
    slopes = as_array(angles(1, width, base))
    return settle(np.sum(as_array(combine(operator.mul, upstream, slopes)), axis=-1))


def angles_by_logarithms(position: Value, width: int | None = None, base: Value = 10000) -> Value:
    """Oracle: exp(−2i ln(base)/d) times the position."""
    rates = np.exp(-np.arange(0, width or 0, 2) * math.log(base) / (width or 1))
    return settle(np.multiply.outer(np.asarray(position, dtype=float), rates))


def index_undoubled(position: Value, width: int | None = None, base: Value = 10000) -> Value:
    """The wrong idea: i in place of 2i in the exponent."""
    return angles(position, even(width), power_of(base, Fraction(1, 2)))


def exponent_of_every_entry(position: Value, width: int | None = None, base: Value = 10000) -> Value:
    """The wrong idea: 4i for 2i, the place of the entry doubled once more."""
    return angles(position, even(width), power_of(base, 2))


def counted_from_one(position: Value, width: int | None = None, base: Value = 10000) -> Value:
    """The wrong idea: the first position is 1."""
    return angles(combine(operator.add, position, 1), width, base)


# Two arrays whose entries take turns.


def taking_turns(a: Value, b: Value) -> Grid:
    """Sources of a₁, b₁, a₂, b₂ … along the last axis. Raises LawError where the shapes differ."""
    if shape_of(a) != shape_of(b) or not shape_of(a):
        said = f"{describe(shape_of(a))} and {describe(shape_of(b))}"
        raise LawError(f"the shapes do not fit: {said}", "both have the same entries")
    shape = shape_of(a)
    return filled((*shape[:-1], 2 * shape[-1]), _in_turn)


def _in_turn(index: Index) -> Source:
    return index[-1] % 2, (*index[:-1], index[-1] // 2)


def one_after_the_other(a: Value, b: Value) -> Grid:
    """The wrong idea: all of the first, then all of the second."""
    shape = shape_of(a)
    return filled((*shape[:-1], 2 * shape[-1]), partial(_after, shape[-1]))


def _after(size: int, index: Index) -> Source:
    return index[-1] // size, (*index[:-1], index[-1] % size)


def turns_by_stacking(a: Value, b: Value) -> Value:
    """Oracle."""
    return settle(np.stack([as_array(a), as_array(b)], axis=-1).reshape(*shape_of(a)[:-1], -1).copy())


def encoding(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Angles, sines and cosines, put in order. Raises LawError where neither position nor length is given."""
    place = _positions(facts)
    settings = {"width": facts.value("width"), "base": facts.value("base")}
    word = "interleave" if POSITIONAL.chosen(conventions).name == "interleaved" else "concat"
    parts = apply("sin", Sym("angles")), apply("cos", Sym("angles"))
    found = [
        Equation("angles", apply("position_angles", place, **settings), "one angle for each pair of entries"),
        Equation("encoding", apply(word, *parts), "a sine and a cosine of every angle"),
    ]
    if facts.has("X"):
        found.append(Equation("encoded", Sym("X") + Sym("encoding"), "the encoding is added to the embeddings"))
    return tuple(found)


def _positions(facts: Facts) -> Formula:
    if facts.has("position"):
        return Sym("position")
    rows = facts.shape("X") if facts.has("X") else ()
    length = facts.value("length") if facts.has("length") else rows[0] if len(rows) == 2 else None
    if not isinstance(length, int) or length < 1:
        raise LawError("which positions?", "write position = 2 for one, or length = 4 for positions 0 to 3")
    return apply("range", Num(0), Num(length - 1))


RULES = (
    Rule(
        name="position_angles",
        step=True,
        summary="angles of sinusoidal positions: position / base^(2i/d), one for each pair of entries",
        law=angles,
        inputs=("position",),
        because="the position, divided by a power of the base for each pair",
        options=(WIDTH, BASE),
        cells=angle_cells,
        gradients=(Gradient(angle_gradient, "the angles are proportional to the position"),),
        misconceptions=(
            slip(
                "exponent-not-doubled",
                "The exponent runs over twice the number of the pair, divided by the width.",
                index_undoubled,
            ),
            slip(
                "exponent-doubled-again",
                "Sine and cosine of a pair share an exponent, twice the number of the pair over the width.",
                exponent_of_every_entry,
            ),
            slip("positions-counted-from-one", "The first position is zero.", counted_from_one),
        ),
        oracle=angles_by_logarithms,
        example="question turns: compute\n  a = position_angles(2, width=4)\n  find a",
    ),
    Rule(
        name="interleave",
        summary="the entries of two arrays taking turns along the last axis",
        law=partial(placed, taking_turns),
        inputs=("a", "b"),
        because="first and second take turns",
        cells=partial(placed_cells, taking_turns),
        gradients=(placing_gradient(taking_turns, "each input receives its part of the gradient", several=True),),
        misconceptions=(
            wrong_idea(
                "concatenated-in-place-of-interleaved",
                "The entries take turns; here all of the first came before all of the second.",
                partial(placed, one_after_the_other),
                partial(placed_gradient, one_after_the_other),
            ),
        ),
        oracle=turns_by_stacking,
        example="question turns: compute\n  a = [1, 2]\n  b = [3, 4]\n  c = interleave(a, b)\n  find c",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="positional-encoding",
        summary="sinusoidal positional encoding of one position or of a whole sequence",
        inputs=(
            Input("width", "the width of the encoding, an even number", "number", also=("d", "d_model", "dim")),
            Input(
                "position", "one position, or a vector of positions; they count from 0", optional=True, also=("pos",)
            ),
            Input(
                "length",
                "how many positions, from 0",
                "number",
                optional=True,
                also=("n", "positions", "seq_len", "max_len"),
            ),
            Input("base", "the base of the wavelengths", "number", 10000),
            Input("X", "embeddings that the encoding is added to, one a row", optional=True, also=("embeddings",)),
        ),
        results=(
            Result("encoding", "sines and cosines", ("PE", "pe", "P")),
            Result("angles", "position / base^(2i/d)"),
            Result("encoded", "the embeddings with the encoding added"),
        ),
        equations=encoding,
        conventions=(POSITIONAL,),
        example="question p: compute positional-encoding\n  position = 1\n  width = 4\n  find encoding to 4 decimals",
        also=("sinusoidal-encoding", "positional"),
    ),
)
