"""Cross-entropy of predicted probabilities and a target (one-hot or a distribution), with the natural logarithm."""

from __future__ import annotations

import math
import operator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, combine, describe, entrywise, linear, shape_of
from examsolver.rules.arithmetic import divide, negate, quotient
from examsolver.rules.exponential import BASES, WRONG_BASE, log_of
from examsolver.rules.naming import entry, total
from examsolver.rules.reductions import part_of
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

LOSS_REDUCTION = Convention(
    "loss reduction",
    (
        Variant("mean", "the loss of a batch is the mean over its rows"),
        Variant("sum", "the loss of a batch is the sum over its rows"),
    ),
)


def samples(p: Value, t: Value, loss_reduction: str) -> int:
    """What the sum over all rows is divided by. Raises LawError where the shapes differ."""
    if shape_of(p) != shape_of(t):
        said = f"prediction {describe(shape_of(p))}, target {describe(shape_of(t))}"
        raise LawError(f"the shapes do not fit: {said}", "the target has one entry for each predicted probability")
    if loss_reduction not in ("mean", "sum"):
        raise LawError(f"loss reduction {loss_reduction} is not known", "write convention loss reduction mean or sum")
    return int(np.prod(shape_of(p)[:-1], dtype=int)) if loss_reduction == "mean" else 1


def cross_entropy(p: Value, t: Value, loss_reduction: str = "mean") -> Value:
    """−Σ t ln p, for a batch the mean over its rows. Raises LawError for the logarithm of zero."""
    rows = samples(p, t, loss_reduction)
    return divide(_sum(entrywise(_term, p, t)), rows)


def _sum(x: Value) -> Value:
    return linear(np.sum, as_array(x))


def _term(p: Any, t: Any) -> Any:
    return 0 if t == 0 else -t * log_of(p)


def prediction_gradient(upstream: Value, p: Value, t: Value, loss: Value, loss_reduction: str = "mean") -> Value:
    """−t/p, divided by the rows of a batch."""
    rows = samples(p, t, loss_reduction)
    return combine(operator.mul, upstream, divide(entrywise(_slope, p, t), rows))


def _slope(p: Any, t: Any) -> Any:
    return 0 if t == 0 else quotient(-t, p)


def target_gradient(upstream: Value, p: Value, t: Value, loss: Value, loss_reduction: str = "mean") -> Value:
    """−ln p, divided by the rows of a batch."""
    rows = samples(p, t, loss_reduction)
    return combine(operator.mul, upstream, divide(negate(entrywise(log_of, p)), rows))


# In symbols.


def _shared(formula: Formula, rows: int) -> Formula:
    return formula if rows == 1 else part_of(rows) * formula


def _notation(p: Formula, t: Formula, **options: Any) -> Formula:
    return -apply("sum", t * apply("log", p))


def loss_cells(index: Index, names: Names, p: Value, t: Value, loss_reduction: str = "mean") -> tuple[Formula, ...]:
    """The sum of t ln p over all entries, with a minus."""
    cells = [entry(names[1], cell) * apply("log", entry(names[0], cell)) for cell in np.ndindex(shape_of(p))]
    return (-_shared(total(cells), samples(p, t, loss_reduction)),)


def prediction_partials(
    index: Index, names: Names, p: Value, t: Value, loss: Value, loss_reduction: str = "mean"
) -> Moves:
    """The loss moves by −t/p."""
    slope = -(entry(names[1], index) / entry(names[0], index))
    return (((), _shared(slope, samples(p, t, loss_reduction))),)


def target_partials(index: Index, names: Names, p: Value, t: Value, loss: Value, loss_reduction: str = "mean") -> Moves:
    """The loss moves by −ln p."""
    slope = -apply("log", entry(names[0], index))
    return (((), _shared(slope, samples(p, t, loss_reduction))),)


# Wrong ideas.


def in_base(base: int, p: Value, t: Value, loss_reduction: str = "mean") -> Value:
    """The loss with a logarithm in another base."""
    return entrywise(partial(_over, math.log(base)), cross_entropy(p, t, loss_reduction))


def _over(divisor: float, number: Any) -> Any:
    return number / divisor


def sign_forgotten(p: Value, t: Value, loss_reduction: str = "mean") -> Value:
    """Σ t ln p, the minus forgotten."""
    return negate(cross_entropy(p, t, loss_reduction))


def gradient_sign_forgotten(upstream: Value, p: Value, t: Value, loss: Value, loss_reduction: str = "mean") -> Value:
    """t/p, the minus forgotten."""
    return negate(prediction_gradient(upstream, p, t, loss, loss_reduction))


def averaged_over_classes(p: Value, t: Value, loss_reduction: str = "mean") -> Value:
    """The loss divided by the number of classes."""
    return divide(cross_entropy(p, t, loss_reduction), (1, *shape_of(p))[-1])


def gradient_averaged_over_classes(
    upstream: Value, p: Value, t: Value, loss: Value, loss_reduction: str = "mean"
) -> Value:
    """The gradient divided by the number of classes."""
    return divide(prediction_gradient(upstream, p, t, loss, loss_reduction), (1, *shape_of(p))[-1])


def exchanged(p: Value, t: Value, loss_reduction: str = "mean") -> Value:
    """−Σ p ln t: prediction and target exchanged."""
    return cross_entropy(t, p, loss_reduction)


def loss_by_loops(p: Value, t: Value, loss_reduction: str = "mean") -> Value:
    """The loss row by row: an oracle."""
    rows_p, rows_t = np.atleast_2d(p).tolist(), np.atleast_2d(t).tolist()
    losses = [
        sum(-float(t) * math.log(p) for p, t in zip(row_p, row_t, strict=True) if t)
        for row_p, row_t in zip(rows_p, rows_t, strict=True)
    ]
    return sum(losses) / (len(losses) if loss_reduction == "mean" else 1)


RULES = (
    Rule(
        name="cross_entropy",
        summary="cross-entropy of predicted probabilities and a target, natural logarithm",
        law=cross_entropy,
        inputs=("prediction", "target"),
        because="minus the logarithm of the probability given to the target",
        notation=_notation,
        cells=loss_cells,
        gradients=(
            Gradient(
                prediction_gradient,
                "the derivative of −t ln p is −t/p",
                partials=prediction_partials,
                misconceptions=(
                    slip(
                        "sign-forgotten-in-gradient",
                        "The derivative of −t ln p keeps the minus sign.",
                        gradient_sign_forgotten,
                        SIGN_SLIP,
                    ),
                ),
            ),
            Gradient(target_gradient, "the derivative of −t ln p for t is −ln p", partials=target_partials),
        ),
        misconceptions=(
            *(
                slip(WRONG_BASE, f"The logarithm was taken in base {base}; log is natural.", partial(in_base, base))
                for base in BASES
            ),
            wrong_idea(
                "sign-forgotten",
                "The cross-entropy has a minus sign before the sum.",
                sign_forgotten,
                gradient_sign_forgotten,
                None,
                keeps=SIGN_SLIP,
            ),
            wrong_idea(
                "averaged-over-classes",
                "The loss is summed over the classes, not averaged.",
                averaged_over_classes,
                gradient_averaged_over_classes,
                None,
            ),
            slip("prediction-and-target-exchanged", "Prediction and target were exchanged.", exchanged),
        ),
        oracle=loss_by_loops,
        conventions=(LOSS_REDUCTION,),
        example="question loss: compute\n  p = [1/4, 3/4]\n  t = [0, 1]\n"
        "  L = cross_entropy(p, t)\n  find L to 4 decimals",
    ),
)
