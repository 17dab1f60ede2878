import pytest

from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers
from examsolver.exchange.people import People, Person
from examsolver.exchange.roster import read_people

PEOPLE = People(
    (
        Person("0012345", "Lovelace, Ada", "ada@x.org", "ada1", "0012345", "4711"),
        Person("21000123", "Bob Stone", "bob@x.org", "bob2"),
        Person("7", "Cy Young"),
    )
)
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Midterm (4711),Current Score
    Points Possible,,,,,13,(read only)
"Lovelace, Ada",901,0012345,ada1,A,,
"Stone, Bob",902,,bob2,B,,
"Student, Test",903,,,A,,
"""
GRADESCOPE = """First Name,Last Name,SID,Email,Sections,Exam - Total Score,Max Points,Status,1.1: A (0.25 pts)
Ada,Lovelace,0012345,ada@x.org,A,12,13,Graded,0.25
"""
MOODLE = "Surname;First name;ID number;Email address\nLovelace;Ada;0012345;ada@x.org\n"


@pytest.mark.parametrize(
    ("word", "student"),
    [
        ("0012345", "0012345"), ("12345", "0012345"), ('="0012345"', "0012345"), ("ADA1", "0012345"), (" 7 ", "7"),
        ("ada@x.org", "0012345"), ("4711", "0012345"), ("2.1E+07", "21000123"), ("21000123.0", "21000123"),
        ("unknown", "unknown"), ("00", "00"),
    ],
)  # fmt: skip
def test_an_id_is_known_however_a_spreadsheet_or_another_system_writes_it(word: str, student: str) -> None:
    known = PEOPLE.find(word)
    assert (known.student, known.lost) == (student, "")


def test_what_may_be_two_students_is_neither() -> None:
    twins = People((Person("007"), Person("07"), Person("21000001"), Person("21000002")))
    assert twins.find("7").student == "7"
    assert "2 ids" in twins.find("2.1E+07").lost
    assert "no roster" in People().find("2.1E+07").lost


def test_names_are_found_in_the_names_of_files() -> None:
    assert PEOPLE.find_in("Ada Lovelace") == "0012345"
    assert PEOPLE.find_in("lovelace_ada") == "0012345"
    assert PEOPLE.find_in("hw1_12345_final") == "0012345"
    assert PEOPLE.find_in("somebody") is None


@pytest.mark.parametrize("text", [CANVAS, GRADESCOPE, MOODLE], ids=["Canvas", "Gradescope", "Moodle"])
def test_a_table_of_a_learning_system_is_a_roster(text: str) -> None:
    people, problems = read_people(text)
    assert problems == ()
    ada = people.persons[0]
    assert (ada.student, ada.number) == ("0012345", "0012345")
    assert people.named("ada lovelace") == "0012345"


def test_of_canvas_other_ids_are_kept_and_rows_that_are_no_students_left_out() -> None:
    people, _ = read_people(CANVAS)
    assert [(p.student, p.canvas, p.login, p.section) for p in people.persons] == [
        ("0012345", "901", "ada1", "A"),
        ("bob2", "902", "bob2", "B"),
    ]


def test_lost_zeros_are_given_back_by_the_roster_and_told_once(exam: Exam) -> None:
    table = "student,homework-2/y,gates/f\n12345,1,2\n7,3,4\n"
    submissions, (problem,) = read_answers(table, exam, people=PEOPLE)
    assert [submission.student for submission in submissions] == ["0012345", "7"]
    assert "leading zeros were given back" in problem.message
    assert problem.span is not None and problem.span.text == "12345"


def test_shortened_ids_do_not_run_two_students_into_one(exam: Exam) -> None:
    table = "student,homework-2/y,gates/f\n2.1E+07,1,2\n2.1E+07,3,4\n7,5,6\n"
    submissions, problems = read_answers(table, exam)
    assert [submission.student for submission in submissions] == ["7"]
    assert [problem.span.line for problem in problems if problem.span] == [2, 3]


def test_a_table_with_student_and_id_has_the_name_under_student(exam: Exam) -> None:
    submissions, problems = read_answers("Student,ID,Email,homework-2/y\nAda,7,a@x.org,1\n", exam)
    assert problems == ()
    assert [(s.student, s.name) for s in submissions] == [("7", "Ada")]
