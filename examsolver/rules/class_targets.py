"""Targets of a classification: one-hot or any distribution, or the number of the class."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Option
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.selecting import INDEX_BASE

FIRST_CLASS = Option(
    "first_class",
    "the number that the first class has; left out, 1, or 0 under convention index base zero",
    least=0,
    also=("first",),
    follows=(INDEX_BASE, {"zero": 0}),
)
HINT = "the target has one entry for each score, or one class number for each row"


def is_label(scores: Value, target: Value) -> bool:
    """Whether a target gives class numbers: one axis less than the scores."""
    return bool(shape_of(scores)) and shape_of(target) == shape_of(scores)[:-1]


def distribution(scores: Value, target: Value, first_class: int = 1) -> Value:
    """The target as a distribution of the shape of the scores.

    Raises:
        LawError: shapes that do not fit, or a class that is not there.
    """
    if shape_of(scores) == shape_of(target):
        return target
    if not is_label(scores, target):
        said = f"prediction {describe(shape_of(scores))}, target {describe(shape_of(target))}"
        raise LawError(f"the shapes do not fit: {said}", HINT)
    classes = shape_of(scores)[-1]
    places = [_place(number, classes, first_class) for number in as_array(target).reshape(-1).tolist()]
    rows = np.zeros((len(places), classes), dtype=object)
    for row, place in enumerate(places):
        rows[row, place] = Fraction(1)
    return settle(rows.reshape(shape_of(scores)))


def _place(number: Any, classes: int, first_class: int) -> int:
    if number != int(number) or not first_class <= number < first_class + classes:
        last = first_class + classes - 1
        hint = (
            f"classes are counted from {first_class} to {last}; first_class=0 (or convention index base zero): from 0"
        )
        raise LawError(f"there is no class {number} among {classes}", hint)
    return int(number) - first_class


def next_class(scores: Value, target: Value, first_class: int = 1) -> Value:
    """The target as read by someone who counts from the other end. Raises LawError where that is none."""
    if not is_label(scores, target):
        raise LawError("the target is no class number")
    return distribution(scores, target, 0 if first_class else 1)
