"""The matrix product and the transpose, for vectors and matrices as NumPy reads them."""

from __future__ import annotations

import operator
from functools import partial

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import Array, as_array, bilinear, describe, settle, shape_of
from examsolver.rules.naming import entry, total
from examsolver.rules.pointwise import pass_on
from examsolver.rules.rewriting import slip, wrong_idea


def matmul(a: Value, b: Value) -> Value:
    """The matrix product of vectors and matrices; a vector stands as a row on the left, as a column on the right.

    Raises:
        LawError: a number among the factors, or inner sizes that differ.
    """
    one, other = _factors(a, b)
    return bilinear(operator.matmul, one, other)


def _factors(a: Value, b: Value) -> tuple[Array, Array]:
    one, other = as_array(a), as_array(b)
    if not 1 <= one.ndim <= 2 or not 1 <= other.ndim <= 2:
        said = f"{describe(one.shape)} @ {describe(other.shape)}"
        raise LawError(f"a matrix product needs vectors or matrices: {said}", "write * to multiply by a number")
    if one.shape[-1] != other.shape[0]:
        said = f"{describe(one.shape)} @ {describe(other.shape)}"
        raise LawError(f"the shapes do not fit: {said}", f"{one.shape[-1]} columns meet {other.shape[0]} rows")
    return one, other


def _as_matrices(a: Value, b: Value, upstream: Value) -> tuple[Array, Array, Array]:
    """The factors with a vector as a row or column, and the gradient of their product in that shape."""
    one, other = _factors(a, b)
    left = np.atleast_2d(one)
    right = other.reshape(other.shape[0], -1)
    above = np.broadcast_to(as_array(upstream), _product_shape(one.shape, other.shape))
    return left, right, above.reshape(left.shape[0], right.shape[1])


def _product_shape(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return one[:-1] + other[1:]


def left_gradient(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """What arrives from above times Bᵀ, of the shape of A."""
    _, right, above = _as_matrices(a, b, upstream)
    return settle(as_array(bilinear(operator.matmul, above, right.T)).reshape(shape_of(a)))


def right_gradient(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """Aᵀ times what arrives from above, of the shape of B."""
    left, _, above = _as_matrices(a, b, upstream)
    return settle(as_array(bilinear(operator.matmul, left.T, above)).reshape(shape_of(b)))


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
    return settle(result.reshape(_product_shape(a.shape, b.shape)))


def _weight_transposed(a: Value, b: Value) -> tuple[Value, Value]:
    """The factors with the square one (the first, if both are) transposed; LawError where none is."""
    for place, factor in enumerate((a, b)):
        shape = shape_of(factor)
        if len(shape) == 2 and shape[0] == shape[1]:
            return (factor.T, b) if place == 0 else (a, factor.T)
    raise LawError("only a square matrix fits when it is transposed")


def transposed_product(a: Value, b: Value) -> Value:
    """The product with the weights transposed."""
    return matmul(*_weight_transposed(a, b))


def transposed_left_gradient(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """The gradient for A that is consistent with the transposed weights."""
    one, other = _weight_transposed(a, b)
    gradient = left_gradient(upstream, one, other, product)
    return gradient.T if one is not a else gradient


def transposed_right_gradient(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """The gradient for B that is consistent with the transposed weights."""
    one, other = _weight_transposed(a, b)
    gradient = right_gradient(upstream, one, other, product)
    return gradient.T if other is not b else gradient


def left_gradient_untransposed(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """What arrives from above times B, not transposed."""
    _, right, above = _as_matrices(a, b, upstream)
    return _shaped_like(a, above, right)


def right_gradient_untransposed(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """A, not transposed, times what arrives from above."""
    left, _, above = _as_matrices(a, b, upstream)
    return _shaped_like(b, left, above)


def _shaped_like(value: Value, one: Array, other: Array) -> Value:
    shape = shape_of(value)
    result = as_array(matmul(one, other))
    if result.size != np.prod(shape, dtype=int):
        raise LawError(f"{describe(result.shape)} in place of {describe(shape)}")
    return settle(result.reshape(shape))


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


UNTRANSPOSED = "transpose-forgotten-in-gradient"
UNTRANSPOSED_SAYS = "In the gradient of a matrix product the other factor appears transposed."

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
                (slip(UNTRANSPOSED, UNTRANSPOSED_SAYS, left_gradient_untransposed),),
            ),
            Gradient(
                right_gradient,
                "the right factor receives the left factor, transposed, times the upstream gradient",
                _right_formula,
                right_partials,
                (slip(UNTRANSPOSED, UNTRANSPOSED_SAYS, right_gradient_untransposed),),
            ),
        ),
        misconceptions=(
            wrong_idea(
                "weights-transposed",
                "The weight matrix was used transposed: rows and columns are exchanged.",
                transposed_product,
                transposed_left_gradient,
                transposed_right_gradient,
            ),
        ),
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
