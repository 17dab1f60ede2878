"""Right values in the wrong place: the answer to another part, a decimal point that has moved."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Value
from examsolver.core.marking import Entry
from examsolver.grading.asked import Asked
from examsolver.grading.judgement import NONE, Case, Judgement
from examsolver.grading.reruns import FAILURES, alike, defined
from examsolver.maths.compare import compare

SHIFTS = (1, 2, 3, -1, -2, -3)
"""Places by which a decimal point moves; by two, a share that was written in percent."""
SHIFT_KEEPS = Fraction(1, 2)
TELLING = 100
"""Whole numbers below this come about in too many ways to tell where they are from."""


def point_shifted(case: Case) -> Judgement | None:
    """All digits are right, and the decimal point is not where it belongs."""
    expected: Any = case.asked.expected
    if case.asked.part.kind not in ("number", "integer", "vector", "matrix") or not _telling(expected):
        return None
    if isinstance(case.reading.value, Entry) and not case.reading.value.value:
        return None  # nothing was written whose digits could be right
    for places in SHIFTS:
        if fits_strictly(
            case, expected * Fraction(10) ** places if not _inexact(expected) else expected * 10.0**places
        ):
            share = max(case.policy.known_mistake, SHIFT_KEEPS)
            message = "The digits are right, but the decimal point is not where it belongs."
            return Judgement("known-mistake", share, message, "decimal-point-shifted")
    return None


def answer_to_another(case: Case) -> Judgement | None:
    """What another part of the question asks for, or what the same quantity is at another step."""
    own = case.asked.expected
    if not _telling(own) or case.asked.part.kind not in ("number", "integer", "vector", "matrix"):
        return None
    for name, value in (*_at_other_steps(case.asked), *_of_other_parts(case.asked)):
        if defined(value) and _telling(value) and not alike(value, own) and fits_strictly(case, value):
            share = max(case.policy.known_mistake, NONE)
            message = f"This is the value of {name}; here {case.asked.part.id} is asked."
            return Judgement("known-mistake", share, message, "value-of-another")
    return None


def fits_strictly(case: Case, value: Value) -> bool:
    """Whether the answer is that value, without allowance for honest rounding of earlier ones."""
    try:
        return compare(value, case.reading, case.asked.part).verdict == "equal"
    except FAILURES:
        return False


def _of_other_parts(asked: Asked) -> list[tuple[str, Value]]:
    return [(other.part.id, other.expected) for other in asked.home.asked if other.part.kind == asked.part.kind]


def _at_other_steps(asked: Asked) -> list[tuple[str, Value]]:
    """``h[1]`` and ``h[2]`` where ``h[3]`` is asked."""
    name, bracket, rest = asked.part.steps[0].partition("[")
    if len(asked.part.steps) > 1 or not bracket or not rest.removesuffix("]").isdigit():
        return []
    found, place = [], int(rest.removesuffix("]"))
    for other in (*range(place - 1, max(place - 4, 0), -1), *range(place + 1, place + 3)):
        key = f"{name}[{other}]"
        found += [(key, asked.run.values[key])] if key in asked.run.values else []
    return found


def _inexact(value: Any) -> bool:
    return isinstance(value, float) or str(getattr(value, "dtype", "")) == "float64"


def _telling(value: Any) -> bool:
    """Whether a value is unlikely to come about by chance."""
    if hasattr(value, "dtype"):
        return bool(value.size > 1 and len({abs(entry) for entry in value.flat}) > 1)
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction)) or not math.isfinite(value):
        return False
    size: Any = abs(value)
    return bool(size >= TELLING or value != int(value))
