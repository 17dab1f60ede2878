"""More layers of PyTorch: lazy ones, borders, volumes, decoders, rarer activations, and what changes no size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from examsolver.core.derivation import Value
from examsolver.frameworks.dialect import Bound, Kind, Kinds
from examsolver.frameworks.pytorch_layers import (
    ENCODER,
    KINDS,
    NORM,
    PLAIN,
    TRANSPOSED,
    adaptive,
    adaptive_word,
    batchnorm,
    encoder,
    instancenorm,
    transposed,
    unbiased,
)

Options = Iterator[tuple[str, Value]]
SIDES = ("left", "right", "top", "bottom", "front", "back")
_kind = Kinds(PLAIN)


def bordered(bound: Bound) -> Options:
    """``ConstantPad1d((3, 0), 0.0)``, ``ReflectionPad2d(1)``, ``ZeroPad3d(1)``."""
    sides = bound.get("padding")
    if isinstance(sides, int):
        yield "padding", sides
        return
    if not isinstance(sides, list | tuple) or not all(isinstance(side, int) for side in sides) or len(sides) % 2:
        bound.complain("padding", f"padding of {bound.made.kind} must be written out", "such as padding=(1, 1)")
    if min(sides) < 0:
        bound.complain("padding", "padding below zero crops, which is not read here", "leave it out")
    yield from ((side, count) for side, count in zip(SIDES, sides, strict=False) if count)


def split_axis(bound: Bound) -> Options:
    """``Unflatten(1, (64, 7, 7))`` of a vector."""
    bound.only("dim", 1)
    sides = bound.get("unflattened_size")
    if not isinstance(sides, list | tuple) or not all(isinstance(side, int) and side > 0 for side in sides):
        bound.complain("unflattened_size", "the sizes of Unflatten must be written out", "such as (64, 7, 7)")
    yield "size", tuple(sides)


def paired(bound: Bound) -> Options:
    """``Bilinear(20, 30, 5)``."""
    yield "units", bound.whole("out_features")
    yield from unbiased(bound)


def resampled(bound: Bound) -> Options:
    """``UpsamplingBilinear2d(scale_factor=2)``."""
    yield "factor", bound.size("scale_factor")


def halved(bound: Bound) -> Options:
    """``GLU(dim=1)``: PyTorch halves the last axis where nothing is said."""
    bound.only("dim", -1)
    yield from ()


def decoder(bound: Bound) -> Options:
    """A decoder layer of a transformer."""
    yield from encoder(bound)


def _light(
    names: str, word: str = "", order: str = "inplace dim p a b alpha beta lambd min_val max_val"
) -> dict[str, Kind]:
    return {name: _kind(word, order, weights=False) for name in names.split()}


PADS = {1: "zeropad1d", 2: "zeropad", 3: "zeropad3d"}

ALL: dict[str, Kind] = {
    **KINDS,
    **{f"LazyBatchNorm{axes}d": _kind("batchnorm", NORM.partition(" ")[2], batchnorm) for axes in (1, 2, 3)},
    **{
        f"LazyConvTranspose{axes}d": replace(
            KINDS[f"ConvTranspose{axes}d"], order=tuple(TRANSPOSED.split()[1:]), options=transposed, channels=""
        )
        for axes in (1, 2, 3)
    },
    **{
        f"Adaptive{kind}Pool3d": _kind(adaptive_word, "output_size", adaptive, weights=False)
        for kind in ("Max", "Avg")
    },
    **{
        f"{kind}Pad{axes}d": _kind(PADS[axes], "padding value", bordered, weights=False)
        for kind in ("Constant", "Zero", "Reflection", "Replication", "Circular")
        for axes in (1, 2, 3)
    },
    **{
        f"InstanceNorm{axes}d": _kind("instancenorm", NORM, instancenorm, channels="num_features")
        for axes in (1, 2, 3)
    },
    "SyncBatchNorm": KINDS["BatchNorm2d"],
    "LocalResponseNorm": _kind("lrn", "size alpha beta k", weights=False),
    "TransformerDecoderLayer": _kind("decoder-layer", ENCODER, decoder, channels="d_model"),
    "Unflatten": _kind("reshape", "dim unflattened_size", split_axis, weights=False),
    "Bilinear": _kind("bilinear", "in1_features in2_features out_features bias", paired),
    "GLU": _kind("glu", "dim", halved, weights=False),
    "UpsamplingNearest2d": _kind("upsample", "size scale_factor", resampled, weights=False),
    "UpsamplingBilinear2d": _kind("upsample", "size scale_factor", resampled, weights=False),
    **_light("Dropout3d AlphaDropout FeatureAlphaDropout", "dropout", "p inplace"),
    **_light("ChannelShuffle", "", "groups"),
    **_light("Softmax2d", "softmax"),
    **_light("Softsign", "softsign"),
    **_light(
        "CELU RReLU Hardtanh LogSigmoid Tanhshrink Softshrink Hardshrink Threshold Softmin", "activation"
    ),
}  # fmt: skip
