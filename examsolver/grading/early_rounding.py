"""Answers that are off because a value on the way was rounded to one or two digits and carried on so."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import Derivation, Misconception, Step, Value
from examsolver.grading.consistency import costs_once
from examsolver.grading.judgement import Case, Judgement
from examsolver.grading.misplaced import fits_strictly
from examsolver.grading.slips import Candidate, Slip, allowance, candidate_of
from examsolver.grading.too_few_digits import FAMILY

TAG = "rounded-too-early"
SAYS = "A value on the way was rounded and carried on so; round only at the end."
KEEPS = Fraction(1, 2)
DIGITS = (2, 1)
"""Decimals to which students round on the way."""
NEAREST = 40
"""Steps that may have been rounded, the nearest first."""


def rounded_too_early(case: Case) -> Judgement | None:
    """One rounded value on the way explains the answer, or all of them rounded alike."""
    if case.asked.part.kind not in ("number", "vector", "matrix"):
        return None
    if not case.asked.rounded:
        case.asked.rounded.extend(_candidates(case))
    fitting = [candidate for candidate in case.asked.rounded if fits_strictly(case, candidate.value)]
    if not fitting:
        return None
    fewest = min(len(candidate.slips) for candidate in fitting)
    fitting = [candidate for candidate in fitting if len(candidate.slips) == fewest]
    places = {slip.step for candidate in fitting for slip in candidate.slips if "#" not in slip.step}
    where = f" (at {places.pop()})" if len(places) == 1 else ""
    share = max(case.policy.known_mistake, KEEPS)
    message = SAYS.replace(" and carried", f"{where} and carried")
    found = Judgement("known-mistake", share, message, TAG, values=case.taken_as(fitting[0].value), key=FAMILY)
    return costs_once(case, found)


def _candidates(case: Case) -> Iterator[Candidate]:
    asked = case.asked
    steps = [name for name in _before(asked.run.derivation, asked.part.steps) if _inexact(asked.run[name])]
    for idea in IDEAS:
        slips = tuple(Slip(name, idea, False) for name in steps)
        for chosen in (*((slip,) for slip in slips), slips):
            candidate = candidate_of(asked.part, asked.run, chosen, {}) if chosen else None
            if candidate:
                yield candidate


def _before(derivation: Derivation, names: tuple[str, ...]) -> list[str]:
    """The nearest steps that a part rests on, without its own."""
    nearest = [step.name for step in reversed(derivation.before(*names)) if step.name not in names]
    return nearest[: allowance(derivation, NEAREST)]


def _inexact(value: Any) -> bool:
    if isinstance(value, Fraction):
        return value.denominator > 1
    return isinstance(value, float) or getattr(value, "dtype", None) is not None


def rounded_result(law: Callable[..., Value], digits: int, *values: Value) -> Value:
    """What a law gives, rounded to some decimals, halves away from zero."""
    from examsolver.maths.arrays import entrywise

    return entrywise(partial(_rounded, digits), law(*values))


def _rounded(digits: int, number: Any) -> Any:
    scale = 10**digits
    whole = math.floor(abs(number) * scale + Fraction(1, 2))
    size = Fraction(whole, scale)
    signed = size if number >= 0 else -size
    return float(signed) if isinstance(number, float) else signed


def _round_step(digits: int, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    return {step.name: replace(step, law=partial(rounded_result, step.law, digits))}


IDEAS = tuple(Misconception(TAG, SAYS, partial(_round_step, digits), KEEPS) for digits in DIGITS)
