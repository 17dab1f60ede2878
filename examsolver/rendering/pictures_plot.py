"""Curves over numbers: losses over epochs, a learning rate, a ROC curve.

Curves differ in dashes and signs as well as in lightness, so that they are told apart in print.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from examsolver.core.picture import PlotFacts, Series
from examsolver.rendering.svg import (
    ACCENT,
    INK,
    MARKED,
    MARKED_LINE,
    MUTED,
    PAPER,
    SHADE,
    clipped,
    drawing,
    element,
    number,
    polyline,
    width_of,
    words,
)

Point = tuple[float, float]

WIDTH, HEIGHT = 440.0, 270.0
LEFT, RIGHT, TOP, FOOT = 64.0, 22.0, 18.0, 48.0
TICKS = 6
SIGNED = 40
"""Points of a curve up to which every one has a sign."""
MOST = 600
"""Points of a curve that are drawn; of more, every n-th."""
STYLES = ((ACCENT, "none"), (INK, "6 4"), (MARKED_LINE, "2 3"), (MUTED, "9 3 2 3"))
ROW = 18.0


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of numbers laid on a stretch of the page."""

    low: float
    high: float
    begin: float
    end: float
    step: float

    def at(self, value: float) -> float:
        """Where a number stands."""
        return self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin)

    @property
    def ticks(self) -> tuple[float, ...]:
        """The round numbers on it."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        return tuple(place * self.step for place in range(first, last + 1))


def draw_plot(facts: PlotFacts, text: str, title: str) -> str:
    """All curves in one frame, a name for each below it, a word beside each marked point."""
    curves = [Series(one.name, _finite(one.points), one.steps) for one in facts.series]
    marks = tuple((x, y, word) for x, y, word in facts.marks if math.isfinite(x) and math.isfinite(y))
    points = [*(point for curve in curves for point in curve.points), *((x, y) for x, y, _ in marks)]
    if not points:
        return drawing(320, 48, title, text, [words(160, 29, "nothing to draw", fill=MUTED)])
    across = axis_of([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = axis_of([y for _, y in points], HEIGHT - FOOT, TOP)
    legend = list(_legend([curve.name for curve in curves]))
    inside = [
        *_frame(across, up, facts),
        *(part for place, curve in enumerate(curves) for part in _curve(curve, place, across, up)),
        *(part for x, y, word in marks for part in _marked(across.at(x), up.at(y), word)),
        *legend,
    ]
    rows = _rows([curve.name for curve in curves])
    return drawing(WIDTH, HEIGHT + ROW * rows, title, text, inside)


def axis_of(values: Sequence[float], begin: float, end: float) -> Axis:
    """An axis that holds all values, from one round number to another."""
    low, high = min(values), max(values)
    if low > 0 and low < 0.6 * high:
        low = 0.0
    if high - low < 1e-12 * max(1.0, abs(high)):
        low, high = low - 0.5, high + 0.5
    step = _round_step((high - low) / TICKS)
    return Axis(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, begin, end, step)


def _round_step(width: float) -> float:
    power = 10.0 ** math.floor(math.log10(width))
    return next((digit * power for digit in (1, 2, 2.5, 5) if digit * power >= width * (1 - 1e-9)), 10 * power)


def _finite(points: Sequence[Point]) -> tuple[Point, ...]:
    kept = [(float(x), float(y)) for x, y in points if math.isfinite(x) and math.isfinite(y)]
    every = max(1, -(-len(kept) // MOST))
    return tuple(kept[::every]) if every == 1 or not kept else (*kept[::every], kept[-1])


def _frame(across: Axis, up: Axis, facts: PlotFacts) -> Iterator[str]:
    """The two axes with their numbers and names, and faint lines to read along."""
    for value in up.ticks:
        y = up.at(value)
        yield polyline([(LEFT, y), (WIDTH - RIGHT, y)], stroke=SHADE, stroke_width=0.8)
        yield words(LEFT - 7, y + 4, tick_text(value, up.step), 12, text_anchor="end")
    for value in across.ticks:
        x = across.at(value)
        yield polyline([(x, HEIGHT - FOOT), (x, HEIGHT - FOOT + 4)], stroke=INK)
        yield words(x, HEIGHT - FOOT + 17, tick_text(value, across.step), 12)
    yield polyline([(LEFT, TOP), (LEFT, HEIGHT - FOOT), (WIDTH - RIGHT, HEIGHT - FOOT)], stroke=INK)
    middle = (TOP + HEIGHT - FOOT) / 2
    yield words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, clipped(facts.x, 50), 13, fill=MUTED)
    yield words(16, middle, clipped(facts.y, 30), 13, fill=MUTED, transform=f"rotate(-90 16 {number(middle)})")


def tick_text(value: float, step: float) -> str:
    """A round number with the decimals that its axis needs."""
    if value == 0:
        return "0"
    if max(abs(value), step) >= 1e6 or step < 1e-5:
        return f"{value:.2g}"
    places = max(0, -math.floor(math.log10(step) + 1e-9) + (1 if f"{step:e}".startswith("2.5") else 0))
    return f"{value:.{places}f}".replace("-", "−")


def _curve(curve: Series, place: int, across: Axis, up: Axis) -> Iterator[str]:
    colour, dashes = STYLES[place % len(STYLES)]
    corners = list(_stairs(curve.points)) if curve.steps else list(curve.points)
    line = [(across.at(x), up.at(y)) for x, y in corners]
    if len(line) > 1:
        yield polyline(line, stroke=colour, stroke_width=2, stroke_dasharray=dashes, stroke_linejoin="round")
    if len(curve.points) <= SIGNED:
        yield from (_sign(across.at(x), up.at(y), place, colour) for x, y in curve.points)


def _stairs(points: Sequence[Point]) -> Iterator[Point]:
    """Level until the next point, then straight up or down."""
    yield from points[:1]
    for (_, y), (x, height) in pairwise(points):
        yield x, y
        yield x, height


def _sign(x: float, y: float, place: int, colour: str) -> str:
    """A dot, a square, a triangle or a ring."""
    match place % 4:
        case 0:
            return element("circle", cx=x, cy=y, r=3.2, fill=colour)
        case 1:
            return element("rect", x=x - 3, y=y - 3, width=6, height=6, fill=colour)
        case 2:
            corners = f"{number(x)},{number(y - 4)} {number(x - 3.8)},{number(y + 3)} {number(x + 3.8)},{number(y + 3)}"
            return element("polygon", points=corners, fill=colour)
        case _:
            return element("circle", cx=x, cy=y, r=3, fill=PAPER, stroke=colour, stroke_width=1.5)


def _marked(x: float, y: float, word: str) -> Iterator[str]:
    """A ring around a point, and its word where there is room."""
    yield element("circle", cx=x, cy=y, r=6.5, fill="none", stroke=MARKED_LINE, stroke_width=2)
    word = clipped(word, 24)
    wide = width_of(word, 12.5) + 8
    left = min(max(x - wide / 2, LEFT + 2), WIDTH - RIGHT - wide)
    top = y - 28 if y - 30 > TOP else y + 11
    yield element("rect", x=left, y=top, width=wide, height=17, rx=3, fill=MARKED, stroke=MARKED_LINE, stroke_width=0.8)
    yield words(left + wide / 2, top + 12.5, word, 12.5, font_weight="bold")


def _rows(names: Sequence[str]) -> int:
    return 0 if len(names) < 2 else -(-len(names) // 2)


def _legend(names: Sequence[str]) -> Iterator[str]:
    """How each curve is drawn and what it is called, two in a row; none where there is one curve."""
    for place, name in enumerate(names if len(names) > 1 else ()):
        row, column = divmod(place, 2)
        x, y = LEFT + column * (WIDTH - LEFT - RIGHT) / 2, HEIGHT + ROW * row + 4
        colour, dashes = STYLES[place % len(STYLES)]
        yield polyline([(x, y), (x + 34, y)], stroke=colour, stroke_width=2, stroke_dasharray=dashes)
        yield _sign(x + 17, y, place, colour)
        yield words(x + 42, y + 4, clipped(name, 24), 12.5, text_anchor="start")
