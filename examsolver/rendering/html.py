"""Self-contained HTML: MathML with its font inside, no script, nothing from the network."""

from __future__ import annotations

import base64
import functools
from importlib.resources import files

from markupsafe import Markup

from examsolver.core.question import Picture
from examsolver.rendering.calculation import SETTING
from examsolver.rendering.environment import render_template
from examsolver.rendering.pictures import draw
from examsolver.rendering.svg import legal
from examsolver.rendering.view import View

# Up to so many cells of a matrix are open when a page is opened; more are folded.
OPEN_CELLS = 4


def render_html(view: View) -> str:
    """Worked solutions as one HTML file."""
    return page("solution.html.j2", view=view)


def page(template: str, **facts: object) -> str:
    """A template on ``page.html.j2``: it gets a font, ``draw`` (pictures), and what sets lines."""
    shared = {"font": font(), "draw": drawn, "open_cells": OPEN_CELLS}
    return legal(render_template(template, **shared, **SETTING, **facts))


@functools.cache
def font() -> str:
    """STIX Two Math (SIL Open Font License, see ``fonts/OFL.txt``), cut to what our formulas use, as base64."""
    data = (files("examsolver.rendering") / "fonts" / "stix-two-math.woff2").read_bytes()
    return base64.b64encode(data).decode("ascii")


def drawn(picture: Picture) -> Markup:
    """SVG that stands in HTML as it is: all words in it are escaped."""
    return Markup(draw(picture))
