"""Lists and concatenation: ``[a, b]``, ``[h, x]``, ``[[a, b], [c, d]]``, ``concat(A, B)``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from examsolver.core.derivation import Derivation, Index, LawError, Misconception, Step, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import Array, as_array, describe, settle, shape_of
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import position_of

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

HINT = "numbers and vectors are joined end to end; arrays along one axis, all others equal"


def join(values: tuple[Value, ...], axis: int | None) -> Value:
    """Values joined along an axis counted from 1 (None: the last); a number counts as a vector of one.

    Raises:
        LawError: shapes that do not go together.
    """
    blocks = _blocks(values)
    place = _axis(axis, blocks[0].ndim)
    others = {block.shape[:place] + block.shape[place + 1 :] for block in blocks}
    if len({block.ndim for block in blocks}) > 1 or len(others) > 1:
        said = " and ".join(describe(shape_of(value)) for value in values)
        raise LawError(f"the shapes do not fit: {said}", HINT)
    return settle(np.concatenate([block.astype(object) for block in blocks], axis=place))


def _blocks(values: tuple[Value, ...]) -> list[Array]:
    return [np.atleast_1d(as_array(value)) for value in values]


def _axis(axis: int | None, axes: int) -> int:
    if axis is None:
        return axes - 1
    if not 1 <= axis <= axes:
        raise LawError(f"there is no axis {axis}", f"axes are counted from 1 to {axes}")
    return axis - 1


def cut_out(upstream: Value, inputs: tuple[Value, ...], position: int, axis: int | None) -> Value:
    """The part of a gradient that belongs to one of the joined values."""
    blocks = _blocks(inputs)
    place = _axis(axis, blocks[0].ndim)
    start = sum(block.shape[place] for block in blocks[:position])
    own = [slice(None)] * blocks[0].ndim
    own[place] = slice(start, start + blocks[position].shape[place])
    whole = np.broadcast_to(as_array(upstream), _joined_shape(blocks, place))
    return settle(whole[tuple(own)].reshape(shape_of(inputs[position])))


def _joined_shape(blocks: list[Array], place: int) -> tuple[int, ...]:
    shape = list(blocks[0].shape)
    shape[place] = sum(block.shape[place] for block in blocks)
    return tuple(shape)


def concat(*values: Value, axis: int | None = None) -> Value:
    """Values joined along an axis (from 1; left out, the last: channels, columns, end to end)."""
    return join(values, axis)


def concat_gradient(upstream: Value, *values: Value, position: int, axis: int | None = None) -> Value:
    """The part of the gradient that belongs to one input."""
    return cut_out(upstream, values[:-1], position, axis)


def listing(*values: Value, rows: bool = False) -> Value:
    """A bracketed list: numbers and vectors joined end to end; with ``rows``, values of one shape as rows.

    Raises:
        LawError: rows of different lengths, matrices that do not go together.
    """
    if not rows:
        return join(values, None)
    if len({shape_of(value) for value in values}) > 1:
        raise LawError("the rows have different lengths", "every row needs as many entries as the first")
    return settle(np.stack([as_array(value).astype(object) for value in values]))


def listing_gradient(upstream: Value, *values: Value, position: int, rows: bool = False) -> Value:
    """The part of the gradient that belongs to one item."""
    if not rows:
        return cut_out(upstream, values[:-1], position, None)
    return settle(np.broadcast_to(as_array(upstream), shape_of(values[-1]))[position])


# In symbols: every cell is a cell of one input.


def concat_cells(index: Index, names: Names, *values: Value, axis: int | None = None) -> tuple[Formula, ...]:
    """The cell of the input that stands there."""
    blocks = _blocks(values)
    place = _axis(axis, blocks[0].ndim)
    left = index[place]
    for name, value, block in zip(names, values, blocks, strict=True):
        if left < block.shape[place]:
            return (entry(name, (*index[:place], left, *index[place + 1 :])[: len(shape_of(value))]),)
        left -= block.shape[place]
    return ()


def concat_partials(index: Index, names: Names, *values: Value, position: int, axis: int | None = None) -> Moves:
    """An input cell moves the one cell that it becomes."""
    blocks = _blocks(values[:-1])
    place = _axis(axis, blocks[0].ndim)
    start = sum(block.shape[place] for block in blocks[:position])
    own = index or (0,)
    return (((*own[:place], own[place] + start, *own[place + 1 :]), Num(1)),)


def listing_cells(index: Index, names: Names, *values: Value, rows: bool = False) -> tuple[Formula, ...]:
    """The cell of the item that stands there."""
    if rows:
        return (entry(names[index[0]], index[1:]),)
    return concat_cells(index, names, *values)


def listing_partials(index: Index, names: Names, *values: Value, position: int, rows: bool = False) -> Moves:
    """A cell of an item moves the one cell that it becomes."""
    if rows:
        return (((position, *index), Num(1)),)
    return concat_partials(index, names, *values, position=position)


# Wrong ideas.


def exchanged(*values: Value, **options: object) -> Value:
    """Two vectors joined in the other order."""
    if any(len(shape_of(value)) != 1 for value in values):
        raise LawError("only vectors are joined in the wrong order")
    return join(values[::-1], None)


def exchanged_gradient(upstream: Value, *values: Value, position: int, **options: object) -> Value:
    """The part of the gradient under the other order."""
    inputs = values[:-1]
    return cut_out(upstream, inputs[::-1], len(inputs) - 1 - position, None)


def _exchange(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The same list is joined in several places (one a gate); who is wrong about its order is wrong in all."""
    if len(step.uses) != 2:
        return {}
    rewritten = {}
    for other in derivation.users(step.uses[0]):
        if other.rule == step.rule and other.uses == step.uses and position_of(other) is None:
            for part in derivation.at_site(other.site or other.name):
                law = exchanged if position_of(part) is None else exchanged_gradient
                rewritten[part.name] = part.with_law(law)
    return rewritten


EXCHANGED = Misconception(
    "joined-in-the-other-order",
    "The weights act on the vectors in the order in which they are joined; here the order was exchanged.",
    _exchange,
)


def pieces(*values: Value) -> Value:
    """Numbers and vectors item by item: an oracle."""
    items = [item for value in values for item in ([value] if not shape_of(value) else list(value))]
    result = np.empty(len(items), dtype=object)
    result[:] = items
    return settle(result)


def _listing_by_pieces(*values: Value, rows: bool = False) -> Value:
    if not rows:
        return pieces(*values)
    return settle(pieces(*(value.ravel() for value in values)).reshape(len(values), *shape_of(values[0])))


def _concat_by_pieces(*values: Value, axis: int | None = None) -> Value:
    """Moves the joined axis to the front, where joining is listing the slices."""
    if all(len(shape_of(value)) < 2 for value in values):
        return pieces(*values)
    place = _axis(axis, len(shape_of(values[0])))
    slices = [part for value in values for part in np.moveaxis(value, place, 0)]
    return settle(np.moveaxis(np.array([part.tolist() for part in slices], dtype=object), 0, place))


RULES = (
    Rule(
        name="concat",
        summary="joins arrays along an axis (from 1; left out, the last)",
        law=concat,
        inputs=("x...",),
        because="join end to end",
        options=(Option("axis", "the axis along which to join, from 1; left out, the last"),),
        cells=concat_cells,
        gradients=(
            Gradient(
                concat_gradient,
                "each input receives its part of the gradient",
                partials=concat_partials,
                positional=True,
            ),
        ),
        oracle=_concat_by_pieces,
        example="question joined: compute\n  a = [1, 2]\n  b = [3]\n  c = concat(a, b)\n  find c",
    ),
    Rule(
        name="listing",
        summary="a bracketed list: numbers and vectors end to end, or rows of a matrix",
        law=listing,
        inputs=("item...",),
        because="put one after the other",
        options=(Option("rows", "whether the items are the rows of a matrix", "flag", False),),
        cells=listing_cells,
        gradients=(
            Gradient(
                listing_gradient,
                "each item receives its part of the gradient",
                partials=listing_partials,
                positional=True,
            ),
        ),
        misconceptions=(EXCHANGED,),
        oracle=_listing_by_pieces,
        example="question joined: compute\n  h = [1, 2]\n  x = [3]\n  v = [h, x]\n  find v",
    ),
)
