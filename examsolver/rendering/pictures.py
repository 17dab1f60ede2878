"""Pictures that families describe, drawn as SVG."""

from __future__ import annotations

from examsolver.core.picture import GraphFacts, PlotFacts, TableFacts, WindowFacts
from examsolver.core.question import Picture
from examsolver.rendering.pictures_graph import draw_graph
from examsolver.rendering.pictures_plot import draw_plot
from examsolver.rendering.pictures_table import draw_table
from examsolver.rendering.pictures_window import draw_window

TITLES = {
    "network": "The network",
    "graph": "The computation graph",
    "window": "One window over the input",
    "plot": "Plot",
    "table": "Table",
}


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
        case PlotFacts() as plot:
            return draw_plot(plot, picture.text, title)
        case TableFacts() as table:
            return draw_table(table, picture.text, title)
        case other:
            raise TypeError(f"no picture is drawn from {type(other).__name__}")
