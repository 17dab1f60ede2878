"""Wrong ideas about steps in time: a value of the step before, or of the step after, in the place of this one's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.derivation import Derivation, Misconception, Step

IN_TIME = re.compile(r"\[(\d+)\]")


def earlier(name: str) -> str | None:
    """``h[1]`` for ``h[2]``, ``h[1]#3`` for ``h[2]#3``; None for a name without one time, and at 0."""
    times = IN_TIME.findall(name)
    if len(times) != 1 or times[0] == "0":
        return None
    return IN_TIME.sub(f"[{int(times[0]) - 1}]", name)


def _output_before(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """A gradient step whose local derivative is taken from the output of the step before."""
    before = earlier(step.uses[-1])
    if before is None or (before not in derivation and before not in derivation.givens):
        return {}
    return {step.name: replace(step, uses=(*step.uses[:-1], before))}


WRONG_STEP = Misconception(
    "derivative-at-the-wrong-step",
    "The derivative of the activation belongs to the step that the gradient runs back through, not to the one before.",
    _output_before,
)


def state_before(tag: str, name: str, says: str) -> Misconception:
    """An equation that reads the old state where it should read the new one."""
    return Misconception(tag, says, partial(_state_before, name))


def _state_before(name: str, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The step of an equation, and the hidden steps inside it, with ``c[0]`` in place of ``c[1]``."""
    found, todo = {}, [step]
    while todo:
        part = todo.pop()
        todo += [derivation.step(used) for used in part.uses if used.startswith(f"{step.name}#") and used in derivation]
        uses = tuple(_before_of(name, used, derivation) for used in part.uses)
        if uses != part.uses:
            found[part.name] = replace(part, uses=uses)
    return found


def _before_of(name: str, used: str, derivation: Derivation) -> str:
    before = earlier(used) if used.partition("[")[0] == name else None
    known = before is not None and (before in derivation.givens or before in derivation)
    return before if before is not None and known else used
