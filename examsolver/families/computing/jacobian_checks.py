"""Tables of derivatives held to central differences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from examsolver.core.derivation import Run, Undefined, Value
from examsolver.core.question import Check

STEP = 1e-6
CLOSE = 1e-5
MOST = 24
"""Entries that are moved for one table."""


def tables_checked(run: Run) -> Iterator[Check]:
    """One check for each table of derivatives that is shown."""
    tables = [step for step in run.derivation.steps if step.role.startswith("jacobian") and step.shown]
    if not tables:
        return
    floats = run.again(pinned={name: _float(value) for name, value in run.derivation.givens.items()})
    for step in tables:
        over, _, under = step.name.partition("/")
        _, layout, _, *turned = step.role.split()
        table = run[step.name]
        if turned and not isinstance(table, Undefined):
            table = table.T
        rows = layout == "numerator"
        yield Check(step.name, "central differences", _agrees(table, floats, over[1:], under[1:], rows))


def _float(value: Value) -> Value:
    if isinstance(value, (str, tuple)):
        return value
    return value.astype(float) if hasattr(value, "dtype") else float(value)


def _agrees(table: Value, floats: Run, of: str, by: str, rows: bool) -> bool:
    import numpy as np

    if isinstance(table, Undefined) or isinstance(floats[of], Undefined):
        return False
    found, here = np.asarray(table, dtype=float), np.asarray(floats[by], dtype=float)
    axes = np.ndim(floats[of])
    places = list(np.ndindex(here.shape))
    for index in places[:: max(1, len(places) // MOST)]:
        slope = _slope(floats, of, by, index)
        own = found[(..., *index)] if rows else found[index]
        if slope is None or slope.ndim != axes or not np.allclose(own, slope, rtol=CLOSE, atol=CLOSE):
            return False
    return True


def _slope(floats: Run, of: str, by: str, index: tuple[int, ...]) -> Any:
    """How the whole array moves with one entry."""
    import numpy as np

    here = np.asarray(floats[by], dtype=float)
    width = STEP * max(1.0, abs(float(here[index])))
    found = []
    for move in (-width, width):
        moved = here.copy()
        moved[index] += move
        value = floats.again(pinned={by: moved if moved.ndim else float(moved)}, targets=(of,))[of]
        if isinstance(value, Undefined):
            return None
        found.append(np.asarray(value, dtype=float))
    return (found[1] - found[0]) / (2 * width)
