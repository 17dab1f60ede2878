"""Networks under one input, blocks that nobody uses, joins with the line above, batches on a line of their own."""

from fractions import Fraction

import pytest

import examsolver
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
