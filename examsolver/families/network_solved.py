"""What was found with ``such that`` held to counting: every value beside it tried by enumeration, not by the laws."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Run, Undefined
from examsolver.core.layer import Placed, Shape
from examsolver.core.question import Check
from examsolver.families.network_conditions import WHOLE, Sought, network_with, sought_by
from examsolver.families.network_reading import Network
from examsolver.families.network_solving import Search, sensible
from examsolver.families.network_trying import exact, tried
from examsolver.layers.input import input_shape

BESIDE = 20
FEW = 400
COUNTED = 20_000
COUNTING = {
    "output": "positions counted one by one",
    "parameters": "weights listed tensor by tensor",
    "trainable": "weights listed tensor by tensor",
    "receptive-field": "the field followed back from one output",
}


def condition_checks(body: Network, run: Run, conventions: Conventions) -> Iterator[Check]:
    """What was found, and nothing beside it, meets its condition."""
    for sought in sought_by(body):
        solved = run.values.get(sought.id)
        if solved is None or isinstance(solved, Undefined):
            continue
        solutions = (solved,) if sought.is_one else tuple(solved)
        around = list(_around(body, sought, solutions, conventions))
        counted = tuple(values for values in around if _meets(body, sought, values, conventions))
        plain = counted if len(sought.unknowns) > 1 else tuple(values[0] for values in counted)
        expected = _chosen(sought, plain)
        method = f"every value tried, {COUNTING.get(sought.quantity, 'each counted forwards')}"
        agrees = expected == solutions
        yield Check(sought.id, method, agrees, "" if agrees else f"{solutions} against {expected}")


def _chosen(sought: Sought, counted: tuple[object, ...]) -> tuple[object, ...]:
    if sought.wish == "all":
        return counted
    return counted[-1:] if sought.wish == "largest" else counted[:1]


def _around(
    body: Network, sought: Sought, solutions: tuple[object, ...], conventions: Conventions
) -> Iterator[tuple[int, ...]]:
    """The values to try: all up to some beyond the last, or, where these are many, those near what was found."""
    searching = Search(body, sought, conventions, {})
    least = [searching.least(unknown) for unknown in sought.unknowns]
    rows = [one if isinstance(one, tuple) else (one,) for one in solutions]
    if len(sought.unknowns) > 1:
        tops = [max(row[axis] for row in rows) for axis in range(len(least))]
        box = product(*(range(low, top + 1) for low, top in zip(least, tops, strict=True)))
        yield from (values for values in box if sensible(searching, values))
        return
    low, high = min(rows)[0], max(rows)[0]
    first = least[0] if high < FEW else max(least[0], low - BESIDE)
    first = max(first, low) if sought.wish == "largest" else first
    last = high if sought.wish == "smallest" else high + BESIDE
    yield from ((value,) for value in range(first, last + 1))


def _meets(body: Network, sought: Sought, values: tuple[int, ...], conventions: Conventions) -> bool:
    at = {unknown.name: value for unknown, value in zip(sought.unknowns, values, strict=True)}
    network, problems = network_with(body, sought, at)
    if problems:
        return False
    laws = exact(conventions) if sought.relation == WHOLE else conventions
    if (
        max(values) > COUNTED
        or sought.quantity not in COUNTING
        or (sought.quantity == "receptive-field" and not _is_chain(network))
    ):
        return sought.meets(tried(body, sought, at, conventions, {}).value)
    if sought.quantity == "receptive-field":
        return sought.meets(_field(network, sought))
    return _counted(network, sought, laws)


def _counted(network: Network, sought: Sought, conventions: Conventions) -> bool:
    shapes: dict[str, Shape] = {}
    for name in network.ordered():
        placed = network.layer(name)
        shape = None if placed is None else _shape(placed, shapes, conventions)
        if shape is not None:
            shapes[name] = shape
    if sought.quantity == "output":
        owner = sought.owner or network.layers[-1].name
        while owner in network.groups:
            owner = network.groups[owner].last
        return owner in shapes and all(shapes[owner]) and sought.meets(shapes[owner])
    group = network.groups.get(sought.owner)
    layers = network.layers if group is None else network.layers[group.start : group.stop]
    asked = [placed for placed in layers if group or sought.owner in ("total", placed.name)]
    if any(placed.layer.sources and placed.name not in shapes for placed in layers):
        return False
    return sought.meets(sum(_weighed(placed, shapes, sought.quantity, conventions) for placed in asked))


def _weighed(placed: Placed, shapes: dict[str, Shape], quantity: str, conventions: Conventions) -> int:
    """How many weights a layer has, tensor by tensor."""
    if placed.layer.weights is None:
        return 0
    learned, others = placed.layer.weights(placed, tuple(shapes[source] for source in placed.sources), conventions)
    counted = (*learned, *(others if quantity == "parameters" else ()))
    return sum(sum(1 for _ in range(_size(tensor))) if _size(tensor) < FEW else _size(tensor) for tensor in counted)


def _size(tensor: Shape) -> int:
    count = 1
    for side in tensor:
        count *= side
    return count


def _shape(placed: Placed, shapes: dict[str, Shape], conventions: Conventions) -> Shape | None:
    if placed.layer.sources == 0:
        return input_shape(placed)
    if placed.layer.windows is None or any(source not in shapes for source in placed.sources):
        return None
    try:
        found = placed.layer.windows(placed, tuple(shapes[source] for source in placed.sources), conventions)
    except LawError:  # a setting is missing that nothing asks for, or makes no sense
        return None
    return found if all(found) and _are_divided(placed, shapes[placed.sources[0]]) else None


def _are_divided(placed: Placed, shape: Shape) -> bool:
    """Whether groups of channels come out even, on both sides."""
    groups, filters = placed.settings.get("groups"), placed.settings.get("filters")
    return not isinstance(groups, int) or not isinstance(filters, int) or not (shape[-1] % groups or filters % groups)


def _is_chain(network: Network) -> bool:
    above = [None, *(placed.name for placed in network.layers)]
    return all(
        placed.sources == (() if name is None else (name,)) for name, placed in zip(above, network.layers, strict=False)
    )


def _field(network: Network, sought: Sought) -> int:
    """Back from one output: a window over r places of the layer above spans (r - 1) strides and one window."""
    names = [placed.name for placed in network.layers]
    owner = sought.owner or names[-1]
    seen = 1
    for placed in reversed(network.layers[: names.index(owner) + 1]):
        kernel, stride = _side(placed, "kernel"), _side(placed, "stride")
        stride = kernel if stride is None else stride
        if kernel is not None and stride is not None:
            seen = (seen - 1) * stride + (_side(placed, "dilation") or 1) * (kernel - 1) + 1
    return seen


def _side(placed: Placed, option: str) -> int | None:
    value = placed.settings.get(option)
    return value[0] if isinstance(value, tuple) else value
