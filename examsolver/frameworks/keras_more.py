"""Layers that are written as Keras code by classes of their own: attention, positions, squeeze-and-excite …"""

from __future__ import annotations

from examsolver.core.derivation import Value
from examsolver.core.problem import ExamError, Problem
from examsolver.frameworks.python_text import call, python
from examsolver.frameworks.writing import Sized, Writers
from examsolver.layers.positions import is_learned
from examsolver.layers.squeeze_excite import middle


def _biased(layer: Sized) -> Value:
    return None if layer.get("bias", True) else False


def heads(layer: Sized) -> dict[str, Value]:
    """The arguments of an attention layer: heads of queries that share keys and values where there are fewer."""
    count = int(layer.get("heads", 1))
    key = layer.get("key") or layer.input[-1] // count
    bias = layer.get("attention bias", layer.get("bias", True))
    shared = layer.get("kv heads")
    if shared is None or shared == count:
        options: dict[str, Value] = {"num_heads": count, "key_dim": key, "value_dim": layer.get("value")}
    else:
        options = {"head_dim": key, "num_query_heads": count, "num_key_value_heads": shared}
        if layer.get("value") not in (None, key):
            message = f"Keras has no grouped queries whose values are longer than their keys: {layer.name}"
            raise ExamError([Problem(message, layer.placed.span, "leave `value` out")])
    return {**options, "use_bias": None if bias else False}


def _attention(layer: Sized) -> list[str]:
    options = heads(layer)
    kind = "GroupQueryAttention" if "head_dim" in options else "MultiHeadAttention"
    return [call(f"layers.{kind}", **options, name=layer.label)]


def _hidden(layer: Sized) -> int:
    return int(layer.get("hidden") or 4 * layer.input[-1])


def _feed_forward(layer: Sized) -> list[str]:
    gated = True if layer.get("gated") else None
    return [call("FeedForward", _hidden(layer), gated=gated, use_bias=_biased(layer), name=layer.label)]


def _transformer(layer: Sized) -> list[str]:
    told = {name: value for name, value in heads(layer).items() if value is not None}
    options = "dict(" + ", ".join(f"{name}={python(value)}" for name, value in told.items()) + ")"
    norm = layer.get("norm", "layer")
    made = call(
        "TransformerLayer",
        f"={options}",
        _hidden(layer),
        gated=True if layer.get("gated") else None,
        use_bias=_biased(layer),
        norm=None if norm == "layer" else norm,
        cross=True if layer.kind == "decoder-layer" else None,
        causal=True if layer.get("causal") else None,
        name=layer.label,
    )
    return [made]


def _positions(layer: Sized) -> list[str]:
    learned = None if is_learned(layer.placed) else False
    return [call("Positions", layer.get("length") or layer.input[0], learned=learned, name=layer.label)]


def _squeezed(layer: Sized) -> list[str]:
    size = middle(layer.input, int(layer.get("ratio", 16)), layer.get("squeezed"))
    return [call("SqueezeExcite", size, use_bias=_biased(layer), name=layer.label)]


def _subsampled(layer: Sized) -> list[str]:
    if layer.get("same") or layer.get("padding"):
        raise ExamError([Problem(f"Keras code of {layer.name} is written without padding alone", layer.placed.span)])
    stride = layer.get("stride")
    return [call("Subsample", layer.get("kernel"), stride, use_bias=_biased(layer), name=layer.label)]


def _sliced(layer: Sized) -> list[str]:
    axis = layer.get("axis")
    begin = layer.get("begin") or None
    return [call("Slice", layer.get("size"), begin=begin, axis=axis, name=layer.label)]


def _prelu(layer: Sized) -> list[str]:
    slopes = layer.conventions.get("prelu slopes", "per channel")
    axes = tuple(range(1, len(layer.input))) if slopes == "per channel" else tuple(range(1, len(layer.input) + 1))
    return [call("layers.PReLU", shared_axes=None if slopes == "per element" or not axes else axes, name=layer.label)]


def _instancenorm(layer: Sized) -> list[str]:
    scale, shift = (None if layer.get(option, True) else False for option in ("scale", "shift"))
    return [call("layers.GroupNormalization", -1, scale=scale, center=shift, name=layer.label)]


def _rmsnorm(layer: Sized) -> list[str]:
    if not layer.get("scale", True):
        raise ExamError([Problem(f"Keras has no RMS normalisation without a scale: {layer.name}", layer.placed.span)])
    return [call("layers.RMSNormalization", name=layer.label)]


def _local(layer: Sized) -> list[str]:
    hint = "Keras 2 had LocallyConnected layers, Keras 3 and PyTorch have none; the question itself can be solved"
    message = f"Keras has no layer that is {layer.kind}: {layer.name}"
    raise ExamError([Problem(message, layer.placed.span, hint)])


MORE: Writers = {
    "attention": _attention,
    "cross-attention": _attention,
    "feed-forward": _feed_forward,
    "encoder-layer": _transformer,
    "decoder-layer": _transformer,
    "positional-embedding": _positions,
    "positional-encoding": _positions,
    "squeeze-excite": _squeezed,
    "class-token": lambda layer: [call("ClassToken", layer.get("count", 1), name=layer.label)],
    "subsample": _subsampled,
    "pixel-shuffle": lambda layer: [call("PixelShuffle", layer.get("factor"), name=layer.label)],
    "matmul": lambda layer: [call("Matmul", True if layer.get("transposed") else None, name=layer.label)],
    "dot": lambda layer: [call("layers.Dot", axes=1, name=layer.label)],
    "slice": _sliced,
    "glu": lambda layer: [call("Glu", name=layer.label)],
    "patches": lambda layer: [call("Patches", layer.get("size"), name=layer.label)],
    "maxout": lambda layer: [
        call("Maxout", layer.get("units"), layer.get("pieces"), use_bias=_biased(layer), name=layer.label)
    ],
    "repeat-vector": lambda layer: [call("layers.RepeatVector", layer.get("count"), name=layer.label)],
    "prelu": _prelu,
    "instancenorm": _instancenorm,
    "rmsnorm": _rmsnorm,
    "identity": lambda layer: [call("layers.Identity", name=layer.label)],
    **{f"locally-connected{axes}": _local for axes in ("", "1d", "3d")},
}
