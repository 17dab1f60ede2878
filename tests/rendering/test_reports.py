"""Reports of one student and of a class."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import get_args

import pytest

from examsolver.core.marking import Marking, Outcome, Report, Verdict
from examsolver.rendering.class_summary import render_class
from examsolver.rendering.class_view import class_view
from examsolver.rendering.reports import render_report
from examsolver.rendering.reports_view import OUTCOMES, report_view, shown_marks
from tests.rendering.worked_exam import HOSTILE, exam, marking, report, solutions

TEXTS = ["text", "markdown", "html"]


def rendered(form: str, of: Report | None = None) -> str:
    asked = exam()
    made = render_report(of or report(), asked, solutions(asked), form)
    assert isinstance(made, str)
    return made


@pytest.mark.parametrize("form", TEXTS)
def test_a_report_tells_every_verdict_in_words(form: str) -> None:
    text = rendered(form)
    for told in ("Anna Low", "Partly right", "A known mistake", "For a human to decide", "Correct", "see back"):
        assert told in text
    assert "expected" in text.lower()
    assert "The sum was not divided by the number of cells." in text


@pytest.mark.parametrize("form", TEXTS)
def test_steps_are_shown_where_an_answer_is_not_correct_and_only_there(form: str) -> None:
    asked = exam()
    view = report_view(report(), asked, solutions(asked))
    steps = {part.verdict.part: len(part.steps) for question in view.questions for part in question.parts}
    assert steps == {"Z": 1, "y": 1, "dy/dZ": 1, "n": 0}
    assert ("conv" in rendered(form)) is True


def test_steps_that_no_solution_has_are_left_out() -> None:
    strange = Report("x", (Verdict("conv-2", "Z", "wrong", Fraction(0), Fraction(4), steps=("Q", "Z")),))
    asked = exam()
    (part,) = report_view(strange, asked, solutions(asked)).questions[0].parts
    assert [step.name for step in part.steps] == ["Z"]


def test_a_question_left_out_is_told_in_one_line() -> None:
    blank = marking().reports[1]
    asked = exam()
    first = report_view(blank, asked, solutions(asked)).questions[0]
    assert len(first.unanswered) == 3 and first.discussed == ()
    assert "No answer was handed in for" in rendered("html", blank)


def test_json_of_a_report_is_what_other_programs_read() -> None:
    record = json.loads(rendered("json"))
    assert list(record) == ["format", "students", "problems"] and record["format"] == 1
    (student,) = record["students"]
    assert student["student"] == "anna" and student["awarded"] == 4 and student["out_of"] == "143/19"
    first, second = student["verdicts"][:2]
    assert list(first) == [
        "question", "part", "outcome", "awarded", "out_of", "tag", "message", "expected", "evidence", "needs_human",
    ]  # fmt: skip
    assert (first["awarded"], first["tag"], first["needs_human"]) == (3, None, False)
    assert (second["out_of"], second["tag"]) == ("10/19", "mean-forgotten")


def test_json_of_a_class_holds_every_student_and_problem() -> None:
    text = render_class(marking(), (), "json")
    record = json.loads(text)
    assert [student["student"] for student in record["students"]] == ["anna", "bo"]
    assert record["problems"][0]["line"] == 1


def test_json_of_broken_text_can_be_stored() -> None:
    broken = Report("x\ud800", (Verdict("conv-2", "Z", "wrong", Fraction(0), Fraction(4), evidence="\ud800"),))
    text = rendered("json", broken)
    text.encode("utf-8")
    assert json.loads(text)["students"][0]["student"] == "x\ud800"


@pytest.mark.parametrize(
    ("marks", "text"),
    [(Fraction(2), "2"), (Fraction(5, 4), "1.25"), (Fraction(10, 19), "0.5 (10/19)"), (Fraction(0), "0"),
     (Fraction(1, 8), "0.25 (1/8)"), (Fraction(56, 9), "6.25 (56/9)")],
)  # fmt: skip
def test_marks_are_shown_to_a_quarter_beside_their_exact_value(marks: Fraction, text: str) -> None:
    assert shown_marks(marks) == text


def test_every_outcome_has_words_of_its_own_and_a_sign() -> None:
    assert set(OUTCOMES) == set(get_args(Outcome))
    assert len({look.words for look in OUTCOMES.values()}) == len(OUTCOMES)
    assert all(look.sign for look in OUTCOMES.values())


@pytest.mark.parametrize("form", TEXTS)
def test_a_class_summary_tells_marks_mistakes_humans_and_problems(form: str) -> None:
    text = str(render_class(marking(), solutions(exam()), form))
    for told in ("mean-forgotten", "not divided by the number of cells", "see back", "anna", "Anna Low", "50 %"):
        assert told in text
    if form != "text":
        assert "a row that cannot be read" in text


def test_facility_is_the_share_of_the_marks_that_the_class_got() -> None:
    view = class_view(marking(), solutions(exam()))
    assert {row.part: row.facility for row in view.parts} == {
        "Z": Fraction(3, 8), "y": 0, "dy/dZ": 0, "n": Fraction(1, 2),
    }  # fmt: skip
    assert (view.mean, view.median, view.lowest, view.highest) == (2, 2, 0, 4)


def test_a_mistake_counts_students_not_answers() -> None:
    slip = Verdict("conv-2", "y", "known-mistake", Fraction(0), Fraction(1), "mean-forgotten", "told so")
    again = Verdict("conv-2", "dy/dZ", "known-mistake", Fraction(0), Fraction(1), "mean-forgotten", "told so")
    view = class_view(Marking(exam(), (Report("a", (slip, again)), Report("b", (slip,)))), solutions(exam()))
    (row,) = view.mistakes
    assert (row.students, row.parts) == (2, ("conv-2 y", "conv-2 dy/dZ"))
    assert row.says == "The sum was not divided by the number of cells."


@pytest.mark.parametrize("form", ["text", "markdown", "html", "pdf", "json"])
def test_a_class_of_nobody_has_a_summary(form: str) -> None:
    assert render_class(Marking(exam(), ()), (), form)


def test_hostile_text_makes_no_row_or_heading_in_markdown() -> None:
    nasty = "a|b\n# heading\n| x | y |\n"
    odd = Report("x", (Verdict("conv-2", "Z", "wrong", Fraction(0), Fraction(4), message=nasty, evidence=nasty),))
    lines = rendered("markdown", odd).splitlines()
    assert not any(line.startswith("# heading") for line in lines)
    assert sum(line.startswith("| Z |") for line in lines) == 1 and not any(line.startswith("| x") for line in lines)


def test_hostile_text_is_escaped_in_markdown() -> None:
    odd = report(hostile=HOSTILE)
    assert "<script>" not in rendered("markdown", odd) and "\\<script\\>" in rendered("markdown", odd)


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ValueError, match="markdown"):
        rendered("docx")
