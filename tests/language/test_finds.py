"""What a find line asks for."""

from fractions import Fraction

import pytest

import examsolver
from examsolver.core.formula import Num, Sym, apply, derivative
from examsolver.core.problem import Problem, Source
from examsolver.core.question import Find, Form
from examsolver.language.cutting import cut
from examsolver.language.finds import read_find


def found(text):
    (block,), problems = cut(Source("x.exam", f"q\n  {text}"))
    assert not problems
    return read_find(block.lines[0])


def things(text):
    find = found(text)
    assert isinstance(find, Find), find
    return [thing.formula for thing in find.things]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("find Z, y", [Sym("Z"), Sym("y")]),
        ("find Z, y and L", [Sym("Z"), Sym("y"), Sym("L")]),
        ("find total parameters", [Sym("total parameters")]),
        ("find conv.parameters", [Sym("conv.parameters")]),
        ("find r.recall exactly", [Sym("r.recall")]),
        ("find stops-at, best-epoch", [Sym("stops-at"), Sym("best-epoch")]),
        ("find h[1..3], dL/dU", [Sym("h", (apply("..", 1, 3),)), derivative("L", "U")]),
        ("find dL/dh[1]", [derivative("L", Sym("h", (Num(1),)))]),
        ("find Z[1,2]", [Sym("Z", (Num(1), Num(2)))]),
        ("find a - b", [Sym("a") - Sym("b")]),
    ],
)
def test_the_things_asked_for(text, expected):
    assert things(text) == expected


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("find feasible and output", {"compound": True}),
        ("find Z, y [4]", {"marks": 4, "marks_each": False}),
        ("find Z, y [4 marks]", {"marks": 4, "marks_each": False}),
        ("find Z, y [2 each]", {"marks": 2, "marks_each": True}),
        ("find Z[1] [1/2]", {"marks": Fraction(1, 2)}),
        ("find Z [2.5 marks each]", {"marks": Fraction(5, 2), "marks_each": True}),
        ("find parameters, output of each layer", {"each": True, "of": ()}),
        ("find Z exactly", {"form": Form("exactly")}),
        ("find Z to 4 decimals", {"form": Form("decimals", 4)}),
        ("find Z to 1 decimal place", {"form": Form("decimals", 1)}),
        ("find Z to 3 significant figures", {"form": Form("significant", 3)}),
        ("find Z about 1 %", {"form": Form("about", tolerance=Fraction(1, 100))}),
        ("find Z about (1 %)", {"form": Form("about", tolerance=Fraction(1, 100))}),
        ("find total macs in millions", {"unit": "millions"}),
        ("find total macs in million", {"unit": "millions"}),
        ("find Z from b1", {"source": "b1"}),
        ("find bound = (w*s)^n at n = 1, 2, 3", {"at": ("n", (1, 2, 3))}),
        ("find y at z = -1, 0.5, 1/3 to 4 decimals", {"at": ("z", (-1, Fraction(1, 2), Fraction(1, 3)))}),
        ("find y at n = 1..4", {"at": ("n", (1, 2, 3, 4))}),
        ("find dphi/dz as equation", {"as_equation": True}),
        ("find dphi/dz as an equation [2]", {"as_equation": True, "marks": 2}),
        ("find equations f, i, o", {"equations": True}),
        ("find padding such that output = 13x13", {"such_that": (Sym("output"), "=", apply("times", 13, 13))}),
        ("find n such that output >= 3", {"such_that": (Sym("output"), ">=", Num(3))}),
        ("find x such that gap(Z) = 1/4", {"such_that": (apply("gap", "Z"), "=", Num(Fraction(1, 4)))}),
        ("find dL/dU where L = sum(h[3])", {"where": ((Sym("L"), apply("sum", Sym("h", (Num(3),)))),)}),
        ("find y in millions about 1 % [3] ", {"unit": "millions", "marks": 3}),
    ],
)
def test_the_rest_of_the_line(text, attributes):
    find = found(text)
    assert isinstance(find, Find), find
    assert {name: getattr(find, name) for name in attributes} == attributes


def test_of_names_the_layers():
    find = found("find parameters, macs of conv, dense")
    assert isinstance(find, Find)
    assert [thing.formula for thing in find.of] == [Sym("conv"), Sym("dense")]


def test_a_formula_is_the_key():
    find = found("find bound = (w*s)^n")
    assert isinstance(find, Find)
    assert find.formula == (Sym("w") * Sym("s")) ** Sym("n")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("find", "what is to be found?", "for example"),
        ("find Z in milions", "unknown unit 'milions'", "did you mean 'millions'?"),
        ("find Z to four decimals", "expected a number, found 'four'", "for example"),
        ("find Z to 4.5 decimals", "expected a whole number of digits", ""),
        ("find Z to 0 significant figures", "expected a whole number of digits", ""),
        ("find Z exactly to 4 decimals", "said twice in one find: form", ""),
        ("find Z,", "expected a formula, found the end of the line", ""),
        ("find Z such that y", "found the end of the line", ""),
        ("find a and b, c", "'and' and ',' are mixed", "separate the others by ';'"),
        ("find Z exactely", "unknown word 'exactely'", "did you mean 'exactly'?"),
        ("find Z [1/0]", "a denominator is zero", ""),
        ("find Z about 200 %", "expected a tolerance", ""),
        ("find y at n = 1..100000", "expected a range", ""),
    ],
)
def test_what_is_wrong_is_told(text, message, hint):
    problem = found(text)
    assert isinstance(problem, Problem)
    assert message in problem.message
    assert hint in (problem.hint or "")
    assert problem.span is not None and problem.span.line == 2


def test_a_comma_behind_marks_begins_another_find():
    text = "question q [5]: compute\n  X = [[1, 2], [3, 4]]\n  y = gap(X)\n  find y [1], dy/dX [4 marks]\n"
    (found,) = examsolver.load(text)
    assert [(part.id, part.marks) for part in found.parts] == [("y", 1), ("dy/dX", 4)]
