"""Mistakes of no particular step: charged where they come first, follow-through after that."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from examsolver.core.derivation import Step
from examsolver.core.question import Form
from examsolver.maths.arrays import array_of

FOUR = Form("decimals", 4)


def branches(toys: Any) -> Any:
    """a = (1, -2, 4) x / 2 and b = (3, 5) x, neither from the other; c = 7 b."""
    steps = (
        Step("a", ("x", "v"), partial(toys.times, by=0.5)),
        Step("b", ("x", "w"), toys.times),
        Step("c", ("b",), partial(toys.times, by=7.0)),
    )
    givens = (("x", 1.23456), ("v", array_of([1.0, -2.0, 4.0])), ("w", array_of([3.0, 5.0])))
    return toys.Body(givens, steps)


def marked(toys: Any, ask: Any, **answers: str) -> dict[str, Any]:
    asks = [(name, "vector", FOUR) for name in ("a", "b", "c")]
    verdicts: dict[str, Any] = ask(branches(toys), *asks).mark(**answers)
    return verdicts


def said(verdict: Any) -> tuple[str, str | None, Any]:
    return verdict.outcome, verdict.tag, verdict.awarded


@pytest.mark.parametrize(
    ("a", "b", "tag", "first"),
    [
        ("[0.617, -1.235, 2.469]", "[3.704, 6.173]", "too-few-digits", 2),
        ("[-0.6173, 1.2346, -2.4691]", "[-3.7037, -6.1728]", "wrong-sign", 2),
        ("[1.2346, -2.4691, 4.9382]", "[7.4074, 12.3456]", "common-factor", 0),
    ],
    ids=["too few digits", "all signs changed", "all twice as large"],
)
def test_it_is_charged_once_and_then_followed(toys: Any, ask: Any, a: str, b: str, tag: str, first: int) -> None:
    found = marked(toys, ask, a=a, b=b)
    assert said(found["a"]) == ("known-mistake", tag, first)
    assert said(found["b"]) == ("follow-through", tag, 4)


def test_another_factor_is_another_mistake(toys: Any, ask: Any) -> None:
    found = marked(toys, ask, a="[1.2346, -2.4691, 4.9382]", b="[11.1110, 18.5184]")
    assert [said(found[part])[:2] for part in "ab"] == [("known-mistake", "common-factor")] * 2


def test_values_with_too_few_digits_are_carried_on(toys: Any, ask: Any) -> None:
    found = marked(toys, ask, b="[3.7, 6.2]", c="[25.9000, 43.4000]")
    assert said(found["b"])[1] == "too-few-digits"
    assert said(found["c"])[0] == "follow-through"


def test_digits_that_are_not_right_are_wrong_and_those_asked_for_are_told(toys: Any, ask: Any) -> None:
    verdict = marked(toys, ask, b="[3.9, 6.4]")["b"]
    assert verdict.outcome == "wrong"
    assert verdict.message == "[3.9, 6.4] is not right. The answer was asked to 4 decimals."


def test_zeros_at_the_end_are_no_digits(toys: Any, ask: Any) -> None:
    assert marked(toys, ask, b="[3.7000, 6.2000]")["b"].tag == "too-few-digits"


def states(toys: Any) -> Any:
    """a = 0.3 h + 0.7 x, b = 0.9 h - 0.2 x, c = a + b."""
    steps = (
        Step("a1", ("h",), partial(toys.times, by=0.3)),
        Step("a2", ("x",), partial(toys.times, by=0.7)),
        Step("a", ("a1", "a2"), toys.plus),
        Step("b1", ("h",), partial(toys.times, by=0.9)),
        Step("b2", ("x",), partial(toys.times, by=-0.2)),
        Step("b", ("b1", "b2"), toys.plus),
        Step("c", ("a", "b"), toys.plus),
    )
    return toys.Body((("h", 0.51), ("x", 1.37)), steps)


def test_a_given_taken_as_zero_is_named_once(toys: Any, ask: Any) -> None:
    toy = ask(states(toys), *((name, "number", FOUR) for name in "abc"))
    found = toy.mark(a="0.9590", b="-0.2740", c="0.6850")
    assert said(found["a"]) == ("known-mistake", "given-taken-as-zero", 0)
    assert found["a"].message == "h was taken as zero; it is given."
    assert said(found["b"]) == ("follow-through", "given-taken-as-zero", 4)
    assert said(found["c"])[0] == "follow-through"


def test_a_mistake_that_is_charged_further_down_is_told_by_the_name_of_that_part(toys: Any, ask: Any) -> None:
    toy = ask(branches(toys), *((name, "vector", FOUR) for name in ("b", "a")))
    found = toy.mark(a="[-0.6173, 1.2346, -2.4691]", b="[-3.7037, -6.1728]")
    assert said(found["a"])[0] == "known-mistake"
    assert found["b"].message.startswith("Right, but for the same mistake as in a; it costs only once.")


def test_only_parts_that_changed_it_are_given_as_reasons(toys: Any, ask: Any) -> None:
    """c rests on b alone once b is the student's own; a does not reach it."""
    steps = (
        Step("a", ("x",), partial(toys.plus, by=2)),
        Step("b", ("a",), partial(toys.times, by=3)),
        Step("c", ("b",), partial(toys.plus, by=5)),
    )
    toy = ask(toys.Body((("x", 11),), steps), *((name, "integer") for name in "abc"))
    found = toy.mark(a="14", b="50", c="55")
    assert found["c"].message == "Right, given your answer to b."


def test_two_slips_are_not_claimed_from_a_small_number(toys: Any, ask: Any) -> None:
    slips = (toys.slip("doubled", partial(toys.times, by=2)),)
    others = (toys.slip("one-added", partial(toys.plus, by=1)),)
    steps = (
        Step("a", ("x",), toys.plus, misconceptions=slips),
        Step("b", ("a",), partial(toys.times, by=3), misconceptions=others),
    )
    small = ask(toys.Body((("x", 4),), steps), ("b", "integer")).mark(b="9")["b"]
    large = ask(toys.Body((("x", 400),), steps), ("b", "integer")).mark(b="801")["b"]
    assert (small.outcome, large.tag) == ("wrong", "doubled + one-added")


def test_a_rounded_count_is_told_that_it_must_be_exact(toys: Any, ask: Any) -> None:
    steps = (Step("a", ("x",), partial(toys.plus, by=0)),)
    toy = ask(toys.Body((("x", 483456),), steps), ("a", "integer"))
    assert toy.mark(a="483000")["a"].message.endswith("An exact count is asked.")
    assert toy.mark(a="483457")["a"].message.endswith("is not right.")


def test_a_vector_of_one_entry_is_quoted_without_brackets(toys: Any, ask: Any) -> None:
    steps = (Step("a", ("x",), partial(toys.times, by=1.0)),)
    toy = ask(toys.Body((("x", array_of([0.4378])),), steps), ("a", "vector", FOUR))
    assert toy.mark(a="[0.9876]")["a"].message == "0.9876 is not right."
