"""Which module of pasted PyTorch code is the network, and what flows through it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from examsolver.frameworks.calling import Calling
from examsolver.frameworks.calling import tensors_in as tensors
from examsolver.frameworks.values import Chain, Instance, Made, Parameter, Tensor

HINT = "add a line above the code, channels first: input 3x224x224"


def finish(reader: Calling) -> list[Tensor]:
    """The outputs of the network that the code builds: of its last module."""
    net = _network(reader)
    if net is None:
        return []
    node = getattr(net, "node", reader.code.tree.body[-1])
    outputs = [*tensors(reader.apply(net, [_input(reader, net, node)], node))]
    _unused(reader, net)
    return outputs


def _network(reader: Calling) -> Any:
    """The last module that is made at the top, else the last class, else the last chain."""
    modules = (Instance, Chain, Made)
    named = [one for one in reader.globals.names.values() if isinstance(one, modules)]
    found = named or [one for one in reader.results if isinstance(one, modules)]
    if found:
        inside = {id(one) for whole in found for one in _inside(whole)}
        return next((one for one in reversed(found) if id(one) not in inside), found[-1])
    classes = [cls for cls in reader.classes if cls.method("forward")]
    if not classes:
        return None
    needs = classes[-1].method("__init__")
    if needs is not None and len(needs.args.args) - 1 > len(needs.args.defaults):
        reader.refuse(classes[-1].node, "this module is never made", f"add e.g. net = {classes[-1].node.name}(…)")
    return reader.make(classes[-1], [], {}, classes[-1].node)


def _inside(whole: Any) -> Iterator[Any]:
    """All layers and modules that a module is made of."""
    todo, seen = [whole], {id(whole)}
    while todo:
        one = todo.pop()
        members: Iterable[Any] = ()
        if isinstance(one, Chain):
            members = [member for _, member in one.members]
        elif isinstance(one, Instance):
            members = one.attributes.values()
        elif isinstance(one, list | tuple):
            members = one
        elif isinstance(one, dict):
            members = one.values()
        for member in members:
            if id(member) not in seen:
                seen.add(id(member))
                todo.append(member)
                yield member


def _input(reader: Calling, net: Any, node: ast.AST) -> Tensor:
    shape = reader.told or _first_features(net)
    if shape is None:
        reader.refuse(node, "the size of the input is not told", HINT)
    if not all(isinstance(side, int) for side in shape):
        reader.refuse(node, "the size of the input is open here", HINT)
    return reader.place("input", (("shape", shape if len(shape) > 1 else shape[0]),), (), node)


def _first_features(net: Any) -> tuple[int, ...] | None:
    """A network that begins with a linear layer tells its input."""
    while isinstance(net, Chain) and net.members:
        net = net.members[0][1]
    if isinstance(net, Instance):
        inner = [one for one in net.attributes.values() if isinstance(one, Made | Chain | Instance)]
        return _first_features(inner[0]) if inner else None
    if isinstance(net, Made) and net.kind == "Linear":
        features = net.given[0] if net.given else net.named.get("in_features")
        return (features,) if isinstance(features, int) else None
    return None


def _unused(reader: Calling, net: Any) -> None:
    """A layer with weights that the forward pass leaves out would still be counted by PyTorch."""
    for one in (net, *_inside(net)):
        if isinstance(one, Parameter) and not one.uses:
            hint = "its weights would count though no layer of ours has them: leave it out or use a layer"
            reader.refuse(one.node, f"{one.name or 'this parameter'} is not read", hint)
        if isinstance(one, Made) and not one.uses and reader.dialect.kinds[one.kind].weights:
            hint = "its weights would count though nothing flows through it: leave it out or use it"
            reader.refuse(one.node, f"{one.name or one.kind} is never used", hint)
