import pytest

from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers
from examsolver.exchange.wounds import comma_of, damage_of, date_for

DATES = [
    "01-Apr", "1-Apr", "Apr-01", "4-Jan", "1. Apr", "01. Apr.", "01-avr", "1-abr", "2024-04-01", "2024-04-01 00:00:00",
    "01/04/2024", "1.4.2024", "01-Apr-24", "01-Apr-2024", "Apr 1", "1/4/24",
]  # fmt: skip
HARMLESS = [
    "1/4", "0.25", "-4.75", "6x6", "6-6", "1.4", "W'", "f = sigma(W x)", "[[1, 2], [3, 4]]", "n", "maybe", "mar", "2e7",
    "3-max", "10:4", "2024", "2100-04", "1/4/2", "max 3", "no", "yes, 6x6", "32/03", "tan 3", "sep", "1/13/1",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_told_with_what_it_may_have_been(text: str) -> None:
    said = damage_of(text, "number")
    assert said is not None and "date" in said
    assert "1/4" in said or "4/1" in said


@pytest.mark.parametrize("text", HARMLESS)
def test_what_students_write_is_no_date(text: str) -> None:
    assert date_for(text) == ()
    assert damage_of(text, "number") is None


@pytest.mark.parametrize("text", ["#NAME?", "#DIV/0!", "########", "01:04:00", "#WERT!"])
def test_error_values_and_times_are_told(text: str) -> None:
    assert damage_of(text, "number")


def test_the_last_digits_of_an_integer_are_lost_but_not_those_of_a_number() -> None:
    assert damage_of("3.36E+07", "integer")
    assert damage_of("3.36E+07", "number") is None
    assert damage_of("3.36E+02", "integer") is None


def test_a_fraction_of_month_and_year_comes_from_its_denominator() -> None:
    assert "4/32" in date_for("Apr-32")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0,25", "decimal"),
        ("1,5", "decimal"),
        ("0,250", "decimal"),
        ("1,234", "either"),
        ("1,234,567", None),
        ("1", None),
    ],
)
def test_a_comma_is_decimal_or_either(text: str, meant: str | None) -> None:
    assert comma_of(text) == meant


def test_a_date_in_a_table_is_told_with_row_column_and_caret(exam: Exam) -> None:
    table = 'student,strides/stride=2,homework-2/y\nada,"yes, 6x6",0.25\nbob,,01-Apr\n'
    submissions, (problem,) = read_answers(table, exam, "class.csv")
    assert problem.place() == "class.csv:3:6"
    assert "row 3, student bob, homework-2 y: '01-Apr' is a date" in problem.message
    assert str(problem).splitlines()[2].strip() == "^~~~~~"
    assert submissions[1].answers[0].text == "01-Apr"


def test_decimal_commas_elsewhere_make_a_comma_doubtful(exam: Exam) -> None:
    table = "student;question;part;answer\nada;homework-2;y;0,25\nbob;homework-2;y;1,234\n"
    (problem,) = read_answers(table, exam, "class.csv")[1]
    assert "taken to part thousands: row 3" in problem.message
    assert problem.place() == "class.csv:3:18"
    assert read_answers(table.replace("0,25", "0.25"), exam)[1] == ()


def test_what_a_spreadsheet_put_round_cells_is_taken_off_and_told_once(exam: Exam) -> None:
    table = 'student,homework-2/y\n"=""0012""",\'-4.75\n"=""0013""",1\u00a0000\n'
    submissions, problems = read_answers(table, exam, "class.csv")
    assert [(s.student, s.answers[0].text) for s in submissions] == [("0012", "-4.75"), ("0013", "1 000")]
    assert sorted((p.message.partition(":")[2].strip(), p.place()) for p in problems) == [
        ("row 2", "class.csv:2:13"),
        ("row 3", "class.csv:3:13"),
        ("rows 2, 3", "class.csv:2:1"),
    ]
