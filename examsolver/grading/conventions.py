"""The question derived under other conventions that are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Run
from examsolver.core.problem import ExamError
from examsolver.core.question import Accepted, Question, Solution
from examsolver.grading.reruns import FAILURES

Choice = tuple[Convention, Variant]

PAIRS = 20
"""How many pairs of other conventions are tried."""
STEPS = 3000
"""Pairs are tried only for derivations of at most so many steps."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same question under one or two other accepted conventions."""

    choices: tuple[Choice, ...]
    run: Run

    @property
    def tag(self) -> str:
        """``output-size-floor``."""
        words = (f"{convention.topic} {variant.name}" for convention, variant in self.choices)
        return " + ".join("-".join(word.split()) for word in words)

    @property
    def topics(self) -> str:
        """``output size: floor``."""
        return ", ".join(f"{convention.topic}: {variant.name}" for convention, variant in self.choices)

    @property
    def says(self) -> str:
        """What is done under these conventions."""
        return "; ".join(variant.says for _, variant in self.choices)


def alternatives(solution: Solution, two: bool = True) -> tuple[Alternative, ...]:
    """One convention changed at a time, in the order in which variants are listed, then two (unless told not to)."""
    choices = _choices(solution, two)
    return tuple(alternative for pair in choices if (alternative := _derived(solution.question, pair)))


def _choices(solution: Solution, two: bool) -> Iterator[tuple[Choice, ...]]:
    inforce = solution.question.conventions
    single: list[Choice] = [
        (convention, variant)
        for convention in solution.derivation.conventions
        for variant in convention.variants
        if variant.accepted and variant is not convention.chosen(inforce)
    ]
    yield from ((choice,) for choice in single)
    if not two:
        return
    pairs = [pair for pair in combinations(single, 2) if pair[0][0].topic != pair[1][0].topic]
    if len(pairs) <= PAIRS and len(solution.derivation.steps) <= STEPS:
        yield from pairs


def granted(solution: Solution) -> tuple[tuple[Accepted, Alternative], ...]:
    """The conventions that ``accept`` lines allow, with the question under each."""
    known = {convention.topic: convention for convention in solution.derivation.conventions}
    found = []
    for one in solution.question.accepted:
        convention = known.get(one.topic)
        variant = convention.variant(one.variant) if convention else None
        alternative = _derived(solution.question, ((convention, variant),)) if convention and variant else None
        found += [(one, alternative)] if alternative else []
    return tuple(found)


def _derived(question: Question, choices: tuple[Choice, ...]) -> Alternative | None:
    changed = {convention.topic: variant.name for convention, variant in choices}
    try:
        derivation = question.family.derive(question.body, {**question.conventions, **changed})
        return Alternative(choices, derivation.run())
    except (ExamError, *FAILURES):
        return None
