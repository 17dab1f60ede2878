"""The rungs of the equality ladder, each by what only it can tell."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Apply, Num, Sym
from examsolver.language.answer_general import parse_general
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_plain import plain
from examsolver.maths import compare_formulas as ladder
from examsolver.maths.compare_canonical import canonical_text
from examsolver.maths.compare_equations import compare_equations
from examsolver.maths.compare_formulas import compare_formulas
from examsolver.maths.compare_growth import compare_growth
from examsolver.maths.compare_series import written_out
from examsolver.maths.compare_symbolically import Algebra, as_json


def parsed(text, **options):
    return parse_general(plain(text), Vocabulary(general=True, **options))


def told(one, other, **options):
    return compare_formulas(parsed(one, **options), parsed(other, **options), strict=True).verdict


def test_structure_alone_tells_another_order(monkeypatch):
    monkeypatch.setattr(ladder, "_on_rungs", lambda *_: pytest.fail("a further rung was asked"))
    assert told("b*a + c", "c + a b") == "equal"
    assert told("max(x, y)", "max(y, x)") == "equal"


def test_products_of_matrices_keep_their_order():
    assert canonical_text(parsed("A B", matrix=True), False) != canonical_text(parsed("B A", matrix=True), False)
    assert told("(A B)^T", "B^T A^T", matrix=True) == "equal"
    assert told("A B", "B A", matrix=True) == "different"


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [("(x-a)^4000", "(x-a)^3999*(x-a)", "equal"), ("(x-a)^6000", "(x-a)^5999", "different"),
     ("(x+y)^9 - x^9", "y^9", "different"), ("1/(x-1) - 1/(x+1)", "2/(x^2-1)", "equal")],
)  # fmt: skip
def test_rational_functions_are_told_in_a_prime_field(one, other, verdict):
    assert told(one, other) == verdict


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [("sin(x)^2 + cos(x)^2", "1", "equal"), ("sin(x)^2 + cos(x)^2", "1 + 10^-20", "different"),
     ("exp(x) - exp(x) + x", "x", "equal"), ("sin(500 pi x)", "sin(pi x)", "different"),
     ("(-8)^(1/3)", "-2", "equal"),
     ("(-2)^n", "(-2)^(n+2)/4", "equal"), ("sqrt(-4)", "2 i", "equal"), ("|x|", "sqrt(x^2)", "equal"),
     ("sqrt(x)^2", "x", "equal"), ("log(x^2)", "2 log x", "undecided"), ("arccot x", "arctan(1/x)", "equal")],
)  # fmt: skip
def test_many_digits_have_the_last_word(one, other, verdict):
    assert told(one, other) == verdict


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [(r"\sum_{k=1}^n k", "n(n+1)/2", "equal"), (r"\sum_{k=1}^n k", "n^2/2", "different"),
     (r"\sum_i y_i", r"\sum_k y_k", "equal"), (r"\sum_i x_i^2", r"(\sum_i x_i)^2", "different"),
     (r"\prod_{i=1}^n p_i", r"\prod_{k=1}^n p_k", "equal"), (r"\sum_j w_{ij} x_j", r"\sum_j w_{ji} x_j", "different"),
     (r"\sum_{k=0}^\infty 1/2^k", "2", "equal"), (r"\sum_i \sum_j x_{ij}", r"\sum_j \sum_i x_{ij}", "equal")],
)  # fmt: skip
def test_sums_over_an_index(one, other, verdict):
    assert told(one, other) == verdict


def test_a_sum_is_written_out_for_a_size():
    found = written_out(parsed(r"\sum_{k=0}^{n-1} F_k F_{n-k-1}"), {"n": 2})
    assert canonical_text(found) == canonical_text(parsed("F_0 F_1 + F_1 F_0"))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [("y = 2x - 5", "2x - y = 5", "equal"), ("y = 2x - 5", "(y+5)/x = 2", "equal"),
     ("y = 2x", "y = 2x + 1", "different"),
     ("x y = 0", "y = 0", "different"), ("x^2 = 1", "x = 1", "different"),
     ("sin(y) = x", "-x = -sin(y)", "equal")],
)  # fmt: skip
def test_equations_with_the_same_solutions(one, other, verdict):
    left, right = (Apply("=", tuple(parsed(side) for side in text.split("="))) for text in (one, other))
    assert compare_equations(left, right).verdict == verdict


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [("n^2", "3 n^2 + n", "equal"), ("n log n", "n", "different"),
     ("n^2 d", "n^2 + d", "different"),
     ("2^n", "3^n", "different"), ("n", "x", "different")],
)  # fmt: skip
def test_growth(one, other, verdict):
    assert compare_growth(parsed(one), parsed(other)).verdict == verdict


def test_algebra_that_hangs_is_killed_and_started_again():
    algebra = Algebra()
    question = f"[{_json(Sym('x'))}, {_json(Sym('x') + Num(0))}]"
    assert algebra.ask(question, seconds=0.0) is None
    assert algebra.ask(question, seconds=20.0) == "equal"
    algebra.ask("[]", seconds=5.0)
    assert algebra.ask("not json", seconds=5.0) == "unknown"


def _json(formula):
    import json

    return json.dumps(as_json(formula))
