"""A network as a student reads it: sentences, and a diagram."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from examsolver.core.derivation import Run, Value
from examsolver.core.formula import Formula
from examsolver.core.layer import Placed
from examsolver.core.option import Option
from examsolver.core.picture import GraphFacts, GraphNode
from examsolver.core.problem import Span
from examsolver.core.question import Picture
from examsolver.families.network_conditions import WHOLE, Sought, Unknown, goal_text, sought_by
from examsolver.families.network_folding import folded_network, is_light, shortened
from examsolver.families.network_letters import repeated
from examsolver.families.network_lines import Group
from examsolver.families.network_reading import Network
from examsolver.families.network_repetition import told
from examsolver.families.network_telling import PLAIN as PLAIN_LINES
from examsolver.families.network_telling import told_shortly
from examsolver.layers.sizes import listed, size_text

PLAIN, BOXES, LONG = 16, 150, 40
SENTENCES = 100
"""Sentences on blocks that are told at most."""


def network_prompt(body: Network) -> tuple[str | Formula, ...]:
    """One sentence to begin with, then one for each layer; networks side by side one after the other.

    A long network is told by blocks, repetitions once.
    """
    asked = sought_by(body)
    alone = _networks(body)
    if len(alone) > 1 and alone[0].start == 0 and sum(one.stop - one.start for one in alone) == len(body.layers):
        sentences = [sentence for group in alone for sentence in _of_network(body, group, asked)]
    else:
        sentences = [_opening(body, body.layers), *_sentences(body, asked)]
    return (*sentences, *(_wish(one, body.layers[-1].name) for one in asked))


def _sentences(body: Network, asked: tuple[Sought, ...]) -> Iterator[str]:
    """A short network layer by layer; a long one by blocks, or by what comes again where those are too many."""
    layers = [placed for placed in body.layers if placed.layer.sources != 0]
    if asked or len(layers) <= PLAIN_LINES:
        yield from _layers_told(body, body.layers, asked)
        return
    shortly = told_shortly(body, layers, described, _from)
    yield from shortly if len(shortly) <= SENTENCES else sentences_with_repetitions(body, layers)


def sentences_with_repetitions(body: Network, layers: Sequence[Placed]) -> Iterator[str]:
    """A sentence for every layer; of a long network, layers that come again in the same way share one."""
    for one in told(layers, body.places, {group.start for group in body.groups.values()}):
        yield from (_sentence(body, placed) for placed in one.period)
        if one.again:
            yield one.again


def _networks(body: Network) -> list[Group]:
    """The uses of blocks that are whole networks: they read no other layer, but an input of their own."""
    whole = (group for name, group in body.groups.items() if "." not in name)
    return [group for group in whole if body.layers[group.start].layer.sources == 0]


def _of_network(body: Network, group: Group, asked: tuple[Sought, ...]) -> Iterator[str]:
    layers = body.layers[group.start : group.stop]
    word = next((line.word for line in body.lines if line.kind == "layer" and line.name == group.name), group.name)
    called = f"{group.name} ({word})" if word != group.name else group.name
    if len(layers) > LONG:
        shape = described(layers[0])
        yield f"Network {called} reads an {shape} and has {len(layers) - 1} layers."
        return
    yield _opening(body, layers).replace("A network reads", f"Network {called} reads", 1)
    for sentence in _layers_told(body, layers, asked):
        yield sentence.replace(f"{group.name}.", "")


def _layers_told(body: Network, layers: tuple[Placed, ...], asked: tuple[Sought, ...]) -> Iterator[str]:
    unknown = {(one.layer, one.option) for sought in asked for one in sought.unknowns if one.option}
    rounds = {inner.span: text for line, text in repeated(body.lines, body.letters) for inner in line.block}
    for placed in layers:
        if placed.layer.sources != 0:
            yield _sentence(body, _without(placed, unknown)).removesuffix(".") + _rounds(placed, rounds) + "."


def _rounds(placed: Placed, rounds: Mapping[Span, str]) -> str:
    text = rounds.get(placed.span) if placed.span is not None else None
    return f", {text} times" if text else ""


def _without(placed: Placed, unknown: Collection[tuple[str, str]]) -> Placed:
    """The layer without the settings that are asked for, which are not told."""
    told = {name: value for name, value in placed.settings.items() if (placed.name, name) not in unknown}
    return placed if len(told) == len(placed.settings) else replace(placed, settings=told)


def _wish(sought: Sought, last: str) -> str:
    names = listed(map(_named, sought.unknowns))
    which = f"every {names}" if sought.wish == "all" else f"the {sought.wish} {names}"
    if len(sought.unknowns) > 1:
        which = f"all {names} together"
    return f"Find {which} for which {_reached(sought, last)}."


def _named(unknown: Unknown) -> str:
    return f"{unknown.noun} of {unknown.layer}" if unknown.option else unknown.name


def _reached(sought: Sought, last: str) -> str:
    goal = goal_text(sought)
    owner, quantity = sought.owner, sought.quantity.replace("-", " ")
    of = f" of {owner or last}"
    if sought.relation == WHOLE:
        return "every window fits its input exactly"
    if quantity == "output":
        return f"the output{of} has size {goal}"
    if owner == "total":
        bytes_of = quantity.endswith("memory")
        return f"the total {'' if bytes_of else 'number of '}{quantity} is {goal}{' bytes' if bytes_of else ''}"
    return f"the {quantity}{of} {'is' if quantity in ('receptive field', 'jump') else 'are'} {goal}"


def _opening(body: Network, told: tuple[Placed, ...]) -> str:
    inputs = [placed for placed in told if placed.layer.sources == 0]
    alone = len(told) < len(body.layers)
    says = " and ".join(f"an {described(one)}" + ("" if alone else _called(one)) for one in inputs) or "an input"
    layers = [placed for placed in told if placed.layer.sources != 0]
    if len(layers) == 1 and not alone and not any(True for _ in repeated(body.lines, body.letters)):
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
