"""Formulas mean what they mean in mathematics."""

import operator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.formula import Apply, Listing, Num, Sym, Text, apply, derivative
from examsolver.core.problem import Problem
from examsolver.language.arithmetic import number_of
from examsolver.language.formulas import parse_formula

a, b, x, y, h, X, W = map(Sym, ["a", "b", "x", "y", "h", "X", "W"])


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("-1^2", -(Num(1) ** 2)),
        ("1/x", 1 / x),
        ("3/2^2", 3 / Num(2) ** 2),
        ("a - b - x", a - b - x),
        ("a / b * x", a / b * x),
        ("a^b^x", a ** (b**x)),
        ("2^-3", Num(2) ** -Num(3)),
        ("2^-a^2", Num(2) ** -(a**2)),
        ("-a * b", (-a) * b),
        ("W @ x + b", W @ x + b),
        ("a − b", a - b),
        ("a × b", a * b),
        ("a ⊙ b", a * b),
        ("a % b", apply("mod", a, b)),
        ("x²", x**2),
        ("a ÷ b", a / b),
        ("1/2", Num(1) / Num(2)),
        ("0.25", Num(Fraction(1, 4))),
        ("1e-3", Num(Fraction(1, 1000))),
        (".5", Num(Fraction(1, 2))),
        ("3.0", Num(3)),
        ("W^T @ x", apply("transpose", W) @ x),
        ("W.T @ x", apply("transpose", W) @ x),
        ("(W @ x)^T", apply("transpose", W @ x)),
        ("W' @ x", Sym("W'") @ x),
        ("W′", Sym("W'")),
        ("σ(λ_1)", apply("σ", "λ_1")),
        ("r.recall", Sym("r.recall")),
        ("h[2]", Sym("h", (Num(2),))),
        ("h[t-1]", Sym("h", (Sym("t") - 1,))),
        ("X[1,2]", Sym("X", (Num(1), Num(2)))),
        ("h[1..3]", Sym("h", (apply("..", 1, 3),))),
        ("h[1][2]", apply("index", Sym("h", (Num(1),)), 2)),
        ("(a + b)[2]", apply("index", a + b, 2)),
        ("dL/dX", derivative("L", "X")),
        ("∂L/∂X", derivative("L", "X")),
        ("dL/dh[1]", derivative("L", Sym("h", (Num(1),)))),
        ("dh[2]/dh[1]", derivative(Sym("h", (Num(2),)), Sym("h", (Num(1),)))),
        ("W - 0.5 * dE/dW", W - Num(Fraction(1, 2)) * derivative("E", "W")),
        ("d/x", Sym("d") / x),
        ("[h, x]", Listing((h, x))),
        ("[[1, -2], [3, 1/2]]", Listing((Listing((Num(1), Num(-2))), Listing((Num(3), Num(1) / 2))))),
        ("[ ]", Listing(())),
        ("conv(X, F)", apply("conv", "X", "F")),
        ("conv(X, stride=2, padding=1x2)", apply("conv", X, padding=(1, 2), stride=2)),
        ('f(x, rate=-1/2, mode=same)', apply("f", x, mode=Sym("same"), rate=Fraction(-1, 2))),
        ('f(x, says="a b")', apply("f", x, says=Text("a b"))),
        ("pool(X, size=(2, 3))", apply("pool", X, size=(2, 3))),
        ("softmax(X, each row)", apply("softmax", X, axis="row")),
        ("f()", Apply("f", ())),
        ("f( [1] )", apply("f", Listing((Num(1),)))),
    ],
)
def test_it_reads(text, formula):
    assert parse_formula(text) == formula


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("1 +", "expected a formula, found the end of the line", 3),
        ("2 x", "expected an operator or the end of the line, found 'x'", 3),
        ("(a", "found the end of the line", 2),
        ("a *** b", "expected a formula, found '*'", 5),
        ("a $ b", "found '$'", 3),
        ("", "expected a formula", 1),
        ("x[]", "expected a formula, found ']'", 3),
    ],
)
def test_a_wrong_formula_is_a_problem_with_a_place(text, message, column):
    problem = parse_formula(text)
    assert isinstance(problem, Problem)
    assert message in problem.message
    assert problem.span is not None and problem.span.column == column


def test_a_missing_sign_of_multiplication_is_suggested():
    problem = parse_formula("2 x")
    assert isinstance(problem, Problem) and problem.hint == "a product is written with *: 2 * x"


@pytest.mark.parametrize(
    "text", ["-" * 5000 + "x", "+".join(["x"] * 3000), "x" + "^x" * 3000, "f(" * 200 + "x" + ")" * 200]
)
def test_depth_is_a_problem_and_not_a_crash(text):
    problem = parse_formula(text)
    assert isinstance(problem, Problem) and "too deeply" in problem.message


leaves = st.integers(0, 50).map(lambda n: (str(n), Fraction(n))) | st.sampled_from(
    [("2.5", Fraction(5, 2)), ("1e-1", Fraction(1, 10)), ("(1/3)", Fraction(1, 3))]
)
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def combined(pieces):
    (left, one), sign, (right, other) = pieces
    return f"({left} {sign} {right})", OPERATORS[sign](one, other)


computed = st.recursive(
    leaves,
    lambda inner: (
        st.tuples(inner, st.sampled_from(sorted(OPERATORS)), inner).map(combined)
        | inner.map(lambda pair: (f"(-{pair[0]})", -pair[1]))
    ),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(computed, computed)
def test_numbers_come_out_as_fractions_compute_them(left, right):
    formula = parse_formula(f"{left[0]} - {right[0]} * {left[0]}^2")
    assert not isinstance(formula, Problem)
    assert number_of(formula, {}) == left[1] - right[1] * left[1] ** 2
