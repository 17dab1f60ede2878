"""LaTeX mathematics."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings

from examsolver.core.formula import Formula, Num, Sym, apply, derivative
from examsolver.maths.latex import escape, latex, latex_lines
from examsolver.maths.lines import lines_of
from tests.maths.sample_formulas import EXAMPLES, GATE, HOSTILE, MATRIX, X21, W, a, arithmetic, b, deep, x


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (derivative("L", X21), r"\frac{\partial L}{\partial X_{21}}"),
        (Num(Fraction(-1, 4)) * a, r"-\frac{1}{4} \cdot a"),
        (MATRIX, r"\begin{bmatrix} 1 & 2 \\ \frac{1}{2} & -4 \end{bmatrix}"),
        ((a / b) ** 2, r"\left( \frac{a}{b} \right)^{2}"),
        (a * b, r"a \cdot b"),
        (apply("exp", -x), r"\mathrm{e}^{-x}"),
        (apply("transpose", W) @ x, r"W^{\mathrm{T}} \, x"),
        (GATE, r"\sigma(W_{f} \, [h_{t - 1}, x_{t}] + b_{f})"),
        (Sym("sigma") * a, r"\sigma \cdot a"),
        (apply("floor", a / 2), r"\left\lfloor \frac{a}{2} \right\rfloor"),
        (apply("=", "y", Num(0.5744)), r"y \approx 0.5744"),
        (apply("log", a), r"\ln(a)"),
        (Sym("total parameters"), r"\text{total parameters}"),
        (Sym("candidate"), r"\mathrm{candidate}"),
    ],
)
def test_a_formula_is_written_as_latex(formula: Formula, text: str) -> None:
    assert latex(formula) == text


def balanced(text: str) -> bool:
    """Whether braces, \\left \\right and \\begin \\end come in pairs, escaped braces not counted."""
    bare = re.sub(r"\\[{}\\]", "", text)
    level = 0
    for sign in bare:
        level += (sign == "{") - (sign == "}")
        if level < 0:
            return False
    counts = [len(re.findall(word, text)) for word in (r"\\left\b", r"\\right\b", r"\\begin\{", r"\\end\{")]
    return level == 0 and counts[0] == counts[1] and counts[2] == counts[3]


@pytest.mark.parametrize("formula", EXAMPLES)
def test_braces_are_balanced(formula: Formula) -> None:
    assert balanced(latex(formula))


@settings(max_examples=40)
@given(arithmetic())
def test_braces_are_balanced_in_any_arithmetic_and_no_script_is_double(formula: Formula) -> None:
    assert balanced(latex(formula))
    assert not re.search(r"\}\^\{[^{}]*\}\^", latex(formula))


@pytest.mark.parametrize("text", HOSTILE)
def test_an_authors_text_commands_nothing(text: str) -> None:
    escaped = escape(text)
    allowed = {"textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater", "ensuremath", "dots"}
    assert set(re.findall(r"\\([a-z]+)", escaped)) <= allowed
    assert not re.search(r"(?<!\\)[#$%&_]", escaped)
    assert balanced(escaped)


def test_lines_are_aligned_at_their_signs() -> None:
    text = latex_lines(lines_of(Sym("y"), a + b, Num(0.5)))
    assert text == "\\begin{aligned}\ny &= a + b \\\\\n&\\approx 0.5000\n\\end{aligned}"


@pytest.mark.parametrize("formula", deep(20_000))
def test_a_formula_that_is_nested_too_deeply_ends_in_an_ellipsis(formula: Formula) -> None:
    assert r"\dots" in latex(formula)
