"""Arithmetic on numbers and arrays that stays exact as long as the mathematics is.

A scalar is a Python int, Fraction or float. An array has ``dtype=object`` and holds Fractions where
every entry is exact, else it is float64. :func:`settle` brings any result into this form.
Numbers that outgrow what can be printed become floats; those that outgrow floats have no value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from examsolver.core.derivation import LawError, Value

Array = NDArray[Any]

LONGEST = 10_000
"""Bits of a numerator or denominator beyond which a number is carried on as a float."""


def is_array(value: Value) -> bool:
    """Whether a value is an array rather than a scalar."""
    return isinstance(value, np.ndarray)


def shape_of(value: Value) -> tuple[int, ...]:
    """The shape of an array; empty for a number."""
    return value.shape if isinstance(value, np.ndarray) else ()


def describe(shape: tuple[int, ...]) -> str:
    """A shape in words, for messages: ``a number``, ``a vector of 3``, ``2×3``."""
    if not shape:
        return "a number"
    return f"a vector of {shape[0]}" if len(shape) == 1 else "×".join(str(size) for size in shape)


def array_of(nested: object) -> Value:
    """A value from a number or text, or from nested tuples or lists of them.

    Numbers make an array. With a text among them it stays a nested tuple, whose rows may have any lengths.

    Raises:
        LawError: rows of numbers of different lengths, an empty list, or something that is no number.
    """
    if has_text(nested):
        return _worded(nested)
    if not isinstance(nested, (tuple, list)):
        return settle(_number(nested))
    shape = _nested_shape(nested)
    filled = np.empty(shape, dtype=object)
    filled.ravel()[:] = list(_leaves(nested, shape))
    return settle(filled)


def has_text(nested: object) -> bool:
    """Whether a text stands somewhere in nested tuples or lists."""
    return any(map(has_text, nested)) if isinstance(nested, (tuple, list)) else isinstance(nested, str)


def _worded(nested: object) -> Value:
    if isinstance(nested, (tuple, list)):
        return tuple(map(_worded, nested))
    return nested if isinstance(nested, str) else settle(_number(nested))


def _nested_shape(nested: object) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(nested, (tuple, list)):
        if not nested:
            raise LawError("a list without entries", "write at least one number between the brackets")
        shape.append(len(nested))
        nested = nested[0]
    return tuple(shape)


def _leaves(nested: object, shape: tuple[int, ...]) -> Iterator[object]:
    if not shape:
        yield _number(nested)
        return
    if not isinstance(nested, (tuple, list)) or len(nested) != shape[0]:
        raise LawError("the rows have different lengths", "every row needs as many entries as the first")
    for part in nested:
        yield from _leaves(part, shape[1:])


def _number(value: object) -> Any:
    if isinstance(value, (int, Fraction, float, np.number)):
        return value
    raise LawError(f"expected a number, found {type(value).__name__}")


def as_array(value: Value) -> Array:
    """An array of exact objects or of floats from any value; a number becomes an array without axes."""
    if not isinstance(value, np.ndarray):
        value = np.array(_number(value), dtype=float if isinstance(value, float) else object)
    array: Array = value if value.dtype in (object, float) else value.astype(object)
    return array


def is_exact(array: Array) -> bool:
    """Whether an array (as :func:`as_array` gives it) holds no floats."""
    return array.dtype == object and not any(isinstance(entry, float) for entry in array.flat)


def settle(result: Any) -> Value:
    """A result in its proper form: a Python number, an array of Fractions, or an array of floats.

    Raises:
        LawError: where an entry is infinite or not a number.
        OverflowError: where an exact number is too large for a float and too long to print.
    """
    if not isinstance(result, np.ndarray):
        return _settle_number(result)
    if result.ndim == 0:
        return _settle_number(result.item())
    array = as_array(result)
    if not is_exact(array) or any(_too_long(entry) for entry in array.flat):
        return _finite(floats(array)) + 0.0  # no negative zeros
    return _filled((Fraction(entry) for entry in array.flat), array.shape)


def _settle_number(value: Any) -> Value:
    if isinstance(value, (float, np.floating)):
        return float(_finite(np.array(float(value)))) + 0.0
    if _too_long(value):
        return float(value)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else value
    return int(value)


def _too_long(entry: int | Fraction) -> bool:
    return max(int(entry.numerator).bit_length(), int(entry.denominator).bit_length()) > LONGEST


def _finite(array: Array) -> Array:
    if not np.isfinite(array).all():
        raise LawError("a number too large to compute with")
    return array


def _filled(entries: Iterable[object], shape: tuple[int, ...]) -> Array:
    array = np.empty(shape, dtype=object)
    array.ravel()[:] = list(entries)
    return array


def floats(array: Array) -> Array:
    """The same array in float64."""
    return array.astype(float)


def common_shape(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that values of these shapes have together, entry by entry: the shape of one of them.

    Raises:
        LawError: where they do not fit; it names the shapes. A column and a vector do not: they would make a table.
    """
    hint = "entry by entry, the shapes must be equal; a number goes with every shape"
    try:
        common = np.broadcast_shapes(*shapes)
    except ValueError:
        common = None
    if common is not None and common in shapes:
        return common
    if common is not None and any(len(shape) == 2 and shape[1] == 1 for shape in shapes):
        hint = "a column and a row make no table here: flatten(X) makes a vector of a column, transpose(X) a row"
    if sorted(map(len, shapes)) == [1, 2] and (min(shapes, key=len)[0] == max(shapes, key=len)[0]):
        hint = "a vector goes with every row; to go with every column it is written as one: [[1], [2]]"
    said = " and ".join(describe(shape) for shape in shapes)
    raise LawError(f"the shapes do not fit: {said}", hint)


def combine(operation: Callable[..., Any], *values: Value) -> Value:
    """An array operation (``operator.add``) on numbers and arrays, broadcast."""
    if not any(is_array(value) for value in values):
        return settle(operation(*(_number(value) for value in values)))
    arrays = [as_array(value) for value in values]
    common_shape(*(array.shape for array in arrays))
    with np.errstate(all="ignore"):
        return settle(operation(*arrays))


def entrywise(function: Callable[..., Any], *values: Value) -> Value:
    """A function of numbers, for every entry of the broadcast values."""
    if not any(is_array(value) for value in values):
        return settle(function(*(_number(value) for value in values)))
    arrays = [as_array(value) for value in values]
    shape = common_shape(*(array.shape for array in arrays))
    lists = [np.broadcast_to(array, shape).ravel().tolist() for array in arrays]
    return settle(_filled(map(function, *lists), shape))


def integers(array: Array) -> tuple[Array, int]:
    """An exact array as whole numbers over one denominator; much faster to add and multiply."""
    denominator = math.lcm(*(entry.denominator for entry in array.flat))
    if denominator == 1:
        return _filled((int(entry) for entry in array.flat), array.shape), 1
    if denominator.bit_length() > LONGEST:
        return array, 1
    whole = (entry.numerator * (denominator // entry.denominator) for entry in array.flat)
    return _filled(whole, array.shape), denominator


def over(array: Array, denominator: int) -> Array:
    """Whole numbers divided by a denominator, exactly."""
    if denominator == 1:
        return array
    return _filled((Fraction(entry, denominator) for entry in array.flat), array.shape)


def bilinear(operation: Callable[[Array, Array], Array], one: Array, other: Array) -> Value:
    """An operation that is linear in both arrays (a matrix product, a convolution), exact where they are."""
    if is_exact(one) and is_exact(other):
        (left, below), (right, beneath) = integers(one), integers(other)
        return settle(over(np.asarray(operation(left, right), dtype=object), below * beneath))
    with np.errstate(all="ignore"):
        return settle(operation(floats(one), floats(other)))


def linear(operation: Callable[[Array], Any], array: Array) -> Value:
    """An operation that is linear in an array (a sum along an axis), exact where the array is."""
    if is_exact(array):
        whole, denominator = integers(array)
        return settle(over(np.asarray(operation(whole), dtype=object), denominator))
    with np.errstate(all="ignore"):
        return settle(operation(floats(array)))


def undo_broadcast(gradient: Value, shape: tuple[int, ...]) -> Value:
    """A gradient brought to the shape of an input that had been broadcast: summed over what was repeated."""
    array = as_array(gradient)
    full = common_shape(array.shape, shape)
    array = np.broadcast_to(array, full)
    extra = tuple(range(len(full) - len(shape)))
    repeated = tuple(axis for axis in range(len(extra), len(full)) if shape[axis - len(extra)] == 1 < full[axis])
    if not extra and not repeated:
        return settle(array)
    return linear(lambda whole: whole.sum(axis=extra + repeated, keepdims=True).reshape(shape), array)


def axis_of(axis: str | None, axes: int) -> int | None:
    """The axis that ``each row`` or ``each column`` runs along; None for all entries together.

    Raises:
        LawError: for rows or columns of something that has none.
    """
    if axis is None:
        return None
    if axes < 2:
        raise LawError(f"each {axis} asks for a matrix, and this has no rows and columns")
    if axis in ("row", "rows"):
        return axes - 1
    if axis in ("column", "columns"):
        return axes - 2
    raise LawError(f"each {axis} is not known here", "write each row or each column")
