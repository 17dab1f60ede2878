"""A part made ready for marking once: what is worked out for one student serves all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from examsolver.core.derivation import Run, Value
from examsolver.core.formula import Formula
from examsolver.core.marking import Comparison, ReadAnswer, Reading, Verdict
from examsolver.core.question import Accepted, Part, Policy, Question, Solution
from examsolver.grading.conventions import Alternative, alternatives, granted
from examsolver.grading.reruns import FAILURES, alike, asked_value, before_all, defined, known_depth
from examsolver.grading.rounding import slack_of
from examsolver.grading.slips import Candidate, Slip, pairs, singles, slips_near
from examsolver.maths.compare import compare
from examsolver.maths.gate_names import gate_names
from examsolver.maths.show import show, show_equation

KEPT = 5000
"""How many different answers to one part or question are remembered; then remembering begins anew."""
LONG = 600
"""Texts together longer than this are not remembered."""

DIFFERENT = Comparison("different")


Thing = TypeVar("Thing")


Key = TypeVar("Key")
Names = tuple[tuple[str, str], ...]


def remember(store: dict[Key, Thing], key: Key, thing: Thing, *texts: str) -> None:
    """Keep what was found out about some texts, within limits."""
    if sum(map(len, texts)) <= LONG:
        if len(store) >= KEPT:
            store.clear()
        store[key] = thing


@dataclass(frozen=True, eq=False)
class Asked:
    """A part with what it comes out as, truly, under other conventions, and by known slips."""

    question: Question
    part: Part
    place: int
    home: AskedQuestion
    rounded: list[Candidate] = field(default_factory=list, repr=False)
    """What it comes out as where a value on the way was rounded; see :mod:`examsolver.grading.early_rounding`."""
    settled: dict[str, Verdict] = field(default_factory=dict, repr=False)
    """Verdicts by text, where they do not hang on what else a student wrote."""
    _read: dict[str, Reading] = field(default_factory=dict, repr=False)
    _compared: dict[tuple[str, Names], Comparison] = field(default_factory=dict, repr=False)

    @property
    def run(self) -> Run:
        """The run of the question, all true."""
        return self.home.solution.run

    @cached_property
    def expected(self) -> Value:
        """The right value."""
        return asked_value(self.part, self.run)

    @cached_property
    def expected_text(self) -> str:
        """The right value as a student would write it."""
        if self.part.kind == "gate":
            return show_equation(self.part.id, self.expected)
        return show(self.expected, self.part.form, self.part.unit)

    @cached_property
    def rests_on(self) -> frozenset[str]:
        """The part's steps and all that they rest on."""
        return before_all(self.home.solution.derivation, self.part.steps)

    @cached_property
    def slack(self) -> Value:
        """What honest rounding of earlier values can move; see :func:`slack_of`."""
        if self.part.form is None or self.part.form.style == "exactly":
            return None
        rounded = [asked.part for asked in self.home.asked if asked.part.form and asked.place < self.place]
        return slack_of(self.part, self.run, rounded)

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """The slips that can move this part, the nearest first."""
        return slips_near(self.home.solution.derivation, self.part)

    @cached_property
    def singles(self) -> tuple[Candidate, ...]:
        """What it comes out as by one slip, on true values."""
        return tuple(singles(self.part, self.run, self.slips, {}))

    @cached_property
    def pairs(self) -> tuple[Candidate, ...]:
        """What it comes out as by two slips, on true values, where one alone does not give the same."""
        alone = [candidate.value for candidate in self.singles]
        found = pairs(self.part, self.run, self.slips)
        return tuple(pair for pair in found if not any(alike(pair.value, value) for value in alone))

    def read(self, text: str, read_answer: ReadAnswer) -> Reading:
        """What is understood of an answer."""
        known = self._read.get(text)
        if known is None:
            known = read_answer(text, self.part, self.expected)
            remember(self._read, text, known, text)
        return known

    def against_truth(self, text: str, reading: Reading, names: Names) -> Comparison:
        """An answer held to the right value; ``names`` are what the student calls the gates of a cell."""
        known = self._compared.get((text, names))
        if known is None:
            known = DIFFERENT if reading.value is None else self.compare(self.expected, reading, names)
            remember(self._compared, (text, names), known, text)
        return known

    @cached_property
    def truth(self) -> Mapping[str, Value]:
        """The right values of the part's steps."""
        return {name: self.run[name] for name in self.part.steps}

    def compare(self, value: Value, reading: Reading, names: Names = ()) -> Comparison:
        """An answer held to a value, as strictly as the digits asked for and honest rounding allow."""
        if not defined(value):
            return DIFFERENT
        try:
            if self.part.kind == "gate":
                return compare(value, reading, self.part, names=dict(names), others=self.home.equations)
            depth = known_depth(self.part, self.run)
            found = compare(value, reading, self.part, depth=depth)
            if found.verdict == "different" and self.slack is not None:
                return compare(value, reading, self.part, self.slack, depth=depth)
        except FAILURES as error:
            return Comparison("undecided", f"it could not be compared ({type(error).__name__})")
        return found


@dataclass(frozen=True, eq=False)
class AskedQuestion:
    """A question with its parts, in the order in which they are worked out."""

    solution: Solution
    policy: Policy
    marked: dict[tuple[str, ...], tuple[Verdict, ...]] = field(default_factory=dict, repr=False)
    """Verdicts by the texts of all parts: marks are a function of them alone, so like scripts are marked once."""

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The parts, each after those that it rests on; otherwise in the order of the question."""
        places = {step.name: place for place, step in enumerate(self.solution.derivation.steps)}
        parts = sorted(
            self.solution.question.parts, key=lambda part: max((places.get(name, 0) for name in part.steps), default=0)
        )
        return tuple(Asked(self.solution.question, part, place, self) for place, part in enumerate(parts))

    @cached_property
    def equations(self) -> Mapping[str, Formula]:
        """The right-hand sides that the question asks for as equations."""
        return {asked.part.id: asked.expected for asked in self.asked if asked.part.kind == "gate"}

    def names(self, readings: Mapping[str, Reading]) -> Names:
        """What a student calls the gates of a cell, from the left sides of all equations."""
        gates = {part: reading for part, reading in readings.items() if part in self.equations}
        return tuple(sorted(gate_names(gates).items())) if gates else ()

    @cached_property
    def granted(self) -> tuple[tuple[Accepted, Alternative], ...]:
        """The question under the conventions that the lecturer accepts by name."""
        return granted(self.solution)

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The question under other accepted conventions."""
        return alternatives(self.solution)
