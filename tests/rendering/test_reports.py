"""Reports of one student."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import get_args

import pytest

from examsolver.core.marking import Outcome, Report, Verdict
from examsolver.maths.worked import worked
from examsolver.rendering import reports_view
from examsolver.rendering.cutting import REST
from examsolver.rendering.reports import render_report, render_reports
from examsolver.rendering.reports_view import OUTCOMES, report_view, shown_marks, solved_by_question
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
    view = report_view(report(), asked, solved_by_question(solutions(asked)))
    steps = {part.verdict.part: len(part.steps) for question in view.questions for part in question.parts}
    assert steps == {"Z": 1, "y": 1, "dy/dZ": 1, "n": 0}
    assert ("conv" in rendered(form)) is True


def test_steps_that_no_solution_has_are_left_out() -> None:
    strange = Report("x", (Verdict("conv-2", "Z", "wrong", Fraction(0), Fraction(4), steps=("Q", "Z")),))
    asked = exam()
    (part,) = report_view(strange, asked, solved_by_question(solutions(asked))).questions[0].parts
    assert [step.name for step in part.steps] == ["Z"]


def test_parts_left_out_are_told_their_answers_and_no_steps() -> None:
    blank = marking().reports[1]
    asked = exam()
    first = report_view(blank, asked, solved_by_question(solutions(asked))).questions[0]
    assert first.unanswered and len(first.blank) == 3 and first.discussed == ()
    assert not any(part.steps for part in first.parts)


@pytest.mark.parametrize("form", TEXTS)
def test_a_blank_part_among_others_shows_what_was_expected_and_nothing_worked(form: str) -> None:
    told = report()
    gap = Verdict("conv-2", "Z", "blank", Fraction(0), Fraction(4), expected="[[1, 2], [-10, 8]]", steps=("Z",))
    text = rendered(form, Report("x", (gap, *told.verdicts[3:])))
    assert "No answer" in text and "10, 8" in text and "conv(" not in text and "⋆" not in text and "star" not in text


def test_steps_are_worked_once_for_all_students(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, done = exam(), []
    monkeypatch.setattr(reports_view, "worked", lambda step, *rest: done.append(step.name) or worked(step, *rest))
    pages = list(render_reports([report(f"s{n}") for n in range(5)], asked, solutions(asked), "text"))
    assert len(set(pages)) == 5 and sorted(done) == ["Z", "dy/dZ", "y"]


@pytest.mark.parametrize("form", TEXTS)
def test_long_answers_are_cut_with_a_note(form: str) -> None:
    long = Verdict("conv-2", "Z", "wrong", Fraction(0), Fraction(4), evidence="lorem ipsum " * 800, read_as="x" * 9000)
    text = rendered(form, Report("x", (long,)))
    note = " ".join(REST.split()).replace("(", "\\(") if form == "markdown" else REST
    assert " ".join(text.split()).count(note.replace("\\(", "(")) >= 2
    assert text.count("lorem") < 100 and text.count("x" * 600) == 0


@pytest.mark.parametrize("form", TEXTS)
def test_an_answer_that_could_not_be_read_is_said_to_be_so_once(form: str) -> None:
    unread = Verdict("conv-2", "Z", "unreadable", Fraction(0), Fraction(4), None,
                     "This could not be read: no matrix was found.", evidence="see back", needs_human=True)  # fmt: skip
    text = rendered(form, Report("x", (unread,)))
    assert text.lower().count("could not be read") == 1 and "No matrix was found." in text


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


def test_json_of_broken_text_can_be_stored() -> None:
    broken = Report("x\ud800", (Verdict("conv-2", "Z", "wrong", Fraction(0), Fraction(4), evidence="\ud800"),))
    text = rendered("json", broken)
    text.encode("utf-8")
    assert json.loads(text)["students"][0]["student"] == "x\ud800"


@pytest.mark.parametrize(
    ("marks", "text"),
    [(Fraction(2), "2"), (Fraction(5, 4), "1.25"), (Fraction(10, 19), "0.5 (10/19)"), (Fraction(0), "0"),
     (Fraction(1, 8), "0.125"), (Fraction(56, 9), "6.25 (56/9)"), (Fraction(4, 5), "0.8"), (Fraction(421, 10), "42.1"),
     (Fraction(1, 16), "0 (1/16)"), (Fraction(-1, 2), "-0.5"), (Fraction(10**400), "1" + "0" * 400)],
)  # fmt: skip
def test_marks_are_shown_as_they_are_or_to_a_quarter_beside_their_exact_value(marks: Fraction, text: str) -> None:
    assert shown_marks(marks) == text


def test_every_outcome_has_words_of_its_own_and_a_sign() -> None:
    assert set(OUTCOMES) == set(get_args(Outcome))
    assert len({look.words for look in OUTCOMES.values()}) == len(OUTCOMES)
    assert all(look.sign for look in OUTCOMES.values())


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
