"""What kind an expected text is, and the readers of kinds that only comparisons have: units, letters, words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examsolver.language.answer_boxes import unboxed
from examsolver.language.answer_choices import choice_of, choices_of
from examsolver.language.answer_kinds import kind_of
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_plain import plain
from examsolver.language.answer_quantity import read_quantity
from examsolver.language.answer_single import read_single
from examsolver.language.answer_words import compare_words


@pytest.mark.parametrize(
    ("text", "kind"),
    [("12", "number"), ("28%", "number"), ("1/4", "number"), ("72 degrees", "number"), ("6x6", "size"),
     ("(None, 10)", "size"), ("10@14x14", "size"), ("not possible", "yes-no"), ("True", "yes-no"), ("A, C", "choices"),
     ("C", "choice"), ("(D) some text", "choice"), ("O(n log n)", "growth"), ("4 GB", "quantity"),
     ("9.8 kg m / s^2", "quantity"), ("f_t = σ(W_f [h_{t-1}, x_t] + b_f)", "gate"), ("[[1,2],[3,4]]", "grid"),
     ("decreases", "words"), ("ReLU", "words"), ("gradient descent", "words"), ("x^2 + 1", "formula"),
     ("x = 2, y = 3", "formula"), ("0 < p < 1", "formula"), ("infinity", "formula"), ("pi", "formula"),
     ("x", "formula")],
)  # fmt: skip
def test_the_kind_is_found_from_the_text(text, kind):
    assert kind_of(plain(text)) in (kind, "number" if kind == "formula" else kind)


@pytest.mark.parametrize(
    ("text", "value", "powers"),
    [("4 GB", 32 * 10**9, (("bit", 1),)), ("4 GiB", 2**35, (("bit", 1),)), ("4 gigabytes", 32 * 10**9, (("bit", 1),)),
     ("10 g", Fraction(1, 100), (("kg", 1),)), ("1 N", 1, (("kg", 1), ("m", 1), ("s", -2))),
     ("36 km/h", 10, (("m", 1), ("s", -1))), ("250 ms", Fraction(1, 4), (("s", 1),)),
     ("4e9 bytes", 32 * 10**9, (("bit", 1),)),
     ("1.2 × 10^3 m per s", 1200, (("m", 1), ("s", -1)))],
)  # fmt: skip
def test_a_quantity_is_read_in_base_units(text, value, powers):
    found = read_quantity(plain(text))
    assert (found.value, found.unit.powers) == (value, powers)


@pytest.mark.parametrize("text", ["4", "GB", "4 parameters", "x m", "4 GB of memory"])
def test_what_has_no_unit_that_is_known_is_no_quantity(text):
    with pytest.raises(Unreadable):
        read_quantity(text)


def test_letters_of_a_choice():
    assert choice_of("(D) Alina") == "D"
    assert choice_of("The answer is B.") == "B"
    assert choice_of("x + 1") is None
    assert choices_of("C and A") == choices_of("AC") == choices_of("(a), (c)") == {"A", "C"}
    assert choices_of("all of them") is None


@pytest.mark.parametrize(
    ("expected", "given", "told"),
    [("decreases", "It goes down", "equal"), ("decreases", "it does not decrease", "different"),
     ("decreases", "increases", "different"), ("overfitting", "Over-fitting", "equal"),
     ("constant", "does not change", "equal"), ("momentum", "momentum with a high rate", "undecided"),
     ("precision over recall", "recall over precision", "undecided")],
)  # fmt: skip
def test_wordings(expected, given, told):
    assert compare_words(expected, given) == told


@pytest.mark.parametrize(
    ("text", "value"),
    [("2 1/2", Fraction(5, 2)), ("-2 1/2", Fraction(-5, 2)), ("seventeen", 17), ("the number is 10 which is 12", 12),
     ("x = 1/3 ≈ 0.33", Fraction(1, 3)), ("25 (5 x 5)", 25), ("about 3.5", Fraction(7, 2)), ("$10", 10),
     ("12 m^2", 12)],
)  # fmt: skip
def test_one_number_in_a_text(text, value):
    assert read_single(text)[0].value == value


@pytest.mark.parametrize("text", ["4x", "loss + 1", "1/4 or 1/2", "1 0", "sqrt(2)", "x"])
def test_what_is_not_one_fraction_is_told(text):
    with pytest.raises(Unreadable):
        read_single(text)


def test_boxes_hold_the_answer():
    assert unboxed(r"so \boxed{\frac{1}{2}}.") == r"\frac{1}{2}"
    assert unboxed(r"\boxed{1} and \boxed{2}") == "1, 2"
    with pytest.raises(Unreadable):
        unboxed(r"\boxed{1")
