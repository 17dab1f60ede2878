"""The order of judgement for one answer. The first rung that has something to say decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from examsolver.core.derivation import Value
from examsolver.core.marking import Comparison, Entry
from examsolver.grading.alternatives import accepted_answer, accepted_convention
from examsolver.grading.cells import Share, cells_right, flat, halves, solutions_right
from examsolver.grading.common_factor import common_factor
from examsolver.grading.consistency import convention_kept, follow_through, other_convention
from examsolver.grading.diagnosis import formal_slip, one_slip, slips_as_well, too_many_slips, two_slips
from examsolver.grading.early_rounding import rounded_too_early
from examsolver.grading.equations import equation
from examsolver.grading.judgement import ALL, NONE, Case, Judgement
from examsolver.grading.messages import sentence, shortened
from examsolver.grading.misplaced import answer_to_another, point_shifted
from examsolver.grading.reruns import asked_value, defined
from examsolver.grading.sums import miscounted_sum
from examsolver.grading.too_few_digits import places_asked, too_few_digits
from examsolver.grading.zeroed import given_taken_as_zero
from examsolver.maths.compare_numbers import ENOUGH, as_fraction, half_unit
from examsolver.maths.magnitude import magnitude

Rung = Callable[[Case], Judgement | None]


def judge(case: Case) -> Judgement:
    """What is to be said of an answer that is not the truth, or cannot be told from it."""
    judgement = next((found for rung in RUNGS if (found := rung(case))), WRONG)
    if judgement.outcome in UNEXPLAINED:
        return replace(judgement, suspected=too_many_slips(case))
    if judgement.outcome == "other-convention":
        return replace(judgement, suspected=slips_as_well(case))
    return judgement


def blank(case: Case) -> Judgement | None:
    """Nothing was written."""
    return Judgement("blank", message="No answer was given.") if case.reading.blank else None


def unreadable(case: Case) -> Judgement | None:
    """Something was written that could not be understood."""
    if case.reading.problem is None:
        return None
    message = f"This could not be read: {sentence(shortened(case.reading.problem, 200))}"
    return Judgement("unreadable", message=message, needs_human=True)


def correct(case: Case) -> Judgement | None:
    """The truth, as closely as it was asked for."""
    if case.compared.verdict != "equal":
        return None
    return Judgement("correct", ALL, "Right.", values=case.asked.truth)


def undecided(case: Case) -> Judgement | None:
    """It cannot be told whether this is the truth: a human must."""
    if case.compared.verdict != "undecided":
        return None
    reason = sentence(case.compared.reason) if case.compared.reason else ""
    message = f"Whether this is right could not be decided; a person will look at it. {reason}".strip()
    return Judgement("undecided", message=message, needs_human=True)


def in_part(case: Case) -> Judgement | None:
    """Some cells are right, or one half of a compound answer; on our values or on the student's, whichever is more."""
    shares = [share for share in (_half(case), _cells(case), *_cells_on_theirs(case)) if share]
    best = max(shares, key=lambda share: share.share, default=None)
    return None if best is None else Judgement("partly", best.share, best.message, tag=case.compared.tag)


def _half(case: Case) -> Share | None:
    return halves(case.compared) if case.asked.part.kind == "feasibility" else None


def _cells(case: Case) -> Share | None:
    return _share(case, case.compared, case.asked.expected) if _in_cells(case) else None


def _share(case: Case, compared: Comparison, expected: Value) -> Share | None:
    if case.asked.part.kind == "sizes":
        return solutions_right(compared, expected)
    return cells_right(case.reading, compared, expected)


def _cells_on_theirs(case: Case) -> list[Share | None]:
    if not _in_cells(case) or not case.standing.touches(case.asked):
        return []
    value = asked_value(case.asked.part, case.standing.bases()[0].run)
    if not defined(value):
        return []
    share = _share(case, case.asked.compare(value, case.reading), value)
    if share is None:
        return []
    return [Share(share.share * case.policy.follow_through, f"Given your earlier values, {share.message}")]


def _in_cells(case: Case) -> bool:
    return case.asked.part.kind in ("vector", "matrix", "sizes", "names", "pairs")


def wrong(case: Case) -> Judgement | None:
    """Nothing explains it."""
    said = [f"{shown_answer(case) or 'This'} is not right.", *_asked_for(case)]
    if case.compared.tag:
        said.append(sentence(case.compared.reason))
    if case.compared.counterexample:
        said.append(sentence(case.compared.counterexample))
    return Judgement("wrong", NONE, " ".join(said), tag=case.compared.tag)


def shown_answer(case: Case) -> str:
    """An answer as it is quoted; a vector of one entry without its brackets."""
    shown, value = shortened(case.reading.shown), case.reading.value
    single = isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Entry)
    return shown[1:-1] if single and shown.startswith("[") and shown.endswith("]") else shown


def _asked_for(case: Case) -> Iterator[str]:
    """What was asked, where fewer digits were written."""
    part, cells = case.asked.part, list(flat(case.reading.value))
    entries = [cell for cell in cells if isinstance(cell, Entry)]
    if not entries or len(entries) != len(cells):
        return
    if part.kind == "integer" and (part.form is None or part.form.style == "exactly"):
        if _near(case, entries[0]):
            yield "An exact count is asked."
    elif part.form is not None and part.form.style == "exactly":
        if any(entry.decimals for entry in entries):
            yield "The exact value is asked."
    elif part.form and part.unit is None and max(entry.decimals or 0 for entry in entries) < places_asked(
        part.form, max((e.value for e in entries), key=abs)
    ):
        yield f"The answer was asked {part.form.words}."
    elif part.form is None and len(entries) == 1 and _too_short(case.asked.expected, entries[0]):
        yield "Its digits are right, but at least three significant digits are needed."


def _too_short(truth: object, entry: Entry) -> bool:
    """Whether a value without end was rounded rightly, but to one or two digits."""
    exact = as_fraction(truth) if isinstance(truth, (int, float, Fraction)) else None
    digits = entry.significant or 0
    if not exact or not 0 < digits < ENOUGH or entry.decimals is None:
        return False
    return abs(entry.value - exact) <= half_unit(digits - 1 - magnitude(exact))


def _near(case: Case, entry: Entry) -> bool:
    """Whether a count was rounded, by the looks of it: it ends in zeros, and the digits before them may be right."""
    truth, written = case.asked.expected, str(int(entry.value))
    zeros = len(written) - len(written.rstrip("0"))
    return isinstance(truth, int) and zeros > 0 and abs(entry.value - truth) < 10**zeros


UNEXPLAINED = ("partly", "wrong")
WRONG = Judgement("wrong", NONE, "This is not right.")

RUNGS: tuple[Rung, ...] = (
    blank,
    unreadable,
    correct,
    accepted_answer,
    accepted_convention,
    undecided,
    convention_kept,
    follow_through,
    other_convention,
    equation,
    one_slip,
    formal_slip,
    point_shifted,
    answer_to_another,
    miscounted_sum,
    common_factor,
    given_taken_as_zero,
    rounded_too_early,
    too_few_digits,
    two_slips,
    in_part,
    wrong,
)
