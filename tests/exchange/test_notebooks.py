from pathlib import Path
from typing import Any

import nbformat
import pytest

from examsolver.core.marking import Submission
from examsolver.core.problem import Problem
from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers

v4: Any = nbformat.v4


def read(exam: Exam, *cells: Any, **metadata: Any) -> tuple[tuple[Submission, ...], tuple[Problem, ...]]:
    book = v4.new_notebook(cells=list(cells), metadata=metadata)
    return read_answers(nbformat.writes(book), exam, "ada.ipynb")


def texts(submissions: tuple[Submission, ...]) -> dict[tuple[str, str, str], str]:
    return {(s.student, a.question, a.part): a.text for s in submissions for a in s.answers}


def test_cells_are_tagged_or_headed_and_outputs_are_nothing(exam: Exam) -> None:
    code = v4.new_code_cell("# homework-2 / y\n1/4", outputs=[v4.new_output("stream", text="student bob")])
    submissions, problems = read(
        exam,
        v4.new_markdown_cell("student 0012, Ada"),
        v4.new_markdown_cell("# Introduction\n# forward / backward pass"),
        v4.new_markdown_cell("yes, 6x6", metadata={"tags": ["question:strides", "part:stride=2"]}),
        v4.new_markdown_cell("### strides / 3\nno"),
        code,
        v4.new_code_cell("import this"),
    )
    assert problems == ()
    assert submissions[0].name == "Ada"
    assert texts(submissions) == {
        ("0012", "strides", "stride=2"): "yes, 6x6",
        ("0012", "strides", "stride=3"): "no",
        ("0012", "homework-2", "y"): "1/4",
    }


def test_a_heading_that_stands_alone_speaks_for_the_next_cell_and_cells_of_a_part_belong_together(exam: Exam) -> None:
    submissions, _ = read(
        exam,
        v4.new_markdown_cell("# homework-2 / Z"),
        v4.new_raw_cell("[[1, 2],"),
        v4.new_markdown_cell("# homework-2 / Z\n[3, 4]]"),
        v4.new_markdown_cell("no answer"),
        student="ada",
    )
    assert texts(submissions) == {("ada", "homework-2", "Z"): "[[1, 2],\n[3, 4]]"}


def test_a_cell_about_a_question_names_its_parts_on_lines(exam: Exam) -> None:
    cell = v4.new_markdown_cell("y = 0.25\nZ: [[1, 2]]\nx: 1", metadata={"tags": ["question:homework-2"]})
    submissions, (problem,) = read(exam, cell, student="ada")
    assert texts(submissions) == {("ada", "homework-2", "y"): "0.25", ("ada", "homework-2", "Z"): "[[1, 2]]"}
    assert problem.place() == "ada.ipynb cell 1:3:1"


@pytest.mark.parametrize(
    ("source", "tags", "said"),
    [
        ("1", ["question:stridse", "part:2"], "no question is called 'stridse'"),
        ("1", ["question:strides", "part:9"], "strides has no part '9'"),
        ("# stridse / 2\n1", [], "no question is called 'stridse'"),
        ("# strides / 9\n1", [], "strides has no part '9'"),
    ],
)
def test_wrong_words_are_told_with_the_cell(exam: Exam, source: str, tags: list[str], said: str) -> None:
    submissions, (problem,) = read(exam, v4.new_markdown_cell(source, metadata={"tags": tags}), student="ada")
    assert texts(submissions) == {}
    assert said in problem.message
    assert "cell 1" in problem.message


def test_a_notebook_is_of_the_student_whose_name_its_file_bears(exam: Exam, tmp_path: Path) -> None:
    path = tmp_path / "0012.ipynb"
    path.write_text(nbformat.writes(v4.new_notebook(cells=[v4.new_markdown_cell("# gates / f\n1")])), encoding="utf-8")
    assert texts(read_answers(path, exam)[0]) == {("0012", "gates", "f"): "1"}
    nameless, problems = read_answers(path.read_text(encoding="utf-8"), exam)
    assert nameless == ()
    assert "names no student" in problems[0].message


def test_version_3_is_read_too(exam: Exam) -> None:
    book = nbformat.v3.new_notebook(
        worksheets=[nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell(input="# homework-2 / y\n0.25")])]
    )
    book["metadata"]["student"] = "ada"
    text = nbformat.v3.writes_json(book)
    assert texts(read_answers(text, exam, "ada.ipynb")[0]) == {("ada", "homework-2", "y"): "0.25"}


@pytest.mark.parametrize(
    "text", ['{"cells": 1}', '{"cells": [', '{"cells": ' + "[" * 100_000, "[]", '{"cells": [{"source": 1}]}']
)
def test_what_is_no_notebook_is_one_problem(exam: Exam, text: str) -> None:
    submissions, problems = read_answers(text, exam, "x.ipynb")
    assert submissions == ()
    assert "no notebook" in problems[0].message
