"""Cross-entropy from scores (logits): softmax and logarithm in one, so that no probability is rounded to 0."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, combine, entrywise, linear, shape_of
from examsolver.rules.arithmetic import negate
from examsolver.rules.class_targets import FIRST_CLASS, distribution, is_label, next_class
from examsolver.rules.cross_entropy import cross_entropy, weighted
from examsolver.rules.exponential import BASE, BASES, base_slip, log_formula, natural_slip
from examsolver.rules.log_softmax import log_softmax
from examsolver.rules.loss_reduction import (
    LOSS_REDUCTION,
    REDUCTION,
    kept_axes,
    reduce_entries,
    reduction_of,
    times,
    weight,
)
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea
from examsolver.rules.softmax import softmax

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def loss_of_scores(
    z: Value,
    t: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Value:
    """−Σ t ln softmax(z), for a batch the mean over its rows."""
    target = distribution(z, t, first_class)
    terms = entrywise(partial(_term, _unit(base)), log_softmax(z), target)
    return reduce_entries(terms, reduction_of(reduction, loss_reduction), by_rows=True)


def _unit(base: Any) -> Any:
    """The natural logarithm of the base. Raises LawError for a base that is none."""
    if base is not None and (base <= 0 or base == 1):
        raise LawError(f"{base} is no base of a logarithm", "a base is positive and not 1")
    return 1 if base is None else math.log(base)


def _term(unit: Any, log: Any, t: Any) -> Any:
    return 0 if t == 0 else -t * log / unit


def scores_gradient(
    upstream: Value,
    z: Value,
    t: Value,
    loss: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Value:
    """softmax(z) − t (times Σ t of the row, which is 1 for a distribution)."""
    target = distribution(z, t, first_class)
    summed = linear(partial(np.sum, axis=-1, keepdims=True), as_array(target))
    local = combine(operator.sub, combine(operator.mul, softmax(z), summed), target)
    return weighted(upstream, local, z, reduction_of(reduction, loss_reduction), base)


def target_gradient(
    upstream: Value,
    z: Value,
    t: Value,
    loss: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Value:
    """−ln softmax(z). Raises LawError for a class number."""
    if shape_of(z) != shape_of(t):
        raise LawError("a loss has no derivative by the number of a class", "write the target one-hot: [0, 1, 0]")
    return weighted(upstream, negate(log_softmax(z)), z, reduction_of(reduction, loss_reduction), base)


# In symbols.


def _share(names: Names, index: Index, width: int) -> Formula:
    """e to the score, over the sum of e to all scores of its row."""
    powers = [apply("exp", entry(names[0], (*index[:-1], place))) for place in range(width)]
    return apply("exp", entry(names[0], index)) / total(powers)


def loss_cells(
    index: Index,
    names: Names,
    z: Value,
    t: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Names:
    """Minus the logarithm of the softmax of the target, for every row."""
    shape, how = shape_of(z), reduction_of(reduction, loss_reduction)
    target, label = distribution(z, t, first_class), is_label(z, t)
    rest = shape[kept_axes(shape, how, True) :]
    terms = []
    for inner in np.ndindex(rest):
        place = (*index, *inner)
        if target[place] != 0:
            log = log_formula(_share(names, place, shape[-1]), base)
            terms.append(log if label or target[place] == 1 else entry(names[1], place) * log)
    return (-times(weight(shape, how, True), total(terms)),)


def _partials(local: Any, index: Index, names: Names, z: Value, t: Value, loss: Value, **options: Any) -> Moves:
    shape = shape_of(z)
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    formula = local(index, names, z, t, options.get("first_class", 1))
    base = options.get("base")
    if base is not None:
        formula = formula / apply("log", base)
    return ((index[: kept_axes(shape, how, True)], times(weight(shape, how, True), formula)),)


def _scores_slope(index: Index, names: Names, z: Value, t: Value, first_class: int) -> Formula:
    target = distribution(z, t, first_class)
    share = _share(names, index, shape_of(z)[-1])
    whole = sum(target[index[:-1]].tolist())
    own = Num(target[index]) if is_label(z, t) else entry(names[1], index)
    return (share if whole == 1 else Num(whole) * share) - own


def _target_slope(index: Index, names: Names, z: Value, t: Value, first_class: int) -> Formula:
    return -apply("log", _share(names, index, shape_of(z)[-1]))


# Wrong ideas.


def in_base(other: Any, /, z: Value, t: Value, **options: Any) -> Value:
    """The loss with a logarithm in another base."""
    return loss_of_scores(z, t, **{**options, "base": other})


def opposite(law: Any, /, *values: Value, **options: Any) -> Value:
    """The sign lost."""
    return negate(law(*values, **options))


def softmax_forgotten(z: Value, t: Value, **options: Any) -> Value:
    """The scores taken for probabilities."""
    return cross_entropy(z, t, **options)


def normalised_by_sum(z: Value, t: Value, **options: Any) -> Value:
    """The scores divided by their sum, without e^z."""
    shares = softmax_shares(z)
    return cross_entropy(shares, t, **options)


def softmax_shares(z: Value) -> Value:
    """The scores over their sum."""
    summed = linear(partial(np.sum, axis=-1, keepdims=True), as_array(z))
    return combine(operator.truediv, as_array(z).astype(float), summed)


def target_forgotten(upstream: Value, z: Value, t: Value, loss: Value, **options: Any) -> Value:
    """softmax(z), the target not subtracted."""
    local = softmax(z)
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    return weighted(upstream, local, z, how, options.get("base"))


def off_diagonal_dropped(upstream: Value, z: Value, t: Value, loss: Value, **options: Any) -> Value:
    """−t(1 − p): the effect of a score on the other probabilities dropped."""
    target = distribution(z, t, options.get("first_class", 1))
    local = negate(combine(operator.mul, target, combine(operator.sub, 1, softmax(z))))
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    return weighted(upstream, local, z, how, options.get("base"))


def by_the_probability(upstream: Value, z: Value, t: Value, loss: Value, **options: Any) -> Value:
    """−t/p: the derivative by the probability in place of that by the score."""
    target = distribution(z, t, options.get("first_class", 1))
    local = entrywise(_reciprocal, softmax(z), target)
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    return weighted(upstream, local, z, how, options.get("base"))


def _reciprocal(p: Any, t: Any) -> Any:
    return 0 if t == 0 else -t / p


def counted_otherwise(z: Value, t: Value, first_class: int = 1, **options: Any) -> Value:
    """The loss of the class that has that number where counting begins elsewhere."""
    return loss_of_scores(z, next_class(z, t, first_class), **options)


def loss_by_loops(z: Value, t: Value, first_class: int = 1, base: Any = None, **options: Any) -> Value:
    """The loss row by row, with plain exponentials: an oracle."""
    width = np.shape(z)[-1]
    rows_z = np.reshape(z, (-1, width)).tolist()
    rows_t = np.reshape(distribution(z, t, first_class), (-1, width)).tolist()
    losses = []
    for scores, target in zip(rows_z, rows_t, strict=True):
        powers = [Decimal(float(score)).exp() for score in scores]
        logs = [float((sum(powers) / power).ln()) for power in powers]
        loss = sum(float(t) * log for t, log in zip(target, logs, strict=True) if t)
        losses.append(loss / math.log(base or math.e))
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    if how in ("none", "per_sample") and len(np.shape(z)) > 1:
        return np.reshape(losses, np.shape(z)[:-1])
    return sum(losses) / (len(losses) if how == "mean" else 1)


RULES = (
    Rule(
        name="softmax_cross_entropy",
        summary="cross-entropy from scores (logits): −Σ t ln softmax(z); t one-hot, a distribution, or a class number",
        law=loss_of_scores,
        inputs=("scores", "target"),
        because="minus the logarithm of the softmax of the target's score",
        options=(BASE, REDUCTION, FIRST_CLASS),
        cells=loss_cells,
        gradients=(
            Gradient(
                scores_gradient,
                "softmax and cross-entropy together have the derivative softmax(z) − t",
                partials=partial(_partials, _scores_slope),
                misconceptions=(
                    slip(
                        "off-diagonal-dropped",
                        "Every score moves all probabilities: the derivative of the others is p, not 0.",
                        off_diagonal_dropped,
                    ),
                    slip(
                        "target-not-subtracted",
                        "The target is subtracted from the probabilities in the gradient.",
                        target_forgotten,
                    ),
                    slip(
                        "gradient-by-the-probability",
                        "−t/p is the derivative by the probability; here that by the score is asked.",
                        by_the_probability,
                    ),
                    slip(
                        "prediction-and-target-exchanged",
                        "The gradient is prediction minus target.",
                        partial(opposite, scores_gradient),
                        SIGN_SLIP,
                    ),
                ),
            ),
            Gradient(
                target_gradient,
                "the derivative of −t ln p for t is −ln p",
                partials=partial(_partials, _target_slope),
            ),
        ),
        misconceptions=(
            *(base_slip(base, partial(in_base, base)) for base in BASES),
            natural_slip(partial(in_base, None)),
            wrong_idea(
                "sign-forgotten",
                "The cross-entropy has a minus sign before the logarithm.",
                partial(opposite, loss_of_scores),
                partial(opposite, scores_gradient),
                None,
                keeps=SIGN_SLIP,
            ),
            slip("softmax-forgotten", "The scores are no probabilities: take the softmax first.", softmax_forgotten),
            slip("exponential-forgotten", "Softmax takes e^z before it divides by the sum.", normalised_by_sum),
            slip("class-counted-from-elsewhere", "The class number was counted from another start.", counted_otherwise),
        ),
        oracle=loss_by_loops,
        conventions=(LOSS_REDUCTION,),
        example="question loss: compute\n  z = [1, 2, 1/2]\n  t = [0, 1, 0]\n"
        "  L = softmax_cross_entropy(z, t)\n  find L, dL/dz to 4 decimals",
        also=(
            "cross_entropy_with_logits",
            "cross_entropy_from_logits",
            "softmax_loss",
            "cce_with_logits",
            "sparse_softmax_cross_entropy",
        ),
    ),
)
