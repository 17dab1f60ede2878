"""A network as runnable Keras code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from examsolver.core.derivation import Value
from examsolver.core.problem import ExamError, Problem
from examsolver.frameworks.keras_classes import classes_in
from examsolver.frameworks.keras_more import MORE
from examsolver.frameworks.python_text import call
from examsolver.frameworks.windows import ENDS, even, pads_of
from examsolver.frameworks.writing import Sized, Writers, chained, expressions, owners, reused, without_table
from examsolver.layers.merging import joined_axis

ACTIVATIONS = {
    "leaky-relu": "leaky_relu", "linear": None, "hard-swish": "hard_swish", "hard-sigmoid": "hard_sigmoid",
    "log-softmax": "log_softmax",
}  # fmt: skip
MERGING = ("add", "multiply", "concat", "average", "maximum", "minimum", "subtract", "dot")


def keras_code(layers: Sequence[Sized]) -> str:
    """Code that builds the network and shows its summary. Raises ExamError for layers that Keras has not."""
    simple = chained(layers) and not any(layer.kind in ("attention", "matmul") for layer in layers)
    body = _sequential(layers) if simple else _functional(layers)
    classes = classes_in("\n".join(body))
    imports = ["import numpy as np", "from keras import layers, ops"] if classes else ["from keras import layers"]
    return "\n".join(["import keras", *imports, "", *classes, *body, "model.summary()"]) + "\n"


def _input(layer: Sized) -> str:
    return call("keras.Input", shape=layer.gives, name=layer.label)


def _sequential(layers: Sequence[Sized]) -> list[str]:
    rows = ["model = keras.Sequential(", "    ["]
    for layer in layers:
        told = [_input(layer)] if layer.placed.layer.sources == 0 else expressions(layer, WRITERS, "Keras")
        rows += [f"        {one}," for one in told]
    return [*rows, "    ]", ")"]


def _functional(layers: Sequence[Sized]) -> list[str]:
    names, owner = reused(layers), owners(layers)
    rows: list[str] = []
    for layer in layers:
        own = names[layer.name]
        if layer.placed.layer.sources == 0:
            rows.append(f"{own} = {_input(layer)}")
            continue
        reads = [names[source] for source in layer.placed.sources]
        flows = f"[{', '.join(reads)}]" if layer.kind in MERGING else ", ".join(reads)
        if layer.kind == "attention" and len(reads) == 1:
            flows = f"{flows}, {flows}"
        if layer.name in owner:
            rows.append(f"{own} = {names[owner[layer.name]]}_layer({flows})")
            continue
        made = expressions(layer, WRITERS, "Keras")
        if layer.name in owner.values():
            rows.append(f"{own}_layer = {made[-1]}")
            made[-1] = f"{own}_layer"
        for one in made:
            rows.append(f"{own} = {one}({flows})")
            flows = own
    read = {source for layer in layers for source in layer.placed.sources}
    ends = [names[layer.name] for layer in layers if layer.name not in read]
    inputs = [names[layer.name] for layer in layers if layer.placed.layer.sources == 0]
    return [*rows, f"model = keras.Model({_listed(inputs)}, {_listed(ends)})"]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _activation(layer: Sized) -> Value:
    word = layer.get("activation", "linear")
    return ACTIVATIONS.get(str(word), word)


def _padded(layer: Sized) -> tuple[list[str], Value]:
    """Layers of padding that Keras needs before a window, and what the window itself is told."""
    if layer.get("same"):
        return [], "same"
    pads = pads_of(layer.placed.settings, layer.input[:-1], layer.gives[:-1])
    if even(pads) == 0:
        return [], None
    border = pads[0] if layer.axes == 1 else even(pads) if isinstance(even(pads), int) else pads
    return [call(f"layers.ZeroPadding{layer.axes}D", border, name=f"{layer.label}_padding")], None


def _not_one(layer: Sized, option: str) -> Value:
    return None if layer.get(option, 1) == 1 else layer.get(option)


def _biased(layer: Sized) -> Value:
    return None if layer.get("bias", True) else False


def _conv(layer: Sized, *, kind: str) -> list[str]:
    without_table(layer, "Keras")
    before, padding = _padded(layer)
    made = call(
        f"layers.{kind.format(layer.axes)}",
        *((layer.get("filters"),) if "Depthwise" not in kind else ()),
        layer.get("kernel"),
        strides=_not_one(layer, "stride"),
        padding=padding,
        dilation_rate=_not_one(layer, "dilation"),
        groups=_not_one(layer, "groups"),
        depth_multiplier=_not_one(layer, "multiplier"),
        use_bias=_biased(layer),
        activation=_activation(layer),
        name=layer.label,
    )
    return [*before, made]


def _transposed(layer: Sized) -> list[str]:
    if layer.get("groups", 1) != 1:
        message = f"Keras has no transposed convolution in groups: {layer.name}"
        raise ExamError([Problem(message, layer.placed.span, "leave `groups` out")])
    made = call(
        f"layers.Conv{layer.axes}DTranspose",
        layer.get("filters"),
        layer.get("kernel"),
        strides=_not_one(layer, "stride"),
        padding="same" if layer.get("same") else None,
        output_padding=layer.get("output padding") or None,
        use_bias=_biased(layer),
        activation=_activation(layer),
        name=layer.label,
    )
    border = layer.get("padding", 0)
    crop = call(f"layers.Cropping{layer.axes}D", border, name=f"{layer.label}_crop")
    return [made, crop] if border else [made]


def _pool(layer: Sized, *, kind: str) -> list[str]:
    before, padding = _padded(layer)
    stride = layer.get("stride")
    made = call(
        f"layers.{kind}Pooling{layer.axes}D", layer.get("kernel"), strides=stride, padding=padding, name=layer.label
    )
    return [*before, made]


def _dense(layer: Sized) -> list[str]:
    units = layer.get("units")
    if layer.get("tied"):
        hint = "write the dense layer without `tied`; it then counts its own weights"
        message = f"Keras has no dense layer that uses the weights of an embedding: {layer.name}"
        raise ExamError([Problem(message, layer.placed.span, hint)])
    return [call("layers.Dense", units, use_bias=_biased(layer), activation=_activation(layer), name=layer.label)]


def _recurrent(layer: Sized, *, kind: str) -> list[str]:
    several = layer.get("layers", 1)
    if layer.get("projection") or layer.get("peepholes"):
        raise ExamError(
            [Problem(f"Keras has no LSTM that is projected or sees its cell: {layer.name}", layer.placed.span)]
        )
    made = []
    for number in range(int(several)):
        last = number == int(several) - 1
        reset = None
        if kind == "GRU":
            reset = bool(layer.get("reset after")) or layer.conventions.get("gru biases") == "two"
        one = call(
            f"layers.{kind}",
            layer.get("units"),
            return_sequences=True if layer.get("sequences") or not last else None,
            use_bias=_biased(layer),
            reset_after=None if reset is None or reset else False,
            name=layer.label if last else f"{layer.label}_{number + 1}",
        )
        merge = None if layer.get("merge", "concat") == "concat" else layer.get("merge")
        both = call("layers.Bidirectional", f"={one}", merge_mode=merge, name=f"{layer.label}_{number + 1}_both")
        made.append(both if layer.get("bidirectional") else one)
    return made


def _batchnorm(layer: Sized) -> list[str]:
    scale, shift = (None if layer.get(option, True) else False for option in ("scale", "shift"))
    return [call("layers.BatchNormalization", scale=scale, center=shift, name=layer.label)]


def _layernorm(layer: Sized) -> list[str]:
    scale, shift = (None if layer.get(option, True) else False for option in ("scale", "shift"))
    whole = len(layer.input) > 1 and layer.conventions.get("layernorm axes") == "whole map"
    axes = tuple(range(1, len(layer.input) + 1)) if whole else None
    return [call("layers.LayerNormalization", axis=axes, scale=scale, center=shift, name=layer.label)]


def _embedding(layer: Sized) -> list[str]:
    return [call("layers.Embedding", layer.get("vocabulary"), layer.get("dimension"), name=layer.label)]


def _dropout(layer: Sized) -> list[str]:
    return [call("layers.Dropout", layer.get("rate", 0), name=layer.label)]


def _global(layer: Sized, *, kind: str) -> list[str]:
    kept = True if len(layer.gives) > 1 else None
    return [call(f"layers.Global{kind}Pooling{layer.axes}D", keepdims=kept, name=layer.label)]


def _adaptive(layer: Sized, *, kind: str) -> list[str]:
    """Windows of equal size where the sides can be divided evenly."""
    sides = tuple(before // after for before, after in zip(layer.input[:-1], layer.gives[:-1], strict=True))
    if any(before % after for before, after in zip(layer.input[:-1], layer.gives[:-1], strict=True)):
        hint = "its windows would differ in size, which no layer of Keras does"
        raise ExamError([Problem(f"Keras has no layer that is {layer.name}", layer.placed.span, hint)])
    return [call(f"layers.{kind}Pooling{layer.axes}D", sides, name=layer.label)]


def _plain(layer: Sized, *, kind: str) -> list[str]:
    return [call(f"layers.{kind}", name=layer.label)]


def _joined(layer: Sized) -> list[str]:
    axis = joined_axis(layer.placed)
    return [call("layers.Concatenate", axis=None if axis is None else axis + 1, name=layer.label)]


def _activated(layer: Sized) -> list[str]:
    return [call("layers.Activation", ACTIVATIONS.get(layer.kind, layer.kind), name=layer.label)]


def _reshaped(layer: Sized) -> list[str]:
    return [call("layers.Reshape", layer.gives, name=layer.label)]


def _bordered(layer: Sized, *, kind: str) -> list[str]:
    return [call(f"layers.{kind}{layer.axes}D", _border(layer), name=layer.label)]


def _upsampled(layer: Sized) -> list[str]:
    return [call(f"layers.UpSampling{layer.axes}D", layer.get("factor"), name=layer.label)]


def _grouped(layer: Sized) -> list[str]:
    return [call("layers.GroupNormalization", layer.get("groups"), name=layer.label)]


def _permuted(layer: Sized) -> list[str]:
    return [call("layers.Permute", layer.get("order"), name=layer.label)]


def _border(layer: Sized) -> Value:
    """The border of every side as Keras writes it."""
    own = layer.get("padding", 0)
    if isinstance(own, int) and not any(layer.get(side) for pair in ENDS[3] for side in pair):
        return own
    told = {**dict(layer.placed.settings), "padding": own}
    ends = ENDS[layer.axes]
    sides = own if isinstance(own, tuple) else (own,) * layer.axes
    pairs = tuple(
        tuple(int(side) + int(told.get(end) or 0) for end in pair) for side, pair in zip(sides, ends, strict=True)
    )
    return pairs[0] if layer.axes == 1 else pairs


WRITERS: Writers = {
    **{f"conv{axes}": partial(_conv, kind="Conv{}D") for axes in ("", "1d", "3d")},
    **{f"separable{axes}": partial(_conv, kind="SeparableConv{}D") for axes in ("", "1d")},
    **{f"depthwise{axes}": partial(_conv, kind="DepthwiseConv{}D") for axes in ("", "1d")},
    **{f"conv-transpose{axes}": _transposed for axes in ("", "1d", "3d")},
    **{f"maxpool{axes}": partial(_pool, kind="Max") for axes in ("", "1d", "3d")},
    **{f"avgpool{axes}": partial(_pool, kind="Average") for axes in ("", "1d", "3d")},
    "adaptive-avgpool": partial(_adaptive, kind="Average"),
    "adaptive-maxpool": partial(_adaptive, kind="Max"),
    "gap": partial(_global, kind="Average"),
    "gmp": partial(_global, kind="Max"),
    "dense": _dense,
    "flatten": partial(_plain, kind="Flatten"),
    "dropout": _dropout,
    "batchnorm": _batchnorm,
    "layernorm": _layernorm,
    "embedding": _embedding,
    **{f"{both}lstm": partial(_recurrent, kind="LSTM") for both in ("", "bi")},
    **{f"{both}gru": partial(_recurrent, kind="GRU") for both in ("", "bi")},
    **{f"{both}rnn": partial(_recurrent, kind="SimpleRNN") for both in ("", "bi")},
    "add": partial(_plain, kind="Add"),
    "multiply": partial(_plain, kind="Multiply"),
    "concat": _joined,
    "subtract": partial(_plain, kind="Subtract"),
    "average": partial(_plain, kind="Average"),
    "maximum": partial(_plain, kind="Maximum"),
    "minimum": partial(_plain, kind="Minimum"),
    **MORE,
    "reshape": _reshaped,
    **{f"zeropad{axes}": partial(_bordered, kind="ZeroPadding") for axes in ("", "1d", "3d")},
    **{f"crop{axes}": partial(_bordered, kind="Cropping") for axes in ("", "1d", "3d")},
    "upsample": _upsampled,
    "permute": _permuted,
    "groupnorm": _grouped,
    **dict.fromkeys(
        (
            "relu",
            "sigmoid",
            "tanh",
            "softmax",
            "leaky-relu",
            "elu",
            "selu",
            "gelu",
            "silu",
            "swish",
            "softplus",
            "relu6",
            "mish",
            "hard-sigmoid",
            "hard-swish",
            "softsign",
            "log-softmax",
        ),
        _activated,
    ),
}
