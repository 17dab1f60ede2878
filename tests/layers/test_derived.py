"""Quantities that follow from a layer's steps: flops, additions, memory, receptive field."""

import pytest

import examsolver

STEM = "input 224x224x3\nconv 64, kernel 7, stride 2, padding 3\nrelu\nmaxpool 3, stride 2, padding 1\n"
STEM += "last = conv 64, kernel 3, padding 1"


def solved(text, asks, *conventions):
    lines = [*text.split("\n"), f"find {asks}", *(f"convention {convention}" for convention in conventions)]
    exam = examsolver.load("question q: network\n" + "".join(f"  {line}\n" for line in lines))
    ((question, checks),) = examsolver.check(exam)
    assert all(check.agrees for check in checks)
    solution = examsolver.solve(exam.questions[0])
    return {part.id: solution.run[part.steps[0]] for part in question.parts}


@pytest.mark.parametrize(
    ("asks", "conventions", "part", "value"),
    [
        pytest.param("receptive field", (), "receptive-field", 19, id="of the last layer"),
        pytest.param("maxpool.jump", (), "maxpool.jump", 4, id="strides multiply"),
        pytest.param("maxpool.receptive-field", (), "maxpool.receptive-field", 11, id="with a hyphen"),
        pytest.param("last.flops", (), "last.flops", 2 * 115_605_504, id="two per mac"),
        pytest.param("last.flops", ("flops one per mac",), "last.flops", 115_605_504, id="one per mac"),
        pytest.param("total parameter memory", (), "total.parameter-memory", 4 * (9_472 + 36_928), id="bytes"),
        pytest.param(
            "relu.activation-memory", ("bytes per value two",), "relu.activation-memory", 2 * 802_816, id="half"
        ),
        pytest.param("total weights", (), "total.weights", 9_408 + 36_864, id="weights alone"),
        pytest.param("total biases", (), "total.biases", 128, id="biases alone"),
        pytest.param("last.connections", (), "last.connections", 36_928 * 56 * 56, id="connections"),
    ],
)
def test_of_a_stem(asks, conventions, part, value):
    assert solved(STEM, asks, *conventions)[part] == value


def test_additions_are_one_fewer_than_products_without_a_bias():
    text = "input 8x8x3\nconv 4, kernel 3, no bias"
    assert solved(text, "conv.macs, conv.additions") == {"conv.macs": 36 * 4 * 27, "conv.additions": 36 * 4 * 26}


def test_branches_see_as_much_as_the_widest():
    text = "x = input 16x16x4\na = conv 4, kernel 3, same\nb = conv 4, kernel 5, same, from x\nc = concat a, b"
    assert solved(text, "c.receptive-field") == {"c.receptive-field": 5}


def test_dilation_reaches_further():
    assert solved("input 32x32x1\nconv 4, kernel 3, dilation 4", "receptive field") == {"receptive-field": 9}


@pytest.mark.parametrize(
    ("convention", "output"),
    [("output size floor", (15, 15, 4)), ("output size ceil", (16, 16, 4)), ("output size round half up", (16, 16, 4))],
)
def test_every_rounding_can_be_written(convention, output):
    assert solved("input 32x32x1\nconv 4, kernel 3, stride 2", "output", convention) == {"output": output}


def test_an_input_may_be_written_with_the_channels_first():
    assert solved("input 3x32x20, channels first\nconv 4, kernel 5", "output") == {"output": (28, 16, 4)}
    assert solved("input 8x50, channels first\nconv1d 4, kernel 5", "output") == {"output": (46, 4)}
