"""Binary cross-entropy, from probabilities and from scores (logits), of entries that are yes or no each."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import partial
from typing import Any

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Rule
from examsolver.rules.arithmetic import quotient
from examsolver.rules.by_cases import Cells, Entrywise, Numbers
from examsolver.rules.distributions import targets_between_zero_and_one
from examsolver.rules.exponential import BASE, BASES, base_slip, log_formula, log_of, log_to_base, natural_slip
from examsolver.rules.loss_reduction import (
    LOSS_REDUCTION,
    REDUCTION,
    PairLoss,
    loss_backward,
    loss_by_loops,
    loss_cells,
    loss_gradient,
    reduced_loss,
)
from examsolver.rules.loss_slips import averaging_slips, exchanged, gradient_slips, opposite
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea
from examsolver.rules.smooth_activations import log_one_plus_exp, sigma

HINT = "each prediction needs a target of 0 or 1"
ASIDE = "a probability lies between 0 and 1; of scores take bce_with_logits(z, t)"


def _log(x: Any, base: Any) -> Any:
    return log_of(x) if base is None else log_to_base(base, x)


def _loss(p: Any, t: Any, base: Any = None) -> Any:
    """−t ln p − (1 − t) ln(1 − p); what has weight 0 is left out."""
    if p < 0 or p > 1:
        raise LawError("a prediction that is no probability", ASIDE)
    return -((t * _log(p, base) if t != 0 else 0) + ((1 - t) * _log(1 - p, base) if t != 1 else 0))


def _slope(p: Any, t: Any, base: Any = None) -> Any:
    found = (quotient(-t, p) if t != 0 else 0) + (quotient(1 - t, 1 - p) if t != 1 else 0)
    return found if base is None else found / math.log(base)


def _by_target(p: Any, t: Any, base: Any = None) -> Any:
    return _log(1 - p, base) - _log(p, base)


def _written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    p, t = cells
    yes, no = log_formula(p, base), log_formula(1 - p, base)
    if numbers[1] in (0, 1):
        return -(yes if numbers[1] == 1 else no)
    return -(t * yes + (1 - t) * no)


def _slope_written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    p, t = cells[0], cells[1]
    sides = {1: -(1 / p), 0: 1 / (1 - p)}
    formula = sides.get(numbers[1], -(t / p) + (1 - t) / (1 - p))
    return formula if base is None else formula / apply("log", base)


def _by_target_written(cells: Cells, numbers: Numbers, base: Any = None) -> Formula:
    return log_formula(1 - cells[0], base) - log_formula(cells[0], base)


# From scores: ln(1 + e^z) − t z.


def _score_loss(z: Any, t: Any) -> Any:
    return log_one_plus_exp(z) - t * z


def _score_slope(z: Any, t: Any) -> Any:
    return sigma(z) - t


def _score_by_target(z: Any, t: Any) -> Any:
    return -z


def _score_written(cells: Cells, numbers: Numbers) -> Formula:
    z, t = cells
    if numbers[1] in (0, 1):
        return apply("log", 1 + apply("exp", -z if numbers[1] == 1 else z))
    return apply("log", 1 + apply("exp", z)) - t * z


def _score_slope_written(cells: Cells, numbers: Numbers) -> Formula:
    return apply("sigmoid", cells[0]) - cells[1]


def _score_by_target_written(cells: Cells, numbers: Numbers) -> Formula:
    return -cells[0]


CHANCES = PairLoss(Entrywise(_loss, _written, (_slope, _by_target), (_slope_written, _by_target_written)), hint=HINT)
SCORES = PairLoss(
    Entrywise(
        _score_loss,
        _score_written,
        (_score_slope, _score_by_target),
        (_score_slope_written, _score_by_target_written),
    ),
    hint=HINT,
)


# Wrong ideas.


def in_base(other: Any, /, p: Value, t: Value, **options: Any) -> Value:
    """The loss with a logarithm in another base."""
    return reduced_loss(CHANCES, p, t, **{**options, "base": other})


def _first_term_only(p: Any, t: Any, base: Any = None) -> Any:
    return -t * _log(p, base) if t != 0 else 0


def _terms_exchanged(p: Any, t: Any, base: Any = None) -> Any:
    return _loss(p, 1 - t, base)


def _first_slope_only(p: Any, t: Any, base: Any = None) -> Any:
    found = quotient(-t, p) if t != 0 else 0
    return found if base is None else found / math.log(base)


def _inner_lost(p: Any, t: Any, base: Any = None) -> Any:
    found = (quotient(-t, p) if t != 0 else 0) - (quotient(1 - t, 1 - p) if t != 1 else 0)
    return found if base is None else found / math.log(base)


def _scores_as_chances(z: Any, t: Any) -> Any:
    return _loss(z, t)


def _target_lost(z: Any, t: Any) -> Any:
    return sigma(z)


def _by_probability(z: Any, t: Any) -> Any:
    return _slope(sigma(z), t)


def _times_slope(z: Any, t: Any) -> Any:
    gate = sigma(z)
    return (gate - t) * gate * (1 - gate)


def terms_of(loss: PairLoss, law: Any) -> Any:
    """A loss of other terms."""
    return partial(reduced_loss, PairLoss(Entrywise(law, _written, ()), loss.by_rows, loss.hint))


# Oracles.


def _by_products(p: Any, t: Any, base: Any = None) -> float:
    return -math.log(float(p) ** float(t) * (1 - float(p)) ** (1 - float(t))) / math.log(base or math.e)


def _score_by_products(z: Any, t: Any) -> float:
    score = Decimal(float(z))
    return float(t) * float((1 + (-score).exp()).ln()) + (1 - float(t)) * float((1 + score.exp()).ln())


def _notation(p: Formula, t: Formula, reduction: Any = None, **options: Any) -> Formula:
    entries = t * apply("log", p) + (1 - t) * apply("log", 1 - p)
    if reduction == "none":
        return -entries
    return -apply("sum", entries) if reduction == "sum" else -(1 / Sym("n") * apply("sum", entries))


SECOND_FORGOTTEN = "second-term-forgotten"
SECOND_SAYS = "Targets of 0 count too: the second term is (1 − t) ln(1 − p)."

RULES = (
    Rule(
        name="bce",
        summary="binary cross-entropy of probabilities and targets 0 or 1: mean of −t ln p − (1 − t) ln(1 − p)",
        law=partial(reduced_loss, CHANCES),
        inputs=("prediction", "target"),
        because="minus the logarithm of the probability given to what is the case",
        sensible=targets_between_zero_and_one,
        options=(BASE, REDUCTION),
        notation=_notation,
        cells=partial(loss_cells, CHANCES),
        gradients=(
            loss_gradient(
                CHANCES,
                0,
                "the derivative of −t ln p − (1 − t) ln(1 − p) is −t/p + (1 − t)/(1 − p)",
                (
                    *gradient_slips(CHANCES, 0),
                    slip(SECOND_FORGOTTEN, SECOND_SAYS, partial(loss_backward, CHANCES, _first_slope_only)),
                    slip(
                        "inner-derivative-forgotten",
                        "The inner derivative of 1 − p is −1.",
                        partial(loss_backward, CHANCES, _inner_lost),
                        SIGN_SLIP,
                    ),
                ),
            ),
            loss_gradient(CHANCES, 1, "the loss is linear in the target: ln(1 − p) − ln p"),
        ),
        misconceptions=(
            *averaging_slips(CHANCES),
            *(base_slip(base, partial(in_base, base)) for base in BASES),
            natural_slip(partial(in_base, None)),
            wrong_idea(
                "sign-forgotten",
                "The cross-entropy has a minus sign.",
                partial(opposite, partial(reduced_loss, CHANCES)),
                partial(opposite, partial(loss_backward, CHANCES, _slope)),
                None,
                keeps=SIGN_SLIP,
            ),
            wrong_idea(
                SECOND_FORGOTTEN,
                SECOND_SAYS,
                terms_of(CHANCES, _first_term_only),
                partial(loss_backward, CHANCES, _first_slope_only),
                None,
            ),
            slip(
                "classes-exchanged",
                "p is the probability of the target 1, not of 0.",
                terms_of(CHANCES, _terms_exchanged),
            ),
            slip(
                "prediction-and-target-exchanged",
                "Prediction and target were exchanged.",
                partial(exchanged, partial(reduced_loss, CHANCES)),
            ),
        ),
        oracle=partial(loss_by_loops, _by_products, False),
        conventions=(LOSS_REDUCTION,),
        example="question loss: compute\n  p = [0.8, 0.4]\n  t = [1, 0]\n  L = bce(p, t)\n  find L to 4 decimals",
        also=("binary_cross_entropy", "bce_loss", "binary_crossentropy"),
    ),
    Rule(
        name="bce_with_logits",
        summary="binary cross-entropy from scores: mean of ln(1 + e^z) − t z, which is BCE of σ(z); never overflows",
        law=partial(reduced_loss, SCORES),
        inputs=("scores", "target"),
        because="minus the logarithm of the sigmoid of the score (of minus the score where the target is 0)",
        sensible=targets_between_zero_and_one,
        options=(REDUCTION,),
        cells=partial(loss_cells, SCORES),
        gradients=(
            loss_gradient(
                SCORES,
                0,
                "sigmoid and binary cross-entropy together have the derivative σ(z) − t",
                (
                    *gradient_slips(SCORES, 0),
                    slip(
                        "target-not-subtracted",
                        "The target is subtracted from the probability in the gradient.",
                        partial(loss_backward, SCORES, _target_lost),
                    ),
                    slip(
                        "gradient-by-the-probability",
                        "This is the derivative by the probability; here that by the score is asked.",
                        partial(loss_backward, SCORES, _by_probability),
                    ),
                    slip(
                        "sigmoid-derivative-kept",
                        "With cross-entropy the σ(1 − σ) of the sigmoid cancels; σ(z) − t is all.",
                        partial(loss_backward, SCORES, _times_slope),
                    ),
                ),
            ),
            loss_gradient(SCORES, 1, "the loss is linear in the target: −z"),
        ),
        misconceptions=(
            *averaging_slips(SCORES),
            slip(
                "sigmoid-forgotten",
                "The scores are no probabilities: take the sigmoid first.",
                terms_of(SCORES, _scores_as_chances),
            ),
        ),
        oracle=partial(loss_by_loops, _score_by_products, False),
        conventions=(LOSS_REDUCTION,),
        example="question loss: compute\n  z = [2, -30]\n  t = [1, 0]\n  L = bce_with_logits(z, t)\n"
        "  find L, dL/dz to 4 decimals",
        also=("sigmoid_cross_entropy", "binary_cross_entropy_with_logits", "bce_from_logits"),
    ),
)
