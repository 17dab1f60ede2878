"""Sums that were added up wrongly: a term left out, all terms of one kind, a term counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from examsolver.core.derivation import Run
from examsolver.grading.consistency import costs_once
from examsolver.grading.judgement import NONE, Case, Judgement
from examsolver.grading.messages import listed
from examsolver.grading.misplaced import fits_strictly

LEFT_OUT = "left-out-of-the-sum"
TWICE = "counted-twice-in-the-sum"
TELLING = 10
"""Terms below this come about in too many ways to tell that it was they."""
MOST = 12
"""Terms of a sum up to which one of them is looked for; among more, some make up any difference by chance."""
NAMED = 3
"""Terms of the same size that are named; of more than these any may be meant."""


@dataclass(frozen=True, slots=True)
class _Miscount:
    """What a sum comes out as where some terms were left out, or counted twice, and what is said of it."""

    tag: str
    says: str
    value: int


def miscounted_sum(case: Case) -> Judgement | None:
    """The sum of what it adds, but for terms that are missing or twice in it; on true values, then on the student's."""
    if case.asked.part.kind not in ("integer", "number"):
        return None
    for run in _runs(case):
        for found in _miscounts(run, case.asked.part.steps[0]):
            if fits_strictly(case, found.value):
                share = max(case.policy.known_mistake, NONE)
                return costs_once(case, Judgement("known-mistake", share, found.says, found.tag))
    return None


def _runs(case: Case) -> Iterator[Run]:
    yield case.asked.run
    if case.standing.touches(case.asked):
        yield case.standing.bases()[0].run


def _miscounts(run: Run, name: str) -> Iterator[_Miscount]:
    """A term at a time, then a kind of terms: those of whole numbers that add up to the value of the step."""
    if name not in run.derivation:
        return
    terms = {used: run.values.get(used) for used in run.derivation.step(name).uses}
    counts = {used: value for used, value in terms.items() if isinstance(value, int) and not isinstance(value, bool)}
    whole = run.values.get(name)
    if not isinstance(whole, int) or len(counts) < len(terms) or sum(counts.values()) != whole:
        return
    telling = {used: count for used, count in counts.items() if abs(count) >= TELLING}
    if 1 < len(telling) <= MOST:
        yield from _single(telling, whole)
        yield from _of_a_kind(run, telling, whole)


def _single(counts: Mapping[str, int], whole: int) -> Iterator[_Miscount]:
    by_size: dict[int, list[str]] = {}
    for name, count in counts.items():
        by_size.setdefault(count, []).append(name)
    for count, names in by_size.items():
        yield _Miscount(LEFT_OUT, f"The sum leaves out {_one_of(names)}.", whole - count)
        yield _Miscount(TWICE, f"The sum counts {_one_of(names)} twice.", whole + count)


def _of_a_kind(run: Run, counts: Mapping[str, int], whole: int) -> Iterator[_Miscount]:
    by_kind: dict[str, list[str]] = {}
    for name in counts:
        if name in run.derivation:
            by_kind.setdefault(run.derivation.step(name).rule, []).append(name)
    for kind, names in by_kind.items():
        if 1 < len(names) < len(counts):
            says = f"The sum leaves out every {kind} layer."
            yield _Miscount(LEFT_OUT, says, whole - sum(counts[name] for name in names))


def _one_of(names: list[str]) -> str:
    """The owner of a term, ``conv1`` of ``conv1.parameters``; of several, that it is one of them."""
    owners = [name.rpartition(".")[0] or name for name in names]
    if len(owners) == 1:
        return owners[0]
    return f"one of {listed(owners)}" if len(owners) <= NAMED else f"one of {len(owners)} terms such as {owners[0]}"
