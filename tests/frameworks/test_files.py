"""Keras's JSON and ONNX files as questions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import examsolver
from tests.frameworks.snippets import KERAS


def total(text: str) -> object:
    (question,) = examsolver.load(text)
    return examsolver.solve(question).run["total.parameters"]


@pytest.mark.parametrize("name", KERAS)
def test_what_to_json_gives_is_the_same_network(name: str) -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch", reason="install the extra 'oracle'")
    keras = pytest.importorskip("keras", reason="install the extra 'oracle'")
    scope: dict[str, Any] = {"keras": keras, "layers": keras.layers}
    exec(KERAS[name][0], scope)
    assert total(examsolver.question_from(scope["model"].to_json(), "keras")) == scope["model"].count_params()


def test_json_of_keras_2_is_read() -> None:
    text = """{"class_name": "Functional", "config": {"name": "m", "layers": [
      {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 8, 8, 3], "name": "i"}, "name": "i",
       "inbound_nodes": []},
      {"class_name": "Conv2D", "config": {"name": "c", "filters": 4, "kernel_size": [3, 3], "strides": [1, 1],
       "padding": "same", "use_bias": true}, "name": "c", "inbound_nodes": [[["i", 0, 0, {}]]]},
      {"class_name": "Conv2D", "config": {"name": "d", "filters": 4, "kernel_size": [1, 1], "strides": [1, 1],
       "padding": "valid", "use_bias": false}, "name": "d", "inbound_nodes": [[["i", 0, 0, {}]]]},
      {"class_name": "Add", "config": {"name": "a"}, "name": "a", "inbound_nodes": [[["c", 0, 0, {}], ["d", 0, 0, {}]]]}
    ]}}"""
    assert total(examsolver.question_from(text, "keras")) == 3 * 3 * 3 * 4 + 4 + 3 * 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"class_name": ', "this is not JSON"),
        ('{"class_name": "Sequential"}', "not of a Keras model"),
        (
            '{"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {}}]}}',
            "'Lambda' is not known",
        ),
    ],
)
def test_json_that_is_no_model_is_a_problem(text: str, says: str) -> None:
    with pytest.raises(examsolver.ExamError, match=says):
        examsolver.question_from(text, "keras")


def onnx_file(path: Path) -> Path:
    """A small network with a residual connection, made with onnx itself."""
    onnx = pytest.importorskip("onnx", reason="install the extra 'onnx'")
    make = onnx.helper

    def weight(name: str, *dims: int) -> Any:
        count = 1
        for side in dims:
            count *= side
        return make.make_tensor(name, onnx.TensorProto.FLOAT, dims, [0.0] * count)

    nodes = [
        make.make_node("Conv", ["x", "w", "b"], ["c"], pads=[1, 1, 1, 1]),
        make.make_node("Relu", ["c"], ["r"]),
        make.make_node("Conv", ["r", "v"], ["d"], pads=[0, 0, 1, 1], kernel_shape=[2, 2]),
        make.make_node("Add", ["d", "r"], ["s"]),
        make.make_node("MaxPool", ["s"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
        make.make_node("Flatten", ["p"], ["f"]),
        make.make_node("Gemm", ["f", "u", "a"], ["y"], transB=1),
    ]
    x = make.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["batch", 3, 8, 8])
    y = make.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["batch", 10])
    weights = [weight("w", 4, 3, 3, 3), weight("b", 4), weight("v", 4, 4, 2, 2), weight("u", 10, 64), weight("a", 10)]
    onnx.save(make.make_model(make.make_graph(nodes, "g", [x], [y], weights)), str(path))
    return path


def test_an_onnx_file_becomes_a_question(tmp_path: Path) -> None:
    text = examsolver.question_from(onnx_file(tmp_path / "net.onnx"), "onnx")
    assert "input 8x8x3" in text and "bottom 1, right 1" in text
    assert total(text) == (4 * 27 + 4) + 64 + (640 + 10)


def test_a_file_that_is_no_onnx_is_a_problem(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="install the extra 'onnx'")
    path = tmp_path / "not.onnx"
    path.write_bytes(b"\x08nonsense\xff\xff")
    with pytest.raises(examsolver.ExamError, match="cannot be read as ONNX"):
        examsolver.question_from(path, "onnx")
    with pytest.raises(examsolver.ExamError, match="cannot be read"):
        examsolver.question_from(tmp_path / "none.onnx", "onnx")
