"""Every layer, with random options, written as code and run: counts and sizes are ours, or a problem says why not."""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any

import pytest

import examsolver
from tests.layers.random_layers import made, samples

CONVENTIONS = {
    "keras": ("batchnorm statistics counted", "transposed size keras", "gru biases two", "prelu slopes per channel"),
    "pytorch": ("rnn biases two", "lstm biases two", "gru biases two"),
}
NOT_WRITTEN = {
    "keras": {"locally-connected", "locally-connected1d", "locally-connected3d", "depthwise3d", "separable3d", "lrn"}
    | {"rotary-embedding", "bilinear", "activation"},
    "pytorch": {"locally-connected", "locally-connected1d", "locally-connected3d", "rotary-embedding", "activation"},
}


def told(option: str, value: Any) -> str:
    if isinstance(value, bool):
        return option if value else f"no {option}"
    return f"{option} {'x'.join(map(str, value)) if isinstance(value, tuple) else value}"


def question(word: str, shapes: Any, says: dict[str, Any], framework: str) -> examsolver.Question:
    inputs = [f"  x{place} = input {'x'.join(map(str, shape))}" for place, shape in enumerate(shapes)]
    sources = [f"x{place}" for place in range(len(shapes))] if len(shapes) > 1 else []
    options = [told(option, value) for option, value in says.items()]
    conventions = [f"  convention {one}" for one in CONVENTIONS[framework]]
    rows = ["question q: network", *inputs, f"  own = {word} {', '.join([*sources, *options])}", *conventions]
    text = "\n".join([*rows, "  find own.output", "  find total parameters", ""])
    return examsolver.load(text).questions[0]


def size_and_count(framework: str, code: str) -> tuple[tuple[int, ...], int]:
    scope: dict[str, Any] = {}
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(code, scope)
    if framework == "keras":
        return tuple(scope["model"].output_shape[1:]), scope["model"].count_params()
    size, count = shown.getvalue().splitlines()[-2:]
    return tuple(int(side) for side in size.split("[")[1].rstrip("])").split(",") if side.strip())[1:], int(count)


def written(word: str, framework: str, seed: int) -> int:
    done = 0
    for shapes, says in samples(word, 4, seed=seed):
        asked = question(word, shapes, says, framework)
        run = examsolver.solve(asked).run
        if not isinstance(run["own.output"], tuple):
            continue
        try:
            code = examsolver.code(asked, framework)
        except examsolver.ExamError as error:
            assert all(problem.span is not None for problem in error.problems)
            continue
        size, count = size_and_count(framework, code)
        own = run["own.output"]
        turned = (own[-1], *own[:-1])
        assert count == run["total.parameters"], code
        assert size in {own, turned} if framework == "pytorch" else size == own, code
        done += 1
    return done


@pytest.mark.parametrize("word", sorted(made()))
def test_keras_runs_what_is_written(word: str) -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    pytest.importorskip("keras", reason="install the extra 'oracle'")
    assert bool(written(word, "keras", 4)) == (word not in NOT_WRITTEN["keras"])


@pytest.mark.parametrize("word", sorted(made()))
def test_pytorch_runs_what_is_written(word: str) -> None:
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    assert bool(written(word, "pytorch", 4)) == (word not in NOT_WRITTEN["pytorch"])
