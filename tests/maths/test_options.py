"""Named arguments and gradients of results in print."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examsolver.core.formula import Apply, Formula, Num, Numbers, Sym, Text, apply, derivative
from examsolver.maths.latex import latex
from examsolver.maths.naming import name_formula
from examsolver.maths.plain import plain
from examsolver.maths.unicode import unicode_text

X = Sym("X")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (apply("sum", X, axis="column"), "sum(X, each column)"),
        (apply("sum", X, axis=Sym("row")), "sum(X, each row)"),
        (apply("maxpool", X, size=(1, 2), stride=2), "maxpool(X, size=1x2, stride=2)"),
        (apply("f", X, mask=Numbers((1, 1))), "f(X, mask=[1, 1])"),
        (apply("f", X, random=(Fraction(1, 10), Fraction(1, 3))), "f(X, random=[0.1, 1/3])"),
        (apply("f", X, mask=Numbers((Numbers((1, 0)), Numbers((0, 1))))), "f(X, mask=[[1, 0], [0, 1]])"),
        (apply("f", X, momentum=Fraction(1, 2), same=True), "f(X, momentum=0.5, same=yes)"),
        (apply("f", X, form=Sym("nesterov"), blank=Text("-")), 'f(X, blank="-", form=nesterov)'),
    ],
)
def test_an_option_prints_as_it_is_written_in_a_question(formula: Apply, expected: str) -> None:
    assert plain(formula) == expected
    assert unicode_text(formula) == expected.replace('"-"', "“-”")


@pytest.mark.parametrize("whole", [name_formula("dL/da.scores"), derivative("L", "a.scores")])
def test_a_gradient_by_a_result_of_a_call_is_written_as_it_is_asked(whole: Formula) -> None:
    assert plain(whole) == unicode_text(whole) == "dL/da.scores"
    assert latex(whole) == r"\frac{\partial L}{\partial\text{a.scores}}"


def test_a_cell_of_such_a_gradient_carries_its_place() -> None:
    cell = derivative(Sym("L"), Sym("a.scores", (Num(1), Num(2))))
    assert unicode_text(cell) == "dL/da.scores₁₂"
    assert plain(cell) == "dL/da.scores[1,2]"
