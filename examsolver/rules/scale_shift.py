"""The learned scale and shift behind a normalisation: γ x + β, for each channel its own."""

from __future__ import annotations

import operator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, combine, describe, linear, settle, shape_of
from examsolver.rules.naming import entry
from examsolver.rules.pointwise import pass_on, times
from examsolver.rules.rewriting import slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

ALONG = Option("along", "the axis (from 1) along which γ and β run; left out, the last", "integer", None)


def aligned(parameter: Value, x: Value, along: int | None) -> Value:
    """A parameter with one entry for each entry of ``x``.

    Raises:
        LawError: a parameter that is neither a number, nor as long as that axis, nor of the shape of the last axes.
    """
    return settle(np.broadcast_to(_kept(parameter, x, along), shape_of(x)))


def _kept(parameter: Value, x: Value, along: int | None) -> Any:
    own, shape = shape_of(parameter), shape_of(x)
    axis = len(shape) if along is None else along
    if len(own) == 1 and 1 <= axis <= len(shape) and own == (shape[axis - 1],):
        return as_array(parameter).reshape(tuple(own[0] if axis == at + 1 else 1 for at in range(len(shape))))
    if own != shape[len(shape) - len(own) :]:
        said = f"{describe(own)} with {describe(shape)}"
        raise LawError(f"the shapes do not fit: {said}", "scale and shift are a number, or one number for each channel")
    return as_array(parameter)


def _place(index: Index, parameter: Value, x: Value, along: int | None) -> Index:
    """The entry of the parameter that goes with an entry of ``x``."""
    kept = _kept(parameter, x, along).shape
    own = index[len(index) - len(kept) :]
    if len(shape_of(parameter)) == 1:
        axis = len(index) if along is None else along
        return (index[axis - 1],)
    return tuple(own)


def scale_shift(x: Value, gamma: Value, beta: Value, along: int | None = None) -> Value:
    """γ x + β."""
    return combine(operator.add, combine(operator.mul, aligned(gamma, x, along), x), aligned(beta, x, along))


def x_gradient(upstream: Value, x: Value, gamma: Value, beta: Value, result: Value, along: int | None = None) -> Value:
    """γ g."""
    return combine(operator.mul, upstream, aligned(gamma, x, along))


def gathered(upstream: Value, parameter: Value, x: Value, along: int | None) -> Value:
    """What arrives at the entries, added up for each entry of a parameter."""
    kept = _kept(parameter, x, along).shape
    full = np.broadcast_to(as_array(upstream), shape_of(x))
    extra = full.ndim - len(kept)
    axes = tuple(at for at in range(full.ndim) if at < extra or kept[at - extra] == 1)
    return linear(partial(_summed, axes, shape_of(parameter)), np.array(full))


def _summed(axes: tuple[int, ...], shape: tuple[int, ...], array: Any) -> Any:
    return np.asarray(array.sum(axis=axes), dtype=array.dtype).reshape(shape)


def gamma_gradient(
    upstream: Value, x: Value, gamma: Value, beta: Value, result: Value, along: int | None = None
) -> Value:
    """Σ g x."""
    return gathered(combine(operator.mul, upstream, x), gamma, x, along)


def beta_gradient(
    upstream: Value, x: Value, gamma: Value, beta: Value, result: Value, along: int | None = None
) -> Value:
    """Σ g."""
    return gathered(upstream, beta, x, along)


# In symbols.


def notation(x: Formula, gamma: Formula, beta: Formula, **options: Any) -> Formula:
    """γ x + β, without a factor of 1 or a term of 0."""
    scaled = times(x, gamma) if gamma == Num(1) else gamma * x
    return scaled if beta == Num(0) else scaled + beta


def cells(
    index: Index, names: Names, x: Value, gamma: Value, beta: Value, along: int | None = None
) -> tuple[Formula, ...]:
    """The same of one entry and its channel's scale and shift."""
    own = entry(names[1], _place(index, gamma, x, along))
    return (notation(entry(names[0], index), own, entry(names[2], _place(index, beta, x, along))),)


def x_partials(
    index: Index, names: Names, x: Value, gamma: Value, beta: Value, result: Value, along: int | None = None
) -> Moves:
    """γ."""
    return ((index, entry(names[1], _place(index, gamma, x, along))),)


def parameter_partials(position: int, index: Index, names: Names, *values: Value, along: int | None = None) -> Moves:
    """All entries of the channel: each moves by x (for γ) or by 1 (for β)."""
    x, parameter = values[0], values[position]
    cells = [cell for cell in np.ndindex(shape_of(x)) if _place(cell, parameter, x, along) == index]
    return tuple((cell, entry(names[0], cell) if position == 1 else Num(1)) for cell in cells)


# Wrong ideas.


def exchanged(x: Value, gamma: Value, beta: Value, along: int | None = None) -> Value:
    """β x + γ."""
    return scale_shift(x, beta, gamma, along)


def exchanged_x_gradient(
    upstream: Value, x: Value, gamma: Value, beta: Value, result: Value, along: int | None = None
) -> Value:
    """β g."""
    return x_gradient(upstream, x, beta, gamma, result, along)


def unshifted(x: Value, gamma: Value, beta: Value, along: int | None = None) -> Value:
    """γ x."""
    return scale_shift(x, gamma, 0, along)


def unscaled(x: Value, gamma: Value, beta: Value, along: int | None = None) -> Value:
    """x + β."""
    return scale_shift(x, 1, beta, along)


def shifted_before(x: Value, gamma: Value, beta: Value, along: int | None = None) -> Value:
    """γ (x + β)."""
    return scale_shift(unscaled(x, gamma, beta, along), gamma, 0, along)


def of_output(upstream: Value, x: Value, gamma: Value, beta: Value, result: Value, along: int | None = None) -> Value:
    """Σ g y: the output in the place of what is scaled."""
    return gamma_gradient(upstream, result, gamma, beta, result, along)


def by_loops(x: Value, gamma: Value, beta: Value, along: int | None = None) -> Value:
    """Entry by entry: an oracle."""
    if not shape_of(x):
        return settle(gamma * x + beta)
    result = np.empty(x.shape, dtype=object)
    for index in np.ndindex(x.shape):
        scale, shift = (_own(parameter, index, x.shape, along) for parameter in (gamma, beta))
        result[index] = scale * x[index] + shift
    return settle(result)


def _own(parameter: Value, index: Index, shape: tuple[int, ...], along: int | None) -> Any:
    if not shape_of(parameter):
        return parameter
    if along is not None and len(shape_of(parameter)) == 1:
        return parameter[index[along - 1]]
    return parameter[index[len(index) - len(shape_of(parameter)) :]]


RULES = (
    Rule(
        name="scale_shift",
        step=True,
        summary="γ x + β, the scale γ and shift β numbers or one for each channel",
        law=scale_shift,
        inputs=("x", "gamma", "beta"),
        because="scale and shift",
        options=(ALONG,),
        notation=notation,
        cells=cells,
        gradients=(
            Gradient(
                x_gradient,
                "the local derivative is the scale",
                partials=x_partials,
                misconceptions=(
                    slip("scale-forgotten-in-gradient", "The gradient passes through the scale.", partial(pass_on, 0)),
                ),
            ),
            Gradient(
                gamma_gradient,
                "γ multiplies several normalised values; what comes back from them is added",
                partials=partial(parameter_partials, 1),
                misconceptions=(
                    slip(
                        "output-in-place-of-normalised",
                        "The gradient of the scale has the normalised values, before scale and shift.",
                        of_output,
                    ),
                ),
            ),
            Gradient(
                beta_gradient,
                "β is added to several values; what comes back from them is added",
                partials=partial(parameter_partials, 2),
            ),
        ),
        misconceptions=(
            wrong_idea(
                "scale-and-shift-exchanged",
                "The scale γ multiplies and the shift β is added, not the other way round.",
                exchanged,
                exchanged_x_gradient,
                None,
            ),
            slip("shift-forgotten", "The shift β was not added.", unshifted),
            slip("scale-forgotten", "The values were not multiplied by the scale γ.", unscaled),
            slip("shifted-before-scaling", "The scale comes first, then the shift.", shifted_before),
        ),
        oracle=by_loops,
        example="question affine: compute\n  x = [[1, 2], [3, 4]]\n  y = scale_shift(x, [2, 3], [0, 1])\n  find y",
    ),
)
