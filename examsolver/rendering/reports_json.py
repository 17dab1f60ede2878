"""Marked answers as JSON records, as other programs read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NotRequired, TypedDict

from examsolver.core.marking import Report, Verdict
from examsolver.core.marks import MarksNumber, marks_number
from examsolver.core.problem import Problem, ProblemRecord
from examsolver.core.working import Claim

FORMAT = 1


class ClaimRecord(TypedDict):
    """What is said of one line of working."""

    text: str
    outcome: str
    about: str
    message: str
    quote: str


class VerdictRecord(TypedDict):
    """A verdict."""

    question: str
    part: str
    outcome: str
    awarded: MarksNumber
    out_of: MarksNumber
    tag: str | None
    message: str
    expected: str
    evidence: str
    needs_human: bool
    claims: NotRequired[list[ClaimRecord]]


class StudentRecord(TypedDict):
    """The verdicts of one student, and their sums."""

    student: str
    awarded: MarksNumber
    out_of: MarksNumber
    verdicts: list[VerdictRecord]


class MarkingRecord(TypedDict):
    """A marked exam."""

    format: int
    students: list[StudentRecord]
    problems: list[ProblemRecord]


def marking_record(reports: Iterable[Report], problems: Iterable[Problem] = ()) -> MarkingRecord:
    """Reports and problems as one JSON object."""
    return {
        "format": FORMAT,
        "students": [student_record(report) for report in reports],
        "problems": [problem.record() for problem in problems],
    }


def student_record(report: Report) -> StudentRecord:
    """One student."""
    return {
        "student": report.student,
        "awarded": marks_number(report.awarded),
        "out_of": marks_number(report.out_of),
        "verdicts": [verdict_record(verdict) for verdict in report.verdicts],
    }


def verdict_record(verdict: Verdict) -> VerdictRecord:
    """One verdict; ``claims`` only where working was handed in."""
    record: VerdictRecord = {
        "question": verdict.question,
        "part": verdict.part,
        "outcome": verdict.outcome,
        "awarded": marks_number(verdict.awarded),
        "out_of": marks_number(verdict.out_of),
        "tag": verdict.tag,
        "message": verdict.message,
        "expected": verdict.expected,
        "evidence": verdict.evidence,
        "needs_human": verdict.needs_human,
    }
    if verdict.claims:
        record["claims"] = [claim_record(claim) for claim in verdict.claims]
    return record


def claim_record(claim: Claim) -> ClaimRecord:
    """One line of working."""
    return {
        "text": claim.text,
        "outcome": claim.outcome,
        "about": claim.about,
        "message": claim.message,
        "quote": claim.quote,
    }


def written(record: object) -> str:
    """JSON text with a line feed at its end; half surrogates are written as escapes, so that it can be stored."""
    return json.dumps(record, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
