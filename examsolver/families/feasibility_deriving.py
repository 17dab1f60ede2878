"""Strides to steps: does the window fit, how large is the output; and the facts that are asked with ``such that``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Derivation, LawError, Run, Step, derivation_of
from examsolver.core.formula import apply
from examsolver.core.layer import Shape
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Check, Find
from examsolver.families.feasibility import Fit, asked
from examsolver.families.feasibility_counts import asked_counts, count_checks, count_steps
from examsolver.families.feasibility_facts import SPELLED
from examsolver.families.feasibility_fitting import fitted, stride_steps
from examsolver.families.network_asking import text_of
from examsolver.families.network_conditions import size_in
from examsolver.families.network_conventions import moving
from examsolver.families.network_options import spelled
from examsolver.layers import CATALOGUE
from examsolver.layers.conventions import OUTPUT_SIZE, POOLING_SIZE, pooling_rounding, rounding
from examsolver.layers.sizes import size_text, times
from examsolver.layers.windows import Window, places, positions, sides_law

SEARCHED = 1000
BESIDE = 20


def windows_of(body: Fit, stride: Shape, conventions: Conventions) -> tuple[Window, ...]:
    """The window on every axis."""
    rounds = pooling_rounding(conventions) if body.pooling else rounding(conventions)
    padding = body.padding or (None,) * body.axes
    kernel = body.kernel or (1,) * body.axes
    return tuple(
        Window(kernel[axis], stride[axis], padding[axis], body.dilation[axis], rounds, not body.pooling)
        for axis in range(body.axes)
    )


def derive_fit(body: Fit, conventions: Conventions) -> Derivation:
    """``quotient``, ``feasible``, ``output`` and ``depth`` of every stride, and what is asked with ``such that``."""
    steps: list[Step] = []
    if asked(body):
        for stride in body.strides:
            steps += stride_steps(body, body.label(stride), windows_of(body, stride, conventions))
    for find in body.finds:
        if find.such_that is not None:
            steps += _solving(body, find, conventions)
    givens = {} if body.sides is None else {"input": body.sides}
    known, counts = count_steps(body, conventions)
    return derivation_of({**givens, **known}, [*steps, *counts], _in_force(body, conventions))


def _in_force(body: Fit, conventions: Conventions) -> tuple[Convention, ...]:
    """The topics that change the window on an axis that is asked; one of an unknown stride can always be rounded."""
    sought = (thing for find in body.finds if find.such_that for thing in find.things)
    solved = {SPELLED[spelled((text_of(thing.formula),))] for thing in sought}
    strides = ((2,) * body.axes,) if "strides" in solved else body.strides
    topics = (OUTPUT_SIZE, POOLING_SIZE) if body.pooling else (OUTPUT_SIZE,)
    sized = moving(topics, partial(_acting, body, strides), conventions)
    if not asked_counts(body):
        return sized
    layer = CATALOGUE.get("maxpool" if body.pooling else "conv")
    others = (topic for topic in (layer.conventions if layer else ()) if topic not in topics)
    return (*sized, *moving(others, partial(_counting, body), conventions))


def _counting(body: Fit, conventions: Conventions) -> object:
    """The laws of the counts that are asked, comparable."""
    return [(step.name, repr(step.law)) for step in count_steps(body, conventions)[1]]


def _acting(body: Fit, strides: tuple[Shape, ...], conventions: Conventions) -> list[Window]:
    return [window.acting for stride in strides for window in windows_of(body, stride, conventions)]


# --- find padding such that output = 13x13 ----------------------------------------------------------------------------


def _solving(body: Fit, find: Find, conventions: Conventions) -> list[Step]:
    assert find.such_that is not None
    left, relation, right = find.such_that
    wanted = size_in(right)
    if text_of(left) != "output" or relation not in ("=", "==") or wanted is None:
        raise ExamError(
            [Problem("expected a condition on the output", find.span, "write e.g. `such that output = 13x13`")]
        )
    if len(body.strides) > 1 and "stride" not in text_of(find.things[0].formula):
        raise ExamError([Problem("with several strides this has no one answer", find.span, "give one stride")])
    size = wanted * body.axes if len(wanted) == 1 else wanted
    return [_solving_step(body, find, text_of(thing.formula), size, conventions) for thing in find.things]


def _solving_step(body: Fit, find: Find, name: str, wanted: Shape, conventions: Conventions) -> Step:
    fact = SPELLED[spelled((name,))]
    windows = windows_of(body, body.strides[0], conventions)
    return Step(
        name,
        () if fact == "input" or body.sides is None else ("input",),
        partial(solutions, fact=fact, windows=windows, wanted=wanted),
        formula=apply("=", sides_law(windows), times(*wanted)),
        because=f"every value that makes sense was tried; no other gives {size_text(wanted)}",
        rule="shapes",
        span=find.span,
    )


def solutions(*sides: Shape, fact: str, windows: tuple[Window, ...], wanted: Shape) -> tuple[int, ...]:
    """All values of the fact for which the output is as wanted; LawError where there are none."""
    found = tuple(value for value in _candidates(fact, sides, windows) if _gives(value, fact, sides, windows) == wanted)
    if not found:
        raise LawError(f"no {fact} gives an output of {size_text(wanted)}", "change the condition or a fact")
    return found


def _candidates(fact: str, sides: tuple[Shape, ...], windows: tuple[Window, ...]) -> range:
    """All that could matter: a window or stride beyond the padded input changes nothing more."""
    if fact in ("padding", "input"):
        return range(0 if fact == "padding" else 1, SEARCHED + 1)
    return range(1, min(SEARCHED, max(sides[0]) + 2 * max(window.padding or 0 for window in windows)) + 1)


FIELDS = {"padding": "padding", "filters": "size", "window": "size", "strides": "stride", "dilation": "dilation"}


def _gives(value: int, fact: str, sides: tuple[Shape, ...], windows: tuple[Window, ...]) -> Shape | None:
    if fact == "input":
        return fitted((value,) * len(windows), axis=positions, windows=windows)
    changes: dict[str, Any] = {FIELDS[fact]: value}
    changed = tuple(replace(window, **changes) for window in windows)
    return fitted(sides[0], axis=positions, windows=changed)


# --- oracle -----------------------------------------------------------------------------------------------------------


def verify_fit(body: Fit, run: Run) -> tuple[Check, ...]:
    """Positions listed one by one."""
    conventions = {convention.topic: convention.default.name for convention in run.derivation.conventions}
    checks: list[Check] = []
    for stride in body.strides if asked(body) else ():
        label, windows = body.label(stride), windows_of(body, stride, conventions)
        found = [places(n, window) for n, window in zip(body.sides or (), windows, strict=True)]
        size = (
            None if any(place is None for place in found) else tuple(len(place) for place in found if place is not None)
        )
        for name, value in ((f"{label}.feasible", size is not None), (f"{label}.output", size)):
            detail = "" if run[name] == value else f"{run[name]} against {value}"
            checks.append(Check(name, "positions listed one by one", run[name] == value, detail))
    return (*checks, *count_checks(body, run, conventions), *_conditions(body, run, conventions))


def _conditions(body: Fit, run: Run, conventions: Conventions) -> Iterator[Check]:
    """What was found with ``such that``, and nothing beside it, meets its condition."""
    for find in body.finds:
        wanted = size_in(find.such_that[2]) if find.such_that else None
        for thing in find.things if wanted else ():
            name = text_of(thing.formula)
            fact, solved = SPELLED[spelled((name,))], run.values[name]
            if isinstance(solved, tuple) and wanted:
                windows = windows_of(body, body.strides[0], conventions)
                sides = wanted * body.axes if len(wanted) == 1 else wanted
                tried = range(0 if fact == "padding" else 1, max(solved) + BESIDE)
                counted = tuple(value for value in tried if _listed(value, fact, body.sides, windows) == sides)
                yield Check(name, "every value tried, positions listed", counted == solved, f"{counted}")


def _listed(value: int, fact: str, sides: Shape | None, windows: tuple[Window, ...]) -> Shape:
    changes: dict[str, Any] = {} if fact == "input" else {FIELDS[fact]: value}
    sides = (value,) * len(windows) if fact == "input" or sides is None else sides
    return tuple(len(places(n, replace(window, **changes)) or ()) for n, window in zip(sides, windows, strict=True))
