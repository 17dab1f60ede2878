"""Rotary position embedding: pairs of entries turned by an angle that grows with the position."""

from __future__ import annotations

import operator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Gradient, Input, Result, Rule
from examsolver.maths.arrays import as_array, combine, describe, settle, shape_of
from examsolver.rules.placing import Source, filled, placed, placed_cells
from examsolver.rules.positions import even
from examsolver.rules.rewriting import slip

Grid = NDArray[Any]
Names = tuple[Formula, ...]

ROTARY = Convention(
    "rotary pairs",
    (
        Variant("neighbours", "neighbouring entries are turned together: 1 with 2, 3 with 4"),
        Variant("halves", "an entry of the first half is turned with its partner in the second half"),
    ),
)


def partners(x: Value, rotary_pairs: str = "neighbours") -> Grid:
    """Sources of the partner of every entry, whose sign :func:`turned` turns for the first of a pair."""
    if rotary_pairs not in ("neighbours", "halves"):
        raise LawError(f"rotary pairs {rotary_pairs} is not known", "write convention rotary pairs halves")
    size = even(shape_of(x)[-1] if shape_of(x) else None)
    return filled(shape_of(x), partial(_partner, size, rotary_pairs == "neighbours"))


def _partner(size: int, neighbours: bool, index: Index) -> Source:
    other = index[-1] ^ 1 if neighbours else (index[-1] + size // 2) % size
    return 0, (*index[:-1], other)


def turned(x: Value, rotary_pairs: str = "neighbours") -> Value:
    """Every pair (a, b) becomes (−b, a)."""
    return combine(operator.mul, placed(partners, x, rotary_pairs=rotary_pairs), _signs(x, rotary_pairs))


def _signs(x: Value, rotary_pairs: str) -> Value:
    size = shape_of(x)[-1]
    places = range(size)
    firsts = [place % 2 == 0 if rotary_pairs == "neighbours" else place < size // 2 for place in places]
    return settle(np.array([-1 if first else 1 for first in firsts], dtype=object))


def turned_gradient(upstream: Value, x: Value, result: Value, rotary_pairs: str = "neighbours") -> Value:
    """The turn backwards: (a, b) becomes (b, −a)."""
    above = settle(np.array(np.broadcast_to(as_array(upstream), shape_of(x))))
    return combine(operator.neg, turned(above, rotary_pairs))


def turned_cells(index: Index, names: Names, x: Value, rotary_pairs: str = "neighbours") -> tuple[Formula, ...]:
    """The partner, with a minus for the first of a pair."""
    found = placed_cells(partners, index, names, x, rotary_pairs=rotary_pairs)[0]
    return (-found if as_array(_signs(x, rotary_pairs))[index[-1]] == -1 else found,)


def turned_by_slices(x: Value, rotary_pairs: str = "neighbours") -> Value:
    """Oracle."""
    result, size = np.empty(x.shape, dtype=object), x.shape[-1]
    firsts = slice(0, size, 2) if rotary_pairs == "neighbours" else slice(0, size // 2)
    seconds = slice(1, size, 2) if rotary_pairs == "neighbours" else slice(size // 2, size)
    result[..., firsts], result[..., seconds] = -x[..., seconds], x[..., firsts]
    return settle(result)


def unsigned(x: Value, rotary_pairs: str = "neighbours") -> Value:
    """The wrong idea: without the minus."""
    return placed(partners, x, rotary_pairs=rotary_pairs)


def for_each_entry(angle: Formula, conventions: Conventions) -> Formula:
    """The angle of each pair, for both entries of the pair."""
    word = "interleave" if ROTARY.chosen(conventions).name == "neighbours" else "concat"
    return apply(word, angle, angle)


def rotary(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """x cos(angle) + turned x sin(angle), pair by pair. Raises LawError where the shapes do not fit."""
    shape = facts.shape("x")
    if not 1 <= len(shape) <= 2:
        raise LawError(f"rotary embedding turns a vector or the rows of a matrix, not {describe(shape)}")
    if facts.has("position"):
        place: Formula = Sym("position")
    elif len(shape) == 2:
        place = apply("range", Num(0), Num(shape[0] - 1))
    else:
        raise LawError("which position?", "write position = 2")
    spread = for_each_entry(Sym("angles"), conventions)
    settings = {"width": shape[-1], "base": facts.value("base")}
    return (
        Equation("angles", apply("position_angles", place, **settings), "one angle for each pair of entries"),
        Equation("spread", spread, "both entries of a pair have the same angle"),
        Equation("partner", apply("quarter_turn", Sym("x"))),
        Equation(
            "rotated",
            Sym("x") * apply("cos", Sym("spread")) + Sym("partner") * apply("sin", Sym("spread")),
            "each pair is turned by its angle",
        ),
    )


RULES = (
    Rule(
        name="quarter_turn",
        step=True,
        summary="every pair (a, b) becomes (−b, a): a turn by 90°",
        law=turned,
        inputs=("x",),
        because="every pair (a, b) becomes (−b, a)",
        cells=turned_cells,
        gradients=(Gradient(turned_gradient, "the turn backwards: (a, b) becomes (b, −a)"),),
        misconceptions=(slip("rotation-without-sign", "The partner of the first entry has a minus.", unsigned),),
        oracle=turned_by_slices,
        conventions=(ROTARY,),
        example="question quarter: compute\n  x = [1, 2, 3, 4]\n  y = quarter_turn(x)\n  find y",
        also=("rotate_half",),
    ),
)

ALGORITHMS = (
    Algorithm(
        name="rotary",
        summary="rotary position embedding: each pair of entries turned by an angle that grows with the position",
        inputs=(
            Input("x", "a query or key, or a matrix of them, one a row", also=("X", "q", "k")),
            Input("position", "its position, or a vector of positions; left out, rows count from 0", optional=True),
            Input("base", "the base of the wavelengths", "number", 10000),
        ),
        results=(
            Result("rotated", "the turned entries", ("y", "output")),
            Result("angles", "position / base^(2i/d)"),
            Result("spread", "the angle of every entry"),
            Result("partner", "every pair turned by 90°"),
        ),
        equations=rotary,
        conventions=(ROTARY,),
        example="question turn: compute rotary\n  x = [1, 0]\n  position = 1\n  find rotated to 4 decimals",
        also=("rope", "rotary-embedding"),
    ),
)
