"""Pooling over windows, and over a whole map."""

from __future__ import annotations

from functools import partial
from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.formula import Formula, Sym
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.core.option import Option
from examsolver.layers.conventions import OUTPUT_SIZE, PADDING, POOLING_SIZE, SAME
from examsolver.layers.convolution import output_numbers
from examsolver.layers.counting import no_weights, outputs, unlearned
from examsolver.layers.placing import placed_windows, side_options, sides_told
from examsolver.layers.sizes import per_axis, size_text, times
from examsolver.layers.slips import law_of_sources, other_law, slip
from examsolver.layers.windows import SIZE_SLIPS, Window, enumerated, positions, sides_law, slide

OPTIONS = (
    Option("kernel", "the size of the window", "size", also=("window", "pool size", "kernel size", "size", "pool")),
    Option("stride", "how far the window moves; its own size where left out", "size", also=("strides",)),
    Option("padding", "cells added on each side", "size", 0, also=("pad", "zero padding"), least=0),
    Option("same", "padded so that stride 1 keeps the size", "flag", False, also=("padding same", "same padding")),
    Option("valid", "not padded", "flag", False, also=("padding valid", "valid padding", "unpadded")),
    Option("ceil", "whether the size is rounded up", "flag", False, also=("ceil mode", "rounded up")),
    Option("dilation", "the distance between the cells under the window", "size", 1, also=("dilated",)),
)


def _steps(placed: Placed, conventions: Conventions, *, axes: int) -> tuple[Step, ...]:
    windows = _placed(placed, conventions, axes)
    return (
        output_step(placed, windows),
        *unlearned(
            placed,
            "pooling has no weights, so there is nothing to learn",
            slip(
                "pooling-window-counted",
                "The window of a pooling layer holds no weights.",
                law_of_sources(window_cells, windows=windows),
            ),
            slip(
                "pooling-counted-as-convolution",
                "Pooling has no filters: it has nothing to learn.",
                law_of_sources(as_convolution, windows=windows),
            ),
        ),
    )


def _placed(placed: Placed, conventions: Conventions, axes: int) -> tuple[Window, ...]:
    stride = placed.settings["stride"]
    return placed_windows(placed, axes, conventions, stride, filled=False)


def output_step(placed: Placed, windows: tuple[Window, ...]) -> Step:
    """The output of a window that is laid on every channel by itself."""
    says = size_text(window.size for window in windows)
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(slide, axis=positions, windows=windows, depth=None, reader=placed.layer.name),
        formula=sides_law(windows, "c"),
        numbers=partial(output_numbers, windows=windows, depth=None),
        because=_because(windows, says),
        rule=placed.layer.name,
        misconceptions=(*SIZE_SLIPS, DEPTH_POOLED),
        span=placed.span,
    )


def _because(windows: tuple[Window, ...], says: str) -> str:
    side = "each side" if len(windows) > 1 else "the length"
    if windows[0].padding is None:
        return f"same padding keeps {side}, divided by the stride and rounded up; every channel is pooled by itself"
    return f"{side} counts the positions of the window of {says}; every channel is pooled by itself"


def window_cells(shape: Shape, *, windows: tuple[Window, ...]) -> int:
    """The wrong count of a weight for every cell of the window."""
    return prod(window.size for window in windows)


def as_convolution(shape: Shape, *, windows: tuple[Window, ...]) -> int:
    """The wrong count of a convolution that keeps the depth."""
    return (prod(window.size for window in windows) * shape[-1] + 1) * shape[-1]


def depth_pooled(shape: Shape, **options: object) -> Shape:
    """The wrong output whose depth is divided like the sides."""
    size = slide(shape, **options)  # type: ignore[arg-type]
    windows = options["windows"]
    assert isinstance(windows, tuple)
    return (*size[:-1], max(1, size[-1] // windows[0].stride))


DEPTH_POOLED = slip(
    "depth-pooled", "Pooling works on every channel by itself, so the depth stays as it is.", other_law(depth_pooled)
)


def _windows(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int) -> Shape:
    windows = _placed(placed, conventions, axes)
    return (*(enumerated(n, window) for n, window in zip(shapes[0], windows, strict=False)), shapes[0][-1])


def _describe(placed: Placed, *, kind: str, axes: int) -> str:
    settings = placed.settings
    kernel = settings.get("kernel")
    text = f"{kind} pooling"
    text += "" if kernel is None else f" with a window of {size_text(per_axis(kernel, axes, 'the window'))}"
    # A setting that is asked for is absent, and not told.
    if "stride" in settings and (kernel or settings["stride"]):
        text += f", stride {_text(settings['stride'] or kernel)}"
    if settings["same"]:
        return text + ", same padding"
    text += f", padding {_text(settings['padding'])}" if settings.get("padding") else ""
    text += f", dilation {_text(settings['dilation'])}" if settings["dilation"] != 1 else ""
    return text + "".join(f", {told}" for told in (*sides_told(settings), *(["rounded up"] * settings["ceil"])))


def _text(value: Value) -> str:
    return str(value) if isinstance(value, int) else size_text(value)


def _layer(name: str, kind: str, axes: int, example: str, also: tuple[str, ...] = ()) -> Layer:
    return Layer(
        name,
        f"{kind} pooling over windows of {axes} " + ("axis" if axes == 1 else "axes"),
        partial(_steps, axes=axes),
        options=(*OPTIONS, *side_options(axes)),
        positional=("kernel", "stride"),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=partial(_windows, axes=axes),
        conventions=(OUTPUT_SIZE, POOLING_SIZE, SAME, PADDING),
        also=also,
        example=f"input {example}\n{name} 2\nfind {name}.output",
        group="pooling",
        describe=partial(_describe, kind=kind, axes=axes),
    )


# --- global average pooling -------------------------------------------------------------------------------------------


def depth_only(shape: Shape, *, kept: bool = False) -> Shape:
    """One number a channel; ``kept`` leaves the sides, as 1."""
    if len(shape) < 2:
        reads = f"global pooling reads a map with channels, but its input is {size_text(shape)}"
        raise LawError(reads, "leave it out: this is one number a channel already")
    return (*(1 for _ in shape[:-1]), shape[-1]) if kept else shape[-1:]


def one_number(shape: Shape, **_: object) -> Shape:
    """The wrong output that leaves one number for all channels."""
    return (1,)


def places_left(shape: Shape, *, kept: bool = False) -> Shape:
    """The wrong output that pools over the channels, and leaves the places."""
    return (*shape[:-1], 1) if kept else shape[:-1]


def _depth(shape: Shape, *, kept: bool) -> Formula:
    return times(*depth_only(shape, kept=kept))


def global_steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    """One number a channel, and nothing to learn."""
    output = Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(depth_only, kept=placed.settings["keepdims"]),
        formula=Sym("c"),
        numbers=partial(_depth, kept=placed.settings["keepdims"]),
        because="every channel gives one number",
        rule=placed.layer.name,
        misconceptions=(
            slip(
                "channels-averaged-away",
                "Each channel is pooled by itself: one number a channel.",
                other_law(one_number),
            ),
            slip(
                "pooled-over-the-channels",
                "Global pooling runs over the places of a map; its channels stay, one number each.",
                other_law(places_left),
            ),
        ),
        span=placed.span,
    )
    return (output, *unlearned(placed, "pooling has no weights, so there is nothing to learn"))


def global_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    """Oracle: the channels, listed."""
    ones = [1 for _ in shapes[0][:-1]] if placed.settings["keepdims"] else []
    return (*ones, sum(1 for _ in range(shapes[0][-1])))


KEPT = Option("keepdims", "whether the sides stay, as 1", "flag", False, also=("keep dims", "keep sides"))


def _describe_global(placed: Placed) -> str:
    return "global average pooling"


LAYERS = (
    _layer("maxpool", "max", 2, "28x28x8", ("maxpool2d", "maxpooling", "maxpooling2d")),
    _layer("maxpool1d", "max", 1, "498x16", ("maxpooling1d",)),
    _layer("maxpool3d", "max", 3, "8x28x28x4", ("maxpooling3d",)),
    _layer(
        "avgpool",
        "average",
        2,
        "28x28x8",
        ("avgpool2d", "averagepool", "averagepooling", "averagepooling2d", "meanpool", "meanpooling"),
    ),
    _layer("avgpool1d", "average", 1, "498x16", ("averagepool1d", "averagepooling1d")),
    _layer("avgpool3d", "average", 3, "8x28x28x4", ("averagepool3d", "averagepooling3d")),
    Layer(
        "gap",
        "global average pooling: one number a channel",
        global_steps,
        options=(KEPT,),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=global_window,
        also=(
            "globalavgpool",
            "globalaveragepooling",
            "globalavgpooling",
            "global-average-pool",
            "globalavgpool2d",
            "gap1d",
            "gap2d",
            "gap3d",
        ),
        example="input 7x7x512\ngap\nfind gap.output",
        group="pooling",
        describe=_describe_global,
    ),
)
