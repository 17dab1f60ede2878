"""Convolutions in one, two and three dimensions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from math import prod
from typing import Any

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Misconception, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, MACS, OUTPUT_SIZE, PADDING, SAME, bias_counted
from examsolver.layers.convolution_slips import BIAS_ADDED, DEPTH_KEPT, MACS_SLIPS, PARAMETER_SLIPS, parameters
from examsolver.layers.counting import biases_of, learned, outputs
from examsolver.layers.placing import placed_windows, side_options, sides_told
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements, extent_text, needed, product, size_text, times
from examsolver.layers.slips import other_law, slip
from examsolver.layers.windows import (
    SIZE_SLIPS,
    Window,
    enumerated,
    positions,
    side_numbers,
    sides_law,
    slide,
)

OPTIONS = (
    Option(
        "filters",
        "how many filters, which is the depth of the output",
        also=("filter count", "channels", "maps", "units"),
    ),
    Option("kernel", "the size of a filter", "size", also=("kernel size", "filter size", "filter", "window", "size")),
    Option("stride", "how far the filter moves", "size", 1, also=("strides",)),
    Option("padding", "zeros added on each side", "size", 0, also=("pad", "zero padding", "pads"), least=0),
    Option(
        "dilation", "the distance between the inputs under the filter", "size", 1, also=("dilated", "dilation rate")
    ),
    Option("groups", "channels are split into so many groups", default=1, also=("group",)),
    Option("same", "padded so that stride 1 keeps the size", "flag", False, also=("padding same", "same padding")),
    Option("valid", "not padded", "flag", False, also=("padding valid", "valid padding", "unpadded")),
    Option("bias", "whether each filter has a bias", "flag", True, also=("biases", "use bias")),
    Option("activation", "the function applied to the output", "word", "linear"),
    Option(
        "connections",
        "how many pairs of an input map and a filter are connected, where a table says which (LeNet's C3: 60)",
        also=("connected pairs", "connection table", "table"),
    ),
)


@lru_cache(1024)
def parameters_law(axes: int, groups: int, biased: bool, pairs: int | None = None) -> Formula:
    """(k · k · c_in + 1) · c_out in letters; with a connection table k · k · pairs + c_out."""
    if pairs is not None:
        weights = product([Sym("k")] * axes) * Sym("pairs")
        return weights + Sym("c_out") if biased else weights
    depth: Formula = Sym("c_in") if groups == 1 else Sym("c_in") / Sym("g")
    each = product([Sym("k")] * axes) * depth
    return (each + 1 if biased else each) * Sym("c_out")


@lru_cache(1024)
def each_output_law(axes: int, groups: int, biased: bool) -> Formula:
    """k · k · c_in products for each output, and one sum more for its bias where that is counted."""
    depth: Formula = Sym("c_in") if groups == 1 else Sym("c_in") / Sym("g")
    each = product([Sym("k")] * axes) * depth
    return each + 1 if biased else each


CAUSAL = Option(
    "causal",
    "padded at the beginning alone, so that a place sees none after it",
    "flag",
    False,
    also=("padding causal", "causal padding"),
)


def parameters_numbers(
    shape: Shape, *, kernel: Shape, filters: int, groups: int, biases: int, reader: str, pairs: int | None = None
) -> Formula:
    """(3 · 3 · 3 + 1) · 64."""
    if pairs is not None:
        return product((*kernel, pairs)) + filters if biases else product((*kernel, pairs))
    depth: Formula = Num(shape[-1]) if groups == 1 else Num(shape[-1]) / groups
    each = product(kernel) * depth
    return (each + 1 if biases else each) * filters


def multiplications(
    output: Shape, shape: Shape, *, kernel: Shape, groups: int, biased: bool, pairs: int | None = None
) -> int:
    """One multiply-accumulate for every output and every weight of its filter (and one for its bias, if counted)."""
    if pairs is not None:
        return prod(output[:-1]) * (prod(kernel) * pairs + int(biased) * output[-1])
    return elements(output) * (prod(kernel) * (shape[-1] // groups) + int(biased))


def multiplications_numbers(
    output: Shape, shape: Shape, *, kernel: Shape, groups: int, biased: bool, pairs: int | None = None
) -> Formula:
    """28 × 28 × 64 · (3 · 3 · 192)."""
    if pairs is not None:
        places, each = times(*output[:-1]), product((*kernel, pairs))
        return places * (each + output[-1] if biased else each)
    each = product((*kernel, shape[-1] // groups))
    return times(*output) * (each + 1 if biased else each)


def _steps(placed: Placed, conventions: Conventions, *, axes: int) -> tuple[Step, ...]:
    filters = needed(placed, "filters", "number of filters", f"write e.g. `{placed.layer.name} 64, kernel 3`")
    windows = placed_windows(placed, axes, conventions, placed.settings["stride"])
    kernel = tuple(window.size for window in windows)
    counted = placed.settings["bias"] and bias_counted(conventions)
    options = {
        "kernel": kernel,
        "filters": filters,
        "groups": placed.settings["groups"],
        "biases": filters if counted else 0,
        "reader": placed.layer.name,
    }
    if placed.settings["connections"] is not None:
        options["pairs"] = placed.settings["connections"]
    unbiased = {**options, "biases": 0}
    return (
        _output(placed, windows, filters),
        _parameters(placed, options),
        _counting(placed, "weights", unbiased, "the weights alone, without the biases", PARAMETER_SLIPS[1:]),
        biases_of(placed, options["biases"], "c_out"),
        learned(placed),
        _macs(placed, kernel, MACS.chosen(conventions).name == "with biases" and placed.settings["bias"]),
        _connections(placed, options),
    )


def _connections(placed: Placed, options: Mapping[str, Any]) -> Step:
    """Every weight and bias is used once at every position of the filter."""
    everything = f"{placed.name}.parameters"
    return Step(
        f"{placed.name}.connections",
        (everything, f"{placed.name}.output"),
        connections,
        formula=Sym(everything) * Sym("positions"),
        numbers=connections_numbers,
        because="each weight and each bias makes one connection at every position of the filter",
        rule=placed.layer.name,
        misconceptions=(CONNECTIONS_ARE_WEIGHTS,),
        span=placed.span,
    )


def connections(count: int, output: Shape) -> int:
    """Parameters times positions."""
    return count * prod(output[:-1])


def weights_alone(count: int, output: Shape) -> int:
    """The wrong count of connections as parameters, which positions share."""
    return count


def connections_numbers(count: int, output: Shape) -> Formula:
    """156 · (28 × 28)."""
    return Num(count) * times(*output[:-1])


CONNECTIONS_ARE_WEIGHTS = slip(
    "connections-as-parameters",
    "Positions share weights, but each has connections of its own.",
    other_law(weights_alone),
)


def _output(placed: Placed, windows: tuple[Window, ...], filters: int) -> Step:
    kernel = extent_text(tuple(window.size for window in windows))
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(slide, axis=positions, windows=windows, depth=filters, reader=placed.layer.name),
        formula=sides_law(windows, "c_out"),
        numbers=partial(output_numbers, windows=windows, depth=filters),
        because=_because(windows, kernel),
        rule=placed.layer.name,
        misconceptions=(*SIZE_SLIPS, DEPTH_KEPT),
        span=placed.span,
    )


def _because(windows: tuple[Window, ...], kernel: str) -> str:
    side = "each side" if len(windows) > 1 else "the length"
    if windows[0].padding is None:
        return f"same padding keeps {side}, divided by the stride and rounded up; every filter gives one map"
    return f"{side} counts the positions of a filter of {kernel}; the depth is the number of filters, one map each"


def output_numbers(shape: Shape, *, windows: tuple[Window, ...], depth: int | None) -> Formula:
    """The sides with numbers put in, and the depth."""
    sides = (side_numbers(n, window) for n, window in zip(shape, windows, strict=False))
    return times(*sides, shape[-1] if depth is None else depth)


def _parameters(placed: Placed, options: Mapping[str, Any]) -> Step:
    says = f"each filter has {size_text(options['kernel'])} weights for every channel it reads"
    because = says + (", and one bias" if options["biases"] > 0 else "")
    slips = PARAMETER_SLIPS + (() if placed.settings["bias"] else (BIAS_ADDED,))
    return _counting(placed, "parameters", options, because, slips)


def _counting(
    placed: Placed, quantity: str, options: Mapping[str, Any], because: str, slips: tuple[Misconception, ...]
) -> Step:
    """A step that counts weights, and biases where the options have any."""
    kernel, biased = options["kernel"], options["biases"] > 0
    return Step(
        f"{placed.name}.{quantity}",
        outputs(placed),
        partial(parameters, **options),
        formula=parameters_law(len(kernel), options["groups"], biased, options.get("pairs")),
        numbers=partial(parameters_numbers, **options),
        because=because,
        rule=placed.layer.name,
        misconceptions=slips,
        span=placed.span,
    )


def _macs(placed: Placed, kernel: Shape, biased: bool) -> Step:
    options = {"kernel": kernel, "groups": placed.settings["groups"], "biased": biased}
    formula = Sym(f"{placed.name}.output") * each_output_law(len(kernel), placed.settings["groups"], biased)
    if placed.settings["connections"] is not None:
        options["pairs"] = placed.settings["connections"]
        table = product([Sym("k")] * len(kernel)) * Sym("pairs")
        formula = Sym("positions") * (table + Sym("c_out") if biased else table)
    return Step(
        f"{placed.name}.macs",
        (f"{placed.name}.output", *outputs(placed)),
        partial(multiplications, **options),
        formula=formula,
        numbers=partial(multiplications_numbers, **options),
        because="every output is a sum of one product for each weight of its filter",
        rule=placed.layer.name,
        misconceptions=MACS_SLIPS,
        span=placed.span,
    )


# --- oracles ----------------------------------------------------------------------------------------------------------


def _weights(
    placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int
) -> tuple[Shapes, Shapes]:
    kernel, filters = placed.settings["kernel"], placed.settings["filters"]
    sides = (kernel,) * axes if isinstance(kernel, int) else kernel
    tensors: Shapes = ((*sides, shapes[0][-1] // placed.settings["groups"], filters),)
    if placed.settings["connections"] is not None:
        tensors = tuple(sides for _ in range(placed.settings["connections"]))
    if placed.settings["bias"] and conventions.get("bias") != "not counted":
        tensors += ((filters,),)
    return tensors, ()


def _windows(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int) -> Shape:
    windows = placed_windows(placed, axes, conventions, placed.settings["stride"])
    sides = (enumerated(n, window) for n, window in zip(shapes[0], windows, strict=False))
    return (*sides, placed.settings["filters"])


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int) -> int:
    tensors, _ = _weights(placed, shapes, {"bias": "not counted"}, axes=axes)
    output = _windows(placed, shapes, conventions, axes=axes)
    own = placed.settings["filters"] * int(placed.settings["bias"] and conventions.get("macs") == "with biases")
    each = sum(1 for tensor in tensors for _ in itertools.product(*(range(side) for side in tensor)))
    return sum(each + own for _ in itertools.product(*(range(side) for side in output[:-1])))


def _describe(placed: Placed, *, axes: int) -> str:
    settings = placed.settings
    filters = {None: "filters", 1: "1 filter"}.get(settings.get("filters"), f"{settings.get('filters')} filters")
    kernel = "" if settings.get("kernel") is None else f" of {extent_text(_sides(settings['kernel'], axes))}"
    return f"convolution with {filters}{kernel}" + "".join(f", {said}" for said in details(settings))


def details(settings: Mapping[str, Any]) -> Iterator[str]:
    """What the settings say beyond filters; a setting that is asked for is absent, and not told."""
    for option in ("stride", "dilation"):
        if settings.get(option, 1) != 1:
            yield f"{option} {size_text(_sides(settings[option], 1))}"
    if settings["same"]:
        yield "same padding"
    elif settings.get("causal"):
        yield "causal padding"
    elif "padding" in settings:
        told = sides_told(settings)
        own = f"padding {size_text(_sides(settings['padding'], 1))}" if settings["padding"] else "no padding"
        yield from told if told and not settings["padding"] else (own, *told)
    if settings.get("groups", 1) != 1:
        yield f"{settings['groups']} groups"
    if settings.get("connections") is not None:
        yield f"{settings['connections']} pairs of maps and filters connected"
    if not settings["bias"]:
        yield "no bias"
    if settings.get("activation", "linear") != "linear":
        yield f"{settings['activation']} activation"


def _sides(value: int | Shape, axes: int) -> Shape:
    return (value,) * axes if isinstance(value, int) else value


def _layer(name: str, axes: int, example: str, also: tuple[str, ...] = ()) -> Layer:
    return Layer(
        name,
        f"a convolution over {axes} axis" if axes == 1 else f"a convolution over {axes} axes",
        partial(_steps, axes=axes),
        options=(*OPTIONS, *side_options(axes), *((CAUSAL,) if axes == 1 else ())),
        positional=("filters", "kernel"),
        quantities=("output", "parameters", "weights", "biases", "trainable", "macs", "connections"),
        weights=partial(_weights, axes=axes),
        windows=partial(_windows, axes=axes),
        conventions=(OUTPUT_SIZE, SAME, PADDING, BIAS, MACS),
        also=also,
        example=example,
        group="convolution",
        describe=partial(_describe, axes=axes),
        multiplications=partial(_counted, axes=axes),
    )


OWN = (
    _layer(
        "conv",
        2,
        "input 32x32x3\nconv 64, kernel 3, same\nfind parameters, output of each layer",
        ("conv2d", "convolution"),
    ),
    _layer("conv1d", 1, "input 500x7\nconv1d 16, kernel 3\nfind parameters, output of each layer"),
    _layer("conv3d", 3, "input 16x32x32x3\nconv3d 8, kernel 3\nfind parameters, output of each layer"),
)
LAYERS = tuple(map(shareable, OWN))
