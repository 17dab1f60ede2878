"""A network as a student reads it."""

import pytest

from examsolver.families.network import FAMILIES

NETWORK = FAMILIES[0]


def test_the_prompt_has_a_sentence_for_every_layer(ask):
    asked = ask(
        "input 8x8x3\na = conv 4, kernel 3, stride 2, padding 1, no bias\nb = maxpool 2, same, from input\n"
        "batchnorm\ndropout 0.5\nflatten\ndense 1\nfind output"
    )
    assert NETWORK.prompt(asked.body) == (
        "A network reads an input of size 8x8x3. Its layers, each reading the one above unless it says what it reads:",
        "a: convolution with 4 filters of size 3x3, stride 2, padding 1, no bias.",
        "b: max pooling with a window of 2x2, stride 2, same padding, reading input.",
        "batchnorm: batch normalisation.",
        "dropout: dropout with rate 0.5.",
        "flatten: flattening to a vector.",
        "dense: fully connected layer with 1 neuron.",
    )


@pytest.mark.parametrize(
    ("layers", "sentences"),
    [
        pytest.param(
            "relu", ("An input of size 8x4 goes through one layer:", "relu: ReLU activation."), id="one layer"
        ),
        pytest.param(
            "conv1d 6, kernel 3, activation relu\nmaxpool1d 2",
            (
                "A network reads an input of size 8x4. Its layers, one after the other:",
                "conv1d: convolution with 6 filters of length 3, no padding, relu activation.",
                "maxpool1d: max pooling with a window of 2, stride 2.",
            ),
            id="one axis",
        ),
    ],
)
def test_the_prompt_is_english(ask, layers, sentences):
    assert NETWORK.prompt(ask(f"input 8x4\n{layers}\nfind output").body) == sentences


@pytest.mark.parametrize(
    ("size", "line", "note"),
    [
        pytest.param("8x8x3", "conv 64, kernel 3, same", "conv 64, 3x3, same", id="conv"),
        pytest.param(
            "8x8x3", "conv 4, 3x5, stride 2, padding 1, no bias", "conv 4, 3x5, stride 2, padding 1, no bias", id="more"
        ),
        pytest.param("8x3", "conv1d 4, kernel 3", "conv1d 4, kernel 3", id="one axis"),
        pytest.param("8x8x3", "maxpool 2", "maxpool 2", id="pooling"),
        pytest.param("8x8x3", "maxpool 3, 1, same", "maxpool 3, stride 1, same", id="pooling with a stride"),
        pytest.param("9", "x = dense 10", "dense 10", id="dense"),
        pytest.param("9", "dropout 0.5", "dropout 0.5", id="dropout"),
        pytest.param("9", "embedding 100, 8", "embedding 100, dimension 8", id="embedding"),
        pytest.param("9x2", "lstm 8, sequences", "lstm 8, sequences", id="lstm"),
        pytest.param("9", "relu", "", id="nothing but its name"),
        pytest.param("9", "a = relu", "relu", id="another name"),
    ],
)
def test_boxes_of_the_picture_say_a_layer_in_a_few_letters(ask, size, line, note):
    asked = ask(f"input {size}\n{line}\nend = relu\nfind output")
    (picture,) = NETWORK.pictures(asked.body, asked.run)
    assert picture.facts.nodes[1].note == note
    assert picture.facts.nodes[0].note == ""


def test_the_picture_has_every_layer_after_those_it_reads(ask):
    asked = ask(
        "x = input 8x8x4\nc = add a, b\na = conv 4, kernel 1, from x\nb = conv 4, kernel 3, same, from a\nfind output"
    )
    (picture,) = NETWORK.pictures(asked.body, asked.run)
    seen = set()
    for node in picture.facts.nodes:
        assert set(node.reads) <= seen
        seen.add(node.name)
    assert seen == {"x", "a", "b", "c"}
    assert {node.name: node.caption for node in picture.facts.nodes}["c"] == "8 × 8 × 4"
    assert "c (element-wise sum of a and b) reads a, b" in picture.text


def test_very_small_networks_are_not_drawn_and_very_large_ones_with_few_boxes(ask):
    small = ask("input 9\nrelu\nfind output")
    large = ask("input 9\nrepeat 3000:\n  relu\nfind output")
    assert NETWORK.pictures(small.body, small.run) == ()
    (picture,) = NETWORK.pictures(large.body, large.run)
    assert len(picture.facts.nodes) == 2
