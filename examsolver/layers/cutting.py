"""Layers that take a part, add a place or repeat: slice, class token, repeated vector, GLU, patches."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.counting import elementwise, learned, no_weights, unlearned
from examsolver.layers.lettered import counting, weighed, wrong_count
from examsolver.layers.shaping import shaped
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import needed, product, size_text, times
from examsolver.layers.slips import other_law, slip

MOVED = "it only moves numbers: there is nothing to learn"
Window = Callable[[Placed, tuple[Shape, ...], Conventions], Shape]
Steps = Callable[[Placed, Conventions], tuple[Step, ...]]

# --- a part of an axis ------------------------------------------------------------------------------------------------

SLICE = (
    Option("size", "how many places of the axis are kept", also=("length", "count")),
    Option("begin", "the first place that is kept, from 0", default=0, also=("start", "offset"), least=0),
    Option("axis", "the axis, counted from 1; the last where left out"),
)


def cut(shape: Shape, *, size: int, begin: int, axis: int | None) -> Shape:
    """``size`` places of one axis; LawError where it is not so long."""
    place = len(shape) if axis is None else axis
    if place > len(shape):
        raise LawError(f"{size_text(shape)} has {len(shape)} axes, not {place}", f"write axis {len(shape)}")
    if begin + size > shape[place - 1]:
        last = shape[place - 1]
        raise LawError(
            f"places {begin} to {begin + size - 1} are cut from an axis of {last}", f"{last} places are left"
        )
    return (*shape[: place - 1], size, *shape[place:])


def _slice(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    size = needed(placed, "size", "number of places", "write e.g. `slice 64, begin 128`")
    settings = placed.settings
    says = "a part of one axis is kept, the other axes stay"
    output = shaped(placed, cut, says, size=size, begin=settings["begin"], axis=settings["axis"])
    return (output, *unlearned(placed, MOVED))


def _slice_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    settings, shape = placed.settings, shapes[0]
    axis = len(shape) - 1 if settings["axis"] is None else settings["axis"] - 1
    kept = range(shape[axis])[settings["begin"] : settings["begin"] + settings["size"]]
    return tuple(len(kept) if place == axis else side for place, side in enumerate(shape))


# --- places added -----------------------------------------------------------------------------------------------------


def _sequence(shape: Shape, reader: str) -> Shape:
    if len(shape) != 2:
        raise LawError(f"{reader} reads positions x features, but its input is {size_text(shape)}", "e.g. 20x512")
    return shape


def longer(shape: Shape, *, count: int, reader: str) -> Shape:
    """So many places more."""
    steps, features = _sequence(shape, reader)
    return (steps + count, features)


def _not_longer(shape: Shape, *, count: int, reader: str) -> Shape:
    return shape


def _longer_numbers(shape: Shape, *, count: int, reader: str) -> Formula:
    return times(Num(shape[0]) + count, shape[1])


def _letters(shape: Shape, *, count: int) -> dict[str, int]:
    return {"m": count, "d": shape[-1]}


def _token(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    count = placed.settings["count"]
    forgotten = slip("class-token-forgotten", "The learned vector is one more position.", other_law(_not_longer))
    output = shaped(
        placed,
        longer,
        "a learned vector stands before the others"
        if count == 1
        else f"{count} learned vectors stand before the others",
        numbers=_longer_numbers,
        slips=(forgotten,),
        count=count,
        reader=placed.layer.name,
    )
    none = wrong_count("class-token-not-counted", "The class token is learned.", Num(0))
    counts = weighed(Sym("m") * Sym("d"), None, "a learned vector as long as the others", (none,))
    return (output, *counting(placed, _letters, {"count": count}, *counts), learned(placed))


def _token_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    rows = [*range(placed.settings["count"]), *range(shapes[0][0])]
    return (len(rows), shapes[0][1])


def _token_weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    return tuple((shapes[0][1],) for _ in range(placed.settings["count"])), ()


def repeated(shape: Shape, *, count: int) -> Shape:
    """A vector written so many times."""
    if len(shape) != 1:
        raise LawError(f"repeat-vector reads a vector, but its input is {size_text(shape)}", "flatten it first")
    return (count, *shape)


def _repeat(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    count = needed(placed, "count", "number of copies", "write e.g. `repeat-vector 10`")
    return (shaped(placed, repeated, "the vector stands at every step", count=count), *unlearned(placed, MOVED))


def _repeat_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (sum(1 for _ in range(placed.settings["count"])), *shapes[0])


# --- halves that gate each other --------------------------------------------------------------------------------------


def halved(shape: Shape) -> Shape:
    """Half the depth: one half, times a function of the other."""
    if shape[-1] % 2:
        raise LawError(f"glu halves the depth, but {shape[-1]} is odd", f"give {shape[-1] + 1} before it")
    return (*shape[:-1], shape[-1] // 2)


def _unhalved(shape: Shape) -> Shape:
    return shape


def _halved_numbers(shape: Shape) -> Formula:
    return times(*shape[:-1], Num(shape[-1]) / 2)


def _glu(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    kept = slip("glu-depth-kept", "One half of the channels gates the other, so half are left.", other_law(_unhalved))
    says = "one half of the channels is multiplied by the sigmoid of the other"
    output = shaped(placed, halved, says, numbers=_halved_numbers, slips=(kept,))
    return (output, *unlearned(placed, "it has nothing to learn"), elementwise(placed, "one product for each", 1))


def _glu_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (*shapes[0][:-1], len(list(zip(*[iter(range(shapes[0][-1]))] * 2, strict=True))))


# --- patches ----------------------------------------------------------------------------------------------------------


def patched(shape: Shape, *, size: int) -> Shape:
    """A row for every patch, with all its numbers; LawError where patches do not fit."""
    *sides, depth = shape
    if not sides or any(side % size for side in sides):
        fits = [str(one) for one in range(2, min(sides, default=1) + 1) if all(side % one == 0 for side in sides)]
        hint = f"patches of {', '.join(fits[:4])} fit" if fits else "write e.g. `input 224x224x3`"
        raise LawError(f"patches of {size} do not divide {size_text(shape)} evenly", hint)
    return (prod(side // size for side in sides), size ** len(sides) * depth)


def _patched_numbers(shape: Shape, *, size: int) -> Formula:
    *sides, depth = shape
    return times(product(Num(side) / size for side in sides), product([*[size] * len(sides), depth]))


def _patches(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    size = needed(placed, "size", "size of a patch", "write e.g. `patches 16`")
    says = "every patch is a row that holds all its numbers"
    return (shaped(placed, patched, says, numbers=_patched_numbers, size=size), *unlearned(placed, MOVED))


def _patches_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    size = placed.settings["size"]
    corners = list(itertools.product(*(range(0, side, size) for side in shapes[0][:-1])))
    cells = list(itertools.product(*(range(size) for _ in shapes[0][:-1]), range(shapes[0][-1])))
    return (len(corners), len(cells))


# --- words ------------------------------------------------------------------------------------------------------------


def _describe(placed: Placed, *, says: str, option: str) -> str:
    value = placed.settings.get(option)
    told = says if value is None else says.replace("#", str(value))
    return told.replace("places", "place").replace("steps", "step") if value == 1 else told


def _moving(
    name: str, summary: str, steps: Steps, window: Window, options: tuple[Option, ...], says: str, sample: str,
    also: tuple[str, ...], *more: str,
) -> Layer:  # fmt: skip
    return Layer(
        name,
        summary,
        steps,
        options=options,
        positional=tuple(option.name for option in options[:1]),
        quantities=("output", "parameters", "trainable", *more),
        weights=no_weights,
        windows=window,
        also=also,
        example=f"{sample}\nfind {name}.output",
        group="sizes",
        describe=partial(_describe, says=says, option=options[0].name if options else ""),
    )


def _count(says: str, default: Value = None) -> Option:
    return Option("count", says, default=default, also=("times", "tokens", "steps"))


PATCH = Option("size", "how long and how wide a patch is", also=("patch", "patch size"))

LAYERS = (
    _moving("slice", "a part of one axis", _slice, _slice_window, SLICE, "# places of one axis",
            "input 20x96\nslice 32, begin 64", ("narrow", "chunk")),
    _moving("repeat-vector", "the same vector at every step", _repeat, _repeat_window,
            (_count("how many steps"),), "the vector at # steps", "input 64\nrepeat-vector 10", ("repeatvector",)),
    _moving("glu", "half of the channels gates the other half", _glu, _glu_window, (), "gated linear unit",
            "input 20x64\nglu", ("gated-linear-unit",), "operations"),
    _moving("patches", "patches of an image as rows", _patches, _patches_window, (PATCH,), "patches of # by #",
            "input 224x224x3\npatches 16", ("patchify", "image-patches")),
    shareable(Layer(
        "class-token",
        "a learned vector before the others, as in ViT and BERT",
        _token,
        options=(_count("how many vectors", 1),),
        positional=("count",),
        quantities=("output", "parameters", "weights", "biases", "trainable"),
        weights=_token_weights,
        windows=_token_window,
        also=("cls-token", "cls", "prompt-tokens"),
        example="input 196x768\nclass-token\nfind class-token.output, class-token.parameters",
        group="sizes",
        describe=partial(_describe, says="# learned vectors in front", option="count"),
    )),
)  # fmt: skip
