"""Keras: what its functions mean, and its dialect."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

from examsolver.frameworks.calling import Calling, tensor_in
from examsolver.frameworks.calling import tensors_in as tensors
from examsolver.frameworks.dialect import Dialect
from examsolver.frameworks.keras_kinds import ALL as KINDS
from examsolver.frameworks.values import (
    Chain,
    Function,
    Instance,
    Made,
    Model,
    Opaque,
    Positions,
    Ref,
    Sides,
    Tensor,
)

SIZED = ("shape", "input_shape", "batch_shape", "batch_input_shape")


def sequential(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Chain:
    """``Sequential([…])``."""
    members = given[0] if given else named.get("layers", [])
    return reader.new_chain(reader.items(members, node), node)


def input_tensor(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Tensor:
    """``Input(shape=(28, 28, 1))``."""
    whole = next((named[word] for word in ("batch_shape", "batch_input_shape") if word in named), None)
    shape = given[0] if given else named.get("shape", named.get("input_shape"))
    if isinstance(shape, Tensor):
        return shape
    if whole is not None:
        shape = tuple(reader.items(whole, node))[1:]
    name = named.get("name")
    return place_input(reader, shape, node, name if isinstance(name, str) else None)


def place_input(reader: Calling, shape: Any, node: ast.AST, name: str | None = None) -> Tensor:
    """An input of that size; what the question says on an ``input`` line of its own is used where the code is open."""
    sides = tuple(shape) if isinstance(shape, tuple | list) else (shape,)
    if not sides or not all(isinstance(side, int) and not isinstance(side, bool) for side in sides):
        if reader.told is None:
            hint = "write it out, or add a line above the code: input 28x28x1"
            reader.refuse(node, "the size of the input is open here", hint)
        sides = tuple(reader.told)
    return reader.place("input", (("shape", sides if len(sides) > 1 else sides[0]),), (), node, name=name)


def model(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Model:
    """``Model(inputs, outputs)``."""
    outputs = named.get("outputs", given[1] if len(given) > 1 else None)
    inputs = tuple(tensors(named.get("inputs", given[0] if given else None)))
    made = Model(tuple(tensors(outputs)), node, inputs)
    if not made.outputs:
        reader.refuse(node, "a model needs inputs and outputs", "such as keras.Model(inputs, outputs)")
    reader.models.append(made)
    return made


def bidirectional(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Made:
    """``Bidirectional(LSTM(64))``."""
    inner = given[0] if given else named.get("layer")
    if not isinstance(inner, Made) or inner.kind not in ("LSTM", "GRU", "SimpleRNN"):
        reader.refuse(node, "Bidirectional holds a recurrent layer", "such as Bidirectional(LSTM(64))")
    more = {word: value for word, value in named.items() if word in ("input_shape", "name", "merge_mode")}
    if "merge_mode" in more and more["merge_mode"] is None:
        reader.refuse(node, "two directions that are not joined are not read", "write merge_mode='concat'")
    return Made(inner.kind, inner.given, {**inner.named, **more, "bidirectional": True}, inner.node)


STEPWISE = ("Dense", "Dropout", "Activation", "LayerNormalization", "BatchNormalization", "ReLU", "Softmax")


def distributed(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``TimeDistributed(Dense(10))``: the same layer at every step."""
    inner = given[0] if given else named.get("layer")
    if not isinstance(inner, Made) or inner.kind not in STEPWISE:
        hint = f"known are: {', '.join(STEPWISE)}; write the network of one step, and of the steps, as two questions"
        reader.refuse(node, "TimeDistributed of this layer is not read", hint)
    more = {word: value for word, value in named.items() if word in ("input_shape", "name")}
    return Made(inner.kind, inner.given, {**inner.named, **more}, inner.node)


def called(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST, *, kind: str) -> Tensor:
    """``layers.add([a, b])``: a layer called at once."""
    own = {word: value for word, value in named.items() if word in ("axis", "name")}
    flows: Tensor = reader.apply(Made(kind, (), own, node), given[:1] or [named.get("inputs")], node)
    return flows


def functional(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST, *, kind: str) -> Tensor:
    """``tf.nn.relu(x)``, ``ops.concatenate([a, b], axis=-1)``."""
    more = {"axis": given[1]} if kind == "Concatenate" and len(given) > 1 else {}
    return called(reader, given, {**more, **{word: named[word] for word in named if word == "axis"}}, node, kind=kind)


def multiplied(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Tensor:
    """``tf.matmul(q, k, transpose_b=True)``."""
    told = (("transposed", True),) if named.get("transpose_b") else ()
    return reader.place("matmul", told, tuple(tensors(given[:2])), node)


def sizes(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``ops.shape(x)``."""
    return Sides(given[0]) if given and isinstance(given[0], Tensor) else Opaque()


def numbered(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``ops.arange(start=0, stop=n, step=1)`` and ``tf.range(n)``: the positions; numbers alone are a range."""
    ends = [one for one in given[:2] if isinstance(one, int)]
    end = named.get("stop", named.get("limit", ends[-1] if ends else None))
    return Positions(end) if isinstance(end, int) and end >= 0 else Opaque()


def applied(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``Lambda(lambda x: …)``: what it holds."""
    inner = given[0] if given else named.get("function")
    return inner if isinstance(inner, Function | Ref) else reader.refuse(node, "this Lambda holds no function")


def activated(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST, *, word: str) -> Tensor:
    """``keras.activations.gelu(x)``."""
    flows: Tensor = reader.apply(Made("Activation", (word,), {}, node), given[:1], node)
    return flows


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Sequential": sequential,
    "Input": input_tensor,
    "InputLayer": input_tensor,
    "Model": model,
    "Bidirectional": bidirectional,
    "TimeDistributed": distributed,
    "add": partial(called, kind="Add"),
    "multiply": partial(called, kind="Multiply"),
    "concatenate": partial(functional, kind="Concatenate"),
    "concat": partial(functional, kind="Concatenate"),
    "subtract": partial(called, kind="Subtract"),
    "average": partial(called, kind="Average"),
    "maximum": partial(called, kind="Maximum"),
    "minimum": partial(called, kind="Minimum"),
    "relu": partial(functional, kind="ReLU"),
    "softmax": partial(functional, kind="Softmax"),
    "leaky_relu": partial(functional, kind="LeakyReLU"),
    **{word: partial(activated, word=word) for word in ("sigmoid", "tanh", "gelu", "elu", "silu", "swish", "softplus")},
    "matmul": multiplied,
    "shape": sizes,
    "arange": numbered,
    "Lambda": applied,
}


def sized(reader: Calling, member: Any) -> Any:
    """The size of the input that the first layer of a chain carries."""
    if isinstance(member, Made):
        named = member.named
        if "input_shape" in named:
            return named["input_shape"]
        if "batch_input_shape" in named:
            return tuple(named["batch_input_shape"])[1:]
        if "input_dim" in named and member.kind != "Embedding":
            return (named["input_dim"],)
        if "input_length" in named:
            return (named["input_length"],)
    return None


def finish(reader: Calling) -> list[Tensor]:
    """The outputs of the network that the code builds: of its last model."""
    named = [one for one in reader.globals.names.values() if isinstance(one, Model | Chain)]
    found = [one for one in (*reader.models, *reader.results) if isinstance(one, Model | Chain)]
    if isinstance(found[-1] if found else None, Chain) and named and isinstance(named[-1], Model):
        found = named
    module = None if found else _module(reader)
    if module is not None:
        flow = place_input(reader, sized(reader, module), module.node)
        return [*tensors(reader.apply(module, [flow], module.node))]
    if not found:
        flows = [one for one in reader.globals.names.values() if tensor_in(one)]
        return [*tensors(flows[-1])] if flows else []
    last = found[-1]
    return list(last.outputs) if isinstance(last, Model) else chain_outputs(reader, last)


def _module(reader: Calling) -> Instance | None:
    """The last model of a class of its own; the last class where none is made."""
    made = [one for one in reader.globals.names.values() if isinstance(one, Instance) and one.cls.method("call")]
    if made:
        return made[-1]
    classes = [cls for cls in reader.classes if cls.method("call")]
    start = classes[-1].method("__init__") if classes else None
    if not classes or any(tensor_in(one) for one in reader.globals.names.values()):
        return None
    if start is not None and len(start.args.args) - 1 > len(start.args.defaults):
        reader.refuse(classes[-1].node, "this model is never made", f"add e.g. model = {classes[-1].node.name}(…)")
    return reader.make(classes[-1], [], {}, classes[-1].node)


def chain_outputs(reader: Calling, chain: Chain) -> list[Tensor]:
    """The layers of a chain placed one after the other."""
    members = [member for _, member in chain.members]
    if not members:
        return []
    begin = _first(members[0])
    flows = begin if isinstance(begin, Tensor) else None
    rest = members[1:] if members[0] is flows else members
    if flows is None:
        node = getattr(members[0], "node", chain.node)
        flows = place_input(reader, sized(reader, _first(members[0])), node)
    for member in rest:
        if isinstance(member, Ref):
            reader.refuse(chain.node, f"{member.last} is no layer here", "make it with ()")
        flows = reader.apply(member, [flows], getattr(member, "node", chain.node))
    return [*tensors(flows)]


def _first(member: Any) -> Any:
    while isinstance(member, Chain) and member.members:
        member = member.members[0][1]
    return member


KERAS = Dialect(
    name="Keras",
    kinds=KINDS,
    functions=FUNCTIONS,
    methods={},
    modules=frozenset(
        {"keras", "layers", "tf", "models", "tensorflow", "activations", "L", "nn", "ops", "math", "np", "K"}
    ),
    opaque=frozenset(
        [
            "optimizers",
            "losses",
            "metrics",
            "callbacks",
            "regularizers",
            "initializers",
            "Adam",
            "SGD",
            "RMSprop",
            "backend",
            "constraints",
            "random",
            "utils",
            "mixed_precision",
        ]
    ),
    forward="call",
    conventions={"batchnorm statistics": "counted", "transposed size": "keras", "prelu slopes": "per element"},
)
