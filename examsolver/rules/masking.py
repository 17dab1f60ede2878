"""Softmax over what a mask leaves visible, and the masks of attention."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import Array, as_array, combine, describe, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.naming import entry, total
from examsolver.rules.placing import whole
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.softmax import along, softmax, softmax_gradient
from examsolver.rules.windows import cells_along

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]
LONGEST = 1000

MASK_ENTRIES = Convention(
    "mask entries",
    (
        Variant("visible", "a 1 in a mask leaves a score visible, a 0 hides it"),
        Variant("hidden", "a 1 in a mask hides a score, a 0 leaves it visible"),
        Variant("added", "the mask is added to the scores: 0, or a large negative number", False),
    ),
)


def visible(x: Value, mask: Value, axis: str | None, mask_entries: str) -> Array:
    """Where the scores are visible, in their shape; a vector hides the same places in every line.

    Raises:
        LawError: a mask of another shape, or with other entries than 0 and 1, or that hides a whole line.
    """
    place, shape = along(x, axis), shape_of(x)
    marks = as_array(mask)
    if len(shape) > 1 and marks.shape == (shape[place],) and place == len(shape) - 2:
        marks = marks[:, None]
    elif marks.shape != shape and marks.shape != shape[-1:]:
        said = f"scores {describe(shape)}, mask {describe(marks.shape)}"
        raise LawError(f"the shapes do not fit: {said}", "a mask has the shape of the scores, or one entry a key")
    if mask_entries not in ("visible", "hidden") or any(mark not in (0, 1) for mark in marks.flat):
        hint = "convention mask entries visible, hidden, or added for large negative numbers"
        raise LawError("this mask is not made of 0 and 1", hint)
    seen = np.broadcast_to(marks == (1 if mask_entries == "visible" else 0), shape)
    if not seen.any(axis=place).all():
        raise LawError("the mask hides all scores of a query", "at least one key must stay visible")
    return seen


def masked_softmax(x: Value, mask: Value, axis: str | None = None, mask_entries: str = "visible") -> Value:
    """e^x over its sum among the visible entries of each line; hidden ones are exactly 0. Raises LawError."""
    seen, place = visible(x, mask, axis, mask_entries), along(x, axis)
    lines = np.moveaxis(as_array(x), place, -1)
    marks = np.moveaxis(seen, place, -1)
    result = np.empty(lines.shape, dtype=object)
    for index in np.ndindex(lines.shape[:-1]):
        result[index] = _shares(lines[index].tolist(), marks[index].tolist())
    return settle(np.moveaxis(result, -1, place))


def _shares(line: list[Any], seen: list[bool]) -> list[Any]:
    kept = [number for number, mark in zip(line, seen, strict=True) if mark]
    top = max(kept)
    if not any(isinstance(number, float) for number in kept) and top == min(kept):
        return [quotient(1, len(kept)) if mark else 0 for mark in seen]
    whole_sum = math.fsum(math.exp(number - top) for number in kept)
    return [math.exp(number - top) / whole_sum if mark else 0.0 for number, mark in zip(line, seen, strict=True)]


def masked_gradient(
    upstream: Value, x: Value, mask: Value, s: Value, axis: str | None = None, mask_entries: str = "visible"
) -> Value:
    """s ⊙ (g − Σ g s): 0 for what is hidden, because its s is 0."""
    place = along(x, axis)
    weighted = settle(np.sum(as_array(combine(operator.mul, upstream, s)), axis=place, keepdims=True))
    return combine(operator.mul, s, combine(operator.sub, upstream, weighted))


def masked_cells(
    index: Index, names: Names, x: Value, mask: Value, axis: str | None = None, mask_entries: str = "visible"
) -> tuple[Formula, ...]:
    """0 where hidden; else e to the entry, over the sum of e to the visible entries of its line."""
    seen = visible(x, mask, axis, mask_entries)
    if not seen[index]:
        return (Num(0),)
    line = [cell for cell in cells_along(index, shape_of(x), (along(x, axis),)) if seen[cell]]
    return (apply("exp", entry(names[0], index)) / total([apply("exp", entry(names[0], cell)) for cell in line]),)


def masked_partials(
    index: Index, names: Names, x: Value, mask: Value, s: Value, axis: str | None = None, mask_entries: str = "visible"
) -> Moves:
    """Every visible entry of the line: s(1 − s) for its own, −s s for the others; nothing for a hidden one."""
    seen = visible(x, mask, axis, mask_entries)
    if not seen[index]:
        return ()
    own = entry(names[-1], index)
    line = [cell for cell in cells_along(index, shape_of(x), (along(x, axis),)) if seen[cell]]
    return tuple((cell, own * (1 - own) if cell == index else -(entry(names[-1], cell) * own)) for cell in line)


def masked_by_loops(x: Value, mask: Value, axis: str | None = None, mask_entries: str = "visible") -> Value:
    """Oracle: softmax of the scores with a very negative number where they are hidden."""
    place = along(x, axis)
    marks = np.asarray(mask, dtype=float)
    if marks.ndim < x.ndim and place == x.ndim - 2:
        marks = marks[:, None]
    hidden = (1 - marks if mask_entries == "visible" else marks) * np.ones(x.shape)
    scores = np.where(hidden > 0, -np.inf, x.astype(float))
    powers = np.exp(scores - scores.max(axis=place, keepdims=True))
    return settle(powers / powers.sum(axis=place, keepdims=True))


# Wrong ideas.


def mask_ignored(x: Value, mask: Value, axis: str | None = None, mask_entries: str = "visible") -> Value:
    """Softmax over all entries."""
    return softmax(x, axis)


def unmasked_gradient(
    upstream: Value, x: Value, mask: Value, s: Value, axis: str | None = None, mask_entries: str = "visible"
) -> Value:
    """The gradient of a softmax over all entries."""
    return softmax_gradient(upstream, x, s, axis)


def mask_after(x: Value, mask: Value, axis: str | None = None, mask_entries: str = "visible") -> Value:
    """Softmax over all entries, then 0 where hidden: the rows no longer sum to 1."""
    return combine(operator.mul, softmax(x, axis), settle(visible(x, mask, axis, mask_entries).astype(int)))


def zero_scores(x: Value, mask: Value, axis: str | None = None, mask_entries: str = "visible") -> Value:
    """Hidden scores set to 0 before the softmax, not to −∞."""
    return softmax(combine(operator.mul, x, settle(visible(x, mask, axis, mask_entries).astype(int))), axis)


def mask_turned(x: Value, mask: Value, axis: str | None = None, mask_entries: str = "visible") -> Value:
    """What is visible hidden, and what is hidden visible."""
    other = {"visible": "hidden", "hidden": "visible"}.get(mask_entries, mask_entries)
    return masked_softmax(x, mask, axis, other)


def causal_mask(size: Value, mask_entries: str = "visible") -> Value:
    """Each position sees itself and those before it: 1 on and below the diagonal (or what hides the others).

    Raises:
        LawError: a size that is no whole number from 1, or masks that are added.
    """
    count = whole(size, "a size")
    if not 1 <= count <= LONGEST:
        raise LawError(f"no sequence has the length {count}")
    if mask_entries not in ("visible", "hidden"):
        raise LawError("a causal mask is made of 0 and 1", "write convention mask entries visible or hidden")
    lower = np.tri(count, dtype=int)
    return settle(lower if mask_entries == "visible" else 1 - lower)


def causal_by_loops(size: Value, mask_entries: str = "visible") -> Value:
    """Oracle: position by position."""
    seen = 1 if mask_entries == "visible" else 0
    rows = [[seen if key <= query else 1 - seen for key in range(int(size))] for query in range(int(size))]
    return settle(np.array(rows, dtype=object))


def future_seen(size: Value, mask_entries: str = "visible") -> Value:
    """The wrong idea: the other triangle."""
    return settle(as_array(causal_mask(size, mask_entries)).T.copy())


def past_only(size: Value, mask_entries: str = "visible") -> Value:
    """The wrong idea: a position does not see itself."""
    seen = 1 if mask_entries == "visible" else 0
    own = np.eye(int(size), dtype=int) * (1 - 2 * seen)
    return combine(operator.add, causal_mask(size, mask_entries), settle(own))


RULES = (
    Rule(
        name="masked_softmax",
        summary="softmax along each row (or column) over what a mask leaves visible; hidden entries become 0",
        law=masked_softmax,
        inputs=("x", "mask"),
        because="hidden scores count as −∞, so e to them is 0; then exponentials divided by their sum",
        options=(Option("axis", "each row or each column; left out, each row", "word", also=("each",)),),
        cells=masked_cells,
        gradients=(
            Gradient(
                masked_gradient,
                "a softmax among the visible entries: s(1 − s) on its own, −s s on the others; hidden ones have none",
                partials=masked_partials,
            ),
            None,
        ),
        misconceptions=(
            wrong_idea("mask-ignored", "The mask was left out.", mask_ignored, unmasked_gradient, None),
            slip(
                "mask-after-softmax",
                "The mask comes before the softmax; put on afterwards, the weights no longer sum to one.",
                mask_after,
            ),
            slip(
                "masked-scores-zero",
                "A hidden score counts as minus infinity, not as zero: e to the power of zero is one.",
                zero_scores,
            ),
            slip("mask-turned-round", "Visible and hidden were exchanged.", mask_turned),
        ),
        oracle=masked_by_loops,
        conventions=(MASK_ENTRIES,),
        example="question seen: compute\n  S = [[1, 2], [3, 1]]\n  M = [[1, 0], [1, 1]]\n"
        "  A = masked_softmax(S, M)\n  find A to 4 decimals",
    ),
    Rule(
        name="causal_mask",
        summary="the mask by which each position sees itself and those before it",
        law=causal_mask,
        inputs=("size",),
        because="each position sees itself and those before it",
        misconceptions=(
            slip("future-left-visible", "A causal mask hides what comes later, not what came before.", future_seen),
            slip("own-position-hidden", "Under a causal mask a position sees itself.", past_only),
        ),
        oracle=causal_by_loops,
        conventions=(MASK_ENTRIES,),
        example="question triangle: compute\n  M = causal_mask(3)\n  find M",
        also=("look_ahead_mask",),
    ),
)
