"""Pasted code as a question: names, conventions, formats, printing."""

from __future__ import annotations

import pickle

import pytest

import examsolver
from tests.frameworks.snippets import KERAS, PYTORCH

PASTE = '''question paste [4]: network from keras
  """
  model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(64, 64, 3)))
  model.add(layers.MaxPooling2D((2, 2)))
  """
  find total parameters
'''


def test_lines_without_a_model_are_read() -> None:
    (question,) = examsolver.load(PASTE)
    assert examsolver.solve(question).run["total.parameters"] == 896
    again = pickle.loads(pickle.dumps(question))
    assert examsolver.solve(again).run["total.parameters"] == 896


def test_formatting_leaves_the_code_as_it_is() -> None:
    assert examsolver.fmt(PASTE) == PASTE


def test_the_conventions_of_the_framework_are_in_force_and_printed() -> None:
    code, size = PYTORCH["recurrent"]
    text = f'question q: network from pytorch\n  input {size[0]}\n  """{code}"""\n  find total parameters\n'
    (question,) = examsolver.load(text)
    assert "lstm biases two" in examsolver.render(examsolver.solve(question))
    one = text.replace("  find", "  convention lstm biases one\n  find")
    two, other = (examsolver.solve(examsolver.load(each).questions[0]).run for each in (text, one))
    assert two["total.parameters"] - other["total.parameters"] == 4 * 12


def test_layers_are_called_as_the_code_calls_them() -> None:
    code, _ = PYTORCH["module"]
    text = f'question q: network from pytorch\n  input 3x32x32\n  """{code}"""\n  find conv2.output, fc1.parameters\n'
    (question,) = examsolver.load(text)
    assert examsolver.solve(question).run["conv2.output"] == (10, 10, 16)


def test_a_file_of_code_becomes_a_question() -> None:
    for framework, snippets in (("keras", KERAS), ("pytorch", PYTORCH)):
        for code, size in snippets.values():
            text = examsolver.question_from(code, framework, size)
            exam = examsolver.load(text)
            assert all(check.agrees for _, checks in examsolver.check(exam) for check in checks)


@pytest.mark.parametrize(
    "says",
    [
        "x = torch.randn(1, 3, 32, 32)\ny = net(x)\nprint(y.shape)",
        "from torchsummary import summary\nsummary(net, (3, 32, 32))",
        "summary(net, input_size=(1, 3, 32, 32))",
        "net.eval()\nout = net(torch.zeros(8, 3, 32, 32))",
    ],
)
def test_code_that_says_the_size_of_its_input_needs_no_input_line(says: str) -> None:
    code = f"import torch\nfrom torch import nn\nnet = nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU())\n{says}\n"
    assert "input 32x32x3" in examsolver.question_from(code, "pytorch")


def test_code_that_is_long_is_read_in_linear_time() -> None:
    rows = "".join("x = layers.Dense(8)(x)\n" for _ in range(3000))
    code = f"i = keras.Input((8,))\nx = i\n{rows}model = keras.Model(i, x)\n"
    assert examsolver.question_from(code, "keras").count("\n") > 3000
