"""SVG as text: elements, escaped words, and the colours that all pictures share.

The colours differ in lightness, so that a picture still says the same when printed in grey.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

INK, MUTED, LINE = "#1c2733", "#55606c", "#7d8894"
PAPER, TINT, SHADE = "#ffffff", "#eef3f8", "#cfdbe6"
ACCENT, MARKED, MARKED_LINE = "#1d5c8c", "#ffe2a3", "#b36b00"
FAMILY = "Libertinus Serif, Charter, Cambria, Georgia, serif"

# How far a picture may shrink on a narrow screen before it scrolls.
SHRINK = 0.75

# Average advance of a letter as a share of the type size; wide enough for capitals and digits in a serif face.
_ADVANCE = 0.54
# What XML 1.0 does not allow, halves of surrogate pairs among them.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without characters that no XML, HTML or UTF-8 file may hold."""
    return _ILLEGAL.sub("\ufffd", text)


def number(value: float) -> str:
    """A coordinate, with two decimals at most and no ``-0``."""
    return f"{round(value, 2) + 0.0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def element(tag: str, *inside: str, **attributes: str | float) -> str:
    """One element; ``inside`` is SVG already, attribute values are escaped, ``_`` in names becomes ``-``."""
    written = "".join(f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{written}/>"


def _value(value: str | float) -> str:
    return escape(legal(value)) if isinstance(value, str) else number(value)


def words(x: float, y: float, text: str, size: float = 13, **attributes: str | float) -> str:
    """A line of text, centred on ``x`` unless ``text_anchor`` says otherwise."""
    settings: dict[str, str | float] = {"text_anchor": "middle", "fill": INK, **attributes}
    return element("text", escape(legal(text)), x=x, y=y, font_size=size, **settings)


def width_of(text: str, size: float = 13) -> float:
    """About how wide a line of text is."""
    wide = sum(1.8 if ord(letter) >= 0x1100 else 1.0 for letter in text)
    return wide * size * _ADVANCE


def clipped(text: str, letters: int) -> str:
    """The text, cut with an ellipsis after so many letters."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def polyline(points: Iterable[tuple[float, float]], **attributes: str | float) -> str:
    """An open line through the points."""
    settings: dict[str, str | float] = {"fill": "none", "stroke": LINE, "stroke_width": 1.4, **attributes}
    return element("path", d="M" + " L".join(f"{number(x)} {number(y)}" for x, y in points), **settings)


def drawing(width: float, height: float, title: str, description: str, inside: Iterable[str]) -> str:
    """A whole picture with its alternative in words. Its background is white, on dark pages too."""
    return element(
        "svg",
        element("title", escape(legal(title)) or "Picture"),
        element("desc", escape(legal(description)) or "A picture."),
        element("rect", width=width, height=height, fill=PAPER),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        style=f"min-width:{number(SHRINK * width)}px",
        font_family=FAMILY,
    )
