"""Reports of Moodle and Canvas: which response answers what."""

import pytest

from examsolver.core.marking import Submission
from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers

PEOPLE = "Surname,First name,ID number,Email address,State"


def texts(submissions: tuple[Submission, ...]) -> dict[tuple[str, str, str], str]:
    return {(s.student, a.question, a.part): a.text for s in submissions for a in s.answers}


def test_as_many_responses_as_questions_name_their_parts_inside(exam: Exam) -> None:
    table = (
        f"{PEOPLE},Response 1,Response 2,Response 3\n"
        'Lovelace,Ada,0012,a@x.org,Finished,"part 1: yes, 6x6; part 2: no","Z = 1\ny: 0.25","f_t = sigma(x)"\n'
        "Stone,Bob,,b@x.org,Finished,-,y = 3,-\n"
        "Overall average,,,,,,,\n"
    )
    submissions, problems = read_answers(table, exam, "quiz.csv")
    assert texts(submissions) == {
        ("0012", "strides", "stride=2"): "yes, 6x6",
        ("0012", "strides", "stride=3"): "no",
        ("0012", "homework-2", "Z"): "1",
        ("0012", "homework-2", "y"): "0.25",
        ("0012", "gates", "f"): "f_t = sigma(x)",
        ("b@x.org", "homework-2", "y"): "3",
    }
    assert submissions[0].name == "Ada Lovelace"
    assert [submission.student for submission in submissions] == ["0012", "b@x.org"]
    assert problems == ()


def test_the_text_of_a_question_may_name_what_it_asks(exam: Exam) -> None:
    table = (
        f"{PEOPLE},Question 1,Response 1,Question 2,Response 2\n"
        "L,Ada,7,a@x.org,Finished,How large? [homework-2/y],0.25,gates/f: which?,1\n"
    )
    submissions, problems = read_answers(table, exam)
    assert texts(submissions) == {("7", "homework-2", "y"): "0.25", ("7", "gates", "f"): "1"}
    assert problems == ()


def test_responses_can_be_told_and_a_wrong_heading_gets_the_near_one(exam: Exam) -> None:
    table = f"{PEOPLE},Response 1,Response 2\nL,Ada,7,a@x.org,Finished,0.25,1\n"
    told = {"response 2": "homework-2/y", "Respons 1": "gates/f"}
    submissions, problems = read_answers(table, exam, columns=told)
    assert texts(submissions) == {("7", "homework-2", "y"): "1"}
    assert problems[0].hint == "did you mean 'Response 1'?"
    assert "'Response 1'" in problems[1].message


def test_responses_that_fit_nothing_are_told_with_the_option_that_helps(exam: Exam) -> None:
    submissions, problems = read_answers(f"{PEOPLE},Response 1\nL,Ada,7,a@x.org,Finished,0.25\n", exam, "quiz.csv")
    assert texts(submissions) == {}
    assert [submission.student for submission in submissions] == ["7"]
    (problem,) = problems
    assert problem.place() == "quiz.csv:1:50"
    assert "--column 'Response 1=strides/stride=2'" in (problem.hint or "")


def test_an_answer_of_canvas_may_be_html_and_one_with_a_smaller_sign_is_none(exam: Exam) -> None:
    table = (
        "name,id,sis_id,section,submitted,attempt,4711: homework-2/y,1.0,4712: gates/f,1.0,score\n"
        'Ada,901,,A,2024,1,"<p>y =&nbsp;0.25</p><p>so</p>",0,a < b,0,0\n'
    )
    submissions, _ = read_answers(table, exam)
    assert texts(submissions) == {
        ("901", "homework-2", "y"): "y = 0.25\nso",
        ("901", "gates", "f"): "a < b",
    }


@pytest.mark.parametrize("told", [{"4711": "homework-2/y"}, {"4711: What?": "homework-2/y"}])
def test_a_column_of_canvas_is_told_by_its_number_or_heading(exam: Exam, told: dict[str, str]) -> None:
    table = "name,id,section,4711: What?,1.0\nAda,901,A,0.25,0\n"
    assert texts(read_answers(table, exam, columns=told)[0]) == {("901", "homework-2", "y"): "0.25"}


def test_columns_of_a_plain_table_can_be_told_too(exam: Exam) -> None:
    submissions, problems = read_answers("student,Q1\nada,0.25\n", exam, columns={"Q1": "homework-2/y"})
    assert texts(submissions) == {("ada", "homework-2", "y"): "0.25"}
    assert problems == ()
