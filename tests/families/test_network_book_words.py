"""Words that books and people use, and that leave something open: what is told, and what is understood."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.problem import ExamError

TEXT = "question q: network\n  input 8x8x3\n  c = conv 8, kernel 3\n  {}\n  find total parameters\n"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("pool 2", "write `maxpool 2` or `avgpool 2`"),
        ("pointwise conv 16", "write `conv 64, kernel 1`"),
        ("skip connection", "write `add from NAME`, with the name of what is added"),
        ("12 x relu", "what comes several times is written so: repeat 12: dense 10"),
    ],
)
def test_a_word_that_leaves_the_layer_open_is_answered_with_what_to_write(line: str, hint: str) -> None:
    with pytest.raises(ExamError) as caught:
        examsolver.load(TEXT.format(line))
    assert [problem.hint for problem in caught.value.problems] == [hint]


@pytest.mark.parametrize(
    ("find", "hint"),
    [
        ("receptive field after each layer", "what is asked of each layer is written so: find output of each layer"),
    ],
)
def test_a_find_that_cannot_be_read_says_how_to_write_it(find: str, hint: str) -> None:
    with pytest.raises(ExamError) as caught:
        examsolver.load(TEXT.format("relu").replace("total parameters", find))
    assert [problem.hint for problem in caught.value.problems] == [hint]


@pytest.mark.parametrize(
    ("find", "parts"),
    [
        ("number of parameters of each layer", ["c.parameters", "relu.parameters"]),
        ("the number of weights of c", ["c.weights"]),
        ("the total number of parameters", ["total.parameters"]),
        ("number of parameters, output", ["total.parameters", "output"]),
    ],
)
def test_the_number_of_something_is_that_something(find: str, parts: list[str]) -> None:
    (question,) = examsolver.load(TEXT.format("relu").replace("total parameters", find))
    assert [part.id for part in question.parts] == parts


def test_the_number_of_filters_can_be_asked_for() -> None:
    text = "question q: network\n  input 8x8x3\n  c = conv kernel 3\n  find number of filters such that {}\n"
    (question,) = examsolver.load(text.format("total parameters = 280"))
    assert examsolver.solve(question).run[question.parts[0].steps[0]] == (10,)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("masked self-attention 12", "write `attention 8, causal`"),
        ("up-convolution 32", "write `conv-transpose 64, kernel 2, stride 2`"),
        ("5x5 conv 32", "the kind of layer comes first: conv 64, kernel 5x5"),
        ("conv1: 96 filters", "a name stands before an equals sign: conv1 = conv 64, kernel 3"),
    ],
)
def test_a_line_written_as_people_say_it_is_answered_with_how_it_is_written(line: str, hint: str) -> None:
    with pytest.raises(ExamError) as caught:
        examsolver.load(TEXT.format(line))
    assert [problem.hint for problem in caught.value.problems] == [hint]


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ('conv 4, kernel 3, padding "same"', (6, 6, 4)),
        ('conv 4, kernel 3, padding "valid"', (4, 4, 4)),
        ("conv 4, kernel 3, no padding", (4, 4, 4)),
        ("maxpool 2, without padding", (3, 3, 8)),
    ],
)
def test_padding_as_code_and_people_have_it(line: str, output: tuple[int, ...]) -> None:
    (question,) = examsolver.load(TEXT.format(line).replace("total parameters", "output"))
    assert examsolver.solve(question).run[question.parts[0].steps[0]] == output


def test_a_padding_that_is_no_word_known_is_complained_of() -> None:
    with pytest.raises(ExamError) as caught:
        examsolver.load(TEXT.format('conv 4, kernel 3, padding "sane"'))
    assert "padding must be a size" in caught.value.problems[0].message


def test_the_connections_of_a_dense_layer_are_its_weights_and_biases_at_every_position() -> None:
    text = "question q: network\n  input 7x12\n  d = dense 5, each position\n  flatten\n  e = dense 3, no bias\n"
    (question,) = examsolver.load(text + "  find d.connections, e.connections, total connections\n")
    pairs = sum(1 for _ in range(7) for _ in range(5) for _ in range(12 + 1))
    run = examsolver.solve(question).run
    assert (run["d.connections"], run["e.connections"]) == (pairs, 35 * 3)
    assert run["total.connections"] == pairs + 35 * 3
