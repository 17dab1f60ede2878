"""The command line as people and programs use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examsolver.cli import main

GOOD = """question q [3]: network
  input 8x8x3
  conv 4, kernel 3   # a comment
  find conv.parameters, conv.output, total parameters
"""
BAD = "question q: network\n  input 8x8x3\n  conv 4, kernal 3\n  maxpol 2\n  find total parameters\n"
ANSWERS = '{"student": "a", "question": "q", "part": "conv.parameters", "answer": "112"}\n'


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=given, prog_name="examsolver")


@pytest.fixture
def exam(tmp_path: Path) -> str:
    path = tmp_path / "q.exam"
    path.write_text(GOOD, encoding="utf-8")
    return str(path)


def test_solve_reads_standard_input() -> None:
    done = run("solve", "-", given=GOOD)
    assert done.exit_code == 0
    assert "112" in done.stdout


def test_a_convention_of_two_words_needs_no_quotation_marks() -> None:
    done = run("conventions", "tensor", "layout")
    assert done.exit_code == 0
    assert "channels first" in done.stdout


@pytest.mark.parametrize("form", ["text", "markdown", "html", "latex", "json"])
def test_solve_prints_every_text_format(exam: str, form: str) -> None:
    done = run("solve", exam, "--format", form)
    assert done.exit_code == 0
    assert "112" in done.stdout


def test_a_pdf_goes_to_a_file(exam: str, tmp_path: Path) -> None:
    done = run("solve", exam, "--format", "pdf", "-o", str(tmp_path / "q.pdf"))
    assert done.exit_code == 0
    assert (tmp_path / "q.pdf").read_bytes().startswith(b"%PDF")


def test_every_problem_is_told_with_its_place_and_the_exit_code_is_1() -> None:
    done = run("solve", "-", given=BAD)
    assert done.exit_code == 1
    assert "3:11" in done.stderr
    assert "did you mean 'kernel'?" in done.stderr
    assert "4:3" in done.stderr
    assert "did you mean 'maxpool'?" in done.stderr
    assert done.stdout == ""


def test_problems_come_as_json_where_json_is_asked() -> None:
    done = run("check", "-", "--format", "json", given=BAD)
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert document["format"] == 1
    assert [(p["line"], p["column"]) for p in document["problems"]] == [(3, 11), (4, 3)]


GARBAGE = (b"", b"\x00\x01\x02", b"\xff\xfe\xff", b"(" * 1_000_000, b"question\r\n\tx\r\n")


@pytest.mark.parametrize("given", GARBAGE, ids=("empty", "binary", "not UTF-8", "brackets", "no id"))
@pytest.mark.parametrize("command", ["solve", "check", "parts", "fmt"])
def test_no_input_gives_a_traceback(command: str, given: bytes) -> None:
    done = run(command, "-", given=given)
    assert done.exit_code == 1, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "q.exam"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert run("solve", str(path)).stdout == run("solve", "-", given=GOOD).stdout


def test_usage_errors_have_exit_code_2(exam: str) -> None:
    assert run("solve").exit_code == 2
    assert run("solve", exam, "--format", "word").exit_code == 2
    unknown = run("sovle", exam)
    assert unknown.exit_code == 2
    assert "did you mean 'solve'?" in unknown.stderr


def test_a_file_that_is_not_there_is_a_problem() -> None:
    done = run("solve", "nowhere.exam")
    assert done.exit_code in (1, 2)
    assert "nowhere.exam" in done.stderr


def test_parts_lists_ids_marks_and_form(exam: str) -> None:
    assert "conv.parameters   1  integer" in run("parts", exam).stdout
    document = json.loads(run("parts", exam, "--format", "json").stdout)
    assert [part["id"] for part in document["questions"][0]["parts"]] == [
        "conv.parameters", "conv.output", "total.parameters",
    ]  # fmt: skip


def test_fmt_keeps_comments_and_can_rewrite_or_only_check(exam: str) -> None:
    formatted = run("fmt", exam).stdout
    assert "# a comment" in formatted
    assert run("fmt", exam, "--write").exit_code == 0
    assert Path(exam).read_text(encoding="utf-8") == formatted
    assert run("fmt", exam, "--check").exit_code == 0


def test_grade_prints_json_that_programs_rely_on(exam: str, tmp_path: Path) -> None:
    answers = tmp_path / "a.jsonl"
    answers.write_text(ANSWERS, encoding="utf-8")
    done = run("grade", exam, str(answers), "--format", "json")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    (student,) = document["students"]
    assert (student["student"], student["awarded"], student["out_of"]) == ("a", 1, 3)
    assert [v["outcome"] for v in student["verdicts"]] == ["correct", "blank", "blank"]
    assert document["problems"] == []


def test_a_bad_row_costs_only_itself_and_is_told(exam: str, tmp_path: Path) -> None:
    answers = tmp_path / "a.jsonl"
    answers.write_text(ANSWERS + "{broken\n" + ANSWERS.replace('"a"', '"b"'), encoding="utf-8")
    done = run("grade", exam, str(answers), "--format", "json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert [student["student"] for student in document["students"]] == ["a", "b"]
    assert len(document["problems"]) == 1


def test_grade_writes_a_folder_once_and_again_only_with_force(exam: str, tmp_path: Path) -> None:
    answers = tmp_path / "a.jsonl"
    answers.write_text(ANSWERS, encoding="utf-8")
    folder = tmp_path / "marked"
    assert run("grade", exam, str(answers), "--format", "html", "-o", str(folder)).exit_code == 0
    kept = {"results.json", "review.csv", "review.html"}
    assert {path.name for path in folder.iterdir()} >= {"class.html", "gradebook.csv", "students"} | kept
    again = run("grade", exam, str(answers), "--format", "html", "-o", str(folder))
    assert again.exit_code == 1
    assert "--force" in again.stderr
    assert run("grade", exam, str(answers), "--format", "html", "-o", str(folder), "--force").exit_code == 0


def test_two_processes_mark_as_one_does(exam: str, tmp_path: Path) -> None:
    answers = tmp_path / "a.jsonl"
    answers.write_text("".join(ANSWERS.replace('"a"', f'"s{n}"') for n in range(80)), encoding="utf-8")
    one = run("grade", exam, str(answers), "--format", "json")
    two = run("grade", exam, str(answers), "--format", "json", "--jobs", "2")
    assert one.exit_code == two.exit_code == 0
    assert one.stdout == two.stdout


def test_the_bank_lists_and_shows_its_questions() -> None:
    listed = run("bank", "list", "--topic", "backprop").stdout
    assert "conv-gap-practice" in listed
    assert "let a" in run("bank", "show", "conv-gap-practice").stdout
    unknown = run("bank", "show", "conv-gap-practise")
    assert unknown.exit_code == 1
    assert "conv-gap-practice" in unknown.stderr


def test_completion_prints_a_script() -> None:
    assert "_EXAMSOLVER_COMPLETE" in run("completion", "bash").stdout


def test_the_demo_writes_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert run("demo", "-o", str(folder)).exit_code == 0
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found >= {"solutions.html", "solutions.pdf", "marked/class.html", "marked/gradebook.csv"}
    assert found >= {"practice/sheet.pdf", "practice/key.pdf", "practice/answers.txt", "practice/sheet.exam"}
