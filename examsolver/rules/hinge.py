"""Hinge losses of yes or no: scores held to a margin; labels −1 and 1, a label 0 is read as −1."""

from __future__ import annotations

from functools import partial
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Option, Rule
from examsolver.rules.binary_cross_entropy import terms_of
from examsolver.rules.by_cases import Cells, Entrywise, Numbers
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
from examsolver.rules.rewriting import SIGN_SLIP, slip, wrong_idea

HINT = "each score needs a label −1 or 1 (or 0 or 1)"


def side(t: Any) -> Any:
    """The label as −1 or 1. Raises LawError for another."""
    if t not in (-1, 0, 1):
        raise LawError("a label that is neither −1, 0 nor 1", HINT)
    return -1 if t == 0 else t


def _short(s: Any, t: Any, margin: Any) -> Any:
    """By how much the margin is missed; 0 where it is kept."""
    return max(0 * s, margin - side(t) * s)


def _value(s: Any, t: Any, margin: Any = 1) -> Any:
    return _short(s, t, margin)


def _slope(s: Any, t: Any, margin: Any = 1) -> Any:
    return -side(t) if _short(s, t, margin) > 0 else 0


def _reach(cells: Cells, numbers: Numbers, margin: Any) -> Formula:
    if numbers[1] == 0:
        return Num(margin) - Num(-1) * cells[0]
    return Num(margin) - cells[1] * cells[0]


def _written(cells: Cells, numbers: Numbers, margin: Any = 1) -> Formula:
    return apply("max", 0, _reach(cells, numbers, margin))


def _squared(s: Any, t: Any, margin: Any = 1) -> Any:
    return _short(s, t, margin) ** 2


def _squared_slope(s: Any, t: Any, margin: Any = 1) -> Any:
    return -2 * side(t) * _short(s, t, margin)


def _squared_written(cells: Cells, numbers: Numbers, margin: Any = 1) -> Formula:
    return apply("max", 0, _reach(cells, numbers, margin)) ** 2


def _squared_slope_written(cells: Cells, numbers: Numbers, margin: Any = 1) -> Formula:
    if _short(numbers[0], numbers[1], margin) == 0:
        return Num(0)
    return Num(-2 * side(numbers[1])) * _reach(cells, numbers, margin)


HINGE = PairLoss(Entrywise(_value, _written, (_slope, None)), hint=HINT)
SQUARED = PairLoss(
    Entrywise(_squared, _squared_written, (_squared_slope, None), (_squared_slope_written, None)), hint=HINT
)


# Wrong ideas.


def _not_limited(s: Any, t: Any, margin: Any = 1) -> Any:
    return margin - side(t) * s


def _limit_lost_slope(s: Any, t: Any, margin: Any = 1) -> Any:
    return -side(t)


def _labels_as_written(s: Any, t: Any, margin: Any = 1) -> Any:
    return max(0 * s, margin - t * s)


def _margin_lost(s: Any, t: Any, margin: Any = 1) -> Any:
    return _short(s, t, 0)


def _sign_lost(s: Any, t: Any, margin: Any = 1) -> Any:
    return max(0 * s, margin + side(t) * s)


def _turned(s: Any, t: Any, margin: Any = 1) -> Any:
    return side(t) if _short(s, t, margin) > 0 else 0


def _two_lost(s: Any, t: Any, margin: Any = 1) -> Any:
    return -side(t) * _short(s, t, margin)


def _label_lost(s: Any, t: Any, margin: Any = 1) -> Any:
    return -2 * _short(s, t, margin)


def _plain(s: Any, t: Any, margin: Any = 1) -> Any:
    return _short(s, t, margin)


def _raised(law: Any, s: Any, t: Any, margin: Any = 1) -> Any:
    return law(s, t, margin) ** 2


# Oracles.


def _by_sizes(s: Any, t: Any, margin: Any = 1) -> Any:
    gap = margin - (t if t else -1) * s
    return (abs(gap) + gap) / 2


def _by_sizes_squared(s: Any, t: Any, margin: Any = 1) -> Any:
    return _by_sizes(s, t, margin) ** 2


def _notation(squared: bool, s: Formula, t: Formula, margin: Any = 1, **options: Any) -> Formula:
    short = apply("max", 0, (margin if isinstance(margin, Num) else Num(margin)) - t * s)
    return apply("mean" if options.get("reduction") != "sum" else "sum", short**2 if squared else short)


MARGIN = Option("margin", "the margin that t s must reach; left out, 1", "number")
LIMIT_SAYS = "Where the margin is kept the loss is 0, not negative."
COMMON = (
    ("labels-not-converted", "Labels 0 are read as −1 in a hinge loss.", _labels_as_written),
    ("margin-forgotten", "The score must reach the margin, not only the right side.", _margin_lost),
)


def _rule(name: str, said: str, loss: PairLoss, derivative: str, oracle: Any, **more: Any) -> Rule:
    squared = loss is SQUARED
    return Rule(
        name=name,
        summary=said,
        law=partial(reduced_loss, loss),
        inputs=("scores", "target"),
        because="by how much each score misses the margin" + (", squared" if squared else ""),
        options=(MARGIN, REDUCTION),
        notation=partial(_notation, squared),
        cells=partial(loss_cells, loss),
        gradients=(loss_gradient(loss, 0, derivative, more.pop("backward_slips")), None),
        misconceptions=(*averaging_slips(loss), *more.pop("slips")),
        oracle=partial(loss_by_loops, oracle, False),
        conventions=(LOSS_REDUCTION,),
        example=f"question margin: compute\n  s = [0.5, 2, -0.25]\n  t = [1, 1, -1]\n  L = {name}(s, t)\n"
        "  find L, dL/ds exactly",
        **more,
    )


RULES = (
    _rule(
        "hinge",
        "hinge loss of scores and labels ±1 (a label 0 is read as −1): mean of max(0, 1 − t s)",
        HINGE,
        "the derivative is −t where the margin is missed, 0 where it is kept (and at the edge)",
        _by_sizes,
        slips=(
            wrong_idea(
                "maximum-forgotten",
                LIMIT_SAYS,
                terms_of(HINGE, _not_limited),
                partial(loss_backward, HINGE, _limit_lost_slope),
            ),
            slip(
                "sign-forgotten",
                "The product of label and score is subtracted.",
                terms_of(HINGE, _sign_lost),
                SIGN_SLIP,
            ),
            *(slip(tag, says, terms_of(HINGE, law)) for tag, says, law in COMMON),
        ),
        backward_slips=(
            *gradient_slips(HINGE, 0),
            slip(
                "maximum-forgotten-in-gradient",
                "Where the margin is kept the gradient is 0.",
                partial(loss_backward, HINGE, _limit_lost_slope),
            ),
        ),
        also=("hinge_loss", "binary_hinge"),
    ),
    _rule(
        "squared_hinge",
        "squared hinge loss: mean of max(0, 1 − t s)²",
        SQUARED,
        "the derivative is −2 t max(0, 1 − t s)",
        _by_sizes_squared,
        slips=(
            slip("square-forgotten", "The missed margins are squared here.", terms_of(SQUARED, _plain)),
            *(slip(tag, says, terms_of(SQUARED, partial(_raised, law))) for tag, says, law in COMMON),
        ),
        backward_slips=(
            *gradient_slips(SQUARED, 0),
            slip(
                "factor-two-lost",
                "The derivative of a square has a factor 2.",
                partial(loss_backward, SQUARED, _two_lost),
            ),
            slip(
                "inner-derivative-forgotten",
                "The inner derivative −t belongs to the gradient.",
                partial(loss_backward, SQUARED, _label_lost),
            ),
        ),
        also=("squared_hinge_loss",),
    ),
)
