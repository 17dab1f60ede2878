"""``find padding such that output = 13x13``."""

import itertools

import pytest

from examsolver.core.derivation import Undefined
from examsolver.families.network import FAMILIES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "input 13x13x1\nconv 4, kernel 3\nfind padding such that output = 13x13", {"padding": (1,)}, id="one"
        ),
        pytest.param(
            "input 28x28x3\nconv 8, kernel 5\nmaxpool 2\nfind padding of conv such that output = 14x14",
            {"padding": (2,)},
            id="through a pooling",
        ),
        pytest.param(
            "input 32x32x3\nconv 8, kernel 3\nfind stride such that output = 8x8x8", {"stride": (4,)}, id="a stride"
        ),
        pytest.param(
            "input 32x32x3\na = conv 8, kernel 3\nb = conv 8, same\nfind b.kernel such that b.parameters = 584",
            {"b.kernel": (3,)},
            id="a kernel by its parameters",
        ),
        pytest.param(
            "input 10\ndense, no bias\nfind units such that parameters = 50",
            {"units": (5,)},
            id="neurons by their weights",
        ),
    ],
)
def test_every_solution_is_found(ask, text, found):
    asked = ask(text)
    assert not asked.problems
    assert asked.answers() == found
    assert {part.kind for part in asked.parts} == {"sizes"}
    checks = {check.subject: check.agrees for check in FAMILIES[0].verify(asked.body, asked.run)}
    assert all(checks.values())
    assert set(found) <= set(checks) or "parameters" in text


def test_all_of_several_solutions_are_found(ask):
    asked = ask("input 20x20x1\nconv 2, kernel 3\nfind stride such that output = 3x3")
    brute = [stride for stride in range(1, 50) if len(range(0, 18, stride)) == 3 and 17 // stride + 1 == 3]
    assert asked.answers() == {"stride": tuple(brute)}
    assert len(brute) > 1


def test_what_does_not_rest_on_the_unknown_is_still_worked_out(ask):
    asked = ask("input 13x13x3\nconv 4, kernel 3\nfind padding such that output = 13x13\nfind conv.parameters")
    assert asked.answers() == {"padding": (1,), "conv.parameters": 112}
    assert "conv.output" not in asked.run.values


def test_the_unknown_is_not_told_in_the_prompt(ask):
    asked = ask("input 13x13x3\nconv 4, kernel 3\nfind padding such that output = 13x13")
    sentences = FAMILIES[0].prompt(asked.body)
    assert "conv: convolution with 4 filters of size 3x3." in sentences
    assert sentences[-1] == "Find every padding of conv for which the output of conv has size 13x13."


def test_no_solution_is_told(ask):
    value = ask("input 13x13x1\nconv 4, kernel 2\nfind padding such that output = 13x13").run["padding"]
    assert isinstance(value, Undefined)
    assert value.reason == "no padding gives 13x13"


@pytest.mark.parametrize(
    ("find", "message"),
    [
        pytest.param("padding such that outptu = 13x13", "a network has no 'outptu'", id="left"),
        pytest.param("pading such that output = 13x13", "no layer here has a 'pading'", id="setting"),
        pytest.param("kernel such that output = 13x13", "the kernel of a is asked for, and given too", id="given too"),
        pytest.param("stride such that output = 13x13", "stride is a setting of several layers", id="which layer"),
    ],
)
def test_conditions_that_cannot_be_understood_are_told(ask, find, message):
    other = "b = conv 2, kernel 3\n" if "stride" in find else ""
    asked = ask(f"input 13x13x1\na = conv 4, kernel 3\n{other}find {find}")
    assert [problem.message for problem in asked.problems] == [message]


def test_the_law_agrees_with_trying_by_hand(ask):
    for kernel, wanted in itertools.product((2, 3, 5), (9, 12, 13)):
        asked = ask(f"input 13x13x1\nconv 4, kernel {kernel}\nfind padding such that output = {wanted}x{wanted}")
        brute = tuple(p for p in range(40) if 13 + 2 * p - kernel + 1 == wanted)
        assert asked.run["padding"] == brute or (not brute and isinstance(asked.run["padding"], Undefined))


def test_the_oracle_notices_a_solution_too_many(ask):
    asked = ask("input 13x13x1\nconv 4, kernel 3\nfind padding such that output = 13x13")
    wrong = asked.run.again(pinned={"padding": (1, 2)})
    assert [check.subject for check in FAMILIES[0].verify(asked.body, wrong) if not check.agrees] == ["padding"]


@pytest.mark.parametrize(
    "condition",
    ["total parameters = 46298", "total.parameters = 46298", "conv.output = 24x24"],
)
def test_a_condition_is_written_as_a_find_is(ask, condition):
    asked = ask(f"input 28x28x1\nconv 8\nflatten\ndense 10\nfind kernel such that {condition}")
    assert asked.problems == ()
    assert asked.run["kernel"] == (5,)


def test_a_count_that_several_layers_have_says_whose_it_is(ask):
    asked = ask("input 28x28x1\nconv 8\nflatten\ndense 10\nfind kernel such that parameters = 46298")
    (problem,) = asked.problems
    assert problem.message == "several layers have parameters"
    assert "`total parameters`" in problem.hint
    assert "`conv.parameters`" in problem.hint


def test_a_count_of_the_only_layer_that_has_it_needs_no_name(ask):
    asked = ask("input 28x28x1\nconv kernel 5\nmaxpool 2\nfind filters such that parameters = 208")
    assert asked.run["filters"] == (8,)


def test_the_search_ends_where_counts_only_grow(ask):
    asked = ask("input 28x28x1\nflatten\ndense\nfind units such that total parameters = 7850")
    assert asked.run["units"] == (10,)
    assert all(check.agrees for check in FAMILIES[0].verify(asked.body, asked.run))
