"""The mistakes of a class by name: what each means, how many students made it, and how it looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from examsolver.core.marking import Report, Verdict
from examsolver.core.question import Solution


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake by its tag.

    Attributes:
        says: what it means, without one student's numbers. students: how many made it.
        parts: where, the commonest part first. example: an answer that many gave.
    """

    tag: str
    says: str
    students: int
    parts: tuple[str, ...]
    example: Verdict


@dataclass(slots=True)
class _Made:
    """What is gathered about one tag."""

    students: set[str] = field(default_factory=set)
    parts: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    verdicts: dict[tuple[str, str, str], Verdict] = field(default_factory=dict)

    def add(self, student: str, verdict: Verdict) -> None:
        answer = (verdict.question, verdict.part, verdict.evidence)
        self.students.add(student)
        self.parts[f"{verdict.question} {verdict.part}"] += 1
        self.messages[verdict.message] += 1
        self.answers[answer] += 1
        self.verdicts.setdefault(answer, verdict)


def mistakes_of(reports: Iterable[Report], solutions: Iterable[Solution]) -> tuple[Mistake, ...]:
    """The mistakes and other conventions of a class, those of most students first."""
    made: dict[str, _Made] = {}
    for report in reports:
        for verdict in report.verdicts:
            if verdict.tag is not None:
                made.setdefault(verdict.tag, _Made()).add(report.student, verdict)
    meanings = _meanings(solutions)
    common = sorted(made, key=lambda tag: (-len(made[tag].students), tag))
    return tuple(_mistake(tag, made[tag], meanings.get(tag)) for tag in common)


def _mistake(tag: str, made: _Made, meaning: str | None) -> Mistake:
    answer = made.answers.most_common(1)[0][0]
    return Mistake(
        tag=tag,
        says=meaning or made.messages.most_common(1)[0][0],
        students=len(made.students),
        parts=tuple(part for part, _ in made.parts.most_common()),
        example=made.verdicts[answer],
    )


def _meanings(solutions: Iterable[Solution]) -> dict[str, str]:
    """What each tag means, in the words of the misconception that carries it."""
    return {
        mistake.tag: mistake.says
        for solution in solutions
        for step in solution.derivation.steps
        for mistake in step.misconceptions
    }
