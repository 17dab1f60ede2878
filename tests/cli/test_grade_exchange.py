"""``examsolver grade`` with the files of classrooms: what comes in, and what goes out."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examsolver.cli import main

EXAM = """exam "Small"
question q [3]: network
  input 8x8x3
  conv 4, kernel 3
  find conv.parameters, conv.output, total parameters
"""
ANSWERS = "student,q/conv.parameters,q/conv.output,q/total.parameters\n12,112,6x6x4,01-Apr\n13,113,,2024-04-01\n"
ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section,Small (4711)
    Points Possible,,,,,3
"Lovelace, Ada",901,0012,ada1,A,
"Stone, Bob",902,0013,bob2,B,
"Young, Cy",903,0014,cy3,B,
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["grade", *arguments], prog_name="examsolver")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in {"small.exam": EXAM, "class.csv": ANSWERS, "roster.csv": ROSTER}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def graded(files: Path, *options: str) -> Result:
    return run(str(files / "small.exam"), str(files / "class.csv"), "--roster", str(files / "roster.csv"), *options)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_date_for_a_fraction_earns_nothing_and_waits_for_a_human(files: Path) -> None:
    done = graded(files, "--format", "json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    ada, bob, cy = document["students"]
    assert [student["student"] for student in (ada, bob, cy)] == ["0012", "0013", "0014"]
    for student in (ada, bob):
        verdict = student["verdicts"][2]
        assert (verdict["outcome"], verdict["awarded"], verdict["needs_human"]) == ("unreadable", 0, True)
        assert "spreadsheet" in verdict["message"]
    said = " ".join(problem["message"] for problem in document["problems"])
    assert "row 2, student 0012, q total.parameters: '01-Apr' is a date" in said
    assert "leading zeros were given back" in said


def test_the_gradebook_of_canvas_has_its_ids_and_everybody_on_the_roster(files: Path) -> None:
    graded(files, "--gradebook", "canvas", "-o", str(files / "out"), "--format", "text")
    assert rows_of(files / "out/gradebook.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Small (4711)"],
        ["    Points Possible", "", "", "", "", "3"],
        ["Lovelace, Ada", "901", "0012", "ada1", "A", "2"],
        ["Stone, Bob", "902", "0013", "bob2", "B", "0"],
        ["Young, Cy", "903", "0014", "cy3", "B", "0"],
    ]


def test_the_gradebook_of_moodle_has_user_names_and_numbers(files: Path) -> None:
    graded(files, "--gradebook", "moodle", "-o", str(files / "out"), "--format", "text")
    assert rows_of(files / "out/gradebook.csv")[:2] == [
        ["username", "email", "idnumber", "exam"],
        ["ada1", "", "0012", "2"],
    ]


@pytest.mark.parametrize("form", ["html", "text", "markdown", "json"])
def test_anonymous_results_name_nobody_but_in_the_key(files: Path, form: str) -> None:
    done = graded(files, "--anonymous", "-o", str(files / "out"), "--format", form)
    out = files / "out"
    shown = [path for path in out.rglob("*") if path.is_file() and path.parent.name != "key"]
    assert len([path for path in shown if path.parent.name == "students"]) == 3
    for path in shown:
        text = re.sub(r"base64,[\w+/=]+", "", path.read_text(encoding="utf-8"))
        assert "candidate-" in text or path.name.startswith("review"), path
        for word in ("0012", "Lovelace", "Ada", "0013", "Stone", "0014"):
            assert word not in text, path
            assert word not in path.name
    key = rows_of(out / "key/pseudonyms.csv")
    assert key[0] == ["pseudonym", "student", "name"]
    assert sorted(row[1:] for row in key[1:]) == [
        ["0012", "Lovelace, Ada"], ["0013", "Stone, Bob"], ["0014", "Young, Cy"],
    ]  # fmt: skip
    assert (out / "key/gradebook.csv").is_file()
    assert "0012" in done.stderr


def test_anonymous_without_a_folder_for_the_key_is_a_usage_error(files: Path) -> None:
    assert graded(files, "--anonymous").exit_code == 2


def test_columns_are_told_by_heading(files: Path) -> None:
    (files / "class.csv").write_text("student,First\nada,112\n", encoding="utf-8")
    exam, answers = str(files / "small.exam"), str(files / "class.csv")
    done = run(exam, answers, "--column", "First=q/conv.parameters", "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["students"][0]["awarded"] == 1
    assert run(exam, answers, "--column", "First").exit_code == 2


def test_a_folder_of_files_is_a_class(files: Path) -> None:
    folder = files / "handed in"
    folder.mkdir()
    (folder / "ada.txt").write_text("q\n  conv.parameters: 112\n", encoding="utf-8")
    (folder / "bob.csv").write_text("part;answer;question\nconv.output;6x6x4;q\n", encoding="utf-8")
    done = run(str(files / "small.exam"), str(folder), "--format", "json")
    assert done.exit_code == 0, done.output
    assert [(s["student"], s["awarded"]) for s in json.loads(done.stdout)["students"]] == [("ada", 1), ("bob", 1)]
