"""Operators between tensors: sums and products are layers; a learned table that is added is one too."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from examsolver.frameworks.dialect import Bound
from examsolver.frameworks.values import Opaque, Parameter, Table, Tensor

if TYPE_CHECKING:
    from examsolver.frameworks.calling import Calling

JOINING: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Mult: "multiply",
    ast.Sub: "subtract",
    ast.MatMult: "matmul",
}


def on_tensors(reader: Calling, sign: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
    """A sum, difference or product with tensors. Raises NotUnderstood."""
    word = JOINING.get(type(sign))
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        if word is None:
            reader.refuse(node, "tensors can be added and multiplied here", "use +, -, * or @, or name a layer")
        return reader.place(word, (), (left, right), node)
    flows, other = (left, right) if isinstance(left, Tensor) else (right, left)
    if isinstance(other, Table) and isinstance(sign, ast.Add):
        kind = Bound(other.made, reader.dialect.kinds[other.made.kind], reader.code)
        reader.alive.append(other.made)
        count = kind.whole(kind.kind.order[0])
        named = {"name": other.made.name, "made": id(other.made)}
        return reader.place("positional-embedding", (("length", count),), (flows,), node, **named)
    if isinstance(other, Parameter) and isinstance(sign, ast.Add):
        return _positions(reader, flows, other, node)
    if isinstance(other, Opaque):
        return flows  # a mask, or noise
    if isinstance(left if isinstance(right, Tensor) else right, int | float):
        return left if isinstance(left, Tensor) else right  # a scale or a shift changes no size
    return reader.refuse(node, "this cannot be worked out without running it")


def _positions(reader: Calling, flows: Tensor, table: Parameter, node: ast.AST) -> Tensor:
    """A learned table of positions that is added."""
    sides = [side for side in table.sides if side != 1]
    shape = reader.graph.shape(flows.layer) or ()
    if len(sides) != 2 or len(shape) != 2 or sides[1] != shape[1] or not isinstance(sides[0], int):
        reader.refuse(node, "a parameter of its own is no layer that is known here", "use layers, such as nn.Linear")
    table.uses += 1
    reader.alive.append(table)
    length = (("length", sides[0]),)
    return reader.place("positional-embedding", length, (flows,), node, name=table.name, made=id(table))
