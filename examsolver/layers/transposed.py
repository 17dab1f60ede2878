"""Transposed convolutions: every input lays a filter on the output, which grows.

Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4. PyTorch and Keras
differ where the stride is larger than the kernel.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import partial
from math import prod
from typing import Any

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, MACS, PADDING, TRANSPOSED, bias_counted
from examsolver.layers.convolution import OPTIONS, details
from examsolver.layers.convolution_kinds import kernel_law, kernel_letters
from examsolver.layers.counting import learned, outputs
from examsolver.layers.lettered import Count, counting, weighed, wrong_count
from examsolver.layers.placing import paddings
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements, extent_text, needed, per_axis, split_map, times
from examsolver.layers.slips import changed_options, other_law, slip

EXTRA = Option(
    "output padding",
    "cells added at the end of the output",
    "size",
    0,
    also=("outpadding", "output pad", "out padding"),
    least=0,
)
Side = tuple[int, int, int, int, int, int]
"""Kernel, stride, crop before, crop after, dilation and what is added at the end of one axis."""


def grown(n: int, side: Side, *, same: bool, keras: bool) -> int:
    """(n - 1)s + d(k - 1) + 1, cropped by the padding and with the output padding; n · s under ``same``."""
    kernel, stride, before, after, dilation, extra = side
    if extra and extra >= max(stride, dilation):
        raise LawError(
            f"an output padding of {extra} is not below the stride {stride}",
            f"it settles which of {stride} sizes is meant: write 0 to {stride - 1}",
        )
    if same and not extra:
        return n * stride
    reach = dilation * (kernel - 1) + 1
    if same:
        before = after = reach // 2
    elif keras and not extra:
        reach = max(reach, stride)
    size = (n - 1) * stride + reach - before - after + extra
    if size < 1:
        raise LawError(
            f"an input of {n} gives {size} cells: the padding crops more than there is",
            f"a padding of up to {(size + before + after - 1) // 2} would leave something",
        )
    return size


def output_law(shape: Shape, *, sides: tuple[Side, ...], filters: int, same: bool, keras: bool, reader: str) -> Shape:
    """Every side grown, and a map for every filter."""
    lengths, _ = split_map(shape, len(sides), reader)
    return (*(grown(n, side, same=same, keras=keras) for n, side in zip(lengths, sides, strict=True)), filters)


def as_convolution(shape: Shape, *, sides: tuple[Side, ...], filters: int, **_: object) -> Shape:
    """The wrong size of an ordinary convolution."""
    sizes = tuple((n + b + a - d * (k - 1) - 1) // s + 1 for n, (k, s, b, a, d, _) in zip(shape, sides, strict=False))
    if min(sizes) < 1:
        raise LawError("this leaves nothing")
    return (*sizes, filters)


def times_stride(shape: Shape, *, sides: tuple[Side, ...], filters: int, **_: object) -> Shape:
    """The wrong n · s, whatever kernel and padding."""
    return (*(n * side[1] for n, side in zip(shape, sides, strict=False)), filters)


def _changed(options: Mapping[str, Any], place: int, to: int) -> Mapping[str, Any] | None:
    sides = tuple((*side[:place], to, *side[place + 1 :]) for side in options["sides"])
    return None if options["same"] or sides == options["sides"] else {"sides": sides}


def _uncropped(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    sides = tuple((k, s, 0, 0, d, extra) for k, s, _, _, d, extra in options["sides"])
    return None if options["same"] or sides == options["sides"] else {"sides": sides}


def _padded(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    sides = tuple((k, s, -b, -a, d, extra) for k, s, b, a, d, extra in options["sides"])
    return None if options["same"] or sides == options["sides"] else {"sides": sides}


SLIPS = (
    slip(
        "transposed-as-convolution",
        "A transposed convolution enlarges: its size is that of the input a convolution of this size would have read.",
        other_law(as_convolution),
    ),
    slip(
        "transposed-size-times-stride",
        "The size is (n - 1)s + k less the padding; it is n times s only where k and the padding make it so.",
        other_law(times_stride),
    ),
    slip("transposed-padding-ignored", "The padding crops the output on both sides.", changed_options(_uncropped)),
    slip("transposed-padding-added", "Padding makes the output of this layer smaller.", changed_options(_padded)),
    slip(
        "output-padding-forgotten",
        "Output padding adds cells at the end.",
        changed_options(partial(_changed, place=5, to=0)),
    ),
)


# --- steps ------------------------------------------------------------------------------------------------------------


def _sides(placed: Placed, axes: int, conventions: Conventions) -> tuple[Side, ...]:
    settings = placed.settings
    kernel = needed(placed, "kernel", "filter size", "write e.g. `kernel 3`")
    before, after = paddings(placed, axes, conventions)
    columns = (
        per_axis(kernel, axes, "the kernel"),
        per_axis(settings["stride"], axes, "the stride"),
        before,
        after,
        per_axis(settings["dilation"], axes, "the dilation"),
        per_axis(settings["output padding"], axes, "the output padding"),
    )
    return tuple(zip(*columns, strict=True))


def _steps(placed: Placed, conventions: Conventions, *, axes: int) -> tuple[Step, ...]:
    filters = needed(placed, "filters", "number of filters", f"write e.g. `{placed.layer.name} 8, kernel 3`")
    sides = _sides(placed, axes, conventions)
    kernel = tuple(side[0] for side in sides)
    wide = any(stride > dilation * (size - 1) + 1 for size, stride, _, _, dilation, _ in sides)
    keras = wide and TRANSPOSED.chosen(conventions).name == "keras"
    groups, biased = placed.settings["groups"], placed.settings["bias"] and bias_counted(conventions)
    options = {"kernel": kernel, "filters": filters, "groups": groups, "reader": placed.layer.name}
    each: Formula = Sym("c_out") if groups == 1 else Sym("c_out") / Sym("g")
    weights = kernel_law(kernel) * Sym("c_in") * each
    depth_forgotten = wrong_count(
        "depth-of-filter-ignored",
        "A filter has weights for every channel that it reads.",
        kernel_law(kernel) * each + (Sym("c_out") if biased else Num(0)),
    )
    reason = "as many weights as a convolution that goes the other way" + (
        ", and a bias for each map" if biased else ""
    )
    counts = weighed(weights, Sym("c_out") if biased else None, reason, (depth_forgotten,))
    products: Formula = Sym("inputs") * weights
    if placed.settings["bias"] and MACS.chosen(conventions).name == "with biases":
        products = products + Sym("outputs") * Sym("c_out")
    reads = "every input is multiplied with every weight that it meets, wherever that lands"
    macs = Count("macs", products, reads, (), True)
    landing = Sym("inputs") * weights
    added = Count(
        "additions",
        landing + Sym("outputs") * Sym("c_out") if placed.settings["bias"] else landing,
        "every product is added where it lands" + (", and a bias to every output" if placed.settings["bias"] else ""),
        (),
        True,
    )
    return (
        _output(placed, sides, filters, keras),
        *counting(placed, _letters, options, *counts, macs, added),
        learned(placed),
    )


def _letters(*shapes: Shape, kernel: Shape, filters: int, groups: int, reader: str) -> Mapping[str, int]:
    lengths, depth = split_map(shapes[-1], len(kernel), reader)
    if depth % groups or filters % groups:
        hint = f"{depth} channels and {filters} filters must both be divisible by the number of groups"
        raise LawError(f"{groups} groups do not divide the channels evenly", hint)
    own = {"outputs": prod(shapes[0][:-1]), "inputs": prod(lengths)} if len(shapes) > 1 else {}
    return {**kernel_letters(kernel), "c_in": depth, "c_out": filters, "g": groups, **own}


def _output(placed: Placed, sides: tuple[Side, ...], filters: int, keras: bool) -> Step:
    same = placed.settings["same"]
    options: dict[str, Any] = {"sides": sides, "filters": filters, "same": same, "keras": keras}
    options["reader"] = placed.layer.name
    letters = {1: ("n",), 2: ("h", "w"), 3: ("n_1", "n_2", "n_3")}[len(sides)]
    shown = (_side_law(Sym(letter), side, same, keras, None) for letter, side in zip(letters, sides, strict=True))
    because = "every input lays a filter on the output, s further each time"
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(output_law, **options),
        formula=times(*shown, Sym("c_out")),
        numbers=partial(_numbers, **options),
        because="same padding gives the stride times each side" if same else because,
        rule=placed.layer.name,
        misconceptions=SLIPS,
        span=placed.span,
    )


def _side_law(n: Formula, side: Side, same: bool, keras: bool, numbers: Side | None) -> Formula:
    """One side in letters, or with the numbers of ``numbers``."""
    k, s, b, a, d, extra = map(Num, numbers) if numbers else map(Sym, ("k", "s", "p_1", "p_2", "d", "p_out"))
    if same and not side[5]:
        return n * s
    reach: Formula = k if side[4] == 1 else d * (k - 1) + 1
    if keras and not side[5] and not same:
        reach = apply("max", reach, s)
    formula = (n - 1) * s + reach
    if same:
        formula = formula - 2 * apply("floor", reach / 2)
    elif side[2] == side[3]:
        formula = formula - 2 * (b if numbers else Sym("p"))
    else:
        formula = formula - b - a
    return formula + extra if side[5] else formula


def _numbers(shape: Shape, *, sides: tuple[Side, ...], filters: int, same: bool, keras: bool, reader: str) -> Formula:
    shown = (_side_law(Num(n), side, same, keras, side) for n, side in zip(shape, sides, strict=False))
    return times(*shown, filters)


# --- oracles ----------------------------------------------------------------------------------------------------------


def _windows(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int) -> Shape:
    keras = conventions.get("transposed size") == "keras"
    lengths = []
    for n, (kernel, stride, before, after, dilation, extra) in zip(
        shapes[0], _sides(placed, axes, conventions), strict=False
    ):
        cells = {begin * stride + step * dilation for begin in range(n) for step in range(kernel)}
        if placed.settings["same"]:
            lengths.append(len({begin * stride + step for begin in range(n) for step in range(stride)}))
            if extra:
                crop = (dilation * (kernel - 1) + 1) // 2
                lengths[-1] = len(range(crop, max(cells) + 1 - crop + extra))
            continue
        end = max(max(cells) + 1, n * stride if keras and not extra else 0)
        lengths.append(len(range(before, end - after + extra)))
    return (*lengths, placed.settings["filters"])


def _weights(
    placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int
) -> tuple[Shapes, Shapes]:
    kernel, filters, groups = (placed.settings[name] for name in ("kernel", "filters", "groups"))
    sides = (kernel,) * axes if isinstance(kernel, int) else kernel
    one: Shape = (*sides, filters // groups)
    tensors = tuple(one for _ in range(shapes[0][-1]))
    biased = placed.settings["bias"] and conventions.get("bias") != "not counted"
    return (*tensors, *(((filters,),) if biased else ())), ()


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, axes: int) -> int:
    tensors, _ = _weights(placed, shapes, {"bias": "not counted"}, axes=axes)
    each = sum(map(elements, tensors))
    counted = sum(each for _ in itertools.product(*(range(side) for side in shapes[0][:-1])))
    folded = placed.settings["bias"] and conventions.get("macs") == "with biases"
    return counted + (elements(_windows(placed, shapes, conventions, axes=axes)) if folded else 0)


def _describe(placed: Placed, *, axes: int) -> str:
    settings = placed.settings
    count, kernel = settings.get("filters"), settings.get("kernel")
    filters = "" if count is None else f" with {count} {'filter' if count == 1 else 'filters'}"
    sides = (kernel,) * axes if isinstance(kernel, int) else kernel
    window = "" if sides is None else f" of {extent_text(sides)}"
    extra = f", output padding {settings['output padding']}" if settings["output padding"] else ""
    return "transposed convolution" + filters + window + "".join(f", {told}" for told in details(settings)) + extra


def _layer(suffix: str, axes: int, sample: str) -> Layer:
    names = ("filters", "kernel", "stride", "padding", "dilation", "groups", "same", "valid", "bias", "activation")
    own = tuple(option for option in OPTIONS if option.name in names)
    name, d = f"conv-transpose{suffix}", f"{axes}d"
    also = (f"transposed-conv{suffix}", f"deconv{suffix}", f"convtranspose{d}", f"conv{d}transpose")
    return Layer(
        name,
        f"a transposed convolution over {axes} " + ("axis" if axes == 1 else "axes"),
        partial(_steps, axes=axes),
        options=(*own, EXTRA),
        positional=("filters", "kernel"),
        quantities=("output", "parameters", "weights", "biases", "trainable", "macs", "additions"),
        weights=partial(_weights, axes=axes),
        windows=partial(_windows, axes=axes),
        conventions=(TRANSPOSED, PADDING, BIAS, MACS),
        also=(*also, *(("deconvolution", "upconv", "transposed-convolution") if axes == 2 else ())),
        example=f"input {sample}\n{name} 16, kernel 4, stride 2, padding 1\nfind output, {name}.parameters",
        group="convolution",
        describe=partial(_describe, axes=axes),
        multiplications=partial(_counted, axes=axes),
    )


LAYERS = tuple(map(shareable, (_layer("", 2, "8x8x32"), _layer("1d", 1, "10x8"), _layer("3d", 3, "4x4x4x8"))))
