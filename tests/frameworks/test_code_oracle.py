"""Code as courses and blogs show it (``code/<framework>/*.txt``), read and not run, held to the framework that runs it.

A first line ``# input: 3x32x32`` says the size of the input where the code leaves it open.
"""

from __future__ import annotations

import contextlib
import io
import os
import types
from pathlib import Path
from typing import Any

import pytest

import examsolver

CODE = Path(__file__).parent / "code"
KERAS, PYTORCH = (sorted((CODE / framework).glob("*.txt")) for framework in ("keras", "pytorch"))


def stem(path: Path) -> str:
    return path.stem


def size_of(code: str) -> tuple[int, ...] | None:
    first = code.partition("\n")[0]
    return tuple(map(int, first[9:].split("x"))) if first.startswith("# input: ") else None


def solved(framework: str, code: str) -> examsolver.Solution:
    size = size_of(code)
    given = "" if size is None else f"  input {'x'.join(map(str, size))}\n"
    text = (
        f'question q: network from {framework}\n{given}  """\n{code}\n  """\n  find total parameters\n  find output\n'
    )
    exam = examsolver.load(text)
    assert all(check.agrees for _, checks in examsolver.check(exam) for check in checks)
    return examsolver.solve(exam.questions[0])


def sizes_given(solution: examsolver.Solution) -> list[Any]:
    return [solution.run[step] for part in solution.question.parts if "output" in part.id for step in part.steps]


@pytest.fixture(name="keras")
def _keras() -> Any:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    return pytest.importorskip("keras", reason="install the extra 'oracle'")


def without_tensorflow(code: str) -> str:
    """The same code for Keras alone, which has all that TensorFlow shows of it."""
    plain = code.replace("from tensorflow.keras", "from keras").replace("from tensorflow import keras", "import keras")
    return plain.replace("import tensorflow as tf\n", "")


def run_by_keras(code: str, keras: Any) -> dict[str, Any]:
    tf = types.SimpleNamespace(keras=keras, nn=keras.ops, concat=keras.ops.concatenate)
    scope: dict[str, Any] = {"__name__": __name__, "tf": tf}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(ImportError):  # pictures need more packages
        exec(without_tensorflow(code), scope)
    return scope


@pytest.mark.parametrize("path", KERAS, ids=stem)
def test_keras_code_counts_as_keras_does(path: Path, keras: Any) -> None:
    code = path.read_text()
    scope = run_by_keras(code, keras)
    model, size, solution = scope["model"], size_of(code), solved("keras", code)
    if size is not None and not model.built:
        outputs = [model(keras.ops.zeros((1, *size)))]
    else:
        outputs = keras.tree.flatten(model.outputs)
    assert solution.run["total.parameters"] == model.count_params()
    assert {tuple(output.shape[1:]) for output in outputs} & set(sizes_given(solution))


@pytest.mark.parametrize("path", PYTORCH, ids=stem)
def test_pytorch_code_counts_as_pytorch_does(path: Path) -> None:
    torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
    code = path.read_text()
    scope: dict[str, Any] = {"__name__": __name__}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, scope)
    net, size, solution = scope["net"].eval(), size_of(code), solved("pytorch", code)
    assert size is not None
    given = torch.zeros(2, *size, dtype=torch.long if len(size) == 1 and "Embedding" in code else torch.float)
    with torch.no_grad():
        shape = tuple(net(given).shape[1:])
    assert solution.run["total.parameters"] == sum(weights.numel() for weights in net.parameters())
    turned = (*shape[1:], shape[0]) if shape else shape
    assert {shape, turned} & set(sizes_given(solution))


@pytest.mark.parametrize("path", [path for path in KERAS if size_of(path.read_text()) is None], ids=stem)
def test_what_to_json_gives_is_the_same_network(path: Path, keras: Any) -> None:
    code = path.read_text()
    scope = run_by_keras(code, keras)
    if path.stem in ("highway_merge", "tf_functions"):  # they call functions, which JSON keeps as other layers
        return
    text = examsolver.question_from(scope["model"].to_json(), "keras")
    (question,) = examsolver.load(text)
    assert examsolver.solve(question).run["total.parameters"] == scope["model"].count_params()
