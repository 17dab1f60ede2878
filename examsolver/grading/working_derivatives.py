"""Local and whole derivatives of any cell by any other, by moving one cell and running the graph again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Index, Run, Undefined, Value
from examsolver.grading.reruns import rerun
from examsolver.grading.slips import allowance
from examsolver.grading.working_names import Place, unravelled

STEP = Fraction(1, 1 << 16)
RERUNS = 1_500
"""Reruns that the working of one student to one question may cost."""
CELLS = 5_000
"""Cells of all values together, beyond which a rerun costs too much."""
KINK = 1e-3
WHOLE = 64
"""Cells by which a derivative is worked out at once."""

Key = tuple[Place, Place, bool]


@dataclass(slots=True)
class Derivatives:
    """Remembers what it has worked out on the true values. ``left``: reruns that are left."""

    truth: Run
    known: dict[Key, Value] = field(default_factory=dict)
    left: int = RERUNS

    def at(self, run: Run, of: Place, by: Place, local: bool) -> Value:
        """``∂of/∂by``: through everything between them, or (``local``) with all other named steps held.

        None where there is no number for it: a kink, a value that is no number, a limit.
        """
        key = (of, by, local)
        if run is not self.truth:
            return self._worked_out(run, *key)
        if key not in self.known:
            self.known[key] = self._worked_out(run, *key)
        return self.known[key]

    def _worked_out(self, run: Run, of: Place, by: Place, local: bool) -> Value:
        value = run.values.get(by.name)
        shape = tuple(getattr(value, "shape", ()))
        if by.index is not None or not shape:
            return self._slope(run, of, by, local)
        count = math.prod(shape)
        if count > WHOLE:
            return None
        slopes = [self._slope(run, of, Place(by.name, unravelled(place, shape)), local) for place in range(count)]
        if any(slope is None for slope in slopes):
            return None
        made: Any = run[by.name].astype(object)
        for place, slope in enumerate(slopes):
            made.flat[place] = slope
        return made

    def _slope(self, run: Run, of: Place, by: Place, local: bool) -> Value:
        if of == by:
            return 1
        cell = _cell(run.values.get(by.name), by.index)
        if not isinstance(cell, (int, float, Fraction)) or self.left < 4 or too_large(run):
            return None
        held = _held(run, of, by) if local else {}
        here = _cell(run.values.get(of.name), of.index)
        wide = [self._moved(run, of, by, held, sign * STEP) for sign in (1, -1)]
        close = [self._moved(run, of, by, held, sign * STEP / 2) for sign in (1, -1)]
        numbers = [here, *wide, *close]
        if not all(isinstance(number, (int, float, Fraction)) for number in numbers):
            return None
        return _settled(here, wide, close)

    def _moved(self, run: Run, of: Place, by: Place, held: Mapping[str, Value], amount: Fraction) -> Value:
        self.left -= 1
        again = rerun(run, {**held, by.name: _shifted(run[by.name], by.index, amount)}, None, (of.name,))
        return None if again is None else _cell(again.values.get(of.name), of.index)


def too_large(run: Run) -> bool:
    """Whether reruns of a graph are too costly to be made for every derivative that a student writes."""
    cells = sum(getattr(value, "size", 1) for value in run.values.values())
    return cells > CELLS or allowance(run.derivation, RERUNS) < 40


def _held(run: Run, of: Place, by: Place) -> dict[str, Value]:
    steps = run.derivation.before(of.name)
    return {step.name: run[step.name] for step in steps if step.shown and step.name not in (of.name, by.name)}


def _settled(here: Any, wide: list[Any], close: list[Any]) -> Value:
    """The slope, exact where it is (of a polynomial of degree two at most); None at a kink."""
    slope, again = (wide[0] - wide[1]) / (2 * STEP), (close[0] - close[1]) / STEP
    right, left = (wide[0] - here) / STEP, (here - wide[1]) / STEP
    if abs(right - left) > KINK * max(1, abs(slope)):
        return None
    if isinstance(slope, Fraction) and slope == again:
        return slope.numerator if slope.denominator == 1 else slope
    return float((4 * again - slope) / 3)


def _cell(value: Any, index: Index | None) -> Any:
    if value is None or isinstance(value, (Undefined, tuple, str, bool)):
        return None
    if not hasattr(value, "dtype"):
        return value
    if index is None:
        return _number(value.flat[0]) if value.size == 1 else None
    return _number(value[index])


def _number(value: Any) -> Any:
    return value if isinstance(value, (int, Fraction)) else float(value)


def _shifted(value: Any, index: Index | None, amount: Fraction) -> Value:
    if not hasattr(value, "dtype"):
        return value + (float(amount) if isinstance(value, float) else amount)
    made = value.copy()
    place = index if index is not None else (0,) * value.ndim
    cell = made[place]
    made[place] = cell + (amount if isinstance(cell, (int, Fraction)) else float(amount))
    return made
