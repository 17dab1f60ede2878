"""PyTorch: what its functions and the methods of tensors mean, and its dialect."""

from __future__ import annotations

import ast
from functools import partial
from typing import Any

from examsolver.frameworks.calling import Calling
from examsolver.frameworks.dialect import Dialect
from examsolver.frameworks.pytorch_finishing import finish
from examsolver.frameworks.pytorch_kinds import ALL as KINDS
from examsolver.frameworks.pytorch_tensors import (
    attended,
    chunked,
    flattened,
    flow,
    join,
    joined,
    largest,
    padded,
    permuted,
    pooled,
    sizes,
    split,
    squeezed,
    transposed,
    unflattened,
    unsqueezed,
    viewed,
)  # fmt: skip
from examsolver.frameworks.values import Chain, Drawn, Made, Opaque, Parameter, Positions


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
    copies: list[Any] = [Made(layer.kind, layer.given, layer.named, layer.node) for _ in range(count)]
    norm = named.get("norm", given[2] if len(given) > 2 else None)
    return Chain([(None, copy) for copy in [*copies, *([norm] if isinstance(norm, Made) else [])]], node)


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


def normalised(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``F.layer_norm(x, shape, weight, bias)``: with what is learned, as the code says."""
    flows = flow(reader, given, named, node)
    scale = named.get("weight", given[2] if len(given) > 2 else None)
    shift = named.get("bias", given[3] if len(given) > 3 else None)
    used = [one for one in (scale, shift) if isinstance(one, Parameter)]
    for one in used:
        one.uses += 1
    options = tuple((word, False) for word, one in (("scale", scale), ("shift", shift)) if one is None)
    made = id(used[0]) if used else None
    return reader.place("layernorm", options, (flows,), node, made=made)


def parameter(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Parameter:
    """``nn.Parameter(torch.zeros(1, 1, 64))``."""
    drawn_here = given[0] if given else named.get("data")
    sides = drawn_here.sides if isinstance(drawn_here, Drawn) else ()
    return Parameter(tuple(sides), node)


def norm_by_hand(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``torch.rsqrt`` of a mean of squares: a norm that somebody wrote; what a scale beside it means is not known."""
    if given and isinstance(given[0], Opaque):
        return given[0]
    return reader.refuse(
        node, "a norm that is written by hand is not read", "write nn.RMSNorm(512) or nn.LayerNorm(512)"
    )


def numbered(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``torch.arange(T)``: the positions."""
    ends = [one for one in given[:2] if isinstance(one, int)]
    end = named.get("end", ends[-1] if ends else None)
    begin = ends[0] if len(ends) == 2 else 0
    return Positions(max(end - begin, 0)) if isinstance(end, int) else Opaque()


def module_dict(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> dict[str, Any]:
    """``nn.ModuleDict({…})``."""
    if given and not isinstance(given[0], dict):
        return {str(name): member for name, member in reader.items(given[0], node)}
    return dict(given[0]) if given else dict(named)


def opaque(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Opaque:
    """Something that no layer reads."""
    return Opaque()


def unchanged(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """Changes no size that we count."""
    return given[0]


def drawn(reader: Calling, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """``torch.randn(1, 3, 224, 224)``, which says the size of the input where the network is tried on it."""
    given = [one for one in given if not isinstance(one, Opaque)]
    told = named.get("size", given[-1] if given and isinstance(given[-1], list | tuple) else given)
    return Drawn(tuple(told) if isinstance(told, list | tuple) else (told,))


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
    "unflatten": unflattened,
    "add": partial(joined, word="add"),
    "add_": partial(joined, word="add"),
    "sub": partial(joined, word="subtract"),
    "mul": partial(joined, word="multiply"),
    "multiply": partial(joined, word="multiply"),
    "maximum": partial(joined, word="maximum"),
    "minimum": partial(joined, word="minimum"),
    **dict.fromkeys(("matmul", "bmm", "mm"), partial(joined, word="matmul")),
    "mean": partial(pooled, word="gap"),
    "amax": partial(pooled, word="gmp"),
    "max": largest,
    "reshape": viewed,
    "permute": permuted,
    **dict.fromkeys(("transpose", "swapaxes", "swapdims"), transposed),
    "squeeze": squeezed,
    "unsqueeze": unsqueezed,
    "chunk": chunked,
    "split": split,
    **dict.fromkeys(("exp", "log", "sqrt", "abs", "clamp", "square", "pow", "sin", "cos", "masked_fill"), unchanged),
    "dropout3d": partial(called, kind="Dropout2d"),
    "rsqrt": norm_by_hand,
}
FUNCTIONS = {
    **SHARED,
    "Sequential": sequential,
    "ModuleList": module_list,
    "ModuleDict": module_dict,
    "Parameter": parameter,
    "OrderedDict": ordered,
    "TransformerEncoder": repeated,
    "TransformerDecoder": repeated,
    "cat": join,
    "concat": join,
    "concatenate": join,
    "arange": numbered,
    "layer_norm": normalised,
    "pad": padded,
    "normalize": unchanged,
    "scaled_dot_product_attention": attended,
    **dict.fromkeys(("randn", "rand", "zeros", "ones", "randint", "empty"), drawn),
    **dict.fromkeys(
        (
            "randn_like",
            "rand_like",
            "zeros_like",
            "ones_like",
            "tril",
            "triu",
            "full",
            "tensor",
            "linspace",
            "full_like",
        ),
        opaque,
    ),
}
METHODS = {
    **SHARED,
    "view": viewed,
    "size": sizes,
    "t": transposed,
    **dict.fromkeys(("relu_", "sigmoid_", "tanh_"), unchanged),
    **dict.fromkeys(
        [
            "contiguous",
            "float",
            "to",
            "detach",
            "cuda",
            "cpu",
            "clone",
            "expand",
            "expand_as",
            "type",
            "half",
            "long",
            "requires_grad_",
            "type_as",
            "masked_fill_",
            "div",
            "div_",
            "mul_",
        ],
        unchanged,
    ),
    **{f"{word}_": partial(called, kind=kind) for word, kind in (("relu", "ReLU"), ("sigmoid", "Sigmoid"))},
}


PYTORCH = Dialect(
    name="PyTorch",
    kinds=KINDS,
    functions=FUNCTIONS,
    methods=METHODS,
    modules=frozenset({"torch", "nn", "F", "torchvision", "np", "math", "functional"}),
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
            "cuda",
            "backends",
            "init",
            "torchsummary",
            "torchinfo",
            "data",
            "BCEWithLogitsLoss",
            "L1Loss",
            "set_default_device",
            "typing",
            "long",
            "float32",
            "int64",
            "bool",
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

__all__ = ["PYTORCH", "finish"]
