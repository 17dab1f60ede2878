"""Gradient descent: a step against the gradient."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.rule import Algorithm, Equation, Facts
from examsolver.rules.mistaken_equations import Line, with_mistakes
from examsolver.rules.updates import (
    DECAY,
    GRADIENT,
    NEW_WEIGHTS,
    OBJECTIVE,
    RATE,
    STEPS,
    TAKEN,
    WEIGHTS,
    decayed,
    descent,
    updates,
)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """w[t] = w[t−1] − rate · g[t]."""
    found = updates(facts)
    lines: list[Line] = []
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        lines += [*before, descent(turn, found.each("rate", turn), gradient)]
    return with_mistakes(lines)


ALGORITHMS = (
    Algorithm(
        name="gradient-descent",
        summary="gradient descent: w[t] = w[t−1] − rate · g[t]",
        inputs=(WEIGHTS, GRADIENT, RATE, STEPS, OBJECTIVE, DECAY),
        results=(NEW_WEIGHTS, TAKEN),
        equations=equations,
        states=("w",),
        example="question walk: compute gradient-descent\n  w[0] = 6\n  f = (2*w + 3)^2\n  rate = 0.1\n  steps = 3\n"
        "  find g[1..3], w[1..3]",
        also=("sgd", "gd", "steepest-descent", "stochastic-gradient-descent"),
    ),
)
