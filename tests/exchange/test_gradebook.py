import csv
import io
import random
from fractions import Fraction

import pytest

from examsolver.core.marking import Marking, Report, Verdict
from examsolver.core.question import Exam
from examsolver.exchange.gradebook import gradebook_csv, marks_cell, safe_cell
from examsolver.exchange.people import People, Person
from examsolver.exchange.pseudonyms import key_csv, key_of, under_pseudonyms
from examsolver.exchange.roster import read_people


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


CANVAS_ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section,Small (4711),Other (12)
    Points Possible,,,,,7,1
"Lovelace, Ada",901,0012,ada1,A,,
"-Evil",902,0013,evil,B,,
"""


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def marked(exam: Exam) -> Marking:
    return Marking(exam, (report(exam, "0012", "Ada"), report(exam, "99", "=stranger")))


def test_canvas_gets_its_own_ids_heading_and_points_back(exam: Exam) -> None:
    people, _ = read_people(CANVAS_ROSTER)
    assert rows_of(gradebook_csv(marked(exam), "canvas", people)) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Small (4711)"],
        ["    Points Possible", "", "", "", "", "7"],
        ["Lovelace, Ada", "901", "0012", "ada1", "A", "3.5"],
        ["'=stranger", "", "99", "", "", "3.5"],
    ]


def test_without_a_roster_canvas_gets_the_bare_title_which_is_no_id(exam: Exam) -> None:
    assert rows_of(gradebook_csv(marked(exam), "canvas"))[0][-1] == "small"


def test_moodle_gets_user_name_email_and_number(exam: Exam) -> None:
    people, _ = read_people("First name,Last name,Username,ID number,Email address\nAda,L,ada1,0012,a@x.org\n")
    assert rows_of(gradebook_csv(marked(exam), "moodle", people)) == [
        ["username", "email", "idnumber", "exam"],
        ["ada1", "a@x.org", "0012", "3.5"],
        ["", "", "99", "3.5"],
    ]


@pytest.mark.parametrize("kind", ["plain", "canvas", "moodle"])
@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "'="])
def test_no_gradebook_has_a_cell_that_runs(exam: Exam, kind: str, mark: str) -> None:
    text = f"{mark}1+1"
    people = People((Person(text, text, text, text, text, text, text),))
    for row in rows_of(gradebook_csv(Marking(exam, (report(exam, text, text),)), kind, people)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_pseudonyms_hide_ids_names_and_order_and_the_key_gives_them_back(exam: Exam) -> None:
    students = [f"s{number:02}" for number in range(40)]
    marking = Marking(exam, tuple(report(exam, student, f"Name {student}") for student in students))
    key = key_of(marking, random.Random(1))
    masked = under_pseudonyms(marking, key)
    assert [one.student for one in masked.reports] == [f"candidate-{number:02}" for number in range(1, 41)]
    assert {one.name for one in masked.reports} == {""}
    assert [key[student] for student in students] != sorted(key.values())
    assert key == key_of(marking, random.Random(1))
    found = {student: pseudonym for pseudonym, student, _ in rows_of(key_csv(marking, key))[1:]}
    assert found == key
