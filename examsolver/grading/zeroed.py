"""Answers worked out with a given taken as zero, such as a state before the first step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Value
from examsolver.grading.asked import Asked
from examsolver.grading.consistency import costs_once, trivial
from examsolver.grading.judgement import Case, Judgement
from examsolver.grading.misplaced import fits_strictly
from examsolver.grading.reruns import alike, asked_value, defined, rerun
from examsolver.grading.slips import allowance

TAG = "given-taken-as-zero"
MOST = 12
"""Givens of one part that are tried."""


def given_taken_as_zero(case: Case) -> Judgement | None:
    """One given at zero explains the answer, on the student's earlier values.

    It is claimed where no other does and no wrong idea either, or where it was named before.
    """
    if case.asked.part.kind not in ("number", "vector", "matrix"):
        return None
    if any(case.fits(candidate.value) for candidate in case.asked.singles):
        return None
    fitting = [(name, value) for name, value in _candidates(case) if fits_strictly(case, value)]
    fitting = [(name, value) for name, value in fitting if f"{TAG} {name}" in case.standing.told] or fitting
    if len(fitting) != 1:
        return None
    ((name, value),) = fitting
    message = f"{name} was taken as zero; it is given."
    found = Judgement("known-mistake", case.policy.known_mistake, message, TAG, values=case.taken_as(value))
    return costs_once(case, found.keyed(f"{TAG} {name}"))


def _candidates(case: Case) -> Iterator[tuple[str, Value]]:
    asked = case.asked
    for name in _givens(asked)[: allowance(asked.run.derivation, MOST)]:
        given: Any = asked.run[name]
        if not _numeric(given) or not _nonzero(given):
            continue
        pinned = {**case.standing.pinned, name: given * 0}
        value = asked_value(asked.part, rerun(asked.run, pinned, None, asked.part.steps))
        if defined(value) and not alike(value, asked.expected) and not trivial(value, asked.expected):
            yield name, value


def _givens(asked: Asked) -> list[str]:
    derivation = asked.run.derivation
    used = (name for step in derivation.before(*asked.part.steps) for name in step.uses)
    named = (name for name in dict.fromkeys(used) if not name.startswith("#"))  # the others are numbers in a formula
    return [name for name in named if name in derivation.givens]


def _numeric(value: Any) -> bool:
    return hasattr(value, "dtype") or (isinstance(value, (int, float, Fraction)) and not isinstance(value, bool))


def _nonzero(value: Any) -> bool:
    return bool((value != 0).any()) if hasattr(value, "dtype") else value != 0
