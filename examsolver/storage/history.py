"""The history of markings in a database: SQLite in a file, or PostgreSQL by its URL. The code is the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from examsolver.core.marking import Report, Verdict
from examsolver.core.problem import ExamError, Problem
from examsolver.core.results import Hashes, Results, StoredRun
from examsolver.storage.hashing import digest
from examsolver.storage.schema import METADATA, OVERRIDES, RUNS, VERDICTS

PATIENCE = 15
"""Seconds to wait for a server, or for a file that another process writes to."""
BACKENDS = ("sqlite", "postgresql")
HINT = "name a file (FILE.db) or a server (postgresql+psycopg://user@host/database)"

Row = dict[str, Any]


@contextmanager
def opened(store: str) -> Iterator[Connection]:
    """A transaction on a store, whose tables are made where there are none.

    Raises:
        ExamError: it cannot be reached or is no such database.
    """
    url = _url(store)
    name = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    patience = "timeout" if url.get_backend_name() == "sqlite" else "connect_timeout"
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args={patience: PATIENCE})
        with engine.begin() as connection:
            METADATA.create_all(connection)
            yield connection
    except SQLAlchemyError as error:
        told = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise ExamError([Problem(f"the history {name}: {told}", None, HINT)]) from error


def _url(store: str) -> URL:
    if "://" not in store:
        return URL.create("sqlite", database=store)
    try:
        url = make_url(store)
    except (SQLAlchemyError, ValueError) as error:
        raise ExamError([Problem("the address of the history cannot be read", None, HINT)]) from error
    if url.get_backend_name() not in BACKENDS:
        raise ExamError([Problem(f"no history is kept in {url.get_backend_name()}", None, HINT)])
    return url


def record(store: str, results: Results, who: str, at: datetime | None = None) -> tuple[int, bool]:
    """Put a marking into the history. The same marking again adds nothing.

    Returns:
        the number of its run, and whether it is new.
    """
    key = run_key(results)
    with opened(store) as connection:
        known = _numbered(connection, key)
        if known is not None:
            return known, False
        added = _add(connection, RUNS, [_run(results, key, who, at or datetime.now(UTC))])
        number = _numbered(connection, key)
        if number is None or not added:  # another process put the same marking there in the meantime
            return number or 0, False
        _add(connection, VERDICTS, list(_verdicts(number, results)))
        _add(connection, OVERRIDES, list(_overrides(number, results)))
        return number, True


def run_key(results: Results) -> str:
    """The hash of all that a run says: what it came from, and what came out."""
    verdicts = [
        [report.student, told.question, told.part, told.outcome, str(told.awarded), str(told.out_of), told.tag]
        for report in (*results.reports, *results.machine)
        for told in report.verdicts
    ]
    overrides = [[one.student, one.question, one.part, str(one.marks), one.note, one.by] for one in results.overrides]
    hashes = results.hashes
    return digest([results.version, hashes.exam, hashes.answers, hashes.policy, verdicts, overrides])


def _numbered(connection: Connection, key: str) -> int | None:
    found: int | None = connection.execute(select(RUNS.c.number).where(RUNS.c.key == key)).scalar()
    return found


def _add(connection: Connection, table: Table, rows: list[Row]) -> int:
    """Insert rows, leaving those that are there; how many were added, where the database tells."""
    if not rows:
        return 0
    kinds: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    statement = kinds.get(connection.dialect.name, insert)(table).on_conflict_do_nothing()
    return connection.execute(statement, rows if len(rows) > 1 else rows[0]).rowcount


def _run(results: Results, key: str, who: str, at: datetime) -> Row:
    return {
        "key": key,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "who": storable(who),
        "title": storable(results.title or results.source.name),
        "version": results.version,
        "exam": results.hashes.exam,
        "answers": results.hashes.answers,
        "policy": results.hashes.policy,
        "students": len(results.reports),
        "overrides": len(results.overrides),
    }


def _verdicts(run: int, results: Results) -> Iterator[Row]:
    place = 0
    for report, below in zip(results.reports, results.machine, strict=True):
        for told, machine in zip(report.verdicts, below.verdicts, strict=True):
            place += 1
            yield {
                "run": run,
                "student": storable(report.student),
                "question": told.question,
                "part": told.part,
                "place": place,
                "outcome": told.outcome,
                "awarded": str(told.awarded),
                "out_of": str(told.out_of),
                "tag": told.tag,
                "message": storable(told.message),
                "needs_human": told.needs_human,
                "machine": str(machine.awarded),
            }


def _overrides(run: int, results: Results) -> Iterator[Row]:
    for one in results.overrides:
        yield {
            "run": run,
            "student": storable(one.student),
            "question": one.question,
            "part": one.part,
            "marks": str(one.marks),
            "note": storable(one.note),
            "by": storable(one.by),
        }


def storable(text: str) -> str:
    """A text without what a database refuses: zero characters, half surrogates."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def runs(store: str) -> tuple[StoredRun, ...]:
    """The runs of a history, in the order in which they came in. Raises ExamError where there is none."""
    _must_be_there(store)
    with opened(store) as connection:
        rows = connection.execute(select(RUNS).order_by(RUNS.c.number)).mappings().all()
    return tuple(
        StoredRun(
            number=row["number"],
            at=datetime.fromisoformat(row["at"]),
            who=row["who"],
            title=row["title"],
            version=row["version"],
            hashes=Hashes(row["exam"], row["answers"], row["policy"]),
            students=row["students"],
            overrides=row["overrides"],
        )
        for row in rows
    )


def run_of(store: str, number: int) -> StoredRun:
    """The run of that number. Raises ExamError."""
    known = {run.number: run for run in runs(store)}
    if number not in known:
        there = f"there are {', '.join(map(str, sorted(known)[-10:]))}" if known else "it is empty"
        raise ExamError([Problem(f"the history has no run {number}", None, there)])
    return known[number]


def reports_of(store: str, number: int) -> tuple[Report, ...]:
    """The verdicts of a run, without the answers that they rest on. Raises ExamError."""
    run_of(store, number)
    with opened(store) as connection:
        wanted = select(VERDICTS).where(VERDICTS.c.run == number).order_by(VERDICTS.c.place)
        rows = connection.execute(wanted).mappings().all()
    by_student: dict[str, list[Verdict]] = {}
    for row in rows:
        by_student.setdefault(row["student"], []).append(_verdict(row))
    return tuple(Report(student, tuple(verdicts)) for student, verdicts in by_student.items())


def _verdict(row: Any) -> Verdict:
    return Verdict(
        question=row["question"],
        part=row["part"],
        outcome=row["outcome"],
        awarded=Fraction(row["awarded"]),
        out_of=Fraction(row["out_of"]),
        tag=row["tag"],
        message=row["message"],
        needs_human=row["needs_human"],
    )


def _must_be_there(store: str) -> None:
    """Looking into a file that is not there does not make one."""
    url = _url(store)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        hint = "examsolver grade … --store FILE.db begins one"
        raise ExamError([Problem(f"there is no history {url.database}", None, hint)])
