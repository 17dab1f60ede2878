"""What lies over the machine's verdicts: earlier ones that are not to be lowered, and the marks of humans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from examsolver.core.marking import Kept, Outcome, Override, Report, Verdict
from examsolver.grading.messages import sentence

OPEN = ("unreadable", "undecided")
"""Outcomes that a human's marks settle."""

Where = tuple[str, str, str]


def laid_over(
    machine: Iterable[Report], kept: Iterable[Kept] = (), overrides: Iterable[Override] = ()
) -> tuple[Report, ...]:
    """The reports that count. What speaks of an answer that is not there lies idle."""
    earlier = {(one.student, one.verdict.question, one.verdict.part): one.verdict for one in kept}
    by_hand = {(one.student, one.question, one.part): one for one in overrides}
    return tuple(replace(report, verdicts=tuple(_final(report, earlier, by_hand))) for report in machine)


def _final(report: Report, earlier: Mapping[Where, Verdict], by_hand: Mapping[Where, Override]) -> Iterator[Verdict]:
    for verdict in report.verdicts:
        place = (report.student, verdict.question, verdict.part)
        below = earlier.get(place, verdict)
        yield overridden(below, by_hand[place]) if place in by_hand else below


def overridden(verdict: Verdict, override: Override) -> Verdict:
    """A verdict with a human's marks; what the machine had recognised stays told where marks were lost."""
    full = override.marks == verdict.out_of
    by = f"Marked by {override.by}" if override.by else "Marked by hand"
    return replace(
        verdict,
        awarded=override.marks,
        outcome=_outcome(verdict, override.marks),
        message=f"{by}: {sentence(override.note)}" if override.note else f"{by}.",
        tag=None if full else verdict.tag,
        needs_human=False,
    )


def _outcome(verdict: Verdict, marks: Fraction) -> Outcome:
    if marks == verdict.awarded and verdict.outcome not in OPEN:
        return verdict.outcome
    if marks == verdict.out_of:
        return "correct"
    return "partly" if marks > 0 else "wrong"


def never_lower(before: Sequence[Report], after: Sequence[Report]) -> tuple[Kept, ...]:
    """The verdicts of an earlier marking that are better than the new ones, within what the part is worth now."""
    earlier = {(report.student, told.question, told.part): told for report in before for told in report.verdicts}
    return tuple(
        Kept(report.student, _as_before(earlier[place], verdict))
        for report in after
        for verdict in report.verdicts
        if (place := (report.student, verdict.question, verdict.part)) in earlier
        and min(earlier[place].awarded, verdict.out_of) > verdict.awarded
    )


def _as_before(earlier: Verdict, verdict: Verdict) -> Verdict:
    said = earlier.message.removesuffix(KEPT).strip()
    return replace(
        earlier,
        awarded=min(earlier.awarded, verdict.out_of),
        out_of=verdict.out_of,
        expected=verdict.expected,
        evidence=verdict.evidence,
        read_as=verdict.read_as,
        message=f"{said} {KEPT}",
    )


KEPT = "These marks stand from an earlier marking."
