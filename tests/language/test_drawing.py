"""``let`` and ``where``: exact arithmetic, streams of their own, conditions met."""

from fractions import Fraction
from itertools import pairwise

import pytest

from examsolver.core.derivation import LawError
from examsolver.core.problem import Problem, Source
from examsolver.language.arithmetic import holds, number_of, value_of
from examsolver.language.blocks import lets_of
from examsolver.language.cutting import cut
from examsolver.language.drawing import draw_values, written
from examsolver.language.exam import parse_exam
from examsolver.language.formulas import parse_formula


def lets(text):
    (block,), problems = cut(Source("x.exam", "q\n" + "".join(f"  {line}\n" for line in text.split("\n"))))
    assert not problems
    return lets_of(block)


def draw(text, stream="1:q", index=0):
    found, wheres, problems = lets(text)
    assert not problems, problems
    drawn = draw_values(found, wheres, stream, index)
    assert not isinstance(drawn, Problem), drawn
    return dict(drawn.values)


def drawn_often(text, count=60):
    return [draw(text, index=index) for index in range(count)]


def problem(text):
    found, wheres, problems = lets(text)
    if problems:
        return problems[0]
    drawn = draw_values(found, wheres, "1:q")
    assert isinstance(drawn, Problem)
    return drawn


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("let n = 1..4", {1, 2, 3, 4}),
        ("let n = -1..1", {-1, 0, 1}),
        ("let n = 3 | 5 | 7", {3, 5, 7}),
        ("let n = 1..2 | 9", {1, 2, 9}),
        ("let n = 0.1..0.5 step 0.2", {Fraction(1, 10), Fraction(3, 10), Fraction(1, 2)}),
        ("let n = 0..1 step 1/2", {0, Fraction(1, 2), 1}),
        ("let n = 1/3 | -0.5", {Fraction(1, 3), Fraction(-1, 2)}),
        ("let n = relu | tanh", {"relu", "tanh"}),
        ('let n = "a b" | "c"', {"a b", "c"}),
        ("let n = 13x13 | 5x5", {(13, 13), (5, 5)}),
        ("let n = [[1, 2], [3, -4]] | [[0, 0], [1/2, 1]]", {((1, 2), (3, -4)), ((0, 0), (Fraction(1, 2), 1))}),
    ],
)
def test_every_value_is_drawn_and_no_other(text, values):
    assert {found["n"] for found in drawn_often(text)} == values


def test_a_let_may_use_the_lets_above():
    for found in drawn_often("let k = 2..4\nlet n = k..2*k\nlet m = n - k"):
        assert found["k"] <= found["n"] <= 2 * found["k"]
        assert found["m"] == found["n"] - found["k"]


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("n % 3 = 0", lambda n: n % 3 == 0),
        ("n != 4 and n > 2", lambda n: n != 4 and n > 2),
        ("n < 3 or n >= 19", lambda n: n < 3 or n >= 19),
        ("not n <= 10", lambda n: n > 10),
        ("2 < n < 7", lambda n: 2 < n < 7),
        ("(n > 3 or n = 1) and (n + 1) % 2 = 0", lambda n: (n > 3 or n == 1) and n % 2 == 1),
        ("floor(n / 4) = max(2, 1)", lambda n: n // 4 == 2),
        ("10 % (n - 5) = 0", lambda n: n != 5 and 10 % (n - 5) == 0),
    ],
)
def test_conditions_are_met(condition, met):
    assert all(met(found["n"]) for found in drawn_often(f"let n = 1..20\nwhere {condition}"))


@pytest.mark.parametrize(
    ("share", "of_twelve"),
    [("half", 6), ("a third", 4), ("a quarter", 3), ("25 %", 3), ("1/4", 3), ("2/3", 8)],
)
def test_a_condition_holds_in_its_share_of_the_variants(share, of_twelve):
    found = [
        draw(f"let n = 1..40\nwhere n % 2 = 0 in {share} of the variants", index=index)["n"] for index in range(12)
    ]
    assert sum(n % 2 == 0 for n in found) == of_twelve


def test_a_rare_variant_is_found():
    assert draw("let a = 1..130\nlet b = 1..130\nwhere a = 77 and b = 78") == {"a": 77, "b": 78}


def test_the_same_seed_gives_the_same_everywhere():
    assert draw("let n = 1..1000\nlet x = 0..1 step 0.001", stream="7:strides") == {"n": 159, "x": Fraction(179, 200)}


def test_a_let_more_does_not_change_the_others():
    alone = [found["n"] for found in drawn_often("let n = 1..1000")]
    assert [found["n"] for found in drawn_often("let m = 1..9\nlet n = 1..1000")] == alone


def test_a_question_more_does_not_change_the_others(families):
    text = "question a: network\n  let n = 1..1000\n  number n\n  find x\n"
    other = "question b: network\n  let n = 1..1000\n  number n\n  find x\n"
    first = parse_exam(Source("x", text), families, seed=5)[0]
    second = parse_exam(Source("x", other + text), families, seed=5)[0]
    assert first.question("a").draw == second.question("a").draw
    assert second.question("a").draw != second.question("b").draw


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("let n = 5..1", "there is no value to draw for 'n'", 2),
        ("let n = 1..5 step 0", "there is no value to draw for 'n'", 2),
        ("let n = 1..5\nwhere n > 7", "no variant meets this condition", 3),
        ("let n = 1..5\nwhere n > 0\nwhere n > 7", "no variant meets this condition", 4),
        ("let n = 1..5\nwhere m > 7", "'m' is no number drawn above", 3),
        ("let n = 2*q", "'q' is no number drawn above", 2),
        ("let n = 1/0", "a denominator is zero here", 2),
        ("let n = 1\nlet n = 2", "'n' is drawn twice", 3),
        ("let n = 9^9^9^9", "this power is too large to compute with", 2),
        ("let n = 1..10^12", "this range has too many values", 2),
        ("let n = sigmoid(1)", "'sigmoid' cannot be computed here", 2),
        ("let n", "expected '=', found the end of the line", 2),
        ("let", "this let says nothing", 2),
        ("where 1 > 2", "there is no let that this could hold for", 2),
        ("let n = 1..5\nwhere n", "found the end of the line", 3),
        ("let n = 1..5\nwhere n > 1 in most of the variants", "expected a share of the variants", 3),
    ],
)
def test_what_cannot_be_drawn_is_told(text, message, line):
    found = problem(text)
    assert message in found.message
    assert found.span.line == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2^10", 1024),
        ("-7 % 3", 2),
        ("1/3 + 1/6", Fraction(1, 2)),
        ("abs(-2) + ceil(1/2)", 3),
        ("2^-1", Fraction(1, 2)),
    ],
)
def test_arithmetic_is_exact(text, expected):
    assert number_of(parse_formula(text), {}) == expected


@pytest.mark.parametrize("text", ["2^(1/2)", "x + 1", "max()", "floor(1, 2)", "(2^4000)*(2^4000)*(2^4000)"])
def test_what_has_no_exact_value_is_refused(text):
    with pytest.raises(LawError):
        number_of(parse_formula(text), {})


def test_a_word_stands_for_itself():
    assert value_of(parse_formula("[relu, 2]"), {}) == ("relu", 2)
    with pytest.raises(LawError):
        holds(parse_formula("x + 1"), {"x": 1})


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (Fraction(1, 4), "0.25"), (Fraction(-1, 20), "-0.05"), (Fraction(1, 3), "1/3"), ("relu", "relu"),
     (((1, Fraction(1, 2)), (-3, 0)), "[[1, 0.5], [-3, 0]]")],
)  # fmt: skip
def test_values_are_written_as_a_lecturer_would(value, text):
    assert written(value) == text


def substituted(lines, families):
    """The lines of a question as its family reads them."""
    exam, problems = parse_exam(Source("x", "question a: compute\n" + lines), families)
    assert not problems, str(problems[0])
    return [line.span.text for line in exam.questions[0].body.lines]


@pytest.mark.parametrize(
    ("value", "line", "expected"),
    [
        ("3", "y = n + nn + n_1 + a.n", "y = 3 + nn + n_1 + a.n"),
        ("3", "y = f(x, n=n)", "y = f(x, n=3)"),
        ("3", "y = f(n, n)  # n", "y = f(3, 3)"),
        ("3", 'y = f(x, s="n")', 'y = f(x, s="n")'),
        ("3", "y = h[n-1]", "y = h[3-1]"),
        ("-3", "y = 2 - n + n", "y = 2 - (-3) + (-3)"),
        ("-3", "y = n^2", "y = (-3)^2"),
        ("-3", "y = [n, n]", "y = [-3, -3]"),
        ("1/3", "y = 2^n", "y = 2^(1/3)"),
        ("1/3", "y = n * 2", "y = (1/3) * 2"),
        ("0.5", "y = 1 - n", "y = 1 - 0.5"),
        ("tanh", "y = n(x)", "y = tanh(x)"),
        ("[[1, 2],\n      [3, 4]]", "y = n @ x", "y = [[1, 2], [3, 4]] @ x"),
        ("3", "y = 0.5 as nx2", "y = 0.5 as 3x2"),
        ("3", "y = 0.5 as n x n", "y = 0.5 as 3 x 3"),
    ],
)
def test_values_are_put_in_name_by_name(value, line, expected, families):
    assert substituted(f"  let n = {value}\n  {line}\n  find y\n", families) == [expected]


def test_line_numbers_do_not_change(families):
    text = "question a: network\n  let n = 100..999\n  number n\n\n  find x in milions\n"
    _, (problem,) = parse_exam(Source("x", text), families)
    assert problem.span.line == 5 and problem.span.text == "milions"
    assert problem.hint.startswith("did you mean 'millions'?; drawn here: n = ")


def test_a_let_name_defined_again_is_a_problem(families):
    _, (problem,) = parse_exam(Source("x", "question a: compute\n  let n = 1\n  n = 2\n  find n\n"), families)
    assert problem.message == "'n' is a let variable already" and problem.span.line == 3


def test_indices_are_spread_evenly():
    text = "let n = 1..40\nwhere n % 2 = 0 in half of the variants"
    even = [draw(text, index=index)["n"] % 2 == 0 for index in range(10)]
    assert all(one != other for one, other in pairwise(even))
