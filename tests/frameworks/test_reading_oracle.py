"""Pasted code, read and not run, held to the framework that runs it."""

from __future__ import annotations

import os
from typing import Any

import pytest

import examsolver
from tests.frameworks.snippets import KERAS, PYTORCH


def solved(framework: str, code: str, size: tuple[int, ...] | None) -> examsolver.Solution:
    given = "" if size is None else f"  input {'x'.join(map(str, size))}\n"
    finds = "  find total parameters, total macs\n  find output\n"
    text = f'question q: network from {framework}\n{given}  """{code}"""\n{finds}'
    (question,) = examsolver.load(text)
    assert all(check.agrees for _, checks in examsolver.check(examsolver.load(text)) for check in checks)
    return examsolver.solve(question)


def last(solution: examsolver.Solution) -> Any:
    (part,) = (part for part in solution.question.parts if part.id == "output")
    return solution.run[part.steps[0]]


@pytest.mark.parametrize("name", KERAS)
def test_keras_code_counts_as_keras_does(name: str) -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    keras = pytest.importorskip("keras", reason="install the extra 'oracle'")
    code, size = KERAS[name]
    scope: dict[str, Any] = {"keras": keras, "layers": keras.layers}
    exec(code, scope)
    model, solution = scope["model"], solved("keras", code, size)
    assert solution.run["total.parameters"] == model.count_params()
    assert last(solution) == tuple(model.layers[-1].output.shape[1:])


@pytest.mark.parametrize("name", PYTORCH)
def test_pytorch_code_counts_as_pytorch_does(name: str) -> None:
    torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
    code, size = PYTORCH[name]
    scope: dict[str, Any] = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    exec(code, scope)
    net, solution = scope["net"].eval(), solved("pytorch", code, size)
    assert solution.run["total.parameters"] == sum(weights.numel() for weights in net.parameters())
    given = torch.zeros(1, *size, dtype=torch.long) if len(size) == 1 else torch.zeros(1, *size)
    shape = tuple(net(given).shape[1:])
    turned = (*shape[1:], shape[0]) if len(shape) > 2 else shape
    assert last(solution) == turned
