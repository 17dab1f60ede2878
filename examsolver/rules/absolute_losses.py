"""Losses that grow less than squares: absolute error, Huber, smooth L1, log-cosh."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Option, Rule
from examsolver.rules.arithmetic import quotient
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
from examsolver.rules.rewriting import slip, wrong_idea

HALF = Fraction(1, 2)


def sign_of(number: Any) -> int:
    """1, 0 or −1."""
    return 1 if number > 0 else -1 if number < 0 else 0


def signed(law: Any, sign: int, p: Any, t: Any, **options: Any) -> Any:
    """The derivative by the target is that by the prediction with the sign turned."""
    return sign * law(p, t, **options)


def signed_formula(written: Any, sign: int, cells: Cells, numbers: Numbers, **options: Any) -> Formula:
    """The same as a formula."""
    formula: Formula = written(cells, numbers, **options)
    return formula if sign > 0 else -formula


def both(law: Any) -> tuple[Any, Any]:
    """Slopes by prediction and by target of a loss of p − t."""
    return partial(signed, law, 1), partial(signed, law, -1)


def both_written(written: Any) -> tuple[Any, Any]:
    """The same as formulas."""
    return partial(signed_formula, written, 1), partial(signed_formula, written, -1)


# Absolute error.


def _size(p: Any, t: Any) -> Any:
    return abs(p - t)


def _sign(p: Any, t: Any) -> Any:
    return sign_of(p - t)


def _size_written(cells: Cells, numbers: Numbers) -> Formula:
    return apply("abs", cells[0] - cells[1])


def _square(p: Any, t: Any, **options: Any) -> Any:
    return (p - t) ** 2


def _twice(p: Any, t: Any, **options: Any) -> Any:
    return 2 * (p - t)


def _difference(p: Any, t: Any, **options: Any) -> Any:
    return p - t


# Huber: half the square up to δ, then a line. Smooth L1: the same, divided by its δ, which is called β.


def _huber(p: Any, t: Any, delta: Any = 1) -> Any:
    size = abs(p - t)
    return HALF * size**2 if size <= delta else delta * (size - HALF * delta)


def _huber_slope(p: Any, t: Any, delta: Any = 1) -> Any:
    error = p - t
    return error if abs(error) <= delta else delta * sign_of(error)


def _huber_written(cells: Cells, numbers: Numbers, delta: Any = 1) -> Formula:
    error = cells[0] - cells[1]
    if abs(numbers[0] - numbers[1]) <= delta:
        return Num(HALF) * error**2
    return Num(delta) * (apply("abs", error) - Num(HALF * delta))


def _huber_slope_written(cells: Cells, numbers: Numbers, delta: Any = 1) -> Formula:
    error = numbers[0] - numbers[1]
    return cells[0] - cells[1] if abs(error) <= delta else Num(delta * sign_of(error))


def _half_lost(p: Any, t: Any, delta: Any = 1) -> Any:
    size = abs(p - t)
    return size**2 if size <= delta else delta * (size - HALF * delta)


def _always_square(p: Any, t: Any, delta: Any = 1) -> Any:
    return HALF * (p - t) ** 2


def _always_line(p: Any, t: Any, delta: Any = 1) -> Any:
    return delta * (abs(p - t) - HALF * delta)


def _offset_lost(p: Any, t: Any, delta: Any = 1) -> Any:
    size = abs(p - t)
    return HALF * size**2 if size <= delta else delta * size


def _smooth(p: Any, t: Any, beta: Any = 1) -> Any:
    return quotient(_huber(p, t, beta), beta)


def _smooth_slope(p: Any, t: Any, beta: Any = 1) -> Any:
    return quotient(_huber_slope(p, t, beta), beta)


def _smooth_written(cells: Cells, numbers: Numbers, beta: Any = 1) -> Formula:
    error = cells[0] - cells[1]
    if abs(numbers[0] - numbers[1]) <= beta:
        return error**2 / (2 * Num(beta)) if beta != 1 else Num(HALF) * error**2
    return apply("abs", error) - Num(HALF * beta)


def _smooth_slope_written(cells: Cells, numbers: Numbers, beta: Any = 1) -> Formula:
    error = cells[0] - cells[1]
    if abs(numbers[0] - numbers[1]) <= beta:
        return error if beta == 1 else error / Num(beta)
    return Num(sign_of(numbers[0] - numbers[1]))


def _as_huber(p: Any, t: Any, beta: Any = 1) -> Any:
    return _huber(p, t, beta)


# Log-cosh.


def _log_cosh(p: Any, t: Any) -> Any:
    size = abs(p - t)
    return 0 if size == 0 and not isinstance(size, float) else size + math.log1p(math.exp(-2 * size)) - math.log(2)


def _tanh(p: Any, t: Any) -> Any:
    return 0 if p == t and not isinstance(p - t, float) else math.tanh(p - t)


def _log_cosh_written(cells: Cells, numbers: Numbers) -> Formula:
    return apply("log", apply("cosh", cells[0] - cells[1]))


def _tanh_written(cells: Cells, numbers: Numbers) -> Formula:
    return apply("tanh", cells[0] - cells[1])


ABSOLUTE = PairLoss(Entrywise(_size, _size_written, both(_sign)))
HUBER = PairLoss(Entrywise(_huber, _huber_written, both(_huber_slope), both_written(_huber_slope_written)))
SMOOTH = PairLoss(Entrywise(_smooth, _smooth_written, both(_smooth_slope), both_written(_smooth_slope_written)))
LOG_COSH = PairLoss(Entrywise(_log_cosh, _log_cosh_written, both(_tanh), both_written(_tanh_written)))


def with_terms(law: Any) -> Any:
    """A loss of other terms: for wrong ideas."""
    return partial(reduced_loss, PairLoss(Entrywise(law, _size_written, ())))


def with_slope(loss: PairLoss, law: Any) -> Any:
    """A gradient of other slopes: for wrong ideas."""
    return partial(loss_backward, loss, law)


# Oracles.


def _log_cosh_by_exponentials(p: Any, t: Any) -> float:
    error = float(p - t)
    return math.log((math.exp(error) + math.exp(-error)) / 2)


def _huber_by_parts(p: Any, t: Any, delta: Any = 1) -> Any:
    within = min(abs(p - t), delta)
    return within * (abs(p - t) - within * HALF)


def _smooth_by_parts(p: Any, t: Any, beta: Any = 1) -> Any:
    return _huber_by_parts(p, t, beta) * Fraction(1) / beta


def _mean_of(inner: Any, p: Formula, t: Formula, reduction: Any = None, **options: Any) -> Formula:
    """1/n Σ of a formula of p − t."""
    entries: Formula = inner(p - t)
    if reduction == "none":
        return entries
    return apply("sum", entries) if reduction == "sum" else 1 / Sym("n") * apply("sum", entries)


DERIVATIVE = "the derivative of |p − t| is the sign of p − t (0 where they are equal)"
SQUARED_INSTEAD = "The sizes of the differences are added up, not their squares."


def _rule(name: str, summary: str, because: str, loss: PairLoss, derivative: str, oracle: Any, **more: Any) -> Rule:
    own, own_backward = more.pop("slips", ()), more.pop("backward_slips", ())
    return Rule(
        name=name,
        summary=summary,
        law=partial(reduced_loss, loss),
        inputs=("prediction", "target"),
        because=because,
        options=(*more.pop("options", ()), REDUCTION),
        cells=partial(loss_cells, loss),
        gradients=tuple(
            loss_gradient(
                loss, place, derivative, (*gradient_slips(loss, place), *(own_backward if place == 0 else ()))
            )
            for place in (0, 1)
        ),
        misconceptions=(*averaging_slips(loss), *own),
        oracle=partial(loss_by_loops, oracle, False),
        conventions=(LOSS_REDUCTION,),
        example=f"question loss: compute\n  p = [1, 5]\n  t = [2, 1]\n  L = {name}(p, t)\n  find L to 4 decimals",
        **more,
    )


RULES = (
    _rule(
        "mae",
        "mean absolute error",
        "the mean of the sizes of the differences",
        ABSOLUTE,
        DERIVATIVE,
        _size,
        notation=partial(_mean_of, partial(apply, "abs")),
        slips=(
            wrong_idea(
                "squared-in-place-of-absolute", SQUARED_INSTEAD, with_terms(_square), with_slope(ABSOLUTE, _twice)
            ),
            slip("absolute-value-forgotten", "The signs were kept; sizes are added up.", with_terms(_difference)),
        ),
        backward_slips=(
            slip(
                "difference-in-place-of-sign",
                "The derivative of |p − t| is the sign of p − t, not the difference.",
                with_slope(ABSOLUTE, _difference),
            ),
        ),
        also=("l1_loss", "mean_absolute_error", "absolute_error"),
    ),
    _rule(
        "huber",
        "Huber loss: half the squared error up to δ, then δ(|error| − δ/2), mean of all entries",
        "a small error is squared and halved; of a large one δ(|error| − δ/2) is taken",
        HUBER,
        "the derivative is the error up to δ, beyond it δ with the sign of the error",
        _huber_by_parts,
        options=(Option("delta", "the error δ at which the line begins; left out, 1", "number", also=("threshold",)),),
        slips=(
            slip("half-forgotten", "The square of a small error is halved.", with_terms(_half_lost)),
            slip("linear-part-forgotten", "Beyond δ the loss goes on as a line.", with_terms(_always_square)),
            slip("quadratic-part-forgotten", "Up to δ the loss is half the square.", with_terms(_always_line)),
            slip("offset-forgotten", "The line beyond δ is δ(|error| − δ/2).", with_terms(_offset_lost)),
        ),
        backward_slips=(slip("linear-part-forgotten", "Beyond δ the slope stays ±δ.", with_slope(HUBER, _difference)),),
        also=("huber_loss",),
    ),
    _rule(
        "smooth_l1",
        "smooth L1 loss: error²/(2β) up to β, then |error| − β/2, mean of all entries",
        "a small error is squared and divided by 2β; of a large one |error| − β/2 is taken",
        SMOOTH,
        "the derivative is the error over β up to β, beyond it the sign of the error",
        _smooth_by_parts,
        options=(Option("beta", "the error β at which the line begins; left out, 1", "number"),),
        slips=(slip("huber-in-place-of-smooth", "Smooth L1 is the Huber loss divided by β.", with_terms(_as_huber)),),
        also=("smooth_l1_loss",),
    ),
    _rule(
        "log_cosh",
        "logarithm of the hyperbolic cosine of the error, mean of all entries",
        "take ln cosh of every error, and the mean",
        LOG_COSH,
        "the derivative of ln cosh is tanh",
        _log_cosh_by_exponentials,
        slips=(
            wrong_idea(
                "squared-in-place-of-log-cosh",
                "ln cosh is not the square.",
                with_terms(_square),
                with_slope(LOG_COSH, _twice),
            ),
        ),
        backward_slips=(
            slip("derivative-forgotten", "The derivative of ln cosh is tanh.", with_slope(LOG_COSH, _difference)),
        ),
        also=("logcosh", "log_cosh_loss"),
    ),
)
