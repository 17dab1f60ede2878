"""What one layer costs, where it is asked beside its strides: parameters once, operations for every stride."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Run, Step, Undefined, Value
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Check, Find, Part
from examsolver.families.feasibility import Fit, counted
from examsolver.families.network_asking import text_of
from examsolver.layers import CATALOGUE
from examsolver.layers.derived import derived_steps, offered
from examsolver.layers.sizes import elements

PER_STRIDE = ("macs", "operations", "flops", "connections", "additions", "activations", "activation-memory")
ONCE = "layer"


def asked_counts(body: Fit) -> list[tuple[Find, str]]:
    """The counts that the finds ask for, in order."""
    plain = (find for find in body.finds if find.such_that is None)
    return [(find, name) for find in plain for thing in find.things if (name := counted(text_of(thing.formula)))]


def count_steps(body: Fit, conventions: Conventions) -> tuple[dict[str, Value], list[Step]]:
    """What the layer reads, and the steps of all counts that are asked. Raises ExamError for a fact that is missing."""
    asked = asked_counts(body)
    if not asked:
        return {}, []
    _complain(body)
    steps: dict[str, Step] = {}
    for _, quantity in asked:
        for owner, stride in _owners(body, quantity):
            made = {step.name: step for step in _made(body, owner, stride, quantity, conventions)}
            todo = [f"{owner}.{quantity}"]
            while todo:
                step = made.get(todo.pop())
                if step is not None and step.name not in steps:
                    steps[step.name] = step
                    todo.extend(step.uses)
    assert body.sides is not None
    return {"input.output": (*body.sides, body.depth)}, [_renamed(step) for step in steps.values()]


def _complain(body: Fit) -> None:
    span = asked_counts(body)[0][0].span
    if body.sides is None or body.depth is None:
        raise ExamError([Problem("the depth of the input is missing", span, "write e.g. `input 13x13x3`")])
    if not body.pooling and body.filters is None:
        raise ExamError([Problem("the number of filters is missing", span, "write e.g. `filters 64 of 3x3`")])
    for _, quantity in asked_counts(body):
        known = offered(_placed(body, ONCE, body.strides[0]))
        if quantity not in known:
            raise ExamError([Problem(f"this layer has no {quantity}", span, f"it has: {', '.join(known)}")])


def _owners(body: Fit, quantity: str) -> Iterator[tuple[str, Shape]]:
    if quantity not in PER_STRIDE:
        yield ONCE, body.strides[0]
        return
    for stride in body.strides:
        yield body.label(stride), stride


def _made(body: Fit, owner: str, stride: Shape, quantity: str, conventions: Conventions) -> tuple[Step, ...]:
    placed = _placed(body, owner, stride)
    try:
        made = placed.layer.steps(placed, conventions)
        return (*made, *derived_steps(placed, made, {quantity}, conventions))
    except LawError as error:
        raise ExamError([Problem(error.reason, body.span, error.hint)]) from None


def _placed(body: Fit, owner: str, stride: Shape) -> Placed:
    """The layer that the facts state, under one stride."""
    layer = _layer(body)
    said = {
        "kernel": body.kernel,
        "stride": stride,
        "padding": body.padding or 0,
        "same": body.padding is None,
        "dilation": body.dilation,
        "filters": body.filters,
    }
    settings = {option.name: said.get(option.name, option.default) for option in layer.options}
    return Placed(owner, layer, ("input",), settings, body.span)


def _layer(body: Fit) -> Layer:
    suffix = {1: "1d", 3: "3d"}.get(body.axes, "")
    found = CATALOGUE.get(f"{'maxpool' if body.pooling else 'conv'}{suffix}")
    assert found is not None
    return found


def _renamed(step: Step) -> Step:
    """The whole output, with its depth, under a name of its own: ``output`` is that of the sides alone."""
    name = step.name.replace(".output", ".map")
    return replace(step, name=name, uses=tuple(_map_of(used) for used in step.uses))


def _map_of(name: str) -> str:
    return name if name == "input.output" else name.replace(".output", ".map")


def count_parts(body: Fit, find: Find, run: Run) -> Iterator[Part]:
    """A part for every count, of every stride where it rests on that. Raises ExamError where a stride does not fit."""
    for own, quantity in asked_counts(body):
        if own is not find and own != find:
            continue
        for owner, _ in _owners(body, quantity):
            step = f"{owner}.{quantity}"
            value = run.values.get(step)
            if isinstance(value, Undefined):
                raise ExamError([Problem(f"{step} has no value: {value.reason}", find.span, value.hint)])
            alone = owner == ONCE or len(body.strides) == 1
            kind = "number" if find.unit else "integer"
            part_id, names = (quantity, (step,)) if alone else (step, ())
            yield Part(part_id, (step,), kind, find.span, find.form, names=names, unit=find.unit)  # type: ignore[arg-type]


def count_checks(body: Fit, run: Run, conventions: Conventions) -> Iterator[Check]:
    """Weights listed tensor by tensor, multiplications counted one by one."""
    for _, quantity in asked_counts(body):
        for owner, stride in _owners(body, quantity):
            value, placed = run.values.get(f"{owner}.{quantity}"), _placed(body, owner, stride)
            shape = (*(body.sides or ()), body.depth or 1)
            if quantity == "parameters" and placed.layer.weights is not None:
                counted_ones = sum(elements(one) for one in placed.layer.weights(placed, (shape,), conventions)[0])
                agrees = value == counted_ones
                yield Check(f"{owner}.{quantity}", "weights listed tensor by tensor", agrees, f"{counted_ones}")
            if quantity == "macs" and isinstance(value, int) and value < 20_000 and placed.layer.multiplications:
                products = placed.layer.multiplications(placed, (shape,), conventions)
                yield Check(
                    f"{owner}.{quantity}", "multiplications counted one by one", value == products, f"{products}"
                )
