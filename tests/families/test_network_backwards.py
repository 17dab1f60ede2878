"""Questions backwards, held to brute force: every value put in and counted with nothing but loops."""

import math
import random

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError


def solved(lines, find, *conventions):
    """The value of the only part, every check of it agreeing."""
    rows = [*(f"convention {one}" for one in conventions), *lines.split("\n"), find]
    text = "question q: network\n" + "".join(f"  {row}\n" for row in rows)
    solution = examsolver.solve(examsolver.load(text).questions[0])
    (part,) = solution.question.parts
    checks = solution.question.family.verify(solution.question.body, solution.run)
    assert [check for check in checks if not check.agrees] == []
    return solution.run[part.steps[0]]


def problems(lines, find):
    text = "question q: network\n" + "".join(f"  {row}\n" for row in [*lines.split("\n"), find])
    with pytest.raises(ExamError) as caught:
        examsolver.solve(examsolver.load(text).questions[0])
    return caught.value.problems


def places(n, k, s, p=0, d=1):
    """How often a window fits, one place after the other; 0 where it does not."""
    cells = list(range(n + 2 * p))
    return sum(1 for begin in cells[::s] if begin + d * (k - 1) < len(cells))


# --- sizes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_input_sizes_through_two_windows_are_those_that_counting_finds(seed):
    draw = random.Random(seed)
    k, s, p, pool = draw.choice((3, 5, 7)), draw.choice((1, 2, 3)), draw.choice((0, 1, 2)), draw.choice((2, 3))
    wanted = draw.choice((3, 5, 7))
    brute = tuple(n for n in range(1, 200) if places(places(n, k, s, p), pool, pool) == wanted)
    lines = f"input NxNx3\nconv 8, kernel {k}, stride {s}, padding {p}\nmaxpool {pool}"
    assert solved(lines, f"find N such that output = {wanted}x{wanted}x8") == brute


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("letter", ["p", "s", "k", "d"])
def test_options_are_those_that_counting_finds(seed, letter):
    draw = random.Random(seed)
    values = {"k": draw.choice((2, 3, 5)), "s": draw.choice((1, 2)), "p": draw.choice((0, 1, 2)), "d": 1}
    n = draw.randint(12, 30)
    target = places(n, **{**values, letter: {"p": 2, "s": 3, "k": 4, "d": 2}[letter]})
    low, high = (0 if letter == "p" else 1), n + 2 * values["p"]
    brute = tuple(v for v in range(low, high + 1) if places(n, **{**values, letter: v}) == target)
    shown = {**values, letter: letter}
    options = f"kernel {shown['k']}, stride {shown['s']}, padding {shown['p']}, dilation {shown['d']}"
    lines = f"input {n}x{n}x1\nconv 4, {options}"
    assert solved(lines, f"find {letter} such that output = {target}x{target}") == brute


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_those_that_counting_finds(seed):
    draw = random.Random(seed)
    n, s = draw.randint(8, 14), draw.choice((1, 2))
    wanted = places(n, 3, s, 1)
    brute = tuple(
        (k, p) for k in range(1, n + 1) for p in range(n + 1) if (p < k or p == 0) and places(n, k, s, p) == wanted
    )
    lines = f"input {n}x{n}x1\nconv 4, kernel k, padding p, stride {s}"
    assert solved(lines, f"find k, p such that output = {wanted}x{wanted}") == brute


@pytest.mark.parametrize("n", range(9, 20))
def test_strides_that_fit_divide_the_room(n):
    lines = f"input {n}x{n}x1\nconv 4, kernel 3, stride s"
    brute = tuple(s for s in range(1, n - 2) if (n - 3) % s == 0)
    assert solved(lines, "find s such that output is whole") == brute


@pytest.mark.parametrize("wanted", [2, 3, 4, 6])
def test_only_exact_fits_count_where_windows_must_fit_exactly(wanted):
    brute = tuple(s for s in range(1, 14) if 12 % s == 0 and 12 // s + 1 == wanted)
    lines = "input 15x15x1\nconv 4, kernel 4, stride s, padding 0"
    brute = tuple(s for s in range(1, 16) if 11 % s == 0 and 11 // s + 1 == wanted)
    if not brute:
        pytest.skip("no stride fits")
    assert solved(lines, f"find s such that output = {wanted}x{wanted}", "output size exact") == brute


def test_one_letter_may_stand_in_several_layers():
    brute = tuple(k for k in range(1, 33) if 32 - 3 * (k - 1) == 20)
    assert solved("input 32x32x3\nrepeat 3:\n  conv 8, kernel k", "find k such that output = 20x20") == brute == (5,)


def test_letters_stand_inside_blocks_and_in_arithmetic():
    lines = "block unit(c):\n  conv c, kernel k, same\n  conv 2*c, kernel 1\ninput 8x8x3\nunit n\nunit 2*n"
    brute = max(n for n in range(1, 200) if _units(n) <= 100_000)
    assert solved(lines.replace("kernel k", "kernel 3"), "find largest n such that total parameters <= 100000") == brute


def _units(n):
    def unit(c, depth):
        return (9 * depth + 1) * c + (c + 1) * 2 * c

    return unit(n, 3) + unit(2 * n, 2 * n)


# --- counts and fields ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(15))
def test_budgets_are_used_up_as_far_as_counting_says(seed):
    draw = random.Random(seed)
    inputs, classes, budget = draw.randint(5, 900), draw.randint(2, 30), draw.randint(2000, 300_000)

    def count(n):
        return inputs * n + n + n * classes + classes

    lines = f"input {inputs}\ndense n\ndense {classes}"
    largest = max(n for n in range(1, budget) if count(n) <= budget)
    assert solved(lines, f"find largest n such that total parameters <= {budget}") == largest
    smallest = min(n for n in range(1, budget) if count(n) >= budget)
    assert solved(lines, f"find smallest n such that total parameters >= {budget}") == smallest
    assert solved(lines, f"find largest n such that total parameters < {count(largest)}") == largest - 1
    assert solved(lines, f"find smallest n such that total parameters > {count(largest)}") == largest + 1
    assert solved(lines, f"find n such that total parameters = {count(largest)}") == (largest,)


@pytest.mark.parametrize(("k", "s", "wanted"), [(3, 1, 31), (5, 1, 40), (3, 2, 100), (7, 1, 7), (2, 2, 64)])
def test_the_smallest_depth_sees_far_enough(k, s, wanted):
    def field(depth):
        seen, jump = 1, 1
        for _ in range(depth):
            seen, jump = seen + (k - 1) * jump, jump * s
        return seen

    lines = f"input 512x512x1\nrepeat n:\n  conv 4, kernel {k}, stride {s}"
    brute = min(depth for depth in range(1, 60) if field(depth) >= wanted)
    assert solved(lines, f"find smallest n such that receptive field >= {wanted}") == brute


@pytest.mark.parametrize(
    ("right", "number"), [("10^6", 10**6), ("1e6", 10**6), ("2 * 10^5 + 1", 200001), ("1/2 * 10^6", 500000)]
)
def test_the_goal_may_be_arithmetic(right, number):
    brute = max(n for n in range(1, 2000) if 785 * n + 10 * n + 10 <= number)
    assert solved("input 784\ndense n\ndense 10", f"find largest n such that total parameters <= {right}") == brute


def test_an_option_is_sought_by_its_word_too():
    lines = "input 784\nh = dense\ndense 10"
    assert solved(lines, "find largest h.units such that total parameters <= 10^6") == 1257


def test_values_without_a_meaning_are_passed_over():
    found = solved(
        "input 8x8x6\nconv n, kernel 1, groups 3, no bias", "find largest n such that total parameters <= 100"
    )
    assert found == max(n for n in range(3, 100, 3) if 2 * n <= 100)


def test_a_count_that_rises_and_falls_is_tried_one_by_one():
    def count(k):
        return (k * k + 1) * 8 + (29 - k) ** 2 * 8 * 10 + 10

    lines = "input 28x28x1\nconv 8, kernel k\nflatten\ndense 10"
    brute = tuple(k for k in range(1, 29) if count(k) <= 12_000)
    assert solved(lines, "find k such that total parameters <= 12000") == brute


def test_depths_of_shrinking_maps_end_where_the_count_passes_the_goal():
    def count(n):
        return (9 * 3 + 1) * 8 + (n - 1) * (9 * 8 + 1) * 8

    lines = "input 32x32x3\nrepeat n:\n  conv 8, kernel 3, stride 2, padding 1"
    brute = tuple(n for n in range(1, 50) if count(n) <= 3000)
    assert solved(lines, "find n such that total parameters <= 3000") == brute


def test_two_options_are_sought_together():
    brute = tuple((p, s) for p in range(3) for s in range(1, 31) if places(30, 3, s, p) == 15)
    assert solved("input 30x30x3\nconv 8, kernel 3", "find padding, stride such that output = 15x15") == brute


# --- what cannot be understood ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "find", "message", "hint"),
    [
        pytest.param(
            "input 784\ndense n\ndense 10",
            "find n such that total parameters <= 10^6",
            "too many values of n do: all from 1 to 1257",
            "ask for the largest: find largest n such that total parameters <= 10^6",
            id="many",
        ),
        pytest.param(
            "input 784\ndense n\ndense 10",
            "find n such that total parameters >= 10^6",
            "too many values of n do: from 1258 on",
            "ask for the smallest: find smallest n such that total parameters >= 10^6",
            id="no end",
        ),
        pytest.param(
            "input 784\ndense n\ndense 10",
            "find largest n such that total parameters >= 10^6",
            "there is no largest n: every larger one does too",
            "ask for the smallest: find smallest n such that total parameters >= 10^6",
            id="no largest",
        ),
        pytest.param(
            "input 8x8x1\nconv n, kernel 3",
            "find n such that output.receptive-field >= 3",
            "no layer is called 'output'",
            None,
            id="no layer",
        ),
        pytest.param(
            "input 8x8x1\nconv n, kernel 3",
            "find smallest n such that receptive field >= 3",
            "the receptive field does not rest on n",
            "ask for something that does",
            id="no effect",
        ),
        pytest.param(
            "input 8x8x1\nconv 4, kernel 3",
            "find k such that output = 4x4",
            "no layer here has a 'k'",
            "write k where its number belongs, e.g. `kernel k`",
            id="no such letter",
        ),
        pytest.param(
            "input 8x8x1\nconv 4, kernel k, padding p",
            "find largest k, p such that output = 4x4",
            "of several unknowns together there is no largest or smallest",
            "leave the word out, or give the other ones",
            id="largest of several",
        ),
        pytest.param(
            "input NxNx1\nconv 4, kernel k",
            "find N, k such that output = 4x4",
            "nothing bounds N where others are asked with it",
            "give N, or ask for it alone",
            id="no bound",
        ),
        pytest.param(
            "input 224x224x1\nconv 4, kernel k, stride s",
            "find k, s such that output = 4x4",
            "there are 50176 values of k, s to try together",
            "give one of them, or a smaller input",
            id="too many to try",
        ),
        pytest.param(
            "input 8x8x1\nconv 4, kernel k, padding p",
            "find k such that output = 4x4; find p such that output = 4x4",
            "p is asked for too, so that nothing can be found without it",
            "ask for them together: find k, p such that",
            id="apart",
        ),
        pytest.param(
            "input 8x8x1\nconv n, kernel 3",
            "find n such that output != 4x4",
            "a condition on sizes is an equation or says at most, at least",
            None,
            id="not equal",
        ),
    ],
)
def test_what_cannot_be_answered_is_told(lines, find, message, hint):
    first = problems(lines, find)[0]
    assert first.message == message
    assert first.span is not None
    assert hint is None or first.hint == hint


def test_a_count_that_nothing_reaches_is_told():
    (problem,) = problems("input 128x512\nencoder-layer heads h", "find h such that total parameters <= 10")
    assert "no h gives at most 10" in problem.message


def test_no_solution_is_told():
    (problem,) = problems("input 13x13x1\nconv 4, kernel 2, padding p", "find p such that output = 13x13")
    assert "no p gives 13x13" in problem.message


# --- what is shown ----------------------------------------------------------------------------------------------------

BUDGET = (
    "question q: network\n  input 784\n  dense n\n  dense 10\n  find largest n such that total parameters <= 10^6\n"
)


def test_the_solution_says_why_there_is_no_other():
    text = examsolver.render(examsolver.load(BUDGET), "text")
    assert "785n + 10n + 10" in text
    assert "795n + 10 ≤ 1000000 ⇒ n = 1257" in text
    assert "n = 1257 gives 999325 and n = 1258 gives 1000120" in " ".join(text.split())
    assert "never makes the parameters fewer" in " ".join(text.split())


def test_the_way_back_through_windows_is_shown():
    lines = "  input NxNx3\n  conv 64, kernel 7, stride 2, padding 3\n  maxpool 2\n  find N such that output = 7x7x64\n"
    text = examsolver.render(examsolver.load(f"question q: network\n{lines}"), "text")
    assert "input of maxpool" in text
    assert "= 14…15" in text
    assert "= 27…30" in text


def test_letters_are_shown_in_the_question():
    assert "size NxNx3" in _prompt("  input NxNx3\n  conv 2, kernel 3\n  find N such that output = 2x2\n")[0]
    prompt = " ".join(_prompt("  input 5x5x3\n  conv 2*n, kernel k\n  find n, k such that output = 2x2x4\n"))
    assert "2n filters of size kxk" in prompt
    assert "Find all n and k together for which the output of conv has size 2x2x4." in prompt


def _prompt(lines):
    (question,) = examsolver.load(f"question q: network\n{lines}").questions
    return question.family.prompt(question.body)


# --- marking ----------------------------------------------------------------------------------------------------------


def marked(text, answer):
    exam = examsolver.load(text)
    (question,) = exam.questions
    answers = (Answer(question.id, question.parts[0].id, answer),)
    (report,) = examsolver.grade(exam, (Submission("one", answers),)).reports
    return report.verdicts[0]


SIZES = "question q: network\n  input NxNx3\n  conv 8, kernel 3\n  maxpool 2\n  find N such that output = 7x7\n"


@pytest.mark.parametrize("answer", ["16, 17", "17 and 16", "{17, 16}", "N = 16 or 17", "16 to 17", "[16, 17]"])
def test_solutions_may_be_written_in_any_order(answer):
    assert marked(SIZES, answer).outcome == "correct"


def test_one_solution_of_four_is_a_quarter():
    text = SIZES.replace("kernel 3", "kernel 3, stride 2")
    verdict = marked(text, "30")
    assert verdict.outcome == "partly"
    assert verdict.awarded == 1 / 4
    assert verdict.message == "1 of 4 solutions is there; every solution is asked."


def test_a_solution_too_many_is_told():
    verdict = marked(SIZES, "16, 17, 19")
    assert verdict.outcome == "partly"
    assert "1 of what is given is none" in verdict.message


def test_the_first_value_that_breaks_the_budget_is_told():
    verdict = marked(BUDGET, "1258")
    assert verdict.tag == "rounded-past-the-limit"


def test_a_wrong_law_is_named_on_the_way_back():
    text = "question q: network\n  input 20x20x1\n  conv 4, kernel 3, stride s\n  find s such that output = 5x5\n"
    right = tuple(s for s in range(1, 21) if places(20, 3, s) == 5)
    without = tuple(s for s in range(1, 21) if (20 - 3) // s == 5)
    assert (right, without) == ((4,), (3,))
    assert marked(text, "3").tag == "plus-one-forgotten"


def test_pairs_may_be_written_with_their_letters():
    lines = "  input 5x5x1\n  conv 4, kernel k, padding p\n  find k, p such that output = 5x5\n"
    assert marked(f"question q: network\n{lines}", "k=1, p=0; k=3, p=1; k=5, p=2").outcome == "correct"
    assert marked(f"question q: network\n{lines}", "(5, 2), (1, 0), (3, 1)").outcome == "correct"


def test_budgets_grow_beyond_what_could_be_tried_one_by_one():
    found = solved("input 100\ndense n, no bias", "find largest n such that total parameters <= 10^10")
    assert found == math.floor(10**10 / 100)


# --- what one layer under several strides costs -----------------------------------------------------------------------

SHAPES = "question q: shapes\n  input 13x13x3\n  filters 8 of 3x3\n  strides 1, 2\n"


def test_parameters_are_asked_once_and_operations_of_every_stride():
    (question,) = examsolver.load(f"{SHAPES}  find parameters, macs\n").questions
    solution = examsolver.solve(question)
    values = {part.id: solution.run[part.steps[0]] for part in question.parts}
    assert values == {
        "parameters": (9 * 3 + 1) * 8,
        "stride=1.macs": 11 * 11 * 8 * 27,
        "stride=2.macs": 6 * 6 * 8 * 27,
    }
    assert all(check.agrees for check in question.family.verify(question.body, solution.run))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("13x13x3", "13x13", "the depth of the input is missing"),
        ("filters 8 of 3x3", "kernel 3x3", "the number of filters is missing"),
    ],
)
def test_a_fact_that_counts_need_is_asked_for(old, new, message):
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"{SHAPES.replace(old, new)}  find parameters\n")
    assert [problem.message for problem in caught.value.problems] == [message]


def test_slips_of_the_layer_are_named_beside_strides():
    verdict = marked(f"{SHAPES.replace('1, 2', '1')}  find parameters\n", str((9 + 1) * 8))
    assert verdict.outcome == "known-mistake"
