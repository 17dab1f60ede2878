"""Wrong ideas about the scores of attention."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import partial
from typing import Any

from examsolver.core.derivation import LawError, Misconception, Value
from examsolver.maths.arrays import combine
from examsolver.rules.arithmetic import divide, multiply
from examsolver.rules.powers import square_root
from examsolver.rules.products import matmul
from examsolver.rules.rewriting import slip


def unscaled(scores: Value, root: Value) -> Value:
    """The scores as they are."""
    return multiply(scores, 1)


def multiplied_by_root(scores: Value, root: Value) -> Value:
    """Multiplied in place of divided."""
    return multiply(scores, root)


def divided_by_root_of(width: int, scores: Value, root: Value) -> Value:
    """Divided by the root of another width."""
    return divide(scores, square_root(width))


def crossed(one: Value, other: Value) -> Value:
    """K Qᵀ in place of Q Kᵀ."""
    product: Any = combine(operator.pos, other)
    first: Any = combine(operator.pos, one)
    if product.ndim != 2 or first.ndim != 2 or product.shape[1] != first.shape[0]:
        raise LawError("queries and keys cannot be exchanged here")
    found: Any = matmul(first, product)
    if found.shape[0] != found.shape[1]:
        raise LawError("queries and keys cannot be exchanged here")
    return combine(operator.pos, found.T.copy())


SCALING: tuple[Misconception, ...] = (
    slip("scaling-forgotten", "The scores are divided by the root of the width of the keys.", unscaled),
    slip("multiplied-by-the-root", "The scores are divided by the root, not multiplied.", multiplied_by_root),
)
OTHERS = {
    "model": ("scaled-by-model-width", "The root is that of the width of a head's keys, not of the whole model."),
    "keys": ("scaled-by-sequence-length", "The root is that of the width of the keys, not of their number."),
    "values": ("scaled-by-value-width", "The root is that of the width of the keys, not of the values."),
}


def scaling_slips(width: int, others: Mapping[str, int]) -> tuple[Misconception, ...]:
    """What may go wrong in dividing by the root of the width; ``others`` are the sizes that may be taken for it."""
    found, seen = list(SCALING), {width, width * width, 1}
    for word, (tag, says) in OTHERS.items():
        size = others.get(word, width)
        if size not in seen:
            seen.add(size)
            found.append(slip(tag, says, partial(divided_by_root_of, size)))
    return tuple(found)


CROSSED: tuple[Misconception, ...] = (
    slip("queries-and-keys-exchanged", "Each row of the scores belongs to a query, each column to a key.", crossed),
)
