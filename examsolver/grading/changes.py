"""What differs between two markings, for whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from examsolver.core.marking import Report, Verdict
from examsolver.core.results import Change
from examsolver.grading.messages import shortened

Place = tuple[str, str, str]


def changes(before: Iterable[Report], after: Iterable[Report]) -> tuple[Change, ...]:
    """Every part of a student whose marks or outcome differ: in the order of the later marking, then what is gone."""
    old, new = _by_place(before), _by_place(after)
    known = {student for student, _, _ in old}
    found = [_change(place, old.get(place), verdict, place[0] in known) for place, verdict in new.items()]
    found += [_change(place, verdict, None, True) for place, verdict in old.items() if place not in new]
    return tuple(change for change in found if change)


def _by_place(reports: Iterable[Report]) -> dict[Place, Verdict]:
    return {(report.student, told.question, told.part): told for report in reports for told in report.verdicts}


def _change(place: Place, before: Verdict | None, after: Verdict | None, known: bool) -> Change | None:
    if before and after and _said(before) == _said(after):
        return None
    return Change(*place, before, after, "; ".join(_reasons(before, after, known)))


def _said(verdict: Verdict) -> tuple[object, ...]:
    return verdict.awarded, verdict.out_of, verdict.outcome


def _reasons(before: Verdict | None, after: Verdict | None, known: bool) -> Iterator[str]:
    if after is None:
        yield "the exam no longer asks this"
        return
    if before is None:
        yield "the exam asks this now" if known else "this student is new"
    else:
        if before.evidence != after.evidence:
            yield "the answer changed"
        if before.out_of != after.out_of:
            yield f"worth {after.out_of} instead of {before.out_of}"
        if before.expected != after.expected:
            yield f"right is now {shortened(after.expected, 40)}"
    if before is None or before.message != after.message:
        yield shortened(after.message, 120)
