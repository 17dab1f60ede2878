"""Pooling to a fixed size, global maximum, and LeNet's pooling with weights of its own."""

from __future__ import annotations

from functools import partial
from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, OUTPUT_SIZE, PADDING, POOLING_SIZE, SAME, bias_counted
from examsolver.layers.counting import learned, no_weights, unlearned
from examsolver.layers.lettered import Count, counting, weighed, wrong_count
from examsolver.layers.placing import placed_windows
from examsolver.layers.pooling import KEPT, OPTIONS, global_steps, global_window, output_step
from examsolver.layers.shaping import shaped
from examsolver.layers.sizes import needed, per_axis, size_text
from examsolver.layers.slips import other_law, slip
from examsolver.layers.windows import enumerated

# --- adaptive ---------------------------------------------------------------------------------------------------------


def adapted(shape: Shape, *, size: int | Shape, reader: str) -> Shape:
    """The size that is asked for, whatever the input; the depth stays."""
    if len(shape) < 2:
        raise LawError(f"{reader} reads a map with channels, but its input is {size_text(shape)}", "write e.g. 8x8x3")
    return (*per_axis(size, len(shape) - 1, "the size"), shape[-1])


def divided(shape: Shape, *, size: int | Shape, reader: str) -> Shape:
    """The wrong size that takes the number for a window."""
    sides = per_axis(size, len(shape) - 1, "the size")
    return (*(max(1, n // k) for n, k in zip(shape, sides, strict=False)), shape[-1])


def _adaptive(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    size = needed(placed, "size", "output size", f"write e.g. `{placed.layer.name} 7x7`")
    taken = slip("adaptive-size-as-window", "The size is that of the output, not of a window.", other_law(divided))
    says = "the windows are laid so that the output has the size that is asked for; the depth stays"
    output = shaped(placed, adapted, says, slips=(taken,), size=size, reader=placed.layer.name)
    return (output, *unlearned(placed, "pooling has no weights, so there is nothing to learn"))


def _adaptive_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    """Windows from floor(i n / m) up to ceil((i + 1) n / m), listed."""
    sides = per_axis(placed.settings["size"], len(shapes[0]) - 1, "")
    windows = ([(i * n // m, -(-(i + 1) * n // m)) for i in range(m)] for n, m in zip(shapes[0], sides, strict=False))
    return (*(len([1 for begin, end in side if end > begin]) for side in windows), shapes[0][-1])


def _describe_adaptive(placed: Placed, *, kind: str) -> str:
    size = placed.settings.get("size")
    text = "" if size is None else f" to {size if isinstance(size, int) else size_text(size)}"
    return f"adaptive {kind} pooling{text}"


def _adaptive_layer(word: str, kind: str) -> Layer:
    return Layer(
        f"adaptive-{word}pool",
        f"{kind} pooling to a given size",
        _adaptive,
        options=(Option("size", "the size of the output", "size", also=("output", "output size", "to")),),
        positional=("size",),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=_adaptive_window,
        also=(*(f"adaptive{word}pool{axes}d" for axes in (1, 2, 3)), f"adaptive-{kind}-pooling"),
        example=f"input 13x13x256\nadaptive-{word}pool 6x6\nfind output",
        group="pooling",
        describe=partial(_describe_adaptive, kind=kind),
    )


# --- LeNet's subsampling ----------------------------------------------------------------------------------------------


def _subsample(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    windows = placed_windows(placed, 2, conventions, placed.settings["stride"], filled=False)
    cells = prod(window.size for window in windows)
    biased = placed.settings["bias"] and bias_counted(conventions)
    weights: Formula = Sym("c")
    slips = (
        wrong_count(
            "pooling-window-counted",
            "All cells of a window share one coefficient.",
            Sym("k") * Sym("c") + Sym("c") if biased else Sym("k") * Sym("c"),
        ),
    )
    says = "each map has one coefficient" + (" and one bias" if biased else "")
    counts = weighed(weights, Sym("c") if biased else None, says, slips)
    options = {"cells": cells}
    one: Formula = Sym("k") + 1 if biased else Sym("k")
    because = "every output is connected to the cells of its window" + (" and to the bias" if biased else "")
    wired = Count("connections", Sym("outputs") * one, because, (), True)
    return (
        output_step(placed, windows),
        *counting(placed, _subsample_letters, options, *counts, wired),
        learned(placed),
    )


def _subsample_letters(*shapes: Shape, cells: int) -> dict[str, int]:
    own = {"outputs": prod(shapes[0])} if len(shapes) > 1 else {}
    return {"c": shapes[-1][-1], "k": cells, **own}


def _subsample_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    windows = placed_windows(placed, 2, conventions, placed.settings["stride"], filled=False)
    return (*(enumerated(n, window) for n, window in zip(shapes[0], windows, strict=False)), shapes[0][-1])


def _subsample_weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    biased = placed.settings["bias"] and conventions.get("bias") != "not counted"
    one: Shapes = ((1,), (1,)) if biased else ((1,),)
    return tuple(tensor for _ in range(shapes[0][-1]) for tensor in one), ()


def _describe_subsample(placed: Placed) -> str:
    kernel = placed.settings.get("kernel")
    window = "" if kernel is None else f" with a window of {size_text(per_axis(kernel, 2, 'the window'))}"
    return f"trainable pooling (a coefficient and a bias for each map){window}"


def _describe_global(placed: Placed) -> str:
    return "global max pooling"


LAYERS = (
    _adaptive_layer("avg", "average"),
    _adaptive_layer("max", "max"),
    Layer(
        "gmp",
        "global max pooling: one number a channel",
        global_steps,
        options=(KEPT,),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=global_window,
        also=("globalmaxpool", "globalmaxpooling", "globalmaxpooling1d", "globalmaxpooling2d", "global-max-pool"),
        example="input 7x7x512\ngmp\nfind output",
        group="pooling",
        describe=_describe_global,
    ),
    Layer(
        "subsample",
        "LeNet's pooling: the sum of a window times a coefficient, plus a bias, both learned for each map",
        _subsample,
        options=(*OPTIONS, Option("bias", "whether each map has a bias", "flag", True, also=("biases", "use bias"))),
        positional=("kernel", "stride"),
        quantities=("output", "parameters", "weights", "biases", "trainable", "connections"),
        weights=_subsample_weights,
        windows=_subsample_window,
        conventions=(OUTPUT_SIZE, POOLING_SIZE, SAME, PADDING, BIAS),
        also=("trainable-pool", "trainable-pooling", "subsampling", "trainable-avgpool"),
        example="input 28x28x6\nsubsample 2\nfind subsample.parameters, subsample.connections",
        group="pooling",
        describe=_describe_subsample,
    ),
)
