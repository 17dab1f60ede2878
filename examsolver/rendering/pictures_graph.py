"""Networks and computation graphs: boxes with their sizes, and what each reads."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from examsolver.core.picture import GraphFacts, GraphGroup, GraphNode
from examsolver.rendering.pictures_fold import MARGIN, RANK_GAP, TURN, Sheet, folded
from examsolver.rendering.pictures_layout import Point, Slot, place
from examsolver.rendering.svg import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    PAPER,
    TINT,
    clipped,
    drawing,
    element,
    number,
    polyline,
    width_of,
    words,
)

LETTERS, NOTE_LETTERS, NOTE_LINES = 30, 24, 3
LEAD, NOTE_LEAD, INSET = 16.5, 13.0, 6.0
GAP, NARROWEST = 18.0, 64.0
MOST_BOXES = 150
HEAD = 7.0
FLOW, FLOW_GAP, FLOW_FOOT, FRAME = 11.5, 38.0, 16.0, 7.0


def draw_graph(facts: GraphFacts, text: str, title: str) -> str:
    """The graph from top to bottom, side by side where it branches, in columns where it is long."""
    nodes = facts.nodes
    if not nodes or len(nodes) > MOST_BOXES:
        note = f"{len(nodes)} boxes: too many to draw" if nodes else "nothing to draw"
        return drawing(320, 48, title, text, [words(160, 29, note, fill=MUTED)])
    flows = {node.name: node.caption for node in nodes if facts.flowing and node.caption}
    nodes = tuple(replace(node, caption="") if node.name in flows else node for node in nodes)
    gap = FLOW_GAP if facts.flowing else RANK_GAP
    widths = {node.name: max(_box_width(node), width_of(flows.get(node.name, ""), FLOW) + 8) for node in nodes}
    sheet = folded(place(nodes, widths, GAP), widths, {node.name: _box_height(node) for node in nodes}, gap)
    rank_of = {slot: rank for rank, slots in enumerate(sheet.placement.ranks) for slot in slots}
    edges = [_edge(chain, rank_of, sheet) for chain in sheet.placement.edges]
    boxes = [_box(node, rank_of[Slot(node.name)], _box_width(node), sheet) for node in nodes]
    frames = [frame for group in facts.groups for frame in _frames(group, rank_of, widths, sheet)]
    told = [_flow(caption, Slot(name), rank_of[Slot(name)], sheet) for name, caption in flows.items()]
    foot = sheet.height + (FLOW_FOOT if flows else 0)
    badges = [_badge(group, rank_of, widths, sheet) for group in facts.groups]
    return drawing(sheet.width, foot, title, text, [*frames, *edges, *boxes, *told, *badges])


def _flow(caption: str, slot: Slot, rank: int, sheet: Sheet) -> str:
    """What flows on from a box, on the edge just below it."""
    (x, y), height = sheet.centre(slot, rank), sheet.heights[rank]
    wide, middle = width_of(caption, FLOW), y + height / 2 + 12
    ground = element("rect", x=x - wide / 2, y=middle - 7, width=wide, height=14, fill=PAPER, opacity=0.85)
    return element("g", ground, words(x, middle + 4, caption, FLOW, fill=ACCENT))


def _frames(
    group: GraphGroup, rank_of: Mapping[Slot, int], widths: Mapping[str, float], sheet: Sheet
) -> Iterator[str]:
    """A frame around boxes that come several times, in every column that they stand in."""
    parts: dict[int, list[tuple[float, float, float, float]]] = {}
    for name in group.names:
        rank = rank_of[Slot(name)]
        (x, y), half, tall = sheet.centre(Slot(name), rank), widths[name] / 2, sheet.heights[rank] / 2
        parts.setdefault(sheet.column_of[rank], []).append((x - half, y - tall, x + half, y + tall))
    for boxes in parts.values():
        left, top = min(box[0] for box in boxes) - FRAME, min(box[1] for box in boxes) - FRAME
        right, foot = max(box[2] for box in boxes) + FRAME, max(box[3] for box in boxes) + FRAME
        yield element(
            "rect", x=left, y=top, width=right - left, height=foot - top, rx=8, fill=TINT, stroke=ACCENT,
            stroke_width=1, stroke_dasharray="5 3",
        )  # fmt: skip


def _badge(group: GraphGroup, rank_of: Mapping[Slot, int], widths: Mapping[str, float], sheet: Sheet) -> str:
    """How often the boxes in a frame come, on its upper right corner."""
    first = rank_of[Slot(group.names[0])]
    column = [name for name in group.names if sheet.column_of[rank_of[Slot(name)]] == sheet.column_of[first]]
    right = max(sheet.centre(Slot(name), rank_of[Slot(name)])[0] + widths[name] / 2 for name in column) + FRAME
    top = min(sheet.middles[rank_of[Slot(name)]] - sheet.heights[rank_of[Slot(name)]] / 2 for name in column) - FRAME
    told = f"× {group.times}"
    wide = width_of(told, 13) + 8
    pill = element("rect", x=right - wide / 2, y=top - 9, width=wide, height=18, rx=9, fill=ACCENT)
    return element("g", pill, words(right, top + 4.5, told, 13, font_weight="bold", fill=PAPER))


def _lines(node: GraphNode) -> Iterator[tuple[str, float, float, dict[str, str | float]]]:
    """The lines in a box: words, type size, lead, and style."""
    yield _shortened(node.name), 14.0, LEAD, {"font_weight": "bold", "fill": INK}
    if node.caption:
        yield clipped(node.caption, LETTERS), 12.5, LEAD, {"fill": ACCENT}
    for line in textwrap.wrap(node.note, NOTE_LETTERS, max_lines=NOTE_LINES, placeholder=" …"):
        yield line, 11.0, NOTE_LEAD, {"fill": MUTED}


def _shortened(name: str) -> str:
    """A name that fits; of a layer inside blocks the end says more than the beginning."""
    rest = name
    while len(rest) > LETTERS - 6 and "." in rest:
        rest = rest.partition(".")[2]
    return clipped(rest if rest == name else f"….{rest}", LETTERS)


def _box_width(node: GraphNode) -> float:
    return max(NARROWEST, 16 + max(width_of(line, size) for line, size, _, _ in _lines(node)))


def _box_height(node: GraphNode) -> float:
    return 2 * INSET + sum(lead for _, _, lead, _ in _lines(node))


def _box(node: GraphNode, rank: int, width: float, sheet: Sheet) -> str:
    (x, y), height = sheet.centre(Slot(node.name), rank), sheet.heights[rank]
    frame = element(
        "rect",
        x=x - width / 2,
        y=y - height / 2,
        width=width,
        height=height,
        rx=5,
        fill=PAPER if node.reads else TINT,
        stroke=INK,
        stroke_width=1.2,
    )
    foot = y - _box_height(node) / 2 + INSET
    written = []
    for line, size, lead, style in _lines(node):
        foot += lead
        written.append(words(x, foot - 4, line, size, **style))
    return element("g", frame, *written)


def _edge(chain: tuple[Slot, ...], rank_of: Mapping[Slot, int], sheet: Sheet) -> str:
    drawn: list[str] = []
    end = (0.0, 0.0)
    for upper, lower in pairwise(chain):
        here, there = rank_of[upper], rank_of[lower]
        (x0, y0), (x1, y1) = sheet.centre(upper, here), sheet.centre(lower, there)
        start = (x0, y0 + sheet.heights[here] / 2)
        end = (x1, y1 - sheet.heights[there] / 2 - (0 if lower.passing else HEAD))
        same = sheet.column_of[here] == sheet.column_of[there]
        drawn.append(_link(start, end) if same else _turn(start, end, sheet.gutters[sheet.column_of[here]]))
        if lower.passing:
            drawn.append(polyline([end, (x1, y1 + sheet.heights[there] / 2)]))
    drawn.append(_head(end[0], end[1] + HEAD))
    return "".join(drawn)


def _link(start: Point, end: Point) -> str:
    (x0, y0), (x1, y1) = start, end
    if abs(x0 - x1) < 0.5:
        return polyline([start, end])
    bend = (y1 - y0) / 2
    curve = " ".join(map(number, (x0, y0 + bend, x1, y1 - bend, x1, y1)))
    return element("path", d=f"M{number(x0)} {number(y0)} C{curve}", fill="none", stroke=LINE, stroke_width=1.4)


def _turn(start: Point, end: Point, gutter: float) -> str:
    """From the foot of one column through the gutter to the head of the next."""
    below = start[1] + TURN
    corners = [start, (start[0], below), (gutter, below), (gutter, MARGIN), (end[0], MARGIN), end]
    return polyline(corners, stroke_linejoin="round")


def _head(x: float, y: float) -> str:
    points = f"{number(x)},{number(y)} {number(x - 4)},{number(y - HEAD)} {number(x + 4)},{number(y - HEAD)}"
    return element("polygon", points=points, fill=LINE)
