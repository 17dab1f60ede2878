"""Wrong ideas about sums, differences, products and quotients: the laws that students put in their place."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.derivation import Derivation, LawError, Misconception, Step, Value
from examsolver.maths.arrays import as_array, bilinear, shape_of, undo_broadcast
from examsolver.rules.arithmetic import (
    add,
    denominator_slope,
    divide,
    first,
    first_factor,
    minus_one,
    multiply,
    negate,
    one,
    other_factor,
    second,
    subtract,
)
from examsolver.rules.pointwise import pass_on, pointwise_backward
from examsolver.rules.rewriting import SIGN_SLIP, forward_of, only_where, slip, wrong_idea

# Where an idea can strike.


def adds_bias(derivation: Derivation, step: Step) -> bool:
    """Whether a given is added to something computed, as a bias is."""
    computed, added = forward_of(derivation, step).uses
    return added in derivation.givens and computed in derivation


def adds_terms(derivation: Derivation, step: Step) -> bool:
    """Whether what is added is no bias."""
    return not adds_bias(derivation, step)


def takes_a_step(derivation: Derivation, step: Step) -> bool:
    """Whether a learning rate multiplies a gradient."""
    rate, gradient = forward_of(derivation, step).uses
    return rate in derivation.givens and is_gradient(derivation, gradient)


def is_gradient(derivation: Derivation, name: str) -> bool:
    """Whether a name is that of a gradient step."""
    return name in derivation and derivation.step(name).role.startswith("backward")


def is_scaled(derivation: Derivation, step: Step) -> bool:
    """Whether a given number multiplies something computed, other than a learning rate."""
    factor, scaled = forward_of(derivation, step).uses
    return is_number(derivation, factor) and scaled in derivation and not is_gradient(derivation, scaled)


def is_number(derivation: Derivation, name: str) -> bool:
    """Whether a given is a single number."""
    return name in derivation.givens and not shape_of(derivation.givens[name])


def difference_in(derivation: Derivation, name: str) -> tuple[str, ...]:
    """What is subtracted from what in a numerator, behind factors such as 100; nothing where it is no difference."""
    while name in derivation:
        step = derivation.step(name)
        if step.rule == "-":
            return step.uses
        if step.rule not in ("*", "percentage"):
            return ()
        computed = [used for used in step.uses if used in derivation]
        name = computed[0] if len(computed) == 1 else ""
    return ()


def relative_to_the_other(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """A change divided by the value after it in place of the one before, or the other way round."""
    changed, of = step.uses
    ends = difference_in(derivation, changed)
    if len(ends) < 2 or of not in ends:
        return {}
    other = ends[1] if of == ends[0] else ends[0]
    return {step.name: replace(step, uses=(changed, other))}


# Laws.


def zero_for(position: int, upstream: Value, *values: Value, **options: object) -> Value:
    """No gradient at all, of the shape of an input: what is left where that input was left out."""
    return multiply(0, values[position]) if shape_of(values[position]) else 0


def exchanged_difference(a: Value, b: Value) -> Value:
    """b − a."""
    return subtract(b, a)


def turned_over(a: Value, b: Value) -> Value:
    """b / a."""
    return divide(b, a)


def slope_at_output(a: Value, b: Value, ratio: Value) -> Value:
    """−a/f², the slope of 1/r taken at the result in place of the input."""
    return divide(negate(a), multiply(ratio, ratio))


def slope_without_sign(a: Value, b: Value, ratio: Value) -> Value:
    """a/b², the sign of the slope lost."""
    return negate(denominator_slope(a, b, ratio))


def slope_without_square(a: Value, b: Value, ratio: Value) -> Value:
    """−a/b, the square of the denominator lost."""
    return divide(negate(a), b)


def factor_left_out(position: int, upstream: Value, *values: Value) -> Value:
    """The gradient as it arrives, where the factor that is missing is a number. Raises LawError where it is not."""
    if shape_of(values[1 - position]):
        raise LawError("the other factor is no number")
    return undo_broadcast(upstream, shape_of(values[position]))


def rate_alone(rate: Value, gradient: Value) -> Value:
    """The learning rate for every entry, the gradient forgotten."""
    return add(rate, multiply(0, gradient))


def rows_times_columns(a: Value, b: Value) -> Value:
    """The matrix product where the product entry by entry is asked. Raises LawError where it has another shape."""
    one, other = as_array(a), as_array(b)
    if one.ndim != 2 or one.shape != other.shape or one.shape[0] != one.shape[1]:
        raise LawError("only square matrices can be multiplied in both ways")
    return bilinear(operator.matmul, one, other)


# The ideas.

BIAS_FORGOTTEN = only_where(adds_bias, slip("bias-forgotten", "The bias was not added.", first))

BIAS_SUBTRACTED = only_where(
    adds_bias,
    wrong_idea(
        "bias-subtracted",
        "The bias was subtracted; here it is added.",
        subtract,
        None,
        partial(pointwise_backward, minus_one, 1),
        keeps=SIGN_SLIP,
    ),
)

TERM = "term-forgotten"
TERM_SAYS = "One of the terms was left out."
LAST_FORGOTTEN = wrong_idea(TERM, TERM_SAYS, first, partial(pass_on, 0), partial(zero_for, 1))
FIRST_FORGOTTEN = wrong_idea(TERM, TERM_SAYS, second, partial(zero_for, 0), partial(pass_on, 1))

SUM_SLIPS: tuple[Misconception, ...] = (
    BIAS_FORGOTTEN,
    BIAS_SUBTRACTED,
    only_where(adds_terms, LAST_FORGOTTEN),
    only_where(adds_terms, FIRST_FORGOTTEN),
)

DIFFERENCE_SLIPS: tuple[Misconception, ...] = (
    wrong_idea(
        "minus-read-as-plus",
        "The terms were added where they are to be subtracted.",
        add,
        None,
        partial(pointwise_backward, one, 1),
        keeps=SIGN_SLIP,
    ),
    wrong_idea(
        "difference-turned-round",
        "The difference was taken the other way round.",
        exchanged_difference,
        partial(pointwise_backward, minus_one, 0),
        partial(pointwise_backward, one, 1),
        keeps=SIGN_SLIP,
    ),
    LAST_FORGOTTEN,
)

SUBTRACTED_SLIPS: tuple[Misconception, ...] = (
    slip(
        "inner-derivative-forgotten",
        "What is subtracted comes with a minus sign in the derivative too.",
        partial(pointwise_backward, one, 1),
        SIGN_SLIP,
    ),
)

SWAP_FORGOTTEN = "multiply-gate-not-swapped"
SWAP_SAYS = "The derivative of a product with respect to one factor is the other factor, not the factor itself."
FACTOR_LEFT_OUT = "constant-factor-forgotten-in-gradient"
FACTOR_SAYS = "A constant factor stays in the derivative."

LEFT_FACTOR_SLIPS: tuple[Misconception, ...] = (
    slip(SWAP_FORGOTTEN, SWAP_SAYS, partial(pointwise_backward, first_factor, 0)),
    slip(FACTOR_LEFT_OUT, FACTOR_SAYS, partial(factor_left_out, 0)),
)
RIGHT_FACTOR_SLIPS: tuple[Misconception, ...] = (
    slip(SWAP_FORGOTTEN, SWAP_SAYS, partial(pointwise_backward, other_factor, 1)),
    slip(FACTOR_LEFT_OUT, FACTOR_SAYS, partial(factor_left_out, 1)),
)

PRODUCT_SLIPS: tuple[Misconception, ...] = (
    only_where(
        takes_a_step,
        slip("learning-rate-forgotten", "The gradient was not multiplied by the learning rate.", second),
    ),
    only_where(
        takes_a_step,
        slip(
            "learning-rate-in-place-of-step",
            "The learning rate itself was subtracted; it has to multiply the gradient.",
            rate_alone,
        ),
    ),
    only_where(
        is_scaled,
        wrong_idea("constant-factor-forgotten", "The constant factor was left out.", second, None, partial(pass_on, 1)),
    ),
    slip(
        "matrix-product-in-place-of-entrywise",
        "The product is taken entry by entry here; rows were multiplied by columns.",
        rows_times_columns,
    ),
)

QUOTIENT_SLIPS: tuple[Misconception, ...] = (
    Misconception(
        "relative-to-the-other",
        "A change is taken relative to the value that is named; it was divided by the other one.",
        relative_to_the_other,
    ),
    slip("quotient-turned-over", "Numerator and denominator were exchanged.", turned_over),
    wrong_idea(
        "division-forgotten",
        "The division was left out.",
        first,
        partial(pass_on, 0),
        partial(zero_for, 1),
    ),
)

DENOMINATOR_SLIPS: tuple[Misconception, ...] = (
    slip(
        "derivative-at-the-output",
        "The derivative of 1/r was taken at the result, not at r.",
        partial(pointwise_backward, slope_at_output, 1),
    ),
    slip(
        "sign-of-reciprocal-lost",
        "The derivative of 1/r is negative: −1/r².",
        partial(pointwise_backward, slope_without_sign, 1),
        SIGN_SLIP,
    ),
    slip(
        "square-of-denominator-lost",
        "The derivative of 1/r has the square of r in the denominator: −1/r².",
        partial(pointwise_backward, slope_without_square, 1),
    ),
    slip("derivative-forgotten", "The gradient was passed on without the local derivative.", partial(pass_on, 1)),
)

OPPOSITE_GRADIENT_SLIPS: tuple[Misconception, ...] = (
    slip(
        "sign-forgotten-in-gradient",
        "The minus sign stays in the derivative.",
        partial(pass_on, 0),
        SIGN_SLIP,
    ),
)
