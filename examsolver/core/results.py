"""Results that are kept: a marking with all that it came from, so that it can be done again and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from examsolver.core.marking import Kept, Marking, Override, Report, Submission, Verdict
from examsolver.core.problem import Source
from examsolver.core.question import Policy


@dataclass(frozen=True, slots=True)
class Hashes:
    """SHA-256, in hexadecimal, of what results are a function of: exam text (and seed), answers, policy."""

    exam: str
    answers: str
    policy: str


@dataclass(frozen=True, slots=True)
class Results:
    """What ``results.json`` holds.

    Attributes:
        version: of examsolver, whose rules the verdicts follow.
        policies: by question id, and of the exam under ``""``.
        reports: what counts. machine: the machine's own verdicts under ``kept`` and ``overrides``.
        submissions: one for every report; of two answers to one part only the one that counts.
    """

    version: str
    title: str
    source: Source
    seed: int
    hashes: Hashes
    policies: Mapping[str, Policy]
    submissions: tuple[Submission, ...]
    reports: tuple[Report, ...]
    machine: tuple[Report, ...]
    kept: tuple[Kept, ...] = ()
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two markings for one part of one student; None where it was or is not asked."""

    student: str
    question: str
    part: str
    before: Verdict | None
    after: Verdict | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Regrading:
    """A marking done again, and what it changes. Nothing is written."""

    before: Results
    marking: Marking
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An answer that a human should look at."""

    student: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """Answers to one part that are alike."""

    question: str
    part: str
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A marking in the history. ``number`` counts from 1 in the order in which they came in."""

    number: int
    at: datetime
    who: str
    title: str
    version: str
    hashes: Hashes
    students: int
    overrides: int
