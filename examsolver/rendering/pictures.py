"""Pictures that families describe, drawn as SVG."""

from __future__ import annotations

from examsolver.core.picture import GraphFacts, WindowFacts
from examsolver.core.question import Picture
from examsolver.rendering.pictures_graph import draw_graph
from examsolver.rendering.pictures_window import draw_window

TITLES = {"network": "The network", "graph": "The computation graph", "window": "One window over the input"}


def draw(picture: Picture) -> str:
    """The picture as SVG text, with a title and its alternative in words inside.

    Raises:
        TypeError: facts of a kind that nobody draws.
    """
    title = TITLES.get(picture.kind, picture.kind)
    match picture.facts:
        case GraphFacts() as graph:
            return draw_graph(graph, picture.text, title)
        case WindowFacts() as window:
            return draw_window(window, picture.text, title)
        case other:
            raise TypeError(f"no picture is drawn from {type(other).__name__}")
