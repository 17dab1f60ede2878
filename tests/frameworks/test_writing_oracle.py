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
