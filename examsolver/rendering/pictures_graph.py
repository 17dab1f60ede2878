"""Networks and computation graphs: boxes with their sizes, and what each reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from examsolver.core.picture import GraphFacts, GraphNode
from examsolver.rendering.pictures_layout import Placement, Point, Slot, place
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

NAME_SIZE, CAPTION_SIZE, NOTE_SIZE = 14.0, 12.5, 11.0
LETTERS = 34
GAP, RANK_GAP, MARGIN, GUTTER = 18.0, 28.0, 14.0, 44.0
PAGE_WIDTH, RANKS_A_COLUMN = 860.0, 6
MOST_BOXES = 150
HEAD = 7.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The folded layout: the top left corner of every column, and where each rank stands in it."""

    placement: Placement
    columns: tuple[range, ...]
    shifts: tuple[float, ...]
    gutters: tuple[float, ...]
    box_height: float
    width: float

    @property
    def pitch(self) -> float:
        """From one rank to the next."""
        return self.box_height + RANK_GAP

    @property
    def height(self) -> float:
        """Of the whole picture."""
        return 2 * MARGIN + max(len(column) for column in self.columns) * self.pitch - RANK_GAP + 2 * self.margin_y

    @property
    def margin_y(self) -> float:
        """Room above and below for edges that go from one column to the next."""
        return 12.0 if len(self.columns) > 1 else 0.0

    def column(self, rank: int) -> int:
        """The column that a rank stands in."""
        return next(place for place, column in enumerate(self.columns) if rank in column)

    def centre(self, slot: Slot, rank: int) -> Point:
        """The middle of a slot."""
        column = self.column(rank)
        row = rank - self.columns[column].start
        top = MARGIN + self.margin_y + row * self.pitch
        return self.placement.centres[slot] + self.shifts[column], top + self.box_height / 2


def draw_graph(facts: GraphFacts, text: str, title: str) -> str:
    """The graph from top to bottom, side by side where it branches, in columns where it is long."""
    nodes = facts.nodes
    if not nodes or len(nodes) > MOST_BOXES:
        note = f"{len(nodes)} boxes: too many to draw" if nodes else "nothing to draw"
        return drawing(320, 48, title, text, [words(160, 29, note, fill=MUTED)])
    widths = {node.name: _box_width(node) for node in nodes}
    sheet = _folded(place(nodes, widths, GAP), widths, _box_height(nodes))
    rank_of = {slot: rank for rank, slots in enumerate(sheet.placement.ranks) for slot in slots}
    edges = [_edge(chain, rank_of, sheet) for chain in sheet.placement.edges]
    boxes = [_box(node, sheet.centre(Slot(node.name), rank_of[Slot(node.name)]), widths, sheet) for node in nodes]
    return drawing(sheet.width, sheet.height, title, text, [*edges, *boxes])


def _lines(node: GraphNode) -> Iterator[tuple[str, float, dict[str, str | float]]]:
    yield clipped(node.name, LETTERS), NAME_SIZE, {"font_weight": "bold", "fill": INK}
    if node.caption:
        yield clipped(node.caption, LETTERS), CAPTION_SIZE, {"fill": ACCENT}
    if node.note:
        yield clipped(node.note, LETTERS), NOTE_SIZE, {"fill": MUTED}


def _box_width(node: GraphNode) -> float:
    return max(72.0, 20 + max(width_of(line, size) for line, size, _ in _lines(node)))


def _box_height(nodes: Sequence[GraphNode]) -> float:
    return 10.0 + 16.5 * max(len(list(_lines(node))) for node in nodes)


def _box(node: GraphNode, centre: Point, widths: dict[str, float], sheet: Sheet) -> str:
    (x, y), width, height = centre, widths[node.name], sheet.box_height
    given = not node.reads
    frame = element(
        "rect",
        x=x - width / 2,
        y=y - height / 2,
        width=width,
        height=height,
        rx=5,
        fill=TINT if given else PAPER,
        stroke=INK,
        stroke_width=1.2,
    )
    lines = list(_lines(node))
    top = y - 16.5 * (len(lines) - 1) / 2 + 4.5
    written = (words(x, top + 16.5 * row, line, size, **style) for row, (line, size, style) in enumerate(lines))
    return element("g", frame, *written)


def _folded(placement: Placement, widths: dict[str, float], box_height: float) -> Sheet:
    """As many columns as the length asks for and the page has room for."""
    for count in range(-(-len(placement.ranks) // RANKS_A_COLUMN), 1, -1):
        sheet = _sheet(placement, widths, box_height, _columns(placement, count))
        if sheet.width <= PAGE_WIDTH:
            return sheet
    return _sheet(placement, widths, box_height, _columns(placement, 1))


def _sheet(placement: Placement, widths: dict[str, float], box_height: float, columns: tuple[range, ...]) -> Sheet:
    shifts, gutters, x = [], [], MARGIN
    for column in columns:
        left, right = _extent(placement, [placement.ranks[rank] for rank in column], widths)
        shifts.append(x - left)
        x += right - left + GUTTER
        gutters.append(x - GUTTER / 2)
    return Sheet(placement, columns, tuple(shifts), tuple(gutters), box_height, x - GUTTER + MARGIN)


def _extent(
    placement: Placement, ranks: Sequence[tuple[Slot, ...]], widths: dict[str, float]
) -> tuple[float, float]:
    halves = [(placement.centres[slot], 0 if slot.passing else widths[slot.name] / 2) for r in ranks for slot in r]
    return min(centre - half for centre, half in halves), max(centre + half for centre, half in halves)


def _columns(placement: Placement, count: int) -> tuple[range, ...]:
    """The ranks cut into so many columns of about equal length, where few edges are cut."""
    ranks = len(placement.ranks)
    crossing = [0] * (ranks + 1)
    rank_of = {slot: rank for rank, slots in enumerate(placement.ranks) for slot in slots}
    for chain in placement.edges:
        for upper in chain[:-1]:
            crossing[rank_of[upper] + 1] += 1
    cuts = [0]
    for column in range(1, count):
        even = -(-ranks * column // count)
        near = range(max(cuts[-1] + 1, even - 2), min(ranks - 1, even + 2) + 1)
        cuts.append(min((crossing[cut], abs(cut - even), cut) for cut in near)[2] if near else even)
    return tuple(range(start, stop) for start, stop in zip(cuts, [*cuts[1:], ranks], strict=True) if stop > start)


def _edge(chain: tuple[Slot, ...], rank_of: dict[Slot, int], sheet: Sheet) -> str:
    drawn: list[str] = []
    for upper, lower in pairwise(chain):
        (x0, y0), (x1, y1) = sheet.centre(upper, rank_of[upper]), sheet.centre(lower, rank_of[lower])
        half = sheet.box_height / 2
        start, end = (x0, y0 + half), (x1, y1 - half - (0 if lower.passing else HEAD))
        here, there = sheet.column(rank_of[upper]), sheet.column(rank_of[lower])
        drawn.append(_link(start, end) if here == there else _turn(start, end, here, sheet))
        if lower.passing:
            drawn.append(polyline([end, (x1, y1 + half)]))
    drawn.append(_head(end[0], end[1] + HEAD))
    return "".join(drawn)


def _link(start: Point, end: Point) -> str:
    (x0, y0), (x1, y1) = start, end
    if abs(x0 - x1) < 0.5:
        return polyline([start, end])
    bend = (y1 - y0) / 2
    curve = " ".join(map(number, (x0, y0 + bend, x1, y1 - bend, x1, y1)))
    return element("path", d=f"M{number(x0)} {number(y0)} C{curve}", fill="none", stroke=LINE, stroke_width=1.4)


def _turn(start: Point, end: Point, column: int, sheet: Sheet) -> str:
    """From the foot of one column through the gutter to the head of the next."""
    gutter, below, above = sheet.gutters[column], start[1] + 12, MARGIN
    corners = [start, (start[0], below), (gutter, below), (gutter, above), (end[0], above), end]
    return polyline(corners, stroke_linejoin="round")


def _head(x: float, y: float) -> str:
    points = f"{number(x)},{number(y)} {number(x - 4)},{number(y - HEAD)} {number(x + 4)},{number(y - HEAD)}"
    return element("polygon", points=points, fill=LINE)
