"""From the losses of single entries or of samples to the loss of a batch: mean, sum, none, or one of each sample.

An *entry loss* (squared, absolute, binary cross-entropy) has a value for every entry, and its mean is over all entries.
A *sample loss* (cross-entropy, hinge of several classes) adds up over the last axis first: its mean is over the rows.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Misconception, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Option
from examsolver.maths.arrays import as_array, combine, describe, entrywise, linear, settle, shape_of
from examsolver.rules.by_cases import Cells, Entrywise, at_cell
from examsolver.rules.naming import total

LOSS_REDUCTION = Convention(
    "loss reduction",
    (
        Variant("mean", "the loss of a batch is the mean over its rows"),
        Variant("sum", "the loss of a batch is the sum over its rows"),
    ),
)
REDUCTION = Option(
    "reduction",
    "mean, sum, none (the loss of every entry or sample, to be weighted: mean(w * …)) or per_sample (of every row); "
    "left out, as the convention loss reduction says",
    "word",
)
REDUCTIONS = ("mean", "sum", "none", "per_sample")
ALSO = {"per_row": "per_sample", "each": "none", "rows": "per_sample", "samples": "per_sample"}


def reduction_of(reduction: str | None, loss_reduction: str) -> str:
    """The reduction in force. Raises LawError for one that is not known."""
    chosen = reduction or loss_reduction
    chosen = ALSO.get(chosen, chosen)
    if chosen not in REDUCTIONS:
        raise LawError(f"reduction {chosen} is not known", f"write reduction={', '.join(REDUCTIONS)}")
    return chosen


@dataclass(frozen=True, slots=True)
class PairLoss:
    """A loss by its entries. ``by_rows``: a sample loss; ``hint``: what to write where shapes do not fit."""

    function: Entrywise
    by_rows: bool = False
    hint: str = "the target has one entry for each prediction"


def weight(shape: tuple[int, ...], how: str, by_rows: bool) -> Fraction:
    """What the loss of one entry counts in the result."""
    width = shape[-1] if shape else 1
    count = int(np.prod(shape, dtype=int))
    samples = count // width if by_rows else count
    match how:
        case "mean":
            return Fraction(1, samples)
        case "per_sample" if not by_rows:
            return Fraction(1, width)
    return Fraction(1)


def kept_axes(shape: tuple[int, ...], how: str, by_rows: bool) -> int:
    """How many leading axes of the entries the result keeps."""
    if how == "none" and not by_rows:
        return len(shape)
    return max(len(shape) - 1, 0) if how in ("none", "per_sample") else 0


def same_shapes(hint: str, *values: Value) -> tuple[int, ...]:
    """The one shape of all values. Raises LawError where they differ."""
    shapes = [shape_of(value) for value in values]
    if any(shape != shapes[0] for shape in shapes):
        said = f"prediction {describe(shapes[0])}, target {describe(shapes[1])}"
        raise LawError(f"the shapes do not fit: {said}", hint)
    return shapes[0]


def reduce_entries(entries: Value, how: str, by_rows: bool) -> Value:
    """The losses of all entries brought together."""
    shape = shape_of(entries)
    axes = tuple(range(kept_axes(shape, how, by_rows), len(shape)))
    summed = linear(partial(np.sum, axis=axes), as_array(entries)) if axes else entries
    return combine(operator.mul, weight(shape, how, by_rows), summed)


def reduced_loss(
    loss: PairLoss, /, *inputs: Value, reduction: str | None = None, loss_reduction: str = "mean", **options: object
) -> Value:
    """The law of a pair loss. Raises LawError where the shapes differ."""
    same_shapes(loss.hint, *inputs)
    how = reduction_of(reduction, loss_reduction)
    return reduce_entries(entrywise(partial(loss.function.value, **options), *inputs), how, loss.by_rows)


def loss_backward(
    loss: PairLoss,
    slope: Callable[..., Any],
    /,
    upstream: Value,
    *values: Value,
    reduction: str | None = None,
    loss_reduction: str = "mean",
    **options: object,
) -> Value:
    """The gradient for the input that ``slope`` is the derivative by: its weight times the local derivative."""
    inputs = values[:-1]
    shape = same_shapes(loss.hint, *inputs)
    how = reduction_of(reduction, loss_reduction)
    local = entrywise(partial(slope, **options), *inputs)
    weighted = combine(operator.mul, weight(shape, how, loss.by_rows), local)
    return combine(operator.mul, spread_over(upstream, shape, kept_axes(shape, how, loss.by_rows)), weighted)


def spread_over(upstream: Value, shape: tuple[int, ...], kept: int) -> Value:
    """The gradient of each result, for every entry that went into it."""
    if not shape:
        return upstream
    above = as_array(upstream)
    return settle(np.broadcast_to(above.reshape((*above.shape[:kept], *[1] * (len(shape) - kept))), shape))


# Written out.


def loss_cells(
    loss: PairLoss,
    index: Index,
    names: Cells,
    /,
    *inputs: Value,
    reduction: str | None = None,
    loss_reduction: str = "mean",
    share: Fraction = Fraction(1),
    **options: object,
) -> Cells:
    """``Rule.cells``: the losses of the entries that go into one result, added up (and times a share)."""
    shape = same_shapes(loss.hint, *inputs)
    how = reduction_of(reduction, loss_reduction)
    rest = shape[kept_axes(shape, how, loss.by_rows) :]
    places = [(*index, *inner) for inner in np.ndindex(rest)]
    terms = [term for place in places if (term := _term(loss, place, names, inputs, options)) != Num(0)]
    return (times(share * weight(shape, how, loss.by_rows), total(terms)),)


def _term(loss: PairLoss, place: Index, names: Cells, inputs: tuple[Value, ...], options: dict[str, object]) -> Formula:
    return loss.function.written(*at_cell(place, names, inputs), **options)


def loss_partials(
    loss: PairLoss,
    position: int,
    index: Index,
    names: Cells,
    /,
    *values: Value,
    reduction: str | None = None,
    loss_reduction: str = "mean",
    **options: object,
) -> tuple[tuple[Index, Formula], ...]:
    """``Gradient.partials``: the one result that an entry goes into."""
    inputs = values[:-1]
    shape = shape_of(inputs[position])
    how = reduction_of(reduction, loss_reduction)
    cells, numbers = at_cell(index, names[:-1], inputs)
    slope = loss.function.slope_formula(position, (*cells, names[-1]), numbers, **options)
    factor = weight(shape, how, loss.by_rows)
    return ((index[: kept_axes(shape, how, loss.by_rows)], times(factor, slope)),)


def times(factor: Fraction, formula: Formula) -> Formula:
    """A factor before a formula, unless it is 1."""
    return formula if factor == 1 else Num(factor) * formula


def loss_gradient(
    loss: PairLoss, position: int, because: str, misconceptions: tuple[Misconception, ...] = ()
) -> Gradient:
    """The gradient of a pair loss for one of its inputs."""
    slope = loss.function.slopes[position]
    assert slope is not None
    return Gradient(
        law=partial(loss_backward, loss, slope),
        because=because,
        partials=partial(loss_partials, loss, position),
        misconceptions=misconceptions,
    )


def loss_by_loops(
    term: Callable[..., Any],
    by_rows: bool,
    /,
    *inputs: Value,
    reduction: str | None = None,
    loss_reduction: str = "mean",
    **options: object,
) -> Value:
    """A pair loss entry by entry, row by row: an oracle."""
    how = reduction_of(reduction, loss_reduction)
    shape = shape_of(inputs[0])
    flat = [np.asarray(value, dtype=object).reshape(-1).tolist() for value in inputs]
    losses = [term(*numbers, **options) for numbers in zip(*flat, strict=True)]
    if how == "none" and not by_rows:
        return settle(np.array(losses, dtype=object).reshape(shape))
    width = shape[-1] if shape else 1
    rows = [sum(losses[at : at + width]) for at in range(0, len(losses), width)]
    if how in ("none", "per_sample"):
        rows = rows if by_rows else [row * Fraction(1, width) for row in rows]
        return settle(np.array(rows, dtype=object).reshape(shape[:-1]))
    return settle(sum(rows) * Fraction(1, 1 if how == "sum" else len(rows) if by_rows else len(losses)))
