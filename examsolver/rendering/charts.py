"""Bar charts of marks: how a class did, and how each part went."""

from __future__ import annotations

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

WIDTH, HEIGHT = 560.0, 230.0
LEFT, RIGHT, TOP, FOOT = 44.0, 12.0, 16.0, 46.0
MOST_BINS = 10
NICE = (Fraction(1, 4), Fraction(1, 2), *(Fraction(digit * 10**power) for power in range(9) for digit in (1, 2, 5)))
ROW, LABELS, BAR = 24.0, 34, 250.0


def draw_distribution(totals: Sequence[Fraction], out_of: Fraction) -> str:
    """How many students reached how many marks; the last bar includes full marks."""
    counts = bins(totals, out_of)
    top, step = max([*counts, 1]), (WIDTH - LEFT - RIGHT) / len(counts)
    unit = (HEIGHT - TOP - FOOT) / top
    bars = [_column(place, count, step, unit) for place, count in enumerate(counts)]
    scale = [_tick(place, edge, step) for place, edge in enumerate(edges(out_of))]
    base = polyline([(LEFT, HEIGHT - FOOT), (WIDTH - RIGHT, HEIGHT - FOOT)], stroke=INK)
    below = words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, f"marks out of {_short(out_of)}", 13, fill=MUTED)
    beside = words(14, (HEIGHT - FOOT + TOP) / 2, "students", 13, fill=MUTED, transform=_turned(14, HEIGHT, FOOT, TOP))
    told = "; ".join(f"{span} marks: {count}" for span, count in zip(ranges(out_of), counts, strict=True) if count)
    inside = [*bars, base, *scale, below, beside]
    return drawing(WIDTH, HEIGHT, "Distribution of marks", f"Students by marks. {told}.", inside)


def edges(out_of: Fraction) -> tuple[Fraction, ...]:
    """From 0 to at least full marks, in at most ten steps of a round size."""
    width = next((width for width in NICE if width * MOST_BINS >= out_of), out_of / MOST_BINS)
    return tuple(width * place for place in range(max(1, -(-out_of // width)) + 1))


def bins(totals: Sequence[Fraction], out_of: Fraction) -> tuple[int, ...]:
    """How many totals lie between one edge and the next; the last bin includes its upper edge."""
    marks = edges(out_of)
    counts = [0] * (len(marks) - 1)
    for total in totals:
        counts[min(max(int(total / marks[1]), 0), len(counts) - 1)] += 1
    return tuple(counts)


def ranges(out_of: Fraction) -> tuple[str, ...]:
    """The bins in words: ``0 to 10``."""
    return tuple(f"{_short(low)} to {_short(high)}" for low, high in pairwise(edges(out_of)))


def draw_shares(rows: Sequence[tuple[str, Fraction]], title: str) -> str:
    """A bar from 0 to 100 % for each label: the share of its marks that the class got."""
    room = min(240.0, max([60.0, *(width_of(clipped(label, LABELS), 12.5) for label, _ in rows)]))
    bars = "".join(_share(place, label, share, room) for place, (label, share) in enumerate(rows))
    told = "; ".join(f"{label}: {percent(share)}" for label, share in rows)
    return drawing(room + BAR + 78, ROW * len(rows) + 12, title, f"{title}. {told}.", [bars])


def percent(share: Fraction) -> str:
    """A share in whole percent."""
    return f"{round(share * 100)} %"


def _column(place: int, count: int, step: float, unit: float) -> str:
    height, x = count * unit, LEFT + place * step
    y = HEIGHT - FOOT - height
    bar = element("rect", x=x + 3, y=y, width=step - 6, height=height, fill=ACCENT, stroke=INK, stroke_width=0.8)
    label = words(x + step / 2, y - 4, str(count), 12.5, font_weight="bold")
    return bar + label if count else ""


def _tick(place: int, edge: Fraction, step: float) -> str:
    x = LEFT + place * step
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
