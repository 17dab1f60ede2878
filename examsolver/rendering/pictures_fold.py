"""A graph that is laid out from top to bottom, folded into columns as a page has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from examsolver.rendering.pictures_layout import Placement, Point, Slot

RANK_GAP, MARGIN, GUTTER, TURN = 28.0, 14.0, 44.0, 12.0
PAGE_WIDTH, PAGE_HEIGHT, RANKS_A_COLUMN = 880.0, 1240.0, 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where ranks stand on the page.

    Attributes:
        columns: the ranks of every column; ``shifts`` moves their slots to the right,
            ``gutters`` is the middle of the room after each.
        column_of, middles, heights: of every rank its column, its height on the page, the height of its boxes.
    """

    placement: Placement
    columns: tuple[range, ...]
    shifts: tuple[float, ...]
    gutters: tuple[float, ...]
    column_of: Mapping[int, int]
    middles: Mapping[int, float]
    heights: Sequence[float]
    width: float
    height: float

    def centre(self, slot: Slot, rank: int) -> Point:
        """The middle of a slot."""
        return self.placement.centres[slot] + self.shifts[self.column_of[rank]], self.middles[rank]


def folded(
    placement: Placement, widths: Mapping[str, float], heights: Mapping[str, float], gap: float = RANK_GAP
) -> Sheet:
    """As many columns as the length asks for and the page has room for; else those that shrink it least."""
    tall = [max((heights[slot.name] for slot in rank if not slot.passing), default=0.0) for rank in placement.ranks]
    best: Sheet | None = None
    for count in range(-(-len(placement.ranks) // RANKS_A_COLUMN), 0, -1):
        sheet = _sheet(placement, widths, tall, columns_of(placement, count), gap)
        if best is None or _shrunk(sheet) < _shrunk(best):
            best = sheet
        if _shrunk(best) <= 1:
            break
    return best or _sheet(placement, widths, tall, columns_of(placement, 1), gap)


def _shrunk(sheet: Sheet) -> float:
    """How many times larger than a page it is."""
    return max(1.0, sheet.width / PAGE_WIDTH, sheet.height / PAGE_HEIGHT)


def _sheet(
    placement: Placement, widths: Mapping[str, float], heights: Sequence[float], columns: tuple[range, ...], gap: float
) -> Sheet:
    shifts, gutters, x = [], [], MARGIN
    for column in columns:
        left, right = _extent(placement, column, widths)
        shifts.append(x - left)
        x += right - left + GUTTER
        gutters.append(x - GUTTER / 2)
    column_of = {rank: place for place, column in enumerate(columns) for rank in column}
    turn = TURN if len(columns) > 1 else 0.0
    middles, bottom = _middles(columns, heights, MARGIN + turn, gap)
    right, foot = x - GUTTER + MARGIN, bottom + turn + MARGIN
    return Sheet(placement, columns, tuple(shifts), tuple(gutters), column_of, middles, tuple(heights), right, foot)


def _middles(
    columns: Sequence[range], heights: Sequence[float], top: float, gap: float
) -> tuple[dict[int, float], float]:
    """The middle of every rank, and the foot of the longest column."""
    middles: dict[int, float] = {}
    feet = [top]
    for column in columns:
        y = top
        for rank in column:
            middles[rank] = y + heights[rank] / 2
            y += heights[rank] + gap
        feet.append(y - gap)
    return middles, max(feet)


def _extent(placement: Placement, column: range, widths: Mapping[str, float]) -> tuple[float, float]:
    slots = [slot for rank in column for slot in placement.ranks[rank]]
    halves = [(placement.centres[slot], 0.0 if slot.passing else widths[slot.name] / 2) for slot in slots]
    return min(centre - half for centre, half in halves), max(centre + half for centre, half in halves)


def columns_of(placement: Placement, count: int) -> tuple[range, ...]:
    """The ranks cut into so many columns of about equal length, where few boxes are read on across the cut."""
    ranks = len(placement.ranks)
    read_on: list[set[Slot]] = [set() for _ in range(ranks + 1)]
    rank_of = {slot: rank for rank, slots in enumerate(placement.ranks) for slot in slots}
    for chain in placement.edges:
        for upper in chain[:-1]:
            read_on[rank_of[upper] + 1].add(chain[0])
    crossing = [len(sources) for sources in read_on]
    cuts, leeway = [0], max(2, ranks // (3 * count))
    for column in range(1, count):
        even = -(-ranks * column // count)
        near = range(max(cuts[-1] + 1, even - leeway), min(ranks - 1, even + leeway) + 1)
        cuts.append(min((crossing[cut], abs(cut - even), cut) for cut in near)[2] if near else even)
    return tuple(range(start, stop) for start, stop in pairwise([*cuts, ranks]) if stop > start)
