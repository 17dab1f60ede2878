"""A network as a student reads it."""

from examsolver.families.network import FAMILIES

NETWORK = FAMILIES[0]


def test_the_prompt_has_a_sentence_for_every_layer(ask):
    asked = ask(
        "input 8x8x3\na = conv 4, kernel 3, stride 2, padding 1, no bias\nb = maxpool 2, same, from input\n"
        "batchnorm\ndropout 0.5\nflatten\ndense 1\nfind output"
    )
    assert NETWORK.prompt(asked.body) == (
        "A network reads an input of size 8x8x3. It has these layers, in this order:",
        "a: convolution with 4 filters of 3x3, stride 2, padding 1, no bias.",
        "b: max pooling with a window of 2, stride 2, same padding, reading input.",
        "batchnorm: batch normalisation.",
        "dropout: dropout with rate 0.5.",
        "flatten: flattening to a vector.",
        "dense: fully connected layer with 1 neuron.",
    )


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


def test_very_small_and_very_large_networks_are_not_drawn(ask):
    small = ask("input 9\nrelu\nfind output")
    large = ask("input 9\nrepeat 100:\n  relu\nfind output")
    assert NETWORK.pictures(small.body, small.run) == NETWORK.pictures(large.body, large.run) == ()
