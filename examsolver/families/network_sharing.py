"""Layers that say ``shared``: an earlier layer must have the weights that they use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from examsolver.core.derivation import Run, Value
from examsolver.core.layer import Placed, Shape
from examsolver.core.problem import Problem


def unshared(layers: Sequence[Placed], run: Run) -> Iterator[Problem]:
    """Shared layers before which none is made alike, with what is near."""
    if not any(placed.settings.get("shared") for placed in layers):
        return
    own: list[tuple[Placed, Shape | None]] = []
    for placed in layers:
        reads = _reads(placed, run)
        if not placed.settings.get("shared"):
            own.append((placed, reads))
            continue
        alike = [(one, depth) for one, depth in own if one.layer is placed.layer and _said(one) == _said(placed)]
        if not any(depth == reads for _, depth in alike):
            yield Problem(f"whose weights does {placed.name} share?", placed.span, _hint(placed, reads, alike))


def _hint(placed: Placed, reads: Shape | None, alike: Sequence[tuple[Placed, Shape | None]]) -> str:
    if not alike:
        return f"no {placed.layer.name} before it has the same options: write that one first, without `shared`"
    other, depth = alike[-1]
    here, there = ("x".join(map(str, shape or ())) for shape in (reads, depth))
    return f"{other.name} is made alike, but its weights fit inputs of {there}, and {placed.name} reads {here}"


def _reads(placed: Placed, run: Run) -> Shape | None:
    """What the sizes of the weights rest on: the depth of the input, or all of it where places have their own."""
    sizes = [run.values.get(f"{source}.output") for source in placed.sources]
    known = [size for size in sizes if isinstance(size, tuple)]
    if placed.layer.name.startswith("locally"):
        return tuple(side for size in known for side in size)
    return tuple(size[-1] for size in known)


def _said(placed: Placed) -> tuple[tuple[str, Value], ...]:
    return tuple((option, value) for option, value in placed.settings.items() if option not in ("shared", "activation"))
