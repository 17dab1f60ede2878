"""Networks under one input, blocks that nobody uses, joins with the line above, batches on a line of their own."""

from fractions import Fraction

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError

TWO = """question q: network
  input 112x112x32
  network a:
    conv 64, kernel 3, padding 1, no bias
  network b:
    depthwise 3, padding 1, no bias
    conv 64, kernel 1, no bias
"""


def solved(text):
    (question,) = examsolver.load(text).questions
    solution = examsolver.solve(question)
    checks = question.family.verify(question.body, solution.run)
    assert [check for check in checks if not check.agrees] == []
    return {part.id: solution.run[part.steps[0]] for part in question.parts}


@pytest.mark.parametrize("find", ["ratio of macs of b to a", "ratio of macs from b to a", "b.macs / a.macs"])
def test_networks_under_one_input_are_alternatives(find):
    separable, plain = 112 * 112 * (9 * 32 + 32 * 64), 112 * 112 * 9 * 32 * 64
    assert list(solved(f"{TWO}  find {find}\n").values()) == [Fraction(separable, plain)]


def test_totals_of_networks_by_their_names():
    found = solved(f"{TWO}  find total parameters of a, total parameters of b\n")
    assert found == {"a.parameters": 9 * 32 * 64, "b.parameters": 9 * 32 + 32 * 64}


def test_a_network_alone_reads_what_is_above_it():
    text = "question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  network a:\n    conv 5, kernel 3\n"
    assert solved(f"{text}  find a.parameters\n") == {"a.parameters": 9 * 4 * 5 + 5}


@pytest.mark.parametrize("block", ["block unit:", "block unit(c):"])
def test_a_block_that_is_never_used_is_told(block):
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"question q: network\n  input 8x8x3\n  {block}\n    relu\n  find output\n")
    (problem,) = caught.value.problems
    assert problem.message == "the block 'unit' is never used"
    assert "write `unit" in problem.hint


def test_one_name_is_joined_with_the_line_above():
    text = "question q: network\n  input 8x8x3\n  x = conv 4, kernel 3, same\n  relu\n  conv 4, kernel 3, same\n"
    assert solved(f"{text}  concat x\n  find output\n") == {"output": (8, 8, 8)}
    assert solved(f"{text}  repeat 2:\n    y = identity\n    tanh\n    add y\n  find output\n") == {"output": (8, 8, 4)}


@pytest.mark.parametrize("line", ["batch 32", "batch size 32", "batch of 32"])
def test_a_batch_on_its_own_line(line):
    text = f"question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  {line}\n  find activations of conv\n"
    assert solved(text) == {"conv.activations": 32 * 6 * 6 * 4}


@pytest.mark.parametrize("line", ["batch b", "batch size b"])
def test_a_budget_in_a_unit_and_a_batch_that_is_sought(line):
    text = f"question q: network\n  input 224x224x3\n  conv 64, kernel 3, same\n  {line}\n"
    each = 4 * 224 * 224 * (3 + 64)
    for goal, limit in (("1 GB", 10**9), ("512 MiB", 2**29), ("0.5 GB", 5 * 10**8)):
        find = f"  find largest b such that total activation memory <= {goal}\n"
        assert solved(text + find) == {"b": limit // each}
    (question,) = examsolver.load(text + find).questions
    told = " ".join(map(str, question.family.prompt(question.body)))
    assert "the total activation memory is at most 500000000 bytes" in told


def test_a_budget_in_millions():
    text = "question q: network\n  input 100\n  dense h, no bias\n"
    assert solved(f"{text}  find largest h such that total parameters <= 2 million\n") == {"h": 20_000}


@pytest.mark.parametrize("size", ["nxnx3", "n x n x 3"])
def test_a_size_with_letters_may_have_blanks(size):
    text = f"question q: network\n  input {size}\n  conv 8, kernel 5 x 5\n"
    assert solved(f"{text}  find n such that output = 1x1x8\n") == {"n": (5,)}


@pytest.mark.parametrize("find", ["output", "parameters", "receptive field"])
def test_groups_that_do_not_divide_are_told_whatever_is_asked(find):
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"question q: network\n  input 8x8x3\n  conv 16, kernel 3, groups 2\n  find {find}\n")
    assert "2 groups do not divide the channels evenly" in caught.value.problems[0].message


def test_a_variant_that_is_a_number_is_written_in_digits():
    text = "question q: network\n  input 10\n  dense 5, no bias\n  convention bytes per value 2\n"
    assert solved(f"{text}  find total parameter memory in bytes\n") == {"total.parameter-memory": 100}


NOTATIONS = """question q: network
  input nxnx3, batch 16
  conv 8, kernel 5
  maxpool 2
  find n such that output = 5x5x8

question m: network
  input 224x224x3
  conv 64, kernel 3, same
  find total parameter memory in KB
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("q", "n ∈ {14, 15}"),
        ("q", "n in [14, 15]"),
        ("q", "14 <= n <= 15"),
        ("q", "14 ≤ n ≤ 15"),
        ("m", "7168 B"),
        ("m", "7168B"),
        ("m", "7.168 KB"),
    ],
)
def test_right_answers_in_other_notation(question, answer):
    exam = examsolver.load(NOTATIONS)
    part = exam.question(question).parts[0].id
    (report,) = examsolver.grade(exam, (Submission("one", (Answer(question, part, answer),)),)).reports
    assert next(verdict.outcome for verdict in report.verdicts if verdict.question == question) == "correct"


@pytest.mark.parametrize(("answer", "told"), [("0.079", True), ("0.08", True), ("0.09", False), ("0.07", False)])
def test_two_right_digits_of_a_value_without_end_are_told_from_wrong_ones(answer, told):
    lines = "input 800\n  dense 26, no bias\n  find total parameter memory in MiB"
    exam = examsolver.load(f"question q: network\n  {lines}\n")
    part = exam.question("q").parts[0].id  # 83 200 bytes are 0.07935 MiB
    (report,) = examsolver.grade(exam, (Submission("one", (Answer("q", part, answer),)),)).reports
    (verdict,) = report.verdicts
    assert verdict.outcome != "correct"
    assert ("at least three significant digits" in verdict.message) is told
