"""How a layer's places see those of its sources: through windows, alone, all at once, or enlarged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from examsolver.core.derivation import Step, Value
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.layers.operations import is_activation
from examsolver.layers.placing import paddings
from examsolver.layers.pooled_cells import is_pooling, windows_of
from examsolver.layers.sizes import per_axis
from examsolver.layers.windows import Window

ALONE = (
    "dropout", "lrn", "batchnorm", "add", "multiply", "concat", "identity", "embedding", "feed-forward",
    "positional-encoding", "positional-embedding",
)  # fmt: skip
WHOLE = (
    "gap", "gmp", "adaptive-avgpool", "adaptive-maxpool", "squeeze-excite", "attention", "cross-attention",
    "encoder-layer", "decoder-layer", "rnn", "lstm", "gru", "birnn", "bilstm", "bigru",
)  # fmt: skip
KEEPS_PLACES = ("squeeze-excite", "attention", "cross-attention", "encoder-layer", "decoder-layer")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a place of the output sees, axis by axis.

    Attributes:
        reach: from the first to the last place of the source; of an enlarging layer, from the first to the last place
            of the output that a place of the source reaches.
        stride: how far apart neighbouring places are in the source; of an enlarging layer, how many there are for one.
        before: how far the first window lies before the source; None where it rests on the size (``same``).
        whole: it sees every place. flat: it puts all places in one row. enlarges: it has more places than its source.
        cells: how many places lie under a window, fewer than its reach where it is dilated.
    """

    reach: Shape = (1,)
    stride: Shape = (1,)
    before: tuple[int | None, ...] = (0,)
    whole: bool = False
    flat: bool = False
    enlarges: bool = False
    cells: Shape = (1,)

    @property
    def stays(self) -> bool:
        """Whether every place sees the one place of its source that lies where it lies."""
        return set(self.reach) == {1} and set(self.before) == {0}

    @property
    def needs_shape(self) -> bool:
        """Whether the padding rests on the size of the source."""
        return None in self.before

    def reach_and_before(self, shapes: tuple[Shape, ...]) -> tuple[Shape, Shape]:
        """Reach and padding before, on each axis; those of ``same`` from the shape."""
        sides = shapes[0] if shapes else (0,) * len(self.reach)
        rows = zip(self.reach, self.stride, self.before, sides, strict=False)
        return self.reach, tuple(
            _same(n, reach, stride) if before is None else before for reach, stride, before, n in rows
        )

    def guessed(self) -> tuple[int, ...]:
        """The padding before, where that of ``same`` is taken for a side that the stride divides."""
        rows = zip(self.reach, self.stride, self.before, strict=True)
        return tuple(max(reach - stride, 0) // 2 if one is None else one for reach, stride, one in rows)


def _same(n: int, reach: int, stride: int) -> int:
    """What ``same`` pads before a side: half of what is missing, rounded down."""
    return max((-(-n // stride) - 1) * stride + reach - n, 0) // 2


def kind_of(placed: Placed, steps: Mapping[str, Step]) -> Kind | None:
    """How a layer sees; None where that is not known."""
    windows = windows_of(placed, steps)
    if windows is not None:
        return _sliding(windows)
    layer = placed.layer
    if layer.sources == 0 or is_activation(layer) or layer.name in ALONE or layer.name.endswith("norm"):
        return Kind()
    if layer.name in WHOLE or is_pooling(layer, "max") or is_pooling(layer, "avg"):
        return Kind(whole=True, flat=layer.name not in KEEPS_PLACES)
    if layer.name == "dense":
        return Kind() if placed.settings.get("each position") else Kind(whole=True, flat=True)
    if layer.name in ("flatten", "reshape", "permute"):
        return Kind(flat=True)
    return _moving(placed) or ("activation" in layer.summary and Kind()) or None


def _sliding(windows: tuple[Window, ...]) -> Kind:
    before = tuple(_before(window) for window in windows)
    stride, reach = tuple(window.stride for window in windows), tuple(window.reach for window in windows)
    return Kind(reach, stride, before, cells=tuple(window.size for window in windows))


def _before(window: Window) -> int | None:
    if window.padding is not None:
        return window.padding
    return (window.reach - 1) // 2 if window.stride == 1 else None


def _moving(placed: Placed) -> Kind | None:
    """Borders added or cut off, and layers that enlarge."""
    layer, settings = placed.layer, placed.settings
    if layer.name.startswith(("zeropad", "crop")):
        axes = 1 if layer.name.endswith("1d") else 2
        before, _ = paddings(placed, axes, {})
        sign = 1 if layer.name.startswith("zeropad") else -1
        return Kind((1,) * axes, (1,) * axes, tuple(sign * side for side in before))
    if layer.name in ("upsample", "pixel-shuffle"):
        factor = _tuple(settings["factor"])
        return Kind(factor, factor, (0,) * len(factor), enlarges=True)
    if layer.name.startswith("conv-transpose"):
        return _transposed(placed, _axes(layer))
    return None


def _axes(layer: Layer) -> int:
    return {"1d": 1, "3d": 3}.get(layer.name[-2:], 2)


def _transposed(placed: Placed, axes: int) -> Kind | None:
    settings = placed.settings
    if settings.get("kernel") is None:
        return None
    kernel = per_axis(settings["kernel"], axes, "the kernel")
    stride = per_axis(settings["stride"], axes, "the stride")
    dilation = per_axis(settings["dilation"], axes, "the dilation")
    reach = tuple(step * (size - 1) + 1 for size, step in zip(kernel, dilation, strict=True))
    before, _ = paddings(placed, axes, {})
    if settings.get("same"):
        before = tuple(max(one - other, 0) // 2 for one, other in zip(reach, stride, strict=True))
    return Kind(reach, stride, before, enlarges=True)


def _tuple(value: Value) -> Shape:
    return (value,) if isinstance(value, int) else tuple(value)
