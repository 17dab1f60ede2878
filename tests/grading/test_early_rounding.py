from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from examsolver.core.derivation import Step
from examsolver.core.question import Form
from examsolver.grading.early_rounding import rounded_result
from examsolver.maths.arrays import array_of

FOUR = Form("decimals", 4)


def chain(toys: Any) -> Any:
    """a = x, b = 7 a, c = b + 1."""
    steps = (
        Step("a", ("x",), toys.plus),
        Step("b", ("a",), partial(toys.times, by=7.0)),
        Step("c", ("b",), partial(toys.plus, by=1.0)),
    )
    return toys.Body((("x", 0.123456),), steps)


@pytest.mark.parametrize(
    ("answer", "tag"),
    [
        ("1.8642", None),
        ("1.8400", "rounded-too-early"),
        ("1.7000", "rounded-too-early"),
        ("1.8600", "rounded-too-early"),
    ],
    ids=["not rounded", "a to two", "a to one", "b to two"],
)
def test_a_value_that_was_rounded_on_the_way_is_named_and_keeps_half(
    toys: Any, ask: Any, answer: str, tag: str
) -> None:
    verdict = ask(chain(toys), ("c", "number", FOUR)).mark(c=answer)["c"]
    assert verdict.tag == tag
    assert verdict.awarded == (2 if tag else 4)


def test_the_step_is_told_where_there_is_only_one(toys: Any, ask: Any) -> None:
    verdict = ask(chain(toys), ("c", "number", FOUR)).mark(c="1.84")["c"]
    assert verdict.message == "A value on the way was rounded (at a) and carried on so; round only at the end."


def test_another_number_near_by_is_not(toys: Any, ask: Any) -> None:
    assert ask(chain(toys), ("c", "number", FOUR)).mark(c="1.8543")["c"].outcome == "wrong"


def test_halves_are_rounded_away_from_zero_exactly() -> None:
    assert rounded_result(lambda value: value, 1, array_of([1.25, -1.25, 0.04])).tolist() == [1.3, -1.3, 0.0]
