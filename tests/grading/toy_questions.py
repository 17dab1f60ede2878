"""Small questions with hand-made derivations, and a reader that knows plain numbers and nested lists only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Derivation, LawError, Misconception, Step, Value, derivation_of
from examsolver.core.marking import Answer, Entry, Marking, Reading, Submission, Verdict
from examsolver.core.problem import Source, Span
from examsolver.core.question import Exam, Family, Form, Header, Kind, Part, Policy, Question, Solution
from examsolver.grading.marker import grade

SOURCE = Source("<exam>", "")
SPAN = Span(SOURCE, 0, 0)


def plus(*values: Value, by: Value = 0) -> Value:
    return sum(values) + by


def times(*values: Value, by: Value = 1) -> Value:
    for value in values:
        by = by * value
    return by


def inverse(value: Value) -> Value:
    if value == 0:
        raise LawError("one divided by zero")
    return Fraction(1) / value


def other_law(derivation: Derivation, step: Step, *, law: Callable[..., Value]) -> Mapping[str, Step]:
    return {step.name: replace(step, law=law)}


def slip(tag: str, law: Callable[..., Value], keeps: Fraction = Fraction(0)) -> Misconception:
    return Misconception(tag, f"this is what {tag} gives", partial(other_law, law=law), keeps)


@dataclass(frozen=True)
class Body:
    """Givens and steps; ``others`` are the steps under other variants of the one convention."""

    givens: tuple[tuple[str, Value], ...]
    steps: tuple[Step, ...]
    others: tuple[tuple[str, tuple[Step, ...]], ...] = ()


WAYS = Convention(
    "ways", (Variant("ours", "this is our way"), Variant("theirs", "this is their way"), Variant("odd", "no", False))
)


def derive(body: Any, conventions: Conventions) -> Derivation:
    steps = dict(body.others).get(conventions.get("ways", ""), body.steps)
    return derivation_of(dict(body.givens), steps, (WAYS,) if body.others else ())


def unused(*_: object) -> Any:
    raise AssertionError("marking asks this of no family")


FAMILY = Family("toy", "", "", unused, derive, unused, unused, unused, unused, unused)


def read_answer(text: str, part: Part, expected: Value) -> Reading:
    """JSON numbers and nested lists, null for a missing cell."""
    if not text.strip():
        return Reading(None)
    try:
        return Reading(_entries(json.loads(text, parse_float=str, parse_int=str)), text)
    except (ValueError, RecursionError):
        return Reading(None, problem="this is no number")


def _entries(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_entries(item) for item in value)
    if value is None:
        return None
    decimals = len(value.partition(".")[2]) if "." in value else None
    return Entry(Fraction(value), decimals, None if decimals is None else len(value.replace(".", "").lstrip("-0")))


Asks = tuple[str, Kind] | tuple[str, Kind, Form | None]


@dataclass(frozen=True)
class Toy:
    """One question as an exam, ready to be answered."""

    exam: Exam
    solution: Solution

    def mark(self, **answers: str) -> dict[str, Verdict]:
        """The verdicts by part of a student with these answers."""
        marking = self.mark_all({"ada": answers})
        return {verdict.part: verdict for verdict in marking.reports[0].verdicts}

    def mark_all(self, answers: Mapping[str, Mapping[str, str]], roster: Mapping[str, str] | None = None) -> Marking:
        """A class."""
        submissions = [
            Submission(student, tuple(Answer("q", part, text) for part, text in given.items()))
            for student, given in answers.items()
        ]
        return grade(self.exam, {"q": self.solution}, submissions, read_answer, roster)


Ask = Callable[..., Toy]


def asked(body: Body, *parts: Asks, conventions: Conventions | None = None, policy: Policy | None = None) -> Toy:
    """From a body and the parts asked (name, kind, form) to a question."""
    priced = tuple(Part(name, (name,), kind, SPAN, *(form or [None]), marks=Fraction(4)) for name, kind, *form in parts)
    question = Question(Header("q", SPAN), FAMILY, body, conventions or {}, priced, policy)
    derivation = derive(body, question.conventions)
    return Toy(Exam("toy", (question,), Policy(), SOURCE), Solution(question, derivation, derivation.run()))


def chain(*parts: str, policy: Policy | None = None, form: Form | None = None) -> Callable[[Ask], Toy]:
    """a = x + y = 5, b = 4 a = 20, c = a + b = 25."""
    steps = (
        Step(
            "a",
            ("x", "y"),
            plus,
            misconceptions=(slip("product-for-sum", times), slip("four-added", partial(plus, by=4), Fraction(1, 2))),
        ),
        Step("b", ("a",), partial(times, by=4), misconceptions=(slip("not-multiplied", plus),)),
        Step("c", ("a", "b"), plus, misconceptions=(slip("product-for-sum", times),)),
    )
    asks = tuple((part, "integer", form) for part in parts or ("a", "b", "c"))
    return lambda ask: ask(Body((("x", 2), ("y", 3)), steps), *asks, policy=policy)
