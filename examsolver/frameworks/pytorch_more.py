"""Layers that are written as PyTorch code by modules of their own, and joins of tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from examsolver.core.derivation import Value
from examsolver.core.problem import ExamError, Problem
from examsolver.frameworks.python_text import call
from examsolver.frameworks.writing import Sized, Writers
from examsolver.layers.merging import joined_axis
from examsolver.layers.positions import is_learned
from examsolver.layers.squeeze_excite import middle

ATTENDING = frozenset({
    "attention", "cross-attention", "encoder-layer", "decoder-layer", "feed-forward", "positional-embedding",
    "positional-encoding", "rmsnorm", "class-token", "rotary-embedding", "matmul", "patches", "repeat-vector",
})  # fmt: skip


def _biased(layer: Sized) -> Value:
    return None if layer.get("bias", True) else False


def torch_axis(axis: int, sides: int, steps: bool) -> int:
    """The axis of PyTorch, behind the batch, of one of ours: channels come first in maps."""
    if steps or sides < 2:
        return axis + 1
    return 1 if axis == sides - 1 else axis + 2


# --- joins ------------------------------------------------------------------------------------------------------------


def _concat(layer: Sized, reads: list[str], steps: bool) -> str:
    axis = joined_axis(layer.placed)
    place = torch_axis(len(layer.input) - 1 if axis is None else axis, len(layer.input), steps)
    return f"torch.cat([{', '.join(reads)}], dim={place})"


def _average(layer: Sized, reads: list[str], steps: bool) -> str:
    return f"({' + '.join(reads)}) / {len(reads)}"


def _largest(layer: Sized, reads: list[str], steps: bool) -> str:
    return reduce(lambda one, other: f"torch.{layer.kind}({one}, {other})", reads)


def _matmul(layer: Sized, reads: list[str], steps: bool) -> str:
    if len(layer.input) > 2:
        hint = "attention as one layer is written: `attention 8`"
        raise ExamError(
            [Problem(f"matmul of more than two axes is not written: {layer.name}", layer.placed.span, hint)]
        )
    return f"{reads[0]} @ {reads[1]}{'.transpose(1, 2)' if layer.get('transposed') else ''}"


def _dot(layer: Sized, reads: list[str], steps: bool) -> str:
    return f"({reads[0]} * {reads[1]}).sum(1, keepdim=True)"


def _sliced(layer: Sized, reads: list[str], steps: bool) -> str:
    sides = len(layer.input)
    place = torch_axis((layer.get("axis") or sides) - 1, sides, steps)
    return f"{reads[0]}.narrow({place}, {layer.get('begin', 0)}, {layer.get('size')})"


def _permuted(layer: Sized, reads: list[str], steps: bool) -> str:
    order = layer.get("order")
    axes = [axis - 1 for axis in (order if isinstance(order, tuple) else (order,))]
    sides = len(axes)
    flat = steps or sides < 3
    before = [torch_axis(axis, sides, flat) for axis in axes]
    moved = before if flat else [before[-1], *before[:-1]]
    return f"{reads[0]}.permute(0, {', '.join(map(str, moved))})"


JOINS: Mapping[str, Callable[[Sized, list[str], bool], str]] = {
    "concat": _concat,
    "average": _average,
    "maximum": _largest,
    "minimum": _largest,
    "matmul": _matmul,
    "dot": _dot,
    "slice": _sliced,
    "permute": _permuted,
}

# --- attention --------------------------------------------------------------------------------------------------------


def attending(layer: Sized, memory: int | None = None) -> str:
    """The module of the attention of a layer."""
    heads = int(layer.get("heads", 1))
    key = int(layer.get("key") or layer.input[-1] // heads)
    bias = layer.get("attention bias", layer.get("bias", True))
    return call(
        "Attention",
        layer.input[-1],
        heads,
        key,
        layer.get("value") or key,
        layer.get("kv heads") or heads,
        bias=None if bias else False,
        causal=True if layer.get("causal") else None,
        memory=memory,
    )


def _attention(layer: Sized) -> list[str]:
    return [attending(layer, layer.reads[1][-1] if len(layer.reads) > 1 else None)]


def _hidden(layer: Sized) -> int:
    return int(layer.get("hidden") or 4 * layer.input[-1])


def _feed_forward(layer: Sized) -> list[str]:
    gated = True if layer.get("gated") else None
    return [call("FeedForward", layer.input[-1], _hidden(layer), gated=gated, bias=_biased(layer))]


def _transformer(layer: Sized) -> list[str]:
    depth, cross = layer.input[-1], layer.kind == "decoder-layer"
    made = {"layer": f"nn.LayerNorm({depth})", "rms": f"nn.RMSNorm({depth})"}
    norm = made.get(str(layer.get("norm", "layer")), "nn.Identity()")
    norms = f"[{', '.join([norm] * (3 if cross else 2))}]"
    over = f"={attending(layer, layer.reads[1][-1])}" if cross else None
    return [call("TransformerLayer", f"={attending(layer)}", f"={_feed_forward(layer)[0]}", f"={norms}", over=over)]


# --- the rest ---------------------------------------------------------------------------------------------------------


def _positions(layer: Sized) -> list[str]:
    learned = None if is_learned(layer.placed) else False
    return [call("Positions", layer.get("length") or layer.input[0], layer.input[-1], learned=learned)]


def _squeezed(layer: Sized) -> list[str]:
    size = middle(layer.input, int(layer.get("ratio", 16)), layer.get("squeezed"))
    return [call("SqueezeExcite", layer.input[-1], size, bias=_biased(layer))]


def _subsampled(layer: Sized) -> list[str]:
    if layer.get("same") or layer.get("padding"):
        message = f"PyTorch code of {layer.name} is written without padding alone"
        raise ExamError([Problem(message, layer.placed.span)])
    return [call("Subsample", layer.input[-1], layer.get("kernel"), layer.get("stride"), bias=_biased(layer))]


def _prelu(layer: Sized) -> list[str]:
    slopes = layer.conventions.get("prelu slopes", "per channel")
    if slopes == "per element":
        raise ExamError(
            [Problem(f"PyTorch has no PReLU with a slope for every element: {layer.name}", layer.placed.span)]
        )
    return [call("nn.PReLU", layer.input[-1] if slopes == "per channel" else None)]


def _instancenorm(layer: Sized) -> list[str]:
    affine = bool(layer.get("scale", True))
    if affine != bool(layer.get("shift", True)):
        raise ExamError([Problem(f"PyTorch learns scale and shift or neither: {layer.name}", layer.placed.span)])
    return [call(f"nn.InstanceNorm{max(1, layer.axes)}d", layer.input[-1], affine=True if affine else None)]


def _rmsnorm(layer: Sized) -> list[str]:
    made = call("nn.RMSNorm", layer.input[-1], elementwise_affine=None if layer.get("scale", True) else False)
    return _over_channels(layer, made)


def _layernorm(layer: Sized) -> list[str]:
    sides = len(layer.input)
    whole = sides > 1 and layer.conventions.get("layernorm axes") == "whole map"
    first = (layer.input[-1], *layer.input[:-1]) if sides > 2 else layer.input
    scale, shift = layer.get("scale", True), layer.get("shift", True)
    told = {"bias": None if shift else False} if scale else {"elementwise_affine": False}
    made = call("nn.LayerNorm", first if whole else layer.input[-1], **told)
    return [made] if whole else _over_channels(layer, made)


def _over_channels(layer: Sized, made: str) -> list[str]:
    """A norm over the last axis: the channels of a map are turned there, and back."""
    sides = len(layer.input)
    if sides < 3:
        return [made]
    return [call("Permute", 0, *range(2, sides + 1), 1), made, call("Permute", 0, sides, *range(1, sides))]


def _local(layer: Sized) -> list[str]:
    hint = "neither PyTorch nor Keras 3 has locally connected layers; the question itself can be solved"
    message = f"PyTorch has no layer that is {layer.kind}: {layer.name}"
    raise ExamError([Problem(message, layer.placed.span, hint)])


def tied(layer: Sized, layers: Sequence[Sized], names: dict[str, str]) -> list[str]:
    """The weights of an embedding, where the layer uses them."""
    if not layer.get("tied"):
        return []
    size = (layer.get("units"), layer.input[-1])
    found = [one for one in layers if one.kind == "embedding" and (one.get("vocabulary"), one.get("dimension")) == size]
    if not found:
        message = f"no embedding of {size[0]} words in {size[1]} dimensions has the weights of {layer.name}"
        raise ExamError([Problem(message, layer.placed.span, "leave `tied` out, or fit the sizes")])
    return [f"self.{names[layer.name]}.weight = self.{names[found[0].name]}.weight"]


MORE: Writers = {
    "attention": _attention,
    "cross-attention": _attention,
    "feed-forward": _feed_forward,
    "encoder-layer": _transformer,
    "decoder-layer": _transformer,
    "positional-embedding": _positions,
    "positional-encoding": _positions,
    "squeeze-excite": _squeezed,
    "class-token": lambda layer: [call("ClassToken", layer.input[-1], layer.get("count", 1))],
    "subsample": _subsampled,
    "glu": lambda layer: [call("nn.GLU", dim=1 if len(layer.input) > 2 else None)],
    "patches": lambda layer: [call("Patches", layer.get("size"))],
    "maxout": lambda layer: [
        call("Maxout", layer.input[-1], layer.get("units"), layer.get("pieces"), bias=_biased(layer))
    ],
    "bilinear": lambda layer: [
        call("nn.Bilinear", layer.input[-1], layer.reads[1][-1], layer.get("units"), bias=_biased(layer))
    ],
    "repeat-vector": lambda layer: [call("Repeat", layer.get("count"))],
    "prelu": _prelu,
    "instancenorm": _instancenorm,
    "rmsnorm": _rmsnorm,
    "layernorm": _layernorm,
    "lrn": lambda layer: ["nn.LocalResponseNorm(5)"],
    "identity": lambda layer: ["nn.Identity()"],
    **{f"locally-connected{axes}": _local for axes in ("", "1d", "3d")},
}
