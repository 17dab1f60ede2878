"""Label smoothing: a share of the target is spread evenly over all classes."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import entrywise, shape_of
from examsolver.rules.arithmetic import multiply
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

TENTH = Fraction(1, 10)
RATE = Option(
    "rate",
    "the share that is spread, α; left out, 0.1",
    "number",
    least=0,
    most=1,
    also=("alpha", "smoothing", "epsilon", "eps"),
)


def _classes(target: Value, rate: Any) -> int:
    """Into how many classes a row is cut. Raises LawError where it has none, and for a share that is none."""
    if not shape_of(target):
        raise LawError("a class number cannot be smoothed", "write it one-hot: one_hot(y, classes=3)")
    if not 0 <= rate <= 1:
        raise LawError(f"a share of {rate}", "the share that is spread lies between 0 and 1")
    return shape_of(target)[-1]


def smooth_labels(target: Value, rate: Any = TENTH) -> Value:
    """(1 − α) t + α/K, with K classes along the last axis."""
    return entrywise(partial(_mixed, 1 - rate, _over(rate, _classes(target, rate))), target)


def _over(share: Any, count: int) -> Any:
    return share / count if isinstance(share, float) else Fraction(share) / count


def _mixed(kept: Any, spread: Any, number: Any) -> Any:
    return kept * number + spread


def smoothing_gradient(upstream: Value, target: Value, result: Value, rate: Any = TENTH) -> Value:
    """(1 − α) times what arrives."""
    return multiply(1 - rate, upstream)


def smoothed_cells(index: Index, names: Names, target: Value, rate: Any = TENTH) -> Names:
    """(1 − α) t + α/K, for each entry."""
    classes = _classes(target, rate)
    return ((Num(1) - Num(rate)) * entry(names[0], index) + Num(rate) / Num(classes),)


def smoothed_partials(index: Index, names: Names, target: Value, result: Value, rate: Any = TENTH) -> Moves:
    """1 − α."""
    return ((index, Num(1) - Num(rate)),)


# Wrong ideas.


def spread_over_others(target: Value, rate: Any = TENTH) -> Value:
    """1 − α for the class, α/(K − 1) for each of the others. Raises LawError for a single class."""
    classes = _classes(target, rate)
    if classes < 2:
        raise LawError("there are no other classes")
    return entrywise(partial(_others, rate, _over(rate, classes - 1)), target)


def _others(rate: Any, spread: Any, number: Any) -> Any:
    return (1 - rate) * number + spread * (1 - number)


def not_divided(target: Value, rate: Any = TENTH) -> Value:
    """(1 − α) t + α: the share not divided among the classes."""
    return entrywise(partial(_mixed, 1 - rate, rate), target)


def not_taken_off(target: Value, rate: Any = TENTH) -> Value:
    """t + α/K: the class keeps all it had."""
    return entrywise(partial(_mixed, 1, _over(rate, _classes(target, rate))), target)


def nothing_spread(target: Value, rate: Any = TENTH) -> Value:
    """(1 − α) t: the other classes keep 0."""
    return entrywise(partial(_mixed, 1 - rate, 0), target)


def smoothed_by_loops(target: Value, rate: Any = TENTH) -> Value:
    """Row by row, a mixture with an even distribution: an oracle."""
    rows = np.asarray(target, dtype=float)
    even = np.full(rows.shape, 1 / rows.shape[-1])
    return rows - float(rate) * (rows - even)


RULES = (
    Rule(
        name="smooth_labels",
        summary="label smoothing: (1 − α) t + α/K of one-hot targets t with K classes, to be put into a cross-entropy",
        law=smooth_labels,
        inputs=("target",),
        because="the class gives up a share, which is spread evenly over all classes",
        options=(RATE,),
        cells=smoothed_cells,
        gradients=(
            Gradient(smoothing_gradient, "the target counts 1 − α in what it gives", partials=smoothed_partials),
        ),
        misconceptions=(
            slip(
                "smoothing-spread-over-others",
                "The share is spread over all classes, the right one among them: α/K each.",
                spread_over_others,
            ),
            slip("smoothing-not-divided", "The share is divided among the classes.", not_divided),
            slip("smoothing-not-taken-off", "What is spread is taken from the class: (1 − α) t.", not_taken_off),
            slip("smoothing-nothing-spread", "What the class gives up goes to all classes.", nothing_spread),
        ),
        oracle=smoothed_by_loops,
        example="question soft: compute\n  y = [0, 1, 0]\n  z = [1, 3, 0]\n  t = smooth_labels(y, rate=0.1)\n"
        "  L = softmax_cross_entropy(z, t)\n  find t, L to 4 decimals",
        also=("label_smoothing", "smoothed_labels"),
    ),
)
