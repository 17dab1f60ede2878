"""A bias for each channel, wherever the channels are: what ``+`` does not do for images whose channels come first."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, combine, describe, settle, shape_of
from examsolver.rules.layouts import FIRST, LAYOUT
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import slip
from examsolver.rules.scale_shift import aligned, gathered

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

ALONG = Option("along", "the axis (from 1) of the channels; left out, as the layout says", "integer", None)


def channel_axis(x: Value, b: Value, along: int | None, tensor_layout: str) -> int:
    """The axis (from 1) that the bias runs along: the last; of C × h × w the first, of N × C × h × w the second.

    Raises:
        LawError: a bias that is no list as long as that axis.
    """
    shape, own = shape_of(x), shape_of(b)
    axis = along or len(shape)
    if along is None and tensor_layout == FIRST and len(shape) > 2:
        axis = 1 if len(shape) == 3 else 2
    if len(own) != 1 or not 1 <= axis <= len(shape) or own[0] != shape[axis - 1]:
        said = f"a bias that is {describe(own)} does not fit {describe(shape)}"
        raise LawError(said, "one number for each channel; along=2: the channels are the second axis")
    return axis


def bias_add(x: Value, b: Value, along: int | None = None, tensor_layout: str = "") -> Value:
    """x + b, b the same all over a channel."""
    return combine(operator.add, x, aligned(b, x, channel_axis(x, b, along, tensor_layout)))


def x_gradient(upstream: Value, x: Value, b: Value, result: Value, **_: Any) -> Value:
    """The gradient itself."""
    return settle(np.array(np.broadcast_to(as_array(upstream), shape_of(x))))


def bias_gradient(
    upstream: Value, x: Value, b: Value, result: Value, along: int | None = None, tensor_layout: str = ""
) -> Value:
    """Σ g over each channel."""
    return gathered(upstream, b, x, channel_axis(x, b, along, tensor_layout))


def cells(
    index: Index, names: Names, x: Value, b: Value, along: int | None = None, tensor_layout: str = ""
) -> tuple[Formula, ...]:
    """The entry and its channel's bias."""
    place = index[channel_axis(x, b, along, tensor_layout) - 1]
    return (entry(names[0], index) + entry(names[1], (place,)),)


def x_partials(index: Index, names: Names, x: Value, b: Value, result: Value, **_: Any) -> Moves:
    """1."""
    return ((index, Num(1)),)


def bias_partials(
    index: Index, names: Names, x: Value, b: Value, result: Value, along: int | None = None, tensor_layout: str = ""
) -> Moves:
    """All entries of the channel, each moved by 1."""
    axis = channel_axis(x, b, along, tensor_layout) - 1
    return tuple((cell, Num(1)) for cell in np.ndindex(shape_of(x)) if cell[axis] == index[0])


def unbiased(x: Value, b: Value, **_: Any) -> Value:
    """The wrong idea: the bias left out."""
    return x


def by_loops(x: Value, b: Value, along: int | None = None, tensor_layout: str = "") -> Value:
    """Entry by entry: an oracle."""
    axis, result = channel_axis(x, b, along, tensor_layout) - 1, np.empty(shape_of(x), dtype=object)
    for index in np.ndindex(result.shape):
        result[index] = x[index] + b[index[axis]]
    return settle(result)


RULES = (
    Rule(
        name="bias_add",
        summary="a bias for each channel added to a map: right also where the channels come first, as + is not",
        law=bias_add,
        inputs=("x", "b"),
        because="every channel has one bias",
        options=(ALONG,),
        cells=cells,
        gradients=(
            Gradient(x_gradient, "a sum passes its gradient on", partials=x_partials),
            Gradient(
                bias_gradient, "a bias moves its whole channel: what comes back from it adds up", partials=bias_partials
            ),
        ),
        misconceptions=(slip("bias-forgotten", "The bias was not added.", unbiased),),
        oracle=by_loops,
        conventions=(LAYOUT,),
        example="question biased: compute\n  convention tensor layout channels first\n  X = 0..7 as 2x2x2\n"
        "  b = [1, -1]\n  Z = bias_add(X, b)\n  find Z",
        also=("add_bias", "channel_bias", "biasadd"),
    ),
)
