from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from examsolver.core.derivation import Step
from examsolver.core.question import Policy
from examsolver.maths.arrays import array_of
from tests.effort import with_effort


def added(value: Any, more: int = 0) -> Any:
    return value + more


def bodies(toys: Any, *slips: tuple[str, int]) -> Any:
    """a = x + 10 = 11, with slips that add something else."""
    named = tuple(toys.slip(tag, partial(added, more=more)) for tag, more in slips)
    return toys.Body((("x", 1),), (Step("a", ("x",), partial(added, more=10), misconceptions=named),))


def test_a_slip_is_named_by_its_tag_and_told(toys: Any, ask: Any) -> None:
    verdict = toys.chain()(ask).mark(b="5")["b"]
    assert (verdict.outcome, verdict.tag, verdict.awarded) == ("known-mistake", "not-multiplied", 0)
    assert verdict.message == "This is what not-multiplied gives."
    assert verdict.steps == ("b",)


@pytest.mark.parametrize(
    ("kept", "answer", "awarded"), [(0, "6", 0), (0, "9", 2), (Fraction(1, 4), "6", 1), (Fraction(3, 4), "9", 3)]
)
def test_a_slip_keeps_its_share_or_what_the_policy_gives(
    toys: Any, ask: Any, kept: Fraction, answer: str, awarded: int
) -> None:
    verdict = toys.chain(policy=Policy(known_mistake=Fraction(kept)))(ask).mark(a=answer)["a"]
    assert (verdict.outcome, verdict.awarded) == ("known-mistake", awarded)


def test_a_slip_before_the_part_is_found_and_its_step_is_told(toys: Any, ask: Any) -> None:
    verdict = toys.chain("c")(ask).mark(c="10")["c"]
    assert (verdict.tag, verdict.steps) == ("not-multiplied", ("b", "c"))
    assert verdict.message.endswith("(at b).")


def test_a_slip_on_the_students_own_value_is_found(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="7", b="7", c="14")
    assert [verdict.outcome for verdict in verdicts.values()] == ["wrong", "known-mistake", "follow-through"]


def test_two_slips_at_once_are_found_when_one_is_not_enough(toys: Any, ask: Any) -> None:
    first = toys.slip("ten-lost", toys.plus, Fraction(1, 2))
    second = toys.slip("squared", partial(toys.times, by=49), Fraction(1, 2))
    steps = (
        Step("a", ("x",), partial(toys.plus, by=10), misconceptions=(first,)),
        Step("b", ("a",), partial(toys.times, by=7), misconceptions=(second,)),
    )
    toy = ask(toys.Body((("x", 3),), steps), ("b", "integer"))
    assert {text: toy.mark(b=text)["b"].tag for text in ("21", "637", "147")} == {
        "21": "ten-lost",
        "637": "squared",
        "147": "squared + ten-lost",
    }
    assert toy.mark(b="147")["b"].awarded == 1


def test_where_two_slips_fit_equally_both_are_told_and_neither_is_claimed(toys: Any, ask: Any) -> None:
    verdict = ask(bodies(toys, ("one", 4), ("two", 4), ("three", 5)), ("a", "integer")).mark(a="5")["a"]
    assert (verdict.outcome, verdict.tag) == ("known-mistake", None)
    assert "what one gives" in verdict.message
    assert "what two gives" in verdict.message
    assert "three" not in verdict.message


def test_where_very_many_fit_nothing_is_claimed(toys: Any, ask: Any) -> None:
    toy = ask(bodies(toys, *((f"tag{number}", 4) for number in range(5))), ("a", "integer"))
    assert toy.mark(a="5")["a"].outcome == "wrong"


def test_which_of_two_slips_it_was_may_show_later_and_then_costs_nothing(toys: Any, ask: Any) -> None:
    def slips(first: int) -> Any:
        return tuple(toys.slip(tag, partial(added, more=more)) for tag, more in (("one", first), ("two", 4)))

    steps = (
        Step("a", ("x",), partial(added, more=10), misconceptions=slips(4)),
        Step("b", ("x",), partial(added, more=20), misconceptions=slips(7)),
    )
    verdicts = ask(toys.Body((("x", 1),), steps), ("a", "integer"), ("b", "integer")).mark(a="5", b="8")
    assert [verdict.tag for verdict in verdicts.values()] == [None, "one"]


def test_one_idea_at_two_places_is_one_diagnosis(toys: Any, ask: Any) -> None:
    lost = toys.slip("ten-lost", toys.plus)
    steps = (
        Step("a", ("x",), partial(toys.plus, by=10), misconceptions=(lost,)),
        Step("b", ("x",), partial(toys.plus, by=10), misconceptions=(lost,)),
        Step("c", ("a", "b"), toys.plus),
    )
    toy = ask(toys.Body((("x", 3),), steps), ("c", "integer"))
    assert [toy.mark(c=text)["c"].tag for text in ("16", "6")] == ["ten-lost", "ten-lost"]


def test_a_slip_that_happens_to_give_the_right_value_is_never_claimed(toys: Any, ask: Any) -> None:
    toy = ask(bodies(toys, ("harmless", 10), ("harmful", 4)), ("a", "integer"))
    assert toy.mark(a="11")["a"].outcome == "correct"
    assert toy.mark(a="5")["a"].tag == "harmful"


def test_a_slip_that_the_students_right_answer_rules_out_is_not_claimed_beside_another(toys: Any, ask: Any) -> None:
    ruled_out = toys.slip("ruled-out", partial(toys.plus, by=4))
    possible = toys.slip("possible", partial(toys.plus, by=-6))
    steps = (
        Step("a", ("x",), partial(toys.plus, by=10), misconceptions=(ruled_out,)),
        Step("h", ("a",), toys.plus, misconceptions=(possible,)),
        Step("b", ("h",), toys.plus),
    )
    toy = ask(toys.Body((("x", 1),), steps), ("a", "integer"), ("b", "integer"))
    assert toy.mark(b="5")["b"].tag is None
    assert toy.mark(a="11", b="5")["b"].tag == "possible"


def test_cells_that_are_right_earn_their_share_when_nothing_explains_the_rest(toys: Any, ask: Any) -> None:
    matrix = array_of([[1, 2], [3, 4]])
    toy = ask(toys.Body((("x", matrix),), (Step("a", ("x",), toys.plus),)), ("a", "matrix"))
    verdict = toy.mark(a="[[1, 2], [null, 5]]")["a"]
    assert (verdict.outcome, verdict.awarded) == ("partly", 2)
    assert "2 of 4 cells" in verdict.message
    assert "row 2 column 2" in verdict.message
    assert "missing: row 2 column 1" in verdict.message


def test_cells_that_are_right_on_the_students_own_values_count_too(toys: Any, ask: Any) -> None:
    matrix = array_of([[1, 2], [3, 4]])
    steps = (Step("a", ("x",), toys.plus), Step("b", ("a",), partial(toys.times, by=2)))
    verdicts = ask(toys.Body((("x", matrix),), steps), ("a", "matrix"), ("b", "matrix")).mark(
        a="[[5, 6], [7, 8]]", b="[[10, 12], [14, 15]]"
    )
    assert [(verdict.outcome, verdict.awarded) for verdict in verdicts.values()] == [("wrong", 0), ("partly", 3)]


@pytest.mark.parametrize("answer", ["12345", "49999"])
def test_ten_thousand_steps_are_diagnosed_without_recursion_with_work_that_grows_with_their_number(
    toys: Any, ask: Any, answer: str
) -> None:
    taken = []
    for size in (1000, 10_000):
        slips = (toys.slip("nothing-added", toys.plus),)
        steps = tuple(
            Step(f"s{place}", (f"s{place - 1}" if place else "x",), partial(toys.plus, by=5), misconceptions=slips)
            for place in range(size)
        )
        toy = ask(toys.Body((("x", 0),), steps), (f"s{size - 1}", "integer"))
        verdicts, calls = with_effort(partial(toy.mark, **{f"s{size - 1}": answer}))
        verdict = verdicts[f"s{size - 1}"]
        taken.append(calls)
    assert verdict.outcome == "wrong"
    assert toy.mark(s9999="49995")["s9999"].tag == "nothing-added"
    assert taken[1] < 15 * taken[0]


def test_a_lost_sign_keeps_half_and_is_carried_on(toys: Any, ask: Any) -> None:
    verdicts = toys.chain()(ask).mark(a="-5", b="-20", c="-25")
    assert (verdicts["a"].outcome, verdicts["a"].tag, verdicts["a"].awarded) == ("known-mistake", "wrong-sign", 2)
    assert [verdicts[part].outcome for part in "bc"] == ["follow-through"] * 2
