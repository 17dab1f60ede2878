"""Where one student stands in one question: values that are theirs, slips already named, a convention in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from examsolver.core.derivation import Run, Value
from examsolver.core.formula import Formula
from examsolver.grading.asked import Asked, AskedQuestion, Names
from examsolver.grading.conventions import Alternative
from examsolver.grading.reruns import alike, asked_value, rerun
from examsolver.grading.slips import Candidate, Slip, rewrites_of


@dataclass(frozen=True, slots=True)
class Basis:
    """The graph on what a student has so far. ``slips``: those adopted in it; ``candidate``: one not yet sure."""

    run: Run
    slips: tuple[Slip, ...] = ()
    candidate: Candidate | None = None


@dataclass(slots=True)
class Standing:
    """Grows part by part.

    Attributes:
        names: what the student calls the gates of a cell.
        pinned: values of steps that the student has answered (the truth, exactly, where they are right).
        right: those of them that are right.
        differs: from steps to the parts where the student left the truth, by themselves.
        slips: slips that were named. suspected: slips of which one must have struck.
        inforce: the other convention that the student keeps to.
        told: from what a mistake is remembered by to the part where it was charged.
    """

    home: AskedQuestion
    names: Names = ()
    pinned: dict[str, Value] = field(default_factory=dict)
    right: dict[str, Value] = field(default_factory=dict)
    differs: dict[str, str] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()
    suspected: tuple[Candidate, ...] = ()
    inforce: Alternative | None = None
    told: dict[str, str] = field(default_factory=dict)
    _bases: tuple[Basis, ...] | None = None
    _explained: tuple[str, ...] = ()
    _reached: set[str] = field(default_factory=set)
    """The steps where the student left the truth, and all that rests on them."""

    def pin(self, asked: Asked, values: Mapping[str, Value], right: bool, follows: bool) -> None:
        """Take down the student's values of a part, which are right, or follow from earlier ones, or neither."""
        self.pinned.update(values)
        if right:
            self.right.update(values)
        elif not follows:
            self.differs.update(dict.fromkeys(asked.part.steps, asked.part.id))
            self._reach(asked.part.steps)
        current = [basis.run for basis in self._bases or ()] or [self.home.solution.run]
        if any(not alike(value, run.values.get(name)) for run in current for name, value in values.items()):
            self._bases = None

    def adopt(self, slips: tuple[Slip, ...]) -> None:
        """From now on the student is taken to hold these ideas."""
        known = {(slip.step, slip.tag) for slip in self.slips}
        new = tuple(slip for slip in slips if (slip.step, slip.tag) not in known)
        if new:
            self.slips = (*self.slips, *new)
            self._bases = None

    def suspect(self, candidates: tuple[Candidate, ...], steps: tuple[str, ...]) -> None:
        """One of these must have struck; which, later parts may tell. ``steps``: what they explain, perhaps rounded."""
        self.suspected = candidates
        self._explained = steps
        self._bases = None

    def named(self, tags: tuple[str, ...]) -> bool:
        """Whether these ideas were all named before."""
        return set(tags) <= {slip.tag for slip in self.slips}

    def touches(self, asked: Asked) -> bool:
        """Whether anything of the student's own can reach a part."""
        if self.slips or self.suspected:
            return True
        return self._reaches(asked)

    def _reaches(self, asked: Asked) -> bool:
        return any(name in self._reached for name in asked.part.steps)

    def _reach(self, names: Iterable[str]) -> None:
        """Every step is gone to once, however many parts and answers there are."""
        derivation = self.home.solution.derivation
        todo = [name for name in names if name in derivation and name not in self._reached]
        self._reached.update(todo)
        while todo:
            users = [step.name for step in derivation.users(todo.pop()) if step.name not in self._reached]
            self._reached.update(users)
            todo.extend(users)

    def earlier(self, asked: Asked) -> tuple[str, ...]:
        """The parts that a part rests on and that the student has otherwise; of several, those that tell in it."""
        parts = tuple(dict.fromkeys(self.differs.values()))
        if len(parts) > 1:
            parts = tuple(dict.fromkeys(part for name, part in self.differs.items() if name in asked.rests_on))
        if len(parts) < 2:
            return parts if self._reaches(asked) else ()
        value = self._given_but(asked, None)
        return tuple(part for part in parts if not alike(self._given_but(asked, part), value)) or parts

    def _given_but(self, asked: Asked, left_out: str | None) -> Value:
        """A part on the values that the student has otherwise, those of one part left out."""
        pinned = {
            name: self.pinned[name] for name, part in self.differs.items() if part != left_out and name in self.pinned
        }
        return asked_value(asked.part, rerun(self.home.solution.run, pinned, None, asked.part.steps))

    def without_slips(self) -> Run:
        """The graph on the student's values alone."""
        plain = (basis.run for basis in self.bases() if not basis.slips and basis.candidate is None)
        return next(plain, self.home.solution.run)

    def bases(self) -> tuple[Basis, ...]:
        """The graphs that a consistent student may have followed, the likeliest first."""
        if self._bases is None:
            self._bases = tuple(self._worked_out())
        return self._bases

    def _worked_out(self) -> Iterator[Basis]:
        tried = [(self.slips, None), (self._everywhere(), None)] if self.slips else []
        tried += [((), None)]
        tried += [((slip,), None) for slip in self.slips] if len(self.slips) > 1 else []
        sure = [Basis(run, slips) for slips, _ in tried if (run := self._on(slips))]
        yield from sure or [Basis(self.home.solution.run)]
        for candidate in self.suspected:
            others = (slip for slip in self.slips if slip.tag not in candidate.tags)
            run = self._on((*others, *candidate.slips), self._explained)
            if run:
                yield Basis(run, candidate.slips, candidate)

    def _on(self, slips: tuple[Slip, ...], explained: tuple[str, ...] = ()) -> Run | None:
        truth = self.home.solution.run
        pinned = {name: value for name, value in self.pinned.items() if name not in explained}
        return rerun(truth, pinned, rewrites_of(truth.derivation, slips))

    def _everywhere(self) -> tuple[Slip, ...]:
        """The ideas that were named, at every step that they can strike."""
        named = {slip.tag for slip in self.slips}
        return tuple(
            Slip(step.name, misconception, False)
            for step in self.home.solution.derivation.steps
            for misconception in step.misconceptions
            if misconception.tag in named
        )

    def confirms(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether slips agree with what the student has right: where they struck, and from there on to the part."""
        if not any(name in asked.rests_on for name in self.right):
            return True
        if self.contradicts(candidate):
            return False
        if candidate.own:
            return True
        run = rerun(self.home.solution.run, self.right, candidate.rewrites, asked.part.steps)
        return alike(asked_value(asked.part, run), candidate.value)

    def contradicts(self, candidate: Candidate) -> bool:
        """Whether a step where slips struck, or of which they struck a part, is one that the student has right.

        A right formula rules nothing out: the numbers may have been put into another.
        """
        owners = dict.fromkeys(name.partition("#")[0] for name in candidate.rewrites)
        struck = (name for name in owners if name in self.right)
        return any(not isinstance(self.right[name], Formula) and self._contradicts(name, candidate) for name in struck)

    def _contradicts(self, name: str, candidate: Candidate) -> bool:
        """Whether a step that the student has right would have come out otherwise."""
        others = {step: value for step, value in self.right.items() if step != name}
        run = rerun(self.home.solution.run, others, candidate.rewrites, (name,))
        return run is None or not alike(run.values.get(name), self.right[name])
