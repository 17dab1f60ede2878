"""The page about a class."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from examsolver.core.marking import Marking, Report, Verdict
from examsolver.core.problem import Problem
from examsolver.grading.likeness import review_groups
from examsolver.grading.statistics import class_statistics
from examsolver.rendering.class_view import MOST_PROBLEMS, ClassView, class_view
from examsolver.rendering.definitions import DEFINITIONS
from tests.rendering.worked_exam import exam, marking, report, solutions, summary

TEXTS = ["text", "markdown", "html"]


def view_of(of: Marking) -> ClassView:
    figures = class_statistics(of.exam, of.reports)
    return class_view(of, solutions(of.exam), figures, review_groups(of.reports))


def slip(part: str, message: str = "told so", text: str = "1", tag: str = "mean-forgotten") -> Verdict:
    return Verdict("conv-2", part, "known-mistake", Fraction(0), Fraction(1), tag, message, "0.25", text)


@pytest.mark.parametrize("form", TEXTS)
def test_a_class_summary_tells_marks_mistakes_humans_and_problems(form: str) -> None:
    text = str(summary(marking(), solutions(exam()), form))
    for told in ("mean-forgotten", "not divided by the number of cells", "see back", "anna", "Anna Low", "75 %"):
        assert told in text
    assert "1 handed in nothing" in text and "nothing handed in" in text
    if form != "text":
        assert "a row that cannot be read" in text


@pytest.mark.parametrize("form", TEXTS)
def test_every_figure_comes_with_what_it_means(form: str) -> None:
    text = " ".join(str(summary(marking(), solutions(exam()), form)).replace("&#39;", "'").split())
    for sentence in DEFINITIONS.values():
        assert sentence.replace("'", "'")[:60] in text


def test_who_handed_in_nothing_is_left_out_of_the_figures() -> None:
    view = view_of(marking())
    assert view.figures.absent == ("bo",) and [row.absent for row in view.students] == [False, True]
    assert {row.item.part: row.item.facility for row in view.parts} == {
        "Z": Fraction(3, 4), "y": 0, "dy/dZ": 0, "n": 1,
    }  # fmt: skip
    assert view.figures.distribution is not None and view.figures.distribution.mean == 4


def test_a_mistake_counts_students_not_answers() -> None:
    view = view_of(Marking(exam(), (Report("a", (slip("y"), slip("dy/dZ"))), Report("b", (slip("y"),)))))
    (row,) = view.mistakes
    assert (row.students, row.parts) == (2, ("conv-2 y", "conv-2 dy/dZ"))
    assert row.says == "The sum was not divided by the number of cells."


def test_a_mistake_of_no_misconception_is_told_in_its_commonest_words_with_its_commonest_answer() -> None:
    made = [("odd", "x"), ("usual", "y"), ("usual", "y"), ("usual", "z")]
    scripts = [Report(f"s{n}", (slip("y", says, text, "seen-once"),)) for n, (says, text) in enumerate(made)]
    (row,) = view_of(Marking(exam(), tuple(scripts))).mistakes
    assert (row.says, row.example.evidence, row.students) == ("usual", "y", 4)


def test_like_answers_that_need_a_human_stand_together() -> None:
    texts = ["see back", "See  back.", "SEE BACK", "ask me"]
    scripts = [
        Report(f"s{n}", (Verdict("conv-2", "Z", "undecided", Fraction(0), Fraction(4), None, "", "", text, "", True),))
        for n, text in enumerate(texts)
    ]  # fmt: skip
    first, second = view_of(Marking(exam(), tuple(scripts))).for_humans
    assert (first.students, second.students) == (("s0", "s1", "s2"), ("s3",))


@pytest.mark.parametrize("form", TEXTS)
def test_a_part_that_looks_mis_keyed_is_told_with_what_was_given_instead(form: str) -> None:
    worth = {"Z": 4, "y": Fraction(10, 19), "dy/dZ": 2}
    scripts = []
    for n in range(12):
        verdicts = [
            Verdict("conv-2", part, "correct", Fraction(marks), Fraction(marks)) for part, marks in worth.items()
        ]
        lost = Verdict("pool", "n", "wrong", Fraction(0), Fraction(1), expected="6", evidence="7", read_as="7")
        scripts.append(Report(f"s{n}", (*verdicts, lost)))
    text = str(summary(Marking(exam(), tuple(scripts)), (), form))
    assert "look at again" in text and "12 students who answered it have 0 % of its marks" in text
    assert "pool n" in text and "expected" in text.lower() and "They gave".lower() in text.lower()


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_long_lists_of_problems_are_cut_with_their_number(form: str) -> None:
    many = replace(marking(), problems=tuple(Problem(f"row {n} is odd") for n in range(MOST_PROBLEMS + 95)))
    text = str(summary(many, (), form))
    assert "and 95 more" in text and f"row {MOST_PROBLEMS + 1} is odd" not in text


def test_text_columns_of_marks_are_aligned() -> None:
    thirds = Report("cy", (Verdict("conv-2", "Z", "partly", Fraction(421, 13), Fraction(4)),), "Cy")
    lines = str(summary(Marking(exam(), (report(), thirds)), (), "text")).splitlines()
    rows = [line for line in lines if line.endswith(("Anna Low", "cy  Cy"))]
    assert len(rows) == 2 and len({row.index(name) for row, name in zip(rows, ("anna", "cy"), strict=True)}) == 1


def test_json_of_a_class_holds_every_student_and_problem_and_the_class() -> None:
    record = json.loads(str(summary(marking(), solutions(exam()), "json")))
    assert list(record) == ["format", "students", "problems", "class"]
    assert [student["student"] for student in record["students"]] == ["anna", "bo"]
    assert record["problems"][0]["line"] == 1
    told = record["class"]
    assert (told["students"], told["absent"], told["totals"]["mean"]) == (1, ["bo"], 4.0)
    assert sum(one["students"] for one in told["distribution"]) == 1
    assert told["distribution"][-1]["to"] == "143/19" == told["out_of"]
    assert [(part["part"], part["facility"]) for part in told["parts"]][:2] == [("Z", 0.75), ("y", 0.0)]
    assert told["mistakes"][0]["example"]["answer"] == "1" and told["for_humans"][0]["students"] == ["anna"]
    assert set(told["definitions"]) >= {"facility", "discrimination", "alpha"}


def test_json_of_one_student_says_nothing_of_the_class() -> None:
    from examsolver.rendering.reports import render_report

    asked = exam()
    assert "class" not in json.loads(str(render_report(report(), asked, solutions(asked), "json")))


@pytest.mark.parametrize("form", ["text", "markdown", "html", "pdf", "json"])
def test_a_class_of_nobody_has_a_summary(form: str) -> None:
    assert summary(Marking(exam(), ()), (), form)


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ValueError, match="markdown"):
        summary(marking(), (), "docx")
