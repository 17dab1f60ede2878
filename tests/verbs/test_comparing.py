"""Two answers without a question: what is the same in another notation, and what is not."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.problem import ExamError
from examsolver.verbs import comparing
from tests.verbs.pairs import DIFFERENT, EQUAL


def verdict(expected, given, kind="auto", names=None, **options):
    return examsolver.compare(expected, given, kind, names, **options).verdict


@pytest.mark.parametrize(("case", "text"), EQUAL, ids=lambda part: part if isinstance(part, str) else part.expected)
def test_another_notation_is_equal_with_and_without_the_kind_told(case, text):
    assert verdict(case.expected, text, case.kind, **case.options) == "equal"
    assert verdict(case.expected, text, **case.options) == "equal"


@pytest.mark.parametrize(("case", "text"), DIFFERENT, ids=lambda part: part if isinstance(part, str) else part.expected)
def test_another_answer_is_different_with_and_without_the_kind_told(case, text):
    assert verdict(case.expected, text, case.kind, **case.options) == "different"
    assert verdict(case.expected, text, **case.options) == "different"


@pytest.mark.parametrize(
    ("expected", "given"),
    [("x", "X"), ("QK^T", "KQ^T"), ("0.0000001", "0.0000004"), ("-log(0.5)", "0.301"), ("28%", "28"), ("6x6", "6x5"),
     ("4 GB", "4 MB"), ("γ >= 0", "γ <= 0"), ("(x-a)^6000", "(x-a)^5999"), ("P(A|B)", "P(B|A)"), ("W x", "x W"),
     ("\\sum_{i=1}^n i", "n(n-1)/2"), ("x_1 + x_2", "x_1 + x_3"),
     ("9", "9x9"), ("e^{-200}", "e^{-201}"), ("1", "1 + 10^-60"), ("sin(pi)", "10^-60"), ("9", "9e5k"),
     ("(1, 2)", "(2, 1)"), ("[0, 1)", "[0, 1]"), ("0.30", "0.3%"), ("f(x)", "f(y)"), ("sin(500 pi x)", "sin(pi x)"),
     ("e^{\\pi\\sqrt{163}}", "262537412640768743"), ("1", "sin^2(x) + cos^2(x) + 10^-15")],
)  # fmt: skip
def test_what_others_accept_wrongly_is_told_apart(expected, given):
    assert verdict(expected, given) == "different"


def test_a_difference_comes_with_a_point_that_shows_it():
    told = examsolver.compare("x^2 + 1", "x^2 - 1")
    assert told.verdict == "different"
    assert told.counterexample == "at x = 2 it gives 3 where 5 is right"


def test_what_was_read_is_handed_back():
    assert examsolver.compare("1/4", "the answer is 25 %").read_as == "25%"
    assert examsolver.compare("6x6", "[6, 6]").read_as == "6x6"
    assert examsolver.compare("x/2", r"\frac{x}{2}").read_as == "x/2"
    assert examsolver.compare("{1, 2}", "2, 1").read_as == "2, 1"
    assert examsolver.compare("0 < p < 1", "]0, 1[").read_as == "(0, 1)"


def test_letters_read_as_digits_are_told():
    told = examsolver.compare("10", "1O")
    assert told.verdict == "equal"
    assert "1O" in told.reason
    assert verdict("10", "lO") != "equal"
    assert verdict("10", "lO", ocr=True) == "equal"


def test_own_names_are_known_when_they_are_told():
    expected, given = "c_t = f_t ⊙ c_{t-1} + i_t ⊙ c̃_t", "c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t"
    assert verdict(expected, given) == "different"
    assert verdict(expected, given, names={"g": "c_tilde"}) == "equal"
    assert verdict("w - eta*g", "w - lr*g", names={"lr": "eta"}) == "equal"
    assert verdict("loss + 1", "1 + loss", names=["loss"]) == "equal"


@pytest.mark.parametrize(
    ("expected", "given", "options", "right"),
    [("10", "9.9", {"atol": 0.1}, True), ("10", "9.89", {"atol": 0.1}, False), ("10", "10.1", {"rtol": 0.01}, True),
     ("1/3", "0.33", {"decimals": 2}, True), ("1/3", "0.34", {"decimals": 2}, False),
     ("12345", "12300", {"significant": 3}, True), ("0.5", "0.5000001", {"exact": True}, False),
     ("e^{\\pi\\sqrt{163}}", "262537412640768744", {"exact": True}, False),
     ("16.5", "16,5", {"locale": "fr"}, True), ("16500", "16.500,00", {"locale": "de"}, True),
     ("16", "16,000", {"locale": "en"}, False), ("A*B*u", "B*A*u", {"matrices": "A,B", "vectors": "u"}, False),
     ("A*(B+A)", "A*A + A*B", {"matrices": ["A", "B"]}, True), ("A^2", "A^3*A^-1", {"matrices": "A"}, True)],
)  # fmt: skip
def test_options_are_honoured(expected, given, options, right):
    assert (verdict(expected, given, **options) == "equal") is right


def test_an_unknown_option_is_a_problem_with_a_near_name():
    with pytest.raises(ExamError, match="did you mean 'decimals'"):
        examsolver.compare("1", "1", decimal=2)
    with pytest.raises(ExamError, match="tolerance"):
        examsolver.compare("1", "1", atol="wide")
    with pytest.raises(ExamError, match="digits"):
        examsolver.compare("1", "1", decimals=-1)


def test_an_expected_text_is_read_once(monkeypatch):
    comparing.reference.cache_clear()
    read = []
    monkeypatch.setattr(comparing, "kind_of", lambda text, told: read.append(text) or "number")
    for given in ("1", "2", "3"):
        examsolver.compare("1", given)
    assert read == ["1"]
    comparing.reference.cache_clear()


@pytest.mark.parametrize("text", ["", "  ", "?", "sadasdfas", "1/0", "(" * 70, "x" * 20_000, "∫ x dx", "\\boxed{"])
def test_what_is_no_answer_is_never_equal(text):
    assert verdict("1", text) != "equal"
    assert verdict("x + 1", text) != "equal"


def test_what_cannot_be_told_is_undecided():
    assert verdict(r"\int x dx", "x^2/2") == "undecided"
    assert verdict("ln x", "ln|x|") == "undecided"
    assert verdict("max(x, 0)", "max(x)") == "undecided"
    assert verdict("overfitting", "it is overfitting or something like it") == "undecided"


def test_algebra_proves_what_points_cannot():
    assert verdict(r"\sum_{k=1}^\infty 1/k^2", r"\frac{\pi^2}{6}") == "equal"
    assert verdict(r"\sum_{k=1}^\infty 1/k^2", r"\frac{\pi^2}{7}") != "equal"


NINES = "9" * 399


@pytest.mark.parametrize(
    "text",
    [f"{NINES}e3999", f"1/{NINES}^9", f"-{NINES}e3999%", f"{NINES}e3999 GB", f"[{NINES}e3999, 2]", f"0.{NINES}e-3999",
     f"{NINES}!", f"x > {NINES}e3999", f"{NINES}x{NINES}", f"x^({NINES})", "2^-400010", "(1/3)^4000 - (1/7)^4000",
     f"\\sum_{{k=1}}^{{{NINES}}} k", "tanh(" * 40 + "x" + ")" * 40],
)  # fmt: skip
def test_monstrous_numbers_and_depths_are_told_apart_without_an_error(text):
    gate = "h_t = tanh(W h_{t-1} + b)"
    for truth in ("1", "x", "[1, 2]", "28%", "6x6", "4 GB", "1, 2", "y = x", "x > 1", "\\sqrt{2}", gate):
        assert verdict(truth, text) != "equal"
        assert verdict(truth, text, significant=3) != "equal"
    assert verdict(text, text) == "equal"
