"""Parts of tensors: ``out[:, -1]``, ``x[:, 0]``, ``q, k, v = x.chunk(3, dim=-1)``, sizes of tensors."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from examsolver.frameworks.axes import order_of, resized, sides_of
from examsolver.frameworks.values import Batch, Scope, Side, Sides, Tensor

if TYPE_CHECKING:
    from examsolver.frameworks.calling import Calling

RECURRENT = ("lstm", "gru", "rnn")


def part_of(reader: Calling, owner: Tensor, node: ast.Subscript, scope: Scope) -> Any:
    """A part of a tensor: the last step of a recurrent layer, a place of an axis, a piece of one."""
    layer = reader.graph.layers[owner.layer]
    if owner.part == "state":
        return _state(reader, owner, node, scope)
    shape = reader.graph.shape(owner.layer)
    stepwise = dict(layer.options).get("sequences")
    if layer.word in RECURRENT and stepwise and _last_step(node.slice) and not reader.graph.is_read(owner.layer):
        reader.graph.last_step(owner.layer)
        return Tensor(owner.layer)
    if shape is None:
        reader.refuse(node, "of tensors only the last step of a recurrent layer can be taken", "such as out[:, -1]")
    pieces = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    return _cut(reader, owner, _spread(pieces, len(shape)), node, scope)


def _spread(pieces: list[ast.expr], sides: int) -> list[ast.expr]:
    """``...`` stands for all axes that are not named."""
    for place, piece in enumerate(pieces):
        if isinstance(piece, ast.Constant) and piece.value is ...:
            full: list[ast.expr] = [ast.Slice() for _ in range(sides + 2 - len(pieces))]
            return [*pieces[:place], *full, *pieces[place + 1 :]]
    return pieces


def _cut(reader: Calling, flows: Tensor, pieces: list[ast.expr], node: ast.Subscript, scope: Scope) -> Tensor:
    first = pieces[0]
    if not isinstance(first, ast.Slice) or (first.lower, first.upper, first.step) != (None, None, None):
        reader.refuse(node, "a part of the batch cannot be taken here", "begin with a colon, such as x[:, 0]")
    dropped = []
    for place, piece in enumerate(pieces[1:]):
        own = sides_of(reader, flows) or ()
        if place >= len(own):
            reader.refuse(node, f"this tensor has {len(own)} axes behind the batch", "leave one out")
        if isinstance(piece, ast.Slice):
            bounds = [None if end is None else reader.value(end, scope) for end in (piece.lower, piece.upper)]
            if piece.step is not None or not all(end is None or isinstance(end, int) for end in bounds):
                reader.refuse(piece, "this part cannot be told without running it", "write numbers, such as x[:, :10]")
            kept = range(own[place])[slice(*bounds)]
        else:
            number = reader.value(piece, scope)
            if not isinstance(number, int) or not -own[place] <= number < own[place]:
                reader.refuse(piece, "this place cannot be told without running it", "write a number")
            kept = range(own[place])[number:][:1]
            dropped.append(place)
        flows = _sliced(reader, flows, place, kept, node)
    left = tuple(side for place, side in enumerate(sides_of(reader, flows) or ()) if place not in dropped)
    return resized(reader, flows, left or (1,), node) if dropped else flows


def _sliced(reader: Calling, flows: Tensor, place: int, kept: range, node: ast.AST) -> Tensor:
    own = sides_of(reader, flows) or ()
    if len(kept) == own[place]:
        return flows
    if not kept:
        reader.refuse(node, "nothing is left of this tensor", "take at least one place")
    axis = order_of(reader, flows)[place] if reader.dialect.channels_first else place
    told = (("size", len(kept)), ("begin", kept[0]), ("axis", axis + 1))
    placed = reader.graph_place("slice", told, (flows,), node)
    return replace(placed, order=flows.order)


def pieces_of(reader: Calling, flows: Tensor, place: int, sizes: list[int], node: ast.AST) -> tuple[Tensor, ...]:
    """A tensor cut into pieces along an axis."""
    found, begin = [], 0
    for size in sizes:
        found.append(_sliced(reader, flows, place, range(begin, begin + size), node))
        begin += size
    return tuple(found)


def _state(reader: Calling, owner: Tensor, node: ast.Subscript, scope: Scope) -> Tensor:
    """``h[-1]``: the last state, of one direction where there are two."""
    pieces = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    number = reader.value(pieces[0], scope) if not isinstance(pieces[0], ast.Slice) else None
    if not isinstance(number, int):
        reader.refuse(node, "of these states one can be taken", "such as h[-1]")
    if not dict(reader.graph.layers[owner.layer].options).get("bidirectional"):
        return last_state(reader, owner)
    return replace(owner, part=f"direction {number}")


def last_state(reader: Calling, owner: Tensor) -> Tensor:
    """The tensor of the last states: the layer gives nothing else on, where nothing else is read."""
    if not reader.graph.is_read(owner.layer):
        reader.graph.last_step(owner.layer)
    return Tensor(owner.layer)


def whole_states(reader: Calling, flows: tuple[Tensor, ...]) -> Tensor | None:
    """Both directions of a recurrent layer, joined again."""
    parts = {one.part for one in flows}
    if len(flows) == 2 and len({one.layer for one in flows}) == 1 and all(part.startswith("dir") for part in parts):
        return last_state(reader, flows[0])
    return None


def settled(reader: Calling, flows: Tensor, node: ast.AST) -> Tensor:
    """A tensor as a layer reads it: the last states, or one direction of them."""
    if not flows.part:
        return flows
    whole = last_state(reader, flows)
    if flows.part == "state":
        return whole
    shape = reader.graph.shape(whole.layer)
    if shape is None:
        reader.refuse(node, "the size of these states is not known")
    half = shape[-1] // 2
    begin = half if flows.part in ("direction -1", "direction 1") else 0
    return reader.graph_place("slice", (("size", half), ("begin", begin)), (whole,), node)


def all_sides(reader: Calling, owner: Sides) -> list[Any]:
    """The batch and all sides of a tensor; sides that are not known are places."""
    own = sides_of(reader, owner.of)
    return [Batch(), *(own if own is not None else map(Side, range(1, 5)))]


def side_of(reader: Calling, owner: Sides, node: ast.Subscript, scope: Scope) -> Any:
    """``x.shape[0]`` is the batch, ``x.shape[1]`` a number, ``x.shape[-2:]`` two of them."""
    sides = all_sides(reader, owner)
    if isinstance(node.slice, ast.Slice):
        ends = [None if end is None else reader.value(end, scope) for end in (node.slice.lower, node.slice.upper)]
        return tuple(sides[slice(*ends)]) if all(end is None or isinstance(end, int) for end in ends) else ()
    place = reader.value(node.slice, scope)
    if not isinstance(place, int):
        reader.refuse(node, "this size is not known without running it", "write the number")
    return side_at(sides, place)


def side_at(sides: list[Any], place: int) -> Any:
    """One of them; a side that is not known keeps its place."""
    return sides[place] if -len(sides) <= place < len(sides) else Side(place)


def _last_step(place: ast.expr) -> bool:
    """``[:, -1]`` and ``[:, -1, :]``."""
    pieces = place.elts if isinstance(place, ast.Tuple) else [place]
    minus = pieces[1] if len(pieces) > 1 else pieces[0]
    return isinstance(minus, ast.UnaryOp) and isinstance(minus.op, ast.USub) and getattr(minus.operand, "value", 0) == 1
