"""What the page about a class shows: how marks spread, how parts went, which mistakes were common, what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.formula import Formula
from examsolver.core.marking import Marking, Verdict
from examsolver.core.problem import Problem
from examsolver.core.question import Solution
from examsolver.core.results import ReviewGroup
from examsolver.core.statistics import ClassStatistics, Doubt, Item
from examsolver.maths.naming import name_formula
from examsolver.rendering.class_mistakes import Mistake, mistakes_of
from examsolver.rendering.reports_view import OUTCOMES, OutcomeLook, shown_marks, told

MOST_MISTAKES, MOST_GROUPS, MOST_PROBLEMS, MOST_NAMED = 25, 20, 20, 10


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student's total; ``absent``: nothing was handed in."""

    student: str
    name: str
    marks: str
    absent: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """How a part or a question went."""

    item: Item
    name: Formula
    title: str

    @property
    def facility(self) -> Fraction:
        """From 0 to 1; 0 where nobody handed in."""
        return self.item.facility or Fraction(0)


@dataclass(frozen=True, slots=True)
class HumanRow:
    """Answers to one part that are alike, and that a human should look at. ``answers``: in how many ways it is put."""

    group: ReviewGroup
    name: Formula
    outcome: OutcomeLook

    @property
    def first(self) -> Verdict:
        """The verdict on one of them."""
        return self.group.rows[0].verdict

    @property
    def says(self) -> str:
        """Why a human should look."""
        return told(self.first)

    @property
    def answers(self) -> tuple[str, ...]:
        """What was written, each way once."""
        return tuple(dict.fromkeys(row.verdict.evidence for row in self.group.rows))

    @property
    def students(self) -> tuple[str, ...]:
        """Who wrote it: some of them."""
        return tuple(row.student for row in self.group.rows)[:MOST_NAMED]

    @property
    def more(self) -> int:
        """How many others."""
        return max(0, len(self.group.rows) - MOST_NAMED)


@dataclass(frozen=True, slots=True)
class ClassView:
    """The page about a class."""

    title: str
    figures: ClassStatistics
    students: tuple[StudentRow, ...]
    questions: tuple[ItemRow, ...]
    parts: tuple[ItemRow, ...]
    mistakes: tuple[Mistake, ...]
    for_humans: tuple[HumanRow, ...]
    problems: tuple[Problem, ...]

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Parts that look mis-keyed."""
        return self.figures.doubts

    @property
    def waiting(self) -> int:
        """Answers that a human should look at."""
        return sum(len(row.group.rows) for row in self.for_humans)

    @property
    def chance(self) -> float | None:
        """How far from 0 a correlation of unrelated marks comes by chance, in one case of twenty."""
        count = len(self.figures.students)
        return min(1.0, 2 / count**0.5) if count > 1 else None


def class_view(
    marking: Marking, solutions: Iterable[Solution], figures: ClassStatistics, groups: Sequence[ReviewGroup]
) -> ClassView:
    """The view of a marked exam; the solutions tell what tags mean, ``groups`` are what a human should look at."""
    titles = {question.id: question.title or question.id for question in marking.exam}
    absent = set(figures.absent)
    return ClassView(
        title=marking.exam.title,
        figures=figures,
        students=tuple(
            StudentRow(report.student, report.name, shown_marks(report.awarded), report.student in absent)
            for report in marking.reports
        ),
        questions=tuple(
            ItemRow(item, name_formula(item.question), titles[item.question]) for item in figures.questions
        ),
        parts=tuple(ItemRow(item, name_formula(item.part), titles[item.question]) for item in figures.parts),
        mistakes=mistakes_of(marking.reports, solutions),
        for_humans=tuple(_human(group) for group in sorted(groups, key=lambda group: -len(group.rows))),
        problems=marking.problems,
    )


def _human(group: ReviewGroup) -> HumanRow:
    return HumanRow(group, name_formula(group.part), OUTCOMES[group.rows[0].verdict.outcome])
