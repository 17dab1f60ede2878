"""Code that does more than build layers, and code that is wrong: a problem at its place in the pasted text."""

from __future__ import annotations

import pytest

import examsolver

WRONG = {
    "import os\nos.remove('x')": ("os.remove", "allowed are layers"),
    "open('x').read()": ("'open' is not defined here", "allowed"),
    "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.RelU())": ("nn.RelU", "did you mean 'ReLU'?"),
    "net = nn.Sequential(nn.Conv2d(3, 8, kernal_size=3))": ("no argument 'kernal_size'", "did you mean 'kernel_size'?"),
    "net = nn.Sequential(nn.Conv2d(3, width, 3))": ("'width' is not defined here", "allowed"),
    "net = nn.Sequential(nn.Conv2d(3, 8, 3)": ("this is not Python", "paste it as it runs"),
    "while True:\n    pass": ("more than build layers", "allowed"),
    "lambda: 3": ("no network is built here", "nn.Sequential"),
    "net = nn.PReLU()\nnet = nn.Sequential(net, net)": ("used twice", "one layer for each place"),
    "model = nn.Linear(4, 4)\nmodel.trainable = False": ("frozen is not read", "leave the line out"),
    "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Linear(144, 10))": ("is made for 144 inputs", "nn.Flatten()"),
    "x = [1] * 10 ** 9": ("too long", None),
    "x = 9 ** 9 ** 9": ("too large", None),
    "for i in range(10 ** 9):\n    pass": ("range needs", None),
    "for i in range(9999):\n    for j in range(9999):\n        pass": ("goes on for too long", "fewer"),
    "def f(x):\n    return f(x)\nf(1)": ("nested too deeply", None),
    "x = 1 / 0": ("no value", None),
    "a, b = [1, 2, 3]": ("2 names for 3 values", None),
    "net = nn.Conv2d(3, 8, 3)\nnet.weight.data.zero_()": ("'zero_' is not understood", None),
    "net = nn.Sequential(nn.Conv2d(3, 8, 3, padding_mode='circular'))": ("padding_mode", None),
    "x = 3": ("no network is built here", "nn.Sequential"),
    "net = nn.Sequential(nn.Flatten(), nn.Linear(99, 10))": (
        "is made for 99 inputs and reads 192",
        "write 192",
    ),
    "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(9, 2))": ("for 9 inputs", "write 4 * 6 * 6 = 144"),
    "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(4))": ("for 4 channels and reads 8 from conv", "write 8"),
    "net = nn.Sequential(nn.Conv2d(3, 8, 30))": ("conv", None),
    "net = nn.Sequential(nn.Linear(10, 'ten'))": ("must be a whole number", "out_features=32"),
}


def problems_of(
    code: str, framework: str = "pytorch", given: str = "  input 3x8x8\n"
) -> tuple[examsolver.Problem, ...]:
    inner = "".join(f"  {line}\n" for line in code.split("\n"))
    text = f'question q: network from {framework}\n{given}  """\n{inner}  """\n  find total parameters\n'
    with pytest.raises(examsolver.ExamError) as raised:
        examsolver.load(text)
    return raised.value.problems


@pytest.mark.parametrize("code", WRONG)
def test_what_is_not_understood_is_told_at_its_place(code: str) -> None:
    says, hint = WRONG[code]
    (problem, *_) = problems_of(code)
    assert says in problem.message or says in str(problem)
    assert hint is None or hint in (problem.hint or "")
    assert problem.span is not None and 3 <= problem.span.line <= 4 + code.count("\n")


def test_the_caret_stands_under_the_word() -> None:
    (problem,) = problems_of("net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.RelU())")
    assert "^~~~~~~~~" in str(problem) and problem.span is not None and problem.span.text == "nn.RelU()"


def test_a_layer_that_is_never_used_is_told() -> None:
    code = (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 4)\n"
        "        self.b = nn.Linear(4, 4)\n    def forward(self, x):\n        return self.a(x)"
    )
    (problem,) = problems_of(code, given="  input 4\n")
    assert problem.message == "b is never used" and problem.span is not None
    assert problem.span.text == "nn.Linear(4, 4)"


def test_code_without_the_name_of_its_framework_is_told() -> None:
    with pytest.raises(examsolver.ExamError, match="whose code is this"):
        examsolver.load('question q: network\n  """\n  model = 3\n  """\n  find total parameters\n')


def test_a_framework_without_code_is_told() -> None:
    with pytest.raises(examsolver.ExamError, match="pasted as code"):
        examsolver.load("question q: network from keras\n  input 3\n  find total parameters\n")


def test_other_lines_beside_code_are_told() -> None:
    with pytest.raises(examsolver.ExamError, match="stands beside pasted code"):
        examsolver.load('question q: network from keras\n  dense 3\n  """\n  x = 1\n  """\n  find total parameters\n')


def test_an_open_input_asks_for_its_size() -> None:
    (problem, *_) = problems_of("model = keras.Sequential([layers.Dense(3)])", "keras", "")
    assert problem.message == "the size of the input is open here"
    assert "input 28x28x1" in (problem.hint or "")


def test_frozen_layers_are_told() -> None:
    code = "model = keras.Sequential([keras.Input((4,)), layers.Dense(3, trainable=False)])"
    (problem, *_) = problems_of(code, "keras", "")
    assert "frozen" in problem.message and problem.span is not None and problem.span.text == "False"


NET = "net = nn.Sequential(nn.Flatten(), nn.Linear(192, 4))\n"
FREEZING = (
    "for p in net.parameters():\n    p.requires_grad = False",
    "for name, p in net.named_parameters():\n    if 'bias' not in name:\n        p.requires_grad = False",
    "for p in net.parameters():\n    p.requires_grad_(False)",
    "net.requires_grad_(False)",
    "net[1].requires_grad_(requires_grad=False)",
    "net[1].weight.requires_grad = False",
    "net[1].bias.requires_grad = flag",
)


@pytest.mark.parametrize("code", FREEZING)
def test_parameters_that_are_frozen_are_told(code: str) -> None:
    (problem, *_) = problems_of("flag = False\n" + NET + code)
    assert "frozen" in problem.message and problem.span is not None
    assert "requires_grad" in problem.span.text and "leave the line out" in (problem.hint or "")


def test_parameters_that_are_trained_are_no_problem() -> None:
    code = (
        NET
        + "for p in net.parameters():\n    p.requires_grad = True\nnet[1].requires_grad_()\nnet.requires_grad_(True)"
    )
    inner = "".join(f"  {line}\n" for line in code.split("\n"))
    text = f'question q: network from pytorch\n  input 3x8x8\n  """\n{inner}  """\n  find total trainable\n'
    (question,) = examsolver.load(text)
    assert examsolver.solve(question).run["total.trainable"] == 192 * 4 + 4


def test_nothing_is_run() -> None:
    problems_of("__import__('os').system('touch /tmp/never')")
    problems_of("[].__class__.__base__.__subclasses__()")
    problems_of("(1).__class__")


def test_a_recurrent_layer_on_a_last_state_is_told_to_the_layer_before_it() -> None:
    code = "model = keras.Sequential([layers.LSTM(4), layers.LSTM(3)])"
    (problem,) = problems_of(code, "keras", "  input 20x8\n")
    assert "lstm reads steps x features, but its input is 4" in problem.message
    assert "must return sequences" in (problem.hint or "")


def test_a_norm_written_by_hand_is_told_with_what_to_write() -> None:
    rows = [
        "class Norm(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        "        self.a = nn.Linear(8, 8)",
        "    def forward(self, x):",
        "        x = self.a(x)",
        "        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True))",
    ]
    (problem,) = problems_of("\n".join(rows), given="  input 20x8\n")
    assert "a norm that is written by hand is not read" in problem.message and "nn.RMSNorm(512)" in (problem.hint or "")
