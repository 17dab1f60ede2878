"""Texts in questions: as data and in calls, printed in every format, and as answers."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

import examsolver
from examsolver.core.formula import Apply, Listing, Num, Sym, Text
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError
from examsolver.language.formulas import parse_formula
from examsolver.maths.arrays import array_of
from examsolver.maths.latex import latex
from examsolver.maths.mathml import mathml
from examsolver.maths.plain import plain
from examsolver.maths.show import as_formula, show
from examsolver.maths.tree import children, rebuild, substitute
from examsolver.maths.typst import typst
from examsolver.maths.unicode import unicode_text

HOSTILE = 'a"b\\c <b>$x$ &amp; #1_2 `q` \\end{x}'

WORDS = """question q [4]: compute
  sentence = "the cat sat on the mat"
  states = ["Healthy", "Fever"]
  w = tokens(sentence)
  n = token_count(w)
  long = n > 5
  find w, n, long
"""


def test_quoted_text_is_an_atom_of_formulas() -> None:
    assert parse_formula('"the cat"') == Text("the cat")
    assert parse_formula('["cat", 0.9]') == Listing((Text("cat"), Num(parse_formula("0.9").value)))  # type: ignore[union-attr]
    assert parse_formula('rouge("a b", reference="c", n=1)') == Apply(
        "rouge", (Text("a b"),), (("n", 1), ("reference", Text("c")))
    )
    assert parse_formula("f(mode=same)") == Apply("f", (), (("mode", Sym("same")),))


@pytest.mark.parametrize("text", ["the cat", "", HOSTILE, "α × −", "a\nb"])
def test_plain_text_is_read_back_as_it_was(text: str) -> None:
    assert parse_formula(plain(Text(text))) == Text(text.replace("\n", " "))


def test_every_printer_quotes_and_escapes() -> None:
    text = Text(HOSTILE)
    assert unicode_text(text) == f"“{HOSTILE}”"
    (leaf,) = ElementTree.fromstring(mathml(text))
    assert (leaf.tag, leaf.text) == ("mtext", f"“{HOSTILE}”")
    assert r"\textless{}b\textgreater{}\$x\$" in latex(text) and r"\end" not in latex(text)
    assert typst(text) == '"“' + HOSTILE.replace("\\", "\\\\").replace('"', '\\"') + '”"'


def test_a_text_is_a_leaf() -> None:
    call = Apply("f", (Text("a"), Sym("x")))
    assert children(Text("a")) == ()
    assert rebuild(call, lambda part: Text("b") if part == Text("a") else part) == Apply("f", (Text("b"), Sym("x")))
    assert substitute(call, {Text("a"): Num(1)}) == Apply("f", (Num(1), Sym("x")))


def test_values_with_texts_stay_nested_tuples() -> None:
    assert array_of("a") == "a"
    assert array_of((("a", "b"), ("c",))) == (("a", "b"), ("c",))
    assert array_of(("cat", 1)) == ("cat", 1)
    assert as_formula(("a", 1)) == Listing((Text("a"), Num(1)))
    assert show((("the", "cat"), ("a, b", "c"))) == '(the, cat), ("a, b", c)'
    assert show((2, 3)) == "2x3"


def test_texts_are_worked_with_and_marked() -> None:
    exam = examsolver.load(WORDS)
    assert [part.kind for part in exam.questions[0].parts] == ["names", "integer", "yes-no"]
    answers = (Answer("q", "w", "the, cat, sat, on, a, mat"), Answer("q", "n", "6"), Answer("q", "long", "yes"))
    (report,) = examsolver.grade(exam, (Submission("ada", answers),)).reports
    assert [verdict.outcome for verdict in report.verdicts] == ["partly", "correct", "correct"]
    assert report.verdicts[0].message == "5 of 6 words are right; not right: word 5."


@pytest.mark.parametrize("kind", ["text", "html", "markdown", "latex", "json"])
def test_hostile_text_is_escaped_in_solutions(kind: str) -> None:
    written = plain(Text(HOSTILE))
    exam = examsolver.load(f"question q: compute\n  s = {written}\n  w = tokens(s)\n  find w\n")
    solution = examsolver.solve(exam.questions[0])
    shown = examsolver.render([solution], kind)
    assert isinstance(shown, str)
    assert "<b>" not in shown or kind in ("text", "json")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('x = "a" + 1', "expected a number, found str"),
        ("x = [[1, 2], [3]]", "the rows have different lengths"),
        ('x = "a', "the quotation mark is never closed"),
    ],
)
def test_what_is_wrong_with_texts_is_told(line: str, message: str) -> None:
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"question q: compute\n  {line}\n  y = sum(x)\n  find y\n")
    assert any(message in problem.message for problem in caught.value.problems)


def test_matrices_as_numpy_and_matlab_write_them() -> None:
    (question,) = examsolver.load(
        "question q: compute\n  A = [1 2; 3 4]\n  B = [[1 -2] [3 4]]\n  s = A + B\n  find s\n"
    )
    assert examsolver.solve(question).run["s"].tolist() == [[2, 0], [6, 8]]
