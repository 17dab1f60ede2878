"""Misconceptions as candidates: what a part would come out as if they had struck, one at a time, everywhere, or two.

The nearest come first, and there is a limit to how many are tried, so that the work grows with the
length of a derivation and not with its square.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from examsolver.core.derivation import Derivation, Misconception, Run, Step, Value
from examsolver.core.question import Part
from examsolver.grading.reruns import FAILURES, alike, asked_value, before_all, defined, rerun

SINGLES = 4000
"""How many slips of one part are tried alone at most."""
PAIRED = 40
"""How many of the nearest slips are tried two at a time."""
WORK = 2_000_000
"""Steps that may be gone through for one part (at least ``FEWEST`` slips are tried all the same).

So all 1,400 slips of a network of a thousand steps are tried (GoogLeNet, ResNet-50), and 66 of a chain of 30,000,
where the nearest are reached in few steps: that takes a few hundredths of a second."""
PAIRED_WORK = 60_000
"""The same for pairs, which are tried only once for an exam but are many."""
FEWEST = 12


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong idea at one step. ``own``: the step is the part's own, not one that the part builds on."""

    step: str
    misconception: Misconception
    own: bool

    @property
    def tag(self) -> str:
        """The tag of the misconception."""
        return self.misconception.tag


@dataclass(frozen=True, slots=True)
class Candidate:
    """Slips, the steps that they rewrite, and what a part then comes out as."""

    slips: tuple[Slip, ...]
    rewrites: Mapping[str, Step]
    value: Value

    @property
    def own(self) -> bool:
        """Whether all slips are at the part's own steps."""
        return all(slip.own for slip in self.slips)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the slips, each once, in alphabetical order."""
        return tuple(sorted({slip.tag for slip in self.slips}))

    @property
    def misconceptions(self) -> tuple[Misconception, ...]:
        """The misconceptions, each tag once."""
        return tuple({slip.tag: slip.misconception for slip in self.slips}.values())

    @property
    def keeps(self) -> Fraction:
        """The share of the marks that survives all of them."""
        share = Fraction(1)
        for misconception in self.misconceptions:
            share *= misconception.keeps
        return share


def allowance(derivation: Derivation, most: int, work: int = WORK) -> int:
    """How many reruns a derivation of this length allows."""
    return max(FEWEST, min(most, work // (len(derivation.steps) + 1)))


def slips_near(derivation: Derivation, part: Part) -> tuple[Slip, ...]:
    """The slips that can move a part: those of its own steps, then of what they rest on, the nearest first."""
    found: list[Slip] = []
    limit = allowance(derivation, SINGLES)
    own = deque(name for name in part.steps if name in derivation)
    seen, further = set(own), deque[str]()
    for queue, hidden in ((own, True), (further, False)):
        while queue and len(found) < limit:
            step = derivation.step(queue.popleft())
            found.extend(Slip(step.name, misconception, hidden) for misconception in step.misconceptions)
            for name in step.uses:
                if name in derivation and name not in seen:
                    seen.add(name)
                    (queue if not (hidden and derivation.step(name).shown) else further).append(name)
    return tuple(found[:limit])


def rewrites_of(derivation: Derivation, slips: Iterable[Slip]) -> Mapping[str, Step]:
    """The steps that some slips rewrite together; a later slip sees what earlier ones did to its step."""
    merged: dict[str, Step] = {}
    current = derivation
    for slip in slips:
        try:
            new = slip.misconception.rewrite(current, current.step(slip.step))
            if merged.keys() & new.keys():
                current = derivation.rewritten(merged)
                new = slip.misconception.rewrite(current, current.step(slip.step))
        except FAILURES:
            return {}
        merged.update(new)
    return merged


def candidate_of(
    part: Part, run: Run, slips: tuple[Slip, ...], pinned: Mapping[str, Value], way: frozenset[str] | None = None
) -> Candidate | None:
    """What a part comes out as under some slips; None where that is what it comes out as anyway.

    ``way`` are the names of what the part rests on.
    """
    rewrites = rewrites_of(run.derivation, slips)
    value = asked_value(part, rerun(run, pinned, rewrites, part.steps, way)) if rewrites else None
    if not defined(value) or alike(value, asked_value(part, run)):
        return None
    return Candidate(slips, rewrites, value)


def singles(part: Part, run: Run, slips: tuple[Slip, ...], pinned: Mapping[str, Value]) -> Iterator[Candidate]:
    """One slip at a time; then each idea that can strike at several steps, at all of them."""
    way = before_all(run.derivation, part.steps)
    by_tag: dict[str, list[Slip]] = {}
    for slip in slips:
        by_tag.setdefault(slip.tag, []).append(slip)
        candidate = candidate_of(part, run, (slip,), pinned, way)
        if candidate:
            yield candidate
    for same in by_tag.values():
        candidate = candidate_of(part, run, tuple(same), pinned, way) if len(same) > 1 else None
        if candidate:
            yield candidate


def pairs(part: Part, run: Run, slips: tuple[Slip, ...]) -> Iterator[Candidate]:
    """Two slips of different tags at once, among the nearest."""
    several = [pair for pair in combinations(slips[:PAIRED], 2) if pair[0].tag != pair[1].tag]
    way = before_all(run.derivation, part.steps)
    for pair in several[: allowance(run.derivation, len(several), PAIRED_WORK)]:
        candidate = candidate_of(part, run, pair, {}, way)
        if candidate:
            yield candidate
