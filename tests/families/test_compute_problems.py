"""What authors get wrong: each a problem at its place, with a hint; never a traceback."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Num, Sym
from examsolver.core.problem import Source, Span
from examsolver.core.question import Header, Line
from examsolver.families.compute import COMPUTE
from examsolver.families.computing.unrolling import DEEPEST
from tests.families.compute_questions import ask, parsed, problems_of

CASES = {
    "rows of different lengths": ("X = [[1, 2], [3]]\nfind X", 2, "different lengths"),
    "an unknown function": ("X = [[1, 2], [3, 4]]\nZ = cnov(X, X)\nfind Z", 3, "did you mean 'conv'?"),
    "an unknown option": ("X = [1]\nZ = conv(X, X, strid=2)\nfind Z", 3, "did you mean 'stride'?"),
    "an option of the wrong kind": ("X = [1]\nZ = conv(X, X, same=3)\nfind Z", 3, "same of conv must be yes or no"),
    "too few inputs": ("X = [1]\nZ = conv(X)\nfind Z", 3, "takes 2 inputs"),
    "an unknown name": ("width = 2\ny = widht + 1\nfind y", 3, "did you mean 'width'?"),
    "a name given twice": ("x = 1\ny = 2\nx = 3\nfind x", 4, "first in line 2"),
    "a step that is not there": ("h[0] = 1\nfor t in 1..3:\n  h[t] = h[t-1]\ng = h[7]\nfind g", 5, "last one is h[3]"),
    "a circle": ("a = b + 1\nb = a + 1\nfind a", 2, "in a circle"),
    "no dependence": ("x = 1\ny = 3\nL = y * 2\nfind dL/dx", 5, "does not depend on x"),
    "a second derivative": ("x = 2\ny = x^3\ng = dy/dx * 3\nfind dg/dx", 5, "second derivatives"),
    "a letter without a value": ("z as number\na = z + 1\nfind a", 4, "z has no value"),
    "a value for another letter": ("z, w as number\na = z * w\nfind da/dz at w = 2", 4, "z has no value"),
    "no equation for a derivative": ("z as number\ny = relu(z)\nfind dy/dz as equation", 4, "no derivative as an"),
    "division by zero": ("a = 1/0\nfind a", 2, "division by zero"),
    "the logarithm of zero": ("a = log(0)\nfind a", 2, "logarithm"),
    "a number that is too large": ("a = 9^9^9^9\nfind a", 2, "too large"),
    "shapes that do not fit": ("X = [[1, 2], [3, 4]]\nY = X @ [1, 2, 3]\nfind Y", 3, "2 columns meet 3 rows"),
    "numbers that do not fill a size": ("X = 1..7 as 2x3\nfind X", 2, "7 numbers for 6 places"),
    "a loop that never ends": ("for t in 1..100000000:\n  h[t] = 1\nfind h", 2, "a loop of more than"),
    "a loop that never begins": ("for t in 3..1:\n  h[t] = 1\nfind h", 2, "never"),
    "a fact that is given": ("x = 1\nfind x", 3, "x is given"),
    "an expression in place of a name": ("x = 1\nfind x + 1", 3, "give it a name"),
    "equations without a cell": ("x = 1\nfind equations f", 3, "equations are asked of a cell"),
    "a column and a vector": ("W = [[1], [2]]\nz = W + [1, 2]\nfind z", 3, "2×1 and a vector of 2"),
    "a column and a row": ("a = [[1], [2]]\nz = a * [[1, 2]]\nfind z", 3, "flatten(X) makes a vector"),
    "no exact decimal": ("y = sigmoid(2)\nfind y exactly", 3, "y has no exact decimal"),
    "exact decimals of an array": ("y = exp([0, 1])\nfind y exactly", 3, "find y to 4 decimals"),
    "a probability that is rounded to zero": ("f = log(sigmoid(-5000))\nfind f", 2, "too small for floating point"),
    "too many settings": ("X = 1..4 as 2x2\nQ = gap(X, 2)\nfind Q", 3, "takes 1 input"),
    "a thing that nobody knows": ("Z = 1\nfind total parameters", 3, "nothing is called 'total parameters'"),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "line", "said"), CASES.values(), ids=CASES.keys())
def test_is_told_at_its_place(lines, line, said):
    problems = problems_of(lines)
    assert problems
    assert problems[0].span is not None
    assert problems[0].span.line == line
    assert said in str(problems[0])


def test_all_problems_of_a_question_are_told_at_once():
    problems = problems_of("x = 1\na = y + 1\nb = simgoid(x)\nx = 2\nfind a, c")
    assert [problem.span.line for problem in problems] == [3, 4, 5, 6]


@pytest.mark.parametrize(("family", "said"), [("cell lstmm", "did you mean 'lstm'?"), ("cell", "which cell?")])
def test_a_header_without_a_known_cell_is_a_problem(family, said):
    assert said in str(problems_of("x = [1]\nfind f", family)[0])


def test_facts_that_a_cell_lacks_are_named():
    (problem,) = problems_of("x = [1]\nh[0] = [1]\nc[0] = [0]\nW_f = [[1, 2]]\nfind f, i", "cell lstm")
    assert problem.message.startswith("W_i is missing")


def test_facts_that_nothing_asked_needs_may_be_left_out():
    ask("x = [1]\nh[0] = [1]\nW_f = [[1, 2]]\nfind f", "cell lstm")


def test_a_formula_nested_too_deeply_is_told_and_not_walked():
    source = Source("<test>", "x = 1")
    span = Span(source, 0, 5)
    deep = Sym("y")
    for _ in range(100_000):
        deep = deep + Num(1)
    body, problems = COMPUTE.read(
        Header("q", span, "compute"), (Line("assign", span, target=Sym("x"), formula=deep),), ()
    )
    assert body is None
    assert "nested too deeply" in problems[0].message


def test_formulas_up_to_the_limit_are_walked():
    levels = "+ 1 " * (DEEPEST - 3)
    assert ask(f"x = 1\ny = x {levels}\nfind y, dy/dx")["y"] == DEEPEST - 2


def test_nested_loops_beyond_the_limit_are_told_in_time():
    exam, problems = parsed("for t in 1..20000:\n  for s in 1..20000:\n    a[t,s] = 1\nfind a[1,1]")
    assert exam is None
    assert any("when the loops are written out" in problem.message for problem in problems)


def test_only_what_is_asked_is_derived_but_all_lines_are_read():
    asked = ask("x = 2\ny = x + 1\nz = x - 1\nfind y")
    assert "z" not in asked.derivation
    assert [statement.name for statement in asked.question.body.statements] == ["y", "z"]


def test_a_convention_that_needs_more_facts_says_which():
    lines = "x = [1]\nh[0] = [0.5]\nW_z = [[1, 1]]\nW_r = [[1, 1]]\nW_c = [[1]]\nconvention gru reset after\nfind h"
    (problem,) = problems_of(lines, "cell gru")
    assert problem.message.startswith("U_c is missing")


def test_ten_thousand_wrong_lines_are_told_in_time():
    lines = "h[0] = 1\nfor t in 1..10000:\n  h[t] = g[t-1] + tahn(h[t-1])\nfind h"
    assert 1 <= len(problems_of(lines)) <= 30


RNN = "x = [1]\nh[0] = [0.5]\n"


@pytest.mark.parametrize(
    ("cell", "lines", "line", "said"),
    [
        pytest.param("lstm", "W_f = [[1, 2]]\nU_f = [[3]]\nfind f", 4, "W_f is 1×2, which does not fit x", id="a form"),
        pytest.param("lstm", "W_f = [[1, 2]]\nbias_f = [1]\nfind f", 5, "does not take 'bias_f'", id="a name too long"),
        pytest.param("lstm", "W_f = [[1, 2]]\nb_ff = [1]\nfind f", 5, "did you mean 'b_f'?", id="a near name"),
        pytest.param("rnn", "W = [[1, 2]]\nW_hh = [[1]]\nfind h", 5, "rnn takes x, W, b, h[0]", id="its names"),
    ],
)
def test_a_fact_that_a_cell_does_not_take_is_a_problem_at_its_line(cell: str, lines: str, line: int, said: str) -> None:
    (problem,) = problems_of(RNN + lines, f"cell {cell}")
    assert problem.span.line == line and said in str(problem)


def test_a_fact_beside_a_cell_may_serve_what_the_question_works_out() -> None:
    assert not problems_of(RNN + "W = [[1, 2]]\nv = [3]\nL = sum(v * h[1])\nfind L to 4 decimals", "cell rnn")


ADDED = [("[[1, 2], [3, 4]]", "[5, 6]"), ("[[1], [2]]", "3"), ("[[1], [2]]", "[3]")]


@pytest.mark.parametrize(("matrix", "vector"), ADDED)
def test_a_bias_is_added_to_every_row(matrix: str, vector: str) -> None:
    assert not problems_of(f"X = {matrix}\nb = {vector}\nZ = X + b\nfind Z")
