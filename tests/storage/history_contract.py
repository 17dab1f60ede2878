"""What a history does, whichever database holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest

import examsolver
from examsolver.core.marking import Answer, Override, Submission
from examsolver.core.problem import ExamError
from examsolver.storage.history import record, reports_of, run_of, runs
from examsolver.verbs.regrading import kept_results
from tests.storage.marked import ACCEPTING, EXAM, marking_of, of_version, results_of

NOON = datetime(2024, 5, 1, 14, tzinfo=timezone(timedelta(hours=2)))


def holds_the_contract(store: str) -> None:
    """Everything, on one store that is empty to begin with."""
    a_run_comes_back(store)
    the_same_marking_adds_nothing(store)
    another_marking_is_another_run(store)
    overrides_are_kept(store)
    hostile_text_is_stored(store)
    an_unknown_run_is_a_problem(store)


def a_run_comes_back(store: str) -> None:
    results = results_of()
    assert record(store, results, "lena", NOON) == (1, True)
    (run,) = runs(store)
    assert (run.number, run.who, run.title, run.hashes) == (1, "lena", "A small test", results.hashes)
    assert (run.at, run.students, run.overrides) == (datetime(2024, 5, 1, 12, tzinfo=UTC), 3, 0)
    stored = reports_of(store, 1)
    assert [report.student for report in stored] == ["ada", "bob", "eve"]
    assert [report.awarded for report in stored] == [report.awarded for report in results.reports]
    assert [v.outcome for v in stored[0].verdicts] == [v.outcome for v in results.reports[0].verdicts]


def the_same_marking_adds_nothing(store: str) -> None:
    assert record(store, results_of(), "somebody else") == (1, False)
    assert len(runs(store)) == 1


def another_marking_is_another_run(store: str) -> None:
    assert record(store, results_of(ACCEPTING), "lena") == (2, True)
    assert record(store, of_version(results_of(), "9.9"), "lena") == (3, True)
    first, second, (change,) = examsolver.compared(store, 1, 2)
    assert (first.number, second.number) == (1, 2)
    assert (change.student, change.part, change.why) == ("ada", "stride=3", "Floor rule.")
    assert change.before is not None
    assert change.after is not None
    assert (change.before.awarded, change.after.awarded) == (1, 2)
    assert examsolver.compared(store, 1, 3)[2] == ()


def overrides_are_kept(store: str) -> None:
    by_hand = Override("bob", "sum", "b", Fraction(1, 3), "nearly", "dr-b")
    results = kept_results(examsolver.with_overrides(marking_of(), [by_hand]))
    number, new = record(store, results, "lena")
    assert new
    assert run_of(store, number).overrides == 1
    assert reports_of(store, number)[1].verdicts[-1].awarded == Fraction(1, 3)
    assert record(store, replace(results, overrides=(replace(by_hand, note="well"),)), "lena")[1]


def hostile_text_is_stored(store: str) -> None:
    students = (Submission("a\0b \ud800 '; drop table runs; --", (Answer("sum", "b", "\0\udfff"),)), Submission("", ()))
    number, _ = record(store, kept_results(examsolver.grade(examsolver.load(EXAM), students)), "\0 who")
    assert len(reports_of(store, number)) == 2


def an_unknown_run_is_a_problem(store: str) -> None:
    with pytest.raises(ExamError, match="no run 99"):
        examsolver.compared(store, 1, 99)
