"""The layers of PyTorch and how their arguments are said in our words."""

from __future__ import annotations

from collections.abc import Iterator

from examsolver.core.derivation import Value
from examsolver.frameworks.dialect import Bound, Kind, Kinds, optional

Options = Iterator[tuple[str, Value]]
PLAIN = frozenset([
    "device", "dtype", "name", "inplace", "eps", "momentum", "track_running_stats", "padding_mode",
    "return_indices",
])  # fmt: skip


def padding(bound: Bound) -> Options:
    """``padding=1`` or ``padding="same"``."""
    value = bound.get("padding", 0)
    if value == "same":
        yield "same", True
    elif value != "valid":
        yield from optional(("padding", bound.size("padding", 0), 0))
    bound.only("padding_mode", "zeros")


def conv(bound: Bound) -> Options:
    """A convolution."""
    yield "filters", bound.whole("out_channels")
    yield "kernel", bound.size("kernel_size")
    yield from optional(("stride", bound.size("stride", 1), 1))
    yield from padding(bound)
    yield from optional(("dilation", bound.size("dilation", 1), 1), ("groups", bound.whole("groups", 1), 1))
    yield from unbiased(bound)


def transposed(bound: Bound) -> Options:
    """A transposed convolution."""
    yield "filters", bound.whole("out_channels")
    yield "kernel", bound.size("kernel_size")
    yield from optional(
        ("stride", bound.size("stride", 1), 1),
        ("padding", bound.size("padding", 0), 0),
        ("output padding", bound.size("output_padding", 0), 0),
        ("dilation", bound.size("dilation", 1), 1),
        ("groups", bound.whole("groups", 1), 1),
    )
    yield from unbiased(bound)


def unbiased(bound: Bound) -> Options:
    """``bias=False``."""
    if not bound.flag("bias", True):
        yield "bias", False


def pool(bound: Bound) -> Options:
    """A pooling window; its stride is its size where nothing else is said."""
    kernel = bound.size("kernel_size")
    yield "kernel", kernel
    if bound.get("stride") is not None:
        yield from optional(("stride", bound.size("stride"), kernel))
    yield from optional(("padding", bound.size("padding", 0), 0))
    if bound.get("dilation", 1) != 1:
        yield "dilation", bound.size("dilation")
    if bound.flag("ceil_mode", False):
        yield "ceil", True


def adaptive(bound: Bound) -> Options:
    """``AdaptiveAvgPool2d(7)``: the size of its output."""
    yield "size", bound.size("output_size")


def adaptive_word(bound: Bound) -> str:
    """Max or average."""
    return "adaptive-maxpool" if "Max" in bound.made.kind else "adaptive-avgpool"


def linear(bound: Bound) -> Options:
    """Neurons."""
    yield "units", bound.whole("out_features")
    yield from unbiased(bound)


def embedding(bound: Bound) -> Options:
    """A vector a word."""
    yield "vocabulary", bound.whole("num_embeddings")
    yield "dimension", bound.whole("embedding_dim")


def recurrent(bound: Bound) -> Options:
    """A recurrent layer gives every step."""
    yield "units", bound.whole("hidden_size")
    yield "sequences", True
    yield from optional(("layers", bound.whole("num_layers", 1), 1))
    if bound.flag("bidirectional", False):
        yield "bidirectional", True
    yield from unbiased(bound)
    if bound.made.kind == "LSTM":
        yield from optional(("projection", bound.whole("proj_size", 0), 0))


def batchnorm(bound: Bound) -> Options:
    """``affine=False``: neither scale nor shift."""
    if not bound.flag("affine", True):
        yield "scale", False
        yield "shift", False


def instancenorm(bound: Bound) -> Options:
    """PyTorch learns nothing here unless it is told."""
    if not bound.flag("affine", False):
        yield "scale", False
        yield "shift", False


def encoder(bound: Bound) -> Options:
    """An encoder layer of a transformer."""
    yield "heads", bound.whole("nhead")
    yield "hidden", bound.whole("dim_feedforward", 2048)
    bound.only("bias", True)


def layernorm(bound: Bound) -> Options:
    """Over the last axis."""
    size = bound.size("normalized_shape")
    if isinstance(size, tuple):
        bound.complain("normalized_shape", "LayerNorm over the last axis is known here", "such as nn.LayerNorm(512)")
    if not bound.flag("elementwise_affine", True):
        yield "scale", False
    if not bound.flag("bias", True) or not bound.flag("elementwise_affine", True):
        yield "shift", False


def groupnorm(bound: Bound) -> Options:
    """Groups of channels."""
    yield "groups", bound.whole("num_groups")


def dropout(bound: Bound) -> Options:
    """Its rate."""
    yield "rate", bound.number("p", 0.5)


def attention(bound: Bound) -> Options:
    """Heads."""
    yield "heads", bound.whole("num_heads")
    yield from unbiased(bound)


def one_slope(bound: Bound) -> Options:
    """One slope for the layer."""
    bound.only("num_parameters", 1)
    yield from ()


def upsampled(bound: Bound) -> Options:
    """``Upsample(scale_factor=2)``."""
    factor = bound.get("scale_factor")
    if isinstance(factor, float) and factor == int(factor):
        bound.values["scale_factor"] = int(factor)
    yield "factor", bound.size("scale_factor")


def shuffled(bound: Bound) -> Options:
    """``PixelShuffle(2)``."""
    yield "factor", bound.whole("upscale_factor")


def bordered(bound: Bound) -> Options:
    """``ZeroPad2d((left, right, top, bottom))``."""
    sides = bound.size("padding")
    if isinstance(sides, tuple):
        yield from zip(("left", "right", "top", "bottom"), sides, strict=False)
    else:
        yield "padding", sides


def flattened(bound: Bound) -> Options:
    """``Flatten()``: all but the batch."""
    bound.only("start_dim", 1)
    bound.only("end_dim", -1)
    yield from ()


_kind = Kinds(PLAIN)
CONV = "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode"
TRANSPOSED = "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode"
MAXPOOL = "kernel_size stride padding dilation return_indices ceil_mode"
AVGPOOL = "kernel_size stride padding ceil_mode count_include_pad divisor_override"
NORM = "num_features eps momentum affine track_running_stats"
ENCODER = "d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias"
RECURRENT = "input_size hidden_size num_layers bias batch_first dropout bidirectional proj_size nonlinearity"


def _activation(word: str, order: str = "") -> Kind:
    return _kind(word, order, weights=False)


KINDS: dict[str, Kind] = {
    **_kind.by_axes("Conv{}d", "conv", CONV, conv, channels="in_channels"),
    **_kind.by_axes("LazyConv{}d", "conv", CONV.partition(" ")[2], conv),
    **_kind.by_axes("ConvTranspose{}d", "conv-transpose", TRANSPOSED, transposed, channels="in_channels"),
    **_kind.by_axes("MaxPool{}d", "maxpool", MAXPOOL, pool, weights=False),
    **_kind.by_axes("AvgPool{}d", "avgpool", AVGPOOL, pool, weights=False),
    **{
        f"Adaptive{kind}Pool{axes}d": _kind(adaptive_word, "output_size", adaptive, weights=False)
        for kind in ("Max", "Avg")
        for axes in (1, 2)
    },
    **{f"BatchNorm{axes}d": _kind("batchnorm", NORM, batchnorm, channels="num_features") for axes in (1, 2, 3)},
    "LayerNorm": _kind("layernorm", "normalized_shape eps elementwise_affine bias", layernorm),
    "GroupNorm": _kind("groupnorm", "num_groups num_channels eps affine", groupnorm, channels="num_channels"),
    "InstanceNorm2d": _kind("instancenorm", NORM, instancenorm, channels="num_features"),
    "Linear": _kind("dense", "in_features out_features bias", linear, channels="in_features"),
    "LazyLinear": _kind("dense", "out_features bias", linear),
    "Embedding": _kind("embedding", "num_embeddings embedding_dim padding_idx", embedding),
    "LSTM": _kind("lstm states", RECURRENT, recurrent, channels="input_size"),
    "GRU": _kind("gru states", RECURRENT, recurrent, channels="input_size"),
    "RNN": _kind("rnn states", RECURRENT, recurrent, channels="input_size"),
    "MultiheadAttention": _kind(
        "attention states",
        "embed_dim num_heads dropout bias add_bias_kv add_zero_attn kdim vdim batch_first",
        attention,
    ),
    "Dropout": _kind("dropout", "p", dropout, weights=False),
    "Dropout1d": _kind("dropout", "p", dropout, weights=False),
    "Dropout2d": _kind("dropout", "p", dropout, weights=False),
    "Flatten": _kind("flatten", "start_dim end_dim", flattened, weights=False),
    "Identity": _kind("", "", weights=False),
    "ReLU": _activation("relu", "inplace"),
    "ReLU6": _activation("relu6", "inplace"),
    "LeakyReLU": _activation("leaky-relu", "negative_slope inplace"),
    "ELU": _activation("elu", "alpha inplace"),
    "SELU": _activation("selu", "inplace"),
    "GELU": _activation("gelu", "approximate"),
    "SiLU": _activation("silu", "inplace"),
    "Hardswish": _activation("hard-swish", "inplace"),
    "Sigmoid": _activation("sigmoid"),
    "Tanh": _activation("tanh"),
    "Softplus": _activation("softplus", "beta threshold"),
    "Softmax": _activation("softmax", "dim"),
    "LogSoftmax": _activation("log-softmax", "dim"),
    "PReLU": _kind("prelu", "num_parameters init", one_slope),
    "Mish": _activation("mish", "inplace"),
    "Hardsigmoid": _activation("hard-sigmoid", "inplace"),
    "RMSNorm": _kind("rmsnorm", "normalized_shape eps elementwise_affine"),
    "TransformerEncoderLayer": _kind("encoder-layer", ENCODER, encoder, channels="d_model"),
    "Upsample": _kind("upsample", "size scale_factor mode align_corners", upsampled, weights=False),
    "PixelShuffle": _kind("pixel-shuffle", "upscale_factor", shuffled, weights=False),
    "ZeroPad2d": _kind("zeropad", "padding", bordered, weights=False),
}
