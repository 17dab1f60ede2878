"""Honest rounding: how far a value may move because earlier ones, asked to some digits, were carried on so rounded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Run, Value
from examsolver.core.question import Form, Part
from examsolver.grading.reruns import asked_value, rerun
from examsolver.grading.slips import allowance

RERUNS = 200
"""How many cells of earlier values are moved at most."""


def half_unit(form: Form | None, value: Any) -> float:
    """Half a unit of the last digit that was asked of a number; 0 where no rounding was asked."""
    if form is None or not math.isfinite(value):
        return 0.0
    if form.style == "decimals":
        return float(0.5 * 10.0**-form.digits)
    if form.style == "significant" and value:
        return float(0.5 * 10.0 ** (math.floor(math.log10(abs(value))) + 1 - form.digits))
    return float(abs(value) * form.tolerance) if form.style == "about" else 0.0


def slack_of(part: Part, run: Run, earlier: Iterable[Part]) -> Value:
    """How far each cell of a part can move, None where nothing before it was rounded.

    Every cell of every earlier value that the part rests on is moved by half a unit, one at a time;
    the changes are added up, as rounding errors at their worst do.
    """
    steps = {step.name for step in run.derivation.before(*part.steps)} - set(part.steps)
    total: Value = None
    left = allowance(run.derivation, RERUNS)
    for asked in earlier:
        for pinned in _moves(asked, run, steps):
            if left == 0:
                return total
            left -= 1
            change = _change(part, run, rerun(run, pinned, None, part.steps))
            total = change if total is None else total + change
    return total


def _moves(asked: Part, run: Run, steps: set[str]) -> Iterable[Mapping[str, Value]]:
    """An earlier value with one cell moved, for every cell."""
    name = asked.steps[0]
    value: Any = run.values.get(name)
    if len(asked.steps) != 1 or name not in steps or not _numeric(value):
        return
    if not hasattr(value, "dtype"):
        yield {name: value + _like(half_unit(asked.form, value), value)}
        return
    for place, cell in enumerate(value.flat):
        moved = value.copy()
        moved.flat[place] = cell + _like(half_unit(asked.form, cell), cell)
        yield {name: moved}


def _like(amount: float, value: Value) -> Value:
    """An amount in the kind of number that a value is, so that exact values stay exact."""
    return Fraction(amount) if isinstance(value, (int, Fraction)) else amount


def _change(part: Part, run: Run, moved: Run | None) -> Value:
    one, other = asked_value(part, run), asked_value(part, moved)
    if not (_numeric(one) and _numeric(other)) or getattr(one, "shape", ()) != getattr(other, "shape", ()):
        return 0
    return abs(other - one)


def _numeric(value: Value) -> bool:
    return isinstance(value, (int, float, Fraction)) or hasattr(value, "dtype")
