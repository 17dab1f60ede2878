"""Determinant and inverse of square matrices; exact."""

from __future__ import annotations

import operator
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import Array, as_array, bilinear, combine, describe, entrywise, settle, shape_of
from examsolver.rules.arithmetic import multiply, negate, quotient
from examsolver.rules.naming import entry
from examsolver.rules.placing import spread_over
from examsolver.rules.rewriting import SIGN_SLIP, slip

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]
LARGEST = 30
"""Rows of a matrix that is eliminated exactly."""
WRITTEN = 3
"""Rows of a matrix whose determinant is written out."""
EXPANDED = 5
"""Rows of a matrix whose determinant the oracle expands; larger ones are left to NumPy."""


def square(a: Value, says: str) -> Array:
    """A square matrix. Raises LawError for anything else."""
    shape = shape_of(a)
    if len(shape) != 2 or shape[0] != shape[1] or shape[0] > LARGEST:
        raise LawError(f"{says} needs a square matrix, not {describe(shape)}")
    return as_array(a)


def determinant(a: Value) -> Value:
    """The determinant, by elimination."""
    return settle(_eliminated(square(a, "a determinant"))[0])


def inverse(a: Value) -> Value:
    """The inverse, by elimination. Raises LawError where the determinant is 0."""
    _, found = _eliminated(square(a, "an inverse"))
    if found is None:
        raise LawError("the matrix has no inverse", "its determinant is 0: rows depend on each other")
    return settle(found)


def _eliminated(matrix: Array) -> tuple[Any, Array | None]:
    """Determinant and inverse by Gauss and Jordan, with the largest pivot."""
    size, factor = len(matrix), 1
    rows = np.concatenate([matrix.astype(object), np.eye(size, dtype=int).astype(object)], axis=1)
    for place in range(size):
        pivot = max(range(place, size), key=partial(_magnitude, rows, place))
        if rows[pivot, place] == 0:
            return 0, None
        if pivot != place:
            rows[[place, pivot]], factor = rows[[pivot, place]], -factor
        factor = factor * rows[place, place]
        rows[place] = [quotient(number, rows[place, place]) for number in rows[place]]
        for other in range(size):
            if other != place:
                rows[other] = rows[other] - rows[other, place] * rows[place]
    return factor, rows[:, size:]


def _magnitude(rows: Array, column: int, row: int) -> Any:
    return abs(rows[row, column])


def determinant_gradient(upstream: Value, a: Value, result: Value) -> Value:
    """det(A) A⁻ᵀ: the cofactors."""
    if result == 0:
        return multiply(upstream, cofactors(a))
    return multiply(upstream, multiply(result, settle(as_array(inverse(a)).T.copy())))


def cofactors(a: Value) -> Value:
    """The cofactor of every entry: the determinant without its row and column, with its sign."""
    matrix = square(a, "a determinant")
    result = np.empty(matrix.shape, dtype=object)
    for i, j in np.ndindex(matrix.shape):
        minor = np.delete(np.delete(matrix, i, 0), j, 1)
        result[i, j] = (-1) ** (i + j) * (_eliminated(minor)[0] if minor.size else 1)
    return settle(result)


def inverse_gradient(upstream: Value, a: Value, result: Value) -> Value:
    """−A⁻ᵀ G A⁻ᵀ."""
    turned = as_array(result).T
    above = np.array(spread_over(upstream, shape_of(a)))
    return negate(bilinear(operator.matmul, as_array(bilinear(operator.matmul, turned, above)), turned))


def determinant_cells(index: Index, names: Names, a: Value) -> tuple[Formula, ...]:
    """All products of a permutation, with their signs; not beyond 3×3."""
    return (_leibniz(names[0], tuple(range(len(a))), tuple(range(len(a)))),) if len(a) <= WRITTEN else ()


def _leibniz(name: Formula, rows: Index, columns: Index) -> Formula:
    if not rows:
        return Num(1)
    written: Formula | None = None
    for order in permutations(range(len(rows))):
        term = _times([entry(name, (row, columns[order[place]])) for place, row in enumerate(rows)])
        odd = sum(order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order))) % 2
        written = (term if not odd else -term) if written is None else (written - term if odd else written + term)
    return written or Num(0)


def _times(factors: list[Formula]) -> Formula:
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product


def determinant_partials(index: Index, names: Names, a: Value, result: Value) -> Moves:
    """The cofactor."""
    rows = tuple(place for place in range(len(a)) if place != index[0])
    columns = tuple(place for place in range(len(a)) if place != index[1])
    minor = _leibniz(names[0], rows, columns)
    return (((), -minor if sum(index) % 2 else minor),)


def inverse_cells(index: Index, names: Names, a: Value) -> tuple[Formula, ...]:
    """The cofactor of the transposed place over the determinant; not beyond 3×3."""
    if len(a) > WRITTEN:
        return ()
    cofactor = determinant_partials(index[::-1], names, a, 0)[0][1]
    return (cofactor / determinant_cells((), names, a)[0],)


def determinant_by_permutations(a: Value) -> Value:
    """Oracle: expansion along the first row, or NumPy."""
    return settle(_expanded(a.tolist()) if len(a) <= EXPANDED else float(np.linalg.det(a.astype(float))))


def _expanded(rows: list[list[Any]]) -> Any:
    if len(rows) == 1:
        return rows[0][0]
    minors = [[row[:j] + row[j + 1 :] for row in rows[1:]] for j in range(len(rows))]
    return sum((-1) ** j * rows[0][j] * _expanded(minors[j]) for j in range(len(rows)))


def inverse_by_cofactors(a: Value) -> Value:
    """Oracle: cofactors, transposed, over the determinant; or NumPy."""
    if len(a) > EXPANDED:
        return settle(np.linalg.inv(a.astype(float)))
    return settle(as_array(combine(operator.truediv, settle(as_array(cofactors(a)).T.copy()), _expanded(a.tolist()))))


def antidiagonal_added(a: Value) -> Value:
    """The wrong idea: ad + bc."""
    if len(a) != 2:
        raise LawError("this slip is one of 2×2 matrices")
    return settle(a[0, 0] * a[1, 1] + a[0, 1] * a[1, 0])


def not_transposed(a: Value) -> Value:
    """The wrong idea: the inverse transposed."""
    return settle(as_array(inverse(a)).T.copy())


def entries_inverted(a: Value) -> Value:
    """The wrong idea: one over each entry."""
    return entrywise(quotient, 1, a)


def adjugate(a: Value) -> Value:
    """The wrong idea: not divided by the determinant."""
    return settle(as_array(cofactors(a)).T.copy())


RULES = (
    Rule(
        name="det",
        summary="determinant of a square matrix",
        law=determinant,
        inputs=("A",),
        because="the products along the diagonals with their signs",
        cells=determinant_cells,
        gradients=(
            Gradient(determinant_gradient, "the derivative by an entry is its cofactor", partials=determinant_partials),
        ),
        misconceptions=(
            slip("antidiagonal-added", "The other diagonal is subtracted: ad − bc.", antidiagonal_added, SIGN_SLIP),
        ),
        oracle=determinant_by_permutations,
        example="question area: compute\n  A = [[1, 2], [3, 4]]\n  d = det(A)\n  find d",
        also=("determinant",),
    ),
    Rule(
        name="inverse",
        summary="inverse of a square matrix",
        law=inverse,
        inputs=("A",),
        because="the cofactors, transposed, divided by the determinant",
        cells=inverse_cells,
        gradients=(
            Gradient(inverse_gradient, "the derivative of an inverse: minus the inverse on both sides, transposed"),
        ),
        misconceptions=(
            slip("inverse-transposed", "The cofactors are transposed in an inverse.", not_transposed),
            slip("entries-inverted", "The inverse of a matrix is not one over each of its entries.", entries_inverted),
            slip("determinant-forgotten", "The cofactors are divided by the determinant.", adjugate),
        ),
        oracle=inverse_by_cofactors,
        example="question back: compute\n  A = [[1, 2], [3, 4]]\n  B = inverse(A)\n  find B",
        also=("inv",),
    ),
)
