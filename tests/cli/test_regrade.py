"""Marking again, reviewing and remembering on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examsolver.cli import main
from tests.storage.marked import ACCEPTING, ANSWERS, EXAM


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="examsolver")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.exam").write_text(EXAM, encoding="utf-8")
    (tmp_path / "new.exam").write_text(ACCEPTING, encoding="utf-8")
    (tmp_path / "a.txt").write_text(ANSWERS, encoding="utf-8")
    assert run("grade", tmp_path / "t.exam", tmp_path / "a.txt", "-o", tmp_path / "marked").exit_code == 0
    return tmp_path


def test_regrade_shows_and_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = run("regrade", folder / "marked", "--exam", folder / "new.exam")
    assert done.exit_code == 0
    assert "ada      strides   stride=3  1 of 2 other-convention  2 of 2 correct  Floor rule." in done.stdout
    assert "1 change (1 up, 0 down) for 1 student" in done.stdout
    assert "--apply" in done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_regrade_applies_to_a_folder_from_which_it_goes_on(folder: Path) -> None:
    done = run("regrade", folder / "marked", "--exam", folder / "new.exam", "--apply", "-o", folder / "again")
    assert done.exit_code == 0
    assert (folder / "again" / "students" / "ada.html").exists()
    assert "no marks change" in run("regrade", folder / "again" / "results.json").stdout
    back = run("regrade", folder / "again", "--exam", folder / "t.exam", "--never-lower")
    assert "no marks change" in back.stdout


def test_changes_come_as_json(folder: Path) -> None:
    done = run("regrade", folder / "marked", "--exam", folder / "new.exam", "--format", "json")
    (change,) = json.loads(done.stdout)["changes"]
    assert (change["student"], change["before"]["awarded"], change["after"]["awarded"]) == ("ada", 1, 2)


@pytest.mark.parametrize("more", [["--apply"], ["-o", "x"], ["--store", "h.db"]])
def test_options_that_belong_together_are_asked_for(folder: Path, more: list[str]) -> None:
    assert run("regrade", folder / "marked", *more).exit_code == 2


def test_grade_takes_overrides_and_tells_those_that_do_not_fit(folder: Path) -> None:
    table = folder / "overrides.csv"
    table.write_text("student,question,part,marks,note,by\nbob,sum,b,1,ok,lena\nzoe,sum,b,1,,\n", encoding="utf-8")
    done = run("grade", folder / "t.exam", folder / "a.txt", "--overrides", table, "--format", "json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert [student["awarded"] for student in document["students"]] == [5, 3, 0]
    assert document["problems"][0]["line"] == 3


def test_review_lists_what_is_open_and_its_csv_is_read_back(folder: Path) -> None:
    assert "strides stride=2  [2]  2 students" in run("review", folder / "marked").stdout
    table = folder / "filled.csv"
    assert run("review", folder / "marked", "--format", "csv", "-o", table).exit_code == 0
    assert table.read_bytes() == (folder / "marked" / "review.csv").read_bytes()
    table.write_text(table.read_text(encoding="utf-8").replace('"","",""', '"2","clear","lena"', 1), encoding="utf-8")
    done = run("regrade", folder / "marked", "--overrides", table)
    assert done.exit_code == 0
    assert "Marked by lena: Clear." in done.stdout
    assert "1 change (1 up, 0 down) for 1 student" in done.stdout


def test_a_review_list_under_pseudonyms_is_read_back_with_the_key(folder: Path) -> None:
    marked = folder / "masked"
    assert run("grade", folder / "t.exam", folder / "a.txt", "-o", marked, "--anonymous").exit_code == 0
    table = marked / "review.csv"
    text = table.read_text(encoding="utf-8")
    assert "bob" not in text
    table.write_text(text.replace('"","",""', '"2","clear","lena"'), encoding="utf-8")
    done = run("regrade", marked / "key", "--overrides", table)
    assert done.exit_code == 0, done.stderr
    assert {line.split()[0] for line in done.stdout.splitlines()[1:3]} == {"bob", "eve"}


def test_a_history_is_written_once_and_tells_what_changed(folder: Path) -> None:
    pytest.importorskip("sqlalchemy", reason="the extra store brings SQLAlchemy")
    store = folder / "h.db"
    for count in (1, 2):
        done = run(
            "grade", folder / "t.exam", folder / "a.txt", "-o", folder / f"m{count}", "--store", store, "--by", "lena"
        )
        assert done.exit_code == 0
    assert "run 1 is already in the history" in done.stderr
    again = folder / "again"
    run("regrade", folder / "m1", "--exam", folder / "new.exam", "--apply", "-o", again, "--store", store)
    listed = run("history", "--store", store).stdout
    assert listed.count("lena") == 1
    assert listed.count("A small test") == 2
    between = run("history", "--store", store, "--between", "1", "2")
    assert between.stdout.startswith("run 1 → run 2: what differs: exam\n")
    assert "stride=3" in between.stdout
    document = json.loads(run("history", "--store", store, "--between", "1", "2", "--format", "json").stdout)
    assert [entry["run"] for entry in document["runs"]] == [1, 2]
    assert len(json.loads(run("history", "--store", store, "--format", "json").stdout)["runs"]) == 2


@pytest.mark.parametrize("command", ["regrade", "review"])
def test_a_file_that_holds_no_results_is_a_problem(folder: Path, command: str) -> None:
    done = run(command, folder / "t.exam")
    assert done.exit_code == 1
    assert "these results cannot be read" in done.stderr
    assert run(command, folder).exit_code == 1
