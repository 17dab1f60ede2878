import itertools
import operator
import pickle
import random
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import Derivation, Misconception, Step, Undefined, derivation_of


def plus(*values: int, by: int = 0) -> int:
    return sum(values) + by


def random_graph(rng: random.Random, size: int) -> Derivation:
    """Steps that each add some earlier values, listed in a random order."""
    steps = []
    for place in range(size):
        earlier = ["x", *(f"s{before}" for before in range(place))]
        uses = tuple(rng.choices(earlier, k=rng.randint(1, 3)))
        steps.append(Step(f"s{place}", uses, partial(plus, by=rng.randint(-5, 5))))
    rng.shuffle(steps)
    return derivation_of({"x": rng.randint(-9, 9)}, steps)


def by_hand(derivation: Derivation, pinned: dict[str, int]) -> dict[str, int]:
    """An independent way: every step from scratch."""
    values = {**derivation.givens, **pinned}
    for step in derivation.steps:
        if step.name not in pinned:
            values[step.name] = step.law(*(values[name] for name in step.uses))
    return values


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_a_rerun_agrees_with_computing_everything_again(seed: int) -> None:
    rng = random.Random(seed)
    derivation = random_graph(rng, 12)
    pinned = {f"s{rng.randrange(12)}": rng.randint(-50, 50) for _ in range(2)}
    assert dict(derivation.run().again(pinned).values) == by_hand(derivation, pinned)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_a_rewritten_rerun_agrees_with_deriving_it_anew(seed: int) -> None:
    rng = random.Random(seed)
    derivation = random_graph(rng, 12)
    name = f"s{rng.randrange(12)}"
    step = derivation.step(name)
    rewritten = {name: step.with_law(plus, by=100)}
    anew = derivation.rewritten(rewritten).run()
    assert dict(derivation.run().again(rewritten=rewritten).values) == dict(anew.values)


def test_a_rewrite_may_move_an_edge_to_a_later_step() -> None:
    derivation = derivation_of({"x": 1}, [Step("a", ("x",), plus), Step("b", ("x",), partial(plus, by=5))])
    moved = derivation.run().again(rewritten={"a": Step("a", ("b",), plus)})
    assert moved["a"] == 6


def test_only_what_the_target_rests_on_is_computed_again() -> None:
    derivation = derivation_of({"x": 1}, [Step("a", ("x",), plus), Step("b", ("a",), plus), Step("c", ("a",), plus)])
    again = derivation.run().again({"a": 7}, targets=["b"])
    assert (again["b"], again["c"]) == (7, 1)


def test_before_lists_what_a_step_rests_on_and_nothing_else() -> None:
    derivation = derivation_of({"x": 1}, [Step("a", ("x",), plus), Step("b", ("a",), plus), Step("c", ("x",), plus)])
    assert [step.name for step in derivation.before("b")] == ["a", "b"]


def test_a_circle_is_told_by_name() -> None:
    with pytest.raises(ValueError, match="circle: a, b"):
        derivation_of({}, [Step("a", ("b",), plus), Step("b", ("a",), plus)])


def test_a_name_that_nothing_gives_is_told() -> None:
    with pytest.raises(ValueError, match="a uses y"):
        derivation_of({}, [Step("a", ("y",), plus)])


def test_an_undefined_value_spreads_and_keeps_where_it_arose() -> None:
    steps = [Step("a", ("x", "zero"), operator.truediv), Step("b", ("a",), plus)]
    value = derivation_of({"x": 1, "zero": 0}, steps).run()["b"]
    assert isinstance(value, Undefined)
    assert value.step == "a"


def no_rewrite(derivation: Derivation, step: Step) -> dict[str, Step]:
    return {}


def test_a_derivation_and_its_run_pickle() -> None:
    step = Step("a", ("x",), partial(plus, by=2), misconceptions=(Misconception("t", "s", no_rewrite),))
    run = derivation_of({"x": 1}, [step]).run()
    copy = pickle.loads(pickle.dumps(run))
    assert copy["a"] == 3
    assert copy.again({"x": 5})["a"] == 7
    assert copy.derivation.at_site("a") == (copy.derivation.step("a"),)


def counted(value: int, calls: list[int]) -> int:
    calls.append(value)
    return value + 1


def long_chain(length: int, calls: list[int]) -> Derivation:
    names = ["x", *(f"s{place}" for place in range(length))]
    law = partial(counted, calls=calls)
    return derivation_of({"x": 0}, [Step(name, (before,), law) for before, name in itertools.pairwise(names)])


def test_a_long_chain_is_computed_without_recursion_each_step_once() -> None:
    calls: list[int] = []
    assert long_chain(20_000, calls).run()["s19999"] == 20_000
    assert len(calls) == 20_000


def test_a_rerun_of_a_long_chain_computes_only_what_follows_the_change_up_to_the_target() -> None:
    calls: list[int] = []
    run = long_chain(20_000, calls).run()
    calls.clear()
    assert run.again({"s10": 100}, targets=["s20"])["s20"] == 110
    assert len(calls) == 10
