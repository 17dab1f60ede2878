"""Which side of a PyTorch tensor is which of ours: PyTorch puts channels first, our sizes end with them.

``Tensor.order`` says, for every axis that PyTorch has behind the batch, which of our axes it is.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from examsolver.core.layer import Shape
from examsolver.frameworks.values import Tensor

if TYPE_CHECKING:
    from examsolver.frameworks.calling import Calling

Order = tuple[int, ...]
FIRST = (
    "conv", "depthwise", "separable", "locally", "maxpool", "avgpool", "adaptive", "gap", "gmp", "batchnorm",
    "groupnorm", "instancenorm", "lrn", "upsample", "pixel", "zeropad", "crop", "squeeze-excite",
)  # fmt: skip
LAST = frozenset([
    "dense", "lstm", "gru", "rnn", "attention", "cross-attention", "encoder-layer", "decoder-layer", "layernorm",
    "rmsnorm", "feed-forward", "matmul", "positional-embedding", "class-token", "embedding", "glu", "bilinear",
    "rotary-embedding",
])  # fmt: skip


def channels_first(sides: int) -> Order:
    """Channels, then the sides: (2, 0, 1)."""
    return (sides - 1, *range(sides - 1)) if sides else ()


def straight(sides: int) -> Order:
    """As ours: (0, 1, 2)."""
    return tuple(range(sides))


def wanted(word: str, sides: int) -> Order | None:
    """How a layer needs its input to lie; None for those that work on every element."""
    if word in LAST:
        return straight(sides)
    return channels_first(sides) if word.startswith(FIRST) else None


def order_of(reader: Calling, flows: Tensor) -> Order:
    """How a tensor lies."""
    return flows.order or reader.graph.order(flows.layer)


def sides_of(reader: Calling, flows: Tensor) -> Shape | None:
    """The sides as PyTorch counts them, without the batch; as they are in Keras."""
    shape = reader.graph.shape(flows.layer)
    if shape is None or flows.part:
        return None
    return tuple(shape[axis] for axis in order_of(reader, flows)) if reader.dialect.channels_first else shape


def laid(reader: Calling, word: str, sources: tuple[Tensor, ...], node: ast.AST) -> tuple[Tensor, ...]:
    """The tensors that a layer reads, as it needs them to lie; the further ones as the first."""
    if not reader.dialect.channels_first or not sources or word == "flatten":
        return sources
    shape = reader.graph.shape(sources[0].layer)
    if shape is None:
        return sources
    first = wanted(word, len(shape)) or order_of(reader, sources[0])
    return tuple(_alike(reader, one, first, node) for one in sources)


def _alike(reader: Calling, flows: Tensor, order: Order, node: ast.AST) -> Tensor:
    shape = reader.graph.shape(flows.layer)
    return flows if shape is None or len(shape) != len(order) else turned_to(reader, flows, order, node)


def turned_to(reader: Calling, flows: Tensor, order: Order, node: ast.AST) -> Tensor:
    """The same tensor with our axes so that it lies in this order: an input or a reshape is turned itself."""
    lies, shape = order_of(reader, flows), reader.graph.shape(flows.layer)
    if lies == order or shape is None:
        return flows
    moves = [0] * len(order)  # which of the axes so far each of our axes becomes
    for before, after in zip(lies, order, strict=True):
        moves[after] = before
    layer = reader.graph.layers[flows.layer]
    size = tuple(shape[axis] for axis in moves)
    if layer.word in ("input", "reshape") and not flows.order and not reader.graph.is_read(flows.layer):
        option = "shape" if layer.word == "input" else "size"
        reader.graph.turn(flows.layer, ((option, size),), order)
        return flows
    if all(side == 1 or size.index(side) == axis for axis, side in enumerate(size)) and size == shape:
        return replace(flows, order=order)  # nothing but sides of 1 changes places
    turned = reader.graph_place("permute", (("order", tuple(axis + 1 for axis in moves)),), (flows,), node)
    return replace(turned, order=order)


def resized(reader: Calling, flows: Tensor, sides: Shape, node: ast.AST) -> Tensor:
    """``x.view(…)``: the numbers in the order of PyTorch, in another size."""
    own = sides_of(reader, flows)
    if own == sides:
        return flows
    if len(sides) == 1:
        return reader.place("flatten", (), (flows,), node)
    order = order_of(reader, flows)
    merged = _merging(own or (), sides)
    if merged is not None:
        first, last = merged
        axes = order[first : last + 1]
        if axes == tuple(range(axes[0], axes[0] + len(axes))):
            return _merged(reader, flows, axes, order, first, node)
    real = [axis for axis, side in zip(order, own or (), strict=False) if side > 1]
    if real != sorted(real):
        flows = turned_to(reader, flows, straight(len(order)), node)
    return reader.graph_place("reshape", (("size", sides),), (flows,), node)


def _merging(before: Shape, after: Shape) -> tuple[int, int] | None:
    """Which neighbouring axes become one, where that is all that changes."""
    count = len(before) - len(after) + 1
    if count < 2:
        return None
    for first in range(len(after)):
        last = first + count - 1
        if before[:first] == after[:first] and before[last + 1 :] == after[first + 1 :]:
            return first, last
    return None


def _merged(
    reader: Calling, flows: Tensor, axes: Order, order: Order, first: int, node: ast.AST
) -> Tensor:  # fmt: skip
    """Neighbours of ours become one axis, and the others stay where they are."""
    shape = reader.graph.shape(flows.layer) or ()
    begin, count = axes[0], len(axes)
    together = 1
    for axis in axes:
        together *= shape[axis]
    size = (*shape[:begin], together, *shape[begin + count :])
    fewer = [axis if axis <= begin else axis - count + 1 for axis in (*order[: first + 1], *order[first + count :])]
    placed = reader.graph_place("reshape", (("size", size),), (flows,), node)
    return replace(placed, order=tuple(fewer))
