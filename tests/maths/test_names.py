"""Names in formulas."""

from examsolver.core.formula import Num, Sym, apply, derivative
from examsolver.maths.names import undo_derivatives


def test_a_gradient_of_names_that_are_quotients_is_undone():
    formula = 2 * derivative("L", "X") + apply("f", derivative("a", Sym("b", (Num(1),))))
    expected = 2 * derivative("L", "X") + apply("f", Sym("da") / Sym("db", (Num(1),)))
    assert undo_derivatives(formula, {"da", "db", "dL"}) == expected
