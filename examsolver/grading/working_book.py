"""What is known of one student's working to one question, while its lines are gone through in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from examsolver.core.derivation import Run, Undefined, Value
from examsolver.core.formula import Formula
from examsolver.core.working import Statement
from examsolver.grading.reruns import FAILURES, alike, rerun
from examsolver.grading.standing import Standing
from examsolver.grading.working_derivatives import Derivatives
from examsolver.grading.working_names import Lexicon, Missing, Place
from examsolver.grading.working_rounding import Rounding, same
from examsolver.grading.working_values import Evaluator


@dataclass(slots=True)
class Book:
    """Grows line by line.

    Attributes:
        own: values of names that the student has brought in.
        written: cells that the student has otherwise than they are, by step.
    """

    lexicon: Lexicon
    standing: Standing
    derivatives: Derivatives
    rounding: Rounding
    own: dict[str, Value] = field(default_factory=dict)
    written: dict[str, Value] = field(default_factory=dict)

    @property
    def truth(self) -> Run:
        """The run of the question, all true."""
        return self.lexicon.run

    def evaluators(self) -> list[Evaluator]:
        """Our values; then, where they are others, the student's."""
        runs = [self.truth, *self._theirs()]
        return [Evaluator(self.lexicon, run, self.derivatives, self.own) for run in runs]

    def _theirs(self) -> list[Run]:
        """The graph on what the student has: in earlier answers, and in earlier lines."""
        standing = self.standing
        bases = [basis.run for basis in standing.bases()[:2]] if standing.differs or standing.slips else []
        if not self.written:
            return bases
        return [run for base in bases or [self.truth] if (run := rerun(base, self.written)) is not None]

    def write(self, place: Place, value: Value) -> None:
        """Take down what the student has for a step or cell, where that is not what it is."""
        truth: Any = self.truth.values.get(place.name)
        here = self.written.get(place.name, truth)
        if isinstance(value, tuple) or isinstance(truth, (Undefined, tuple, type(None))):
            return
        if place.index is None and not hasattr(truth, "dtype"):
            if not hasattr(value, "dtype") and not same(value, truth):
                self.written[place.name] = value
            return
        made = here.copy()
        try:
            if place.index is not None:
                made[place.index] = _like(value, truth)
            else:
                made[...] = value
        except FAILURES:
            return
        if not alike(made, here):
            self.written[place.name] = made

    def law(self, place: Place | None) -> Formula | None:
        """The true formula of a step or cell, in its most explicit names."""
        derivation = self.truth.derivation
        if place is None or place.name not in derivation:
            return None
        step = derivation.step(place.name)
        if step.cells is None or (place.index is None and hasattr(self.truth[place.name], "dtype")):
            return step.formula
        try:
            found = step.cells(place.index or (), *(self.truth[name] for name in step.names or step.uses))
        except FAILURES:
            return step.formula
        return found[-1] if found else step.formula


def _like(value: Value, array: Any) -> Value:
    return value if array.dtype == object else float(value)


def counting_from(statements: Iterable[Statement], lexicon: Lexicon) -> Lexicon:
    """The lexicon that counts from 0 where the names that lines begin with can only be meant so."""
    heads = [statement.sides[0] for statement in statements if statement.sides]
    if not any(isinstance(lexicon.head(head), Missing) for head in heads):
        return lexicon
    zero = Lexicon(lexicon.run, lexicon.parts, 0)
    return lexicon if any(isinstance(zero.head(head), Missing) for head in heads) else zero
