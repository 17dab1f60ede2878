"""How much a matrix can stretch: its largest eigenvalue in size, and its largest singular value."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Rule
from examsolver.maths.arrays import Array, as_array, describe, settle, shape_of
from examsolver.rules.rewriting import slip


def _square(matrix: Value) -> Array:
    """Raises LawError for anything but a square matrix; a number is a matrix of one entry."""
    shape = shape_of(matrix)
    if shape == ():
        return as_array(matrix).reshape(1, 1)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise LawError(f"{describe(shape)} has no eigenvalues", "eigenvalues belong to square matrices")
    return as_array(matrix)


def _is_triangular(matrix: Array) -> bool:
    rows, columns = np.indices(matrix.shape)
    lower = bool(np.all(matrix[rows < columns] == 0))
    return lower or bool(np.all(matrix[rows > columns] == 0))


def _eigenvalues(matrix: Value) -> list[complex]:
    return [complex(one) for one in np.linalg.eigvals(_square(matrix).astype(float))]


def spectral_radius(matrix: Value) -> Value:
    """The largest size of an eigenvalue; exact for a triangular matrix. Raises LawError where it is not square."""
    square = _square(matrix)
    if _is_triangular(square):
        return settle(np.array(max(abs(one) for one in square.diagonal()), dtype=object))
    return float(max(abs(one) for one in _eigenvalues(matrix)))


def largest_with_sign(matrix: Value) -> Value:
    """The largest eigenvalue, where that of the largest size may be negative."""
    return float(max(one.real for one in _eigenvalues(matrix)))


def smallest(matrix: Value) -> Value:
    """The smallest size of an eigenvalue."""
    return float(min(abs(one) for one in _eigenvalues(matrix)))


def radius_by_polynomial(matrix: Value) -> Value:
    """Oracle: the roots of the characteristic polynomial, whose coefficients are traces (Faddeev and LeVerrier)."""
    square = _square(matrix).astype(object)
    size = square.shape[0]
    one = np.array([[Fraction(int(row == column)) for column in range(size)] for row in range(size)], dtype=object)
    power, coefficients = one * 0, [1.0]
    last = Fraction(1)
    for step in range(1, size + 1):
        power = square @ power + one * last
        last = -(square @ power).trace() / step
        coefficients.append(float(last))
    return float(max(abs(root) for root in np.roots(coefficients))) if size else 0.0


def _matrix(matrix: Value) -> Array:
    shape = shape_of(matrix)
    if len(shape) != 2:
        raise LawError(f"{describe(shape)} has no singular values", "singular values belong to matrices")
    return as_array(matrix).astype(float)


def spectral_norm(matrix: Value) -> Value:
    """The largest singular value: by how much a vector can be stretched at most."""
    array = _matrix(matrix)
    return math.sqrt(max(0.0, float(np.linalg.eigvalsh(array.T @ array)[-1])))


def frobenius(matrix: Value) -> Value:
    """The root of the sum of all squares."""
    return float(np.sqrt((_matrix(matrix) ** 2).sum()))


def norm_by_singular_values(matrix: Value) -> Value:
    """Oracle: the singular value decomposition."""
    return float(np.linalg.svd(_matrix(matrix), compute_uv=False)[0])


RULES = (
    Rule(
        name="spectral_radius",
        summary="largest size of an eigenvalue of a square matrix",
        law=spectral_radius,
        inputs=("A",),
        because="the largest size of an eigenvalue: whether powers of the matrix shrink (below 1) or grow (above 1)",
        misconceptions=(
            slip(
                "sign-of-the-eigenvalue-kept",
                "The spectral radius is the largest absolute value of an eigenvalue; a negative one counts too.",
                largest_with_sign,
            ),
            slip("smallest-eigenvalue-taken", "The largest eigenvalue decides, not the smallest.", smallest),
        ),
        oracle=radius_by_polynomial,
        example="question grow: compute\n  W = [[0.5, 2], [0.25, -1]]\n"
        "  r = spectral_radius(W)\n  find r to 4 decimals",
        also=("largest_eigenvalue",),
    ),
    Rule(
        name="spectral_norm",
        summary="largest singular value of a matrix",
        law=spectral_norm,
        inputs=("A",),
        because="the largest singular value: the root of the largest eigenvalue of AᵀA",
        misconceptions=(
            slip(
                "frobenius-in-place-of-spectral-norm",
                "The spectral norm is the largest singular value, not the root of the sum of all squares.",
                frobenius,
            ),
        ),
        oracle=norm_by_singular_values,
        example="question stretch: compute\n  W = [[0.5, 2], [0.25, -1]]\n"
        "  s = spectral_norm(W)\n  find s to 4 decimals",
        also=("largest_singular_value",),
    ),
)
