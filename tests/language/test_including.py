"""Exams that take in the questions of other files."""

from __future__ import annotations

from pathlib import Path

import pytest

import examsolver
from examsolver.core.problem import ExamError

STRIDES = "question strides: shapes\n  input 20x20\n  filters 3 of 3x3\n  strides 2\n  find feasible and output\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "strides.exam").write_text(
        'exam "Strides"\n  convention output size exact\n  level easy\n\n' + STRIDES, encoding="utf-8"
    )
    return tmp_path


def load(folder: Path, text: str) -> examsolver.Exam:
    (folder / "main.exam").write_text(text, encoding="utf-8")
    return examsolver.load(folder / "main.exam")


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ExamError) as caught:
        load(folder, text)
    return [f"{problem.place().rpartition('/')[2]} {problem.message}" for problem in caught.value.problems]


OWN = "question own: compute\n  a = 2\n  b = 3 * a\n  find b\n"


def test_questions_of_another_file_stand_where_the_line_stands(folder: Path) -> None:
    exam = load(folder, f'include "sub/strides.exam"\n\n{OWN}')
    assert [question.id for question in exam] == ["strides", "own"]


def test_what_the_other_file_says_in_its_header_holds_for_its_questions_alone(folder: Path) -> None:
    strides, own = load(folder, f'include "sub/strides.exam"  # first\n\n{OWN}')
    assert examsolver.solve(strides).run["stride=2.feasible"] is False
    assert strides.level == "easy"
    assert own.level is None


def test_the_exams_source_holds_all_questions_so_that_it_can_be_marked_again_anywhere(folder: Path) -> None:
    exam = load(folder, f'include "sub/strides.exam"\n\n{OWN}')
    again = examsolver.load(exam.source.text)
    assert [question.id for question in again] == ["strides", "own"]
    assert again.questions[0].conventions == exam.questions[0].conventions


def test_files_include_files_below_them(folder: Path) -> None:
    (folder / "sub" / "more.exam").write_text('include "strides.exam"\n', encoding="utf-8")
    assert [question.id for question in load(folder, 'include "sub/more.exam"\n')] == ["strides"]


def test_a_text_takes_in_questions_of_the_bank() -> None:
    assert examsolver.load('include bank "core/source-core.exam"\n').question("strides")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('include "../other.exam"', "'../other.exam' is no .exam file of this folder or below it"),
        ('include "/etc/passwd"', "'/etc/passwd' is no .exam file of this folder or below it"),
        ('include bank "../README.exam"', "the bank has no file '../README.exam'"),
        ("include other", "expected the name of a file in quotes"),
    ],
)
def test_what_cannot_be_included_is_told_at_the_line(folder: Path, line: str, said: str) -> None:
    assert problems(folder, f"{line}\n\n{OWN}") == [f"main.exam:1:1 {said}"]


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "link.exam").symlink_to(folder / "sub" / "strides.exam")
    (said,) = problems(inner, 'include "link.exam"\n')
    assert said.endswith("'link.exam' is no .exam file of this folder or below it")


def test_a_missing_file_is_told(folder: Path) -> None:
    (said,) = problems(folder, 'include "nope.exam"\n')
    assert said.startswith("main.exam:1:1")
    assert "No such file" in said


def test_a_circle_is_told_in_the_file_that_closes_it(folder: Path) -> None:
    (folder / "two.exam").write_text('include "main.exam"\n', encoding="utf-8")
    (said,) = problems(folder, 'include "two.exam"\n')
    assert said.startswith("two.exam:1:1 files include each other in a circle")


def test_what_is_wrong_in_the_other_file_has_its_place_there(folder: Path) -> None:
    (folder / "bad.exam").write_text("question q: network\n  inpt 3\n  find output\n", encoding="utf-8")
    assert problems(folder, f'\n\ninclude "bad.exam"\n{OWN}') == ["bad.exam:2:3 no layer is called 'inpt'"]


def test_a_question_that_is_there_already_is_told_at_the_line(folder: Path) -> None:
    (said,) = problems(folder, f'{STRIDES}\ninclude "sub/strides.exam"\n')
    assert said.startswith("main.exam:7:1")
    assert "'strides'" in said


def test_a_text_stands_in_no_folder() -> None:
    with pytest.raises(ExamError, match="stands in no folder"):
        examsolver.load('include "other.exam"\n')


def test_fmt_keeps_the_line() -> None:
    assert examsolver.fmt('include   "a.exam" # why\nquestion q:compute\n  a=1') == (
        'include "a.exam"  # why\n\nquestion q: compute\n  a = 1\n'
    )
