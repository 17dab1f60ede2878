"""What a report shows, as data: verdicts beside the steps that matter, outcomes in words, marks as shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from examsolver.core.formula import Formula
from examsolver.core.marking import Outcome, Report, Verdict
from examsolver.core.question import Exam, Question, Solution
from examsolver.core.working import Claim, LineOutcome
from examsolver.maths.naming import name_formula
from examsolver.maths.worked import worked
from examsolver.rendering.cutting import cut
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
    def says(self) -> str:
        """The sentence for the student."""
        return told(self.verdict)

    @property
    def answer(self) -> str:
        """What the student wrote, cut where it is very long."""
        return cut(self.verdict.evidence)

    @property
    def read_as(self) -> str:
        """What was understood, where that differs from what was written."""
        same = self.verdict.read_as.strip() == self.verdict.evidence.strip()
        return "" if same else cut(self.verdict.read_as)

    @property
    def expected(self) -> str:
        """What was expected."""
        return cut(self.verdict.expected)

    @property
    def lines(self) -> tuple[LineReport, ...]:
        """The lines of the working, each with its mark."""
        return tuple(LineReport(claim, CLAIMS[claim.outcome]) for claim in self.verdict.claims)

    @property
    def told(self) -> bool:
        """Whether anything is to be said of a line of the working."""
        return any(claim.outcome != "confirmed" or claim.message for claim in self.verdict.claims)

    @property
    def plain(self) -> bool:
        """Whether a row of a table says it all: nothing but right, or nothing written."""
        return self.verdict.outcome in ("correct", "blank") and not self.verdict.needs_human and not self.told


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
    def unanswered(self) -> bool:
        """Whether the whole question was left out."""
        return self.blank == self.parts

    @property
    def right(self) -> tuple[PartReport, ...]:
        """Parts that are right, without a remark."""
        return tuple(part for part in self.parts if part.plain and part.verdict.outcome == "correct")

    @property
    def blank(self) -> tuple[PartReport, ...]:
        """Parts that were left out."""
        return tuple(part for part in self.parts if part.plain and part.verdict.outcome == "blank")

    @property
    def answered(self) -> tuple[PartReport, ...]:
        """Parts that were not left out."""
        return tuple(part for part in self.parts if not (part.plain and part.verdict.outcome == "blank"))

    @property
    def discussed(self) -> tuple[PartReport, ...]:
        """All others."""
        return tuple(part for part in self.parts if not part.plain)


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


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution whose steps are worked once, however many students are shown them."""

    solution: Solution
    views: dict[str, StepView | None] = field(default_factory=dict)

    def step(self, name: str) -> StepView | None:
        """A worked step; None where the solution has none of that name."""
        if name not in self.views:
            self.views[name] = self._worked(name) if name in self.solution.derivation else None
        return self.views[name]

    def _worked(self, name: str) -> StepView:
        step, form = self.solution.derivation.step(name), forms_of(self.solution.question).get(name)
        return StepView(step.name, step.rule, worked(step, self.solution.run, form))


def solved_by_question(solutions: Iterable[Solution]) -> dict[str, Solved]:
    """The solutions, ready to be shown, by question id."""
    return {solution.question.id: Solved(solution) for solution in solutions}


def report_view(report: Report, exam: Exam, solved: Mapping[str, Solved]) -> ReportView:
    """The view of one report, questions in the order of the exam."""
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


def _question(number: int, question: Question, verdicts: list[Verdict], solved: Solved | None) -> QuestionReport:
    return QuestionReport(
        number=number,
        id=question.id,
        title=question.title,
        awarded=shown_marks(sum((verdict.awarded for verdict in verdicts), Fraction(0))),
        out_of=shown_marks(sum((verdict.out_of for verdict in verdicts), Fraction(0))),
        parts=tuple(_part(verdict, solved) for verdict in verdicts),
    )


def _part(verdict: Verdict, solved: Solved | None) -> PartReport:
    return PartReport(
        name=name_formula(verdict.part),
        verdict=verdict,
        outcome=OUTCOMES[verdict.outcome],
        awarded=shown_marks(verdict.awarded),
        out_of=shown_marks(verdict.out_of),
        steps=_steps(verdict, solved),
    )


def _steps(verdict: Verdict, solved: Solved | None) -> tuple[StepView, ...]:
    """The worked steps for whoever tried and did not get it; a part left out is told its answer, no more."""
    tried = verdict.outcome != "blank" or verdict.claims
    if solved is None or verdict.outcome == "correct" or not tried:
        return ()
    return tuple(view for name in dict.fromkeys(verdict.steps) if (view := solved.step(name)))


UNREAD = "This could not be read: "


def told(verdict: Verdict) -> str:
    """The sentence for the student, without what the words of the outcome say already."""
    bare = verdict.message.removeprefix(UNREAD) if verdict.outcome == "unreadable" else verdict.message
    return cut(bare[:1].upper() + bare[1:] if bare != verdict.message else bare)


def shown_marks(marks: Fraction) -> str:
    """Marks as they are where three decimals hold them: ``0.8``; else to the nearest quarter, exactly beside it.

    ``10/19`` is ``0.5 (10/19)``.
    """
    if (marks * 1000).denominator == 1:
        return _decimal(marks)
    return f"{_decimal(Fraction(round(marks * 4), 4))} ({marks})"


def _decimal(marks: Fraction) -> str:
    whole, thousandths = divmod(abs(round(marks * 1000)), 1000)
    return f"{'-' if marks < 0 else ''}{whole}.{thousandths:03}".rstrip("0").rstrip(".")
