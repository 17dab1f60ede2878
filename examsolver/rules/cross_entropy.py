"""Cross-entropy of predicted probabilities and a target: one-hot, a distribution, or the number of the class."""

from __future__ import annotations

import math
import operator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import combine, entrywise, shape_of
from examsolver.rules.arithmetic import negate, quotient
from examsolver.rules.class_targets import FIRST_CLASS, distribution, is_label, next_class
from examsolver.rules.distributions import first_adds_up_to_one
from examsolver.rules.exponential import BASE, BASES, base_slip, log_formula, log_of, log_to_base, natural_slip
from examsolver.rules.loss_reduction import (
    LOSS_REDUCTION,
    REDUCTION,
    kept_axes,
    reduce_entries,
    reduction_of,
    spread_over,
    times,
    weight,
)
from examsolver.rules.loss_slips import over_classes
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def cross_entropy(
    p: Value,
    t: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Value:
    """−Σ t ln p, for a batch the mean over its rows. Raises LawError for the logarithm of zero."""
    terms = entrywise(partial(_term, base), p, distribution(p, t, first_class))
    return reduce_entries(terms, reduction_of(reduction, loss_reduction), by_rows=True)


def _term(base: Any, p: Any, t: Any) -> Any:
    return 0 if t == 0 else -t * (log_of(p) if base is None else log_to_base(base, p))


def weighted(upstream: Value, local: Value, p: Value, how: str, base: Any) -> Value:
    """What arrives from above times the local derivative, times what an entry counts."""
    if base is not None:
        local = entrywise(partial(_over, math.log(base)), local)
    counted = combine(operator.mul, weight(shape_of(p), how, True), local)
    return combine(operator.mul, spread_over(upstream, shape_of(p), kept_axes(shape_of(p), how, True)), counted)


def _over(divisor: float, number: Any) -> Any:
    return number / divisor


def prediction_gradient(
    upstream: Value,
    p: Value,
    t: Value,
    loss: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Value:
    """−t/p, divided by the rows of a batch."""
    local = entrywise(_slope, p, distribution(p, t, first_class))
    return weighted(upstream, local, p, reduction_of(reduction, loss_reduction), base)


def _slope(p: Any, t: Any) -> Any:
    return 0 if t == 0 else quotient(-t, p)


def target_gradient(
    upstream: Value,
    p: Value,
    t: Value,
    loss: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Value:
    """−ln p, divided by the rows of a batch. Raises LawError for a class number."""
    if shape_of(p) != shape_of(t):
        raise LawError("a loss has no derivative by the number of a class", "write the target one-hot: [0, 1, 0]")
    local = negate(entrywise(log_of, p))
    return weighted(upstream, local, p, reduction_of(reduction, loss_reduction), base)


# In symbols.


def _notation(p: Formula, t: Formula, base: Any = None, first_class: Any = 1, **options: Any) -> Formula:
    """−ln of the class's probability where a number is written for it; −Σ t ln p is right for distributions alone."""
    if isinstance(t, Num):
        place = t.value - (first_class.value if isinstance(first_class, Num) else first_class) + 1
        return -log_formula(apply("index", p, place), base)
    settings = {name: value for name, value in (("base", base), ("reduction", options.get("reduction"))) if value}
    return apply("cross_entropy", p, t, **settings)


def _places(index: Index, shape: tuple[int, ...], how: str) -> list[Index]:
    rest = shape[kept_axes(shape, how, True) :]
    return [(*index, *inner) for inner in np.ndindex(rest)]


def loss_cells(
    index: Index,
    names: Names,
    p: Value,
    t: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Names:
    """The sum of t ln p over all entries, with a minus; of a class number, the logarithm of its probability."""
    how, label = reduction_of(reduction, loss_reduction), is_label(p, t)
    target = distribution(p, t, first_class)
    terms = []
    for place in _places(index, shape_of(p), how):
        log = log_formula(entry(names[0], place), base)
        if target[place] != 0 or (not label and p[place] > 0):
            terms.append(log if label else entry(names[1], place) * log)
    return (-times(weight(shape_of(p), how, True), total(terms)),)


def _partials(local: Any, index: Index, names: Names, p: Value, t: Value, loss: Value, **options: Any) -> Moves:
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    place = index[: kept_axes(shape_of(p), how, True)]
    formula = local(index, names, p, t, options.get("base"), options.get("first_class", 1))
    return ((place, times(weight(shape_of(p), how, True), formula)),)


def _prediction_slope(index: Index, names: Names, p: Value, t: Value, base: Any, first_class: int) -> Formula:
    target = distribution(p, t, first_class)[index]
    if target == 0:
        return Num(0)
    below = entry(names[0], index) if base is None else entry(names[0], index) * apply("log", base)
    return -((Num(1) if is_label(p, t) else entry(names[1], index)) / below)


def _target_slope(index: Index, names: Names, p: Value, t: Value, base: Any, first_class: int) -> Formula:
    return -log_formula(entry(names[0], index), base)


# Wrong ideas.


def in_base(other: Any, /, p: Value, t: Value, **options: Any) -> Value:
    """The loss with a logarithm in another base."""
    return cross_entropy(p, t, **{**options, "base": other})


def sign_forgotten(p: Value, t: Value, **options: Any) -> Value:
    """Σ t ln p, the minus forgotten."""
    return negate(cross_entropy(p, t, **options))


def gradient_sign_forgotten(upstream: Value, p: Value, t: Value, loss: Value, **options: Any) -> Value:
    """t/p, the minus forgotten."""
    return negate(prediction_gradient(upstream, p, t, loss, **options))


def exchanged(p: Value, t: Value, **options: Any) -> Value:
    """−Σ p ln t: prediction and target exchanged."""
    return cross_entropy(t, p, **options)


def counted_otherwise(p: Value, t: Value, first_class: int = 1, **options: Any) -> Value:
    """The loss of the class that has that number where counting begins elsewhere."""
    return cross_entropy(p, next_class(p, t, first_class), **options)


def error_rate(p: Value, t: Value, first_class: int = 1, **options: Any) -> Value:
    """1 − p of the target: the logarithm not taken."""
    target = distribution(p, t, first_class)
    terms = entrywise(_missing, p, target)
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    return reduce_entries(terms, how, by_rows=True)


def _missing(p: Any, t: Any) -> Any:
    return t * (1 - p)


def loss_by_loops(
    p: Value,
    t: Value,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    base: Any = None,
    first_class: int = 1,
) -> Value:
    """The loss row by row: an oracle."""
    rows_p = np.reshape(p, (-1, np.shape(p)[-1])).tolist()
    target = distribution(p, t, first_class)
    rows_t = np.reshape(target, (-1, np.shape(p)[-1])).tolist()
    losses = [
        sum(-float(t) * math.log(p) for p, t in zip(row_p, row_t, strict=True) if t) / math.log(base or math.e)
        for row_p, row_t in zip(rows_p, rows_t, strict=True)
    ]
    how = reduction or loss_reduction
    if how in ("none", "per_sample") and len(np.shape(p)) > 1:
        return np.reshape(losses, np.shape(p)[:-1])
    return sum(losses) / (len(losses) if how == "mean" else 1)


GRADIENTS = (
    Gradient(
        prediction_gradient,
        "the derivative of −t ln p is −t/p",
        partials=partial(_partials, _prediction_slope),
        misconceptions=(
            slip(
                "sign-forgotten-in-gradient",
                "The derivative of −t ln p keeps the minus sign.",
                gradient_sign_forgotten,
                SIGN_SLIP,
            ),
        ),
    ),
    Gradient(target_gradient, "the derivative of −t ln p for t is −ln p", partials=partial(_partials, _target_slope)),
)

RULES = (
    Rule(
        name="cross_entropy",
        summary="cross-entropy of predicted probabilities and a target (one-hot, a distribution, or a class number)",
        law=cross_entropy,
        inputs=("prediction", "target"),
        because="minus the logarithm of the probability given to the target",
        options=(BASE, REDUCTION, FIRST_CLASS),
        notation=_notation,
        sensible=first_adds_up_to_one,
        cells=loss_cells,
        gradients=GRADIENTS,
        misconceptions=(
            *(base_slip(base, partial(in_base, base)) for base in BASES),
            natural_slip(partial(in_base, None)),
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
                partial(over_classes, cross_entropy, 0),
                partial(over_classes, prediction_gradient, 1),
                None,
            ),
            slip("prediction-and-target-exchanged", "Prediction and target were exchanged.", exchanged),
            slip("logarithm-forgotten", "The logarithm of the probability was not taken.", error_rate),
            slip("class-counted-from-elsewhere", "The class number was counted from another start.", counted_otherwise),
        ),
        oracle=loss_by_loops,
        conventions=(LOSS_REDUCTION,),
        example="question loss: compute\n  p = [1/4, 3/4]\n  t = [0, 1]\n"
        "  L = cross_entropy(p, t)\n  find L to 4 decimals",
        also=(
            *("categorical_cross_entropy", "categorical_crossentropy", "crossentropy", "cce"),
            *("sparse_categorical_cross_entropy", "sparse_categorical_crossentropy", "sparse_cross_entropy"),
            *("nll", "negative_log_likelihood"),
        ),
    ),
)
