"""The matrix product and the transpose as rules."""

from __future__ import annotations

from functools import partial

import numpy as np

from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, settle, shape_of
from examsolver.rules.matmul_slips import LEFT_FACTOR_SLIPS, PRODUCT_SLIPS, RIGHT_FACTOR_SLIPS
from examsolver.rules.naming import entry, total
from examsolver.rules.pointwise import pass_on
from examsolver.rules.products import left_gradient, matmul, product_shape, right_gradient
from examsolver.rules.rewriting import wrong_idea


def _row_of(index: Index, a: Value) -> Index:
    return index[:1] if len(shape_of(a)) == 2 else ()


def _column_of(index: Index, b: Value) -> Index:
    return index[-1:] if len(shape_of(b)) == 2 else ()


def product_cells(index: Index, names: tuple[Formula, ...], a: Value, b: Value) -> tuple[Formula, ...]:
    """One cell of the product: a row of A times a column of B."""
    row, column = _row_of(index, a), _column_of(index, b)
    inner = range(shape_of(a)[-1])
    return (total([entry(names[0], (*row, k)) * entry(names[1], (k, *column)) for k in inner]),)


def left_partials(
    index: Index, names: tuple[Formula, ...], a: Value, b: Value, product: Value
) -> tuple[tuple[Index, Formula], ...]:
    """The cell A[i,k] goes into row i of the product, with row k of B as derivatives."""
    columns = [(j,) for j in range(shape_of(b)[1])] if len(shape_of(b)) == 2 else [()]
    return tuple(((*index[:-1], *column), entry(names[1], (index[-1], *column))) for column in columns)


def right_partials(
    index: Index, names: tuple[Formula, ...], a: Value, b: Value, product: Value
) -> tuple[tuple[Index, Formula], ...]:
    """The cell B[k,j] goes into column j of the product, with column k of A as derivatives."""
    rows = [(i,) for i in range(shape_of(a)[0])] if len(shape_of(a)) == 2 else [()]
    return tuple(((*row, *index[1:]), entry(names[0], (*row, index[0]))) for row in rows)


def _left_formula(upstream: Formula, a: Formula, b: Formula, product: Formula) -> Formula:
    return upstream @ apply("transpose", b)


def _right_formula(upstream: Formula, a: Formula, b: Formula, product: Formula) -> Formula:
    return apply("transpose", a) @ upstream


def product_by_loops(a: Value, b: Value) -> Value:
    """The matrix product by three loops: an oracle."""
    left = a if a.ndim == 2 else a[None, :]
    right = b if b.ndim == 2 else b[:, None]
    result = np.zeros((left.shape[0], right.shape[1]), dtype=object)
    for i in range(left.shape[0]):
        for j in range(right.shape[1]):
            for k in range(left.shape[1]):
                result[i, j] = result[i, j] + left[i, k] * right[k, j]
    return settle(result.reshape(product_shape(a.shape, b.shape)))


def transpose(a: Value) -> Value:
    """Rows and columns exchanged (all axes reversed); a vector stays as it is."""
    return settle(as_array(a).T)


def transpose_gradient(upstream: Value, a: Value, result: Value) -> Value:
    """The gradient, transposed."""
    return settle(np.broadcast_to(as_array(upstream), shape_of(result)).T)


def _transpose_cells(index: Index, names: tuple[Formula, ...], a: Value) -> tuple[Formula, ...]:
    return (entry(names[0], index[::-1]),)


def _transpose_partials(
    index: Index, names: tuple[Formula, ...], a: Value, result: Value
) -> tuple[tuple[Index, Formula], ...]:
    return ((index[::-1], Num(1)),)


def _transpose_formula(upstream: Formula, a: Formula, result: Formula) -> Formula:
    return apply("transpose", upstream)


def _by_exchange(a: Value) -> Value:
    if len(shape_of(a)) < 2:
        return a
    result = np.empty(a.shape[::-1], dtype=object)
    for index in np.ndindex(a.shape):
        result[index[::-1]] = a[index]
    return settle(result)


RULES = (
    Rule(
        name="@",
        summary="matrix product",
        law=matmul,
        inputs=("A", "B"),
        because="each entry is a row times a column",
        cells=product_cells,
        gradients=(
            Gradient(
                left_gradient,
                "the left factor receives the upstream gradient times the right factor, transposed",
                _left_formula,
                left_partials,
                LEFT_FACTOR_SLIPS,
            ),
            Gradient(
                right_gradient,
                "the right factor receives the left factor, transposed, times the upstream gradient",
                _right_formula,
                right_partials,
                RIGHT_FACTOR_SLIPS,
            ),
        ),
        misconceptions=PRODUCT_SLIPS,
        oracle=product_by_loops,
        example="question product: compute\n  W = [[1, 2], [3, 4]]\n  x = [5, 6]\n  y = W @ x\n  find y",
    ),
    Rule(
        name="transpose",
        summary="rows and columns exchanged",
        law=transpose,
        inputs=("A",),
        because="rows become columns",
        cells=_transpose_cells,
        gradients=(Gradient(transpose_gradient, "transpose back", _transpose_formula, _transpose_partials),),
        misconceptions=(
            wrong_idea("transpose-forgotten", "The matrix was not transposed.", settle, partial(pass_on, 0)),
        ),
        oracle=_by_exchange,
        example="question exchanged: compute\n  W = [[1, 2], [3, 4]]\n  V = W^T\n  find V",
    ),
)
