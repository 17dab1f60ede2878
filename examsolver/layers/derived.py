"""Quantities that follow from a layer's steps, the same way for every layer: the list of them.

They are built only where a question asks for one of them. Each is defined, with its spellings and its law, in the file
that this list takes it from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Step
from examsolver.core.formula import Num
from examsolver.core.layer import Layer, Placed
from examsolver.core.problem import Span
from examsolver.layers import compute, memory, operations, receptive_field, shares
from examsolver.layers.conventions import BIAS
from examsolver.layers.counting import nothing
from examsolver.layers.quantities import ALONE, BASE, Derived, Facts, Place, Quantity

DERIVED: tuple[Derived, ...] = (
    *operations.DERIVED,
    *memory.DERIVED,
    *compute.DERIVED,
    *receptive_field.DERIVED,
    *shares.DERIVED,
)
TOPICS: tuple[Convention, ...] = (*operations.TOPICS, *memory.TOPICS, *compute.TOPICS, *receptive_field.TOPICS)
ASKED: Mapping[str, Quantity] = {one.name: one for one in (*BASE, *(derived.quantity for derived in DERIVED))}
"""Everything that can be asked by a name that is the same for all layers."""
SPELLINGS: Mapping[str, tuple[str, ...]] = {name: quantity.also for name, quantity in ASKED.items()}
TOTALS = tuple(name for name, quantity in ASKED.items() if quantity.summed)
OF_THE_LAST = tuple(name for name, quantity in ASKED.items() if quantity.last)
QUANTITIES = tuple(derived.quantity.name for derived in DERIVED)
_BY_NAME: Mapping[str, Derived] = {derived.quantity.name: derived for derived in DERIVED}


def offered(placed: Placed) -> tuple[str, ...]:
    """Everything that can be asked of a placed layer."""
    return (*placed.layer.quantities, *_extra(placed.layer, placed))


def offered_by(layer: Layer) -> tuple[str, ...]:
    """Everything that can be asked of a kind of layer."""
    return (*layer.quantities, *_extra(layer, None))


def _extra(layer: Layer, placed: Placed | None) -> Iterator[str]:
    for derived in DERIVED:
        if derived.quantity.name not in layer.quantities and derived.offered(layer, placed):
            yield derived.quantity.name


def topics_of(layer: Layer) -> tuple[Convention, ...]:
    """What sources differ on in counting any of it: the layer's own topics, then those of derived quantities."""
    has = set(_extra(layer, None))
    derived = (topic for one in DERIVED if one.quantity.name in has for topic in one.topics)
    return tuple(dict.fromkeys((*layer.conventions, *derived)))


def steps_of(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    """The steps of a layer, its biases among its weights where the convention folds them into the matrix."""
    steps = placed.layer.steps(placed, conventions)
    if BIAS.chosen(conventions).name != "folded" or BIAS not in placed.layer.conventions:
        return steps
    return tuple(_folded(step, steps) for step in steps)


def _folded(step: Step, steps: tuple[Step, ...]) -> Step:
    owner, _, quantity = step.name.rpartition(".")
    if quantity == "biases":
        says = "they are a further row of the matrix, counted with the weights"
        return replace(step, uses=(), law=nothing, formula=Num(0), numbers=None, because=says, misconceptions=())
    if quantity != "weights":
        return step
    everything = next(one for one in steps if one.name == f"{owner}.parameters")
    return replace(everything, name=step.name, because="the biases are a further row of the matrix")


def derived_steps(
    placed: Placed,
    steps: tuple[Step, ...],
    asked: Collection[str],
    conventions: Conventions,
    facts: Facts = ALONE,
) -> tuple[Step, ...]:
    """The steps of those derived quantities that are asked and that the layer has, and of those that they rest on."""
    own = {step.name: step for step in steps}
    has = set(_extra(placed.layer, placed))
    found: dict[str, Step] = {}
    for derived in _with_needs(asked):
        if derived.quantity.name in has:
            place = Place(placed.name, facts, placed, {**own, **found})
            found.update({step.name: step for step in derived.build(place, conventions)})
    return tuple(found.values())


def _with_needs(asked: Iterable[str]) -> list[Derived]:
    """The derived quantities that are asked, each after those it needs."""
    found: dict[str, Derived] = {}
    todo = [(name, False) for name in sorted(asked, reverse=True)]  # a set has another order in every process
    while todo:
        name, ready = todo.pop()
        if name in found or name not in _BY_NAME:
            continue
        if ready:
            found[name] = _BY_NAME[name]
        else:
            todo.append((name, True))
            todo.extend((need, False) for need in _BY_NAME[name].needs)
    return list(found.values())


def rests_of(quantity: str) -> tuple[str, ...]:
    """The quantities whose totals a total rests on; none where it is a sum over layers."""
    return _BY_NAME[quantity].rests if quantity in _BY_NAME else ()


def total_from_totals(
    quantity: str, owner: str, steps: Mapping[str, Step], conventions: Conventions, facts: Facts, span: Span | None
) -> tuple[Step, ...]:
    """A total that follows from other totals by the law of a single layer."""
    return _BY_NAME[quantity].build(Place(owner, facts, None, steps, span), conventions)
