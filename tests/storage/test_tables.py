"""Overrides and review lists: written, filled in, read back, and what is wrong with them."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest

import examsolver
from examsolver.core.problem import ExamError
from examsolver.grading.likeness import review_groups
from examsolver.storage.tables import REVIEW, read_overrides, review_csv
from tests.storage.marked import EXAM, marking_of

STUDENTS = ("ada", "bob", "eve", "0012")


def told(rows: str) -> list[tuple[str, str]]:
    text = "student,question,part,marks,note,by\n" + rows
    _, problems = read_overrides(text, examsolver.load(EXAM), STUDENTS)
    return [(problem.span.text if problem.span else "", str(problem)) for problem in problems]


def test_rows_are_read_whatever_separator_case_and_spelling() -> None:
    text = "Student;Question;Part;Points;Comment;By\nada;SUM;B;1,5;gut;lena\nbob;strides;stride=3;1/2;;\neve;sum;b;;;\n"
    found, problems = read_overrides(text, examsolver.load(EXAM), STUDENTS)
    assert problems == ()
    assert [(o.student, o.question, o.part, o.marks, o.note, o.by) for o in found] == [
        ("ada", "sum", "b", Fraction(3, 2), "gut", "lena"),
        ("bob", "strides", "stride=3", Fraction(1, 2), "", ""),
    ]


def test_leading_zeros_that_a_spreadsheet_took_are_given_back() -> None:
    found, _ = read_overrides("student,question,part,marks\n12,sum,b,1\n", examsolver.load(EXAM), STUDENTS)
    assert found[0].student == "0012"


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ("adda,sum,b,1,,", "adda", "did you mean 'ada'?"),
        ("ada,summ,b,1,,", "summ", "did you mean 'sum'?"),
        ("ada,sum,c,1,,", "c", "sum has no part 'c'"),
        ("ada,sum,b,3,,", "3", "which is worth 2"),
        ("ada,sum,b,-1,,", "-1", "give 0 to 2"),
        ("ada,sum,b,two,,", "two", "no number of marks"),
        ("ada,sum,b,1e9999999,,", "1e9999999", "no number of marks"),
        ("ada,sum,b,1/0,,", "1/0", "no number of marks"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(row: str, place: str, said: str) -> None:
    ((where, message),) = told(row + "\n")
    assert where == place
    assert said in message


def test_a_wrong_row_costs_only_itself_and_of_two_the_last_counts() -> None:
    text = "student,question,part,marks\nada,sum,b,1\nnobody,sum,b,1\nada,sum,b,2\n"
    found, problems = read_overrides(text, examsolver.load(EXAM), STUDENTS)
    assert [override.marks for override in found] == [2]
    assert len(problems) == 2
    assert "marked twice" in problems[1].message


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "student,question,part\nada,sum,b\n"])
def test_a_table_without_its_columns_is_a_problem(text: str) -> None:
    with pytest.raises(ExamError, match="has no column"):
        read_overrides(text, examsolver.load(EXAM), STUDENTS)


def test_the_review_list_has_its_columns_and_answers_alike_stand_together() -> None:
    marking = marking_of()
    rows = list(csv.DictReader(io.StringIO(review_csv(review_groups(marking.reports)))))
    assert tuple(rows[0]) == REVIEW
    assert [(row["student"], row["answer"], row["outcome"]) for row in rows] == [
        ("bob", "perhaps", "unreadable"),
        ("eve", "perhaps?", "unreadable"),
    ]
    assert [(row["suggested marks"], row["out of"], row["marks"]) for row in rows] == [("0", "2", "")] * 2


def test_no_cell_of_the_review_list_runs_as_a_formula_and_ids_come_back() -> None:
    answers = 'student =HYPERLINK("x")\nstrides\n  stride=2: =cmd|x\n'
    marking = marking_of(answers=answers)
    rows = list(csv.reader(io.StringIO(review_csv(review_groups(marking.reports)))))
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    rows[1][8] = "2"
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    found, problems = read_overrides(written.getvalue(), marking.exam, [marking.reports[0].student])
    assert problems == ()
    assert found[0].student == marking.reports[0].student
