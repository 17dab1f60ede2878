"""Whatever wrong idea a question can meet: it is made, found by its tag, and costs once.

On one draw of every question of the bank and the examples of all rules; ``python -m benchmarks.diagnosis`` goes
through more draws, and through two slips at once.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import chain

import pytest

from benchmarks.diagnosis import AMONG, CONVENTION, RIGHTLY, UNNAMED, WRONGLY, judged
from benchmarks.slipping import Desk, bank_desks, desk_of, single_scripts
from examsolver.core.derivation import Misconception
from examsolver.rules import CATALOGUE
from examsolver.verbs.slip_examples import example_texts

DEEP = 1500
"""Steps from which one total is what several slips give by chance, and not all of them are tried."""

_ALL = (*bank_desks(1), *map(desk_of, example_texts()))
DESKS = tuple(desk for desk in _ALL if len(desk.solution.derivation.steps) < DEEP)
DEEP_DESKS = tuple(desk for desk in _ALL if desk.solution.question.id == "inception-v3")
GROUPS = 12
"""Tests that share the desks, of which there are hundreds."""

NEVER_ALONE = {
    "confusion-matrix-transposed": "it is how other books lay the matrix out",
    "data-not-centred": "it is the mean that is left out of the step before",
    "epochs-after-the-stop": "a patience that has to be exceeded stops as much later",
    "kernel-not-flipped": "it is what other books call a convolution",
    "negatives-subtracted": "the error of a negative sample turned round is as much",
    "plus-one-inside-the-division": "where it is not right, it is what forgetting the plus one gives",
    "precision-not-interpolated": "it is how other books take the area",
    "scaling-forgotten": "attention without a scale is another form of it",
    "substitution-left-out": "a substitution that costs two is as much",
    "tied-weights-counted-twice": "it is how some count tied weights",
}
"""Ideas whose numbers are always those of another idea or convention: they are told beside it, never claimed."""


@cache
def found(desk: Desk) -> tuple[tuple[str, str, str], ...]:
    """Of each idea that changes an answer of a question: its tag, what was said of it, and what it cost beyond once."""
    said = []
    for script in single_scripts(desk):
        (tag,) = script.tags
        verdicts = desk.mark(script.texts)
        outcome = judged(desk, script, verdicts)
        lost = [verdict for verdict in verdicts.values() if verdict.awarded < verdict.out_of]
        named = [verdict for verdict in lost if verdict.outcome == "known-mistake"]
        conventions = {verdict.tag if verdict.outcome == "other-convention" else verdict.part for verdict in lost}
        once = len(conventions) == 1 or (len(named) == 1 and lost[0].tag == "wrong-shape")
        rest = {verdict.outcome for verdict in verdicts.values() if verdict not in lost}
        fine = outcome != RIGHTLY or (once and rest <= {"correct", "follow-through"})
        said.append((tag, outcome, "" if fine else f"{desk.solution.question.id}: {tag} at {script.slips[0].step}"))
    return tuple(said)


def groups() -> list[tuple[Desk, ...]]:
    return [DESKS[start::GROUPS] for start in range(GROUPS)]


@pytest.mark.parametrize("desks", groups(), ids=range(GROUPS))
def test_no_slip_is_named_wrongly_and_one_that_is_named_costs_once(desks: tuple[Desk, ...]) -> None:
    wrongly = [(desk.solution.question.id, tag) for desk in desks for tag, said, _ in found(desk) if said == WRONGLY]
    assert wrongly == []
    assert [more for desk in desks for _, _, more in found(desk) if more] == []


def test_in_the_deepest_networks_hardly_any_slip_is_named_wrongly() -> None:
    (desk,) = DEEP_DESKS
    said = [outcome for _, outcome, _ in found(desk)]
    assert len(said) > 300
    assert said.count(WRONGLY) <= len(said) // 100
    assert said.count(RIGHTLY) >= len(said) * 3 // 4


def every_idea() -> set[str]:
    """The tags that steps of these questions carry, and those of all rules."""
    carried = {idea.tag for desk in DESKS for step in desk.solution.derivation.steps for idea in step.misconceptions}
    ruled: list[Misconception] = [idea for rule in CATALOGUE.entries for idea in rule.misconceptions]
    ruled += [idea for rule in CATALOGUE.entries for back in rule.gradients if back for idea in back.misconceptions]
    return carried | {idea.tag for idea in ruled}


def test_every_wrong_idea_is_made_and_found_by_its_tag() -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for tag, outcome, _ in chain.from_iterable(map(found, DESKS)):
        said[tag].add(outcome)
    ideas = every_idea()
    assert sorted(tag for tag in ideas - NEVER_ALONE.keys() if RIGHTLY not in said[tag]) == [], "no question shows it"
    assert sorted(tag for tag in NEVER_ALONE if RIGHTLY in said[tag]) == [], "it can be named after all"
    assert sorted(tag for tag in NEVER_ALONE if not said[tag] & {AMONG, CONVENTION, UNNAMED}) == []
