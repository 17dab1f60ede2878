"""Where several gradients meet: their sum, and what is left where each overwrites the one before."""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from functools import partial

from examsolver.core.derivation import Derivation, LawError, Misconception, Step, Value
from examsolver.core.formula import Formula

TIME = re.compile(r"\[(\d+)\]")
TOLD = 6
"""Contributions that a student may be taken to have kept alone."""


def seed(value: Value, *, name: str) -> Value:
    """dL/dL = 1. Raises LawError where L is no number."""
    if getattr(value, "shape", ()):
        hint = f"take the gradient of a number, such as sum({name}); a table of all derivatives is a Jacobian"
        raise LawError(f"{name} is not a single number, so it has no gradient", hint)
    return 1


def add_contributions(*parts: Value) -> Value:
    """The sum of what comes back from every use."""
    from examsolver.maths.arrays import combine

    result = parts[0]
    for part in parts[1:]:
        result = combine(operator.add, result, part)
    return result


def added_up(*parts: Value) -> Formula:
    """The contributions of all steps as numbers, with a plus between."""
    from examsolver.maths.show import as_formula
    from examsolver.rules.naming import total

    return total([as_formula(part) for part in parts])


def in_time(via: tuple[str, ...]) -> bool:
    """Whether contributions come through the steps of one name in time: ``h[1]``, ``h[2]``, each once."""
    bases = {name.partition("[")[0] for name in via}
    return len(bases) == 1 and all("[" in name for name in via) and len(set(via)) == len(via)


def time_of(via: str) -> int:
    """The step in time of ``h[2]``."""
    found = TIME.search(via)
    return int(found[1]) if found else -1


def keep_contribution(*parts: Value, kept: int) -> Value:
    """Only one of the contributions, as where each overwrites the one before."""
    return parts[kept]


def keep_contributions(*parts: Value, kept: tuple[int, ...]) -> Value:
    """Some of the contributions, as where a way back is forgotten."""
    return add_contributions(*(parts[place] for place in kept))


def overwritten(via: tuple[str, ...]) -> tuple[Misconception, ...]:
    """One idea for each contribution (named by what it comes through) that may be the only one left."""
    kept = range(len(via)) if len(via) <= TOLD else (0, len(via) - 1)
    loops = {name.partition("[")[0] for name in via}
    shared = len(loops) == 1 and all("[" in name for name in via)
    here = () if shared else _of_the_own_step(via)
    alone = tuple(_kept_alone(place, len(via), shared) for place in kept if (place,) != here)
    return (*alone, _without_later_steps(here)) if here else alone


def _of_the_own_step(via: tuple[str, ...]) -> tuple[int, ...]:
    """The contributions that do not come back from a later step in time; none where all or none do."""
    times = [int(found[1]) if (found := TIME.search(name)) else -1 for name in via]
    here = tuple(place for place, time in enumerate(times) if time == min(times))
    return here if len(here) < len(via) else ()


def _without_later_steps(here: tuple[int, ...]) -> Misconception:
    says = "The state acts on later steps too: what comes back through them belongs to its gradient."
    return Misconception("later-steps-forgotten", says, partial(_keep_several, here))


def _keep_several(kept: tuple[int, ...], derivation: Derivation, step: Step) -> Mapping[str, Step]:
    return {step.name: step.with_law(keep_contributions, kept=kept)}


def _kept_alone(place: int, count: int, shared: bool) -> Misconception:
    if shared and place == count - 1:
        says = "The parameters are shared by all steps: the gradients of every step are added, not only the last one's."
        return Misconception("last-step-only", says, partial(_keep, place))
    says = "It is used in several places: the gradients that come back from them are added, not overwritten."
    return Misconception("contributions-overwritten", says, partial(_keep, place))


def _keep(place: int, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    return {step.name: step.with_law(keep_contribution, kept=place)}
