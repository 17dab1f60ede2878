"""No file stops the reader: every problem is a value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers
from examsolver.exchange.roster import read_people

BEGINNINGS = [
    "student,question,part,answer\n",
    "student;strides/stride=2;homework-2/y\n",
    "Surname,First name,ID number,Response 1,Response 2,Response 3\n",
    "name,id,sis_id,section,1: strides/stride=2,1.0,2: y,1.0\n",
    "student ada\nhomework-2\n",
    "sep=|\n",
    '{"cells": [{"source": "',
    "",
]
PIECES = st.sampled_from(
    [
        "\n",
        ",",
        ";",
        '"',
        "'",
        "=",
        "ada",
        "homework-2",
        "y",
        "Z:",
        " ",
        "part 1:",
        "2.1E+07",
        "01-Apr",
        "<p>",
        "#",
        "/",
        "\\",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(BEGINNINGS),
    st.lists(PIECES | st.text(max_size=3), max_size=40),
    st.sampled_from(["", ".csv", ".ipynb"]),
)
def test_no_text_stops_the_reader(exam: Exam, beginning: str, pieces: list[str], ending: str) -> None:
    text = beginning + "".join(pieces)
    _, problems = read_answers(text, exam, f"x{ending}")
    assert all(str(problem) and problem.record() for problem in problems)
    read_people(text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reader(exam: Exam, data: bytes) -> None:
    read_answers(data, exam)
    read_people(data)


@settings(max_examples=50, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["cells", "source", "metadata", "tags", "worksheets", "input"]), inner, max_size=3
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_stops_the_reader_of_notebooks(exam: Exam, value: object) -> None:
    read_answers(json.dumps({"cells": value}), exam, "x.ipynb")


@pytest.mark.parametrize("name", ["x.csv", "x.ipynb", "x.txt", "x.jsonl"])
@pytest.mark.parametrize("piece", ["student ", "# ", "[(", "part 1:", '"', "<!--", ",;\t|", "=", "\u00a0'"])
def test_long_repetitions_are_read(exam: Exam, name: str, piece: str) -> None:
    read_answers(piece * 20_000, exam, name)
    read_answers(f"name,id,section,1: gates/f\na,1,b,<p>{piece * 3000}\n", exam, name)


def test_of_very_many_problems_the_rest_is_counted(exam: Exam) -> None:
    table = "student,question,part,answer\n" + "ada,nothing,y,1\n" * 3000
    _, problems = read_answers(table, exam, "x.csv")
    assert len(problems) == 1001
    assert problems[-1].message == "2000 more problems"
