"""What a find asks of a network."""

import pytest

NET = "input 8x8x3\nconv 4, kernel 3\nbatchnorm\nrelu\nflatten\nhead = dense 2\n"


@pytest.mark.parametrize(
    ("find", "ids"),
    [
        pytest.param("conv.parameters", ["conv.parameters"], id="dotted"),
        pytest.param("parameters of conv", ["conv.parameters"], id="of one"),
        pytest.param(
            "parameters, output of conv, head",
            ["conv.parameters", "conv.output", "head.parameters", "head.output"],
            id="of two",
        ),
        pytest.param("total parameters", ["total.parameters"], id="in total"),
        pytest.param("total.macs", ["total.macs"], id="in total, dotted"),
        pytest.param("trainable parameters", ["total.trainable"], id="trainable"),
        pytest.param("total non-trainable parameters", ["total.non-trainable"], id="not trainable"),
        pytest.param("conv.trainable", ["conv.trainable"], id="trainable of one"),
        pytest.param("macs of each layer", ["conv.macs", "head.macs"], id="only layers that have it"),
        pytest.param("operations of each layer", ["batchnorm.operations", "relu.operations"], id="element-wise layers"),
        pytest.param("output", ["output"], id="the output of the network"),
        pytest.param("input.output", ["input.output"], id="what is given"),
    ],
)
def test_ids_of_parts(ask, find, ids):
    asked = ask(f"{NET}find {find}")
    assert not asked.problems
    assert [part.id for part in asked.parts] == ids


def test_each_layer_leaves_the_input_out(ask):
    asked = ask(NET + "find output of each layer")
    assert [part.id for part in asked.parts] == [
        f"{name}.output" for name in ("conv", "batchnorm", "relu", "flatten", "head")
    ]


def test_the_output_of_the_network_is_that_of_its_last_layer(ask):
    asked = ask(NET + "find output")
    assert asked.parts[0].steps == ("head.output",)
    assert asked.parts[0].names == ("head.output",)
    assert asked.answers() == {"output": (2,)}


def test_a_count_in_millions_is_a_number_with_that_unit(ask):
    (part,) = ask(NET + "find total macs in millions").parts
    assert (part.kind, part.unit, part.steps) == ("number", "millions", ("total.macs",))


@pytest.mark.parametrize(
    ("find", "message", "hint"),
    [
        pytest.param("con.parameters", "no layer is called 'con'", "'conv'", id="unknown layer"),
        pytest.param("conv.parmeters", "a network has no 'parmeters'", "'parameters'", id="unknown quantity"),
        pytest.param("relu.macs", "relu has no macs", "operations", id="a quantity it has not"),
        pytest.param("parameters of hed", "no layer is called 'hed'", "'head'", id="unknown owner"),
        pytest.param("ouput", "a network has no 'ouput'", "'output'", id="unknown word"),
        pytest.param("Q", "a network has no 'Q'", "known here", id="nothing like it"),
    ],
)
def test_unknown_things_have_a_near_name(ask, find, message, hint):
    asked = ask(f"{NET}find {find}")
    assert [problem.message for problem in asked.problems] == [message]
    assert hint in asked.problems[0].hint
    assert asked.problems[0].span.text


def test_what_nothing_asks_for_may_be_left_out(ask):
    asked = ask("input 8x8x3\na = conv 4, kernel 3\nb = conv, kernel 3\nrelu\nfind a.parameters, a.output")
    assert not asked.problems
    assert asked.answers() == {"a.parameters": 112, "a.output": (6, 6, 4)}
    assert not any(name.startswith(("b.", "relu.output")) for name in asked.run.values)


@pytest.mark.parametrize("find", ["b.parameters", "relu.output", "total parameters"])
def test_what_is_asked_must_be_there(ask, find):
    asked = ask(f"input 8x8x3\nconv 4, kernel 3\nb = conv, kernel 3\nrelu\nfind {find}")
    assert [problem.message for problem in asked.problems] == ["b does not say its number of filters"]
    assert asked.problems[0].span.text == "b = conv, kernel 3"
