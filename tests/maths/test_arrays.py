"""Arithmetic that stays exact as long as the mathematics is."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import LawError
from examsolver.maths.arrays import (
    LONGEST,
    array_of,
    axis_of,
    bilinear,
    combine,
    describe,
    entrywise,
    integers,
    linear,
    over,
    settle,
    shape_of,
    undo_broadcast,
)

fractions = st.fractions(min_value=-50, max_value=50, max_denominator=60)
matrices = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(fractions, min_size=width, max_size=width), min_size=1, max_size=4)
)


def test_nested_numbers_become_an_array_of_fractions() -> None:
    array = array_of(((1, Fraction(1, 2)), (3, 4)))
    assert array.shape == (2, 2) and all(type(entry) is Fraction for entry in array.flat)
    assert array_of([1, 2.5]).dtype == float
    assert array_of(7) == 7 and array_of([[[1], [2]]]).shape == (1, 2, 1)


@pytest.mark.parametrize("ragged", [[[1, 2], [3]], [[1, 2], 3], [1, [2]], [], [[]], [None]])
def test_what_is_no_array_of_numbers_is_refused(ragged: Any) -> None:
    with pytest.raises(LawError):
        array_of(ragged)


@pytest.mark.parametrize(
    ("value", "proper"),
    [
        (Fraction(4, 2), 2),
        (True, 1),
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.array(Fraction(1, 3), dtype=object), Fraction(1, 3)),
        (np.array(2.0), 2.0),
    ],
)
def test_a_scalar_settles_to_a_python_number(value: Any, proper: Any) -> None:
    settled = settle(value)
    assert settled == proper and type(settled) is type(proper)


def test_one_float_makes_an_array_of_floats() -> None:
    assert settle(np.array([Fraction(1, 2), 0.25], dtype=object)).dtype == float
    assert all(type(entry) is Fraction for entry in settle(np.array([1, 2])).flat)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), np.array([1.0, float("inf")])])
def test_what_is_not_finite_has_no_value(value: Any) -> None:
    with pytest.raises(LawError):
        settle(value)


def test_numbers_too_long_to_print_become_floats_or_have_no_value() -> None:
    long = Fraction(2**LONGEST + 1, 2**LONGEST)
    assert settle(long) == 1.0 and isinstance(settle(long), float)
    assert settle(np.array([long], dtype=object)).dtype == float
    with pytest.raises(OverflowError):
        settle(2 ** (LONGEST + 1))


@settings(max_examples=40)
@given(matrices)
def test_whole_numbers_over_one_denominator_are_the_same_numbers(rows: list[list[Fraction]]) -> None:
    array = array_of(rows)
    whole, denominator = integers(array)
    assert all(type(entry) is int for entry in whole.flat)
    assert (over(whole, denominator) == array).all()


@settings(max_examples=40)
@given(matrices, st.integers(1, 3))
def test_an_exact_matrix_product_is_the_sum_over_rows_and_columns(rows: list[list[Fraction]], width: int) -> None:
    one = array_of(rows)
    other = array_of([[Fraction(row - column, row + 2) for column in range(width)] for row in range(one.shape[1])])
    found = bilinear(operator.matmul, one, other)
    for row in range(one.shape[0]):
        for column in range(width):
            expected = sum(one[row, k] * other[k, column] for k in range(one.shape[1]))
            assert found[row, column] == expected and type(found[row, column]) is Fraction


@settings(max_examples=40)
@given(matrices)
def test_an_exact_sum_is_exact(rows: list[list[Fraction]]) -> None:
    array = array_of(rows)
    assert linear(np.sum, array) == sum(entry for row in rows for entry in row)
    assert list(linear(lambda whole: whole.sum(axis=1), array)) == [sum(row) for row in rows]


def test_huge_denominators_do_not_make_a_huge_common_one() -> None:
    primes = [10**400 + place for place in range(1, 120, 2)]
    array = array_of([Fraction(1, prime) for prime in primes])
    whole, denominator = integers(array)
    assert denominator == 1 and (whole == array).all()


@settings(max_examples=40)
@given(st.sampled_from([((2, 3), own) for own in ((3,), (1, 3), (2, 1), (), (2, 3))]))
def test_undoing_a_broadcast_sums_what_was_repeated(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    full, own = shapes
    gradient = np.arange(1, np.prod(full) + 1).reshape(full).astype(object)
    found = undo_broadcast(settle(gradient), own)
    assert shape_of(found) == own
    small = np.zeros(own, dtype=object)
    for index in np.ndindex(full):
        kept = index[len(full) - len(own) :]
        small[tuple(0 if size == 1 else place for place, size in zip(kept, own, strict=True))] += gradient[index]
    assert (np.asarray(found) == small).all()


def test_a_single_number_is_spread_where_an_array_is_asked() -> None:
    assert undo_broadcast(3, (2, 2)).tolist() == [[3, 3], [3, 3]]


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(LawError, match="2×3 and a vector of 2"):
        combine(operator.add, array_of([[1, 2, 3], [4, 5, 6]]), array_of([1, 2]))
    with pytest.raises(LawError, match="do not fit"):
        entrywise(max, array_of([1, 2]), array_of([1, 2, 3]))
    assert [describe(shape) for shape in ((), (3,), (2, 3, 4))] == ["a number", "a vector of 3", "2×3×4"]


def test_something_that_is_no_number_is_refused() -> None:
    with pytest.raises(LawError):
        combine(operator.add, "a", 1)
    with pytest.raises(LawError):
        entrywise(abs, (2, 3))


def test_overflow_in_floats_has_no_value() -> None:
    big = np.array([1e308, 1.0])
    with pytest.raises(LawError):
        combine(operator.mul, big, big)
    with pytest.raises(LawError):
        combine(operator.mul, 1e308, 1e308)


def test_a_zero_has_no_sign() -> None:
    assert str(settle(-0.0)) == "0.0"
    assert str(settle(np.array([-0.0]))[0]) == "0.0"


def test_integers_of_numpy_do_not_wrap_around() -> None:
    assert combine(operator.mul, np.array([2**62]), 4).tolist() == [2**64]


@pytest.mark.parametrize(("word", "axes", "axis"), [("row", 2, 1), ("columns", 2, 0), ("rows", 3, 2), (None, 1, None)])
def test_rows_and_columns_are_axes(word: str | None, axes: int, axis: int | None) -> None:
    assert axis_of(word, axes) == axis


@pytest.mark.parametrize(("word", "axes"), [("row", 1), ("diagonal", 2)])
def test_rows_of_a_vector_are_refused(word: str, axes: int) -> None:
    with pytest.raises(LawError):
        axis_of(word, axes)
