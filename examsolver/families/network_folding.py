"""A long network with fewer boxes: small layers in the box of the one above, and what comes again drawn once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from examsolver.core.layer import Placed
from examsolver.core.picture import GraphFacts, GraphGroup, GraphNode
from examsolver.families.network_repetition import times_again

LONGEST_PERIOD, MOST_JOINED, KEPT = 8, 3, 20
PARTED = " · "


def is_light(placed: Placed) -> bool:
    """Whether a layer keeps the size and says little: an activation, a normalisation, dropout."""
    layer = placed.layer
    small = "norm" in layer.name or layer.name in ("dropout", "zeropad", "identity")
    return layer.sources == 1 and (small or (not layer.positional and "operations" in layer.quantities))


def folded_network(nodes: Sequence[GraphNode], light: frozenset[str]) -> GraphFacts:
    """The boxes of a picture, in topological order, with what is repeated once and framed."""
    merged = _merged(nodes, light)
    segments = _segments(merged)
    kept: list[GraphNode] = []
    groups: list[GraphGroup] = []
    stands_for: dict[str, str] = {}
    for run in _runs(segments):
        first = _joined(run)
        if run.times > 1:
            groups.append(GraphGroup(tuple(node.name for node in first), run.times))
        for copy in range(1, run.times):
            for place, node in enumerate(run.nodes(copy)):
                stands_for[node.name] = first[place].name
        kept += [
            replace(node, reads=tuple(dict.fromkeys(stands_for.get(name, name) for name in node.reads)))
            for node in first
        ]
    return GraphFacts(tuple(kept), flowing=True, groups=tuple(groups))


def shortened(facts: GraphFacts, most: int) -> GraphFacts:
    """A graph of too many boxes with its first and last ones, and one for all between them."""
    if len(facts.nodes) <= most:
        return facts
    first, rest = facts.nodes[:KEPT], facts.nodes[KEPT:]
    middle, last = rest[:-KEPT], rest[-KEPT:]
    left_out = {node.name for node in middle}
    before = {node.name for node in first}
    seam = GraphNode(
        "…",
        middle[-1].caption,
        tuple(dict.fromkeys(name for node in middle for name in node.reads if name in before)),
        f"{len(middle)} boxes left out",
    )
    kept = [
        replace(node, reads=tuple(dict.fromkeys(seam.name if name in left_out else name for name in node.reads)))
        for node in last
    ]
    groups = tuple(group for group in facts.groups if left_out.isdisjoint(group.names))
    return GraphFacts((*first, seam, *kept), facts.flowing, groups)


def _merged(nodes: Sequence[GraphNode], light: frozenset[str]) -> list[GraphNode]:
    """Small layers joined to the one that they alone read."""
    readers: dict[str, int] = {}
    for node in nodes:
        for name in node.reads:
            readers[name] = readers.get(name, 0) + 1
    found: dict[str, GraphNode] = {}
    stands_for: dict[str, str] = {}
    for node in nodes:
        above = stands_for.get(node.reads[0], node.reads[0]) if len(node.reads) == 1 else ""
        alone = above in found and bool(found[above].reads) and readers[node.reads[0]] == 1
        joins = above in found and len(found[above].reads) > 1 and "norm" in (node.note or node.name)
        if node.name in light and alone and not joins and found[above].note.count(PARTED) < MOST_JOINED:
            note = f"{found[above].note or above}{PARTED}{node.note or node.name}"
            found[above] = replace(found[above], note=note, caption=node.caption)
            stands_for[node.name] = above
        else:
            reads = tuple(stands_for.get(name, name) for name in node.reads)
            found[node.name] = replace(node, reads=reads)
    return list(found.values())


def _segments(nodes: Sequence[GraphNode]) -> list[tuple[GraphNode, ...]]:
    """The boxes cut wherever everything flows through one of them."""
    place = {node.name: number for number, node in enumerate(nodes)}
    last = {node.name: place[node.name] for node in nodes}
    for node in nodes:
        for name in node.reads:
            last[name] = max(last[name], place[node.name])
    segments: list[tuple[GraphNode, ...]] = []
    begin, reach = 0, -1
    for number, node in enumerate(nodes):
        if number >= reach:  # nothing before it is read behind it
            segments.append(tuple(nodes[begin : number + 1]))
            begin = number + 1
        reach = max(reach, last[node.name])
    if begin < len(nodes):
        segments.append(tuple(nodes[begin:]))
    return segments


@dataclass(frozen=True, slots=True)
class _Run:
    """Segments that come several times: those of the first copy, of the second …"""

    segments: Sequence[tuple[GraphNode, ...]]
    times: int

    def nodes(self, copy: int) -> list[GraphNode]:
        """The boxes of one copy."""
        period = len(self.segments) // self.times
        return [node for segment in self.segments[copy * period : (copy + 1) * period] for node in segment]


def _runs(segments: Sequence[tuple[GraphNode, ...]]) -> Iterator[_Run]:
    """The segments in order, with repetitions of up to eight of them found from the front."""
    numbers: dict[tuple[object, ...], int] = {}
    kinds = [numbers.setdefault(_signature(segment), len(numbers)) for segment in segments]
    begin = 0
    while begin < len(segments):
        period, times = max(
            ((period, times_again(kinds, begin, period)) for period in range(1, LONGEST_PERIOD + 1)),
            key=lambda found: (found[0] * (found[1] - 1), -found[0]),
        )
        stop = begin + period * times if times > 1 else begin + 1
        yield _Run(segments[begin:stop], times)
        begin = stop


def _signature(segment: tuple[GraphNode, ...]) -> tuple[object, ...]:
    """What two copies have in common: settings, and who reads whom."""
    place: Mapping[str, int] = {node.name: number for number, node in enumerate(segment)}
    return tuple(
        (node.note or _kind(node.name), tuple(place.get(name, -1) for name in node.reads), bool(node.reads))
        for node in segment
    )


def _kind(name: str) -> str:
    """The name of a box without the number behind it."""
    return name.rstrip("0123456789").rstrip("_")


def _joined(run: _Run) -> list[GraphNode]:
    """The boxes of the first copy, with the sizes of the first and the last where they differ."""
    first, last = run.nodes(0), run.nodes(run.times - 1)
    return [
        one if one.caption == other.caption else replace(one, caption=f"{one.caption} … {other.caption}")
        for one, other in zip(first, last, strict=True)
    ]
