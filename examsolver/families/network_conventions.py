"""The topics that a question rests on: those under whose variants a step on the way to what is asked differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.layer import Placed
from examsolver.layers.derived import QUANTITIES, TOPICS, derived_steps, rests_of, steps_of, total_from_totals
from examsolver.layers.memory import KEPT, unit_step
from examsolver.layers.operations import COUNTED
from examsolver.layers.quantities import Facts, Place, facts_of
from examsolver.layers.receptive_field import CLIPPED
from examsolver.layers.windows import Window

WIDTHS = frozenset({"filters", "units", "hidden", "dimension", "vocabulary"})

TOLD = {"receptive-field": CLIPPED, "flops": COUNTED, "activations": KEPT}
"""Quantities that rest on a topic whatever their laws are."""

Laws = list[tuple[object, ...]]


def moving(
    topics: Iterable[Convention], made: Callable[[Conventions], object], conventions: Conventions
) -> tuple[Convention, ...]:
    """The topics of which some variant makes something else, in order, each with the variant in force first."""
    topics = tuple(topics)
    here = made(conventions) if topics else None
    return tuple(
        chosen_first(topic, conventions)
        for topic in topics
        if any(made({**conventions, topic.topic: variant.name}) != here for variant in _others(topic, conventions))
    )


def chosen_first(convention: Convention, conventions: Conventions) -> Convention:
    """The convention with the variant in force as its default, for whoever has only the derivation."""
    return replace(convention, variants=(convention.chosen(conventions), *_others(convention, conventions)))


def _others(convention: Convention, conventions: Conventions) -> Iterator[Variant]:
    """The variants that are not in force."""
    chosen = convention.chosen(conventions)
    return (variant for variant in convention.variants if variant is not chosen)


def in_force(layers: Iterable[Placed], names: Iterable[str], conventions: Conventions) -> tuple[Convention, ...]:
    """The topics that the named steps of layers rest on, in alphabetical order."""
    layers = tuple(layers)
    quantities: dict[str, set[str]] = {}
    for name in names:
        owner, _, quantity = name.rpartition(".")
        quantities.setdefault(owner, set()).add(quantity)
    found: dict[str, Convention] = {}
    seen: set[object] = set()
    for placed in layers:
        wanted = frozenset(quantities.get(placed.name, ()))
        copy = (placed.layer.name, wanted, id(placed.settings))  # the copies of a line share its settings
        if not wanted or copy in seen:
            continue
        seen.add(copy)
        # Layers written alike, but for how wide they are, rest on the same topics: a deep network has few kinds.
        told = tuple((option, value) for option, value in placed.settings.items() if not _is_width(option, value))
        kind = (placed.layer.name, wanted, told)
        if kind not in seen:
            seen.add(kind)
            topics = (*placed.layer.conventions, *(TOPICS if wanted.intersection(QUANTITIES) else ()))
            open_topics = [topic for topic in topics if topic.topic not in found]
            laws = partial(laws_of, placed, wanted)
            found.update({topic.topic: topic for topic in moving(open_topics, laws, conventions)})
    facts = facts_of(layers)
    for quantity in sorted(filter(_is_worked_out, set().union(*quantities.values()))):
        open_topics = [topic for topic in TOPICS if topic.topic not in found]
        laws_of_total = partial(_total_laws, quantity, facts)
        found.update({topic.topic: topic for topic in moving(open_topics, laws_of_total, conventions)})
    return tuple(found[topic] for topic in sorted(found))


def _is_width(option: str, value: Value) -> bool:
    """A number of filters or neurons of a layer, on which no topic turns."""
    return option in WIDTHS and isinstance(value, int) and not isinstance(value, bool)


def laws_of(placed: Placed, wanted: frozenset[str], conventions: Conventions) -> Laws:
    """The laws of some quantities of a layer, comparable; none where its settings leave it without steps."""
    try:
        steps = steps_of(placed, conventions)
        steps = (*steps, *derived_steps(placed, steps, wanted, conventions))
    except LawError:
        return []
    return [_law(step) for step in steps if step.name.rpartition(".")[2] in wanted]


def _is_worked_out(quantity: str) -> bool:
    """Whether a total is more than the sum of what layers have, so that a topic may turn on it."""
    return quantity in TOLD or "-in-" in quantity or bool(rests_of(quantity))


def _total_laws(quantity: str, facts: Facts, conventions: Conventions) -> Laws:
    """The laws of a total that follows from others, of a number of bytes in a unit; what counts at all."""
    told = TOLD.get(quantity)
    if told is not None:
        return [(told.chosen(conventions).name,)]
    name, _, unit = quantity.partition("-in-")
    if unit:
        return [_law(unit_step(Place("total"), name, unit, conventions))]
    if not rests_of(name):
        return []
    return [_law(step) for step in total_from_totals(name, "total", {}, conventions, facts, None)]


def _law(step: Step) -> tuple[object, ...]:
    if not isinstance(step.law, partial):
        return step.name, step.uses, step.law
    return step.name, step.uses, step.law.func, _options(step.law.keywords)


def _options(options: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(name, _acting(value)) for name, value in sorted(options.items())]


def _acting(value: object) -> object:
    """Windows without a rounding that never rounds."""
    if isinstance(value, tuple):
        return tuple(part.acting if isinstance(part, Window) else part for part in value)
    return value
