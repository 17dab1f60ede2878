"""Holding a solution to independent oracles: central differences, explicit loops, SymPy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any

from examsolver.core.derivation import LawError, Run, Step, Undefined, Value
from examsolver.core.formula import Apply, Formula
from examsolver.core.question import Check
from examsolver.families.computing.body import Body, Request
from examsolver.families.computing.equations import value_at
from examsolver.families.computing.functions import rule_of
from examsolver.families.computing.jacobian_checks import tables_checked
from examsolver.families.computing.letters import is_slope
from examsolver.families.computing.procedures import procedure_named, stated_equations
from examsolver.families.computing.transcription import transcribed, variants_of, worth
from examsolver.maths.tree import step_name

STEP = 1e-6
"""How far an entry is moved for a difference, relative to its size."""
CLOSE = 1e-5
"""How far a gradient may be from the difference, relative to its size."""
MOST_CELLS = 24
"""Entries of one gradient that are moved."""
MOST_STEPS = 200
"""Steps of one question that are checked."""
EFFORT = 2_000_000
"""Steps that are computed again for differences, in all."""
LARGEST = 20_000
"""Entries of an input that an explicit loop still runs over."""


def verify(body: Body, run: Run) -> tuple[Check, ...]:
    """Every comparison that can be made; a body without numbers has fewer."""
    gradients = [step for step in run.derivation.steps if _is_gradient(step)]
    forward = [step for step in run.derivation.steps if step.role == "forward" and step.rule]
    checks = [check for step in islice(forward, MOST_STEPS) for check in _by_oracle(step, run)]
    if gradients:
        floats = run.again(pinned={name: _float(value) for name, value in run.derivation.givens.items()})
        checks += _all_differences(gradients, run, floats)
    return (*checks, *tables_checked(run), *_slopes(body, run), *_equations(body, run))


def _all_differences(gradients: list[Step], run: Run, floats: Run) -> Iterator[Check]:
    """The last gradients first (those that are asked for), until the effort is spent."""
    left = EFFORT
    for step in gradients[::-1][:MOST_STEPS]:
        if left > 0:
            yield _by_differences(step, run, floats)
            left -= 2 * len(_cells(floats[_names(step.name)[1]])) * len(run.derivation.steps)


def _is_gradient(step: Step) -> bool:
    """The whole gradient by something that people know; not one of several contributions."""
    return step.role.startswith("backward") and step.shown and " " not in step.name


# Forward: the rule's own slow way.


def _by_oracle(step: Step, run: Run) -> Iterator[Check]:
    rule = rule_of(step.rule)
    inputs = [run[name] for name in step.uses]
    if rule is None or rule.oracle is None or isinstance(run[step.name], Undefined):
        return
    if any(isinstance(value, Undefined) or getattr(value, "size", 1) > LARGEST for value in inputs):
        return
    options = dict(step.law.keywords) if isinstance(step.law, partial) else {}
    try:
        expected = rule.oracle(*inputs, **options)
    except (LawError, ZeroDivisionError, OverflowError) as error:
        yield Check(step.name, "explicit loops", False, str(error))
        return
    yield Check(step.name, "explicit loops", _equal(run[step.name], expected))


def _equal(one: Value, other: Value) -> bool:
    import numpy as np

    if isinstance(one, (str, tuple)):
        return _same_words(one, other)
    left, right = (np.asarray(value, dtype=float) for value in (one, other))
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-9, atol=1e-12))


def _same_words(one: Value, other: Value) -> bool:
    """Texts and nested rows of them, numbers among them within rounding."""
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same_words, one, other))
    return not isinstance(one, tuple) and not isinstance(other, tuple) and _equal(one, other)


# Backward: move an entry a little both ways, run again, and look at the difference.


def _float(value: Value) -> Value:
    if isinstance(value, (str, tuple)):
        return value
    return value.astype(float) if hasattr(value, "dtype") else float(value)


def _by_differences(step: Step, run: Run, floats: Run) -> Check:
    of, by = _names(step.name)
    exact = run[step.name]
    method = "central differences"
    if isinstance(exact, Undefined) or isinstance(floats[of], Undefined):
        return Check(step.name, method, False, "there is no value to compare")
    cells = _cells(floats[by])
    apart = [cell for cell in cells if not _agrees(_entry(exact, cell), _slopes_at(floats, of, by, cell))]
    detail = f"{len(cells)} entries" if not apart else f"differs at {apart[0]}"
    return Check(step.name, method, not apart, detail)


def _names(name: str) -> tuple[str, str]:
    over, _, under = name.partition("/")
    return over[1:], under[1:]


def _cells(value: Value) -> list[tuple[int, ...]]:
    """All entries, or as many spread evenly over a large array."""
    shape = getattr(value, "shape", ())
    if not shape:
        return [()]
    import numpy as np

    count = int(np.prod(shape))
    places = range(0, count, max(1, count // MOST_CELLS))
    return [tuple(int(part) for part in np.unravel_index(place, shape)) for place in places]


def _entry(value: Value, cell: tuple[int, ...]) -> float:
    return float(value[cell] if cell and getattr(value, "shape", ()) else value)


def _slopes_at(floats: Run, of: str, by: str, cell: tuple[int, ...]) -> tuple[float, float]:
    """The slopes to the left and to the right of an entry's value."""
    width = STEP * max(1.0, abs(_entry(floats[by], cell)))
    here = float(floats[of])
    values = []
    for move in (-width, width):
        moved = floats.again(pinned={by: _moved(floats[by], cell, move)}, targets=(of,))[of]
        values.append(float("nan") if isinstance(moved, Undefined) else float(moved))
    return (here - values[0]) / width, (values[1] - here) / width


def _moved(value: Value, cell: tuple[int, ...], move: float) -> Value:
    if not cell:
        return float(value) + move
    changed: Any = value.astype(float)
    changed[cell] += move
    return changed


def _agrees(gradient: float, slopes: tuple[float, float]) -> bool:
    """At a kink any slope between the two sides will do; elsewhere their mean is the derivative."""
    left, right = slopes
    margin = CLOSE * max(1.0, abs(left), abs(right), abs(gradient))
    if abs(gradient - (left + right) / 2) <= margin:
        return True
    return abs(left - right) > 100 * margin and min(left, right) - margin <= gradient <= max(left, right) + margin


# Equations of a cell: at random numbers, against the cell written out in plain Python.


def _equations(body: Body, run: Run) -> Iterator[Check]:
    asked = [one for one in body.requests if one.kind == "equation" and not one.id.startswith("dL/d")]
    if body.cell is None or not asked:
        return
    procedure = procedure_named(body.cell.rule)
    for chosen in variants_of(procedure):
        stated = {one.name: one.formula for one in stated_equations(procedure, chosen)}
        known = transcribed(procedure, chosen)
        if known is not None and all(stated[request.id] == run[request.step] for request in asked):
            facts, results = known
            for request in asked:
                value = worth(stated[request.id], {**facts, **results})
                yield Check(request.step, "plain transcription of the cell", _equal(value, results[request.id]))
            return


# Derivatives by a letter.


def _slopes(body: Body, run: Run) -> Iterator[Check]:
    for request in body.requests:
        if is_slope(request) and _equation_of(request) in run.derivation:
            yield _by_sympy(request, run)
            yield _by_moving(request, run)


def _equation_of(request: Request) -> str:
    return step_name(request.formula) or ""


def _closed(request: Request, run: Run) -> Formula:
    formula = run.derivation.step(_equation_of(request)).formula
    assert isinstance(formula, Apply)
    return formula.args[0]


def _by_sympy(request: Request, run: Run) -> Check:
    from examsolver.maths.symbolic import value_of_slope

    letter, value = request.at or ("", 0)
    known = _numbers(run)
    method = "SymPy to 30 digits"
    try:
        expected = value_of_slope(_closed(request, run), letter, {**known, letter: value})  # type: ignore[dict-item]
    except LawError as error:
        return Check(request.step, method, False, error.reason)
    agrees = not isinstance(run[request.step], Undefined) and _agrees(float(run[request.step]), (expected, expected))
    return Check(request.step, method, agrees)


def _by_moving(request: Request, run: Run) -> Check:
    letter, value = request.at or ("", 0)
    method = "central differences"
    if isinstance(value, tuple) or isinstance(run[request.step], Undefined):
        return Check(request.step, method, False, "there is no value to compare")
    known = _numbers(run)
    closed, width = _closed(request, run), STEP * max(1.0, abs(float(value)))
    names, others = tuple(known), tuple(known.values())
    try:
        left, here, right = (
            float(value_at(closed, *others, letter=letter, value=float(value) + move, names=names))
            for move in (-width, 0.0, width)
        )
    except (LawError, ZeroDivisionError, OverflowError) as error:
        return Check(request.step, method, False, str(error))
    slopes = ((here - left) / width, (right - here) / width)
    return Check(request.step, method, _agrees(float(run[request.step]), slopes))


def _numbers(run: Run) -> Mapping[str, Any]:
    return {
        name: value
        for name, value in run.values.items()
        if isinstance(value, (int, float, Fraction)) and not name.startswith("#")
    }
