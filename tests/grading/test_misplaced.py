from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from examsolver.core.derivation import Step
from examsolver.core.question import Form
from examsolver.maths.arrays import array_of

FOUR = Form("decimals", 4)


def one_step(toys: Any, value: Any) -> Any:
    return toys.Body((("x", value),), (Step("a", ("x",), toys.plus),))


@pytest.mark.parametrize("text", ["1.173", "11.73", "0.01173"])
def test_a_decimal_point_that_moved_is_named_and_keeps_half(toys: Any, ask: Any, text: str) -> None:
    verdict = ask(one_step(toys, 0.1173), ("a", "number", FOUR)).mark(a=text)["a"]
    assert (verdict.outcome, verdict.tag, verdict.awarded) == ("known-mistake", "decimal-point-shifted", 2)


@pytest.mark.parametrize("value", [0, 3, 40])
def test_a_small_whole_number_does_not_tell_where_it_is_from(toys: Any, ask: Any, value: int) -> None:
    assert ask(one_step(toys, value), ("a", "integer")).mark(a=str(10 * value + 1))["a"].outcome == "wrong"
    assert ask(one_step(toys, value), ("a", "integer")).mark(a=f"{10 * value or 10}")["a"].tag is None


def test_every_cell_must_have_moved_alike(toys: Any, ask: Any) -> None:
    toy = ask(one_step(toys, array_of([Fraction(1, 4), Fraction(3, 2)])), ("a", "vector"))
    tags = {text: toy.mark(a=text)["a"].tag for text in ("[2.5, 15]", "[2.5, 1.5]")}
    assert tags == {"[2.5, 15]": "decimal-point-shifted", "[2.5, 1.5]": None}


def states(toys: Any) -> Any:
    law = partial(toys.times, by=1.7)
    steps = tuple(Step(f"h[{t}]", (f"h[{t - 1}]",), law) for t in (1, 2, 3))
    return toys.Body((("h[0]", 0.5),), steps)


def test_the_state_of_another_step_in_time_is_named(toys: Any, ask: Any) -> None:
    toy = ask(states(toys), ("h[3]", "number"))
    verdict = toy.mark(**{"h[3]": "1.445"})["h[3]"]
    assert (verdict.outcome, verdict.tag, verdict.awarded) == ("known-mistake", "value-of-another", 0)
    assert "h[2]" in verdict.message
    assert toy.mark(**{"h[3]": "1.447"})["h[3]"].outcome == "wrong"


def test_the_answer_to_another_part_is_named(toys: Any, ask: Any) -> None:
    steps = (Step("a", ("x",), toys.plus), Step("b", ("x",), partial(toys.times, by=3)))
    toy = ask(toys.Body((("x", 0.137),), steps), ("a", "number"), ("b", "number"))
    verdict = toy.mark(a="0.411", b="0.411")["a"]
    assert (verdict.tag, "b" in verdict.message) == ("value-of-another", True)
