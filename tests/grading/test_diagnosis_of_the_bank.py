"""Whatever wrong idea a question of the bank can meet: it is made, found by its tag, and costs once."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from benchmarks.diagnosis import AMONG, CONVENTION, RIGHTLY, UNNAMED, WRONGLY, judged
from benchmarks.slipping import Desk, bank_desks, desk_of, single_scripts
from examsolver.core.derivation import Misconception
from examsolver.rules import CATALOGUE
from examsolver.verbs.slip_examples import example_texts

DESKS = (*bank_desks(3), *map(desk_of, example_texts()))

NEVER_ALONE = {
    "channels-left-out": "one filter too few and a depth that is pooled leave out the same channels",
    "factor-two-lost": "half the gradient is that of another mean squared error",
    "flattened-to-the-depth": "a dense layer on the channels has as many weights",
    "plus-one-inside-the-division": "where it is not right, it is what forgetting the plus one gives",
}
"""Ideas whose numbers are always those of another idea or convention: they are told beside it, never claimed."""


@cache
def found(desk: Desk) -> dict[str, set[str]]:
    """What was said of each idea that changes an answer of a question."""
    said: dict[str, set[str]] = defaultdict(set)
    for script in single_scripts(desk):
        (tag,) = script.tags
        said[tag].add(judged(desk, script, desk.mark(script.texts)))
    return said


def label(desk: object) -> str:
    return f"{desk.solution.question.id}-{DESKS.index(desk)}" if isinstance(desk, Desk) else str(desk)


each_desk = pytest.mark.parametrize("desk", DESKS, ids=label)


@each_desk
def test_no_slip_is_named_wrongly(desk: Desk) -> None:
    assert [tag for tag, said in found(desk).items() if WRONGLY in said] == []


@each_desk
def test_a_slip_that_is_named_costs_once_and_what_follows_from_it_is_right(desk: Desk) -> None:
    for script in single_scripts(desk):
        verdicts = desk.mark(script.texts)
        if judged(desk, script, verdicts) == RIGHTLY:
            lost = [verdict for verdict in verdicts.values() if verdict.awarded < verdict.out_of]
            named = [verdict for verdict in lost if verdict.outcome == "known-mistake"]
            assert len(lost) == 1 or (len(named) == 1 and lost[0].tag == "wrong-shape"), (script, lost)
            rest = [verdict.outcome for verdict in verdicts.values() if verdict not in lost]
            assert set(rest) <= {"correct", "follow-through"}


def every_idea() -> set[str]:
    """The tags that steps of these questions carry, and those of all rules."""
    carried = {idea.tag for desk in DESKS for step in desk.solution.derivation.steps for idea in step.misconceptions}
    ruled: list[Misconception] = [idea for rule in CATALOGUE.entries for idea in rule.misconceptions]
    ruled += [idea for rule in CATALOGUE.entries for back in rule.gradients if back for idea in back.misconceptions]
    return carried | {idea.tag for idea in ruled}


@pytest.mark.parametrize("tag", sorted(every_idea()))
def test_every_wrong_idea_is_made_and_found_by_its_tag(tag: str) -> None:
    said = {outcome for desk in DESKS for outcome in found(desk).get(tag, ())}
    if tag in NEVER_ALONE:
        assert said & {AMONG, CONVENTION, UNNAMED}
        assert RIGHTLY not in said, "it can be named after all"
    else:
        assert RIGHTLY in said
