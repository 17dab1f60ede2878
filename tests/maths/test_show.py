"""Values as the text that a student with full marks would write."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import Undefined
from examsolver.core.formula import Apply, Listing, Num, Sym, apply
from examsolver.core.question import Form
from examsolver.maths.numerals import rounded, significant
from examsolver.maths.show import as_formula, exact_text, show, show_equation


def exact(rows: list[list[object]]) -> np.ndarray:
    array = np.empty((len(rows), len(rows[0])), dtype=object)
    array[:] = [[Fraction(entry) for entry in row] for row in rows]
    return array


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (483456, "483456"),
        (Fraction(1, 4), "0.25"),
        (Fraction(-3, 4), "-0.75"),
        (Fraction(10, 3), "10/3"),
        (Fraction(6, 2), "3"),
        (0.57444, "0.5744"),
        (0.000012346, "0.00001235"),
        (123.456789, "123.4568"),
        (0.0, "0"),
        (-1e-40, "-1.000e-40"),
        (float("nan"), "not a number"),
        (float("-inf"), "-infinity"),
        (True, "yes"),
        ((6, 6), "6x6"),
        ((498, 16), "498x16"),
        ((3776,), "3776"),
        ((True, (6, 6), 64), "yes, 6x6"),
        ((True, None, None), "yes"),
        ((False, None, None), "no"),
        ("relu", "relu"),
        (Undefined("log of zero"), "undefined (log of zero)"),
        (exact([["1/2", "1/2", 0], ["-1/4", 0, "1/4"]]), "[[0.5, 0.5, 0], [-0.25, 0, 0.25]]"),
        (np.array([0.02382, 0.5]), "[0.02382, 0.5000]"),
        (((1, Fraction(1, 3)), (2, 3)), "[[1, 1/3], [2, 3]]"),
        (np.array([True, False]), "[yes, no]"),
        (np.float64(0.25), "0.2500"),
    ],
)
def test_a_value_is_shown_as_a_student_writes_it(value: object, text: str) -> None:
    assert show(value) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.75026, Form("decimals", 4), "0.7503"),
        (-0.00001, Form("decimals", 4), "0.0000"),
        (Fraction(10, 3), Form("decimals", 2), "3.33"),
        (Fraction(5, 2), Form("decimals", 0), "3"),
        (Fraction(1, 4), Form("decimals", 4), "0.25"),
        (Fraction(1, 3), Form("exactly"), "1/3"),
        (0.0123456, Form("significant", 3), "0.0123"),
        (Fraction(2, 3), Form("significant", 3), "0.667"),
        (33695498, Form("significant", 3), "33695498"),
        (0.5, Form("about", 0, Fraction(1, 100)), "0.5000"),
    ],
)
def test_the_digits_asked_for_are_shown(value: object, form: Form, text: str) -> None:
    assert show(value, form) == text


def test_a_number_is_counted_in_its_unit() -> None:
    assert show(33695498, unit="millions") == "33.695498"
    assert show(12_000_000, unit="millions") == "12"


def test_the_exact_value_is_told_only_where_it_says_more() -> None:
    assert exact_text(Fraction(1, 4)) == "1/4"
    assert exact_text(Fraction(1, 3), Form("decimals", 4)) == "1/3"
    assert exact_text(exact([["1/2", 1]])) == "[[1/2, 1]]"
    for value in (3, Fraction(10, 3), 0.25, (6, 6), "a", True, (True, (6, 6), 64), Undefined("x"), Sym("a")):
        assert exact_text(value) is None


def test_a_gate_is_written_without_its_time_indices() -> None:
    before = Sym("h", (Sym("t") - 1,))
    gate = apply("sigmoid", Sym("W_f") @ Listing((before, Sym("x", (Sym("t"),)))) + Sym("b_f"))
    assert show_equation("f", gate) == "f = sigmoid(W_f [h, x] + b_f)"
    assert show_equation("f", Apply("=", (Sym("f"), gate))) == "f = sigmoid(W_f [h, x] + b_f)"


def test_values_become_formulas() -> None:
    assert as_formula((6, 6, 64)) == Apply("times", (Num(6), Num(6), Num(64)))
    assert as_formula((5,)) == Num(5)
    assert as_formula(exact([[1, 2]])) == Listing((Listing((Num(Fraction(1)), Num(Fraction(2)))),))
    assert as_formula(((1, 2), (3, 4))) == Listing((Listing((Num(1), Num(2))), Listing((Num(3), Num(4)))))
    assert as_formula((True, (6, 6), 64)) == Sym("yes, 6x6")


def test_a_monstrous_integer_is_shown_in_scientific_form() -> None:
    assert show(10**6000).endswith("e6000") or show(10**6000).endswith("e5999")
    assert len(show(Fraction(1, 7**9000))) < 50


@settings(max_examples=50)
@given(st.fractions(max_denominator=10**6), st.integers(0, 6))
def test_rounding_is_never_off_by_more_than_half_a_unit(value: Fraction, places: int) -> None:
    assert abs(Fraction(rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


@settings(max_examples=50)
@given(st.floats(1e-6, 1e6), st.integers(1, 8))
def test_significant_digits_are_right(value: float, digits: int) -> None:
    assert float(significant(value, digits)) == pytest.approx(value, rel=0.51 * 10 ** (1 - digits))


@settings(max_examples=50)
@given(st.fractions(max_denominator=10**4))
def test_what_is_shown_without_rounding_is_the_value(value: Fraction) -> None:
    assert Fraction(show(value)) == value
