"""Relatives of the convolution: depthwise, depthwise separable, and locally connected (nothing shared)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import partial
from math import prod
from typing import Any

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step, Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, MACS, OUTPUT_SIZE, PADDING, SAME, bias_counted
from examsolver.layers.convolution import OPTIONS, details
from examsolver.layers.counting import learned, outputs
from examsolver.layers.lettered import Count, counting, summing, weighed, wrong_count
from examsolver.layers.placing import placed_windows, side_options
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements, extent_text, needed, product, split_map, times
from examsolver.layers.slips import other_options, slip
from examsolver.layers.windows import (
    SIZE_SLIPS,
    Window,
    enumerated,
    positions,
    side_numbers,
    sides_law,
    slide,
)

MULTIPLIER = Option(
    "multiplier", "how many filters every channel has of its own", default=1, also=("depth multiplier", "dm")
)
DEPTHWISE_BIAS = Option(
    "depthwise bias", "whether the depthwise half has biases too (Keras: no)", "flag", False, also=("two biases",)
)


def _options(*names: str) -> tuple[Option, ...]:
    return tuple(option for option in OPTIONS if option.name in names)


SLIDING = ("kernel", "stride", "padding", "dilation", "same", "valid", "bias", "activation")


# --- the size of the output -------------------------------------------------------------------------------------------


def slide_wide(
    shape: Shape,
    *,
    axis: Callable[[int, Window], int],
    windows: tuple[Window, ...],
    depth: int | None,
    reader: str,
    multiplier: int,
) -> Shape:
    """The output of a window on every axis; ``depth`` None gives ``multiplier`` maps for every channel."""
    size = slide(shape, axis=axis, windows=windows, depth=depth, reader=reader)
    return size if depth is not None else (*size[:-1], size[-1] * multiplier)


def wide_numbers(
    shape: Shape, *, windows: tuple[Window, ...], depth: int | None, multiplier: int, **_: object
) -> Formula:
    """The sides with numbers put in, and the depth."""
    own: Formula = Num(shape[-1]) if multiplier == 1 else Num(shape[-1]) * multiplier
    sides = (side_numbers(n, window) for n, window in zip(shape, windows, strict=False))
    return times(*sides, own if depth is None else depth)


def with_depth(sides: Formula, maps: Formula) -> Formula:
    """Sides and depth joined."""
    joined = sides.args if isinstance(sides, Apply) and sides.op == "times" else (sides,)
    return times(*joined, maps)


def _output(placed: Placed, windows: tuple[Window, ...], depth: int | None, multiplier: int, says: str) -> Step:
    options: dict[str, Any] = {"windows": windows, "depth": depth, "multiplier": multiplier}
    options["reader"] = placed.layer.name
    maps: Formula = Sym("c_out")
    if depth is None:
        maps = Sym("c_in") if multiplier == 1 else Sym("c_in") * Sym("m")
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(slide_wide, axis=positions, **options),
        formula=with_depth(sides_law(windows), maps),
        numbers=partial(wide_numbers, **options),
        because=f"each side counts the positions of the window; {says}",
        rule=placed.layer.name,
        misconceptions=(*SIZE_SLIPS, *((MULTIPLIER_FORGOTTEN,) if multiplier > 1 else ())),
        span=placed.span,
    )


MULTIPLIER_FORGOTTEN = slip(
    "multiplier-forgotten", "Every channel gives as many maps as the multiplier says.", other_options(multiplier=1)
)


# --- letters ----------------------------------------------------------------------------------------------------------


def kernel_law(kernel: Shape) -> Formula:
    """k · k, or k_1 · k_2 where the sides differ."""
    if len(set(kernel)) == 1:
        return product([Sym("k")] * len(kernel))
    return product(Sym(f"k_{number}") for number in range(1, len(kernel) + 1))


def kernel_letters(kernel: Shape) -> dict[str, int]:
    """What the letters of the kernel stand for."""
    return {"k": kernel[0], **{f"k_{number}": side for number, side in enumerate(kernel, start=1)}}


def inner_letters(*shapes: Shape, kernel: Shape, reader: str, **counts: int) -> Mapping[str, int]:
    """Kernel, depth of the input, and whatever else is counted; with its own output first, its positions too."""
    _, depth = split_map(shapes[-1], len(kernel), reader)
    places = {"positions": prod(shapes[0][:-1])} if len(shapes) > 1 else {}
    return {**kernel_letters(kernel), "c_in": depth, **counts, **places}


def _counts(
    placed: Placed,
    conventions: Conventions,
    options: Mapping[str, Value],
    counts: tuple[Count, ...],
    at_one: tuple[Formula, Formula, Formula],
) -> tuple[Step, ...]:
    """The counts, and what is done at every position: ``at_one`` are the products, sums and biases of one."""
    weights, sums, biases = at_one
    folded = placed.settings["bias"] and MACS.chosen(conventions).name == "with biases"
    products = Sym("positions") * (weights + biases if folded else weights)
    macs = Count("macs", products, "every weight is used once at every position", (), True)
    each = summing(weights, sums, biases if placed.settings["bias"] else None)
    added = Count("additions", Sym("positions") * each.formula, f"at every position {each.because}", (), True)
    return (*counting(placed, inner_letters, options, *counts, macs, added), learned(placed))


# --- depthwise --------------------------------------------------------------------------------------------------------


def _depthwise(placed: Placed, conventions: Conventions, *, axes: int) -> tuple[Step, ...]:
    windows = placed_windows(placed, axes, conventions, placed.settings["stride"])
    kernel, multiplier = tuple(window.size for window in windows), placed.settings["multiplier"]
    options = {"kernel": kernel, "reader": placed.layer.name, "m": multiplier}
    weights = kernel_law(kernel) * Sym("c_in")
    biases: Formula = Sym("c_in")
    if multiplier > 1:
        weights, biases = weights * Sym("m"), biases * Sym("m")
    biased = placed.settings["bias"] and bias_counted(conventions)
    slips = (
        wrong_count(
            "depthwise-as-full-convolution",
            "A depthwise filter reads one channel only, not all of them.",
            kernel_law(kernel) * Sym("c_in") * biases + (biases if biased else Num(0)),
        ),
    )
    counts = weighed(weights, biases if biased else None, _says("every channel has a filter of its own", biased), slips)
    return (
        _output(placed, windows, None, multiplier, "every channel is filtered by itself"),
        *_counts(placed, conventions, options, counts, (weights, biases, biases)),
    )


def _says(reason: str, biased: bool) -> str:
    return f"{reason}; each has one bias" if biased else reason


# --- separable --------------------------------------------------------------------------------------------------------


def _separable(placed: Placed, conventions: Conventions, *, axes: int) -> tuple[Step, ...]:
    filters = needed(placed, "filters", "number of filters", f"write e.g. `{placed.layer.name} 64, kernel 3`")
    windows = placed_windows(placed, axes, conventions, placed.settings["stride"])
    kernel, multiplier = tuple(window.size for window in windows), placed.settings["multiplier"]
    options = {"kernel": kernel, "reader": placed.layer.name, "m": multiplier, "c_out": filters}
    middle: Formula = Sym("c_in") if multiplier == 1 else Sym("c_in") * Sym("m")
    weights = kernel_law(kernel) * middle + middle * Sym("c_out")
    biases: Formula = Sym("c_out") if not placed.settings["depthwise bias"] else middle + Sym("c_out")
    biased = placed.settings["bias"] and bias_counted(conventions)
    plain = kernel_law(kernel) * Sym("c_in") * Sym("c_out")
    both = weights + middle + Sym("c_out")
    slips = (
        wrong_count(
            "separable-as-full-convolution",
            "A separable convolution filters each channel by itself and then mixes channels with 1x1 filters.",
            plain + Sym("c_out") if biased else plain,
        ),
        wrong_count("bias-in-both-halves", "Only the pointwise half has biases here.", both),
        wrong_count(
            "pointwise-half-forgotten", "The 1x1 filters that mix channels count too.", kernel_law(kernel) * middle
        ),
    )
    reason = "a filter for every channel, then filters of 1x1 over all channels" + ", with biases" * biased
    counts = weighed(weights, biases if biased else None, reason, slips)
    return (
        _output(placed, windows, filters, multiplier, "the depth is the number of pointwise filters"),
        *_counts(placed, conventions, options, counts, (weights, middle + Sym("c_out"), biases)),
    )


# --- locally connected ------------------------------------------------------------------------------------------------


def _local(placed: Placed, conventions: Conventions, *, axes: int) -> tuple[Step, ...]:
    filters = needed(placed, "filters", "number of filters", f"write e.g. `{placed.layer.name} 8, kernel 3`")
    windows = placed_windows(placed, axes, conventions, placed.settings["stride"])
    kernel = tuple(window.size for window in windows)
    options = {"kernel": kernel, "reader": placed.layer.name, "c_out": filters}
    one = kernel_law(kernel) * Sym("c_in") * Sym("c_out")
    biased = placed.settings["bias"] and bias_counted(conventions)
    shared = wrong_count(
        "weights-shared-though-local",
        "A locally connected layer has weights of its own at every position.",
        one + Sym("c_out") if biased else one,
    )
    counts = weighed(
        Sym("positions") * one,
        Sym("positions") * Sym("c_out") if biased else None,
        "nothing is shared: every position has filters of its own" + (", and biases" if biased else ""),
        (shared,),
        own=True,
    )
    return (
        _output(placed, windows, filters, 1, "the depth is the number of filters"),
        *_counts(placed, conventions, options, counts, (one, Sym("c_out"), Sym("c_out"))),
    )


# --- oracles ----------------------------------------------------------------------------------------------------------


def _windows(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int) -> Shape:
    windows = placed_windows(placed, axes, conventions, placed.settings["stride"])
    maps = placed.settings.get("filters") or shapes[0][-1] * placed.settings["multiplier"]
    return (*(enumerated(n, window) for n, window in zip(shapes[0], windows, strict=False)), maps)


def _weights(
    placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int
) -> tuple[Shapes, Shapes]:
    kernel, channels = placed.settings["kernel"], shapes[0][-1]
    sides = (kernel,) * axes if isinstance(kernel, int) else kernel
    biased = placed.settings["bias"] and conventions.get("bias") != "not counted"
    tensors: list[Shape] = []
    if "multiplier" in placed.settings:
        maps = channels * placed.settings["multiplier"]
        tensors += [sides for _ in range(maps)]
        if biased and placed.settings.get("depthwise bias", True):
            tensors.append((maps,))
        if "filters" in placed.settings:
            tensors += [(maps, placed.settings["filters"]), *([(placed.settings["filters"],)] if biased else [])]
        return tuple(tensors), ()
    output = _windows(placed, shapes, conventions, axes=axes)
    for _ in itertools.product(*(range(side) for side in output[:-1])):
        tensors += [(*sides, channels, output[-1]), *([(output[-1],)] if biased else [])]
    return tuple(tensors), ()


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int) -> int:
    output = _windows(placed, shapes, conventions, axes=axes)
    folded = placed.settings["bias"] and conventions.get("macs") == "with biases"
    counted = {**conventions, "bias": "counted" if folded else "not counted"}
    tensors, _ = _weights(placed, shapes, counted, axes=axes)
    each = sum(map(elements, tensors))
    if "multiplier" not in placed.settings:  # every position has its own, used once
        return each
    return sum(each for _ in itertools.product(*(range(side) for side in output[:-1])))


def _describe(placed: Placed, *, says: str, axes: int) -> str:
    settings = placed.settings
    count = settings.get("filters")
    filters = "" if count is None else f" with {count} {'filter' if count == 1 else 'filters'}"
    kernel = settings.get("kernel")
    sides = (kernel,) * axes if isinstance(kernel, int) else kernel
    window = "" if sides is None else f"{' of' if filters else ' with windows of'} {extent_text(sides)}"
    more = settings.get("multiplier", 1)
    several = f", {more} filters for every channel" if more != 1 else ""
    return says + filters + window + several + "".join(f", {told}" for told in details(settings))


Builder = Callable[..., tuple[Step, ...]]


def _layer(
    name: str, says: str, steps: Builder, axes: int, options: tuple[Option, ...], sample: str, also: tuple[str, ...]
) -> Layer:
    positional = ("filters", "kernel") if any(option.name == "filters" for option in options) else ("kernel",)
    sizes = {1: "input 50x8", 2: "input 32x32x8", 3: "input 12x12x12x4"}[axes]
    return Layer(
        name,
        f"a {says} over {axes} " + ("axis" if axes == 1 else "axes"),
        partial(steps, axes=axes),
        options=(*options, *side_options(axes)),
        positional=positional,
        quantities=("output", "parameters", "weights", "biases", "trainable", "macs", "additions"),
        weights=partial(_weights, axes=axes),
        windows=partial(_windows, axes=axes),
        conventions=(OUTPUT_SIZE, SAME, PADDING, BIAS, MACS),
        also=also,
        example=f"{sizes}\n{name} {sample}\nfind output, {name}.parameters, {name}.macs",
        group="convolution",
        describe=partial(_describe, says=says, axes=axes),
        multiplications=partial(_counted, axes=axes),
    )


def _family(suffix: str, axes: int) -> tuple[Layer, ...]:
    d = f"{axes}d"
    return (
        _layer(
            f"depthwise{suffix}",
            "depthwise convolution",
            _depthwise,
            axes,
            (*_options(*SLIDING), MULTIPLIER),
            "3, same",
            (f"depthwise-conv{suffix}", f"depthwiseconv{d}", f"depthwise-convolution{suffix}"),
        ),
        _layer(
            f"separable{suffix}",
            "depthwise separable convolution",
            _separable,
            axes,
            (*_options("filters", *SLIDING), MULTIPLIER, DEPTHWISE_BIAS),
            "16, kernel 3",
            (f"separable-conv{suffix}", f"separableconv{d}", f"depthwise-separable{suffix}", f"sepconv{suffix}"),
        ),
        _layer(
            f"locally-connected{suffix}",
            "locally connected layer",
            _local,
            axes,
            _options("filters", *SLIDING),
            "4, kernel 3",
            (f"locallyconnected{d}", f"local{suffix}", f"unshared-conv{suffix}"),
        ),
    )


LAYERS = tuple(map(shareable, (*_family("", 2), *_family("1d", 1), *_family("3d", 3))))
