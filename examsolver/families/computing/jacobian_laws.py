"""Tables of partial derivatives: through one statement, and composed along a chain."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from examsolver.core.derivation import Derivation, Index, LawError, Misconception, Step, Value
from examsolver.core.formula import Formula, Num
from examsolver.families.computing.chain_rule import Chain, added, moved_cells, tidy

LARGEST = 20_000
"""Entries of a table of derivatives."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One operator on a way back: its gradient, and the places of its inputs and output among the values."""

    law: Any
    values: tuple[int, ...]


def local_jacobian(
    *values: Value, plans: tuple[tuple[Pass, ...], ...], shapes: tuple[Index, Index], rows: bool
) -> Value:
    """Every partial derivative: one way back for each entry of what is differentiated. Raises LawError if too many."""
    import numpy as np

    from examsolver.maths.arrays import as_array, combine, settle

    of, by = shapes
    if np.prod((*of, *by), dtype=float) > LARGEST:
        raise LawError("this table of derivatives is too large to be written down")
    table = np.empty((*of, *by), dtype=object)
    for index in np.ndindex(of):
        total: Value = 0
        for plan in plans:
            back = _unit(of, index)
            for one in plan:
                back = one.law(back, *(values[place] for place in one.values))
            total = combine(operator.add, total, back)
        table[index] = np.broadcast_to(as_array(total), by) if by else total
    return settle(table if rows else _turned(table, len(of)))


def _unit(shape: Index, index: Index) -> Value:
    import numpy as np

    from examsolver.maths.arrays import settle

    if not shape:
        return 1
    unit = np.zeros(shape, dtype=object)
    unit[index] = 1
    return settle(unit)


def _turned(table: Any, axes: int) -> Any:
    """The first axes last."""
    order = (*range(axes, table.ndim), *range(axes))
    return table.transpose(order).copy()


def chained(*values: Value, between: tuple[Index | None, ...], shapes: tuple[Index, Index], rows: bool) -> Value:
    """Products over what lies between, added. ``between`` None: a part that is there already."""
    import numpy as np

    from examsolver.maths.arrays import as_array, bilinear, combine, settle

    of, by = shapes
    given, total = list(values), 0
    for inner in between:
        if inner is None:
            total = combine(operator.add, total, given.pop(0))
            continue
        upper, lower = as_array(given.pop(0)), as_array(given.pop(0))
        size = int(np.prod(inner, dtype=int))
        above = upper.reshape((-1, size)) if rows else upper.reshape((size, -1)).T
        below = lower.reshape((size, -1)) if rows else lower.reshape((-1, size)).T
        product = as_array(bilinear(operator.matmul, above, below))
        shaped = product.reshape((*of, *by)) if rows else product.T.reshape((*by, *of))
        total = combine(operator.add, total, settle(shaped))
    return total


def local_cells(
    index: Index, *values: Value, chains: tuple[Chain, ...], names: tuple[str, ...], axes: int, rows: bool
) -> tuple[Formula, ...]:
    """One partial derivative in symbols."""
    known = dict(zip(names, values, strict=True))
    cut = axes if rows else len(index) - axes
    out, by = (index[:cut], index[cut:]) if rows else (index[cut:], index[:cut])
    terms: list[Formula] = []
    for chain in chains:
        moved = moved_cells(by, chain, known)
        if moved is None:
            return ()
        terms += [local for place, local in moved if place == out]
    return (tidy(added(terms)) if terms else Num(0),)


# Wrong ideas.


def diagonal_alone(
    *values: Value, plans: tuple[tuple[Pass, ...], ...], shapes: tuple[Index, Index], rows: bool
) -> Value:
    """Each entry by its own partner alone. Raises LawError where the table is not square."""
    import numpy as np

    from examsolver.maths.arrays import as_array, settle

    table = as_array(local_jacobian(*values, plans=plans, shapes=shapes, rows=rows))
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise LawError("the table is not square")
    return settle(np.diag(np.diag(table)))


def other_order(*values: Value, between: tuple[Index | None, ...], shapes: tuple[Index, Index], rows: bool) -> Value:
    """The product with its factors exchanged. Raises LawError where they do not go together so."""
    from examsolver.maths.arrays import as_array, bilinear

    if len(values) != 2 or any(as_array(value).ndim != 2 for value in values):
        raise LawError("there are not two factors")
    first, second = (as_array(value) for value in values)
    left, right = (second, first) if rows else (first, second)
    if left.shape[1] != right.shape[0]:
        raise LawError("the factors do not go together in the other order")
    return bilinear(operator.matmul, left, right)


def _instead(law: Callable[..., Value], derivation: Derivation, step: Step) -> Mapping[str, Step]:
    return {step.name: step.with_law(law)}


LOCAL_SLIPS = (
    Misconception(
        "off-diagonal-dropped",
        "Every entry may depend on all entries, not on its own partner alone.",
        partial(_instead, diagonal_alone),
    ),
)
CHAIN_SLIPS = (
    Misconception(
        "jacobians-in-the-other-order",
        "A product of Jacobians cannot be turned round: the layout says which one stands on the left.",
        partial(_instead, other_order),
    ),
)
