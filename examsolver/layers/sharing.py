"""Layers that use the weights of an earlier layer: applied again, counted once.

So PyTorch and Keras count a layer object that is called twice (siamese networks, recursive networks, ALBERT).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Derivation, Step, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.counting import nothing
from examsolver.layers.sizes import times
from examsolver.layers.slips import slip

SHARED = Option(
    "shared",
    "whether it uses the weights of an earlier layer, where they are counted",
    "flag",
    False,
    also=("shared with above", "reused", "same weights"),
)
COUNTED = (
    "parameters", "weights", "biases", "trainable", "non-trainable", "attention", "cross-attention", "feed-forward",
    "norms",
)  # fmt: skip
Steps = Callable[[Placed, Conventions], tuple[Step, ...]]
Weights = Callable[[Placed, tuple[Shape, ...], Conventions], tuple[Shapes, Shapes]]


def shareable(layer: Layer) -> Layer:
    """The layer with the option ``shared``: all its counts of parameters are 0 then, and nothing else changes."""
    return replace(
        layer,
        options=(*layer.options, SHARED),
        steps=partial(_steps, own=layer.steps),
        weights=None if layer.weights is None else partial(_weights, own=layer.weights),
        describe=None if layer.describe is None else partial(_describe, own=layer.describe),
    )


def _steps(placed: Placed, conventions: Conventions, *, own: Steps) -> tuple[Step, ...]:
    steps = own(placed, conventions)
    if not placed.settings.get("shared"):
        return steps
    counts = {step.name: step for step in steps}
    return tuple(_counted_before(step, placed, counts) for step in steps)


def _counted_before(step: Step, placed: Placed, counts: Mapping[str, Step]) -> Step:
    quantity = step.name.removeprefix(f"{placed.name}.")
    if quantity == "connections":
        return _connected(step, counts[f"{placed.name}.parameters"])
    if quantity not in COUNTED or step.uses == (f"{placed.name}.parameters",):
        return step
    twice = slip(
        "shared-weights-counted-twice",
        "The layer uses the weights of an earlier one: they are counted once.",
        partial(_put_back, before=tuple(one for name, one in counts.items() if _is_count(name, placed))),
    )
    return replace(
        step,
        uses=(),
        law=nothing,
        formula=Num(0),
        numbers=None,
        because="it uses the weights of an earlier layer, which are counted there",
        misconceptions=(twice,) if quantity == "parameters" else (),
    )


def _is_count(name: str, placed: Placed) -> bool:
    return name.removeprefix(f"{placed.name}.") in COUNTED


def _put_back(derivation: Derivation, step: Step, *, before: tuple[Step, ...]) -> Mapping[str, Step]:
    return {one.name: replace(one, misconceptions=()) for one in before}


def _connected(step: Step, parameters: Step) -> Step:
    """Connections count the weights at every position, whoever owns them."""
    return replace(
        step,
        uses=(*parameters.uses, step.uses[-1]),
        law=partial(shared_connections, own=parameters.law),
        numbers=partial(_connected_numbers, own=parameters.law),
        misconceptions=(),
    )


def shared_connections(*shapes: Shape, own: Callable[..., Value]) -> int:
    """Weights of the layer times the positions of its output."""
    count: int = own(*shapes[:-1])
    for side in shapes[-1][:-1]:
        count *= side
    return count


def _connected_numbers(*shapes: Shape, own: Callable[..., Value]) -> Formula:
    count, sides = Num(own(*shapes[:-1])), shapes[-1][:-1]
    return count * times(*sides) if sides else count


def _weights(
    placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, own: Weights
) -> tuple[Shapes, Shapes]:
    return ((), ()) if placed.settings.get("shared") else own(placed, shapes, conventions)


def _describe(placed: Placed, *, own: Callable[[Placed], str]) -> str:
    return own(placed) + (", weights shared with an earlier layer" if placed.settings.get("shared") else "")
