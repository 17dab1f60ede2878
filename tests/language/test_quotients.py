"""``da/db``: a gradient, unless both are names."""

from examsolver.core.formula import Num, Sym, derivative
from examsolver.core.problem import Source
from examsolver.language.exam import parse_exam


def last_formula(lines, families):
    text = "question q: compute\n" + "".join(f"  {line}\n" for line in lines) + "  find r\n"
    exam, problems = parse_exam(Source("x", text), families)
    assert not problems
    return exam.questions[0].body.lines[-1].formula


def test_a_quotient_of_two_names_has_its_precedence(families):
    lines = ["da = 1", "db as number", "r = 6/da/db^2"]
    assert last_formula(lines, families) == Num(6) / Sym("da") / Sym("db") ** 2


def test_one_name_alone_leaves_a_gradient(families):
    assert last_formula(["da = 1", "a = 2", "b = 3", "r = da/db"], families) == derivative("a", "b")


def test_a_comparison_defines_nothing(families):
    assert last_formula(["da = 1", "r = da/db"], families) == derivative("a", "b")
