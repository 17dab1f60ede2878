"""Focal loss (Lin et al. 2017): cross-entropy in which what is easy counts less."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Option, Rule
from examsolver.rules.binary_cross_entropy import ASIDE, HINT, terms_of
from examsolver.rules.by_cases import Cells, Entrywise, Numbers
from examsolver.rules.distributions import first_adds_up_to_one
from examsolver.rules.exponential import log_of
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
from examsolver.rules.loss_slips import averaging_slips, gradient_slips
from examsolver.rules.powers import power_of
from examsolver.rules.rewriting import slip

GAMMA = 2


def _balance(t: Any, alpha: Any) -> Any:
    return 1 if alpha is None else alpha if t == 1 else 1 - alpha


def _given(p: Any, t: Any) -> Any:
    """The probability given to what is the case. Raises LawError for what is none."""
    if p < 0 or p > 1:
        raise LawError("a prediction that is no probability", ASIDE)
    if t not in (0, 1):
        raise LawError("a target of the focal loss that is neither 0 nor 1", HINT)
    return p if t == 1 else 1 - p


def _value(p: Any, t: Any, gamma: Any = GAMMA, alpha: Any = None) -> Any:
    chance = _given(p, t)
    return -_balance(t, alpha) * power_of(1 - chance, gamma) * log_of(chance)


def _slope(p: Any, t: Any, gamma: Any = GAMMA, alpha: Any = None) -> Any:
    chance = _given(p, t)
    rest = float(1 - chance)
    local = float(gamma) * rest ** (float(gamma) - 1) * math.log(chance) if gamma and rest else 0.0
    found = _balance(t, alpha) * (local - rest ** float(gamma) / float(chance))
    return found if t == 1 else -found


def _chance(cells: Cells, numbers: Numbers) -> Formula:
    return cells[0] if numbers[1] == 1 else 1 - cells[0]


def _rest(cells: Cells, numbers: Numbers) -> Formula:
    return 1 - cells[0] if numbers[1] == 1 else cells[0]


def _weighted(formula: Formula, t: Any, alpha: Any) -> Formula:
    return formula if alpha is None else Num(_balance(t, alpha)) * formula


def _written(cells: Cells, numbers: Numbers, gamma: Any = GAMMA, alpha: Any = None) -> Formula:
    chance = _chance(cells, numbers)
    return -_weighted(_rest(cells, numbers) ** Num(gamma) * apply("log", chance), numbers[1], alpha)


def _slope_written(cells: Cells, numbers: Numbers, gamma: Any = GAMMA, alpha: Any = None) -> Formula:
    chance, rest = _chance(cells, numbers), _rest(cells, numbers)
    inner = Num(gamma) * rest ** Num(gamma - 1) * apply("log", chance) - rest ** Num(gamma) / chance
    whole = _weighted(inner, numbers[1], alpha)
    return whole if numbers[1] == 1 else -whole


FOCAL = PairLoss(Entrywise(_value, _written, (_slope, None), (_slope_written, None)), hint=HINT)


# One-hot rows: only the class that is the case counts.


def _class_value(p: Any, t: Any, gamma: Any = GAMMA) -> Any:
    return 0 if t == 0 else t * _value(p, 1, gamma)


def _class_slope(p: Any, t: Any, gamma: Any = GAMMA) -> Any:
    return 0 if t == 0 else t * _slope(p, 1, gamma)


def _class_written(cells: Cells, numbers: Numbers, gamma: Any = GAMMA) -> Formula:
    if numbers[1] == 0:
        return Num(0)
    whole = _written(cells, (numbers[0], 1), gamma)
    return whole if numbers[1] == 1 else cells[1] * whole


def _class_slope_written(cells: Cells, numbers: Numbers, gamma: Any = GAMMA) -> Formula:
    if numbers[1] == 0:
        return Num(0)
    whole = _slope_written(cells, (numbers[0], 1), gamma)
    return whole if numbers[1] == 1 else cells[1] * whole


CLASSES = PairLoss(
    Entrywise(_class_value, _class_written, (_class_slope, None), (_class_slope_written, None)), by_rows=True
)


# Wrong ideas.


def _unfocused(p: Any, t: Any, gamma: Any = GAMMA, alpha: Any = None) -> Any:
    return -_balance(t, alpha) * log_of(_given(p, t))


def _turned(p: Any, t: Any, gamma: Any = GAMMA, alpha: Any = None) -> Any:
    chance = _given(p, t)
    return -_balance(t, alpha) * power_of(chance, gamma) * log_of(chance)


def _unbalanced(p: Any, t: Any, gamma: Any = GAMMA, alpha: Any = None) -> Any:
    if alpha is None:
        raise LawError("there is no balance here")
    return _value(p, t, gamma)


def _focus_held(p: Any, t: Any, gamma: Any = GAMMA, alpha: Any = None) -> Any:
    chance = _given(p, t)
    found = -_balance(t, alpha) * power_of(1 - chance, gamma) / chance
    return found if t == 1 else -found


def _class_unfocused(p: Any, t: Any, gamma: Any = GAMMA) -> Any:
    return 0 if t == 0 else -t * log_of(p)


def _class_focus_held(p: Any, t: Any, gamma: Any = GAMMA) -> Any:
    return 0 if t == 0 else -t * power_of(1 - p, gamma) / p


# Oracles.


def _by_definition(p: Any, t: Any, gamma: Any = GAMMA, alpha: Any = None) -> float:
    chance = float(t * p + (1 - t) * (1 - p))
    balance = 1.0 if alpha is None else float(t * alpha + (1 - t) * (1 - alpha))
    return balance * math.exp(float(gamma) * math.log(1 - chance)) * -math.log(chance)


def _class_by_definition(p: Any, t: Any, gamma: Any = GAMMA) -> float:
    return float(t) * math.exp(float(gamma) * math.log(1 - float(p))) * -math.log(p) if t else 0.0


FOCUS = Option("gamma", "the exponent γ of the factor (1 − p)^γ; left out, 2", "number")
FOCUS_FORGOTTEN = "focus-forgotten"
FOCUS_SAYS = "The focal loss has the factor (1 − p)^γ; without it it is cross-entropy."
HELD = "product-rule-second-term-only"
HELD_SAYS = "The factor (1 − p)^γ moves with p too: the product rule has another term."
BECAUSE = "by the product rule: the factor (1 − p)^γ and the logarithm both move with p"

RULES = (
    Rule(
        name="focal",
        summary="focal loss of probabilities and targets 0 or 1: mean of −α (1 − p)^γ ln p, p of what is the case",
        law=partial(reduced_loss, FOCAL),
        inputs=("prediction", "target"),
        because="cross-entropy times (1 − p)^γ, where p is the probability given to what is the case",
        options=(
            FOCUS,
            Option("alpha", "the weight α of targets 1 (1 − α of targets 0); left out, none", "number"),
            REDUCTION,
        ),
        cells=partial(loss_cells, FOCAL),
        gradients=(
            loss_gradient(
                FOCAL,
                0,
                BECAUSE,
                (*gradient_slips(FOCAL, 0), slip(HELD, HELD_SAYS, partial(loss_backward, FOCAL, _focus_held))),
            ),
            None,
        ),
        misconceptions=(
            *averaging_slips(FOCAL),
            slip(FOCUS_FORGOTTEN, FOCUS_SAYS, terms_of(FOCAL, _unfocused)),
            slip(
                "focus-turned-round",
                "What is easy counts less: the factor is (1 − p)^γ, not p^γ.",
                terms_of(FOCAL, _turned),
            ),
            slip("balance-forgotten", "The loss of each class has a weight, α or 1 − α.", terms_of(FOCAL, _unbalanced)),
        ),
        oracle=partial(loss_by_loops, _by_definition, False),
        conventions=(LOSS_REDUCTION,),
        example="question hard: compute\n  p = [0.9, 0.3]\n  t = [1, 1]\n  L = focal(p, t, gamma=2)\n"
        "  find L to 4 decimals",
        also=("focal_loss", "binary_focal", "binary_focal_loss"),
    ),
    Rule(
        name="categorical_focal",
        summary="focal loss of several classes: −Σ t (1 − p)^γ ln p, for a batch the mean over its rows",
        law=partial(reduced_loss, CLASSES),
        inputs=("prediction", "target"),
        because="cross-entropy times (1 − p)^γ, where p is the probability of the target",
        options=(FOCUS, REDUCTION),
        sensible=first_adds_up_to_one,
        cells=partial(loss_cells, CLASSES),
        gradients=(
            loss_gradient(
                CLASSES,
                0,
                BECAUSE,
                (slip(HELD, HELD_SAYS, partial(loss_backward, CLASSES, _class_focus_held)),),
            ),
            None,
        ),
        misconceptions=(slip(FOCUS_FORGOTTEN, FOCUS_SAYS, terms_of(CLASSES, _class_unfocused)),),
        oracle=partial(loss_by_loops, _class_by_definition, True),
        conventions=(LOSS_REDUCTION,),
        example="question hard: compute\n  p = [0.2, 0.7, 0.1]\n  t = [0, 1, 0]\n"
        "  L = categorical_focal(p, t)\n  find L to 4 decimals",
        also=("categorical_focal_loss", "multiclass_focal"),
    ),
)
