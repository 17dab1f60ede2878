"""Wrong ideas about the scores of attention."""

from __future__ import annotations

import math
import operator
from typing import Any

from examsolver.core.derivation import LawError, Misconception, Value
from examsolver.maths.arrays import combine
from examsolver.rules.arithmetic import divide, multiply
from examsolver.rules.products import matmul
from examsolver.rules.rewriting import slip


def unscaled(scores: Value, root: Value) -> Value:
    """The scores as they are."""
    return multiply(scores, 1)


def divided_by_width(scores: Value, root: Value) -> Value:
    """Divided by d_k itself."""
    return divide(scores, multiply(root, root))


def multiplied_by_root(scores: Value, root: Value) -> Value:
    """Multiplied in place of divided."""
    return multiply(scores, root)


def divided_by_length(scores: Value, root: Value) -> Value:
    """Divided by the root of the number of keys. Raises LawError where that is the width itself."""
    count = getattr(scores, "shape", (1,))[-1]
    return divide(scores, math.sqrt(count))


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
    slip("scaled-by-width", "The scores are divided by the root of the width, not by the width.", divided_by_width),
    slip("multiplied-by-the-root", "The scores are divided by the root, not multiplied.", multiplied_by_root),
    slip(
        "scaled-by-sequence-length",
        "The root is that of the width of the keys, not of their number.",
        divided_by_length,
    ),
)
CROSSED: tuple[Misconception, ...] = (
    slip("queries-and-keys-exchanged", "Each row of the scores belongs to a query, each column to a key.", crossed),
)
