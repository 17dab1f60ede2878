"""A network as a student reads it: sentences, and a diagram."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from examsolver.core.derivation import Run, Value
from examsolver.core.formula import Formula
from examsolver.core.layer import Placed
from examsolver.core.picture import GraphFacts, GraphNode
from examsolver.core.question import Picture
from examsolver.core.rule import Option
from examsolver.families.network_conditions import Unknown, every, unknowns
from examsolver.families.network_folding import folded_network, is_light, shortened
from examsolver.families.network_reading import Network
from examsolver.families.network_repetition import told
from examsolver.families.network_telling import PLAIN as PLAIN_LINES
from examsolver.families.network_telling import told_shortly
from examsolver.layers.sizes import size_text

PLAIN, BOXES = 16, 150
SENTENCES = 100
"""Sentences on blocks that are told at most."""


def network_prompt(body: Network) -> tuple[str | Formula, ...]:
    """One sentence to begin with, then one for each layer; of a long network, repetitions told once."""
    asked = unknowns(body)
    hidden = {unknown.placed.name: unknown.option for unknown in asked}
    layers = [_without(placed, hidden.get(placed.name)) for placed in body.layers if placed.layer.sources != 0]
    return (_opening(body), *_sentences(body, layers), *map(_wish, asked))


def _sentences(body: Network, layers: list[Placed]) -> Iterator[str]:
    """A short network layer by layer; a long one by blocks, or by what comes again where those are too many."""
    shortly = told_shortly(body, layers, described, _from) if len(layers) > PLAIN_LINES else []
    yield from shortly if 0 < len(shortly) <= SENTENCES else sentences_with_repetitions(body, layers)


def sentences_with_repetitions(body: Network, layers: Sequence[Placed]) -> Iterator[str]:
    """A sentence for every layer; of a long network, layers that come again in the same way share one."""
    for one in told(layers, body.places, {group.start for group in body.groups.values()}):
        yield from (_sentence(body, placed) for placed in one.period)
        if one.again:
            yield one.again


def _without(placed: Placed, option: str | None) -> Placed:
    """The layer without the setting that is asked for, which is not told."""
    if option is None:
        return placed
    return replace(placed, settings={name: value for name, value in placed.settings.items() if name != option})


def _wish(unknown: Unknown) -> str:
    wanted = size_text((unknown.wanted,) if isinstance(unknown.wanted, int) else unknown.wanted)
    owner, _, quantity = unknown.target.rpartition(".")
    verb = "has" if quantity == "output" else "are"
    reached = f"the output of {owner} {verb} size" if quantity == "output" else f"the {quantity} of {owner} {verb}"
    if owner == "total":
        reached = f"the total number of {quantity} is"
    return f"Find {every(unknown.option)} of {unknown.placed.name} for which {reached} {wanted}."


def _opening(body: Network) -> str:
    inputs = [placed for placed in body.layers if placed.layer.sources == 0]
    says = " and ".join(f"an {described(placed)}" + _called(placed) for placed in inputs) or "an input"
    layers = [placed for placed in body.layers if placed.layer.sources != 0]
    if len(layers) == 1:
        return f"{says[0].upper()}{says[1:]} goes through one layer:"
    branches = any(_from(body, placed) for placed in layers)
    order = "each reading the one above unless it says what it reads" if branches else "one after the other"
    return f"A network reads {says}. Its layers, {order}:"


def _called(placed: Placed) -> str:
    return "" if placed.name == "input" else f" ({placed.name})"


def described(placed: Placed) -> str:
    """A layer in words."""
    return placed.layer.summary if placed.layer.describe is None else placed.layer.describe(placed)


def _sentence(body: Network, placed: Placed) -> str:
    return f"{placed.name}: {described(placed)}{_from(body, placed)}."


def _from(body: Network, placed: Placed) -> str:
    """Where it reads, if not from the line above."""
    place = body.places[placed.name]
    above = body.layers[place - 1].name if place else None
    if placed.sources == (above,) or placed.layer.sources < 0:
        return ""
    return f", reading {' and '.join(placed.sources)}"


def network_pictures(body: Network, run: Run) -> tuple[Picture, ...]:
    """The graph of the layers; of a long network, small layers in one box with the one above and repeats once."""
    if len(body.layers) < 3:
        return ()
    nodes = {placed.name: _node(placed, run) for placed in body.layers}
    ordered = tuple(nodes[name] for name in body.ordered())
    if len(ordered) > PLAIN:
        light = frozenset(placed.name for placed in body.layers if is_light(placed))
        facts = folded_network(ordered, light)
        copies = "; ".join(f"{' '.join(group.names)} {group.times} times" for group in facts.groups)
        said = f", of which these come again: {copies}" if copies else ""
        whole = len(facts.nodes)
        facts = shortened(facts, BOXES)
        part = "" if len(facts.nodes) == whole else f" of {whole}, the first and the last"
        text = f"A network of {len(ordered)} layers, drawn with {len(facts.nodes)} boxes{part}{said}."
        return (Picture("network", facts, text),)
    words = {placed.name: described(placed) for placed in body.layers}
    text = "; ".join(
        f"{node.name} ({words[node.name]})" + (f" reads {', '.join(node.reads)}" if node.reads else "")
        for node in ordered
    )
    return (Picture("network", GraphFacts(ordered, flowing=True), f"A network of {len(ordered)} layers: {text}."),)


def _node(placed: Placed, run: Run) -> GraphNode:
    shape = run.values.get(f"{placed.name}.output")
    caption = " × ".join(map(str, shape)) if isinstance(shape, tuple) else ""
    note = noted(placed, max(1, len(shape) - 1) if isinstance(shape, tuple) else 1)
    # A layer that is called after its kind has nothing to add in its box.
    return GraphNode(placed.name, caption, placed.sources, "" if note == placed.name else note)


def noted(placed: Placed, axes: int = 1) -> str:
    """A layer as short as it is written: ``conv 64, 3x3, same``, ``maxpool 2``; the size of an input is in its caption.

    ``axes`` is how many its map has: a size after a count is written out, so that it reads as one.
    """
    if placed.layer.sources == 0:
        return placed.layer.name
    told = ", ".join(filter(None, (_setting(placed, option, axes) for option in placed.layer.options)))
    return f"{placed.layer.name} {told}".rstrip()


def _setting(placed: Placed, option: Option, axes: int) -> str:
    """A setting in a few letters; nothing where it is at its default or asked for."""
    value = placed.settings.get(option.name)
    if value is None or value == option.default:
        return ""
    if option.kind == "flag":
        return option.name if value else f"no {option.name}"
    if option.kind == "word" or option.name in placed.layer.positional[:1]:
        return _short(value)
    if option.name in placed.layer.positional and option.name != "stride" and option.kind == "size":
        sides = (value,) * axes if isinstance(value, int) else value
        return size_text(sides) if len(sides) > 1 else f"{option.name} {size_text(sides)}"
    return f"{option.name} {_short(value)}"


def _short(value: Value) -> str:
    if isinstance(value, tuple):
        return size_text(value)
    return f"{float(value):g}" if isinstance(value, Fraction) else str(value)
