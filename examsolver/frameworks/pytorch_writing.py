"""A network as runnable PyTorch code: sizes turned to channels first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import prod

from examsolver.core.derivation import Value
from examsolver.core.layer import Shape
from examsolver.core.problem import ExamError, Problem
from examsolver.frameworks.python_text import call
from examsolver.frameworks.pytorch_classes import classes_in
from examsolver.frameworks.pytorch_more import ATTENDING, JOINS, MORE, tied
from examsolver.frameworks.windows import ENDS, even, flat_reversed, pads_of, sides_of
from examsolver.frameworks.writing import Sized, Writers, chained, expressions, owners, reused, without_table

ACTIVATIONS = {
    "relu": "ReLU()", "sigmoid": "Sigmoid()", "tanh": "Tanh()", "softmax": "Softmax(dim=1)", "elu": "ELU()",
    "leaky-relu": "LeakyReLU()", "selu": "SELU()", "gelu": "GELU()", "silu": "SiLU()", "swish": "SiLU()",
    "softplus": "Softplus()", "relu6": "ReLU6()", "hard-swish": "Hardswish()", "hard-sigmoid": "Hardsigmoid()",
    "mish": "Mish()",
    "softsign": "Softsign()", "log-softmax": "LogSoftmax(dim=1)",
}  # fmt: skip
JOINED = {"add": " + ", "multiply": " * ", "subtract": " - "}
RECURRENT = {f"{both}{kind.lower()}": kind for kind in ("LSTM", "GRU", "RNN") for both in ("", "bi")}
STEPWISE = frozenset({*RECURRENT, *ATTENDING, "embedding", "layernorm", "dense"})
MAPPED = frozenset({
    "conv1d", "maxpool1d", "avgpool1d", "batchnorm", "gap", "gmp", "conv-transpose1d", "depthwise1d", "separable1d",
    "zeropad1d", "crop1d", "upsample", "groupnorm", "instancenorm", "squeeze-excite", "adaptive-avgpool",
    "adaptive-maxpool",
})  # fmt: skip


def pytorch_code(layers: Sequence[Sized]) -> str:
    """Code that builds the network and runs it once. Raises ExamError for layers that PyTorch has not."""
    order = _orders(layers)
    several = any(layer.kind in (*RECURRENT, "slice", "permute", "concat") for layer in layers)
    simple = chained(layers) and not several and len(set(order.values())) < 2
    body = _sequential(layers) if simple else _module(layers, order)
    classes = classes_in("\n".join(body))
    return "\n".join(["import torch", "from torch import nn", "", *classes, *body, "", *_running(layers, order)]) + "\n"


def _orders(layers: Sequence[Sized]) -> dict[str, str]:
    """How the two sides of each sequence lie: steps first or channels first."""
    order: dict[str, str] = {}
    readers: dict[str, str] = {}
    for layer in layers:
        for source in layer.placed.sources:
            if readers.get(source) not in MAPPED | STEPWISE:
                readers[source] = layer.kind
    for layer in layers:
        if len(layer.gives) == 2:
            kind = readers.get(layer.name, "") if not layer.placed.sources else layer.kind
            above = order.get(layer.placed.sources[0], "steps") if layer.placed.sources else "steps"
            order[layer.name] = "channels" if kind in MAPPED else "steps" if kind in STEPWISE else above
    return order


def _running(layers: Sequence[Sized], order: dict[str, str]) -> list[str]:
    words = {source for layer in layers if layer.kind == "embedding" for source in layer.placed.sources}
    shown = []
    for layer in layers:
        if layer.placed.layer.sources == 0:
            sides = ", ".join(map(str, (1, *_turned(layer.gives, order.get(layer.name, "channels")))))
            shown.append(f"torch.zeros({sides}, dtype=torch.long)" if layer.name in words else f"torch.randn({sides})")
    read = {source for layer in layers for source in layer.placed.sources}
    several = sum(layer.name not in read for layer in layers) > 1
    run = f"model({', '.join(shown)})"
    return [
        "model.eval()",
        f"print(*(output.shape for output in {run}))" if several else f"print({run}.shape)",
        "print(sum(weights.numel() for weights in model.parameters()))",
    ]


def _turned(shape: Shape, order: str = "channels") -> Shape:
    """Channels first; a sequence of vectors stays as it is."""
    return shape if len(shape) < 2 or order == "steps" else (shape[-1], *shape[:-1])


def _sequential(layers: Sequence[Sized]) -> list[str]:
    rows = ["model = nn.Sequential("]
    for layer in layers[1:]:
        rows += [f"    {one}," for one in expressions(layer, WRITERS, "PyTorch")]
    return [*rows, ")"]


def _module(layers: Sequence[Sized], order: dict[str, str]) -> list[str]:
    names, owner = reused(layers), owners(layers)
    made: list[str] = []
    flows: list[str] = []
    for layer in layers:
        if layer.placed.layer.sources == 0:
            continue
        own = names[layer.name]
        reads = [names[source] for source in layer.placed.sources]
        if layer.kind in JOINED:
            flows.append(f"{own} = {JOINED[layer.kind].join(reads)}")
        elif layer.kind in JOINS:
            flows.append(f"{own} = {JOINS[layer.kind](layer, reads, order.get(layer.name) == 'steps')}")
        elif layer.name in owner:
            flows += _flowing(layer, own, reads, order, names[owner[layer.name]])
        else:
            made.append(f"self.{own} = {_one(expressions(layer, WRITERS, 'PyTorch'))}")
            made += tied(layer, layers, names)
            flows += _flowing(layer, own, reads, order, own)
    inputs = [names[layer.name] for layer in layers if layer.placed.layer.sources == 0]
    read = {source for layer in layers for source in layer.placed.sources}
    ends = [names[layer.name] for layer in layers if layer.name not in read]
    rows = ["class Network(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    rows += [f"        {row}" for row in made]
    rows += ["", f"    def forward(self, {', '.join(inputs)}):", *(f"        {row}" for row in flows)]
    return [*rows, f"        return {', '.join(ends)}", "", "", "model = Network()"]


def _one(made: list[str]) -> str:
    return made[0] if len(made) == 1 else f"nn.Sequential({', '.join(made)})"


def _flowing(layer: Sized, own: str, reads: list[str], order: dict[str, str], member: str) -> list[str]:
    """The lines of ``forward`` for a layer, which ``self.<member>`` is."""
    source = layer.placed.sources[0]
    wanted = order.get(layer.name) or ("channels" if layer.kind in MAPPED else "steps")
    turn = len(layer.input) == 2 and layer.kind in MAPPED | STEPWISE and order.get(source, wanted) != wanted
    given = f"{reads[0]}.transpose(1, 2)" if turn else reads[0]
    if layer.kind not in RECURRENT:
        more = "".join(f", {one}" for one in reads[1:])
        return [f"{own} = self.{member}({given}{more})"]
    rows = [f"{own}, _ = self.{member}({given})"]
    return rows if layer.get("sequences") else [*rows, f"{own} = {own}[:, -1]"]


def _activation(layer: Sized) -> list[str]:
    word = str(layer.get("activation", "linear"))
    return [] if word == "linear" else [f"nn.{ACTIVATIONS.get(word, word + '()')}"]


def _padded(layer: Sized) -> tuple[list[str], Value]:
    """A layer of zeros before a window whose padding is not even, and what the window itself is told."""
    pads = pads_of(layer.placed.settings, layer.input[:-1], layer.gives[:-1])
    if even(pads) is not None:
        return [], even(pads) or None
    if layer.axes == 3:
        return [f"nn.ConstantPad3d({tuple(flat_reversed(pads))}, 0)"], None
    return [f"nn.ConstantPad{layer.axes}d({tuple(flat_reversed(pads))}, 0.0)"], None


def _not_one(layer: Sized, option: str) -> Value:
    return None if layer.get(option, 1) == 1 else layer.get(option)


def _biased(layer: Sized) -> Value:
    return None if layer.get("bias", True) else False


def _conv(layer: Sized) -> list[str]:
    without_table(layer, "PyTorch")
    before, padding = _padded(layer)
    made = call(
        f"nn.Conv{layer.axes}d",
        layer.input[-1],
        layer.gives[-1],
        layer.get("kernel"),
        stride=_not_one(layer, "stride"),
        padding=padding,
        dilation=_not_one(layer, "dilation"),
        groups=layer.input[-1] if layer.kind.startswith("depthwise") else _not_one(layer, "groups"),
        bias=_biased(layer),
    )
    return [*before, made, *_activation(layer)]


def _separable(layer: Sized) -> list[str]:
    before, padding = _padded(layer)
    maps = layer.input[-1] * int(layer.get("multiplier", 1))
    depthwise = call(
        f"nn.Conv{layer.axes}d",
        layer.input[-1],
        maps,
        layer.get("kernel"),
        stride=_not_one(layer, "stride"),
        padding=padding,
        dilation=_not_one(layer, "dilation"),
        groups=layer.input[-1],
        bias=bool(layer.get("depthwise bias")) and bool(layer.get("bias", True)),
    )
    pointwise = call(f"nn.Conv{layer.axes}d", maps, layer.gives[-1], 1, bias=_biased(layer))
    return [*before, depthwise, pointwise, *_activation(layer)]


def _transposed(layer: Sized) -> list[str]:
    axes = layer.axes
    kernel, stride = sides_of(layer.get("kernel"), axes), sides_of(layer.get("stride"), axes)
    dilation = sides_of(layer.get("dilation"), axes)
    full = [(n - 1) * s + d * (k - 1) + 1 for n, s, d, k in zip(layer.input, stride, dilation, kernel, strict=False)]
    crop = [max(0, -(-(size - after) // 2)) for size, after in zip(full, layer.gives, strict=False)]
    extra = [after - size + 2 * pad for size, after, pad in zip(full, layer.gives, crop, strict=False)]
    made = call(
        f"nn.ConvTranspose{axes}d",
        layer.input[-1],
        layer.gives[-1],
        layer.get("kernel"),
        stride=_not_one(layer, "stride"),
        padding=_sides(crop),
        output_padding=_sides(extra),
        groups=_not_one(layer, "groups"),
        bias=_biased(layer),
        dilation=_not_one(layer, "dilation"),
    )
    return [made, *_activation(layer)]


def _sides(sides: list[int]) -> Value:
    one = sides[0] if len(set(sides)) == 1 else tuple(sides)
    return one or None


def _pool(layer: Sized, *, kind: str) -> list[str]:
    before, padding = _padded(layer)
    kernel = layer.get("kernel")
    small = padding is None or all(
        2 * pad <= size for pad, size in zip(sides_of(padding, layer.axes), sides_of(kernel, layer.axes), strict=True)
    )
    if not small:
        pads = tuple(pad for pad in reversed(sides_of(padding, layer.axes)) for _ in range(2))
        before, padding = [f"nn.ConstantPad{layer.axes}d({pads}, 0.0)"], None
    named = {"dilation": _not_one(layer, "dilation")} if kind == "Max" else {}
    return [*before, call(f"nn.{kind}Pool{layer.axes}d", kernel, stride=layer.get("stride"), padding=padding, **named)]


def _global(layer: Sized, *, kind: str) -> list[str]:
    made = f"nn.Adaptive{kind}Pool{layer.axes}d(1)"
    return [made] if len(layer.gives) > 1 else [made, "nn.Flatten()"]


def _dense(layer: Sized) -> list[str]:
    return [call("nn.Linear", layer.input[-1], layer.get("units"), bias=_biased(layer)), *_activation(layer)]


def _recurrent(layer: Sized, *, kind: str) -> list[str]:
    named = {"num_layers": _not_one(layer, "layers"), "bidirectional": layer.get("bidirectional") or None}
    named["proj_size"] = layer.get("projection")
    if layer.get("peepholes") or (layer.get("bidirectional") and layer.get("merge", "concat") != "concat"):
        message = f"PyTorch has no recurrent layer with peepholes, or whose directions are added: {layer.name}"
        raise ExamError([Problem(message, layer.placed.span, "its LSTM joins both directions")])
    units = layer.get("units")
    return [call(f"nn.{kind}", layer.input[-1], units, **named, bias=_biased(layer), batch_first=True)]


def _batchnorm(layer: Sized) -> list[str]:
    axes = max(1, layer.axes)
    if layer.get("scale", True) != layer.get("shift", True):  # PyTorch learns both or none
        plain = call(f"nn.BatchNorm{axes}d", layer.input[-1], affine=False)
        return [plain, call("Affine", layer.input[-1], layer.axes, True if layer.get("scale") else None)]
    affine = None if layer.get("scale", True) else False
    return [call(f"nn.BatchNorm{max(1, layer.axes)}d", layer.input[-1], affine=affine)]


def _embedding(layer: Sized) -> list[str]:
    return [call("nn.Embedding", layer.get("vocabulary"), layer.get("dimension"))]


def _dropout(layer: Sized) -> list[str]:
    return [call("nn.Dropout", layer.get("rate", 0))]


def _activated(layer: Sized) -> list[str]:
    return [f"nn.{ACTIVATIONS[layer.kind]}"]


def _adaptive(layer: Sized, *, kind: str) -> list[str]:
    return [call(f"nn.Adaptive{kind}Pool{layer.axes}d", layer.get("size"))]


def _upsampled(layer: Sized) -> list[str]:
    return [call("nn.Upsample", scale_factor=layer.get("factor"))]


def _shuffled(layer: Sized) -> list[str]:
    return [call("nn.PixelShuffle", layer.get("factor"))]


def _grouped(layer: Sized) -> list[str]:
    return [call("nn.GroupNorm", layer.get("groups"), layer.input[-1])]


def _flattened(layer: Sized) -> list[str]:
    return ["nn.Flatten()"]


def _reshaped(layer: Sized) -> list[str]:
    shape = _turned(layer.gives)
    if len(layer.input) == 1 or prod(layer.input) != layer.input[0]:
        return ["nn.Flatten()", call("nn.Unflatten", 1, shape)]
    return [call("nn.Unflatten", 1, shape)]


def _zeropad(layer: Sized, *, sign: int = 1) -> list[str]:
    """A border of zeros; cropping is a border below zero."""
    border = layer.get("padding", 0)
    sides = sides_of(border, layer.axes, 0)
    ends = ENDS[layer.axes]
    pads = tuple(
        (sign * (side + int(layer.get(one) or 0)), sign * (side + int(layer.get(other) or 0)))
        for side, (one, other) in zip(sides, ends, strict=True)
    )
    return [f"nn.ConstantPad{layer.axes}d({tuple(flat_reversed(pads))}, 0.0)"]


WRITERS: Writers = {
    **{f"conv{axes}": _conv for axes in ("", "1d", "3d")},
    **{f"depthwise{axes}": _conv for axes in ("", "1d", "3d")},
    **{f"separable{axes}": _separable for axes in ("", "1d", "3d")},
    **{f"conv-transpose{axes}": _transposed for axes in ("", "1d", "3d")},
    **{f"maxpool{axes}": partial(_pool, kind="Max") for axes in ("", "1d", "3d")},
    **{f"avgpool{axes}": partial(_pool, kind="Avg") for axes in ("", "1d", "3d")},
    "gap": partial(_global, kind="Avg"),
    "gmp": partial(_global, kind="Max"),
    "dense": _dense,
    "flatten": _flattened,
    "dropout": _dropout,
    "batchnorm": _batchnorm,
    "embedding": _embedding,
    **{word: partial(_recurrent, kind=kind) for word, kind in RECURRENT.items()},
    "reshape": _reshaped,
    **{f"zeropad{axes}": _zeropad for axes in ("", "1d", "3d")},
    **{f"crop{axes}": partial(_zeropad, sign=-1) for axes in ("", "1d", "3d")},
    "adaptive-avgpool": partial(_adaptive, kind="Avg"),
    "adaptive-maxpool": partial(_adaptive, kind="Max"),
    "upsample": _upsampled,
    "pixel-shuffle": _shuffled,
    "groupnorm": _grouped,
    **MORE,
    **dict.fromkeys(ACTIVATIONS, _activated),
}
