"""Facts that pictures are drawn from. Rendering knows how to draw them; families fill them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A box: its name, a line under it (a shape, a value), and the names it reads."""

    name: str
    caption: str
    reads: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class GraphGroup:
    """Boxes that stand for several copies of themselves, one after the other."""

    names: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """A graph of boxes, in topological order: a network with shapes, or a computation graph.

    ``flowing``: captions say what flows on, and stand on the edges. ``groups`` are framed.
    """

    nodes: tuple[GraphNode, ...]
    flowing: bool = False
    groups: tuple[GraphGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """A window over an input: cell texts of input (with padding), kernel and output, and which output
    cell is shown (from 0). Kernel is empty for pooling."""

    input: tuple[tuple[str, ...], ...]
    kernel: tuple[tuple[str, ...], ...]
    output: tuple[tuple[str, ...], ...]
    size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    at: tuple[int, int] = (0, 0)
    names: tuple[str, str, str] = ("input", "kernel", "output")


@dataclass(frozen=True, slots=True)
class Series:
    """One curve of a plot: its name and its points (x, y). ``steps`` draws it as a staircase."""

    name: str
    points: tuple[tuple[float, float], ...]
    steps: bool = False


@dataclass(frozen=True, slots=True)
class PlotFacts:
    """Curves over numbers: losses over epochs, a learning rate, a ROC curve.

    ``marks``: points with a word beside them (``best``, ``stops``)."""

    x: str
    y: str
    series: tuple[Series, ...]
    marks: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table of short texts with headings: a confusion matrix, a trellis, a beam at every step.

    ``strong``: cells (row, column) that matter, such as the best path."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    strong: tuple[tuple[int, int], ...] = ()
