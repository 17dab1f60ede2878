"""Which entry is largest, one-hot rows, a choice by a mask, and the filling of arrays."""

from __future__ import annotations

import operator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import (
    as_array,
    combine,
    describe,
    entrywise,
    settle,
    shape_of,
    undo_broadcast,
)
from examsolver.rules.naming import aligned, entry
from examsolver.rules.placing import filled, whole
from examsolver.rules.pointwise import loop
from examsolver.rules.reductions import AXIS, axes_of
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.selecting import INDEX_BASE, base_of, places_in
from examsolver.rules.windows import gather, reduced, without

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]
LONGEST = 100_000


def place_of(best: Any, x: Value, axis: str | None = None, index_base: str = "one") -> Value:
    """The number of the largest (smallest) entry of all, row by row, or in each row or column; of equal ones the first.

    Raises:
        LawError: for a number.
    """
    if not shape_of(x):
        raise LawError("a number has no entries to compare")
    axes, base = axes_of(x, axis), base_of(index_base)
    shape = without(shape_of(x), axes)
    return gather(partial(_first_place, best, base), x, reduced(shape_of(x), axes), shape)


def _first_place(best: Any, base: int, numbers: list[Any]) -> int:
    return numbers.index(best(numbers)) + base


def place_by_comparison(better: Any, x: Value, axis: str | None = None, index_base: str = "one") -> Value:
    """Oracle: one after the other."""
    lines = x.reshape(1, -1) if axis is None else x if axis == "row" else np.moveaxis(x, -2, -1)
    found = []
    for line in lines.reshape(-1, lines.shape[-1]):
        best = 0
        for place, number in enumerate(line):
            best = place if better(number, line[best]) else best
        found.append(best + int(index_base == "one"))
    return found[0] if axis is None else settle(np.array(found, dtype=object).reshape(lines.shape[:-1]))


def best_itself(best: Any, x: Value, axis: str | None = None, index_base: str = "one") -> Value:
    """The wrong idea: the value in place of its number."""
    axes = axes_of(x, axis)
    return gather(best, x, reduced(shape_of(x), axes), without(shape_of(x), axes))


def other_base(best: Any, x: Value, axis: str | None = None, index_base: str = "one") -> Value:
    """The wrong idea: counted from the other base."""
    return place_of(best, x, axis, "zero" if index_base == "one" else "one")


def one_hot(labels: Value, classes: int | None = None, index_base: str = "one") -> Value:
    """A row for each label: 1 at the label, 0 elsewhere. Raises LawError for a label outside."""
    base = base_of(index_base)
    highest = max(whole(number, "a label") for number in as_array(labels).ravel().tolist())
    size = highest + 1 - base if classes is None else classes
    places = places_in(labels, size, index_base)
    result = np.zeros((*shape_of(labels), size), dtype=object)
    for index, place in np.ndenumerate(places):
        result[(*index, place)] = 1
    return settle(result)


def one_hot_by_comparison(labels: Value, classes: int | None = None, index_base: str = "one") -> Value:
    """Oracle: each class compared with the label."""
    array, base = as_array(labels), int(index_base == "one")
    size = int(max(array.ravel())) + 1 - base if classes is None else classes
    names = np.array([number + base for number in range(size)], dtype=object)
    return settle((array[..., None] == names).astype(int).astype(object))


def one_hot_other_base(labels: Value, classes: int | None = None, index_base: str = "one") -> Value:
    """The wrong idea: labels counted from the other base."""
    return one_hot(labels, classes, "zero" if index_base == "one" else "one")


def chosen(mask: Value, yes: Value, no: Value) -> Value:
    """``yes`` where the mask is not 0, else ``no``."""
    return entrywise(_choose, mask, yes, no)


def _choose(mask: Any, yes: Any, no: Any) -> Any:
    return yes if mask else no


def chosen_gradient(side: int, upstream: Value, mask: Value, yes: Value, no: Value, result: Value) -> Value:
    """The gradient goes to what was chosen."""
    mine = entrywise(partial(_chose, side), mask)
    return undo_broadcast(combine(operator.mul, upstream, mine), shape_of((mask, yes, no)[side]))


def _chose(side: int, mask: Any) -> int:
    return int(bool(mask) == (side == 1))


def chosen_cells(index: Index, names: Names, mask: Value, yes: Value, no: Value) -> tuple[Formula, ...]:
    """The cell that is chosen."""
    side = 1 if as_array(mask)[aligned(index, shape_of(mask))] else 2
    return (entry(names[side], aligned(index, shape_of((mask, yes, no)[side]))),)


def chosen_partials(side: int, index: Index, names: Names, mask: Value, yes: Value, no: Value, result: Value) -> Moves:
    """1 where it was chosen."""
    own = shape_of((mask, yes, no)[side])
    moved = []
    for place in np.ndindex(shape_of(result)):
        if aligned(place, own) == index and _chose(side, as_array(mask)[aligned(place, shape_of(mask))]):
            moved.append((place, Num(1)))
    return tuple(moved)


def exchanged(mask: Value, yes: Value, no: Value) -> Value:
    """The wrong idea: the two sides exchanged."""
    return chosen(mask, no, yes)


# Arrays made from numbers.


def counted(*bounds: Value) -> Value:
    """From first to last, both included, by a step (1). Raises LawError where nothing is between, or very much."""
    if not 2 <= len(bounds) <= 3:
        raise LawError(f"range takes the first and the last number, and perhaps a step, not {len(bounds)} numbers")
    first, last, by = (*bounds, 1)[:3]
    if not by or (last - first) / by < 0:
        raise LawError(f"there is nothing from {first} to {last} in steps of {by}")
    count = int((last - first) // by) + 1
    if count > LONGEST:
        raise LawError(f"{count} numbers are too many")
    return settle(np.array([first + by * place for place in range(count)], dtype=object))


def counted_by_adding(first: Value, last: Value, by: Value = 1) -> Value:
    """Oracle: adding the step until the end is passed."""
    found = [first]
    while (found[-1] + by <= last) if by > 0 else (found[-1] + by >= last):
        found.append(found[-1] + by)
    return settle(np.array(found, dtype=object))


def _sides(sizes: tuple[Value, ...]) -> tuple[int, ...]:
    sides = tuple(whole(size, "a size") for size in sizes)
    if any(side < 1 for side in sides) or int(np.prod(sides, dtype=object)) > LONGEST:
        raise LawError(f"no array has the shape {describe(sides)}", "sizes are whole numbers from 1")
    return sides


def constant(number: int, *sizes: Value) -> Value:
    """An array of one number. Raises LawError for sizes below 1."""
    return settle(np.full(_sides(sizes), number, dtype=object))


def identity(size: Value, *columns: Value) -> Value:
    """1 on the diagonal, 0 elsewhere."""
    rows, width = _sides((size, columns[0] if columns else size))
    return settle(np.eye(rows, width, dtype=int).astype(object))


def _constant_by_loops(number: int, *sizes: Value) -> Value:
    shape = tuple(int(size) for size in sizes)
    return settle(filled(shape, partial(_always, number)))


def _always(number: int, index: Index) -> Any:
    return number


def _identity_by_loops(size: Value, *columns: Value) -> Value:
    shape = (int(size), int(columns[0] if columns else size))
    return settle(filled(shape, _is_diagonal))


def _is_diagonal(index: Index) -> Any:
    return int(index[0] == index[1])


def _place_rule(name: str, says: str, best: Any, better: Any) -> Rule:
    return Rule(
        name=name,
        summary=f"the number of the {says} entry, of all or of each row or column",
        law=partial(place_of, best),
        inputs=("x",),
        because=f"where the {says} entry stands; of equal ones the first",
        options=(AXIS,),
        misconceptions=(
            slip(
                "value-in-place-of-index", "Where the entry stands is asked, not its value.", partial(best_itself, best)
            ),
            slip(
                "counted-from-the-other-base",
                "The numbers count from another first entry: one too far up or down was taken.",
                partial(other_base, best),
            ),
        ),
        oracle=partial(place_by_comparison, better),
        conventions=(INDEX_BASE,),
        example=f"question where: compute\n  p = [0.2, 0.7, 0.1]\n  k = {name}(p)\n  find k",
    )


def _side_gradient(side: int) -> Gradient:
    return Gradient(
        partial(chosen_gradient, side),
        "the gradient goes to what was chosen; the other side does not move the result",
        partials=partial(chosen_partials, side),
    )


def _filling(name: str, number: int) -> Rule:
    return Rule(
        name=name,
        summary=f"an array of {name}",
        law=partial(constant, number),
        inputs=("size...",),
        because=f"every entry is {number}",
        oracle=partial(_constant_by_loops, number),
        example=f"question fill: compute\n  A = {name}(2, 3)\n  find A",
    )


RULES = (
    _place_rule("argmax", "largest", max, operator.gt),
    _place_rule("argmin", "smallest", min, operator.lt),
    Rule(
        name="one_hot",
        summary="a row for each label: 1 at the label, 0 elsewhere",
        law=one_hot,
        inputs=("labels",),
        because="1 at the label, 0 elsewhere",
        options=(Option("classes", "how many classes; left out, up to the highest label", "integer", None, ("size",)),),
        misconceptions=(
            slip(
                "counted-from-the-other-base",
                "The numbers count from another first entry: one too far up or down was taken.",
                one_hot_other_base,
            ),
        ),
        oracle=one_hot_by_comparison,
        conventions=(INDEX_BASE,),
        example="question labels: compute\n  y = [2, 1, 3]\n  T = one_hot(y, classes=3)\n  find T",
        also=("onehot",),
    ),
    Rule(
        name="where",
        summary="the second input where the first is not 0, else the third",
        law=chosen,
        inputs=("mask", "yes", "no"),
        because="what the mask chooses",
        cells=chosen_cells,
        gradients=(None, _side_gradient(1), _side_gradient(2)),
        misconceptions=(
            wrong_idea(
                "choices-exchanged",
                "The second input stands where the mask is 1, the third where it is 0.",
                exchanged,
                None,
                partial(chosen_gradient, 2),
                partial(chosen_gradient, 1),
            ),
        ),
        oracle=partial(loop, _choose),
        example="question masked: compute\n  m = [1, 0]\n  x = [5, 6]\n  y = where(m, x, 0)\n  find y",
    ),
    Rule(
        name="range",
        summary="the numbers from the first to the last, both included, in steps of 1 or of a third number",
        law=counted,
        inputs=("bound...",),
        because="from the first to the last, both included",
        oracle=counted_by_adding,
        example="question places: compute\n  i = range(0, 3)\n  find i",
    ),
    _filling("zeros", 0),
    _filling("ones", 1),
    Rule(
        name="eye",
        summary="the identity matrix of so many rows",
        law=identity,
        inputs=("size...",),
        because="1 on the diagonal, 0 elsewhere",
        oracle=_identity_by_loops,
        example="question unit: compute\n  I = eye(2)\n  find I",
        also=("identity",),
    ),
)
