"""What a report shows, as data: verdicts beside the steps that matter, outcomes in words, marks as shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from examsolver.core.formula import Formula
from examsolver.core.marking import Outcome, Report, Verdict
from examsolver.core.question import Exam, Question, Solution
from examsolver.core.working import Claim, LineOutcome
from examsolver.maths.naming import name_formula
from examsolver.maths.worked import worked
from examsolver.rendering.view import StepView, forms_of

Tone = Literal["good", "near", "bad", "open"]


@dataclass(frozen=True, slots=True)
class OutcomeLook:
    """How an outcome is told: words and a sign, so that nothing hangs on the colour of its tone."""

    words: str
    sign: str
    tone: Tone


OUTCOMES: Mapping[Outcome, OutcomeLook] = {
    "correct": OutcomeLook("Correct", "✓", "good"),
    "follow-through": OutcomeLook("Right from your own values", "✓", "good"),
    "other-convention": OutcomeLook("Another convention", "≈", "near"),
    "partly": OutcomeLook("Partly right", "◐", "near"),
    "known-mistake": OutcomeLook("A known mistake", "✗", "bad"),
    "wrong": OutcomeLook("Not right", "✗", "bad"),
    "unreadable": OutcomeLook("Could not be read", "?", "open"),
    "undecided": OutcomeLook("For a human to decide", "?", "open"),
    "blank": OutcomeLook("No answer", "–", "open"),
}


CLAIMS: Mapping[LineOutcome, OutcomeLook] = {
    "confirmed": OutcomeLook("Holds", "✓", "good"),
    "broken": OutcomeLook("Does not hold", "✗", "bad"),
    "unreadable": OutcomeLook("Could not be read", "?", "open"),
    "unmatched": OutcomeLook("Not in the solution", "–", "open"),
}


@dataclass(frozen=True, slots=True)
class LineReport:
    """One line of the student's working."""

    claim: Claim
    outcome: OutcomeLook


@dataclass(frozen=True, slots=True)
class PartReport:
    """One verdict. ``steps`` are the worked steps that matter, none where the answer is correct."""

    name: Formula
    verdict: Verdict
    outcome: OutcomeLook
    awarded: str
    out_of: str
    steps: tuple[StepView, ...]

    @property
    def lines(self) -> tuple[LineReport, ...]:
        """The lines of the working, each with its mark."""
        return tuple(LineReport(claim, CLAIMS[claim.outcome]) for claim in self.verdict.claims)

    @property
    def told(self) -> bool:
        """Whether anything is to be said of a line of the working."""
        return any(claim.outcome != "confirmed" or claim.message for claim in self.verdict.claims)

    @property
    def brief(self) -> bool:
        """Whether it needs no more than a line."""
        return self.verdict.outcome == "correct" and not self.verdict.needs_human and not self.told


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """The verdicts of one question; ``number`` counts from 1."""

    number: int
    id: str
    title: str
    awarded: str
    out_of: str
    parts: tuple[PartReport, ...]

    @property
    def unanswered(self) -> tuple[PartReport, ...]:
        """All parts where the whole question was left out, else none."""
        return self.parts if all(part.verdict.outcome == "blank" for part in self.parts) else ()

    @property
    def right(self) -> tuple[PartReport, ...]:
        """Parts that need no more than a line."""
        return tuple(part for part in self.parts if part.brief)

    @property
    def discussed(self) -> tuple[PartReport, ...]:
        """All others."""
        return () if self.unanswered else tuple(part for part in self.parts if not part.brief)


@dataclass(frozen=True, slots=True)
class ReportView:
    """The marked script of one student."""

    title: str
    student: str
    name: str
    awarded: str
    out_of: str
    questions: tuple[QuestionReport, ...]
    for_humans: int

    @property
    def heading(self) -> str:
        """The name and the id of the student."""
        return f"{self.name} ({self.student})" if self.name and self.name != self.student else self.student


def report_view(report: Report, exam: Exam, solutions: Iterable[Solution]) -> ReportView:
    """The view of one report, questions in the order of the exam."""
    solved = {solution.question.id: solution for solution in solutions}
    by_question: dict[str, list[Verdict]] = {}
    for verdict in report.verdicts:
        by_question.setdefault(verdict.question, []).append(verdict)
    questions = (
        _question(number, question, by_question[question.id], solved.get(question.id))
        for number, question in enumerate(exam, 1)
        if question.id in by_question
    )
    return ReportView(
        title=exam.title,
        student=report.student,
        name=report.name,
        awarded=shown_marks(report.awarded),
        out_of=shown_marks(report.out_of),
        questions=tuple(questions),
        for_humans=sum(verdict.needs_human for verdict in report.verdicts),
    )


def _question(number: int, question: Question, verdicts: list[Verdict], solution: Solution | None) -> QuestionReport:
    if all(verdict.outcome == "blank" for verdict in verdicts):
        solution = None  # whoever handed in nothing is not shown every step
    return QuestionReport(
        number=number,
        id=question.id,
        title=question.title,
        awarded=shown_marks(sum((verdict.awarded for verdict in verdicts), Fraction(0))),
        out_of=shown_marks(sum((verdict.out_of for verdict in verdicts), Fraction(0))),
        parts=tuple(_part(verdict, solution) for verdict in verdicts),
    )


def _part(verdict: Verdict, solution: Solution | None) -> PartReport:
    return PartReport(
        name=name_formula(verdict.part),
        verdict=verdict,
        outcome=OUTCOMES[verdict.outcome],
        awarded=shown_marks(verdict.awarded),
        out_of=shown_marks(verdict.out_of),
        steps=_steps(verdict, solution),
    )


def _steps(verdict: Verdict, solution: Solution | None) -> tuple[StepView, ...]:
    if solution is None or verdict.outcome == "correct":
        return ()
    derivation, forms = solution.derivation, forms_of(solution.question)
    steps = (derivation.step(name) for name in dict.fromkeys(verdict.steps) if name in derivation)
    return tuple(StepView(step.name, step.rule, worked(step, solution.run, forms.get(step.name))) for step in steps)


def shown_marks(marks: Fraction) -> str:
    """Marks to the nearest quarter, the exact fraction beside it where that differs: ``0.5 (10/19)``."""
    quarters = (marks * 4 + Fraction(1, 2)) // 1
    shown = f"{float(Fraction(quarters, 4)):g}" if abs(quarters) < 4_000_000 else str(Fraction(quarters, 4))
    return shown if Fraction(quarters, 4) == marks else f"{shown} ({marks})"
