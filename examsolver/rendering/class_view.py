"""What the page about a class shows: how marks spread, how parts went, which mistakes were common."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.formula import Formula
from examsolver.core.marking import Marking, Verdict
from examsolver.core.problem import Problem
from examsolver.core.question import Exam, Solution
from examsolver.maths.naming import name_formula
from examsolver.rendering.reports_view import OUTCOMES, OutcomeLook, shown_marks

GOT_IT = ("correct", "follow-through")


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student's total."""

    student: str
    name: str
    awarded: Fraction
    marks: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """How a part went: ``facility`` is the share of its marks that the class got, from 0 to 1."""

    question: str
    part: str
    name: Formula
    out_of: str
    facility: Fraction
    right: int
    blank: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """How a question went."""

    question: str
    title: str
    facility: Fraction


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """A mistake by its tag: what it means, how many students made it, in which parts."""

    tag: str
    says: str
    students: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HumanRow:
    """An answer that a human should look at."""

    student: str
    verdict: Verdict
    outcome: OutcomeLook


@dataclass(frozen=True, slots=True)
class ClassView:
    """The page about a class; ``mean`` to ``highest`` are None where nobody handed in."""

    title: str
    out_of: Fraction
    students: tuple[StudentRow, ...]
    mean: Fraction | None
    median: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    questions: tuple[QuestionRow, ...]
    parts: tuple[PartRow, ...]
    mistakes: tuple[MistakeRow, ...]
    for_humans: tuple[HumanRow, ...]
    problems: tuple[Problem, ...]

    @property
    def totals(self) -> tuple[Fraction, ...]:
        """Every student's marks."""
        return tuple(row.awarded for row in self.students)


def class_view(marking: Marking, solutions: Iterable[Solution] = ()) -> ClassView:
    """The view of a marked exam; the solutions tell what tags mean."""
    totals = [report.awarded for report in marking.reports]
    verdicts = [(report.student, verdict) for report in marking.reports for verdict in report.verdicts]
    return ClassView(
        title=marking.exam.title,
        out_of=sum((question.marks for question in marking.exam), Fraction(0)),
        students=tuple(
            StudentRow(report.student, report.name, report.awarded, shown_marks(report.awarded))
            for report in marking.reports
        ),
        mean=statistics.mean(totals) if totals else None,
        median=statistics.median(totals) if totals else None,
        lowest=min(totals, default=None),
        highest=max(totals, default=None),
        questions=_questions(marking.exam, verdicts),
        parts=_parts(marking.exam, verdicts),
        mistakes=_mistakes(verdicts, _meanings(solutions)),
        for_humans=tuple(HumanRow(who, told, OUTCOMES[told.outcome]) for who, told in verdicts if told.needs_human),
        problems=marking.problems,
    )


Told = list[tuple[str, Verdict]]


def _questions(exam: Exam, verdicts: Told) -> tuple[QuestionRow, ...]:
    by_question: dict[str, list[Verdict]] = {}
    for _, verdict in verdicts:
        by_question.setdefault(verdict.question, []).append(verdict)
    return tuple(
        QuestionRow(question.id, question.title, _facility(by_question.get(question.id, []))) for question in exam
    )


def _parts(exam: Exam, verdicts: Told) -> tuple[PartRow, ...]:
    by_part: dict[tuple[str, str], list[Verdict]] = {}
    for _, verdict in verdicts:
        by_part.setdefault((verdict.question, verdict.part), []).append(verdict)
    return tuple(
        PartRow(
            question=question.id,
            part=part.id,
            name=name_formula(part.id),
            out_of=shown_marks(part.marks or Fraction(0)),
            facility=_facility(told),
            right=sum(verdict.outcome in GOT_IT for verdict in told),
            blank=sum(verdict.outcome == "blank" for verdict in told),
        )
        for question in exam
        for part in question.parts
        for told in [by_part.get((question.id, part.id), [])]
    )


def _facility(verdicts: list[Verdict]) -> Fraction:
    out_of = sum((verdict.out_of for verdict in verdicts), Fraction(0))
    return sum((verdict.awarded for verdict in verdicts), Fraction(0)) / out_of if out_of else Fraction(0)


def _mistakes(verdicts: Told, meanings: dict[str, str]) -> tuple[MistakeRow, ...]:
    students: dict[str, set[str]] = {}
    parts: dict[str, dict[str, None]] = {}
    says: dict[str, str] = {}
    for student, verdict in verdicts:
        if verdict.tag is None:
            continue
        students.setdefault(verdict.tag, set()).add(student)
        parts.setdefault(verdict.tag, {})[f"{verdict.question} {verdict.part}"] = None
        says.setdefault(verdict.tag, meanings.get(verdict.tag, verdict.message))
    common = sorted(students, key=lambda tag: (-len(students[tag]), tag))
    return tuple(MistakeRow(tag, says[tag], len(students[tag]), tuple(parts[tag])) for tag in common)


def _meanings(solutions: Iterable[Solution]) -> dict[str, str]:
    """What each tag means, in the words of the misconception that carries it."""
    return {
        mistake.tag: mistake.says
        for solution in solutions
        for step in solution.derivation.steps
        for mistake in step.misconceptions
    }
