"""One line of Unicode, typed ASCII, and blocks of lines."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply, derivative, lift
from examsolver.language.formulas import parse_formula
from examsolver.maths.block import unicode_block
from examsolver.maths.plain import plain
from examsolver.maths.unicode import unicode_text
from tests.maths.sample_formulas import BEFORE, EXAMPLES, GATE, MATRIX, X21, W, a, arithmetic, b, c, deep, x


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (lift(3) * 2 + lift(2) * (-3), "3·2 + 2·(−3)"),
        (Num(-3) * 2 + Num(-3) * 4, "−3·2 + (−3)·4"),
        (a - (b - c), "a − (b − c)"),
        (a - b - c, "a − b − c"),
        (a + Num(-3), "a − 3"),
        (a - Num(-3), "a − (−3)"),
        (a - (-b), "a − (−b)"),
        ((a + b) * c, "(a + b)·c"),
        (a / b / c, "a/b/c"),
        (a / (b / c), "a/(b/c)"),
        ((a + b) ** 2, "(a + b)²"),
        (Num(-2) ** 2, "(−2)²"),
        (Num(Fraction(1, 2)) ** 2, "(1/2)²"),
        (x**-1, "x⁻¹"),
        (a ** (b + 1), "a^(b+1)"),
        (Num(2) * x, "2x"),
        (Num(2) * (a + b), "2(a + b)"),
        (Num(Fraction(1, 4)) * X21, "1/4·X₂₁"),
        (derivative("L", X21), "dL/dX₂₁"),
        (derivative("L", "y") * derivative("y", "Z"), "dL/dy · dy/dZ"),
        (derivative("y", x) ** 2, "(dy/dx)²"),
        (apply("=", "y", Num(0.57444)), "y ≈ 0.5744"),
        (apply("star", "X", "F"), "X ⋆ F"),
        (MATRIX, "[[1, 2], [1/2, −4]]"),
        (Sym("X", (Num(1), Num(12))), "X₁,₁₂"),
        (Sym("W_f", (Num(1), Num(2))), "W_f₁₂"),
        (BEFORE, "hₜ₋₁"),
        (Sym("c_t"), "cₜ"),
        (GATE, "σ(W_f [hₜ₋₁, xₜ] + b_f)"),
        (apply("transpose", W) @ x, "Wᵀ x"),
        (apply("sqrt", a + b) + apply("sqrt", a), "√(a + b) + √a"),
        (apply("floor", (Sym("n") - 3) / 2) + 1, "⌊(n − 3)/2⌋ + 1"),
        (apply("times", 6, 6, 64), "6 × 6 × 64"),
        (apply("log", a), "ln(a)"),
        (apply("conv", "X", "F", stride=2, padding=(1, 1)), "conv(X, F, padding=1x1, stride=2)"),
        (Sym("conv1d_1.parameters"), "parameters of conv1d_1"),
        (Num(1e-20), "1.000·10⁻²⁰"),
        (apply("hadamard", "i", apply("tanh", "c")), "i ⊙ tanh(c)"),
    ],
)
def test_a_formula_is_written_with_as_few_brackets_as_it_needs(formula: Formula, text: str) -> None:
    assert unicode_text(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (apply("=", "f", GATE), "f = sigmoid(W_f [h[t-1], x_t] + b_f)"),
        (apply("hadamard", "f", BEFORE) + Num(2) * x, "f * h[t-1] + 2 * x"),
        (apply("transpose", W) @ x, "W^T x"),
        (derivative("L", X21), "dL/dX[2,1]"),
        (a ** (-b), "a^(-b)"),
        (Sym("sigma") * Sym("W'"), "sigma * W'"),
        (apply("conv", "X", "F", stride=2), "conv(X, F, stride=2)"),
    ],
)
def test_plain_text_is_what_people_type(formula: Formula, text: str) -> None:
    assert plain(formula) == text
    assert text.isascii()


def value_of(formula: Formula, letters: dict[str, Fraction]) -> Fraction | float:
    """An independent evaluation of arithmetic."""
    match formula:
        case Num(value):
            return Fraction(value)
        case Sym(name):
            return letters[name]
        case Apply("neg", (inner,)):
            return -value_of(inner, letters)
        case Apply("sigmoid", (inner,)):
            return Fraction(1 / (1 + math.exp(-max(-30, min(30, value_of(inner, letters))))))
        case Apply(op, (left, right)):
            one, other = value_of(left, letters), value_of(right, letters)
            table = {"+": lambda: one + other, "-": lambda: one - other, "*": lambda: one * other}
            return table[op]() if op in table else one / other if op == "/" else one ** int(other)
    raise AssertionError(formula)


@settings(max_examples=50)
@given(arithmetic())
def test_plain_text_is_read_back_with_the_same_value(formula: Formula) -> None:
    letters = {"a": Fraction(7, 5), "b": Fraction(11, 3), "c": Fraction(-13, 7)}
    try:
        expected = value_of(formula, letters)
        assume(abs(expected) < 10**9)
    except (ZeroDivisionError, OverflowError):
        assume(False)
    read = parse_formula(plain(formula))
    assert isinstance(read, (Num, Sym, Apply, Listing)), f"{plain(formula)}: {read}"
    assert float(value_of(read, letters)) == pytest.approx(float(expected))


def test_a_block_shows_matrices_as_on_paper() -> None:
    assert unicode_block(apply("=", "Z", MATRIX @ MATRIX)).splitlines() == [
        "Z = ⎡  1   2⎤ · ⎡  1   2⎤",
        "    ⎣1/2  −4⎦   ⎣1/2  −4⎦",
    ]


def test_all_lines_of_a_block_fit_together_whatever_stands_in_it() -> None:
    for formula in EXAMPLES:
        assert unicode_block(formula)


@pytest.mark.parametrize("formula", deep(20_000))
def test_a_formula_that_is_nested_too_deeply_ends_in_an_ellipsis(formula: Formula) -> None:
    for text in (unicode_text(formula), unicode_block(formula)):
        assert "…" in text


def test_a_sum_of_ten_thousand_terms_is_printed_in_full() -> None:
    total: Formula = a
    for _ in range(10_000):
        total = total + b
    assert unicode_text(total).count("+") == 10_000
