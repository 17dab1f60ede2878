from __future__ import annotations

import random

import pytest

import examsolver
from examsolver.practice.sheets import lucky_slips

LETS = """
question a [2]: shapes
  topic convolution
  level easy
  let n = 9..32
  input n
  filters 1 of 3
  strides 2
  find output

question b [5]: compute
  topic backprop
  let k = 1..9
  X = [[k, 2], [3, 4]]
  y = gap(X)
  find y [1]
  find dy/dX [4]
"""


def test_the_same_seed_gives_the_same_sheet() -> None:
    assert examsolver.sheet(LETS, count=4, seed=7).text == examsolver.sheet(LETS, count=4, seed=7).text


def test_another_seed_gives_other_values() -> None:
    assert len({examsolver.sheet(LETS, count=2, seed=seed).text for seed in range(5)}) > 1


def test_every_question_comes_once_before_any_comes_again() -> None:
    made = examsolver.sheet(LETS, count=2, seed=3)
    assert {question.id for question in made.exam} == {"a", "b"}
    more = examsolver.sheet(LETS, count=5, seed=3)
    assert len(more.exam.questions) == 5
    assert len({question.id for question in more.exam}) == 5


def test_questions_are_picked_by_topic_level_and_marks() -> None:
    assert {q.id for q in examsolver.sheet(LETS, count=1, topics=["backprop"]).exam} == {"b"}
    assert {q.id for q in examsolver.sheet(LETS, count=1, level="easy").exam} == {"a"}
    assert {q.id for q in examsolver.sheet(LETS, count=1, marks="4..6").exam} == {"b"}


def test_a_wish_that_nothing_meets_is_a_problem() -> None:
    with pytest.raises(examsolver.ExamError, match="no question fits"):
        examsolver.sheet(LETS, topics=["poetry"])


def test_the_text_of_a_sheet_holds_no_variables() -> None:
    text = examsolver.sheet(LETS, count=4, seed=1).text
    assert "let " not in text
    assert examsolver.load(text) is not None


def test_the_blank_answers_file_is_read_back() -> None:
    made = examsolver.sheet(LETS, count=3, seed=5)
    files = examsolver.sheet_files(made, "markdown")
    blank = str(files["answers.txt"]).replace("\nstudent\n", "\nstudent 21X\n")
    exam = examsolver.load(str(files["sheet.exam"]))
    marking = examsolver.grade(exam, blank)
    assert marking.problems == ()
    assert {verdict.outcome for report in marking.reports for verdict in report.verdicts} <= {"blank"}


def test_a_sheet_from_the_bank_has_as_many_questions_as_asked() -> None:
    made = examsolver.sheet(count=6, seed=random.Random(1).randrange(1000))
    assert len(made.exam.questions) == 6


def test_a_slip_that_is_right_by_chance_is_noticed() -> None:
    lines = ("question q: compute", "X = [[2, 2], [2, 2]]", "F = [[1, 1], [1, 1]]", "Z = conv(X, F)", "find Z")
    exam = examsolver.load("\n  ".join(lines))
    assert "kernel-flipped" in lucky_slips(examsolver.solve(exam.questions[0]))
