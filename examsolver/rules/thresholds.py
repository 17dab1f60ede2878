"""Scores against thresholds: who is called positive, areas by trapezia, pairs in the right order."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.rewriting import slip


def numbers_of(values: Value, name: str) -> list[Any]:
    """A list of numbers. Raises LawError for anything else."""
    if isinstance(values, (str, tuple)) or len(shape_of(values)) != 1:
        raise LawError(f"{name} is {describe(shape_of(values))}, not a list of numbers")
    return list(as_array(values).tolist())


def classes_of_two(values: Value, name: str, *, both: bool = False) -> None:
    """Raises LawError for labels other than 0 and 1; where ``both`` are needed, also where one of them is missing."""
    strange = next((label for label in as_array(values).flat if label not in (0, 1)), None)
    if strange is not None:
        raise LawError(f"{name} has the label {strange}", "two classes: 1 for positive, 0 for negative")
    if both and len(set(as_array(values).flat)) < 2:
        raise LawError(f"{name} are all of one class", "a curve needs examples of both classes")


def same_length(one: Value, other: Value, names: tuple[str, str]) -> tuple[list[Any], list[Any]]:
    """Two lists of the same length. Raises LawError, naming both."""
    left, right = numbers_of(one, names[0]), numbers_of(other, names[1])
    if len(left) != len(right):
        raise LawError(
            f"{names[0]} has {len(left)} entries and {names[1]} {len(right)}", "they belong together in pairs"
        )
    return left, right


def thresholds(scores: Value) -> Value:
    """The different scores, the highest first."""
    return settle(np.array(sorted(set(numbers_of(scores, "scores")), reverse=True), dtype=object))


def _highest_left(scores: Value) -> Value:
    """Oracle: takes the highest that is left, one after the other."""
    left, found = numbers_of(scores, "scores"), []
    while left:
        found.append(max(left))
        left = [score for score in left if score != found[-1]]
    return settle(np.array(found, dtype=object))


def reached(scores: Value, levels: Value) -> Value:
    """1 where a score (column) reaches a threshold (row), else 0."""
    right = numbers_of(scores, "scores")
    rows = [[int(score >= level) for score in right] for level in numbers_of(levels, "thresholds")]
    return settle(np.array(rows, dtype=object))


def passed(scores: Value, levels: Value) -> Value:
    """The wrong idea: only above the threshold."""
    right = numbers_of(scores, "scores")
    rows = [[int(score > level) for score in right] for level in numbers_of(levels, "thresholds")]
    return settle(np.array(rows, dtype=object))


def _reached_by_difference(scores: Value, levels: Value) -> Value:
    """Oracle: array arithmetic."""
    return settle(((as_array(scores)[None, :] - as_array(levels)[:, None]) >= 0).astype(int).astype(object))


def trapezoid(x: Value, y: Value) -> Value:
    """The area under straight lines from (0, 0) through the points to (1, 1). Raises LawError."""
    across, up = same_length(x, y, ("x", "y"))
    points = [(0, 0), *zip(across, up, strict=True), (1, 1)]
    return settle(sum((b[0] - a[0]) * quotient(a[1] + b[1], 2) for a, b in itertools.pairwise(points)))


def staircase(x: Value, y: Value) -> Value:
    """The wrong idea: rectangles of the later height."""
    across, up = same_length(x, y, ("x", "y"))
    points = [(0, 0), *zip(across, up, strict=True), (1, 1)]
    return settle(sum((b[0] - a[0]) * b[1] for a, b in itertools.pairwise(points)))


def _by_shoelace(x: Value, y: Value) -> Value:
    """Oracle: the area of the polygon closed along the axis."""
    points = [(0, 0), *zip(as_array(x).tolist(), as_array(y).tolist(), strict=True), (1, 1), (1, 0)]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
    return settle(quotient(-twice, 2))


def trapezoid_cells(index: Index, names: tuple[Formula, ...], x: Value, y: Value) -> tuple[Formula, ...]:
    """The sum of widths times mean heights, in the names of the points."""
    across, up = names
    count = shape_of(x)[0]
    width, height = (partial(_point, name, count) for name in (across, up))
    terms = [(width(k + 1) - width(k)) * (height(k) + height(k + 1)) / 2 for k in range(count + 1)]
    total: Formula = terms[0]
    for term in terms[1:]:
        total = total + term
    return (total,)


def _point(name: Formula, count: int, place: int) -> Formula:
    if place in (0, count + 1):
        return Num(int(place > 0))
    return Sym(name.name, (*name.index, Num(place))) if isinstance(name, Sym) else apply("index", name, Num(place))


def ordered_pairs(positives: Value, negatives: Value) -> Value:
    """Pairs of one positive and one negative in which the positive is in the higher group.

    The lists count the positives and negatives of each group, the lowest first.
    """
    above, below = same_length(positives, negatives, ("positives", "negatives"))
    return settle(sum(count * sum(below[:group]) for group, count in enumerate(above)))


def _pairs_listed(positives: Value, negatives: Value) -> Value:
    """Oracle: group against group."""
    above, below = as_array(positives).tolist(), as_array(negatives).tolist()
    return settle(sum(p * n for i, p in enumerate(above) for j, n in enumerate(below) if i > j))


def _pairs_or_ties(positives: Value, negatives: Value) -> Value:
    above, below = same_length(positives, negatives, ("positives", "negatives"))
    return settle(sum(count * sum(below[: group + 1]) for group, count in enumerate(above)))


RULES = (
    Rule(
        name="thresholds",
        step=True,
        summary="the different scores, the highest first",
        law=thresholds,
        inputs=("scores",),
        because="every score is a threshold once",
        oracle=_highest_left,
        example="question q: compute\n  t = thresholds([0.2, 0.9, 0.2])\n  find t",
    ),
    Rule(
        name="reached",
        step=True,
        summary="1 where a score (column) reaches a threshold (row), else 0",
        law=reached,
        inputs=("scores", "thresholds"),
        because="a score that reaches the threshold is called positive",
        misconceptions=(
            slip("threshold-must-be-passed", "A score equal to the threshold counts as positive.", passed),
        ),
        oracle=_reached_by_difference,
        example="question q: compute\n  r = reached([0.2, 0.9], [0.9, 0.2])\n  find r",
    ),
    Rule(
        name="trapezoid",
        step=True,
        summary="area under straight lines from (0, 0) through points (x, y) to (1, 1)",
        law=trapezoid,
        inputs=("x", "y"),
        because="width times mean height, from point to point",
        cells=trapezoid_cells,
        misconceptions=(
            slip("rectangles-in-place-of-trapezia", "Between two points the height is their mean.", staircase),
        ),
        oracle=_by_shoelace,
        example="question q: compute\n  A = trapezoid([0, 0.5], [0.5, 1])\n  find A exactly",
    ),
    Rule(
        name="ordered_pairs",
        step=True,
        summary="pairs of a positive and a negative, the positive in the higher group",
        law=ordered_pairs,
        inputs=("positives", "negatives"),
        because="every positive with every negative of the groups below",
        misconceptions=(
            slip("ties-counted-in-full", "Pairs of the same group are ties and count half.", _pairs_or_ties),
        ),
        oracle=_pairs_listed,
        example="question q: compute\n  c = ordered_pairs([2, 8, 15], [18, 12, 5])\n  find c",
    ),
)
