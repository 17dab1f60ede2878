"""MathML: well-formed, escaped, of MathML Core's elements only."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from examsolver.core.formula import Formula, Num, Sym, derivative
from examsolver.maths.lines import lines_of
from examsolver.maths.mathml import block, mathml, mathml_lines
from tests.maths.sample_formulas import EXAMPLES, HOSTILE, MATRIX, X21, a, arithmetic, b, deep

CORE = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "msub", "msup", "msubsup", "mtable",
    "mtr", "mtd",
}  # fmt: skip
ARGUMENTS = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3}


def checked(text: str) -> ElementTree.Element:
    """The tree of a formula; every element has the children that MathML Core asks for."""
    tree = ElementTree.fromstring(text)
    for element in tree.iter():
        assert element.tag in CORE
        assert len(element) == ARGUMENTS.get(element.tag, len(element))
    return tree


@pytest.mark.parametrize("formula", EXAMPLES)
def test_a_formula_is_well_formed(formula: Formula) -> None:
    checked(mathml(formula))
    assert checked(block(formula)).get("display") == "block"


@settings(max_examples=40)
@given(arithmetic())
def test_any_arithmetic_is_well_formed(formula: Formula) -> None:
    checked(mathml(formula))


def test_a_gradient_is_a_fraction_of_two_partials() -> None:
    fraction = checked(mathml(derivative("L", X21))).find("mfrac")
    assert fraction is not None
    assert ["".join(part.itertext()) for part in fraction] == ["∂L", "∂X21"]


def test_a_matrix_is_a_table_in_brackets() -> None:
    tree = checked(mathml(MATRIX))
    assert len(tree.findall(".//mtr")) == 2
    assert [sign.text for sign in tree.iter("mo")][:1] == ["["]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_text(name: str) -> None:
    kept = "".join(checked(mathml(Sym(name))).itertext())
    assert kept == name


def test_lines_are_a_table_of_three_columns() -> None:
    tree = checked(mathml_lines(lines_of(Sym("y"), a + b, Num(0.5))))
    rows = tree.findall("mtable/mtr")
    assert [len(row) for row in rows] == [3, 3]
    assert ["".join(row[1].itertext()) for row in rows] == ["=", "≈"]


@pytest.mark.parametrize("formula", deep(20_000))
def test_a_formula_that_is_nested_too_deeply_ends_in_an_ellipsis(formula: Formula) -> None:
    assert "…" in mathml(formula)
