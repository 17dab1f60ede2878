"""Bar charts of marks: how a class did, and how each part went."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from examsolver.rendering.svg import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    SHADE,
    clipped,
    drawing,
    element,
    polyline,
    width_of,
    words,
)

# So narrow that a phone shows all of a chart: see SHRINK in svg.
WIDTH, HEIGHT = 420.0, 210.0
LEFT, RIGHT, TOP, FOOT = 44.0, 12.0, 16.0, 46.0
MOST_BINS = 10
NICE = (Fraction(1, 4), Fraction(1, 2), *(Fraction(digit * 10**power) for power in range(9) for digit in (1, 2, 5)))
ROW, LABELS, BAR = 24.0, 27, 150.0


def draw_distribution(totals: Sequence[Fraction], out_of: Fraction) -> str:
    """How many students reached how many marks; the last bar includes full marks."""
    counts, marks = bins(totals, out_of), edges(out_of)
    at = [LEFT + (WIDTH - LEFT - RIGHT) * float(edge / marks[-1]) for edge in marks]
    unit = (HEIGHT - TOP - FOOT) / max([*counts, 1])
    bars = [_column(low, high, count, unit) for (low, high), count in zip(pairwise(at), counts, strict=True)]
    scale = [_tick(x, edge) for x, edge in zip(at, marks, strict=True)]
    base = polyline([(LEFT, HEIGHT - FOOT), (WIDTH - RIGHT, HEIGHT - FOOT)], stroke=INK)
    below = words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, f"marks out of {_short(out_of)}", 13, fill=MUTED)
    beside = words(14, (HEIGHT - FOOT + TOP) / 2, "students", 13, fill=MUTED, transform=_turned(14, HEIGHT, FOOT, TOP))
    told = "; ".join(f"{span} marks: {count}" for span, count in zip(ranges(out_of), counts, strict=True) if count)
    inside = [*bars, base, *scale, below, beside]
    return drawing(WIDTH, HEIGHT, "Distribution of marks", f"Students by marks. {told}.", inside)


def edges(out_of: Fraction) -> tuple[Fraction, ...]:
    """From 0 to full marks in at most ten steps of a round size; the last is what remains, from half a step up."""
    width = next((width for width in NICE if width * MOST_BINS >= out_of), out_of / MOST_BINS)
    whole, rest = divmod(out_of, width)
    inner = [width * place for place in range(1, whole + (2 * rest >= width))]
    return (Fraction(0), *inner, out_of or width)


def bins(totals: Sequence[Fraction], out_of: Fraction) -> tuple[int, ...]:
    """How many totals lie between one edge and the next; the last bin includes its upper edge."""
    inner = edges(out_of)[1:-1]
    counts = Counter(bisect_right(inner, total) for total in totals)
    return tuple(counts[place] for place in range(len(inner) + 1))


def ranges(out_of: Fraction) -> tuple[str, ...]:
    """The bins in words: ``0 to 10``."""
    return tuple(f"{_short(low)} to {_short(high)}" for low, high in pairwise(edges(out_of)))


def draw_shares(rows: Sequence[tuple[str, Fraction]], title: str) -> str:
    """A bar from 0 to 100 % for each label: the share of its marks that the class got."""
    room = min(190.0, max([60.0, *(width_of(clipped(label, LABELS), 12.5) for label, _ in rows)]))
    bars = "".join(_share(place, label, share, room) for place, (label, share) in enumerate(rows))
    told = "; ".join(f"{label}: {percent(share)}" for label, share in rows)
    return drawing(room + BAR + 78, ROW * len(rows) + 12, title, f"{title}. {told}.", [bars])


def percent(share: Fraction) -> str:
    """A share in whole percent."""
    return f"{round(share * 100)} %"


def _column(low: float, high: float, count: int, unit: float) -> str:
    height, gap = count * unit, min(3.0, (high - low) / 6)
    y = HEIGHT - FOOT - height
    width = high - low - 2 * gap
    bar = element("rect", x=low + gap, y=y, width=width, height=height, fill=ACCENT, stroke=INK, stroke_width=0.8)
    label = words((low + high) / 2, y - 4, str(count), 12.5, font_weight="bold")
    return bar + label if count else ""


def _tick(x: float, edge: Fraction) -> str:
    mark = polyline([(x, HEIGHT - FOOT), (x, HEIGHT - FOOT + 4)], stroke=INK)
    return mark + words(x, HEIGHT - FOOT + 17, _short(edge), 12)


def _turned(x: float, height: float, foot: float, top: float) -> str:
    return f"rotate(-90 {x:g} {(height - foot + top) / 2:g})"


def _short(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _share(place: int, label: str, share: Fraction, room: float) -> str:
    y, x = 6 + ROW * place, room + 16
    width = BAR * float(min(max(share, Fraction(0)), Fraction(1)))
    return (
        words(room + 8, y + 16, clipped(label, LABELS), 12.5, text_anchor="end")
        + element("rect", x=x, y=y + 4, width=BAR, height=ROW - 8, fill=SHADE, stroke=LINE, stroke_width=0.6)
        + element("rect", x=x, y=y + 4, width=width, height=ROW - 8, fill=ACCENT)
        + words(x + BAR + 8, y + 16, percent(share), 12.5, text_anchor="start", font_weight="bold")
    )
