"""Classical statistics of a marked class: how marks spread, how each part went, how far the parts agree.

All of it is worked out in exact fractions; a root is taken last.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.marking import Report, Verdict
from examsolver.core.question import Exam
from examsolver.core.statistics import ClassStatistics, Distribution, Item
from examsolver.grading.correlation import correlation, in_units
from examsolver.grading.doubts import doubts_of

RIGHT = ("correct", "follow-through")
NOTHING = Fraction(0)

Marks = Sequence[Fraction]
Place = tuple[str, str]


def class_statistics(exam: Exam, reports: Iterable[Report]) -> ClassStatistics:
    """The figures of a class. Whoever handed in nothing says nothing of the exam, and is left out."""
    given = tuple(reports)
    present = tuple(report for report in given if handed_in(report))
    totals = tuple(report.awarded for report in present)
    questions, parts = _asked(exam, present)
    return ClassStatistics(
        students=tuple(report.student for report in present),
        absent=tuple(report.student for report in given if not handed_in(report)),
        out_of=sum((question.marks for question in exam), NOTHING),
        totals=totals,
        distribution=distribution(totals),
        questions=tuple(one.item(totals) for one in questions),
        parts=tuple(one.item(totals) for one in parts),
        alpha=cronbach_alpha([one.marks for one in parts]),
        alpha_of_questions=cronbach_alpha([one.marks for one in questions]),
        doubts=doubts_of(exam, present),
    )


def handed_in(report: Report) -> bool:
    """Whether a student wrote anything at all, or was given marks."""
    return any(told.outcome != "blank" or told.awarded or told.evidence or told.claims for told in report.verdicts)


def distribution(totals: Marks) -> Distribution | None:
    """Mean, median, quartiles and the rest of some totals; None of none.

    The deviation is the root of the mean squared distance from the mean. Quartiles lie between the
    marks on either side, the lowest and highest being the ends (Hyndman and Fan, "Sample quantiles in
    statistical packages", The American Statistician 50 (1996) 361-365, definition 7).
    """
    if not totals:
        return None
    lower, _, upper = statistics.quantiles(totals, n=4, method="inclusive") if len(totals) > 1 else [totals[0]] * 3
    return Distribution(
        mean=Fraction(statistics.mean(totals)),
        median=Fraction(statistics.median(totals)),
        deviation=float(statistics.pstdev(totals)),
        lower_quartile=lower,
        upper_quartile=upper,
        lowest=min(totals),
        highest=max(totals),
    )


def facility(marks: Marks, out_of: Fraction) -> Fraction | None:
    """The mean mark over the marks that can be had: 1 where everybody has all, 0 where nobody has any.

    The p-value of an item for marks that are not only right or wrong (Crocker and Algina,
    Introduction to Classical and Modern Test Theory, 1986, chapter 14). None of nothing.
    """
    return sum(marks, NOTHING) / (out_of * len(marks)) if marks and out_of else None


def discrimination(marks: Marks, totals: Marks) -> float | None:
    """Pearson's correlation of the marks of an item with the totals less that item (item-rest).

    Left in, an item would correlate with itself (Henrysson, "Correction of item-total correlations in
    item analysis", Psychometrika 28 (1963) 211-218). None where either does not vary.
    """
    return correlation(marks, [total - own for own, total in zip(marks, totals, strict=True)])


def cronbach_alpha(items: Sequence[Marks]) -> float | None:
    """Cronbach's alpha: k/(k - 1) · (1 - sum of the variances of k items / variance of their totals).

    How far the items measure the same (Cronbach, "Coefficient alpha and the internal structure of tests",
    Psychometrika 16 (1951) 297-334). At most 1; negative where items work against each other. None where
    there are fewer than two items or the totals do not vary.
    """
    k, students = len(items), len(items[0]) if items else 0
    flat = in_units([mark for item in items for mark in item])
    rows = [flat[start : start + students] for start in range(0, len(flat), students)] if students else []
    spread = _variance([sum(column) for column in zip(*rows, strict=True)])
    if k < 2 or not spread:
        return None
    return float(Fraction(k, k - 1) * (1 - Fraction(sum(map(_variance, rows)), spread)))


def _variance(values: Sequence[int]) -> int:
    """The variance times the square of the number of values."""
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """A part or a question with the verdicts of every student on it."""

    place: Place
    out_of: Fraction
    told: tuple[tuple[Verdict, ...], ...]

    @property
    def marks(self) -> Marks:
        return [sum((verdict.awarded for verdict in verdicts), NOTHING) for verdicts in self.told]

    def item(self, totals: Marks) -> Item:
        marks = self.marks
        return Item(
            *self.place,
            out_of=self.out_of,
            mean=Fraction(statistics.mean(marks)) if marks else None,
            facility=facility(marks, self.out_of),
            discrimination=discrimination(marks, totals),
            right=self._count(RIGHT),
            blank=self._count(("blank",)),
        )

    def _count(self, outcomes: tuple[str, ...]) -> int:
        """Students all of whose verdicts are among some outcomes."""
        scripts = (verdicts for verdicts in self.told if verdicts)
        return sum(all(verdict.outcome in outcomes for verdict in verdicts) for verdicts in scripts)


def _asked(exam: Exam, reports: Sequence[Report]) -> tuple[list[_Asked], list[_Asked]]:
    """The questions and the parts of an exam, as a class answered them."""
    rows = [{(told.question, told.part): told for told in report.verdicts} for report in reports]
    questions, parts = [], []
    for question in exam:
        places = [(question.id, part.id) for part in question.parts]
        questions.append(_Asked((question.id, ""), question.marks, tuple(_found(row, places) for row in rows)))
        parts += [
            _Asked(place, part.marks or NOTHING, tuple(_found(row, [place]) for row in rows))
            for place, part in zip(places, question.parts, strict=True)
        ]
    return questions, parts


def _found(row: Mapping[Place, Verdict], places: Sequence[Place]) -> tuple[Verdict, ...]:
    return tuple(row[place] for place in places if place in row)
