"""Practice sheets and their blank answers file."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examsolver.core.derivation import Step, derivation_of
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.question import Exam, Form, Policy, Solution
from examsolver.exchange.answers import read_answers
from examsolver.rendering.sheets import blank_answers, how_text, render_sheet, sheet_view
from tests.rendering.worked_exam import HOSTILE, ROUNDING, SOURCE, exam, part, question, solutions


def test_the_blank_answers_file_filled_in_is_read_back() -> None:
    asked = exam(hostile=HOSTILE)
    filled = blank_answers(asked).replace("student\n", "student anna\n").replace("Z:", "Z: [[1, 2], [3, 4]]")
    (script,), problems = read_answers(filled.replace("  n:", "  n: 6"), asked)
    assert not problems
    assert script.student == "anna"
    assert [(answer.question, answer.part, answer.text) for answer in script.answers] == [
        ("conv-2", "Z", "[[1, 2], [3, 4]]"),
        ("conv-2", "y", ""),
        ("conv-2", "dy/dZ", "[[1, 2], [3, 4]]"),
        ("pool", "n", "6"),
    ]


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_sheet_asks_and_does_not_answer(form: str) -> None:
    asked = exam()
    text = str(render_sheet(asked, solutions(asked), form))
    for told in ("A filter F slides over X", "A pool of 2 on 13 pixels.", "Forward and backward", "(b)", "10/19"):
        assert told in text
    for answer in ("0.25", "−10", "-10", "Each entry is a window", "<svg"):
        assert answer not in text.split("</style>")[-1]


def test_many_short_answers_stand_in_a_table() -> None:
    many = question("many", tuple(part("n", "integer", 1) for _ in range(30)), title="Many")
    asked = Exam("", (many,), Policy(), SOURCE)
    solved = solutions(exam())[1]
    view = sheet_view(asked, [type(solved)(many, solved.derivation, solved.run)])
    assert view.questions[0].brief
    assert [ask.letter for ask in view.questions[0].asks][-5:] == ["z", "aa", "ab", "ac", "ad"]


@pytest.mark.parametrize(
    ("kind", "form", "unit", "told"),
    [
        ("number", Form("decimals", 4), None, "to 4 decimals"),
        ("number", Form("decimals", 1), "millions", "in millions, to 1 decimal"),
        ("number", Form("significant", 3), None, "to 3 significant figures"),
        ("number", Form("exactly"), None, "exactly"),
        ("number", Form("about", 0, Fraction(1, 100)), None, "about (within 1 %)"),
        ("gate", None, None, "an equation"),
        ("integer", None, None, ""),
    ],
)
def test_the_form_of_an_answer_is_asked_in_words(kind: str, form: Form | None, unit: str | None, told: str) -> None:
    asked = part("y", kind, 1, form)
    assert how_text(type(asked)(asked.id, asked.steps, asked.kind, asked.span, form, asked.marks, (), unit)) == told


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ValueError, match="markdown"):
        render_sheet(exam(), solutions(exam()), "docx")



def test_a_convention_is_not_told_where_it_says_the_equation_that_is_asked() -> None:
    gates = question("gates", (part("f", "gate", 1),))
    derivation = derivation_of({}, [Step("f", (), forget_gate)], (ROUNDING,))
    view = sheet_view(Exam("", (gates,), Policy(), SOURCE), [Solution(gates, derivation, derivation.run())])
    assert view.questions[0].view.conventions and not view.questions[0].conventions


def forget_gate() -> Formula:
    return apply("sigmoid", Sym("W_f") * Sym("x"))
