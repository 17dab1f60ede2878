import stat
from pathlib import Path

import pytest

from examsolver.exchange.output import write_file, write_files

FILES = {"summary.html": "<p>é</p>", "students/ada.pdf": b"%PDF"}


def test_a_new_folder_holds_every_file_and_nothing_is_left_beside(tmp_path: Path) -> None:
    assert write_files(tmp_path / "deep" / "out", FILES) is None
    assert (tmp_path / "deep/out/summary.html").read_text(encoding="utf-8") == "<p>é</p>"
    assert (tmp_path / "deep/out/students/ada.pdf").read_bytes() == b"%PDF"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_a_folder_that_is_there_is_left_alone_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    problem = write_files(tmp_path, FILES)
    assert problem is not None and "--force" in (problem.hint or "")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert write_files(tmp_path, FILES, force=True) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt", "students", "summary.html"]


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert write_files(tmp_path / "out", FILES) is None


def test_when_a_file_cannot_be_written_there_is_no_folder(tmp_path: Path) -> None:
    problem = write_files(tmp_path / "out", {"a": "1", "a/b": "2"})
    assert problem is not None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "C:\\x", "a\\..\\b", "x\0"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    assert write_files(tmp_path / "out", {name: "1"}) is not None
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_whole_and_can_be_read_by_others(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert write_file(path, "old") is None
    assert write_file(path, "new") is None
    assert path.read_text() == "new"
    assert path.stat().st_mode & stat.S_IRUSR
    assert [found.name for found in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_in_no_folder_is_a_problem(tmp_path: Path) -> None:
    assert "could not be written" in str(write_file(tmp_path / "none" / "a.txt", "x"))
