"""PyTorch: what its functions and the methods of tensors mean, and its dialect."""

from __future__ import annotations

import ast
from functools import partial
from typing import Any

from examsolver.frameworks.calling import Calling
from examsolver.frameworks.dialect import Dialect
from examsolver.frameworks.pytorch_layers import KINDS
from examsolver.frameworks.reading import tensors
from examsolver.frameworks.values import Batch, Chain, Instance, Made, Opaque, Side, Sides, Tensor

FLAT = ("conv1d", "maxpool1d", "avgpool1d", "conv-transpose1d", "adaptive-avgpool", "adaptive-maxpool")
HINT = "add a line above the code, channels first: input 3x224x224"


def sequential(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Chain:
    """``nn.Sequential(…)``, of layers or of an ``OrderedDict`` of them."""
    if len(given) == 1 and isinstance(given[0], dict | list):
        found = given[0]
        pairs = list(found.items()) if isinstance(found, dict) else [tuple(one) for one in found]
        if not all(len(one) == 2 for one in pairs):
            reader.refuse(node, "Sequential takes layers, or one dictionary of them", "put a * before the list")
        chain = reader.new_chain([], node)
        chain.members = [(str(name), member) for name, member in pairs]
        return chain
    return reader.new_chain(given, node)


def module_list(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Chain:
    """``nn.ModuleList([…])``."""
    return Chain([(None, member) for member in (reader.items(given[0], node) if given else [])], node)


def repeated(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Chain:
    """``nn.TransformerEncoder(layer, 6)``: copies of a layer with weights of their own."""
    layer = given[0] if given else named.get("encoder_layer")
    count = named.get("num_layers", given[1] if len(given) > 1 else None)
    if not isinstance(layer, Made) or not isinstance(count, int) or not 0 < count <= 1000:
        reader.refuse(node, "this needs a layer and how many times it comes", "nn.TransformerEncoder(layer, 6)")
    layer.uses += 1  # a pattern to copy, which PyTorch does not use itself
    return Chain([(None, Made(layer.kind, layer.given, layer.named, layer.node)) for _ in range(count)], node)


def ordered(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``OrderedDict([(name, layer), …])``."""
    if given and isinstance(given[0], list) and all(isinstance(one, tuple) and len(one) == 2 for one in given[0]):
        return dict(given[0])
    return given[0] if given and isinstance(given[0], dict) else {}


def called(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST, *, kind: str) -> Any:
    """``F.relu(x)`` and ``F.max_pool2d(x, 2)``: a layer called at once; the tensor stands first."""
    own = {
        word: value for word, value in named.items() if word not in ("training", "input", "stacklevel", "_stacklevel")
    }
    flows = given[0] if given else named.get("input")
    made = Made(kind, tuple(given[1:]), own, _without_first(node))
    if kind in ("Dropout", "Dropout2d"):
        made.given = made.given[:1]
    return reader.apply(made, [flows], node)


def _without_first(node: ast.AST) -> ast.AST:
    if not isinstance(node, ast.Call):
        return node
    return ast.copy_location(ast.Call(node.func, node.args[1:], node.keywords), node)


def join(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Tensor:
    """``torch.cat([a, b], dim=1)``."""
    axis = named.get("dim", named.get("axis", given[1] if len(given) > 1 else 0))
    flows = tuple(tensors(given[0] if given else named.get("tensors")))
    if axis not in (1, -1, 2):
        reader.refuse(node, "torch.cat joins channels here", "write dim=1")
    return reader.place("concat", (), flows, node) if len(flows) > 1 else flows[0]


def joined(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST, *, word: str) -> Any:
    """``torch.add(a, b)``."""
    flows = tuple(tensors(given))
    return reader.place(word, (), flows, node) if len(flows) > 1 else flows[0]


def flattened(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``torch.flatten(x, 1)``."""
    begin = named.get("start_dim", given[1] if len(given) > 1 else 0)
    if begin != 1:
        reader.refuse(node, "flatten would join the examples of a batch too", "write torch.flatten(x, 1)")
    return reader.place("flatten", (), (given[0],), node)


def viewed(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``x.view(-1, 400)``, ``x.view(x.size(0), -1)``: all in one row; other sizes are a reshape."""
    flows, *sides = given
    if len(sides) == 1 and isinstance(sides[0], list | tuple):
        sides = list(sides[0])
    if len(sides) == 2 and (isinstance(sides[0], Batch) or sides[0] in (-1, 1)):
        count = sides[1] if isinstance(sides[1], int) and sides[1] > 0 else None
        return reader.place("flatten", (), (flows,), node, outputs=count)
    rest = sides[1:]
    if rest and all(isinstance(side, int) and side > 0 for side in rest):
        shape = (*rest[1:], rest[0]) if len(rest) > 2 else tuple(rest)
        return reader.place("reshape", (("size", shape if len(shape) > 1 else shape[0]),), (flows,), node)
    return reader.refuse(node, "this view is not understood", "write x.view(x.size(0), -1), or the sizes as numbers")


def meaned(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``x.mean([2, 3])`` and ``x.mean(dim=(-2, -1))``: global average pooling."""
    axes = named.get("dim", named.get("axis", given[1] if len(given) > 1 else None))
    axes = {axes} if isinstance(axes, int) else set(axes or ())
    if axes and axes <= {2, 3, 4, -1, -2, -3} and (len(axes) > 1 or axes in ({-1}, {2})):
        return reader.place("gap", (), (given[0],), node)
    return reader.refuse(node, "a mean over the sides of a map is known here", "write x.mean(dim=(2, 3))")


def sizes(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``x.size(0)`` is the batch, ``x.size()`` all sides."""
    if len(given) == 1:
        return Sides(given[0])
    return Batch() if given[1] == 0 else Side(given[1]) if isinstance(given[1], int) else Sides(given[0])


def unchanged(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """Changes no size that we count."""
    return given[0]


def drawn(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``torch.randn(1, 3, 224, 224)`` says the size of the input."""
    sides = given[0] if len(given) == 1 and isinstance(given[0], list | tuple) else given
    if len(sides) > 1 and all(isinstance(side, int) for side in sides) and reader.told is None:
        reader.told = tuple(sides[1:])
    return Opaque()


LAYERS = {
    "relu": "ReLU", "relu_": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "elu": "ELU", "gelu": "GELU",
    "silu": "SiLU", "sigmoid": "Sigmoid", "tanh": "Tanh", "softmax": "Softmax", "log_softmax": "LogSoftmax",
    "softplus": "Softplus", "dropout": "Dropout", "dropout2d": "Dropout2d", "interpolate": "Upsample",
    "pixel_shuffle": "PixelShuffle",
    **{f"max_pool{axes}d": f"MaxPool{axes}d" for axes in (1, 2, 3)},
    **{f"avg_pool{axes}d": f"AvgPool{axes}d" for axes in (1, 2, 3)},
    **{f"adaptive_max_pool{axes}d": f"AdaptiveMaxPool{axes}d" for axes in (1, 2)},
    **{f"adaptive_avg_pool{axes}d": f"AdaptiveAvgPool{axes}d" for axes in (1, 2)},
}  # fmt: skip

SHARED: dict[str, Any] = {
    **{word: partial(called, kind=kind) for word, kind in LAYERS.items()},
    "flatten": flattened,
    "add": partial(joined, word="add"),
    "mul": partial(joined, word="multiply"),
    "mean": meaned,
    "reshape": viewed,
}
FUNCTIONS = {
    **SHARED,
    "Sequential": sequential,
    "ModuleList": module_list,
    "OrderedDict": ordered,
    "TransformerEncoder": repeated,
    "cat": join,
    "concat": join,
    **dict.fromkeys(("randn", "rand", "zeros", "ones", "randint"), drawn),
}
METHODS = {
    **SHARED,
    "view": viewed,
    "size": sizes,
    **dict.fromkeys(("contiguous", "float", "to", "squeeze", "detach", "cuda", "clone"), unchanged),
}


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
        return found[-1]
    classes = [cls for cls in reader.classes if cls.method("forward")]
    if not classes:
        return None
    needs = classes[-1].method("__init__")
    if needs is not None and len(needs.args.args) - 1 > len(needs.args.defaults):
        reader.refuse(classes[-1].node, "this module is never made", f"add e.g. net = {classes[-1].node.name}(…)")
    return reader.make(classes[-1], [], {}, classes[-1].node)


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
    todo = [net]
    while todo:
        one = todo.pop()
        if isinstance(one, Chain):
            todo += [member for _, member in one.members]
        elif isinstance(one, Instance):
            todo += one.attributes.values()
        elif isinstance(one, Made) and not one.uses and reader.dialect.kinds[one.kind].weights:
            hint = "its weights would count though nothing flows through it: leave it out or use it"
            reader.refuse(one.node, f"{one.name or one.kind} is never used", hint)


PYTORCH = Dialect(
    name="PyTorch",
    kinds=KINDS,
    functions=FUNCTIONS,
    methods=METHODS,
    modules=frozenset({"torch", "nn", "F", "torchvision", "np", "math"}),
    opaque=frozenset(
        [
            "optim",
            "device",
            "no_grad",
            "manual_seed",
            "CrossEntropyLoss",
            "MSELoss",
            "NLLLoss",
            "BCELoss",
            "Module",
        ]
    ),
    forward="forward",
    conventions={
        "rnn biases": "two",
        "lstm biases": "two",
        "gru biases": "two",
        "same padding": "stride 1 only",
        "prelu slopes": "one",
    },
    channels_first=True,
)
