"""``find dL/dW at t = 2``: what one step in time adds to the gradient of weights that all steps share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from examsolver.core.derivation import Step
from examsolver.core.problem import ExamError, Problem
from examsolver.families.computing.body import Request
from examsolver.families.computing.contributions import add_contributions
from examsolver.maths.tree import step_name

_VIA = re.compile(r" via .*\[(\d+)\](?: \(\d+\))?$")


def with_single_steps(requests: Sequence[Request], steps: Sequence[Step]) -> list[Step]:
    """The gradient steps with the contributions that are asked for under names of their own.

    The whole gradient rests on them, so that what goes wrong in one is carried on in the sum.

    Raises:
        ExamError: there is none at that step.
    """
    asked = [request for request in requests if request.kind == "contribution"]
    by_gradient = _contributions(steps) if asked else {}
    made: dict[str, Step] = {}
    renamed: dict[str, str] = {}
    for request in asked:
        whole = step_name(request.formula) or ""
        at = request.at[1] if request.at is not None else None
        parts = by_gradient.get(whole, {})
        found = parts.get(at) if isinstance(at, int) else None
        if not found:
            times = ", ".join(map(str, parts))
            hint = f"it acts at {times}" if parts else f"it acts in one place only: find {whole}"
            raise ExamError([Problem(f"nothing comes back to {whole} at step {at}", request.span, hint)])
        made[request.step] = _alone(request, found, whole)
        if len(found) == 1:
            renamed[found[0].name] = request.step
    kept = [_resting_on(step, renamed) for step in steps if step.name not in renamed]
    return [*made.values(), *kept]


def _resting_on(step: Step, renamed: Mapping[str, str]) -> Step:
    if not any(name in renamed for name in step.uses):
        return step
    return replace(step, uses=tuple(renamed.get(name, name) for name in step.uses))


def _contributions(steps: Sequence[Step]) -> Mapping[str, dict[int, list[Step]]]:
    """From a gradient to its contributions by time."""
    found: dict[str, dict[int, list[Step]]] = {}
    for step in steps:
        place = _VIA.search(step.name)
        if place is not None:
            found.setdefault(step.name[: place.start()], {}).setdefault(int(place[1]), []).append(step)
    return found


def _alone(request: Request, parts: list[Step], whole: str) -> Step:
    at = request.at[1] if request.at is not None else 0
    one = parts[0]
    because = f"what step {at} adds to {whole}: only its own use of the weights counts, the others are held fixed"
    if len(parts) > 1:
        uses = tuple(part.name for part in parts)
        return Step(request.step, uses, add_contributions, because=because, rule="contributions", span=request.span)
    return replace(
        one, name=request.step, because=f"{because}; {one.because}", cells=None, shown=True, span=request.span
    )
