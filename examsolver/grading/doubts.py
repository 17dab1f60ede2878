"""Parts that look mis-keyed: those who do well in the rest lose them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.marking import Report, Verdict
from examsolver.core.question import Exam
from examsolver.core.statistics import Doubt
from examsolver.grading.correlation import correlation
from examsolver.grading.likeness import normalised

ENOUGH = 10
"""Answers to a part, below which nothing is said of it."""
BY_CHANCE = 2.33
"""Deviations: a correlation as far below 0 comes by chance once in a hundred parts."""
HARDLY = Fraction(1, 20)
WELL = Fraction(1, 2)
STRONGEST = 3
"""A third of the students is called the strongest."""


@dataclass(frozen=True, slots=True)
class _Script:
    """One answer to a part, and the share of all other marks that the student has."""

    verdict: Verdict
    rest: Fraction

    @property
    def share(self) -> Fraction:
        return self.verdict.awarded / self.verdict.out_of


def doubts_of(exam: Exam, reports: Sequence[Report]) -> tuple[Doubt, ...]:
    """The parts to be looked at again, in the order of the exam."""
    parts: dict[tuple[str, str], list[_Script]] = {
        (question.id, part.id): [] for question in exam for part in question.parts
    }
    for report in reports:
        for verdict, script in _scripts(report):
            parts.setdefault((verdict.question, verdict.part), []).append(script)
    found = (_doubt(*place, scripts) for place, scripts in parts.items() if len(scripts) >= ENOUGH)
    return tuple(doubt for doubt in found if doubt)


def _scripts(report: Report) -> Iterator[tuple[Verdict, _Script]]:
    awarded, out_of = report.awarded, report.out_of
    for verdict in report.verdicts:
        rest = out_of - verdict.out_of
        if verdict.outcome != "blank" and verdict.out_of and rest:
            yield verdict, _Script(verdict, (awarded - verdict.awarded) / rest)


def _doubt(question: str, part: str, scripts: list[_Script]) -> Doubt | None:
    agreed = _agreed(scripts)
    reasons = [reason for reason in (_turned(scripts), _lost(scripts), agreed and agreed[1]) if reason]
    if not reasons:
        return None
    return Doubt(question, part, tuple(reasons), scripts[0].verdict.expected, agreed[0] if agreed else "")


def _turned(scripts: list[_Script]) -> str | None:
    """Marks here go down as marks elsewhere go up, further than chance takes them."""
    found = correlation([script.share for script in scripts], [script.rest for script in scripts])
    if found is None or found * math.sqrt(len(scripts) - 1) > -BY_CHANCE:
        return None
    return (
        f"Those who do well elsewhere tend to lose it: of {len(scripts)} answers, the marks "
        f"correlate with all other marks at {found:.2f}.".replace("-", "−")
    )


def _lost(scripts: list[_Script]) -> str | None:
    """Hardly anybody has it, and yet they have most of the rest."""
    count = len(scripts)
    got = sum((script.share for script in scripts), Fraction(0)) / count
    rest = sum((script.rest for script in scripts), Fraction(0)) / count
    if got > HARDLY or rest < WELL:
        return None
    return (
        f"The {count} students who answered it have {round(got * 100)} % of its marks, "
        f"and {round(rest * 100)} % of all others."
    )


def _agreed(scripts: list[_Script]) -> tuple[str, str] | None:
    """What more than half of the strongest students wrote, where that is not right; and the sentence that says so."""
    strongest = sorted(scripts, key=lambda script: -script.rest)[: max(len(scripts) // STRONGEST, ENOUGH // 2)]
    wrong = [script.verdict for script in strongest if script.share < 1]
    texts = Counter(normalised(verdict.read_as or verdict.evidence) for verdict in wrong)
    text, count = next(iter(texts.most_common(1)), ("", 0))
    if not text or 2 * count <= len(strongest):
        return None
    shown = next(v.read_as or v.evidence for v in wrong if normalised(v.read_as or v.evidence) == text)
    return shown, f"Of the {len(strongest)} who do best elsewhere, {count} gave one and the same other answer."
