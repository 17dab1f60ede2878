"""Answers that are right as far as they go, in fewer digits than were asked.

The first such answer keeps half; it is a habit and no idea of its own at every part, so later ones of
the same question are follow-through, as are values that were rounded on the way after that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from examsolver.core.derivation import Value
from examsolver.core.marking import Entry
from examsolver.core.question import Form
from examsolver.grading.cells import flat
from examsolver.grading.consistency import costs_once
from examsolver.grading.judgement import Case, Judgement
from examsolver.grading.reruns import defined
from examsolver.maths.compare_cells import cells_of
from examsolver.maths.compare_numbers import as_fraction

TAG = "too-few-digits"
FAMILY = "digits"
"""By what this mistake and rounding on the way are remembered: as one."""
KEEPS = Fraction(1, 2)
GRAIN = Fraction(1, 10**9)


def too_few_digits(case: Case) -> Judgement | None:
    """The truth, or what follows from the student's values, rounded to fewer digits than were asked."""
    form = case.asked.part.form
    if form is None or case.asked.part.kind not in ("number", "vector", "matrix"):
        return None
    entries = [entry for entry in flat(case.reading.value) if isinstance(entry, Entry)]
    if not any(_rounded(value, entries, form) for value in case.on_either_side()):
        return None
    if not _telling(entries) and FAMILY not in case.standing.told:
        return None
    message = f"The digits that are there are right; the answer was asked {form.words}."
    share = max(case.policy.known_mistake, KEEPS)
    return costs_once(case, Judgement("known-mistake", share, message, TAG, key=FAMILY))


def places_of(entry: Entry, most: int = 20) -> int:
    """Decimals that are written, without zeros at the end; ``most`` where they are more."""
    return next((places for places in range(most) if (entry.value * 10**places).denominator == 1), most)


def places_asked(form: Form | None, largest: Fraction) -> int:
    """Decimals that a form asks of a number; 0 where it asks for none."""
    if form is not None and form.style == "decimals":
        return form.digits
    if form is not None and form.style == "significant" and largest:
        return form.digits - 1 - math.floor(math.log10(abs(largest)))
    return 0


def _rounded(value: Value, entries: Sequence[Entry], form: Form) -> bool:
    truth = [as_fraction(cell) for cell in cells_of(value)] if defined(value) else []
    exact = [cell for cell in truth if cell is not None]
    if not exact or len(exact) != len(truth) or len(exact) != len(entries):
        return False
    places = max(map(places_of, entries))
    half = Fraction(1, 2 * 10**places) + GRAIN
    asked = places_asked(form, max(exact, key=abs))
    return 0 < places < asked and all(
        abs(entry.value - cell) <= half for entry, cell in zip(entries, exact, strict=True)
    )


def _telling(entries: Sequence[Entry]) -> bool:
    """Whether digits agree hardly by chance: two of one number, or one of several numbers."""
    unit = Fraction(1, 10 ** max(map(places_of, entries)))
    return (
        max(abs(entry.value) for entry in entries) >= 10 * unit or len({abs(e.value) for e in entries if e.value}) > 1
    )
