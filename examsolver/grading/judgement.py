"""What is found about one answer, before marks are given for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from examsolver.core.derivation import Value
from examsolver.core.marking import Comparison, Outcome, Reading
from examsolver.core.question import Policy
from examsolver.grading.asked import Asked
from examsolver.grading.cells import farthest_is_off, flat
from examsolver.grading.conventions import Alternative
from examsolver.grading.pinning import pins_of
from examsolver.grading.reruns import alike, asked_value, defined
from examsolver.grading.slips import Candidate, Slip
from examsolver.grading.standing import Standing

NONE, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome with its reasons.

    Attributes:
        share: of the marks. steps: those that matter besides the part's own.
        slips: named, and adopted from here on. suspected: of which one struck. inforce: the convention kept to.
        values: what the part's steps have for the student; None where that is as they wrote it.
        key: by what the mistake is remembered, where that is not its tag.
        own: it is not the truth, though it may be called correct: later parts follow the student's values.
    """

    outcome: Outcome
    share: Fraction = NONE
    message: str = ""
    tag: str | None = None
    needs_human: bool = False
    steps: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    suspected: tuple[Candidate, ...] = ()
    inforce: Alternative | None = None
    values: Mapping[str, Value] | None = None
    own: bool = False
    key: str | None = None

    def keyed(self, key: str) -> Judgement:
        """The same, remembered by other words than its tag."""
        return replace(self, key=key)


@dataclass(frozen=True)
class Case:
    """One answer of one student, where that student stands."""

    asked: Asked
    reading: Reading
    compared: Comparison
    standing: Standing
    policy: Policy

    def fits(self, value: Value) -> bool:
        """Whether the answer is that value."""
        part = self.asked.part
        in_cells = part.kind in ("vector", "matrix") and defined(value) and bool(self._entries)
        if in_cells and farthest_is_off(value, self._entries, part.form, self.asked.slack):
            return False
        return self.asked.compare(value, self.reading, self.standing.names).verdict == "equal"

    def on_either_side(self) -> tuple[Value, ...]:
        """The right value, and what follows from the student's earlier values and slips where that is another."""
        if not self.standing.touches(self.asked):
            return (self.asked.expected,)
        theirs = asked_value(self.asked.part, self.standing.bases()[0].run)
        both = not defined(theirs) or alike(theirs, self.asked.expected)
        return (self.asked.expected,) if both else (self.asked.expected, theirs)

    def taken_as(self, value: Value) -> Mapping[str, Value]:
        """The part's steps at a value that the answer was found to be, with all its digits."""
        steps = self.asked.part.steps
        single = len(steps) == 1 or self.asked.part.kind == "size"
        return {steps[0]: value} if single else dict(zip(steps, value, strict=True))

    @cached_property
    def _entries(self) -> list[object | None]:
        return list(flat(self.reading.value))

    @cached_property
    def written(self) -> Mapping[str, Value]:
        """The values of the part's steps as the student has them."""
        return pins_of(self.asked.part, self.reading, self.asked.expected)
