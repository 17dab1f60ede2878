"""Where the boxes of a graph go: ranks from top to bottom, folded into columns where there are many.

Layered drawing in four steps (Sugiyama, Tagawa and Toda, 1981): a rank for every node by its longest
path, bends where an edge passes ranks, an order in every rank with few crossings, and positions
that keep neighbours above each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from examsolver.core.picture import GraphNode

SWEEPS = 8
BEND_WIDTH = 14.0
STRAIGHT, PULL = 40.0, 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands in a rank: a node, or (with ``passing``) the bend of an edge that goes through."""

    name: str
    passing: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Centres of all slots by rank, and the chain of slots that each edge runs through."""

    ranks: tuple[tuple[Slot, ...], ...]
    centres: Mapping[Slot, float]
    edges: tuple[tuple[Slot, ...], ...]


def place(nodes: Sequence[GraphNode], widths: Mapping[str, float], gap: float) -> Placement:
    """Lay out nodes that come in topological order; ``widths`` are those of their boxes."""
    levels = _levels(nodes)
    edges = tuple(_chain(source, node.name, levels) for node in nodes for source in _sources(node, levels))
    ranks = _filled(nodes, levels, edges)
    near = _neighbours(edges)
    for sweep in range(SWEEPS):
        _reorder(ranks, near, downwards=sweep % 2 == 0)
    centres = _upright(ranks, _centres(ranks, near, widths, gap))
    return Placement(tuple(map(tuple, ranks)), centres, edges)


def _sources(node: GraphNode, levels: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(node.reads) if name in levels and name != node.name)


def _levels(nodes: Sequence[GraphNode]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for node in nodes:
        levels[node.name] = 1 + max((levels[name] for name in node.reads if name in levels), default=-1)
    _lower_sources(nodes, levels)
    return levels


def _lower_sources(nodes: Sequence[GraphNode], levels: dict[str, int]) -> None:
    """A node that reads nothing stands just above the first that reads it: givens beside their use."""
    first: dict[str, int] = {}
    for node in nodes:
        for name in node.reads:
            first[name] = min(first.get(name, levels[node.name]), levels[node.name])
    for node in nodes:
        if not any(name in levels for name in node.reads) and node.name in first:
            levels[node.name] = first[node.name] - 1


def _chain(source: str, target: str, levels: Mapping[str, int]) -> tuple[Slot, ...]:
    between = range(levels[source] + 1, levels[target])
    bends = (Slot(f"{level}", (source, target)) for level in between)
    return (Slot(source), *bends, Slot(target))


def _filled(
    nodes: Sequence[GraphNode], levels: Mapping[str, int], edges: Sequence[tuple[Slot, ...]]
) -> list[list[Slot]]:
    ranks: list[list[Slot]] = [[] for _ in range(1 + max(levels.values(), default=0))]
    for node in nodes:
        ranks[levels[node.name]].append(Slot(node.name))
    for chain in edges:
        for bend in chain[1:-1]:
            ranks[int(bend.name)].append(bend)
    return ranks


Near = tuple[Mapping[Slot, list[Slot]], Mapping[Slot, list[Slot]]]


def _neighbours(edges: Sequence[tuple[Slot, ...]]) -> Near:
    above: dict[Slot, list[Slot]] = {}
    below: dict[Slot, list[Slot]] = {}
    for chain in edges:
        for upper, lower in pairwise(chain):
            above.setdefault(lower, []).append(upper)
            below.setdefault(upper, []).append(lower)
    return above, below


def _reorder(ranks: list[list[Slot]], near: Near, downwards: bool) -> None:
    """One sweep: each rank sorted by where its neighbours in the rank before stand."""
    order = range(1, len(ranks)) if downwards else range(len(ranks) - 2, -1, -1)
    beside = near[0] if downwards else near[1]
    for level in order:
        fixed = ranks[level - 1 if downwards else level + 1]
        share = {slot: (place + 0.5) / len(fixed) for place, slot in enumerate(fixed)}
        own = {slot: (place + 0.5) / len(ranks[level]) for place, slot in enumerate(ranks[level])}
        wanted = {slot: _mean(beside.get(slot, ()), share, own[slot]) for slot in ranks[level]}
        ranks[level].sort(key=wanted.__getitem__)


def _mean(slots: Sequence[Slot], values: Mapping[Slot, float], otherwise: float) -> float:
    return sum(values[slot] for slot in slots) / len(slots) if slots else otherwise


def _centres(ranks: list[list[Slot]], near: Near, widths: Mapping[str, float], gap: float) -> dict[Slot, float]:
    spacing = {slot: (BEND_WIDTH if slot.passing else widths[slot.name]) + gap for rank in ranks for slot in rank}
    centres: dict[Slot, float] = {}
    for rank in ranks:
        centres.update(zip(rank, _apart([0.0] * len(rank), [1.0] * len(rank), _of(rank, spacing)), strict=True))
    for sweep in range(2 * SWEEPS):
        levels = range(len(ranks)) if sweep % 2 == 0 else range(len(ranks) - 1, -1, -1)
        for level in levels:
            rank = ranks[level]
            wanted = [_balance(slot, near[sweep % 2], centres) for slot in rank]
            weights = [1.0 if slot.passing else STRAIGHT for slot in rank]
            centres.update(zip(rank, _apart(wanted, weights, _of(rank, spacing)), strict=True))
    return centres


def _upright(ranks: list[list[Slot]], centres: Mapping[Slot, float]) -> dict[Slot, float]:
    """Boxes that stand alone in their rank are put below each other, and what is between two of them amid them."""
    alone = [place for place, rank in enumerate(ranks) if len(rank) == 1 and not rank[0].passing]
    if not alone:
        return dict(centres)
    at = {place: centres[ranks[place][0]] for place in alone}
    moved: dict[Slot, float] = {}
    above, ahead = alone[0], 0
    for place, rank in enumerate(ranks):
        while ahead < len(alone) - 1 and alone[ahead] < place:
            ahead += 1
        above = alone[ahead] if alone[ahead] <= place else alone[ahead - 1] if ahead else alone[0]
        shift = at[place] if place in at else (at[above] + at[alone[ahead]]) / 2
        moved.update((slot, centres[slot] - shift) for slot in rank)
    return moved


def _of(rank: Sequence[Slot], values: Mapping[Slot, float]) -> list[float]:
    return [values[slot] for slot in rank]


def _balance(slot: Slot, near: Mapping[Slot, list[Slot]], centres: Mapping[Slot, float]) -> float:
    """Where a slot would like to be: amid its neighbours. Boxes pull more than bends, so that chains stay straight."""
    beside = near.get(slot, ())
    pulls = [1.0 if other.passing or slot.passing else PULL for other in beside]
    if not beside:
        return centres[slot]
    return sum(pull * centres[other] for pull, other in zip(pulls, beside, strict=True)) / sum(pulls)


def _apart(wanted: Sequence[float], weights: Sequence[float], spacing: Sequence[float]) -> list[float]:
    """The positions nearest to the wanted ones (weighted least squares) that keep order and distance.

    Without the distances it is a regression onto rising values, solved by pooling neighbours that fall.
    """
    offsets = [0.0]
    for left, right in pairwise(spacing):
        offsets.append(offsets[-1] + (left + right) / 2)
    pools: list[tuple[float, float, int]] = []
    for value, offset, pull in zip(wanted, offsets, weights, strict=False):
        total, weight, count = pull * (value - offset), pull, 1
        while pools and pools[-1][0] / pools[-1][1] > total / weight:
            before = pools.pop()
            total, weight, count = total + before[0], weight + before[1], count + before[2]
        pools.append((total, weight, count))
    levelled = [total / weight for total, weight, count in pools for _ in range(count)]
    return [level + offset for level, offset in zip(levelled, offsets, strict=False)]
