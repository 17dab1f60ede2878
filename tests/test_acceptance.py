"""The core exam of the bank: what every part is worth and comes to, worked out apart from this program."""

from __future__ import annotations

import json

import pytest

import examsolver
from examsolver.resources import read_data

EXPECTED = {
    "strides": {"stride=2": "yes, 6x6", "stride=3": "no", "stride=4": "no", "stride=5": "yes, 3x3"},
    "strides-padded": {"stride=2": "7x7", "stride=3": "5x5", "stride=4": "4x4", "stride=5": "3x3"},
    "valid": {"output": "10x10"},
    "small-net": {"conv.parameters": "48", "relu.operations": "75", "total.parameters": "348"},
    "homework-2": {
        "Z": "[[1, 2], [-10, 8]]",
        "y": "0.25",
        "dL/dX": "[[0.5, 0.5, 0], [-0.25, 0, 0.25], [-0.75, -0.5, 0.25]]",
        "dL/dF": "[[2.5, 1.75], [1.25, -1]]",
    },
    "homework-3a": {
        "conv1d_1.parameters": "352",
        "conv1d_1.output": "498x16",
        "maxpool1d_1.parameters": "0",
        "maxpool1d_1.output": "249x16",
        "conv1d_2.parameters": "2592",
        "conv1d_2.output": "245x32",
        "maxpool1d_2.parameters": "0",
        "maxpool1d_2.output": "122x32",
        "conv1d_3.parameters": "10304",
        "conv1d_3.output": "118x64",
        "maxpool1d_3.parameters": "0",
        "maxpool1d_3.output": "59x64",
        "flatten.parameters": "0",
        "flatten.output": "3776",
        "dense_1.parameters": "483456",
        "dense_1.output": "128",
        "dense_2.parameters": "645",
        "dense_2.output": "5",
    },
    "one-by-one": {"conv.parameters": "4", "conv.output": "4x4x1"},
    "inception": {"c.output": "16x16x256", "hidden.parameters": "33554944", "total.parameters": "33695498"},
    "lstm-gates": {
        "f": "f = sigmoid(W_f [h, x] + b_f)",
        "i": "i = sigmoid(W_i [h, x] + b_i)",
        "o": "o = sigmoid(W_o [h, x] + b_o)",
        "candidate": "candidate = tanh(W_c [h, x] + b_c)",
        "c": "c = f * c + i * candidate",
        "h": "h = o * tanh(c)",
    },
    "lstm-step": {
        "f": "0.5",
        "i": "0.7503",
        "o": "0.6792",
        "candidate": "0.5883",
        "c": "-0.0587",
        "h": "-0.0398",
    },
    "gru-gates": {
        "z": "z = sigmoid(W_z [h, x] + b_z)",
        "r": "r = sigmoid(W_r [h, x] + b_r)",
        "candidate": "candidate = tanh(W_c [r * h, x] + b_c)",
        "h": "h = (1 - z) * h + z * candidate",
    },
}

EXACT = {
    "y": "1/4",
    "dL/dX": "[[1/2, 1/2, 0], [-1/4, 0, 1/4], [-3/4, -1/2, 1/4]]",
    "dL/dF": "[[5/2, 7/4], [5/4, -1]]",
}


@pytest.fixture(scope="module")
def exam() -> examsolver.Exam:
    return examsolver.load(read_data("question_bank", "core/source-core.exam"))


def test_every_part_of_the_core_exam_comes_out(exam: examsolver.Exam) -> None:
    document = json.loads(examsolver.render(exam, "json"))
    assert document["format"] == 1
    found = {
        question["id"]: {part["id"]: part["answer"] for part in question["parts"]} for question in document["questions"]
    }
    assert found == EXPECTED


def test_exact_values_are_told_where_the_answer_does_not_say_them(exam: examsolver.Exam) -> None:
    document = json.loads(examsolver.render(exam, "json"))
    question = next(question for question in document["questions"] if question["id"] == "homework-2")
    assert {part["id"]: part["exact"] for part in question["parts"] if part["exact"]} == EXACT


def test_marks_add_up_as_the_headers_say(exam: examsolver.Exam) -> None:
    worth = {question.id: int(question.marks) for question in exam}
    assert worth == {
        "strides": 8, "strides-padded": 4, "valid": 1, "small-net": 6, "homework-2": 20, "homework-3a": 18,
        "one-by-one": 2, "inception": 10, "lstm-gates": 12, "lstm-step": 6, "gru-gates": 8,
    }  # fmt: skip


def test_every_step_of_the_json_has_the_promised_fields(exam: examsolver.Exam) -> None:
    document = json.loads(examsolver.render(exam, "json"))
    for question in document["questions"]:
        assert set(question) >= {"id", "family", "parts"}
        for part in question["parts"]:
            assert set(part) >= {"id", "answer", "exact", "marks", "steps"}
            for step in part["steps"]:
                assert set(step) >= {"name", "rule", "law", "substituted", "value", "because", "uses"}
                assert step["because"]
                assert step["value"]
