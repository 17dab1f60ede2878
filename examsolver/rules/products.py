"""The matrix product of vectors and matrices as NumPy reads them, and its gradients: the laws."""

from __future__ import annotations

import operator

import numpy as np

from examsolver.core.derivation import LawError, Value
from examsolver.maths.arrays import Array, as_array, bilinear, describe, settle, shape_of


def matmul(a: Value, b: Value) -> Value:
    """The matrix product of vectors and matrices; a vector stands as a row on the left, as a column on the right.

    Raises:
        LawError: a number among the factors, or inner sizes that differ.
    """
    one, other = factors_of(a, b)
    return bilinear(operator.matmul, one, other)


def factors_of(a: Value, b: Value) -> tuple[Array, Array]:
    """Both factors as arrays. Raises LawError where they do not go together."""
    one, other = as_array(a), as_array(b)
    if not 1 <= one.ndim <= 2 or not 1 <= other.ndim <= 2:
        said = f"{describe(one.shape)} @ {describe(other.shape)}"
        raise LawError(f"a matrix product needs vectors or matrices: {said}", "write * to multiply by a number")
    if one.shape[-1] != other.shape[0]:
        said = f"{describe(one.shape)} @ {describe(other.shape)}"
        raise LawError(f"the shapes do not fit: {said}", f"{one.shape[-1]} columns meet {other.shape[0]} rows")
    return one, other


def as_matrices(a: Value, b: Value, upstream: Value) -> tuple[Array, Array, Array]:
    """The factors with a vector as a row or column, and the gradient of their product in that shape."""
    one, other = factors_of(a, b)
    left = np.atleast_2d(one)
    right = other.reshape(other.shape[0], -1)
    above = np.broadcast_to(as_array(upstream), product_shape(one.shape, other.shape))
    return left, right, above.reshape(left.shape[0], right.shape[1])


def product_shape(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of a product: the inner sides fall away."""
    return one[:-1] + other[1:]


def left_gradient(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """What arrives from above times Bᵀ, of the shape of A."""
    _, right, above = as_matrices(a, b, upstream)
    return settle(as_array(bilinear(operator.matmul, above, right.T)).reshape(shape_of(a)))


def right_gradient(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """Aᵀ times what arrives from above, of the shape of B."""
    left, _, above = as_matrices(a, b, upstream)
    return settle(as_array(bilinear(operator.matmul, left.T, above)).reshape(shape_of(b)))
