"""Blocks that a file defines once: names, parameters, inputs, what is wrong with them, and their cost."""

from __future__ import annotations

import pickle

import pytest

import examsolver
from examsolver.core.problem import ExamError
from tests.effort import effort

BOTTLENECK = """\
block bottleneck(c, stride=1):
  conv c, kernel 1, stride stride
  middle = conv c, kernel 3, same
  conv 4*c, kernel 1
  add from input

"""


def values(text: str) -> dict[str, object]:
    (question,) = examsolver.load(text)
    run = examsolver.solve(question).run
    return {part.id: run[part.steps[0]] for part in question.parts}


def problem(text: str) -> str:
    with pytest.raises(ExamError) as raised:
        examsolver.load(text)
    return str(raised.value)


def test_a_block_is_a_layer_with_names_inside():
    found = values(
        BOTTLENECK + "question q: network\n  input 56x56x256\n  b = bottleneck 64\n"
        "  find b.middle.output, b.conv_1.parameters, b.output, b.parameters, total parameters\n"
    )
    one = 64 * 257 + 64 * (9 * 64 + 1) + 256 * 65
    assert found == {
        "b.middle.output": (56, 56, 64),
        "b.conv_1.parameters": 64 * 257,
        "b.output": (56, 56, 256),
        "b.parameters": one,
        "total.parameters": one,
    }


THRICE = ("  repeat 3: bottleneck 64\n", "  repeat 3:\n    bottleneck 64\n", "  bottleneck 64\n" * 3)


@pytest.mark.parametrize("lines", THRICE)
def test_a_block_repeated_is_as_often_there(lines: str):
    text = BOTTLENECK + f"question q: network\n  input 56x56x256\n{lines}  find total parameters, bottleneck_3.output\n"
    assert values(text) == {
        "total.parameters": 3 * (64 * 257 + 64 * (9 * 64 + 1) + 256 * 65),
        "bottleneck_3.output": (56, 56, 256),
    }


def test_several_inputs_are_named_in_the_block():
    found = values(
        "block join(c):\n  a = input\n  b = input\n  conv c, kernel 1, from a\n  left = relu\n"
        "  conv c, kernel 1, from b\n  concat left, above\n\n"
        "question q: network\n  x = input 8x8x2\n  y = conv 5, kernel 1\n  join 3, from y, x\n"
        "  find output, join.conv_2.parameters\n"
    )
    assert found == {"output": (8, 8, 6), "join.conv_2.parameters": 3 * 3}


def test_blocks_use_blocks_and_repeats_count_with_parameters():
    found = values(
        "block unit(c, k):\n  conv c, kernel kxk, same\n\n"
        "block stage(c, n):\n  repeat n - 1: unit c, 3\n  unit 2*c, 1\n\n"
        "question q: network\n  input 8x8x4\n  stage 4, 3\n  find output, total parameters\n"
    )
    assert found == {"output": (8, 8, 8), "total.parameters": 2 * 4 * 37 + 8 * 5}


def test_drawn_values_are_arguments():
    text = "block unit(c):\n  conv c, kernel 1\n\nquestion q: network\n  let c = 5\n  input 8x8x4\n  unit c\n"
    text += "  find output\n"
    assert values(text) == {"output": (8, 8, 5)}


WRONG = {
    "blocks use each other in a circle: a uses b uses a": "block a:\n  b\n\nblock b:\n  a\n\n"
    "question q: network\n  input 3\n  a\n",
    "does not say its c": BOTTLENECK + "question q: network\n  input 5x5x4\n  bottleneck\n",
    "takes 2 values, here is one more": BOTTLENECK + "question q: network\n  input 5x5x4\n  bottleneck 1, 2, 3\n",
    "has no parameter 'strde'": BOTTLENECK + "question q: network\n  input 5x5x4\n  bottleneck 1, strde 2\n",
    "did you mean the block 'unit'": "block unit:\n  relu\n\nquestion q: network\n  input 5\n  unit\n  unitt\n",
    "'d' is not known here": "block unit(c):\n  dense 2*d\n\nquestion q: network\n  input 5\n  unit 2\n",
    "reads 1 layer, here are 2": "block unit:\n  relu\n\n"
    "question q: network\n  a = input 5\n  b = relu\n  unit from a, b\n",
    "no layer is called 'x'": "block unit:\n  relu from x\n\nquestion q: network\n  x = input 5\n  unit\n",
    "has no 'head' to leave out": "question q: network\n  input 224x224x3\n  resnet-50, without head\n",
    "is given twice": BOTTLENECK + "question q: network\n  input 5x5x4\n  bottleneck 1, c 2\n",
    "there is a block 'unit' already": "block unit:\n  relu\n\nblock unit:\n  tanh\n\n"
    "question q: network\n  input 5\n  unit\n",
}


@pytest.mark.parametrize("says", WRONG)
def test_what_is_wrong_is_told_with_its_place(says: str):
    told = problem(WRONG[says] + "  find output\n")
    assert says in told
    assert "^" in told


def test_a_question_with_blocks_pickles_and_is_printed_the_same():
    text = BOTTLENECK + "question q: network\n  input 56x56x256\n  bottleneck 64\n  find total parameters\n"
    (question,) = examsolver.load(text)
    solution = examsolver.solve(question)
    assert pickle.loads(pickle.dumps(solution)).run["total.parameters"] == solution.run["total.parameters"]


def test_ten_times_the_layers_in_blocks_cost_ten_times_as_much():
    def text(times: int) -> str:
        return f"{BOTTLENECK}question q: network\n  input 56x56x256\n  repeat {times}: bottleneck 64\n" + (
            "  find total parameters\n"
        )

    assert effort(examsolver.load, text(500)) < 11 * effort(examsolver.load, text(50))
