"""More layers of Keras: volumes, joins, noise, positions, and what changes neither sizes nor counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from examsolver.core.derivation import Value
from examsolver.frameworks.dialect import Bound, Kind, Kinds, Saying
from examsolver.frameworks.keras_layers import (
    DEPTHWISE,
    KINDS,
    PLAIN,
    SEPARABLE,
    TRANSPOSED,
    bordered,
    conv,
    depthwise,
    separable,
    transposed,
    upsampled,
)

Options = Iterator[tuple[str, Value]]
LOCAL = "filters kernel_size strides padding data_format activation use_bias"
_kind = Kinds(PLAIN)


def joined(bound: Bound) -> Options:
    """``Concatenate(axis=1)``: axes are counted with the batch, as in our language from 1."""
    axis = bound.get("axis", -1)
    if not isinstance(axis, int) or axis == 0:
        bound.complain("axis", "axis of Concatenate is a whole number, and 0 is the batch", "such as axis=-1")
    if axis > 0:
        yield "axis", axis
    elif axis < -1:
        bound.complain("axis", "axis of Concatenate is -1, or counted from the front", "such as axis=1")


def repeated(bound: Bound) -> Options:
    """``RepeatVector(10)``."""
    yield "count", bound.whole("n")


def local(bound: Bound) -> Options:
    """``LocallyConnected2D``, of Keras 2."""
    bound.only("padding", "valid")
    yield from conv(bound)


def scaled(bound: Bound) -> Options:
    """``RMSNormalization`` has a scale alone."""
    bound.only("axis", -1)
    yield from ()


def grouped_queries(bound: Bound) -> Options:
    """``GroupQueryAttention``."""
    yield "heads", bound.whole("num_query_heads")
    yield "kv heads", bound.whole("num_key_value_heads")
    yield "key", bound.whole("head_dim")
    if not bound.flag("use_bias", True):
        yield "bias", False


def _plain(names: str) -> dict[str, Kind]:
    return {name: _kind("", "rate factor stddev l1 l2 mask_value axis", weights=False) for name in names.split()}


def _light(word: str, order: str = "", options: Saying | None = None) -> Kind:
    return _kind(word, order, options, weights=False)


ALL: dict[str, Kind] = {
    **KINDS,
    "Conv3DTranspose": _kind("conv-transpose3d", TRANSPOSED, transposed),
    "Convolution1D": KINDS["Conv1D"],
    "Convolution3D": KINDS["Conv3D"],
    "SeparableConv1D": _kind("separable1d", SEPARABLE, separable),
    "SeparableConvolution2D": KINDS["SeparableConv2D"],
    "DepthwiseConv1D": _kind("depthwise1d", DEPTHWISE, depthwise),
    "LocallyConnected1D": _kind("locally-connected1d", LOCAL, local),
    "LocallyConnected2D": _kind("locally-connected", LOCAL, local),
    "ZeroPadding3D": _light("zeropad3d", "padding data_format", partial(bordered, name="padding", default=1)),
    "Cropping1D": _light("crop1d", "cropping", partial(bordered, name="cropping", default=1)),
    "Cropping3D": _light("crop3d", "cropping data_format", partial(bordered, name="cropping", default=1)),
    "UpSampling1D": _light("upsample", "size", upsampled),
    "UpSampling3D": _light("upsample", "size data_format", upsampled),
    "Concatenate": _light("concat", "axis", joined),
    "RepeatVector": _light("repeat-vector", "n", repeated),
    "Subtract": _light("subtract"),
    "Average": _light("average"),
    "Maximum": _light("maximum"),
    "Minimum": _light("minimum"),
    "Dot": _light("dot", "axes normalize"),
    "RMSNormalization": _kind("rmsnorm", "axis epsilon", scaled),
    "GroupQueryAttention": _kind(
        "attention", "head_dim num_query_heads num_key_value_heads dropout use_bias", grouped_queries
    ),
    "SpatialDropout3D": KINDS["SpatialDropout2D"],
    **_plain(
        "GaussianNoise GaussianDropout AlphaDropout ActivityRegularization UnitNormalization Masking Identity "
        "RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness"
    ),
}
