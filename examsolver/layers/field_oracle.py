"""Oracle of receptive fields: the cells that one output rests on, followed back through the network one by one."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from examsolver.core.derivation import Step, Value
from examsolver.core.layer import Placed
from examsolver.layers.field_kinds import Kind, kind_of
from examsolver.layers.field_laws import at_axis, joined

MOST_CELLS = 4000
MOST_OUTPUTS = 64


def counted_field(name: str, layers: Mapping[str, Placed], steps: Mapping[str, Step]) -> Value | None:
    """From the first to the last cell of the input, of an output that sees most.

    None where a layer on the way sees everything or is not followed, and where there would be too many cells.
    """
    kinds = {}
    for one in _before(name, layers):
        kind = kind_of(layers[one], steps)
        if kind is None or kind.whole or kind.flat:
            return None
        kinds[one] = kind
    axes = max(len(kind.reach) for kind in kinds.values())
    sides = [_longest(name, layers, kinds, axis) for axis in range(axes)]
    known = [side for side in sides if side is not None]
    return joined(tuple(known)) if len(known) == axes else None


def _before(name: str, layers: Mapping[str, Placed]) -> list[str]:
    """The layer and all that it rests on, the readers before those they read."""
    order: dict[str, None] = {}
    todo = [(name, False)]
    while todo:
        here, ready = todo.pop()
        if here in order:
            continue
        if ready:
            order[here] = None
        else:
            todo.append((here, True))
            todo.extend((source, False) for source in layers[here].sources)
    return list(reversed(order))


def _longest(name: str, layers: Mapping[str, Placed], kinds: Mapping[str, Kind], axis: int) -> int | None:
    outputs = prod(at_axis(kind.stride, axis) for kind in kinds.values() if kind.enlarges)
    if outputs > MOST_OUTPUTS:
        return None
    found = [_cells(name, output, layers, kinds, axis) for output in range(outputs)]
    seen = [cells for cells in found if cells]
    return None if None in found or not seen else max(max(cells) - min(cells) + 1 for cells in seen)


def _cells(
    name: str, output: int, layers: Mapping[str, Placed], kinds: Mapping[str, Kind], axis: int
) -> set[int] | None:
    """The cells of the input that an output rests on."""
    reached: dict[str, set[int]] = {name: {output}}
    inputs: set[int] = set()
    for here in kinds:
        cells = reached.get(here, set())
        if len(cells) > MOST_CELLS:
            return None
        if not layers[here].sources:
            inputs |= cells
        for source in layers[here].sources:
            reached.setdefault(source, set()).update(_under(cells, kinds[here], axis))
    return inputs


def _under(cells: set[int], kind: Kind, axis: int) -> set[int]:
    """The cells of the source under the windows of these cells; of an enlarging layer, those that land on them."""
    stride, before = at_axis(kind.stride, axis), at_axis(kind.guessed(), axis)
    count, reach = at_axis(kind.cells, axis), at_axis(kind.reach, axis)
    if kind.enlarges:
        landing = (cell + before - step for cell in cells for step in range(reach))
        return {place // stride for place in landing if place % stride == 0}
    apart = (reach - 1) // (count - 1) if count > 1 else 1
    return {cell * stride - before + step * apart for cell in cells for step in range(count)}
