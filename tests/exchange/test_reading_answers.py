from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.marking import Submission
from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers

JSONL = """{"student": "ada", "question": "strides", "part": "stride=2", "answer": "yes, 6x6"}
{"student": "ada", "question": "homework-2", "part": "Z", "answer": "[[1, 2], [-10, 8]]"}
{"student": "bob", "question": "homework-2", "part": "y", "answer": "0.25"}
"""
LONG = """student,question,part,answer
ada,strides,stride=2,"yes, 6x6"
ada,homework-2,Z,"[[1, 2], [-10, 8]]"
bob,homework-2,y,0.25
"""
WIDE = """student,strides/stride=2,homework-2.Z,homework-2:y
ada,"yes, 6x6","[[1, 2], [-10, 8]]",
bob,,,0.25
"""
SHEET = """student ada
strides
  stride=2: yes, 6x6
homework-2
  Z = [[1, 2], [-10, 8]]

student bob
homework-2
  y: 0.25
"""


def texts(submissions: tuple[Submission, ...]) -> dict[tuple[str, str, str], str]:
    return {(s.student, a.question, a.part): a.text for s in submissions for a in s.answers}


EXPECTED = {
    ("ada", "strides", "stride=2"): "yes, 6x6",
    ("ada", "homework-2", "Z"): "[[1, 2], [-10, 8]]",
    ("bob", "homework-2", "y"): "0.25",
}


@pytest.mark.parametrize("text", [JSONL, LONG, WIDE, SHEET], ids=["jsonl", "long table", "wide table", "sheet"])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: ("\ufeff" + text).encode("utf-16-le"),
    ],
    ids=["plain", "byte-order mark", "Windows line ends", "utf-16"],
)
def test_every_format_gives_the_same_answers_however_it_was_saved(exam: Exam, text: str, change) -> None:  # type: ignore[no-untyped-def]
    submissions, problems = read_answers(change(text), exam)
    assert not problems
    assert texts(submissions) == EXPECTED


@pytest.mark.parametrize("delimiter", [";", "\t"], ids=["semicolons", "tabs"])
def test_a_table_may_use_another_delimiter(exam: Exam, delimiter: str) -> None:
    table = "student|question|part|answer\nada|gates|f|1,5\n".replace("|", delimiter)
    assert texts(read_answers(table, exam)[0]) == {("ada", "gates", "f"): "1,5"}


def test_numbers_in_jsonl_keep_their_digits(exam: Exam) -> None:
    text = '{"student": 7, "question": "homework-2", "part": "y", "answer": 0.2500}'
    assert texts(read_answers(text, exam)[0]) == {("7", "homework-2", "y"): "0.2500"}


@pytest.mark.parametrize(
    "row",
    [
        "{",
        "[1]",
        '{"question": "gates"}',
        '{"student": "ada", "question": "gatse", "part": "f", "answer": "1"}',
        '{"student": "ada", "question": "gates", "part": "g", "answer": "1"}',
        '{"student": "", "question": "gates", "part": "f", "answer": "1"}',
        '{"student": "ada", "question": "gates", "part": "f", "answer": ' + "[" * 100_000 + "}",
        '{"student": "ada", "question": "gates", "part": "f", "answer": "\ud800"}',
    ],
    ids=["broken", "no object", "no student", "no question", "no part", "empty student", "deep", "half a character"],
)
def test_a_wrong_row_is_told_with_its_number_and_costs_only_itself(exam: Exam, row: str) -> None:
    lines = JSONL.splitlines()
    submissions, problems = read_answers("\n".join([lines[0], row, *lines[1:]]), exam, "answers.jsonl")
    assert texts(submissions) == EXPECTED
    assert [problem.place() for problem in problems] == ["answers.jsonl:2:1"]
    assert "row 2" in problems[0].message


def test_a_misspelt_question_gets_the_near_name(exam: Exam) -> None:
    text = '{"student": "ada", "question": "homwork-2", "part": "y", "answer": "1"}'
    assert read_answers(text, exam)[1][0].hint == "did you mean 'homework-2'?"


def test_of_two_answers_both_are_told_and_the_last_comes_last(exam: Exam) -> None:
    text = JSONL + '{"student": "bob", "question": "homework-2", "part": "y", "answer": "4"}'
    submissions, problems = read_answers(text, exam)
    assert [answer.text for answer in submissions[1].answers] == ["0.25", "4"]
    assert "'0.25' in row 3 and '4' in row 4" in problems[0].message


def test_a_row_with_a_broken_quote_costs_only_itself(exam: Exam) -> None:
    table = 'student,question,part,answer\nada,gates,f,"1"x\nada,homework-2,y,2\nada,homework-2,Z,"3\nada,gates,y,4\n'
    submissions, problems = read_answers(table, exam)
    assert texts(submissions) == {("ada", "homework-2", "y"): "2", ("ada", "gates", "y"): "4"}
    assert [problem.span.line for problem in problems if problem.span] == [2, 4]


def test_a_wide_column_that_names_nothing_is_told_and_left_out(exam: Exam) -> None:
    submissions, problems = read_answers("student,y,dL/dX,homework-2/z\nada,1,2,3\n", exam)
    assert texts(submissions) == {("ada", "homework-2", "dL/dX"): "2", ("ada", "homework-2", "Z"): "3"}
    assert "several questions: homework-2, gates" in problems[0].message


def test_a_student_without_an_answer_is_still_there(exam: Exam) -> None:
    submissions, problems = read_answers("student,homework-2/y\nada,\n", exam)
    assert not problems
    assert submissions == (Submission("ada", ()),)


def test_a_sheet_knows_other_names_several_lines_and_cells(exam: Exam) -> None:
    text = """student 21CS1042, Ada
strides
  3: not possible, 10/3 is not an integer
homework-2
  Z:
    1 2
    -10 8
  dL/dX_{11} = dL/dy * dy/dZ_1 = 1 * 0.25 = 0.5
  dL/dX_{12} = 0.5
gates
  f_t = sigma(W x_t)
"""
    submissions, problems = read_answers(text, exam)
    assert not problems
    assert submissions[0].name == "Ada"
    assert texts(submissions) == {
        ("21CS1042", "strides", "stride=3"): "not possible, 10/3 is not an integer",
        ("21CS1042", "homework-2", "Z"): "1 2\n-10 8",
        ("21CS1042", "homework-2", "dL/dX"): "dL/dX_{11} = dL/dy * dy/dZ_1 = 1 * 0.25 = 0.5\ndL/dX_{12} = 0.5",
        ("21CS1042", "gates", "f"): "f_t = sigma(W x_t)",
    }


def test_an_answer_goes_on_below_when_it_is_further_in(exam: Exam) -> None:
    text = """student ada
homework-2
  y: from the table
     Z = 5 so
     y = 0.25
  dL/dX:
    dL/dX_{11} = 1
    dL/dX_{12} = 2
"""
    submissions, problems = read_answers(text, exam)
    assert not problems
    assert [answer.text for answer in submissions[0].answers] == [
        "from the table\nZ = 5 so\ny = 0.25",
        "dL/dX_{11} = 1\ndL/dX_{12} = 2",
    ]


@pytest.mark.parametrize("head", ["student\n", "student:\n", ""])
def test_a_sheet_without_an_id_is_one_problem(exam: Exam, head: str) -> None:
    submissions, problems = read_answers(head + "homework-2\n  y: 1\n  Z: 2\n", exam)
    assert submissions == ()
    assert len(problems) == 1


def test_an_unknown_part_in_a_sheet_is_told_where_it_stands(exam: Exam) -> None:
    _, problems = read_answers("student ada\nstrides\n  strid=2: yes\nnothing\n  a: 1\n", exam, "sheet.txt")
    assert [problem.place() for problem in problems] == ["sheet.txt:3:1", "sheet.txt:4:1"]
    assert problems[0].hint == "did you mean 'stride=2'?"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "nothing"), (b" \n ", "nothing"), (b"PK\0\0", "not a text file"), (b"a,b\n1,2", "no column 'student'")],
    ids=["empty", "blank", "binary", "a table of something else"],
)
def test_files_without_answers_are_problems(exam: Exam, data: bytes, said: str) -> None:
    submissions, problems = read_answers(data, exam, "x.csv")
    assert not submissions
    assert said in problems[0].message


def test_latin_1_is_read_and_told(exam: Exam) -> None:
    table = "student,question,part,answer\nJosé,homework-2,y,½\n".encode("latin-1")
    submissions, problems = read_answers(table, exam)
    assert texts(submissions) == {("José", "homework-2", "y"): "½"}
    assert "Latin-1" in problems[0].message


def test_a_missing_file_is_a_problem(exam: Exam, tmp_path: Path) -> None:
    assert "No such file" in read_answers(tmp_path / "none.csv", exam)[1][0].message


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet='{}[]",:=\n\t; ads2ZyfL/_student question', max_size=200))
def test_no_text_breaks_the_reader(exam: Exam, text: str) -> None:
    for name in ("x", "x.csv", "x.jsonl"):
        read_answers(text, exam, name)


def test_many_broken_quotes_do_not_take_long(exam: Exam) -> None:
    rows = "\n".join('ada,gates,f,"' + '""' * (number % 2) for number in range(5000))
    _, problems = read_answers("student,question,part,answer\n" + rows, exam)
    assert problems
