"""Pseudonyms for markers: the same marking under names that say nothing, and the key to them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from examsolver.core.marking import Marking, Report
from examsolver.exchange.gradebook import csv_of

Key = Mapping[str, str]
"""From a student's id to the pseudonym."""


def key_of(marking: Marking, draws: random.Random) -> Key:
    """A pseudonym for every student, in an order that is drawn: that of a roster would give them away."""
    students = list(dict.fromkeys(report.student for report in marking.reports))
    width = len(str(len(students)))
    numbers = list(range(1, len(students) + 1))
    draws.shuffle(numbers)
    return {student: f"candidate-{number:0{width}}" for student, number in zip(students, numbers, strict=True)}


def under_pseudonyms(marking: Marking, key: Key) -> Marking:
    """The marking with pseudonyms for ids, without names, in the order of the pseudonyms.

    Problems of files are left out: they quote ids. What a student wrote is not changed, names in it included.
    """
    submissions = tuple(replace(one, student=key[one.student], name="") for one in marking.submissions)
    return replace(
        marking,
        reports=_reports(marking.reports, key),
        machine=_reports(marking.machine, key),
        submissions=tuple(sorted(submissions, key=lambda one: one.student)),
        kept=tuple(replace(one, student=key[one.student]) for one in marking.kept if one.student in key),
        overrides=tuple(replace(one, student=key[one.student]) for one in marking.overrides if one.student in key),
        problems=(),
    )


def _reports(reports: tuple[Report, ...], key: Key) -> tuple[Report, ...]:
    renamed = (Report(key[one.student], one.verdicts) for one in reports)
    return tuple(sorted(renamed, key=lambda one: one.student))


def key_csv(marking: Marking, key: Key) -> str:
    """Pseudonym, student, name: the file that markers do not get."""
    rows = sorted((key[report.student], report.student, report.name) for report in marking.reports)
    return csv_of([("pseudonym", "student", "name"), *rows])
