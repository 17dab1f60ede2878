from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from examsolver.core.derivation import Derivation, Step, derivation_of
from examsolver.core.problem import Source, Span
from examsolver.core.question import Part
from examsolver.grading.slips import FEWEST, SINGLES, WORK, allowance, pairs, singles, slips_near

PART = Part("c", ("c",), "integer", Span(Source("<exam>", ""), 0, 0))


def slipping(toys: Any, name: str, uses: tuple[str, ...], *tags: str, shown: bool = True) -> Step:
    """A step that adds 1, and adds 2, 3 … under its slips."""
    named = tuple(toys.slip(tag, partial(toys.plus, by=by)) for by, tag in enumerate(tags, 2))
    return Step(name, uses, partial(toys.plus, by=1), shown=shown, misconceptions=named)


def test_the_parts_own_steps_come_first_hidden_ones_among_them_then_the_nearest(toys: Any) -> None:
    steps = (
        slipping(toys, "far", ("x",), "far"),
        slipping(toys, "near", ("far",), "near"),
        slipping(toys, "c#1", ("near",), "hidden", shown=False),
        slipping(toys, "c", ("c#1",), "own"),
        slipping(toys, "after", ("c",), "after"),
    )
    found = slips_near(derivation_of({"x": 0}, steps), PART)
    assert [(slip.tag, slip.own) for slip in found] == [
        ("own", True),
        ("hidden", True),
        ("near", False),
        ("far", False),
    ]


def chain(toys: Any, length: int) -> tuple[Derivation, Part]:
    """A chain of steps that has a slip at each, and its end."""
    steps = tuple(slipping(toys, f"s{n}", (f"s{n - 1}" if n else "x",), "slip") for n in range(length))
    return derivation_of({"x": 0}, steps), replace(PART, steps=(f"s{length - 1}",))


def test_a_long_derivation_allows_few_reruns(toys: Any) -> None:
    long, part = chain(toys, 50_000)
    assert len(slips_near(long, part)) == WORK // 50_001 < 50
    assert allowance(long, SINGLES, WORK // 10) == FEWEST


def test_all_slips_of_a_deep_network_are_tried(toys: Any) -> None:
    deep, part = chain(toys, 1_400)
    assert len(slips_near(deep, part)) == 1_400


def test_a_slip_that_changes_nothing_breaks_a_law_or_makes_a_circle_is_no_candidate(toys: Any) -> None:
    def circle(derivation: Any, step: Step) -> dict[str, Step]:
        return {"a": replace(step, uses=("c",))}

    slips = (
        toys.slip("same", partial(toys.plus, by=1)),
        toys.slip("broken", len),
        toys.slip("no-value", partial(toys.times, by="a")),
        replace(toys.slip("circle", toys.plus), rewrite=circle),
        toys.slip("real", toys.plus),
    )
    steps = (
        Step("a", ("x",), partial(toys.plus, by=1), misconceptions=slips),
        Step("c", ("a",), toys.plus),
    )
    derivation = derivation_of({"x": 0}, steps)
    found = singles(PART, derivation.run(), slips_near(derivation, PART), {})
    assert [(candidate.tags, candidate.value) for candidate in found] == [(("real",), 0)]


def test_two_slips_are_put_together_and_at_one_step_the_later_prevails(toys: Any) -> None:
    steps = (slipping(toys, "a", ("x",), "one"), slipping(toys, "c", ("a",), "two", "three"))
    derivation = derivation_of({"x": 0}, steps)
    found = pairs(PART, derivation.run(), slips_near(derivation, PART))
    assert {candidate.tags: candidate.value for candidate in found} == {
        ("one", "two"): 4,
        ("one", "three"): 5,
        ("three", "two"): 4,
    }
