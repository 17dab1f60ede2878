"""How many cells pooling looks at: windows, whole maps, and windows laid to a given size."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import prod

from examsolver.core.derivation import Step, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.layers.sizes import elements, per_axis, times
from examsolver.layers.windows import Window

KINDS = {
    "max": ("maxpool", "maxpool1d", "maxpool3d", "gmp", "adaptive-maxpool"),
    "avg": ("avgpool", "avgpool1d", "avgpool3d", "gap", "adaptive-avgpool"),
}


def is_pooling(layer: Layer, kind: str) -> bool:
    """Whether a layer takes the maximum (``max``) or the average (``avg``) of cells."""
    return layer.name in KINDS[kind]


def windows_of(placed: Placed, steps: Mapping[str, Step]) -> tuple[Window, ...] | None:
    """The windows that the output of a layer is worked out with; None where it has none."""
    output = steps.get(f"{placed.name}.output")
    law = output.law if output is not None else None
    windows = law.keywords.get("windows") if isinstance(law, partial) else None
    return windows if isinstance(windows, tuple) else None


def cells_of(placed: Placed, steps: Mapping[str, Step]) -> int | Shape | None:
    """The cells of a window; the size of the output where windows are laid to it; None for the whole map."""
    windows = windows_of(placed, steps)
    if windows is not None:
        return prod(window.size for window in windows)
    size: Value = placed.settings.get("size")
    return (size,) if isinstance(size, int) else size


def pooled(output: Shape, shape: Shape, *, cells: int | Shape | None, less: int) -> int:
    """Cells under all windows of all channels, less so many for every window."""
    if isinstance(cells, int):
        return elements(output) * (cells - less)
    if cells is None:
        return elements(shape) - less * shape[-1]
    return adaptive_cells(shape, cells) - less * elements(output)


def adaptive_cells(shape: Shape, size: Shape) -> int:
    """Cells under windows from floor(i n / m) up to ceil((i + 1) n / m), which may overlap."""
    counts = per_axis(size[0] if len(size) == 1 else size, len(shape) - 1, "the size")
    sides = (sum(-(-(i + 1) * n // m) - i * n // m for i in range(m)) for n, m in zip(shape, counts, strict=False))
    return prod(sides) * shape[-1]


def pooled_numbers(output: Shape, shape: Shape, *, cells: int | Shape | None, less: int) -> Formula:
    """6 × 6 × 64 · (4 - 1)."""
    if isinstance(cells, int):
        each = Num(cells)
        return times(*output) * (each - less if less else each)
    if cells is None:
        each = Num(prod(shape[:-1]))
        return Num(shape[-1]) * (each - less if less else each)
    whole = Num(adaptive_cells(shape, cells))
    return whole - less * Num(elements(output)) if less else whole
