"""Maxout (Goodfellow et al. 2013): of every group of neighbouring units the largest."""

from __future__ import annotations

from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, shape_of
from examsolver.rules.extremes import max_of
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.windows import MAX_TIE, Windows, everyone, gather, largest, scatter

Moves = tuple[tuple[Index, Formula], ...]


def groups(shape: tuple[int, ...], pieces: int) -> Windows:
    """The units of each group, along the last axis. Raises LawError where they do not come out even."""
    if not shape or shape[-1] % pieces:
        units = shape[-1] if shape else 1
        raise LawError(f"{units} units make no groups of {pieces}", "the number of units is a multiple of the pieces")
    return tuple(
        ((*lead, group), tuple((*lead, group * pieces + piece) for piece in range(pieces)))
        for lead in np.ndindex(shape[:-1])
        for group in range(shape[-1] // pieces)
    )


def _result(shape: tuple[int, ...], pieces: int) -> tuple[int, ...]:
    return (*shape[:-1], shape[-1] // pieces)


def _gathered(choose: Any, x: Value, pieces: int) -> Value:
    windows = groups(shape_of(x), pieces)
    return gather(choose, x, windows, _result(shape_of(x), pieces))


def maxout(x: Value, pieces: int = 2, max_tie: str = "first") -> Value:
    """The largest of every group of so many neighbouring units."""
    return _gathered(max, x, pieces)


def maxout_gradient(upstream: Value, x: Value, y: Value, pieces: int = 2, max_tie: str = "first") -> Value:
    """The gradient goes to the largest of each group."""
    return scatter(upstream, x, groups(shape_of(x), pieces), _result(shape_of(x), pieces), largest(max_tie))


def to_all(upstream: Value, x: Value, y: Value, pieces: int = 2, max_tie: str = "first") -> Value:
    """The whole gradient to every unit of the group."""
    return scatter(upstream, x, groups(shape_of(x), pieces), _result(shape_of(x), pieces), everyone)


def maxout_cells(
    index: Index, names: tuple[Formula, ...], x: Value, pieces: int = 2, max_tie: str = "first"
) -> tuple[Formula, ...]:
    """The largest of the units of one group."""
    group = dict(groups(shape_of(x), pieces))[index]
    return (apply("max", *(entry(names[0], cell) for cell in group)),)


def maxout_partials(
    index: Index, names: tuple[Formula, ...], x: Value, y: Value, pieces: int = 2, max_tie: str = "first"
) -> Moves:
    """1 (or a share) for the largest; a loser moves nothing."""
    array = as_array(x)
    for place, cells in groups(shape_of(x), pieces):
        if index in cells:
            part = largest(max_tie)([array[cell] for cell in cells])[cells.index(index)]
            return ((place, Num(part)),) if part else ()
    return ()


def smallest_of(x: Value, pieces: int = 2, max_tie: str = "first") -> Value:
    """The smallest of every group."""
    return _gathered(min, x, pieces)


def summed(x: Value, pieces: int = 2, max_tie: str = "first") -> Value:
    """The sum of every group."""
    return _gathered(sum, x, pieces)


def strided(x: Value, pieces: int = 2, max_tie: str = "first") -> Value:
    """Units that lie apart grouped, in place of neighbours."""
    count = shape_of(x)[-1] // pieces
    groups(shape_of(x), pieces)
    return max_of(*(as_array(x)[..., piece * count : (piece + 1) * count] for piece in range(pieces)))


def _by_sorting(x: Value, pieces: int = 2, max_tie: str = "first") -> Value:
    return _gathered(_last, x, pieces)


def _last(numbers: list[Any]) -> Any:
    return sorted(numbers)[-1]


RULES = (
    Rule(
        name="maxout",
        summary="maxout: the largest of every group of neighbouring units (of rows of pieces: max(Z, each column))",
        law=maxout,
        inputs=("x",),
        because="of every group of units the largest",
        options=(Option("pieces", "how many units make a group; left out, 2", also=("k", "group", "size")),),
        cells=maxout_cells,
        gradients=(
            Gradient(
                maxout_gradient,
                "the gradient goes to the largest unit of each group; the others do not move the result",
                partials=maxout_partials,
                misconceptions=(
                    slip(
                        "gradient-to-every-element",
                        "The gradient goes to the largest unit of a group only, not to every one.",
                        to_all,
                    ),
                ),
            ),
        ),
        misconceptions=(
            wrong_idea("largest-and-smallest-exchanged", "The largest is asked.", smallest_of),
            slip("summed-in-place-of-maximised", "Of each group the largest is taken, not the sum.", summed),
            slip("distant-units-grouped", "Neighbouring units make a group.", strided),
        ),
        oracle=_by_sorting,
        conventions=(MAX_TIE,),
        example="question groups: compute\n  z = [1, 5, -2, 0, 3, 3]\n  h = maxout(z, pieces=2)\n  find h",
    ),
)
