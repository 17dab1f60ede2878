"""One window under several strides: does it fit, how large is the output?"""

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import Undefined
from examsolver.core.formula import Num, apply
from examsolver.families.network import FAMILIES

NETWORK = FAMILIES[0]
HELD = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STRIDES = "input 13x13\nfilters 64 of 3x3\npadding {padding}\nstrides 2, 3, 4, 5\nfind {find}"


def strides(ask, padding=0, find="feasible and output", **conventions):
    return ask(STRIDES.format(padding=padding, find=find), "shapes", **conventions)


def test_which_strides_fit_exactly(ask):
    asked = strides(ask, output_size="exact")
    assert asked.answers() == {
        "stride=2": (True, (6, 6), 64),
        "stride=3": (False, None, 64),
        "stride=4": (False, None, 64),
        "stride=5": (True, (3, 3), 64),
    }
    assert {part.kind for part in asked.parts} == {"feasibility"}
    assert asked.parts[0].steps == ("stride=2.feasible", "stride=2.output", "stride=2.depth")
    assert "2" in asked.parts[0].names


@pytest.mark.parametrize(
    ("padding", "sizes"), [pytest.param(0, [6, 4, 3, 3], id="no padding"), pytest.param(1, [7, 5, 4, 3], id="padded")]
)
def test_rounded_down_every_stride_fits(ask, padding, sizes):
    asked = strides(ask, padding, "output")
    assert [asked.run[part.steps[0]] for part in asked.parts] == [(size, size) for size in sizes]
    assert [part.id for part in asked.parts] == ["stride=2", "stride=3", "stride=4", "stride=5"]
    assert {part.kind for part in asked.parts} == {"size"}


def test_a_single_stride_has_one_output(ask):
    (part,) = (asked := ask("input 12x12\nfilters 1 of 3x3\nstrides 1\nfind output", "shapes")).parts
    assert (part.id, part.kind) == ("output", "size")
    assert asked.answers() == {"output": ((10, 10), 1)}


def test_two_answers_a_stride_have_ids_of_their_own(ask):
    asked = ask("input 7x7\nfilter 3\nstrides 1, 2\nfind feasible, output", "shapes")
    assert [part.id for part in asked.parts] == [
        "stride=1.feasible",
        "stride=1.output",
        "stride=2.feasible",
        "stride=2.output",
    ]


def explained(run, label, values):
    """The tags that give these values of feasible and output."""
    step = run.derivation.step(f"{label}.output")
    found = []
    for slip in step.misconceptions:
        again = run.again(rewritten=slip.rewrite(run.derivation, step))
        if (again[f"{label}.feasible"], again[f"{label}.output"]) == values:
            found.append(slip.tag)
    return found


def test_two_by_two_at_stride_five_forgets_the_plus_one(ask):
    assert explained(strides(ask, output_size="exact").run, "stride=5", (True, (2, 2))) == ["plus-one-forgotten"]


@pytest.mark.parametrize(
    ("label", "size", "tag"),
    [
        pytest.param("stride=5", 4, "ceil-in-place-of-floor", id="rounded up"),
        pytest.param("stride=2", 13, "stride-ignored", id="stride ignored"),
        pytest.param("stride=2", 6, "padding-ignored", id="padding ignored"),
        pytest.param("stride=3", 4, "plus-one-forgotten", id="plus one forgotten"),
    ],
)
def test_wrong_ideas_give_what_students_write(ask, label, size, tag):
    assert tag in explained(strides(ask, 1).run, label, (True, (size, size)))


def test_a_wrong_law_judges_feasibility_too(ask):
    run = strides(ask, output_size="exact").run
    assert "plus-one-inside-the-division" in explained(run, "stride=2", (False, None))


def test_the_other_convention_gives_the_floor(ask):
    exact, floor = strides(ask, output_size="exact"), strides(ask)
    assert [step.name for step in exact.run.derivation.steps] == [step.name for step in floor.run.derivation.steps]
    assert floor.run["stride=3.output"] == (4, 4)


@HELD
@given(
    height=st.integers(1, 24),
    width=st.integers(1, 24),
    size=st.integers(1, 6),
    stride=st.integers(1, 5),
    padding=st.integers(0, 2),
    exact=st.booleans(),
)
def test_any_facts_hold_to_positions_listed_one_by_one(ask, height, width, size, stride, padding, exact):
    text = f"input {height}x{width}\nfilter {size}x{size}\npadding {padding}\nstride {stride}\nfind feasible and output"
    asked = ask(text, "shapes", output_size="exact" if exact else "floor")
    sides = []
    for n in (height, width):
        ends = [begin + size for begin in range(0, n + 2 * padding, stride) if begin + size <= n + 2 * padding]
        fits = bool(ends) and (not exact or ends[-1] == n + 2 * padding)
        sides.append(len(ends) if fits else None)
    size_expected = None if None in sides else tuple(sides)
    assert asked.answers() == {f"stride={stride}": (size_expected is not None, size_expected, None)}
    checks = NETWORK.verify(asked.body, asked.run)
    assert checks
    assert all(check.agrees for check in checks)


def test_the_oracle_notices_a_wrong_value(ask):
    asked = strides(ask)
    wrong = asked.run.again(pinned={"stride=2.output": (5, 5)})
    assert [check.subject for check in NETWORK.verify(asked.body, wrong) if not check.agrees] == ["stride=2.output"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param("input 13\nfilters 8 of 3\nstride 2", ((6, 6), 8), id="one number is a square"),
        pytest.param("input length 13\nfilters 8 of 3\nstride 2", ((6,), 8), id="a length"),
        pytest.param("input 13x13x3\nfilters 8 of 3\nstride 2", ((6, 6), 8), id="with the depth of the input"),
        pytest.param("input 9x9x9\nfilters 8 of 3x3x3\nstride 2", ((4, 4, 4), 8), id="a volume"),
        pytest.param("input 10x13\nfilters 2 of 3x4\nstride 2x3", ((4, 4), 2), id="sides that differ"),
        pytest.param("input 13x13\nkernel 3\nfilters 8\nstride 2", ((6, 6), 8), id="kernel and filters apart"),
        pytest.param("input 13x13\nfilters 8 of 3\nsame\nstride 2", ((7, 7), 8), id="same"),
        pytest.param("input 13x13\nfilters 8 of 3\npadding same\nstride 2", ((7, 7), 8), id="padding same"),
        pytest.param("input 13x13\nfilters 8 of 3\nvalid", ((11, 11), 8), id="stride left out"),
        pytest.param("input 13x13\nfilters 8 of 3\ndilation 2", ((9, 9), 8), id="dilated"),
        pytest.param("input 12x12x5\npool 3", ((4, 4), 5), id="pooling moves by its window and keeps the depth"),
        pytest.param("input 12x12\nmaxpool 3\nstride 2", ((5, 5), None), id="pooling with a stride"),
    ],
)
def test_facts_may_be_written_in_many_ways(ask, text, answer):
    asked = ask(f"{text}\nfind output", "shapes")
    assert not asked.problems
    assert asked.answers() == {"output": answer}


def test_pooling_is_rounded_up_where_its_convention_says_so(ask):
    asked = ask("input 12x12\npool 3\nstride 2\nfind output", "shapes", pooling_output_size="ceil")
    assert asked.answers() == {"output": ((6, 6), None)}


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        pytest.param("inptu 13\nfilter 3\nstride 2", "no fact is called 'inptu'", "inptu", id="unknown fact"),
        pytest.param("input 13\nfilter 3\nstride 2\nstride 3", "strides is given twice", "stride 3", id="twice"),
        pytest.param("input 13\nstride 2", "the size of the filter is missing", "", id="no filter"),
        pytest.param("filter 3\nstride 2", "the size of the input is missing", "", id="no input"),
        pytest.param(
            "input 13\nfilter 3\nstride 0", "expected a size such as 13x13, found '0'", "0", id="stride of zero"
        ),
        pytest.param(
            "input 13\nfilter 3x3\nstride 2x2x2",
            "strides 2x2x2 does not have the 2 sides of the input",
            "stride 2x2x2",
            id="sides",
        ),
        pytest.param(
            "input 13\nfilter 3\npadding sane\nstride 2", "padding has no option 'sane'", "sane", id="padding"
        ),
        pytest.param(
            "input 13\nfilters 3x3 of 4\nstride 2",
            "expected filters such as `64 of 3x3`",
            "filters 3x3 of 4",
            id="filters",
        ),
        pytest.param(
            "input thirteen\nfilter 3", "expected a size such as 13x13, found 'thirteen'", "thirteen", id="input word"
        ),
        pytest.param(
            "input 13\nfilters sixty of 3x3",
            "expected filters such as `64 of 3x3`, found 'sixty of 3x3'",
            "sixty of 3x3",
            id="filters word",
        ),
        pytest.param("input 13\nkernel three", "expected a size such as 3x3, found 'three'", "three", id="kernel word"),
        pytest.param(
            "input 13\nfilter 3\nstrides two", "expected a stride such as 2, found 'two'", "two", id="stride word"
        ),
    ],
)
def test_problems_are_located(ask, text, message, place):
    asked = ask(f"{text}\nfind feasible and output", "shapes")
    problems = [(problem.message, problem.span.text) for problem in asked.problems]
    assert (message, place) in problems


@pytest.mark.parametrize(
    ("find", "message"),
    [
        pytest.param("feasable and output", "one layer under several strides has no 'feasable'", id="misspelt"),
        pytest.param("jump", "one layer under several strides has no 'jump'", id="unknown"),
    ],
)
def test_unknown_things_are_told(ask, find, message):
    assert [problem.message for problem in strides(ask, find=find).problems] == [message]


def test_only_the_output_of_a_stride_that_does_not_fit_cannot_be_asked(ask):
    asked = strides(ask, find="output", output_size="exact")
    assert [problem.message for problem in asked.problems] == [
        "stride 3 does not fit here, so there is no output to find"
    ]


def test_a_filter_larger_than_its_input_does_not_fit(ask):
    asked = ask("input 3x3\nfilter 5\nstrides 1\nfind feasible and output", "shapes")
    assert asked.answers() == {"stride=1": (False, None, None)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("input 13x13\nfilter 3\nfind padding such that output = 13x13", {"padding": (1,)}, id="padding"),
        pytest.param("input 13x13\nfilter 3\nfind stride such that output = 3x3", {"stride": (4, 5)}, id="strides"),
        pytest.param("input 13x13\nstride 2\nfind kernel such that output = 6x6", {"kernel": (2, 3)}, id="kernels"),
        pytest.param("filter 3\nstride 2\nfind input such that output = 6x6", {"input": (13, 14)}, id="inputs"),
        pytest.param("input 9x9\nfilter 3\nfind dilation such that output = 5x5", {"dilation": (2,)}, id="dilation"),
    ],
)
def test_every_solution_is_found(ask, text, found):
    asked = ask(text, "shapes")
    assert not asked.problems
    assert asked.answers() == found
    assert {part.kind for part in asked.parts} == {"sizes"}
    checks = {check.subject: check.agrees for check in NETWORK.verify(asked.body, asked.run)}
    assert all(checks.values())
    assert set(found) <= set(checks) or "parameters" in text


def test_no_solution_is_told(ask):
    asked = ask("input 13x13\nfilter 2\nfind padding such that output = 13x13", "shapes")
    assert isinstance(asked.run["padding"], Undefined)


@pytest.mark.parametrize("text", ["input thirteen\nfilter 3", "input 13\nkernel three", "input 13\nfilters sixty"])
def test_a_fact_that_was_not_understood_is_not_missing_too(ask, text):
    assert len(ask(f"{text}\nfind output", "shapes").problems) == 1


def test_beside_a_fact_that_is_sought_no_output_can_be_asked(ask):
    asked = ask("filter 3\nstride 2\nfind input such that output = 6x6\nfind output", "shapes")
    assert [(problem.message, problem.span.text) for problem in asked.problems] == [
        ("the input is asked for, so there is no one output to find", "find output")
    ]


def test_a_fact_that_is_asked_may_not_be_given(ask):
    asked = ask("input 13x13\nfilter 3\npadding 2\nfind padding such that output = 13x13", "shapes")
    assert [problem.message for problem in asked.problems] == ["the padding is asked for, and given too"]


@pytest.mark.parametrize(
    ("family", "text", "kind"),
    [
        pytest.param("network", "input 13x13\nfilters 4 of 3\nstrides 2\nfind output", "Fit", id="facts under network"),
        pytest.param("shapes", "input 13x13x1\nconv 4, kernel 3\nfind output", "Network", id="layers under shapes"),
        pytest.param("shapes", "input 12x12\npool 3\nfind output", "Fit", id="a pooling under shapes"),
    ],
)
def test_lines_decide_what_is_read(ask, family, text, kind):
    assert type(ask(text, family).body).__name__ == kind


def test_the_prompt_states_the_facts(ask):
    assert NETWORK.prompt(strides(ask).body) == (
        "An input of size 13x13 is convolved with 64 filters of size 3x3, with no padding and stride 2, 3, 4 or 5.",
        "For each stride: does the filter fit, and how large is the output?",
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param(
            "input length 13\nfilters 8 of 3\npadding 1\nstride 2\nfind output",
            (
                "An input of length 13 is convolved with 8 filters of length 3, "
                "with padding 1 on every side and stride 2.",
                "How long is the output?",
            ),
            id="one axis",
        ),
        pytest.param(
            "input 18x18x4\npool 2\nfind feasible",
            (
                "An input of size 18x18 and depth 4 is pooled with a window of 2x2, with no padding and stride 2.",
                "Does the window fit?",
            ),
            id="pooling",
        ),
        pytest.param(
            "input 13x13\nsame\ndilation 2\nstride 1\nfind kernel such that output = 13x13",
            (
                "An input of size 13x13 is convolved with a filter, with same padding, dilation 2 and stride 1.",
                "Find every size of the filter for which the output is 13x13.",
            ),
            id="what is sought is left open",
        ),
    ],
)
def test_the_prompt_is_english(ask, text, sentences):
    assert NETWORK.prompt(ask(text, "shapes").body) == sentences


def test_the_prompt_keeps_what_is_asked(ask):
    body = ask("input 13x13\nfilter 3\nfind padding such that output = 13x13", "shapes").body
    assert NETWORK.prompt(body) == (
        "An input of size 13x13 is convolved with a filter of size 3x3, with stride 1.",
        "Find every padding for which the output is 13x13.",
    )


def test_the_window_is_drawn_over_its_padded_input(ask):
    asked = strides(ask, 1)
    (picture,) = NETWORK.pictures(asked.body, asked.run)
    facts = picture.facts
    assert (len(facts.input), len(facts.input[0])) == (15, 15)
    assert set(facts.input[0]) == {"0"}
    assert facts.input[1][1] == ""
    assert (len(facts.kernel), len(facts.output)) == (3, 7)
    assert (facts.size, facts.stride, facts.padding) == ((3, 3), (2, 2), (1, 1))
    assert "7 positions down" in picture.text


def test_large_inputs_are_not_drawn(ask):
    asked = ask("input 100x100\nfilter 3\nstride 1\nfind output", "shapes")
    assert NETWORK.pictures(asked.body, asked.run) == ()


def test_a_solution_pickles(ask):
    asked = strides(ask)
    body, run = pickle.loads(pickle.dumps((asked.body, asked.run)))
    assert body == asked.body
    assert NETWORK.derive(body, {}).run().values == run.values == asked.run.values


def shown(asked, name):
    """Value, law put in numbers, and reason of a step."""
    step = asked.run.derivation.step(name)
    numbers = step.numbers and step.numbers(*(asked.run[used] for used in step.uses))
    return asked.run[name], numbers, step.because


def test_an_exact_stride_is_worked_out_by_its_quotient(ask):
    asked = strides(ask, output_size="exact")
    room = Num(13) + 2 * Num(0) - 3
    says = "the room that the filter has to move in, divided by the stride (the same for every side)"
    assert shown(asked, "stride=2.quotient") == (5, room / 2, says)
    assert shown(asked, "stride=3.quotient") == (Fraction(10, 3), room / 3, says)
    assert shown(asked, "stride=2.feasible") == (True, None, "5 is a whole number, so stride 2 fits")
    assert shown(asked, "stride=3.feasible")[2] == "10/3 is not a whole number, so stride 3 does not fit"
    assert shown(asked, "stride=4.feasible")[2] == "2.5 is not a whole number, so stride 4 does not fit"
    assert shown(asked, "stride=2.output")[1] == apply("times", Num(5) + 1, Num(5) + 1)


def test_sides_that_differ_have_a_quotient_each(ask):
    asked = ask("input 10x13\nfilter 3x4\nstride 2\nfind feasible and output", "shapes", output_size="exact")
    assert asked.run["stride=2.height quotient"] == Fraction(7, 2)
    assert asked.run["stride=2.width quotient"] == Fraction(9, 2)
    assert shown(asked, "stride=2.feasible")[2] == "3.5 and 4.5 are not whole numbers, so stride 2 does not fit"
    asked = ask("input 9x12\nfilter 3x4\nstride 2\nfind feasible and output", "shapes", output_size="exact")
    assert asked.answers() == {"stride=2": (True, (4, 5), None)}
    assert shown(asked, "stride=2.feasible")[2] == "3 and 4 are whole numbers, so stride 2 fits"


def test_a_filter_too_large_is_told_by_its_size_though_the_quotient_is_whole(ask):
    asked = ask("input 3x3\nfilter 5\nstrides 2\nfind feasible and output", "shapes", output_size="exact")
    assert asked.run["stride=2.quotient"] == -1
    assert asked.answers() == {"stride=2": (False, None, None)}
    assert shown(asked, "stride=2.feasible")[2] == "a window of 5 is larger than its input of 3, so it does not fit"


def test_rounded_down_no_quotient_is_on_the_way(ask):
    derivation = strides(ask).run.derivation
    assert not any("quotient" in step.name for step in derivation.before("stride=2.feasible", "stride=2.output"))


def test_two_wrong_ideas_can_strike_at_once(ask):
    run = strides(ask, 1, output_size="exact").run
    step = run.derivation.step("stride=2.output")
    slips = {slip.tag: slip.rewrite for slip in step.misconceptions}
    first = run.derivation.rewritten(slips["padding-added-once"](run.derivation, step))
    both = slips["plus-one-forgotten"](first, first.step("stride=2.output"))
    assert run.again(rewritten=both)["stride=2.output"] == (6, 6)
    assert run.again(rewritten=slips["padding-ignored"](run.derivation, step))["stride=2.output"] == (6, 6)


def test_the_depth_is_no_step_to_show(ask):
    assert not any(step.shown for step in strides(ask).run.derivation.steps if step.name.endswith("depth"))


def test_the_numbers_put_in_do_not_fail_where_nothing_fits(ask):
    asked = ask("input 3x4\nfilter 5\nstrides 2\nfind feasible and output", "shapes", output_size="exact")
    for step in asked.run.derivation.steps:
        if step.numbers is not None:
            assert step.numbers(*(asked.run[name] for name in step.uses))


def test_a_size_that_is_not_there_is_not_shown(ask):
    derivation = strides(ask, output_size="exact").run.derivation
    shown = [step.name for step in derivation.steps if step.shown and step.name.endswith("output")]
    assert shown == ["stride=2.output", "stride=5.output"]


def test_conventions_of_the_facts_are_told(ask):
    derivation = strides(ask, output_size="exact").run.derivation
    assert [(topic.topic, topic.default.name) for topic in derivation.conventions] == [("output size", "exact")]
    for text in ("stride 1\nfind output", "same\nstride 2\nfind output", "find padding such that output = 13x13"):
        assert ask(f"input 13x13\nfilter 3\n{text}", "shapes").run.derivation.conventions == ()
    for text in ("stride 2\nfind output", "find stride such that output = 3x3"):
        topics = ask(f"input 13x13\nfilter 3\n{text}", "shapes").run.derivation.conventions
        assert [topic.topic for topic in topics] == ["output size"]
    assert replace(derivation).run()["stride=2.output"] == (6, 6)
