"""Numbers, sizes, grids and formulas against the truth."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import Undefined
from examsolver.core.formula import Sym, apply
from examsolver.core.marking import Reading
from examsolver.core.problem import Source, Span
from examsolver.core.question import Form, Part
from examsolver.language.answers import read_answer
from examsolver.maths.compare import compare

HERE = Span(Source("<test>", ""), 0, 0)
FOUR = Form("decimals", 4)


def told(text, kind, expected, slack=None, **options):
    part = Part("p", ("p",), kind, HERE, **options)
    return compare(expected, read_answer(text, part, expected), part, slack)


def equal(*args, **options):
    return told(*args, **options).verdict == "equal"


@pytest.mark.parametrize("text", ["48", "48.0", "96/2", "48 weights", "4.8e1"])
def test_an_integer_is_exact_in_any_spelling(text):
    assert equal(text, "integer", 48)


@pytest.mark.parametrize("text", ["483k", "4.83e5", "483457", "483.456", "483,45", "483,456,000", "-483456"])
def test_an_integer_that_is_not_quite_right_is_wrong(text):
    assert not equal(text, "integer", 483456)


def test_about_allows_what_it_says():
    about = Form("about", tolerance=Fraction(1, 200))
    assert equal("483k", "integer", 483456, form=about)
    assert not equal("490k", "integer", 483456, form=about)


@pytest.mark.parametrize(
    ("text", "truth", "right"),
    [("0.7503", 0.75026, True), ("0.75026", 0.75026, True), ("0.75", 0.75026, False), ("0.7502", 0.75026, False),
     ("0.5", 0.5, True), ("0.3333", Fraction(1, 3), True), ("1/3", Fraction(1, 3), True), ("-0.0587", -0.058715, True),
     ("0.3333", Fraction(33335, 100000), True), ("0.333", Fraction(1, 3), False)],
)  # fmt: skip
def test_the_decimals_asked_for_set_the_tolerance(text, truth, right):
    assert equal(text, "number", truth, form=FOUR) is right


def test_significant_figures_and_exactly():
    assert equal("12300", "number", Fraction(12345), form=Form("significant", 3))
    assert not equal("12200", "number", Fraction(12345), form=Form("significant", 3))
    assert equal("10/3", "number", Fraction(10, 3), form=Form("exactly"))
    assert not equal("3.3333", "number", Fraction(10, 3), form=Form("exactly"))


@pytest.mark.parametrize(
    ("text", "truth", "right"),
    [("0.25", Fraction(1, 4), True), ("0.3", Fraction(1, 4), False), ("0.250", Fraction(1, 4), True),
     ("3.33", Fraction(10, 3), True), ("3.3", Fraction(10, 3), False), ("3.34", Fraction(10, 3), False),
     ("0.00333", Fraction(1, 300), True), ("0.003", Fraction(1, 300), False), ("0.693", 0.6931471805599453, True),
     ("ln 2", 0.6931471805599453, True), ("-log2(0.5)", 0.6931471805599453, False), ("0.69", 0.6931471805599453, False),
     ("28%", Fraction(28, 100), True), ("28", Fraction(28, 100), False), ("0.0000004", Fraction(1, 10**7), False)],
)  # fmt: skip
def test_without_a_form_a_value_is_exact_or_right_in_three_figures(text, truth, right):
    assert equal(text, "number", truth) is right


def test_slack_widens_the_tolerance_cell_by_cell():
    assert not equal("0.7510", "number", 0.75026, form=FOUR)
    assert equal("0.7510", "number", 0.75026, Fraction(1, 1000), form=FOUR)
    truth = np.array([0.1, 0.2])
    assert told("[0.101, 0.201]", "vector", truth, np.array([0.001, 0.0])).cells == (True, False)


def test_what_has_no_value_equals_nothing():
    assert not equal("0", "number", float("nan"))
    assert not equal("1e300", "number", float("inf"))
    assert not equal("0", "number", Undefined("log of zero"))
    assert compare(1, Reading(None), Part("p", ("p",), "number", HERE)).verdict == "different"


def test_a_unit_counts_in_millions():
    assert equal("12.8", "number", 12_845_056, unit="millions")
    assert equal("12.845056", "integer", 12_845_056, unit="millions")
    assert not equal("13.8", "number", 12_845_056, unit="millions")


@pytest.mark.parametrize(
    ("text", "size", "right"),
    [("(498, 16)", (498, 16), True), ("(1, 498, 16)", (498, 16), True), ("(None, 498, 16)", (498, 16), True),
     ("498x16", (498, 16), True), ("(16, 498)", (498, 16), False), ("498", (498, 16), False), ("3776", (3776,), True),
     ("6x6", (6, 6, 64), False), ("(6,6,1)", (6, 6), False), ("6x6x6", (6, 6), False), ("6x5", (6, 6), False),
     ("(1, 4, 4, 3)", (4, 4, 1), False), ("(1, 4, 4, 1)", (4, 4, 1), True), ("6x6x64", ((6, 6), 64), True),
     ("6x6x32", ((6, 6), 64), False), ("6x6", ((6, 6), 64), True)],
)  # fmt: skip
def test_a_size_may_have_a_batch_and_its_known_depth_and_nothing_else(text, size, right):
    assert equal(text, "size", size) is right


@pytest.mark.parametrize(
    "text", ["yes, 6x6", "6x6", "Yes - output 6 by 6 (x64)", "possible: 1x6x6", "feasible (6, 6, 64)"]
)
def test_yes_with_its_size_is_right(text):
    assert told(text, "feasibility", (True, (6, 6), 64)).cells == (True, True)
    assert equal(text, "feasibility", (True, (6, 6), 64))


def test_half_of_a_compound_answer_is_told():
    assert told("yes, 5x5", "feasibility", (True, (6, 6))).cells == (True, False)
    assert told("yes", "feasibility", (True, (6, 6))).tag == "size-missing"
    assert told("no", "feasibility", (True, (6, 6))).cells == (False, False)
    assert equal("no, since 10/3 is not an integer", "feasibility", (False, None))
    assert not equal("4x4", "feasibility", (False, None))


TRUTH = np.array([[Fraction(1), Fraction(2)], [Fraction(-10), Fraction(8)]], dtype=object)


def test_a_matrix_is_judged_cell_by_cell():
    assert told("[[1, 2], [-10, 9]]", "matrix", TRUTH).cells == (True, True, True, False)
    assert told("[[1, , ], [-10, 8]]".replace(", , ]", ", ]"), "matrix", TRUTH).cells == (True, False, True, True)
    assert equal("Z_1 = 1, Z_2 = 2, Z_3 = -10, Z_4 = 8", "matrix", TRUTH)


def test_another_shape_is_named_and_a_transpose_is_told():
    wrong = told("[1, 2, -10, 8]", "matrix", TRUTH)
    assert wrong.tag == "wrong-shape"
    assert "4 entries" in wrong.reason
    assert "2x2" in wrong.reason
    assert told("[[1, -10], [2, 8]]", "matrix", TRUTH).tag == "transposed"


@pytest.mark.parametrize(("text", "right"), [("1, 2", True), ("2 and 1", True), ("1", False), ("1, 2, 3", False)])
def test_all_solutions_and_no_other(text, right):
    assert equal(text, "sizes", (1, 2)) is right


@pytest.mark.parametrize(("text", "right"), [("decreases", True), (" Decreases. ", True), ("increases", False)])
def test_a_name_is_compared_without_regard_to_capitals(text, right):
    assert equal(text, "name", "decreases") is right


X, A, Z = Sym("x"), Sym("a"), Sym("z")
SIGMOID = apply("sigmoid", X)
ATTENTION = apply("softmax", (Sym("Q") @ apply("transpose", "K")) / apply("sqrt", "d_k")) @ Sym("V")
PHI = apply("sigmoid", 2 * Z) * (1 + 2 * Z * (1 - apply("sigmoid", 2 * Z)))


@pytest.mark.parametrize(
    ("expected", "text", "verdict"),
    [
        (SIGMOID * (1 - SIGMOID), "σ(x) - σ(x)^2", "equal"),
        (SIGMOID * (1 - SIGMOID), "e^{-x}/(1+e^{-x})^2", "equal"),
        (SIGMOID * (1 - SIGMOID), "σ(x)σ(-x)", "equal"),
        (SIGMOID * (1 - SIGMOID), "σ'(x)", "equal"),
        (SIGMOID * (1 - SIGMOID), "σ(x)(1+σ(x))", "different"),
        (SIGMOID * (1 - SIGMOID), "1-σ(x)", "different"),
        (PHI, "σ(2z) + 2zσ(2z)(1-σ(2z))", "equal"),
        (PHI, "σ(2z) + zσ(2z)(1-σ(2z))", "different"),
        ((X - A) ** 3, "x^3 - 3x^2a + 3xa^2 - a^3", "equal"),
        ((X - A) ** 60, "(x-a)^59", "different"),
        (X / (1 + apply("abs", X)), "x/(1+x)", "different"),
        (apply("max", 0, X), "(x+|x|)/2", "equal"),
        (apply("max", 0, X), "max(0,-x)", "different"),
        (X**2, "X^2", "different"),
        (X**2, "x·x", "equal"),
        (X**2, "φ", "undecided"),
        (apply("log", X), "log_{10}(x)", "different"),
        (apply("floor", X / A) + 1, "⌊x/a + 1⌋", "equal"),
        (ATTENTION, r"\text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V", "equal"),
        (ATTENTION, "softmax(KQ^T/sqrt(d_k))V", "different"),
        (ATTENTION, "V softmax(QK^T/sqrt(d_k))", "different"),
        (ATTENTION, "softmax(QK^T/d_k)V", "different"),
        (apply("transpose", "X") @ (Sym("X") @ Sym("W") - Sym("Y")), "X^T X W - X^T Y", "equal"),
        (apply("transpose", "X") @ (Sym("X") @ Sym("W") - Sym("Y")), "X(XW-Y)^T", "different"),
    ],
)
def test_expressions_are_compared_by_what_they_mean(expected, text, verdict):
    assert told(text, "expression", expected).verdict == verdict


def test_a_counterexample_shows_the_difference():
    found = told("x^2", "expression", X**3)
    assert found.counterexample.startswith("at x = ")


@settings(max_examples=40, deadline=None)
@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=1000), st.integers(min_value=1, max_value=6))
def test_rounding_correctly_to_the_digits_asked_is_always_right(value, digits):
    scaled = round(value * 10**digits)
    sign, whole = "-" if scaled < 0 else "", str(abs(scaled)).rjust(digits + 1, "0")
    text = f"{sign}{whole[:-digits]}.{whole[-digits:]}"
    form = Form("decimals", digits)
    assert equal(text, "number", value, form=form)
    assert not equal(text, "number", value + Fraction(11, 10 ** (digits + 1)), form=form)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(-99, 99), min_size=3, max_size=3), min_size=2, max_size=4))
def test_the_model_matrix_reads_back_equal_in_three_notations(rows):
    truth = np.array([[Fraction(value) for value in row] for row in rows], dtype=object)
    lines = "\n".join(" ".join(str(value) for value in row) for row in rows)
    latex = r"\begin{pmatrix}" + r"\\".join("&".join(str(value) for value in row) for row in rows) + r"\end{pmatrix}"
    for text in (str(rows), lines, latex):
        assert equal(text, "matrix", truth)
