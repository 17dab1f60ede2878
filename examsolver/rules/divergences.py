"""Entropy, and the Kullback-Leibler divergence of two distributions."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import shape_of
from examsolver.rules.arithmetic import divide, quotient
from examsolver.rules.binary_cross_entropy import terms_of
from examsolver.rules.by_cases import Cells, Entrywise, Numbers
from examsolver.rules.distributions import add_up_to_one
from examsolver.rules.exponential import BASE, BASES, base_slip, log_formula, log_of, log_to_base, natural_slip
from examsolver.rules.loss_reduction import (
    LOSS_REDUCTION,
    REDUCTION,
    PairLoss,
    loss_backward,
    loss_by_loops,
    loss_cells,
    loss_gradient,
    loss_partials,
    reduced_loss,
)
from examsolver.rules.loss_slips import exchanged, opposite
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea

Moves = tuple[tuple[Index, Formula], ...]


def _log(x: Any, base: Any) -> Any:
    return log_of(x) if base is None else log_to_base(base, x)


def _unit(base: Any) -> Any:
    return 1 if base is None else math.log(base)


# Entropy.


def _surprise(p: Any, base: Any = None) -> Any:
    return 0 if p == 0 else -p * _log(p, base)


def _surprise_slope(p: Any, base: Any = None) -> Any:
    return -(_log(p, base) + 1 / _unit(base))


def _surprise_written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    return Num(0) if numbers[0] == 0 else -(cells[0] * log_formula(cells[0], base))


def _surprise_slope_written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    if base is None:
        return -(apply("log", cells[0]) + 1)
    return -(log_formula(cells[0], base) + 1 / apply("log", base))


SURPRISE = PairLoss(
    Entrywise(_surprise, _surprise_written, (_surprise_slope,), (_surprise_slope_written,)), by_rows=True
)


def entropy(p: Value, base: Any = None) -> Value:
    """−Σ p ln p, of every row. Raises LawError for a number, and for a negative probability."""
    if not shape_of(p):
        raise LawError("a distribution is a vector of probabilities, not a number", "write [0.25, 0.75]")
    return reduced_loss(SURPRISE, p, reduction="none", base=base)


def entropy_gradient(upstream: Value, p: Value, h: Value, base: Any = None) -> Value:
    """−(ln p + 1)."""
    return loss_backward(SURPRISE, _surprise_slope, upstream, p, h, reduction="none", base=base)


def entropy_cells(index: Index, names: Cells, p: Value, base: Any = None) -> Cells:
    """The sum of −p ln p."""
    return loss_cells(SURPRISE, index, names, p, reduction="none", base=base)


def entropy_partials(index: Index, names: Cells, p: Value, h: Value, base: Any = None) -> Moves:
    """−(ln p + 1)."""
    return loss_partials(SURPRISE, 0, index, names, p, h, reduction="none", base=base)


def entropy_in(other: Any, /, p: Value, base: Any = None) -> Value:
    """The entropy in another base."""
    return entropy(p, other)


def averaged_over_outcomes(p: Value, base: Any = None) -> Value:
    """The entropy divided by the number of outcomes."""
    return divide(entropy(p, base), shape_of(p)[-1])


def logarithms_alone(p: Value, base: Any = None) -> Value:
    """−Σ ln p, the weights forgotten."""
    return reduced_loss(PairLoss(Entrywise(_bare, _surprise_written, ()), by_rows=True), p, reduction="none", base=base)


def _bare(p: Any, base: Any = None) -> Any:
    return -_log(p, base)


def one_forgotten(upstream: Value, p: Value, h: Value, base: Any = None) -> Value:
    """−ln p: the second term of the product rule left out."""
    return loss_backward(SURPRISE, _bare, upstream, p, h, reduction="none", base=base)


def _entropy_by_loops(p: Value, base: Any = None) -> Value:
    rows = np.reshape(p, (-1, np.shape(p)[-1])).tolist()
    found = [math.fsum(float(q) * math.log(1 / float(q)) for q in row if q) / math.log(base or math.e) for row in rows]
    return np.reshape(found, np.shape(p)[:-1]) if len(np.shape(p)) > 1 else found[0]


# Kullback-Leibler divergence.


def _divergence(p: Any, q: Any, base: Any = None) -> Any:
    if p == 0:
        return 0
    if q <= 0:
        raise LawError("a divergence from what has probability 0 has no finite value", "q may be 0 only where p is 0")
    return p * _log(quotient(p, q), base)


def _by_first(p: Any, q: Any, base: Any = None) -> Any:
    return _log(quotient(p, q), base) + 1 / _unit(base)


def _by_second(p: Any, q: Any, base: Any = None) -> Any:
    return quotient(-p, q) / _unit(base) if base is not None else quotient(-p, q)


def _divergence_written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    return Num(0) if numbers[0] == 0 else cells[0] * log_formula(cells[0] / cells[1], base)


def _by_first_written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    log = log_formula(cells[0] / cells[1], base)
    return log + 1 if base is None else log + 1 / apply("log", base)


def _by_second_written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    below = cells[1] if base is None else cells[1] * apply("log", base)
    return -(cells[0] / below)


DIVERGENCE = PairLoss(
    Entrywise(_divergence, _divergence_written, (_by_first, _by_second), (_by_first_written, _by_second_written)),
    by_rows=True,
    hint="both distributions have the same outcomes",
)


def divergence(p: Value, q: Value, **options: Any) -> Value:
    """Σ p ln(p/q), for a batch the mean over its rows. Raises LawError where q is 0 and p is not."""
    return reduced_loss(DIVERGENCE, p, q, **options)


def divergence_in(other: Any, /, p: Value, q: Value, **options: Any) -> Value:
    """The divergence in another base."""
    return divergence(p, q, **{**options, "base": other})


def _cross(p: Any, q: Any, base: Any = None) -> Any:
    return 0 if p == 0 else -p * _log(q, base)


def _ratio_turned(p: Any, q: Any, base: Any = None) -> Any:
    return 0 if p == 0 else p * _log(quotient(q, p), base)


def _by_difference(p: Any, q: Any, base: Any = None) -> float:
    p, q = float(p), float(q)
    return p * (math.log(p) - math.log(q)) / math.log(base or math.e) if p else 0.0


KL_SLOPES = (
    loss_gradient(
        DIVERGENCE,
        0,
        "the derivative of p ln(p/q) for p is ln(p/q) + 1",
    ),
    loss_gradient(
        DIVERGENCE,
        1,
        "the derivative of p ln(p/q) for q is −p/q",
        (
            slip(
                "sign-forgotten-in-gradient",
                "q stands in the denominator: its gradient −p/q has a minus.",
                partial(opposite, partial(loss_backward, DIVERGENCE, _by_second)),
                SIGN_SLIP,
            ),
        ),
    ),
)

RULES = (
    Rule(
        name="entropy",
        summary="entropy of a distribution: −Σ p ln p; of a matrix, of each row",
        law=entropy,
        inputs=("p",),
        because="the mean of −ln p over the outcomes, where 0 ln 0 counts 0",
        options=(BASE,),
        sensible=add_up_to_one,
        cells=entropy_cells,
        gradients=(
            Gradient(
                entropy_gradient,
                "the derivative of −p ln p is −(ln p + 1)",
                partials=entropy_partials,
                misconceptions=(
                    slip(
                        "product-rule-first-term-only",
                        "The logarithm moves too: the product rule adds 1.",
                        one_forgotten,
                    ),
                ),
            ),
        ),
        misconceptions=(
            *(base_slip(base, partial(entropy_in, base)) for base in BASES),
            natural_slip(partial(entropy_in, None)),
            wrong_idea(
                "sign-forgotten",
                "The entropy has a minus sign before the sum.",
                partial(opposite, entropy),
                partial(opposite, entropy_gradient),
                keeps=SIGN_SLIP,
            ),
            slip("averaged-over-classes", "The terms are added up, not averaged.", averaged_over_outcomes),
            slip("weights-forgotten", "Every −ln p is weighted by its p.", logarithms_alone),
        ),
        oracle=_entropy_by_loops,
        example="question surprise: compute\n  p = [1/2, 1/4, 1/4]\n  H = entropy(p, base=2)\n  find H exactly",
        also=("shannon_entropy",),
    ),
    Rule(
        name="kl",
        summary="Kullback-Leibler divergence of p from q: Σ p ln(p/q), for a batch the mean over its rows",
        law=divergence,
        inputs=("p", "q"),
        because="the mean of ln(p/q) over the outcomes of p, where 0 ln 0 counts 0",
        options=(BASE, REDUCTION),
        sensible=add_up_to_one,
        cells=partial(loss_cells, DIVERGENCE),
        gradients=KL_SLOPES,
        misconceptions=(
            *(base_slip(base, partial(divergence_in, base)) for base in BASES),
            natural_slip(partial(divergence_in, None)),
            slip(
                "distributions-exchanged",
                "The divergence is not symmetric: p weights the logarithms and stands above.",
                partial(exchanged, divergence),
            ),
            slip(
                "cross-entropy-in-place-of-divergence",
                "The divergence is the cross-entropy less the entropy of p.",
                terms_of(DIVERGENCE, _cross),
            ),
            slip(
                "ratio-turned-round",
                "p stands above q in the logarithm.",
                terms_of(DIVERGENCE, _ratio_turned),
                SIGN_SLIP,
            ),
        ),
        oracle=partial(loss_by_loops, _by_difference, True),
        conventions=(LOSS_REDUCTION,),
        example="question apart: compute\n  p = [0.5, 0.5]\n  q = [0.25, 0.75]\n  D = kl(p, q)\n  find D to 4 decimals",
        also=("kl_divergence", "kld", "kullback_leibler", "relative_entropy"),
    ),
)
