"""A network as a student reads it: sentences, and a diagram."""

from __future__ import annotations

from dataclasses import replace

from examsolver.core.derivation import Run
from examsolver.core.formula import Formula
from examsolver.core.layer import Placed
from examsolver.core.picture import GraphFacts, GraphNode
from examsolver.core.question import Picture
from examsolver.families.network_conditions import Unknown, unknowns
from examsolver.families.network_reading import Network
from examsolver.layers.sizes import size_text

DRAWN = 60


def network_prompt(body: Network) -> tuple[str | Formula, ...]:
    """One sentence to begin with, then one for each layer."""
    asked = unknowns(body)
    hidden = {unknown.placed.name: unknown.option for unknown in asked}
    layers = [_without(placed, hidden.get(placed.name)) for placed in body.layers if placed.layer.sources != 0]
    return (_opening(body), *(_sentence(body, placed) for placed in layers), *map(_wish, asked))


def _without(placed: Placed, option: str | None) -> Placed:
    """The layer without the setting that is asked for, which is not told."""
    if option is None:
        return placed
    return replace(placed, settings={name: value for name, value in placed.settings.items() if name != option})


def _wish(unknown: Unknown) -> str:
    wanted = size_text((unknown.wanted,) if isinstance(unknown.wanted, int) else unknown.wanted)
    return f"Find every {unknown.option} of {unknown.placed.name} for which {unknown.target} is {wanted}."


def _opening(body: Network) -> str:
    inputs = [placed for placed in body.layers if placed.layer.sources == 0]
    says = " and ".join(f"an {described(placed)}" + _called(placed) for placed in inputs)
    return f"A network reads {says or 'an input'}. It has these layers, in this order:"


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
    """The graph of the layers, for networks of three to sixty layers."""
    if not 3 <= len(body.layers) <= DRAWN:
        return ()
    nodes = {placed.name: _node(placed, run) for placed in body.layers}
    ordered = tuple(nodes[name] for name in body.ordered())
    text = "; ".join(
        f"{node.name} ({node.note})" + (f" reads {', '.join(node.reads)}" if node.reads else "") for node in ordered
    )
    return (Picture("network", GraphFacts(ordered), f"A network of {len(ordered)} layers: {text}."),)


def _node(placed: Placed, run: Run) -> GraphNode:
    shape = run.values.get(f"{placed.name}.output")
    caption = " × ".join(map(str, shape)) if isinstance(shape, tuple) else ""
    return GraphNode(placed.name, caption, placed.sources, described(placed))
