"""The history in SQLite."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the extra store brings SQLAlchemy")

import examsolver
from examsolver.core.problem import ExamError
from examsolver.storage.history import record, runs
from tests.storage.history_contract import holds_the_contract
from tests.storage.marked import marking_of, results_of


def test_a_history_in_a_file(tmp_path: Path) -> None:
    holds_the_contract(str(tmp_path / "a history.db"))


def test_a_file_may_be_named_by_a_url(tmp_path: Path) -> None:
    record(f"sqlite:///{tmp_path}/h.db", results_of(), "lena")
    assert len(runs(str(tmp_path / "h.db"))) == 1


def test_looking_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(ExamError, match="there is no history"):
        runs(str(tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []


def test_several_at_once_put_the_same_marking_there_once(tmp_path: Path) -> None:
    store, results = str(tmp_path / "h.db"), results_of()
    record(store, results_of(answers="student zoe\n"), "first")
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda who: record(store, results, who), "abcd"))
    assert sum(new for _, new in done) == 1
    assert len(runs(store)) == 2


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("mysql://a@b/c", "no history is kept in mysql"),
        ("://", "cannot be read"),
        ("postgresql+psycopg://nobody:secret@127.0.0.1:1/none", "history postgresql"),
        ("nowhere/else/h.db", "unable to open"),
    ],
)
def test_what_cannot_be_reached_is_a_problem_without_the_password(store: str, said: str) -> None:
    with pytest.raises(ExamError, match=said) as caught:
        record(store, results_of(), "lena")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "h.db").write_text("student,question\n" * 100, encoding="utf-8")
    with pytest.raises(ExamError, match="not a database"):
        runs(str(tmp_path / "h.db"))


def test_without_the_library_it_is_told_what_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for name in ("examsolver.storage.history", "examsolver.storage.schema"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(ExamError, match=r"examsolver\[store\]"):
        examsolver.remember(marking_of(), str(tmp_path / "h.db"), "lena")
