"""The activation applied to an input of the unit itself, the weighted sum left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.derivation import Derivation, Misconception, Step
from examsolver.maths.arrays import shape_of

SUMS, PRODUCTS = ("+", "-"), ("*", "@")


def _weighted_sum(derivation: Derivation, name: str) -> Step | None:
    """The product of weights and input that a step is, or begins a sum with."""
    for _ in range(3):
        if name not in derivation:
            return None
        step = derivation.step(name)
        if step.rule in PRODUCTS:
            return step
        if step.rule not in SUMS and step.rule != "same":
            return None
        name = step.uses[0]
    return None


def _activated_input(place: int, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The activation of one factor of the weighted sum, where it has the shape that is asked."""
    product = _weighted_sum(derivation, step.uses[0])
    if product is None:
        return {}
    factor = product.uses[place]
    given = derivation.givens.get(factor)
    if given is None or factor.startswith("#"):
        return {}
    others = [derivation.givens.get(name) for name in product.uses]
    if product.rule == "@" and any(len(shape_of(other)) == 2 for other in others) and len(shape_of(given)) == 2:
        return {}
    if product.rule in ("@", "dot") and all(len(shape_of(other)) == 1 for other in others):
        return {}
    return {step.name: replace(step, uses=(factor, *step.uses[1:]))}


INPUT_ACTIVATED = tuple(
    Misconception(
        "activation-of-the-input",
        "The activation was applied to the input itself; the weighted sum of the inputs comes first.",
        partial(_activated_input, place),
    )
    for place in (1, 0)
)
"""With the input on the right of the weights, and on the left."""
