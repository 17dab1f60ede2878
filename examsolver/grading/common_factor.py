"""Vectors and matrices that are off by one factor in all cells; a factor of -1 is a sign that was lost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from examsolver.core.marking import Entry
from examsolver.grading.cells import cells_right, flat
from examsolver.grading.consistency import costs_once
from examsolver.grading.judgement import NONE, Case, Judgement
from examsolver.grading.misplaced import fits_strictly

TAG = "common-factor"
SIGN_TAG = "wrong-sign"
SIGN_KEEPS = Fraction(1, 2)
MOST = 16
"""Factors are n/d with neither larger: others are told from chance by nobody."""


def common_factor(case: Case) -> Judgement | None:
    """One factor between the answer and the truth, or what follows from the student's values."""
    if case.asked.part.kind not in ("vector", "matrix"):
        return None
    factor = next(_factors(case), None)
    if factor is None:
        return None
    if factor == -1:
        share, tag, message = SIGN_KEEPS, SIGN_TAG, _sign_of(case)
    else:
        right = cells_right(case.reading, case.compared, case.asked.expected)
        share, tag = right.share if right else NONE, TAG
        message = f"Every entry is {factor} of what it should be." if factor.denominator > 1 else _times(factor)
    share = max(case.policy.known_mistake, share)
    return costs_once(case, Judgement("known-mistake", share, message, tag, key=f"{TAG} {factor}"))


def _sign_of(case: Case) -> str:
    single = len(list(flat(case.reading.value))) == 1
    return "The sign is wrong." if single else "The sign of every entry is wrong."


def _times(factor: Fraction) -> str:
    return f"Every entry is {factor} times what it should be.".replace("-", "−")


def _factors(case: Case) -> Iterator[Fraction]:
    entries = [entry for entry in flat(case.reading.value) if isinstance(entry, Entry)]
    for value in case.on_either_side():
        factor = _factor(value, entries)
        if factor is not None and fits_strictly(case, _scaled(value, factor)):
            yield factor


def _factor(value: Any, entries: list[Entry]) -> Fraction | None:
    """The factor at the largest cell, where there is one to be told from chance."""
    cells = [Fraction(cell) for cell in value.flat] if _finite(value) else []
    if not any(cells) or len(cells) != len(entries):
        return None
    largest = max(range(len(cells)), key=lambda place: abs(cells[place]))
    factor = (entries[largest].value / cells[largest]).limit_denominator(MOST)
    if factor == -1:
        return factor
    several = len({abs(cell) for cell in cells if cell}) > 1
    return factor if several and factor not in (0, 1) and abs(factor.numerator) <= MOST else None


def _finite(value: Any) -> bool:
    return hasattr(value, "dtype") and all(abs(cell) < float("inf") for cell in value.flat)


def _scaled(value: Any, factor: Fraction) -> Any:
    return value * (float(factor) if str(value.dtype) == "float64" else factor)
