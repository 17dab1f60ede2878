"""Dropout with a given mask, in training and at test time."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Gradient, Input, Option, Result, Rule
from examsolver.maths.arrays import as_array, combine, settle, shape_of
from examsolver.rules.arithmetic import divide, multiply, quotient, subtract
from examsolver.rules.dropout_mask import DRAW
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.pointwise import (
    loop,
    pass_on,
    pointwise_backward,
    pointwise_cells,
    pointwise_formula,
    pointwise_partials,
)
from examsolver.rules.rewriting import slip, wrong_idea

DROPOUT = Convention(
    "dropout",
    (
        Variant("inverted", "what is kept is divided by 1 − p in training; nothing is done at test time"),
        Variant("plain", "nothing is scaled in training; at test time everything is multiplied by 1 − p"),
    ),
)


def masked(x: Value, mask: Value, keep: Value, scaling: str = "inverted") -> Value:
    """x ⊙ m / q; under the plain convention x ⊙ m.

    Raises:
        LawError: a rate that is not at least 0 and below 1, a mask of other numbers than 0 and 1.
    """
    return multiply(multiply(x, checked(mask)), scale(keep, scaling))


def checked(mask: Value) -> Value:
    """The mask. Raises LawError where it holds other numbers than 0 and 1."""
    if any(kept not in (0, 1) for kept in as_array(mask).flat):
        raise LawError("a dropout mask holds 0 and 1", "1 keeps a unit, 0 drops it; the scale is not part of the mask")
    return mask


def scale(keep: Value, scaling: str) -> Value:
    """1 over the share that is kept, or 1 under the plain convention. Raises LawError."""
    if scaling not in ("inverted", "plain"):
        raise LawError(f"the scaling {scaling} is not known", "write scaling=inverted or scaling=plain")
    if shape_of(keep) or not 0 < keep <= 1:
        raise LawError("the dropout rate is at least 0 and below 1", "it is the share of units that are dropped")
    return divide(1, keep) if scaling == "inverted" else 1


def _local(x: Value, mask: Value, keep: Value, result: Value, scaling: str = "inverted") -> Value:
    return multiply(mask, scale(keep, scaling))


def _symbol(scaling: str, x: Formula, mask: Formula, keep: Formula, *result: Formula) -> Formula:
    return mask / keep if scaling == "inverted" else mask


def _whole_symbol(scaling: str, x: Formula, mask: Formula, keep: Formula) -> Formula:
    return x * mask / keep if scaling == "inverted" else x * mask


def cells(index: Index, names: tuple[Formula, ...], *values: Value, scaling: str = "inverted") -> tuple[Formula, ...]:
    """One entry times its mask, scaled."""
    return pointwise_cells(partial(_whole_symbol, scaling), index, names, *values)


def partials(
    index: Index, names: tuple[Formula, ...], *values: Value, scaling: str = "inverted"
) -> tuple[tuple[Index, Formula], ...]:
    """The mask's entry, scaled."""
    return pointwise_partials(partial(_symbol, scaling), 0, index, names, *values)


def notation(x: Formula, mask: Formula, keep: Formula, scaling: str = "inverted") -> Formula:
    """x ⊙ m / q."""
    return _whole_symbol(scaling, x, mask, keep)


def gradient_formula(upstream: Formula, *names: Formula, scaling: str = "inverted") -> Formula:
    """g ⊙ m / q."""
    return pointwise_formula(partial(_symbol, scaling), upstream, *names)


# Wrong ideas.


def with_scale(of: Callable[[Value], Value], x: Value, mask: Value, keep: Value, scaling: str = "inverted") -> Value:
    """The mask with another scale."""
    return multiply(multiply(x, mask), of(keep))


def gradient_with_scale(
    of: Callable[[Value], Value],
    upstream: Value,
    x: Value,
    mask: Value,
    keep: Value,
    result: Value,
    scaling: str = "inverted",
) -> Value:
    """The gradient with another scale."""
    return with_scale(of, combine(operator.mul, upstream, multiply(1, mask)), 1, keep)


def unscaled(keep: Value) -> Value:
    """1."""
    return 1


def by_rate(keep: Value) -> Value:
    """1/p."""
    return divide(1, subtract(1, keep))


def times_keep(keep: Value) -> Value:
    """1 − p."""
    return keep


def times_rate(keep: Value) -> Value:
    """p."""
    return subtract(1, keep)


def mask_ignored(x: Value, mask: Value, keep: Value, scaling: str = "inverted") -> Value:
    """Everything kept and scaled."""
    return multiply(multiply(x, scale(keep, scaling)), _ones(mask))


def mask_turned(x: Value, mask: Value, keep: Value, scaling: str = "inverted") -> Value:
    """What is dropped and what is kept exchanged."""
    return masked(x, subtract(1, mask), keep, scaling)


def _ones(mask: Value) -> Value:
    return settle(np.ones(shape_of(mask), dtype=object)) if shape_of(mask) else 1


def _wrong_scale(tag: str, says: str, of: Callable[[Value], Value]) -> Any:
    return wrong_idea(tag, says, partial(with_scale, of), partial(gradient_with_scale, of), None)


def by_loops(x: Value, mask: Value, keep: Value, scaling: str = "inverted") -> Value:
    """Entry by entry: an oracle."""
    return loop(partial(_kept, scaling), x, mask, keep)


def _kept(scaling: str, x: Any, mask: Any, keep: Any) -> Any:
    if not mask:
        return 0
    return quotient(x, keep) if scaling == "inverted" else x


RULES = (
    Rule(
        name="dropped",
        step=True,
        summary="x with a dropout mask of 0 and 1, what is kept divided by the share that is kept",
        law=masked,
        inputs=("x", "mask", "keep"),
        options=(
            Option("scaling", "inverted: divided by the share that is kept; plain: not scaled", "word", "inverted"),
        ),
        notation=notation,
        because="what the mask drops becomes 0; what it keeps is scaled, unless dropout is plain",
        cells=cells,
        gradients=(
            Gradient(
                partial(pointwise_backward, _local, 0),
                "the mask that was used forward, with the same scale",
                gradient_formula,
                partials,
                (
                    slip(
                        "mask-forgotten-in-gradient",
                        "The gradient goes through the units that were kept only, with the same scale.",
                        partial(pass_on, 0),
                    ),
                    slip(
                        "mask-not-scaled-in-gradient",
                        "The gradient has the same scale as the forward pass.",
                        partial(gradient_with_scale, unscaled),
                    ),
                ),
            ),
            None,
        ),
        misconceptions=(
            _wrong_scale("mask-not-scaled", "What is kept is divided by 1 − p in inverted dropout.", unscaled),
            _wrong_scale("rate-and-keep-exchanged", "Divide by the share that is kept, 1 − p, not by p.", by_rate),
            _wrong_scale("multiplied-by-keep", "What is kept is divided by 1 − p, not multiplied.", times_keep),
            _wrong_scale(
                "multiplied-by-the-rate", "What is kept is divided by 1 − p, not multiplied by p.", times_rate
            ),
            slip("mask-forgotten", "The mask was not applied.", mask_ignored),
            slip("mask-turned-round", "A mask of 1 keeps a unit, 0 drops it.", mask_turned),
        ),
        oracle=by_loops,
        example="question kept: compute\n  x = [1, 2]\n  y = dropped(x, [1, 0], 0.5)\n  find y",
    ),
)


def training(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The mask applied, and what is kept scaled."""
    plain = DROPOUT.chosen(conventions).name == "plain"
    options = {"scaling": "plain"} if plain else {}
    if facts.has("mask") == facts.has("random"):
        raise LawError("the mask, or the random numbers that it is drawn from", "write mask = [1, 0, 1], or random = …")
    formula = apply("dropped", Sym("x"), Sym("mask"), _kept_share(facts), **options)
    output = Equation("output", formula, _training_says(conventions))
    return (output,) if facts.has("mask") else (_drawn(facts, conventions), output)


def _drawn(facts: Facts, conventions: Conventions) -> Equation:
    above = DRAW.chosen(conventions).name == "above"
    options = {"draw": "above"} if above else {}
    says = "dropped where the number is below the rate" if above else "kept where the number is below the share kept"
    return Equation("mask", apply("drawn_mask", Sym("random"), _kept_share(facts), **options), says)


def _training_says(conventions: Conventions) -> str:
    if DROPOUT.chosen(conventions).name == "plain":
        return "what the mask drops becomes 0; nothing is scaled in training"
    return "what the mask drops becomes 0, what it keeps is divided by 1 − p"


def _kept_share(facts: Facts) -> Formula:
    if facts.has("rate") == facts.has("keep"):
        raise LawError("the rate, or the share that is kept", "write rate = 0.2, or keep = 0.8")
    return 1 - Sym("rate") if facts.has("rate") else Sym("keep")


def at_test_time(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The output at test time, and mean and variance of the output in training."""
    kept = _kept_share(facts)
    rate = Sym("rate") if facts.has("rate") else 1 - Sym("keep")
    x = Sym("x")
    if DROPOUT.chosen(conventions).name == "plain":
        scaled = Equation("output", kept * x, "at test time nothing is dropped; the outputs are scaled to their mean")
        expected = Equation("expected", kept * x, "in training a unit is kept with probability 1 − p")
        return scaled, expected, Equation("variance", rate * kept * x**2, "of x m: x² times the variance of the mask")
    again = Mistake("scaled-at-test-time-too", "Inverted dropout scales in training only, not at test time.", x / kept)
    says = "at test time nothing is dropped, and inverted dropout has scaled already"
    (plain,) = with_mistakes((Line("output", x, says, (again,)),))
    expected = Equation("expected", kept * (x / kept), "kept with probability 1 − p, and then divided by it")
    variance = Equation("variance", rate / kept * x**2, "of x m/(1 − p): x² p(1 − p)/(1 − p)²")
    return plain, expected, variance


X = Input("x", "what comes in", also=("X",))
RATE = Input("rate", "share that is dropped", "number", optional=True, also=("p", "p_drop"))
KEEP = Input("keep", "share that is kept, in the place of rate", "number", optional=True, also=("keep_prob", "q"))
MASK = Input("mask", "0 for what is dropped, 1 for what is kept", optional=True)
RANDOM = Input("random", "random numbers between 0 and 1, in the place of the mask", optional=True, also=("u", "r"))

ALGORITHMS = (
    Algorithm(
        name="dropout",
        summary="dropout in training with a given mask",
        inputs=(X, MASK, RATE, KEEP, RANDOM),
        results=(Result("output", "what comes out", ("y",)), Result("mask", "1 for what is kept, where it is drawn")),
        equations=training,
        conventions=(DROPOUT, DRAW),
        example="question drop: compute dropout\n  x = [1, 2, 3]\n  mask = [1, 0, 1]\n  rate = 0.5\n  find output",
        also=("inverted-dropout",),
    ),
    Algorithm(
        name="dropout-test",
        summary="dropout at test time, and mean and variance of what it gives in training",
        inputs=(X, RATE, KEEP),
        results=(
            Result("output", "what comes out at test time", ("y",)),
            Result("expected", "mean of the output in training", ("expectation",)),
            Result("variance", "variance of the output in training"),
        ),
        equations=at_test_time,
        conventions=(DROPOUT,),
        example="question served: compute dropout-test\n  x = [1, 2]\n  rate = 0.5\n"
        "  convention dropout plain\n  find output, variance exactly",
        also=("dropout-inference", "dropout-expectation"),
    ),
)
