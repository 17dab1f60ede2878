"""Wrong ideas about the matrix product: transposed, exchanged, updated too early, forgotten on the way back."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from examsolver.core.derivation import Derivation, LawError, Misconception, Step, Value
from examsolver.maths.arrays import Array, as_array, bilinear, describe, settle, shape_of
from examsolver.rules.arithmetic import multiply
from examsolver.rules.products import as_matrices, left_gradient, matmul, right_gradient
from examsolver.rules.rewriting import position_of, slip, wrong_idea


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
    _, right, above = as_matrices(a, b, upstream)
    return _shaped_like(a, above, right)


def right_gradient_untransposed(upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """A, not transposed, times what arrives from above."""
    left, _, above = as_matrices(a, b, upstream)
    return _shaped_like(b, left, above)


def _shaped_like(value: Value, one: Array, other: Array) -> Value:
    shape = shape_of(value)
    result = as_array(matmul(one, other))
    if result.size != np.prod(shape, dtype=int):
        raise LawError(f"{describe(result.shape)} in place of {describe(shape)}")
    return settle(result.reshape(shape))


def entry_by_entry(a: Value, b: Value) -> Value:
    """The product entry by entry. Raises LawError where the factors are not two matrices of one shape."""
    if len(shape_of(a)) != 2 or shape_of(a) != shape_of(b):
        raise LawError("only matrices of one shape can be multiplied entry by entry")
    return multiply(a, b)


def gradient_without_weights(position: int, upstream: Value, *values: Value) -> Value:
    """The gradient as it arrives, the other factor forgotten. Raises LawError where the shapes differ."""
    shape = shape_of(values[position])
    if shape_of(upstream) != shape or not shape:
        raise LawError(f"{describe(shape_of(upstream))} in place of {describe(shape)}")
    return settle(as_array(upstream))


def powered_gradient(times: int, upstream: Value, a: Value, b: Value, product: Value) -> Value:
    """The gradient of the right factor with a power of the left one in its place."""
    weights = as_array(a)
    for _ in range(times - 1):
        weights = as_array(bilinear(operator.matmul, weights, as_array(a)))
    return right_gradient(upstream, settle(weights), b, product)


# Rewrites of what a step uses.


def _another_matrix(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The one other given matrix of the same shape in place of this one, forward and backward."""
    for name in step.uses:
        shape = shape_of(derivation.givens.get(name))
        others = [key for key, value in derivation.givens.items() if key != name and shape_of(value) == shape]
        if len(shape) == 2 and len(others) == 1:
            at_site = derivation.at_site(step.site or step.name)
            return {other.name: _using(other, name, others[0]) for other in at_site}
    return {}


def _using(step: Step, name: str, instead: str) -> Step:
    return replace(step, uses=tuple(instead if used == name else used for used in step.uses))


def _updated_weights(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The gradient step with the new weights, where the question updates them, in place of the old ones."""
    position = position_of(step)
    weights = step.uses[2 - position] if position is not None else ""
    updates = [user.name for user in derivation.users(weights) if _is_update(derivation, user, weights)]
    return {step.name: _using(step, weights, updates[0])} if updates else {}


def _is_update(derivation: Derivation, step: Step, weights: str) -> bool:
    """Whether a step is ``W − η dL/dW``."""
    if step.rule not in ("-", "+") or step.uses[0] != weights or step.uses[1] not in derivation:
        return False
    taken = derivation.step(step.uses[1])
    return any(name.endswith(f"/d{weights}") for name in (taken.name, *taken.uses))


def _power_inside(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """In every factor of the product over time the weights to the power of the number of factors."""
    weights = step.uses[1]
    factors = [
        user
        for user in derivation.users(weights)
        if user.rule == step.rule and position_of(user) == 1 and user.uses[1] == weights and _in_time(user)
    ]
    if len(factors) < 2 or not _in_time(step):
        return {}
    return {factor.name: factor.with_law(partial(powered_gradient, len(factors))) for factor in factors}


def _in_time(step: Step) -> bool:
    """Whether a product takes a state to the same state at the next step."""
    state, bracket, _ = step.uses[2].partition("[")
    return bool(bracket) and step.site.startswith(f"{state}[")


UNTRANSPOSED = "transpose-forgotten-in-gradient"
UNTRANSPOSED_SAYS = "In the gradient of a matrix product the other factor appears transposed."
WEIGHTS_FORGOTTEN = "weights-forgotten-in-gradient"
WEIGHTS_SAYS = "The gradient was passed on without the weights that it runs back through."
UPDATED = Misconception(
    "updated-weights-in-backward-pass",
    "The gradient runs back through the old weights; here the updated ones were used already.",
    _updated_weights,
)

PRODUCT_SLIPS: tuple[Misconception, ...] = (
    wrong_idea(
        "weights-transposed",
        "The weight matrix was used transposed: rows and columns are exchanged.",
        transposed_product,
        transposed_left_gradient,
        transposed_right_gradient,
    ),
    Misconception("another-matrix-used", "Another of the matrices was used in the place of this one.", _another_matrix),
    slip(
        "entrywise-in-place-of-matrix-product",
        "This product takes rows times columns; entries were multiplied one by one.",
        entry_by_entry,
    ),
)

LEFT_FACTOR_SLIPS: tuple[Misconception, ...] = (
    slip(UNTRANSPOSED, UNTRANSPOSED_SAYS, left_gradient_untransposed),
    slip(WEIGHTS_FORGOTTEN, WEIGHTS_SAYS, partial(gradient_without_weights, 0)),
    UPDATED,
)

RIGHT_FACTOR_SLIPS: tuple[Misconception, ...] = (
    slip(UNTRANSPOSED, UNTRANSPOSED_SAYS, right_gradient_untransposed),
    slip(WEIGHTS_FORGOTTEN, WEIGHTS_SAYS, partial(gradient_without_weights, 1)),
    UPDATED,
    Misconception(
        "power-inside-the-product",
        "Each step back through time multiplies by the weights once; the power comes from the product itself.",
        _power_inside,
    ),
)
