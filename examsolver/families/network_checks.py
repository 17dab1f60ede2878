"""A network held to independent oracles: positions one by one, weights listed, multiplications counted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Run, Undefined
from examsolver.core.layer import Placed, Shape
from examsolver.core.question import Check
from examsolver.families.network_asking import requests
from examsolver.families.network_comparing import by_floats
from examsolver.families.network_deriving import on_the_way
from examsolver.families.network_reading import Network
from examsolver.families.network_solved import condition_checks
from examsolver.layers.derived import TOTALS, rests_of
from examsolver.layers.field_oracle import counted_field
from examsolver.layers.sizes import elements, size_text

COUNTED = 20_000


def verify_network(body: Network, run: Run) -> tuple[Check, ...]:
    """Every size and count that is asked or that something asked rests on, where it can be checked.

    The others are left out: the derivation does not tell the conventions that only they are made under.
    """
    wanted = on_the_way(body, run.derivation)
    conventions = {convention.topic: convention.default.name for convention in run.derivation.conventions}
    checks: list[Check] = []
    for placed in body.layers:
        shapes = tuple(run.values.get(f"{source}.output") for source in placed.sources)
        if placed.sources and all(isinstance(shape, tuple) for shape in shapes):
            checks += _checks(placed, tuple(shape for shape in shapes if isinstance(shape, tuple)), run, conventions)
    checks += [*_totals(body, run), *_compared(body, run), *_fields(body, run, conventions)]
    checks += condition_checks(body, run, conventions)
    return tuple(check for check in checks if check.subject in wanted)


def _checks(placed: Placed, shapes: tuple[Shape, ...], run: Run, conventions: Conventions) -> Iterator[Check]:
    yield from _size(placed, shapes, run, conventions)
    yield from _weights(placed, shapes, run, conventions)
    yield from _products(placed, shapes, run, conventions)


def _value(run: Run, name: str) -> object:
    value = run.values.get(name)
    return None if isinstance(value, Undefined) else value


def _size(placed: Placed, shapes: tuple[Shape, ...], run: Run, conventions: Conventions) -> Iterator[Check]:
    value = _value(run, f"{placed.name}.output")
    if placed.layer.windows is None or not isinstance(value, tuple):
        return
    counted = placed.layer.windows(placed, shapes, conventions)
    yield _check(f"{placed.name}.output", "positions counted one by one", value, counted)


def _weights(placed: Placed, shapes: tuple[Shape, ...], run: Run, conventions: Conventions) -> Iterator[Check]:
    if placed.layer.weights is None or not isinstance(_value(run, f"{placed.name}.parameters"), int):
        return
    learned, others = placed.layer.weights(placed, shapes, conventions)
    counts = {
        "trainable": sum(map(elements, learned)),
        "parameters": sum(map(elements, learned)) + sum(map(elements, others)),
    }
    if others:
        counts["non-trainable"] = sum(map(elements, others))
    for quantity, count in counts.items():
        value = _value(run, f"{placed.name}.{quantity}")
        if isinstance(value, int):
            yield _check(f"{placed.name}.{quantity}", "weights listed tensor by tensor", value, count)


def _products(placed: Placed, shapes: tuple[Shape, ...], run: Run, conventions: Conventions) -> Iterator[Check]:
    value = _value(run, f"{placed.name}.macs")
    if placed.layer.multiplications is None or not isinstance(value, int) or value > COUNTED:
        return
    counted = placed.layer.multiplications(placed, shapes, conventions)
    yield _check(f"{placed.name}.macs", "multiplications counted one by one", value, counted)


def _totals(body: Network, run: Run) -> Iterator[Check]:
    for quantity in TOTALS:
        value = _value(run, f"total.{quantity}")
        if not isinstance(value, int) or rests_of(quantity):  # a formula in what is sought is checked with that
            continue
        counted = 0
        for placed in body.layers:
            own = _value(run, f"{placed.name}.{quantity}")
            counted += own if isinstance(own, int) else 0
        yield _check(f"total.{quantity}", "added layer by layer", value, counted)


def _fields(body: Network, run: Run, conventions: Conventions) -> Iterator[Check]:
    """Receptive fields that are asked, where edges do not matter."""
    if conventions.get("receptive field") == "clipped":
        return
    asked = {request.step for find in body.finds if not find.such_that for request in requests(body, find)[0]}
    layers = {placed.name: placed for placed in body.layers}
    steps = {step.name: step for step in run.derivation.steps}
    for name in layers:
        step = f"{name}.receptive-field"
        value = _value(run, step) if step in asked else None
        counted = None if value is None else counted_field(name, layers, steps)
        if counted is not None:
            yield _check(step, "cells followed back one by one", value, counted)


def _compared(body: Network, run: Run) -> Iterator[Check]:
    """Sums of networks side by side, and what is worked out from them."""
    for name, group in body.groups.items():
        for quantity in TOTALS:
            value = _value(run, f"{name}.{quantity}")
            if isinstance(value, int) and not rests_of(quantity):
                owned = (_value(run, f"{one.name}.{quantity}") for one in body.layers[group.start : group.stop])
                counted = sum(own for own in owned if isinstance(own, int))
                yield _check(f"{name}.{quantity}", "added layer by layer", value, counted)
    for find in body.finds:
        for request in requests(body, find)[0] if find.such_that is None else ():
            value = _value(run, request.step)
            if request.formula is not None and isinstance(value, (int, Fraction)):
                about = by_floats(request.formula, run.values)
                agrees = abs(about - value) <= 1e-9 * max(1.0, abs(about))
                yield Check(request.step, "worked out in machine numbers", agrees, "" if agrees else f"about {about}")


def _check(subject: str, method: str, value: object, counted: object) -> Check:
    agrees = value == counted
    return Check(subject, method, agrees, "" if agrees else f"{_text(value)} against {_text(counted)}")


def _text(value: object) -> str:
    return size_text(value) if isinstance(value, tuple) else str(value)
