"""Local response normalisation: every channel divided by what its neighbours do at the same place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Gradient, Input, Option, Result, Rule
from examsolver.maths.arrays import Array, as_array, linear, settle, shape_of
from examsolver.rules.arithmetic import multiply
from examsolver.rules.entry_groups import CHANNELS_AT, channel_axis
from examsolver.rules.layouts import FIRST, LAYOUT
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

LRN_ALPHA = Convention(
    "local response alpha",
    (
        Variant("whole", "α multiplies the sum of the squares"),
        Variant("averaged", "α is divided by the number of channels of the window"),
    ),
)


def near(channel: int, size: int, channels: int) -> range:
    """The channels of the window around one: ``size // 2`` on each side, as far as there are."""
    return range(max(0, channel - size // 2), min(channels, channel + size // 2 + 1))


def window_sums(x: Value, size: int = 5, channels: str = "last") -> Value:
    """For every channel the sum over the channels near it, at the same place."""
    return linear(partial(_sums, size, axis_of_channels(x, channels)), as_array(x))


def _sums(size: int, axis: int, array: Array) -> Any:
    moved = np.moveaxis(array, axis, 0)
    count = len(moved)
    sums = [moved[near(at, size, count).start : near(at, size, count).stop].sum(axis=0) for at in range(count)]
    result = np.empty(moved.shape, dtype=array.dtype)
    for at, found in enumerate(sums):
        result[at] = found
    return np.moveaxis(result, 0, axis)


def axis_of_channels(x: Value, channels: str) -> int:
    """The axis of the channels, from 0. Raises LawError for a number."""
    shape = shape_of(x)
    if not shape:
        raise LawError("neighbours of a number", "give the channels as a vector, or maps with channels")
    return channel_axis(shape, channels, batch=len(shape) > 3)


def neighbour_squares(x: Value, size: int = 5, channels: str = "last") -> Value:
    """For every channel the sum of the squares of the channels near it, itself among them."""
    return window_sums(multiply(x, x), size, channels)


def squares_gradient(upstream: Value, x: Value, sums: Value, size: int = 5, channels: str = "last") -> Value:
    """2x times the sum of what arrives at the channels near."""
    above = np.array(np.broadcast_to(as_array(upstream), shape_of(x)))
    return multiply(2, multiply(x, window_sums(above, size, channels)))


def _around(index: Index, x: Value, size: int, channels: str) -> Iterator[Index]:
    axis = axis_of_channels(x, channels)
    for channel in near(index[axis], size, shape_of(x)[axis]):
        yield (*index[:axis], channel, *index[axis + 1 :])


def squares_cells(index: Index, names: Names, x: Value, size: int = 5, channels: str = "last") -> tuple[Formula, ...]:
    """The squares near, added."""
    return (total([entry(names[0], cell) ** 2 for cell in _around(index, x, size, channels)]),)


def squares_partials(index: Index, names: Names, x: Value, sums: Value, size: int = 5, channels: str = "last") -> Moves:
    """2x at every channel near."""
    local = 2 * entry(names[0], index)
    return tuple((cell, local) for cell in _around(index, x, size, channels))


def all_channels(x: Value, size: int = 5, channels: str = "last") -> Value:
    """The squares of all channels."""
    return neighbour_squares(x, 2 * shape_of(x)[axis_of_channels(x, channels)], channels)


def not_squared(x: Value, size: int = 5, channels: str = "last") -> Value:
    """The sum of the values near."""
    return window_sums(x, size, channels)


def own_left_out(x: Value, size: int = 5, channels: str = "last") -> Value:
    """The squares of the neighbours without its own."""
    square = multiply(x, x)
    return settle(as_array(window_sums(square, size, channels)) - as_array(square))


def reach_of_size(x: Value, size: int = 5, channels: str = "last") -> Value:
    """``size`` channels on each side."""
    return neighbour_squares(x, 2 * size, channels)


def squares_by_loops(x: Value, size: int = 5, channels: str = "last") -> Value:
    """Channel by channel: an oracle."""
    result = np.empty(x.shape, dtype=object)
    for index in np.ndindex(x.shape):
        result[index] = sum(x[cell] ** 2 for cell in _around(index, x, size, channels))
    return settle(result)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Squares near, denominator, output."""
    size = facts.value("size")
    if size != int(size) or size < 1:
        raise LawError(f"a window of {size} channels", "size is a whole number from 1")
    first = LAYOUT.chosen(conventions).name == FIRST and len(facts.shape("x")) > 2
    squares = apply("neighbour_squares", Sym("x"), size=int(size), **({"channels": "first"} if first else {}))
    averaged = LRN_ALPHA.chosen(conventions).name == "averaged"
    alpha: Formula = Sym("alpha") / int(size) if averaged else Sym("alpha")
    return (
        Equation("squares", squares, "for every channel the squares of the channels near it, added"),
        Equation("denominator", (Sym("k") + alpha * Sym("squares")) ** Sym("beta"), "what each entry is divided by"),
        Equation("output", Sym("x") / Sym("denominator"), "divide"),
    )


RULES = (
    Rule(
        name="neighbour_squares",
        step=True,
        summary="for every channel the sum of the squares of the channels near it",
        law=neighbour_squares,
        inputs=("x",),
        because="add the squares of the channel and of those near it",
        options=(Option("size", "how many channels the window has", "integer", 5), CHANNELS_AT),
        cells=squares_cells,
        gradients=(
            Gradient(
                squares_gradient,
                "a square goes into the sum of every channel near it, with 2x",
                partials=squares_partials,
            ),
        ),
        misconceptions=(
            slip("all-channels-taken", "Only the channels of the window are added, not all.", all_channels),
            slip("square-forgotten", "The activations were not squared.", not_squared),
            slip("own-channel-left-out", "The channel itself belongs to its window.", own_left_out),
            slip("reach-of-the-whole-size", "The window has half its size on each side.", reach_of_size),
        ),
        oracle=squares_by_loops,
        example="question near: compute\n  x = [1, 2, 3, 4]\n  s = neighbour_squares(x, size=3)\n  find s",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="local-response-norm",
        summary="local response normalisation: x/(k + α Σ x²)^β over the channels near",
        inputs=(
            Input("x", "activations: the channels at one place, or maps", also=("X", "a")),
            Input("size", "how many channels the window has", "number", 5, also=("n",)),
            Input("alpha", "α", "number"),
            Input("beta", "β, the power", "number"),
            Input("k", "k, what is added", "number", 1, also=("bias",)),
        ),
        results=(
            Result("output", "what comes out", ("y", "b")),
            Result("squares", "sums of squares"),
            Result("denominator", "what is divided by"),
        ),
        equations=equations,
        conventions=(LRN_ALPHA, LAYOUT),
        example="question lrn: compute local-response-norm\n  x = [1, 2, 2]\n  size = 3\n  alpha = 1\n  beta = 0.5\n"
        "  k = 0\n  find squares, output to 4 decimals",
        also=("lrn", "local-response-normalisation", "local-response-normalization"),
    ),
)
