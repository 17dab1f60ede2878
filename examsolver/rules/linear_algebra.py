"""Trace, dot, outer and Kronecker products; exact."""

from __future__ import annotations

import operator
from functools import partial

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, bilinear, describe, linear, settle, shape_of
from examsolver.rules.arithmetic import multiply
from examsolver.rules.determinants import square
from examsolver.rules.naming import entry, total
from examsolver.rules.placing import spread_over
from examsolver.rules.rewriting import slip, wrong_idea

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def trace(a: Value) -> Value:
    """The sum of the diagonal."""
    return linear(np.trace, square(a, "a trace"))


def trace_gradient(upstream: Value, a: Value, result: Value) -> Value:
    """1 on the diagonal."""
    return multiply(upstream, settle(np.eye(len(a), dtype=int).astype(object)))


def trace_cells(index: Index, names: Names, a: Value) -> tuple[Formula, ...]:
    """The diagonal, added."""
    return (total([entry(names[0], (place, place)) for place in range(len(a))]),)


def trace_partials(index: Index, names: Names, a: Value, result: Value) -> Moves:
    """A cell of the diagonal moves the trace."""
    return (((), Num(1)),) if index[0] == index[1] else ()


def trace_by_loop(a: Value) -> Value:
    """Oracle."""
    return sum(a[place, place] for place in range(len(a)))


def whole_sum(a: Value) -> Value:
    """The wrong idea: all entries added."""
    return linear(np.sum, as_array(a))


def dot(a: Value, b: Value) -> Value:
    """The entries of two vectors (or matrices) multiplied one by one and added. Raises LawError where shapes differ."""
    if shape_of(a) != shape_of(b):
        said = f"{describe(shape_of(a))} and {describe(shape_of(b))}"
        raise LawError(f"the shapes do not fit: {said}", "both have the same entries; A @ B is the matrix product")
    return linear(np.sum, as_array(multiply(a, b)))


def dot_gradient(other: int, upstream: Value, a: Value, b: Value, result: Value) -> Value:
    """The other one."""
    return multiply(upstream, (a, b)[other])


def dot_cells(index: Index, names: Names, a: Value, b: Value) -> tuple[Formula, ...]:
    """The products, added."""
    return (total([entry(names[0], cell) * entry(names[1], cell) for cell in np.ndindex(shape_of(a))]),)


def dot_partials(other: int, index: Index, names: Names, a: Value, b: Value, result: Value) -> Moves:
    """The entry of the other one."""
    return (((), entry(names[other], index)),)


def dot_by_loop(a: Value, b: Value) -> Value:
    """Oracle."""
    pairs = zip(as_array(a).ravel().tolist(), as_array(b).ravel().tolist(), strict=True)
    return settle(sum(one * other for one, other in pairs))


def outer(a: Value, b: Value) -> Value:
    """Every entry of a vector times every entry of another: a bᵀ. Raises LawError for matrices."""
    _vectors("an outer product", a, b)
    return bilinear(np.multiply.outer, as_array(a), as_array(b))


def _vectors(says: str, *values: Value) -> None:
    for value in values:
        if len(shape_of(value)) != 1:
            raise LawError(f"{says} takes vectors, not {describe(shape_of(value))}", "flatten(X) makes a vector")


def outer_gradient(side: int, upstream: Value, a: Value, b: Value, result: Value) -> Value:
    """Rows times b, or columns times a."""
    above = spread_over(upstream, shape_of(result))
    if side == 0:
        return bilinear(operator.matmul, above, as_array(b))
    return bilinear(operator.matmul, above.T, as_array(a))


def outer_cells(index: Index, names: Names, a: Value, b: Value) -> tuple[Formula, ...]:
    """An entry of a times an entry of b."""
    return (entry(names[0], index[:1]) * entry(names[1], index[1:]),)


def outer_partials(side: int, index: Index, names: Names, a: Value, b: Value, result: Value) -> Moves:
    """A row or a column, with the other vector's entries."""
    if side == 0:
        return tuple(((index[0], j), entry(names[1], (j,))) for j in range(len(b)))
    return tuple(((i, index[0]), entry(names[0], (i,))) for i in range(len(a)))


def outer_by_loops(a: Value, b: Value) -> Value:
    """Oracle."""
    rows = [[one * other for other in b.tolist()] for one in a.tolist()]
    return settle(np.array(rows, dtype=object))


def outer_exchanged(a: Value, b: Value) -> Value:
    """The wrong idea: b aᵀ."""
    return outer(b, a)


def exchanged_gradient(side: int, upstream: Value, a: Value, b: Value, result: Value) -> Value:
    """The gradient that is consistent with b aᵀ."""
    return outer_gradient(1 - side, upstream, b, a, result)


def kronecker(a: Value, b: Value) -> Value:
    """Every entry of A times the whole of B. Raises LawError for numbers."""
    if min(len(shape_of(a)), len(shape_of(b))) < 1:
        raise LawError("a Kronecker product takes vectors or matrices")
    return bilinear(np.kron, as_array(a), as_array(b))


def kronecker_gradient(side: int, upstream: Value, a: Value, b: Value, result: Value) -> Value:
    """The blocks of the gradient, each with B; or all blocks, each with its entry of A."""
    wide, high = np.atleast_2d(as_array(a)), np.atleast_2d(as_array(b))
    above = spread_over(upstream, shape_of(result)).reshape(wide.shape[0], high.shape[0], wide.shape[1], high.shape[1])
    spec = "ikjl,kl->ij" if side == 0 else "ikjl,ij->kl"
    found = np.einsum(spec, np.array(above, dtype=object), np.asarray((high, wide)[side], dtype=object))
    return settle(found.reshape(shape_of((a, b)[side])))


def kronecker_cells(index: Index, names: Names, a: Value, b: Value) -> tuple[Formula, ...]:
    """An entry of A times an entry of B."""
    size = shape_of(b)
    axes = max(len(shape_of(a)), len(size))
    size = (1,) * (axes - len(size)) + size
    outer_cell = tuple(place // side for place, side in zip(index, size, strict=True))
    inner_cell = tuple(place % side for place, side in zip(index, size, strict=True))
    left, right = outer_cell[axes - len(shape_of(a)) :], inner_cell[axes - len(shape_of(b)) :]
    return (entry(names[0], left) * entry(names[1], right),)


def kronecker_by_blocks(a: Value, b: Value) -> Value:
    """Oracle: blocks side by side."""
    wide, high = np.atleast_2d(as_array(a)), np.atleast_2d(as_array(b))
    blocks = [np.concatenate([number * high for number in row], axis=1) for row in wide]
    joined = np.concatenate(blocks, axis=0)
    flat = max(len(shape_of(a)), len(shape_of(b))) == 1
    return settle(joined.reshape(-1) if flat else joined)


RULES = (
    Rule(
        name="trace",
        summary="the sum of the diagonal of a square matrix",
        law=trace,
        inputs=("A",),
        because="add up the diagonal",
        cells=trace_cells,
        gradients=(Gradient(trace_gradient, "only the diagonal goes into the trace", partials=trace_partials),),
        misconceptions=(slip("all-entries-added", "A trace adds the diagonal only.", whole_sum),),
        oracle=trace_by_loop,
        example="question diagonal: compute\n  A = [[1, 2], [3, 4]]\n  t = trace(A)\n  find t, dt/dA",
        also=("tr",),
    ),
    Rule(
        name="dot",
        summary="two vectors multiplied entry by entry and added up: a number",
        law=dot,
        inputs=("a", "b"),
        because="multiply entry by entry and add up",
        cells=dot_cells,
        gradients=tuple(
            Gradient(
                partial(dot_gradient, other),
                "the derivative by one factor is the other",
                partials=partial(dot_partials, other),
            )
            for other in (1, 0)
        ),
        oracle=dot_by_loop,
        example="question product: compute\n  a = [1, 2]\n  b = [3, 4]\n  s = dot(a, b)\n  find s",
        also=("inner",),
    ),
    Rule(
        name="outer",
        summary="every entry of a vector times every entry of another: a matrix",
        law=outer,
        inputs=("a", "b"),
        because="a row for each entry of the first vector",
        cells=outer_cells,
        gradients=tuple(
            Gradient(
                partial(outer_gradient, side),
                "an entry of one vector meets all entries of the other",
                partials=partial(outer_partials, side),
            )
            for side in (0, 1)
        ),
        misconceptions=(
            wrong_idea(
                "outer-product-transposed",
                "The first vector runs down, the second across.",
                outer_exchanged,
                partial(exchanged_gradient, 0),
                partial(exchanged_gradient, 1),
            ),
        ),
        oracle=outer_by_loops,
        example="question table: compute\n  a = [1, 2]\n  b = [3, 4, 5]\n  M = outer(a, b)\n  find M",
    ),
    Rule(
        name="kron",
        summary="Kronecker product: every entry of the first matrix times the whole second",
        law=kronecker,
        inputs=("A", "B"),
        because="each entry of the first times the whole second",
        cells=kronecker_cells,
        gradients=tuple(
            Gradient(partial(kronecker_gradient, side), "each block, weighted by the other factor") for side in (0, 1)
        ),
        oracle=kronecker_by_blocks,
        example="question blocks: compute\n  A = [[1, 2]]\n  B = [[1, 0], [0, 1]]\n  K = kron(A, B)\n  find K",
        also=("kronecker",),
    ),
)
