"""The layers of Keras and how their arguments are said in our words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from examsolver.core.derivation import Value
from examsolver.frameworks.dialect import ACTIVATIONS, Bound, Kind, Kinds, activation_word, optional
from examsolver.frameworks.values import Made, Ref

Options = Iterator[tuple[str, Value]]
PLAIN = frozenset(
    [
        "name",
        "dtype",
        "autocast",
        "trainable",
        "input_shape",
        "input_dim",
        "batch_input_shape",
        "batch_shape",
        "input_length",
        "seed",
        "noise_shape",
        "momentum",
        "epsilon",
        "renorm",
        "fused",
        "synchronized",
        "unroll",
        "stateful",
        "go_backwards",
        "time_major",
        "zero_output_for_mask",
        "dropout",
        "recurrent_dropout",
        "recurrent_activation",
        "implementation",
        "use_cudnn",
        "mask_zero",
        "supports_masking",
        "unit_forget_bias",
        "interpolation",
        "lora_rank",
        "ragged",
        "sparse",
        "return_state",
        "flash_attention",
    ]
)


def padded(bound: Bound) -> Options:
    """``padding="same"``."""
    padding = bound.get("padding", "valid")
    padding = padding.lower() if isinstance(padding, str) else padding
    if padding == "causal" and bound.made.kind == "Conv1D":
        reach = bound.whole("dilation_rate", 1) * (int(str(bound.size("kernel_size"))) - 1)
        yield "left", reach
        return
    if padding not in ("valid", "same"):
        bound.complain("padding", f"padding of {bound.made.kind} is 'valid' or 'same'")
    if padding != "valid":
        yield padding, True
    bound.only("data_format", "channels_last", None)


def biased(bound: Bound) -> Options:
    """``use_bias`` and ``activation``."""
    if not bound.flag("use_bias", True):
        yield "bias", False
    yield from activation_word(bound)


def conv(bound: Bound) -> Options:
    """A convolution."""
    yield "filters", bound.whole("filters")
    yield "kernel", bound.size("kernel_size")
    yield from optional(("stride", bound.size("strides", 1), 1))
    yield from padded(bound)
    yield from optional(("dilation", bound.size("dilation_rate", 1), 1), ("groups", bound.whole("groups", 1), 1))
    yield from biased(bound)


def separable(bound: Bound) -> Options:
    """A depthwise convolution and a pointwise one."""
    yield "filters", bound.whole("filters")
    yield from depthwise(bound)


def depthwise(bound: Bound) -> Options:
    """Every channel has filters of its own."""
    yield "kernel", bound.size("kernel_size")
    yield from optional(("stride", bound.size("strides", 1), 1))
    yield from padded(bound)
    yield from optional(
        ("multiplier", bound.whole("depth_multiplier", 1), 1), ("dilation", bound.size("dilation_rate", 1), 1)
    )
    yield from biased(bound)


def transposed(bound: Bound) -> Options:
    """A transposed convolution."""
    yield "filters", bound.whole("filters")
    yield "kernel", bound.size("kernel_size")
    yield from optional(("stride", bound.size("strides", 1), 1))
    yield from padded(bound)
    if bound.get("output_padding") is not None:
        yield "output padding", bound.size("output_padding")
    yield from biased(bound)


def pool(bound: Bound) -> Options:
    """A pooling window; its stride is its size where nothing else is said."""
    kernel = bound.size("pool_size", 2)
    yield "kernel", kernel
    if bound.get("strides") is not None:
        yield from optional(("stride", bound.size("strides"), kernel))
    yield from padded(bound)


def dense(bound: Bound) -> Options:
    """Neurons."""
    yield "units", bound.whole("units")
    yield from biased(bound)


def recurrent(bound: Bound) -> Options:
    """A recurrent layer: Keras gives the last step unless it is told otherwise."""
    yield "units", bound.whole("units")
    if bound.flag("return_sequences", False):
        yield "sequences", True
    if bound.flag("bidirectional", False):
        yield "bidirectional", True
        if bound.get("merge_mode", "concat") not in ("concat", "sum", "ave", "mul"):
            bound.complain("merge_mode", "merge_mode is 'concat', 'sum', 'ave' or 'mul' here")
        yield from optional(("merge", bound.get("merge_mode", "concat"), "concat"))
    if not bound.flag("use_bias", True):
        yield "bias", False
    if bound.made.kind == "GRU" and bound.flag("reset_after", True):
        yield "reset after", True


def batchnorm(bound: Bound) -> Options:
    """Scale and shift."""
    for name, own in (("scale", "scale"), ("center", "shift")):
        if not bound.flag(name, True):
            yield own, False
    bound.only("axis", -1, 3, 2, 1)


def layernorm(bound: Bound) -> Options:
    """Scale and shift over the last axis."""
    for name, own in (("scale", "scale"), ("center", "shift")):
        if not bound.flag(name, True):
            yield own, False
    bound.only("axis", -1)


def groupnorm(bound: Bound) -> Options:
    """Groups of channels."""
    yield "groups", bound.whole("groups", 32)


def embedding(bound: Bound) -> Options:
    """A vector a word."""
    yield "vocabulary", bound.whole("input_dim")
    yield "dimension", bound.whole("output_dim")


def attention(bound: Bound) -> Options:
    """Heads of ``key_dim`` each."""
    yield "heads", bound.whole("num_heads")
    yield "key", bound.whole("key_dim")
    if not bound.flag("use_bias", True):
        yield "bias", False


def dropout(bound: Bound) -> Options:
    """Its rate."""
    yield "rate", bound.number("rate", 0.5)


def shaped(bound: Bound) -> Options:
    """``Reshape((7, 7, 64))``."""
    yield "size", _sides(bound, bound.get("target_shape"), "target_shape")


def permuted(bound: Bound) -> Options:
    """``Permute((2, 1))``."""
    yield "order", _sides(bound, bound.get("dims"), "dims")


def _sides(bound: Bound, value: Any, name: str) -> Value:
    sides = tuple(value) if isinstance(value, tuple | list) else (value,)
    if not all(isinstance(side, int) for side in sides):
        bound.complain(name, f"{name} of {bound.made.kind} must be written out", f"such as {name}=(7, 7, 64)")
    return sides if len(sides) > 1 else sides[0]


def own_slopes(bound: Bound) -> Options:
    """A slope for every element."""
    bound.only("shared_axes", None)
    yield from ()


def global_pool(bound: Bound) -> Options:
    """``keepdims=True``: sides of 1 stay."""
    if bound.flag("keepdims", False):
        yield "keepdims", True


def upsampled(bound: Bound) -> Options:
    """``UpSampling2D(2)``."""
    yield "factor", bound.size("size", 2)
    bound.only("data_format", "channels_last", None)


def bordered(bound: Bound, *, name: str, default: int) -> Options:
    """``ZeroPadding2D(3)``, ``(1, 2)`` and ``((0, 1), (0, 1))``; the same for cropping."""
    value = bound.get(name, default)
    sides = value if isinstance(value, tuple | list) else (value,)
    ends = [tuple(side) if isinstance(side, tuple | list) else (side, side) for side in sides]
    if bound.made.kind.endswith("1D") and isinstance(value, tuple | list):
        ends = [tuple(value)]
    if not all(isinstance(end, int) for pair in ends for end in pair):
        bound.complain(name, f"{name} of {bound.made.kind} must be written out", f"such as {name}=1")
    words = ("front", "back", "top", "bottom", "left", "right")[6 - 2 * len(ends) :]
    flat = [end for pair in ends for end in pair]
    if len(set(flat)) == 1:
        yield "padding", flat[0]
    else:
        yield from zip(words, flat, strict=False)


def activation_kind(bound: Bound) -> str:
    """``Activation("relu")`` is a layer of that name."""
    value = bound.get("activation")
    if isinstance(value, Made):
        return str(KINDS[value.kind].word)
    word = value if isinstance(value, str) else value.last if isinstance(value, Ref) else ""
    plain = ACTIVATIONS.get(word.lower(), word.lower().replace("_", "-"))
    return "" if plain == "linear" else plain


_kind = Kinds(PLAIN)
CONV = "filters kernel_size strides padding data_format dilation_rate groups activation use_bias"
DEPTHWISE = "kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias"
SEPARABLE = "filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias"
TRANSPOSED = "filters kernel_size strides padding data_format dilation_rate activation use_bias output_padding"
POOL = "pool_size strides padding data_format"
NORM = "axis momentum epsilon center scale"
RECURRENT = "units activation use_bias return_sequences reset_after bidirectional merge_mode"
GLOBAL = "data_format keepdims"


def relu(bound: Bound) -> str:
    """``ReLU(6.0)`` is capped at 6."""
    return "relu6" if bound.get("max_value") == 6 else "relu"


def _activation(word: Any) -> Kind:
    return _kind(word, "max_value negative_slope threshold alpha axis", weights=False)


KINDS: dict[str, Kind] = {
    **_kind.by_axes("Conv{}D", "conv", CONV, conv),
    **_kind.by_axes("MaxPooling{}D", "maxpool", POOL, pool, weights=False),
    **_kind.by_axes("MaxPool{}D", "maxpool", POOL, pool, weights=False),
    **_kind.by_axes("AveragePooling{}D", "avgpool", POOL, pool, weights=False),
    **_kind.by_axes("AvgPool{}D", "avgpool", POOL, pool, weights=False),
    "Convolution2D": _kind("conv", CONV, conv),
    "SeparableConv2D": _kind("separable", SEPARABLE, separable),
    "DepthwiseConv2D": _kind("depthwise", DEPTHWISE, depthwise),
    "Conv2DTranspose": _kind("conv-transpose", TRANSPOSED, transposed),
    "Conv1DTranspose": _kind("conv-transpose1d", TRANSPOSED, transposed),
    "Dense": _kind("dense", "units activation use_bias", dense),
    "Flatten": _kind("flatten", "data_format", weights=False),
    "Dropout": _kind("dropout", "rate", dropout, weights=False),
    "SpatialDropout1D": _kind("dropout", "rate", dropout, weights=False),
    "SpatialDropout2D": _kind("dropout", "rate", dropout, weights=False),
    "Activation": _kind(activation_kind, "activation", weights=False),
    "ReLU": _activation(relu),
    "LeakyReLU": _activation("leaky-relu"),
    "ELU": _activation("elu"),
    "Softmax": _activation("softmax"),
    "PReLU": _kind("prelu", "shared_axes", own_slopes),
    "BatchNormalization": _kind("batchnorm", NORM, batchnorm),
    "LayerNormalization": _kind("layernorm", "axis epsilon center scale", layernorm),
    "GroupNormalization": _kind("groupnorm", "groups axis epsilon center scale", groupnorm),
    "Embedding": _kind("embedding", "input_dim output_dim", embedding),
    "LSTM": _kind("lstm", RECURRENT, recurrent),
    "GRU": _kind("gru", RECURRENT, recurrent),
    "SimpleRNN": _kind("rnn", RECURRENT, recurrent),
    "MultiHeadAttention": _kind("attention", "num_heads key_dim value_dim dropout use_bias", attention),
    "Add": _kind("add", "", weights=False),
    "Multiply": _kind("multiply", "", weights=False),
    "Concatenate": _kind("concat", "axis", weights=False),
    "Reshape": _kind("reshape", "target_shape", shaped, weights=False),
    "Permute": _kind("permute", "dims", permuted, weights=False),
    "UpSampling2D": _kind("upsample", "size data_format interpolation", upsampled, weights=False),
    "ZeroPadding2D": _kind(
        "zeropad", "padding data_format", partial(bordered, name="padding", default=1), weights=False
    ),
    "ZeroPadding1D": _kind("zeropad1d", "padding", partial(bordered, name="padding", default=1), weights=False),
    "Cropping2D": _kind("crop", "cropping data_format", partial(bordered, name="cropping", default=0), weights=False),
    "Rescaling": _kind("", "scale offset", weights=False),
    **{
        f"Global{kind}Pool{ing}{axes}D": _kind(word, GLOBAL, global_pool, weights=False)
        for kind, word in (("Average", "gap"), ("Avg", "gap"), ("Max", "gmp"))
        for ing in ("", "ing")
        for axes in (1, 2, 3)
    },
}
