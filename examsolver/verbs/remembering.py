"""The history of markings; its libraries are an extra, and loaded only here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from examsolver.core.marking import Marking
from examsolver.core.problem import ExamError, Problem
from examsolver.core.results import Change, StoredRun
from examsolver.grading.changes import changes
from examsolver.verbs.regrading import kept_results

EXTRAS = {"sqlalchemy": "store", "psycopg": "postgres"}


@contextmanager
def _libraries() -> Iterator[None]:
    """A library that is not there is told with what brings it."""
    try:
        yield
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(error.name or "")
        if extra is None:
            raise
        hint = f"pip install 'examsolver[{extra}]'"
        raise ExamError([Problem(f"a history needs {error.name}, which is not installed", None, hint)]) from error


def remember(marking: Marking, store: str, who: str) -> tuple[int, bool]:
    """See :func:`examsolver.remember`."""
    with _libraries():
        from examsolver.storage.history import record

        return record(store, kept_results(marking), who)


def runs_of(store: str) -> tuple[StoredRun, ...]:
    """See :func:`examsolver.history`."""
    with _libraries():
        from examsolver.storage.history import runs

        return runs(store)


def between(store: str, first: int, second: int) -> tuple[StoredRun, StoredRun, tuple[Change, ...]]:
    """See :func:`examsolver.compared`."""
    with _libraries():
        from examsolver.storage.history import reports_of, run_of

        found = changes(reports_of(store, first), reports_of(store, second))
        return run_of(store, first), run_of(store, second), found
