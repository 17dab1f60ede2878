"""A network with a value in the place of an unknown, worked out as far as a condition needs it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step, Undefined, Value, derivation_of, evaluate
from examsolver.core.layer import Placed, Shape
from examsolver.families.network_conditions import WHOLE, Sought, network_with
from examsolver.families.network_reading import Network
from examsolver.layers.conventions import OUTPUT_SIZE, POOLING_SIZE
from examsolver.layers.derived import QUANTITIES, derived_steps
from examsolver.layers.derived import steps_of as layer_steps
from examsolver.layers.input import input_shape
from examsolver.layers.quantities import facts_of
from examsolver.layers.receptive_paths import through_network

Pins = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one value: the quantity of the condition, and all that was worked out on the way."""

    value: Value
    steps: Mapping[str, Step] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    targets: tuple[str, ...] = ()


def tried(
    body: Network, sought: Sought, at: Mapping[str, int], conventions: Conventions, pins: Pins, slip: str = ""
) -> Tried:
    """The quantity of the condition with values in the places of unknowns; ``slip`` is a wrong idea to have all along.

    ``pins`` are values of steps before the unknown, which are not worked out again.
    """
    network, problems = network_with(body, sought, at)
    if problems:
        return Tried(Undefined(problems[0].message, problems[0].hint))
    laws = exact(conventions) if sought.relation == WHOLE else conventions
    layers = [network.layers[network.places[name]] for name in network.ordered()]
    steps, givens, wrong = steps_of(layers, sought.quantity, laws)
    targets = targets_of(network, sought, steps)
    if slip:
        steps = _slipped(steps, {**givens, **pins}, slip)
    return _worked_out(steps, {**givens, **pins}, wrong, targets)


def exact(conventions: Conventions) -> Conventions:
    """The same, but a window must fit exactly."""
    return {**conventions, OUTPUT_SIZE.topic: "exact", POOLING_SIZE.topic: "like convolutions"}


def steps_of(
    layers: Iterable[Placed], quantity: str, conventions: Conventions
) -> tuple[dict[str, Step], dict[str, Value], dict[str, Undefined]]:
    """The steps of layers, the shapes of inputs, and by layer why one has no steps."""
    steps: dict[str, Step] = {}
    givens: dict[str, Value] = {}
    wrong: dict[str, Undefined] = {}
    asked, layers = {quantity} & set(QUANTITIES), tuple(layers)
    facts = facts_of(layers)
    for placed in layers:
        try:
            made = layer_steps(placed, conventions)
            made = (*made, *derived_steps(placed, made, asked, conventions, facts)) if asked else made
            steps.update({step.name: step for step in made})
        except LawError as error:
            wrong[placed.name] = Undefined(error.reason, error.hint)
        if placed.layer.sources == 0:
            givens[f"{placed.name}.output"] = input_shape(placed)
    if asked and not wrong:
        steps.update(through_network(layers, steps, asked, conventions))
    return steps, givens, wrong


def targets_of(network: Network, sought: Sought, steps: Collection[str]) -> tuple[str, ...]:
    """The steps whose values are the quantity, or add up to it."""
    owner, quantity = sought.owner, sought.quantity
    if quantity == "output" or not (owner == "total" or owner in network.groups):
        owner = owner or network.layers[-1].name
        while owner in network.groups:
            owner = network.groups[owner].last
        return (f"{owner}.{quantity}",)
    group = network.groups.get(owner)
    layers = network.layers if group is None else network.layers[group.start : group.stop]
    return tuple(name for placed in layers if (name := f"{placed.name}.{quantity}") in steps)


def _worked_out(
    steps: Mapping[str, Step], known: Mapping[str, Value], wrong: Mapping[str, Undefined], targets: tuple[str, ...]
) -> Tried:
    values = dict(known)
    for name in _in_order(steps, known, targets):
        step = steps.get(name)
        if step is None:
            owner = name.rpartition(".")[0]
            values[name] = wrong.get(owner, Undefined(f"{name} cannot be worked out"))
        else:
            values[name] = evaluate(step, values)
    found = [values[name] for name in targets]
    broken = [value for value in found if isinstance(value, Undefined)] or list(wrong.values())[: len(targets) != 1]
    value = broken[0] if broken else found[0] if len(targets) == 1 else sum(found)
    return Tried(value, steps, values, targets)


def _in_order(steps: Mapping[str, Step], known: Collection[str], targets: tuple[str, ...]) -> Iterator[str]:
    """What the targets rest on and is not known, each after what it uses."""
    done: set[str] = set(known)
    todo = [(name, False) for name in reversed(targets)]
    while todo:
        name, ready = todo.pop()
        if ready:
            yield name
        elif name not in done:
            done.add(name)
            todo.append((name, True))
            todo.extend((used, False) for used in (steps[name].uses if name in steps else ()))


def _slipped(steps: Mapping[str, Step], givens: Mapping[str, Value], tag: str) -> dict[str, Step]:
    """The steps as somebody has them who holds a wrong idea wherever it can strike."""
    whole = {name: step for name, step in steps.items() if all(used in steps or used in givens for used in step.uses)}
    derivation = derivation_of(givens, whole.values())
    changed = dict(steps)
    for step in whole.values():
        for idea in step.misconceptions:
            if idea.tag == tag:
                changed.update(idea.rewrite(derivation, step))
    return changed


def largest_side(found: Tried, network: Network, layer: str) -> int:
    """The longest side of what a layer reads, with its padding."""
    placed = network.layer(layer)
    shapes = [found.values.get(f"{source}.output") for source in (placed.sources if placed else ())]
    longest = max((max(shape) for shape in shapes if isinstance(shape, tuple) and shape), default=0)
    padding = placed.settings.get("padding", 0) if placed else 0
    return longest + 2 * (padding if isinstance(padding, int) else max(padding, default=0))


def shapes_in(found: Tried) -> Mapping[str, Shape]:
    """The sizes of all maps that were worked out."""
    sized = ((name, value) for name, value in found.values.items() if isinstance(value, tuple))
    return {name: value for name, value in sized if name.endswith(".output")}
