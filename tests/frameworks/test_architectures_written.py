"""The architectures of the bank written as code and run: parameters as ours, without memory for the weights."""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import examsolver

BANK = Path(__file__).parents[2] / "question_bank" / "architectures"
CONVENTIONS = {
    "keras": {"batchnorm statistics": "counted", "transposed size": "keras", "lstm biases": "one"},
    "pytorch": {"batchnorm statistics": "not counted", "lstm biases": "two"},
}
NOT_WRITTEN = {"keras": {"lenet-5-original", "transformer-base", "gpt-2-small"}, "pytorch": {"lenet-5-original"}}
MOST = 30_000_000
"""Keras fills its weights with numbers: larger networks would take too much memory and time."""


def questions() -> list[examsolver.Question]:
    found = [question for path in sorted(BANK.glob("*.exam")) for question in examsolver.load(path).questions]
    return [question for question in found if question.family.name == "network"]


def name(question: examsolver.Question) -> str:
    return question.id


def written(question: examsolver.Question, framework: str) -> tuple[str, int] | None:
    """The code, and how many parameters we count as the framework does; None where it says why it is not written."""
    asked = replace(question, conventions={**question.conventions, **CONVENTIONS[framework]})
    try:
        code = examsolver.code(asked, framework)
    except examsolver.ExamError as error:
        assert all(problem.hint for problem in error.problems)
        return None
    run = asked.family.derive(asked.body, asked.conventions).run()
    return code, sum(run.values.get(f"{placed.name}.parameters", 0) for placed in asked.body.layers)


@pytest.mark.parametrize("question", questions(), ids=name)
def test_pytorch_counts_an_architecture_as_we_do(question: examsolver.Question) -> None:
    torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
    found = written(question, "pytorch")
    assert (found is None) == (question.id in NOT_WRITTEN["pytorch"])
    if found is None:
        return
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), torch.device("meta"):
        exec(found[0], {})
    assert int(shown.getvalue().splitlines()[-1]) == found[1]


@pytest.mark.parametrize("question", questions(), ids=name)
def test_keras_counts_an_architecture_as_we_do(question: examsolver.Question) -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    pytest.importorskip("keras", reason="install the extra 'oracle'")
    found = written(question, "keras")
    assert (found is None) == (question.id in NOT_WRITTEN["keras"])
    if found is None or found[1] > MOST:
        return
    scope: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(found[0], scope)
    assert scope["model"].count_params() == found[1]
