from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from examsolver.core.derivation import Step
from examsolver.core.question import Policy
from examsolver.grading.consistency import trivial
from examsolver.maths.arrays import array_of


def outcomes(verdicts: Any) -> dict[str, str]:
    return {part: verdict.outcome for part, verdict in verdicts.items()}


def test_right_answers_are_correct_and_earn_everything(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="5", b="20", c="25")
    assert {(verdict.outcome, verdict.awarded) for verdict in verdicts.values()} == {("correct", Fraction(4))}


def test_a_wrong_value_costs_once_when_it_is_carried_on_rightly(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="7", b="28", c="35")
    assert outcomes(verdicts) == {"a": "wrong", "b": "follow-through", "c": "follow-through"}
    assert verdicts["b"].awarded == 4
    assert verdicts["c"].message == "Right, given your answer to a."


def test_a_part_left_blank_is_taken_at_the_truth(toys: Any, ask: Any) -> None:
    assert outcomes(toys.chain()(ask).mark(b="21", c="26")) == {"a": "blank", "b": "wrong", "c": "follow-through"}


def test_a_part_that_cannot_be_read_is_taken_at_the_truth(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="five", b="20", c="25")
    assert outcomes(verdicts) == {"a": "unreadable", "b": "correct", "c": "correct"}
    assert verdicts["a"].needs_human


def test_the_truth_after_a_wrong_value_is_still_correct_and_is_carried_on(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="7", b="20", c="27")
    assert outcomes(verdicts) == {"a": "wrong", "b": "correct", "c": "follow-through"}


def test_the_order_of_the_parts_on_paper_does_not_matter(toys: Any, ask: Any) -> None:
    verdicts = toys.chain("c", "b", "a")(ask).mark(a="7", b="28", c="35")
    assert list(outcomes(verdicts).items()) == [("c", "follow-through"), ("b", "follow-through"), ("a", "wrong")]


def test_a_named_slip_costs_once_and_is_repeated_for_nothing(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="6", b="24", c="144")
    assert outcomes(verdicts) == {"a": "known-mistake", "b": "follow-through", "c": "follow-through"}
    assert verdicts["a"].tag == verdicts["c"].tag == "product-for-sum"
    assert "costs only once" in verdicts["c"].message


def test_follow_through_earns_what_the_policy_says(toys: Any, ask: Any) -> None:
    verdicts = toys.chain(policy=Policy(follow_through=Fraction(1, 4)))(ask).mark(a="7", b="28")
    assert verdicts["b"].awarded == 1


def test_a_value_that_leaves_nothing_to_work_out_earns_nothing(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="0", b="0", c="0")
    assert verdicts["b"].awarded == verdicts["c"].awarded == 0
    assert "nothing to work out" in verdicts["b"].message


def test_a_silly_value_does_not_crash_what_follows(toys: Any, ask: Any) -> None:
    steps = (Step("a", ("x",), toys.plus), Step("b", ("a",), toys.inverse))
    verdicts = ask(toys.Body((("x", 2),), steps), ("a", "number"), ("b", "number")).mark(a="0", b="0.3")
    assert outcomes(verdicts) == {"a": "wrong", "b": "wrong"}


@pytest.mark.parametrize(
    ("value", "truth", "is_trivial"),
    [
        (array_of([[0, 0]]), array_of([[1, 0]]), True),
        (array_of([[0, 0]]), array_of([[0, 0]]), False),
        (array_of([1, 2, 3]), array_of([[1, 2, 3]]), True),
        (float("inf"), 1.0, True),
        (0, 3, True),
        (False, True, False),
        ((0, 0), (6, 6), True),
        ((6,), (6, 6), True),
        ("name", "other", False),
    ],
)
def test_what_left_nothing_to_work_out(value: Any, truth: Any, is_trivial: bool) -> None:
    assert trivial(value, truth) is is_trivial


def other_ways(toys: Any) -> Any:
    """a = x + y = 5 (theirs: 6, odd: 7), b = 2 a."""

    def steps(by: int) -> tuple[Step, ...]:
        return Step("a", ("x", "y"), partial(toys.plus, by=by)), Step("b", ("a",), partial(toys.times, by=2))

    return toys.Body((("x", 2), ("y", 3)), steps(0), (("theirs", steps(1)), ("odd", steps(2))))


def test_another_convention_is_named_at_every_part_that_it_touches(toys: Any, ask: Any) -> None:
    verdicts = ask(other_ways(toys), ("a", "integer"), ("b", "integer")).mark(a="6", b="12")
    assert {part: (v.outcome, v.awarded, v.tag) for part, v in verdicts.items()} == {
        "a": ("other-convention", 2, "ways-theirs"),
        "b": ("other-convention", 2, "ways-theirs"),
    }
    assert "This is their way." in verdicts["a"].message


def test_under_the_other_convention_ours_is_the_other_one(toys: Any, ask: Any) -> None:
    toy = ask(other_ways(toys), ("a", "integer"), conventions={"ways": "theirs"})
    assert [toy.mark(a=text)["a"].outcome for text in ("6", "5")] == ["correct", "other-convention"]


def test_a_variant_that_is_not_accepted_is_wrong(toys: Any, ask: Any) -> None:
    assert ask(other_ways(toys), ("a", "integer")).mark(a="7")["a"].outcome == "wrong"


def test_a_convention_that_is_kept_to_is_not_named_where_it_changes_nothing(toys: Any, ask: Any) -> None:
    def steps(by: int) -> tuple[Step, ...]:
        return (
            Step("a", ("x",), partial(toys.plus, by=by)),
            Step("b", ("y",), toys.plus),
            Step("c", ("b",), partial(toys.times, by=2)),
        )

    body = toys.Body((("x", 2), ("y", 3)), steps(0), (("theirs", steps(1)),))
    verdicts = ask(body, ("a", "integer"), ("b", "integer"), ("c", "integer")).mark(a="3", b="8", c="16")
    assert outcomes(verdicts) == {"a": "other-convention", "b": "wrong", "c": "follow-through"}
