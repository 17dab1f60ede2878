import csv
import io
from fractions import Fraction

import pytest

from examsolver.core.marking import Marking, Report, Verdict
from examsolver.core.question import Exam
from examsolver.exchange.gradebook import gradebook_csv, marks_cell, safe_cell


def report(exam: Exam, student: str, name: str) -> Report:
    parts = [(question.id, part.id) for question in exam for part in question.parts]
    verdicts = (Verdict(question, part, "correct", Fraction(1, 2), Fraction(1)) for question, part in parts)
    return Report(student, tuple(verdicts), name)


def test_a_row_a_student_and_a_column_a_part(exam: Exam) -> None:
    rows = list(csv.reader(io.StringIO(gradebook_csv(Marking(exam, (report(exam, "7", 'Ada "L"'),))))))
    assert rows[0][:4] == ["student", "name", "strides/stride=2", "strides/stride=3"]
    assert rows[0][-2:] == ["total", "out of"]
    assert rows[1] == ["7", 'Ada "L"', *["0.5"] * 7, "3.5", "7"]


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_can_be_run_as_a_formula(exam: Exam, name: str) -> None:
    written = gradebook_csv(Marking(exam, (report(exam, name, name),)))
    assert next(iter(list(csv.reader(io.StringIO(written, newline="")))[1:]))[:2] == [f"'{name}", f"'{name}"]
    assert safe_cell("a=b") == "a=b"


@pytest.mark.parametrize(
    ("marks", "shown"),
    [(Fraction(10, 19), "0.5"), (Fraction(1, 8), "0.25"), (Fraction(12), "12"), (Fraction(19, 3), "6.25")],
)
def test_marks_are_shown_to_a_quarter(marks: Fraction, shown: str) -> None:
    assert marks_cell(marks) == shown
