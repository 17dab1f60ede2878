"""Long sequences of steps in time: the first and the last are shown, those between go the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from examsolver.core.derivation import Step

LONG = 8
"""Steps in time that are all shown."""
KEPT = 2
"""Steps that are shown at either end of a longer sequence."""

_TIME = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A step to show, and what is said of those left out before it."""

    step: Step
    left_out: str = ""


def without_middle(steps: Iterable[Step], asked: Iterable[str]) -> Iterator[Shown]:
    """The steps to show, in order; what is asked for is always among them."""
    steps, asked = tuple(steps), frozenset(asked)
    far = _middle(steps, asked)
    missing: list[int] = []
    for step in steps:
        if step.name in far:
            missing.append(far[step.name])
        else:
            yield Shown(step, _told(missing))
            missing = []


def _middle(steps: tuple[Step, ...], asked: frozenset[str]) -> Mapping[str, int]:
    """The steps that are left out, with their times."""
    sequences: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for step in steps:
        times = _TIME.findall(step.name)
        if len(times) == 1:
            sequences.setdefault((_TIME.sub("[]", step.name), step.rule), []).append((int(times[0]), step.name))
    return {
        name: time
        for found in sequences.values()
        if len(found) > LONG
        for time, name in found[KEPT:-KEPT]
        if name not in asked
    }


def _told(times: list[int]) -> str:
    """What is said in the place of the steps left out."""
    if not times:
        return ""
    first, last = times[0], times[-1]
    return f"Step {first} goes the same way. " if first == last else f"Steps {first} to {last} go the same way. "
