"""The variance that an initialisation gives to weights, and how far a uniform distribution of it reaches."""

from __future__ import annotations

import math
from functools import partial

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import shape_of
from examsolver.rules.arithmetic import add, divide, multiply
from examsolver.rules.pointwise import loop
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import slip

MODES = ("in", "out", "average")


def fan_variance(scale: Value, fan_in: Value, fan_out: Value, mode: str = "in") -> Value:
    """scale/n, where n is fan in, fan out or their average.

    Raises:
        LawError: a fan that is not positive, another mode.
    """
    if mode not in MODES:
        raise LawError(f"the fan {mode} is not known", f"write mode={', '.join(MODES[:-1])} or {MODES[-1]}")
    needed = {"in": (fan_in,), "out": (fan_out,), "average": (fan_in, fan_out)}[mode]
    if any(shape_of(fan) or fan <= 0 for fan in needed):
        raise LawError("a fan counts what enters or leaves a unit: it is at least 1", "give fan_in and fan_out")
    return divide(scale, divide(add(*needed), 2) if mode == "average" else needed[0])


def notation(scale: Formula, fan_in: Formula, fan_out: Formula, mode: str = "in") -> Formula:
    """scale/fan in, scale/fan out, or 2 scale/(fan in + fan out)."""
    if mode == "average":
        return (Num(2) if scale == Num(1) else 2 * scale) / (fan_in + fan_out)
    return scale / (fan_in if mode == "in" else fan_out)


def uniform_limit(variance: Value) -> Value:
    """√(3 variance): where −a … a has that variance. Raises LawError below zero."""
    return square_root(multiply(3, variance))


def limit_notation(variance: Formula) -> Formula:
    """√(3 variance)."""
    return apply("sqrt", 3 * variance)


# Wrong ideas.


def exchanged(scale: Value, fan_in: Value, fan_out: Value, mode: str = "in") -> Value:
    """The other fan. Raises LawError where both count."""
    if mode == "average":
        raise LawError("both fans count")
    return fan_variance(scale, fan_out, fan_in, mode)


def averaged(scale: Value, fan_in: Value, fan_out: Value, mode: str = "in") -> Value:
    """2/(fan in + fan out), as Xavier has it."""
    return fan_variance(1, fan_in, fan_out, "average")


def two_over_fan_in(scale: Value, fan_in: Value, fan_out: Value, mode: str = "in") -> Value:
    """2/fan in, as He has it."""
    return fan_variance(2, fan_in, fan_out, "in")


def one_over(scale: Value, fan_in: Value, fan_out: Value, mode: str = "in") -> Value:
    """1/fan; of both fans 1/(fan in + fan out)."""
    return fan_variance(0.5 if mode == "average" else 1, fan_in, fan_out, mode)


def not_inverted(scale: Value, fan_in: Value, fan_out: Value, mode: str = "in") -> Value:
    """The square root of the variance in its place."""
    return square_root(fan_variance(scale, fan_in, fan_out, mode))


def whole_width(variance: Value) -> Value:
    """2a: from end to end."""
    return multiply(2, uniform_limit(variance))


def over_three(variance: Value) -> Value:
    """√(variance/3)."""
    return square_root(divide(variance, 3))


# Oracles.


def by_cases(scale: Value, fan_in: Value, fan_out: Value, mode: str = "in") -> Value:
    """The three cases, one by one."""
    if mode == "average":
        return float(scale) / (float(fan_in + fan_out) / 2)
    return float(scale) / float(fan_in if mode == "in" else fan_out)


def _limit(variance: float) -> float:
    return math.sqrt(variance) * math.sqrt(3)


RULES = (
    Rule(
        name="fan_variance",
        step=True,
        summary="variance of initial weights: scale/fan in, scale/fan out, or 2 scale/(fan in + fan out)",
        law=fan_variance,
        inputs=("scale", "fan_in", "fan_out"),
        because="the scale over the fan",
        options=(Option("mode", "which fan: in, out or average", "word", "in"),),
        notation=notation,
        misconceptions=(
            slip(
                "fan-in-and-fan-out-exchanged",
                "The other fan was used: fan in counts what enters a unit, fan out what it goes to.",
                exchanged,
            ),
            slip(
                "xavier-in-place-of-the-initialisation-asked",
                "That is Xavier's variance, 2/(fan in + fan out).",
                averaged,
            ),
            slip("he-in-place-of-the-initialisation-asked", "That is He's variance, 2/(fan in).", two_over_fan_in),
            slip("factor-two-forgotten", "The variance has a factor 2 before it is divided.", one_over),
            slip("root-taken", "The variance has no root: that is the standard deviation.", not_inverted),
        ),
        oracle=by_cases,
        example="question start: compute\n  v = fan_variance(2, 50, 10)\n  find v",
    ),
    Rule(
        name="uniform_limit",
        step=True,
        summary="a of a uniform distribution between −a and a of a given variance: √(3 variance)",
        law=uniform_limit,
        inputs=("variance",),
        because="between −a and a the variance is a²/3",
        notation=limit_notation,
        misconceptions=(
            slip(
                "deviation-in-place-of-limit",
                "A uniform distribution of that variance reaches √3 standard deviations far.",
                square_root,
            ),
            slip("width-in-place-of-limit", "That is the width from −a to a; the limit is half of it.", whole_width),
            slip("limit-over-three", "The variance is a²/3: a is the root of 3 times the variance.", over_three),
        ),
        oracle=partial(loop, _limit),
        example="question reach: compute\n  a = uniform_limit(1/3)\n  find a",
    ),
)
