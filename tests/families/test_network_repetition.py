"""A long network is told briefly, and what is told is the whole network."""

from __future__ import annotations

import examsolver
from examsolver.core.question import Question
from examsolver.families.network_reading import Network
from examsolver.families.network_showing import network_pictures, network_prompt, sentences_with_repetitions

LONG = """question q: network
  block unit(c):
    conv c, kernel 3, same
    batchnorm
    add above, in
    relu
  input 32x32x8
  conv 8, kernel 5, same
  relu
  repeat {count}: unit 8
  gap
  dense 10
  find total parameters
"""


def question(text: str) -> Question:
    return examsolver.load(text).questions[0]


def prompt(body: object) -> tuple[str, ...]:
    assert isinstance(body, Network)
    layers = [placed for placed in body.layers if placed.layer.sources != 0]
    return (str(network_prompt(body)[0]), *sentences_with_repetitions(body, layers))


def test_what_comes_again_is_told_once_from_where_a_block_begins() -> None:
    said = prompt(question(LONG.format(count=50)).body)
    assert said[3:8] == (
        "unit_1.conv: convolution with 8 filters of size 3x3, same padding.",
        "unit_1.batchnorm: batch normalisation.",
        "unit_1.add: element-wise sum of unit_1.batchnorm and relu.",
        "unit_1.relu: ReLU activation.",
        "unit_2.conv to unit_50.relu: the same 4 layers 49 times more, each reading what stands as far above it.",
    )
    assert len(said) == 10


def test_a_short_network_is_told_layer_by_layer() -> None:
    assert len(prompt(question(LONG.format(count=9)).body)) == 1 + 2 + 36 + 2


def test_layers_that_differ_are_all_told() -> None:
    rows = "\n".join(f"  c{place} = conv {place + 1}, kernel 1" for place in range(60))
    said = prompt(question(f"question q: network\n  input 8x8x3\n{rows}\n  find total parameters").body)
    assert len(said) == 61


def test_another_reader_ends_what_comes_again() -> None:
    rows = "\n".join(f"  c{place} = conv 8, kernel 1{' from c0' if place == 30 else ''}" for place in range(60))
    said = prompt(question(f"question q: network\n  input 8x8x8\n{rows}\n  find total parameters").body)
    assert "c30: convolution with 8 filters of size 1x1, no padding, reading c0." in said
    assert [sentence for sentence in said if "times more" in str(sentence)] == [
        "c1 to c29: the same layer 29 times more, each reading what stands as far above it.",
        "c32 to c59: the same layer 28 times more, each reading what stands as far above it.",
    ]


def test_the_picture_of_a_network_that_never_repeats_shows_its_two_ends() -> None:
    rows = "\n".join(f"  c{place} = conv {place + 1}, kernel 1" for place in range(400))
    solution = examsolver.solve(question(f"question q: network\n  input 8x8x3\n{rows}\n  find total parameters"))
    (picture,) = network_pictures(solution.question.body, solution.run)
    assert picture.text == "A network of 401 layers, drawn with 41 boxes of 401, the first and the last."
    assert examsolver.render((solution,), "html").count("boxes left out")
