"""Code that is written, run by its framework: parameters and sizes are those of our solution."""

from __future__ import annotations

import os
from typing import Any

import pytest

import examsolver
from tests.frameworks.networks import NETWORKS

CONVENTIONS = {
    "keras": ("batchnorm statistics counted", "transposed size keras"),
    "pytorch": ("rnn biases two", "lstm biases two", "gru biases two"),
}


def question(name: str, framework: str) -> examsolver.Question:
    told = "".join(f"  convention {one}\n" for one in CONVENTIONS[framework])
    text = f"question q: network{NETWORKS[name]}{told}  find total parameters\n  find output of each layer\n"
    return examsolver.load(text).questions[0]


@pytest.mark.parametrize("name", NETWORKS)
def test_keras_runs_what_is_written(name: str) -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    pytest.importorskip("keras", reason="install the extra 'oracle'")
    asked = question(name, "keras")
    scope: dict[str, Any] = {}
    exec(examsolver.code(asked, "keras"), scope)
    model, run = scope["model"], examsolver.solve(asked).run
    for part in asked.parts:
        if part.id.endswith(".output"):
            layer = model.get_layer(part.id.removesuffix(".output"))
            crop = [one for one in model.layers if one.name == f"{layer.name}_crop"]
            assert tuple((crop or [layer])[0].output.shape[1:]) == run[part.id], part.id
    assert model.count_params() == run["total.parameters"]


@pytest.mark.parametrize("name", sorted(NETWORKS.keys() - {"attentive"}))
def test_pytorch_runs_what_is_written(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    asked = question(name, "pytorch")
    exec(examsolver.code(asked, "pytorch"), {})
    size, count = capsys.readouterr().out.splitlines()
    run = examsolver.solve(asked).run
    shape = [run[part.id] for part in asked.parts if part.id.endswith(".output")][-1]
    turned = shape if len(shape) < 2 else (shape[-1], *shape[:-1])
    assert size == f"torch.Size({[1, *turned]})"
    assert int(count) == run["total.parameters"]


def test_what_a_framework_has_not_is_told() -> None:
    text = "question q: network\n  input 5x5x3\n  locally-connected 2, kernel 3\n  find output\n"
    with pytest.raises(examsolver.ExamError, match="Keras has no layer that is locally-connected"):
        examsolver.code(examsolver.load(text).questions[0], "keras")
    with pytest.raises(examsolver.ExamError, match="holds no network"):
        shapes = "question q: shapes\n  input 13x13\n  filters 64 of 3x3\n  strides 2, 3\n  find output\n"
        examsolver.code(examsolver.load(shapes).questions[0], "keras")


NORMED = "question q: network\n  input 6x5x4\n  {norm}\n  conv 3, kernel 1\n{told}  find total parameters, output\n"


@pytest.mark.parametrize("framework", ["keras", "pytorch"])
@pytest.mark.parametrize(
    ("norm", "told"),
    [("layernorm", ""), ("rmsnorm", ""), ("layernorm", "  convention layernorm axes whole map\n")],
)
def test_norms_of_maps_run_as_they_are_counted(
    framework: str, norm: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    pytest.importorskip("keras", reason="install the extra 'oracle'")
    asked = examsolver.load(NORMED.format(norm=norm, told=told)).questions[0]
    scope: dict[str, Any] = {}
    exec(examsolver.code(asked, framework), scope)
    model, total = scope["model"], examsolver.solve(asked).run["total.parameters"]
    if framework == "keras":
        assert model.count_params() == total
    else:
        assert capsys.readouterr().out.splitlines() == ["torch.Size([1, 3, 6, 5])", str(total)]


def test_a_network_of_two_outputs_shows_both(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    text = "question q: network\n  input 8\n  h = dense 6\n  mu = dense 2, from h\n  spread = dense 3, from h\n"
    exec(examsolver.code(examsolver.load(text + "  find total parameters\n").questions[0], "pytorch"), {})
    assert capsys.readouterr().out.splitlines() == ["torch.Size([1, 2]) torch.Size([1, 3])", "89"]


@pytest.mark.parametrize(
    ("line", "framework", "says"),
    [
        ("lstm 4", "pytorch", "# PyTorch has two bias vectors for every gate of the LSTM, the question counts one"),
        ("rnn 4", "pytorch", "# PyTorch has two bias vectors for the state of the RNN, the question counts one"),
        ("lstm 4\n  convention lstm biases two", "keras", "# Keras has one bias vector for every gate of the LSTM"),
        ("batchnorm", "keras", "# Keras counts 4 numbers a channel of batch normalisation, the question 2"),
        ("lstm 4", "keras", None),
        ("lstm 4, no bias", "pytorch", None),
        ("batchnorm", "pytorch", None),
    ],
)
def test_a_count_that_the_framework_has_otherwise_is_told(line: str, framework: str, says: str | None) -> None:
    text = f"question q: network\n  input 5x3\n  {line}\n  find total parameters\n"
    first = examsolver.code(examsolver.load(text).questions[0], framework).splitlines()[0]
    assert first.startswith(says) if says else not first.startswith("#")
