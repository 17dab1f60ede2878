"""Layers that move numbers about: reshape, permute, upsampling, pixel shuffle, zero padding, cropping."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Num
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.core.option import Option
from examsolver.layers.conventions import PADDING
from examsolver.layers.counting import no_weights, unlearned
from examsolver.layers.placing import ENDS, paddings, side_options, sides_told
from examsolver.layers.shaping import shaped
from examsolver.layers.sizes import elements, needed, per_axis, product, size_text, times
from examsolver.layers.slips import other_law, slip

NOTHING = "it only moves numbers: there is nothing to learn"


def _tuple(value: int | Shape) -> Shape:
    return (value,) if isinstance(value, int) else tuple(value)


# --- reshape and permute ----------------------------------------------------------------------------------------------


def reshaped(shape: Shape, *, size: Shape) -> Shape:
    """Another size of as many numbers; LawError where they are not as many."""
    if elements(shape) != elements(size):
        counts = f"{size_text(shape)} holds {elements(shape)} numbers, {size_text(size)} holds {elements(size)}"
        raise LawError(
            f"a reshape keeps every number, but {counts}", f"write a size whose product is {elements(shape)}"
        )
    return size


def _reshape(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    size = _tuple(needed(placed, "size", "new size", "write e.g. `reshape 7x7x64`"))
    return (shaped(placed, reshaped, "the same numbers in another size", size=size), *unlearned(placed, NOTHING))


def permuted(shape: Shape, *, order: Shape) -> Shape:
    """Axes in another order, counted from 1."""
    if sorted(order) != list(range(1, len(shape) + 1)):
        names = ", ".join(map(str, range(1, len(shape) + 1)))
        raise LawError(f"{size_text(shape)} has the axes {names}, the order names {size_text(order)}", "name each once")
    return tuple(shape[axis - 1] for axis in order)


def _permute(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    order = _tuple(needed(placed, "order", "order of the axes", "write e.g. `permute 2x1`: the second axis first"))
    return (shaped(placed, permuted, "the axes change places", order=order), *unlearned(placed, NOTHING))


def _reshape_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return _tuple(placed.settings["size"])


def _permute_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    lengths = dict(enumerate(shapes[0], start=1))
    return tuple(len(range(lengths[axis])) for axis in _tuple(placed.settings["order"]))


# --- upsampling and pixel shuffle -------------------------------------------------------------------------------------


def _sides(shape: Shape, reader: str) -> Shape:
    if len(shape) < 2:
        raise LawError(f"{reader} reads a map with channels, but its input is {size_text(shape)}", "write e.g. 8x8x3")
    return shape[:-1]


def enlarged(shape: Shape, *, factor: int | Shape) -> Shape:
    """Every side times the factor; the depth stays."""
    sides = _sides(shape, "upsample")
    factors = per_axis(factor, len(sides), "the factor")
    return (*(side * times_ for side, times_ in zip(sides, factors, strict=True)), shape[-1])


def enlarged_deep(shape: Shape, *, factor: int | Shape) -> Shape:
    """The wrong size whose depth grows too."""
    first = factor if isinstance(factor, int) else factor[0]
    return (*enlarged(shape, factor=factor)[:-1], shape[-1] * first)


def _enlarged_numbers(shape: Shape, *, factor: int | Shape) -> Formula:
    factors = per_axis(factor, len(shape) - 1, "the factor")
    return times(*(Num(side) * each for side, each in zip(shape[:-1], factors, strict=True)), shape[-1])


def _upsample(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    output = shaped(
        placed,
        enlarged,
        "every side is multiplied by the factor; the depth stays",
        numbers=_enlarged_numbers,
        slips=(slip("depth-upsampled", "Upsampling enlarges the sides; the depth stays.", other_law(enlarged_deep)),),
        factor=placed.settings["factor"],
    )
    return (output, *unlearned(placed, "values are repeated or interpolated: there is nothing to learn"))


def _upsample_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    factors = per_axis(placed.settings["factor"], len(shapes[0]) - 1, "")
    copies = (
        [cell for cell in range(side) for _ in range(each)] for side, each in zip(shapes[0], factors, strict=False)
    )
    return (*map(len, copies), shapes[0][-1])


def shuffled(shape: Shape, *, factor: int) -> Shape:
    """Groups of r·r channels become r by r cells."""
    sides = _sides(shape, "pixel-shuffle")
    cells = factor ** len(sides)
    if shape[-1] % cells:
        hint = f"give the layer before it a multiple of {cells} filters"
        raise LawError(f"pixel shuffle by {factor} needs a depth divisible by {cells}, but it is {shape[-1]}", hint)
    return (*(side * factor for side in sides), shape[-1] // cells)


def shuffled_deep(shape: Shape, *, factor: int) -> Shape:
    """The wrong size that keeps the depth."""
    return (*shuffled(shape, factor=factor)[:-1], shape[-1])


def divided_once(shape: Shape, *, factor: int) -> Shape:
    """The wrong size whose depth is divided by r alone."""
    return (*shuffled(shape, factor=factor)[:-1], shape[-1] // factor)


def _shuffled_numbers(shape: Shape, *, factor: int) -> Formula:
    depth = Num(shape[-1]) / product([factor] * (len(shape) - 1))
    return times(*(Num(side) * factor for side in shape[:-1]), depth)


def _shuffle(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    slips = (
        slip("depth-kept-in-pixel-shuffle", "The cells come out of the channels.", other_law(shuffled_deep)),
        slip("depth-divided-once", "The depth is divided by the square of the factor.", other_law(divided_once)),
    )
    output = shaped(
        placed,
        shuffled,
        "every side is multiplied by r, and the depth divided by r for each of them",
        numbers=_shuffled_numbers,
        slips=slips,
        factor=placed.settings["factor"],
    )
    return (output, *unlearned(placed, NOTHING))


def _shuffle_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    factor, sides = placed.settings["factor"], shapes[0][:-1]
    cells = list(itertools.product(range(factor), repeat=len(sides)))
    channels = range(shapes[0][-1])[:: len(cells)]
    return (*(len([(i, r) for i in range(side) for r in range(factor)]) for side in sides), len(channels))


# --- zero padding and cropping ----------------------------------------------------------------------------------------


def bordered(shape: Shape, *, before: Shape, after: Shape, sign: int, reader: str) -> Shape:
    """Every side longer (or shorter) at both ends; LawError where nothing is left."""
    sides = _sides(shape, reader)
    if len(sides) != len(before):
        raise LawError(f"{reader} works on {len(before)} axes and channels, but its input is {size_text(shape)}")
    grown = tuple(n + sign * (one + other) for n, one, other in zip(sides, before, after, strict=True))
    if min(grown) < 1:
        smallest = min(sides)
        raise LawError(f"cropping leaves nothing of {size_text(shape)}", f"crop less than {smallest} in all")
    return (*grown, shape[-1])


def bordered_once(shape: Shape, *, before: Shape, after: Shape, sign: int, reader: str) -> Shape:
    """The wrong size with the border at one end only."""
    return bordered(shape, before=before, after=(0,) * len(after), sign=sign, reader=reader)


def _bordered_numbers(shape: Shape, *, before: Shape, after: Shape, sign: int, reader: str) -> Formula:
    ends = zip(shape, before, after, strict=False)
    if sign > 0:
        return times(*(Num(n) + one + other for n, one, other in ends), shape[-1])
    return times(*(Num(n) - one - other for n, one, other in ends), shape[-1])


def _border(placed: Placed, conventions: Conventions, *, axes: int, sign: int) -> tuple[Step, ...]:
    before, after = paddings(placed, axes, conventions)
    says = "the border is added at both ends of each side" if sign > 0 else "both ends of each side are cut off"
    output = shaped(
        placed,
        bordered,
        says,
        numbers=_bordered_numbers,
        slips=(slip("border-at-one-end", "Both ends of each side are meant.", other_law(bordered_once)),),
        before=before,
        after=after,
        sign=sign,
        reader=placed.layer.name,
    )
    return (output, *unlearned(placed, NOTHING))


def _border_window(
    placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int, sign: int
) -> Shape:
    ends = zip(shapes[0], *paddings(placed, axes, conventions), strict=False)
    if sign > 0:
        return (*(len(range(-one, n + other)) for n, one, other in ends), shapes[0][-1])
    return (*(len(range(n)[one : n - other]) for n, one, other in ends), shapes[0][-1])


# --- words ------------------------------------------------------------------------------------------------------------


def _describe(placed: Placed, *, says: str, option: str) -> str:
    value = placed.settings.get(option)
    return says if value is None else f"{says} {size_text(_tuple(value))}"


def _describe_border(placed: Placed, *, says: str) -> str:
    pad = placed.settings["padding"]
    told = [f"of {size_text(_tuple(pad))}"] if pad else []
    told += [text.removeprefix("padding ") for text in sides_told(placed.settings)]
    return f"{says} " + ", ".join(told) if told else says


Window = Callable[[Placed, tuple[Shape, ...], Conventions], Shape]
Steps = Callable[[Placed, Conventions], tuple[Step, ...]]


def _layer(
    name: str, summary: str, steps: Steps, window: Window, option: Option, says: str, sample: str, also: tuple[str, ...]
) -> Layer:
    return Layer(
        name,
        summary,
        steps,
        options=(option,),
        positional=(option.name,),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=window,
        also=also,
        example=f"{sample}\nfind output",
        group="sizes",
        describe=partial(_describe, says=says, option=option.name),
    )


def _bordering(name: str, axes: int, sign: int, sample: str, also: tuple[str, ...]) -> Layer:
    what = "cells added at" if sign > 0 else "cells cut off at"
    option = Option("padding", f"{what} each end", "size", 0, also=("border", "size", "crop", "pad"), least=0)
    return Layer(
        name,
        ("zeros around" if sign > 0 else "cuts a border off") + f" {('a sequence', 'a map', 'a volume')[axes - 1]}",
        partial(_border, axes=axes, sign=sign),
        options=(option, *side_options(axes)),
        positional=("padding",),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=partial(_border_window, axes=axes, sign=sign),
        conventions=(PADDING,),
        also=also,
        example=f"input {sample}\n{name} 1, {ENDS[axes][-1][1]} 1\nfind output",
        group="sizes",
        describe=partial(_describe_border, says="zero padding" if sign > 0 else "cropping"),
    )


SIZE = Option("size", "the new size", "size", also=("shape", "target"))
ORDER = Option("order", "the axes in their new order, counted from 1: 2x1", "size", also=("dims", "axes"))
FACTOR = Option("factor", "how many times larger each side becomes", "size", 2, also=("size", "scale", "by"))
BLOCK = Option(
    "factor", "how many times larger each side becomes", "integer", 2, also=("upscale factor", "scale", "by")
)

LAYERS = (
    _layer(
        "reshape",
        "the same numbers in another size",
        _reshape,
        _reshape_window,
        SIZE,
        "reshaping to",
        "input 3136\nreshape 7x7x64",
        ("view", "unflatten"),
    ),
    _layer(
        "permute",
        "axes in another order",
        _permute,
        _permute_window,
        ORDER,
        "axes put in the order",
        "input 20x8\npermute 2x1",
        ("transpose",),
    ),
    _layer(
        "upsample",
        "every side larger, by repeating or interpolating",
        _upsample,
        _upsample_window,
        FACTOR,
        "upsampling by",
        "input 8x8x3\nupsample 2",
        ("upsampling", "upsampling2d", "upsampling1d", "upsampling3d", "unpool", "interpolate"),
    ),
    _layer(
        "pixel-shuffle",
        "channels rearranged to a larger map (depth to space)",
        _shuffle,
        _shuffle_window,
        BLOCK,
        "pixel shuffle by",
        "input 8x8x12\npixel-shuffle 2",
        ("pixelshuffle", "depth-to-space", "subpixel"),
    ),
    _bordering("zeropad", 2, 1, "8x8x3", ("zeropadding", "zeropadding2d", "zero-pad", "pad")),
    _bordering("zeropad1d", 1, 1, "8x3", ("zeropadding1d",)),
    _bordering("crop", 2, -1, "8x8x3", ("cropping", "cropping2d")),
    _bordering("crop1d", 1, -1, "8x3", ("cropping1d",)),
    _bordering("zeropad3d", 3, 1, "8x8x8x3", ("zeropadding3d",)),
    _bordering("crop3d", 3, -1, "8x8x8x3", ("cropping3d",)),
)
