"""The JSON that other programs rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

import examsolver
from examsolver.core.derivation import Step, Value, derivation_of
from examsolver.core.marks import marks_number
from examsolver.core.question import Part, Solution
from examsolver.rendering.json_solutions import solutions_json
from tests.rendering.worked_exam import SPAN, exam, solutions


def test_the_format_is_the_agreed_one() -> None:
    document = json.loads(solutions_json(solutions(exam())))
    assert document["format"] == 1
    first = document["questions"][0]
    assert set(first) == {"id", "family", "parts"}
    part = first["parts"][1]
    assert set(part) == {"id", "answer", "exact", "marks", "steps"}
    assert (part["id"], part["answer"], part["exact"], part["marks"]) == ("y", "0.25", "1/4", "10/19")
    assert [step["name"] for step in part["steps"]] == ["Z", "y"]
    step = part["steps"][0]
    assert set(step) == {"name", "rule", "law", "substituted", "value", "because", "uses"}
    assert step["value"] == "[[1, 2], [-10, 8]]"
    assert step["uses"] == ["X", "F"]
    assert all(isinstance(step[key], str) for key in ("name", "rule", "law", "substituted", "value", "because"))


@pytest.mark.parametrize(("marks", "number"), [(Fraction(2), 2), (Fraction(5, 2), 2.5), (Fraction(10, 19), "10/19")])
def test_marks_are_a_number_where_they_terminate(marks: Fraction, number: object) -> None:
    assert marks_number(marks) == number


def more(value: Value) -> Value:
    return value + 1


def test_uses_lead_through_hidden_steps_to_what_is_shown() -> None:
    steps = (Step("a", ("w",), more, shown=False), Step("b", ("a",), more, shown=False), Step("c", ("b",), more))
    derivation = derivation_of({"w": 1}, steps)
    question = replace(exam().questions[0], parts=(Part("c", ("c",), "integer", SPAN),))
    document = json.loads(solutions_json([Solution(question, derivation, derivation.run())]))
    (step,) = document["questions"][0]["parts"][0]["steps"]
    assert (step["name"], step["uses"], step["value"]) == ("c", ["w"], "4")


def test_a_chain_of_ten_thousand_steps_is_written_without_recursion() -> None:
    steps = [Step("s0", ("w",), more), *(Step(f"s{n}", (f"s{n - 1}",), more) for n in range(1, 10_000))]
    derivation = derivation_of({"w": 0}, steps)
    question = replace(exam().questions[0], parts=(Part("end", ("s9999",), "integer", SPAN),))
    document = json.loads(solutions_json([Solution(question, derivation, derivation.run())]))
    assert len(document["questions"][0]["parts"][0]["steps"]) == 10_000


def deep(layers: int) -> dict[str, Any]:
    """The document of a network of some layers, of which each is asked for."""
    lines = ["question deep: network", "  input 32x32x3", *["  conv 8, kernel 3, same"] * layers]
    text = "\n".join([*lines, "  find output, parameters of each layer", ""])
    document: dict[str, Any] = json.loads(examsolver.render(examsolver.load(text), "json"))
    return document


def test_steps_that_many_parts_rest_on_are_told_once_so_a_document_grows_with_its_length() -> None:
    short, long = deep(50), deep(500)
    assert short["format"] == long["format"] == 2
    assert 8 < len(json.dumps(long)) / len(json.dumps(short)) < 11
    (question,) = long["questions"]
    steps = {step["name"]: step for step in question["steps"]}
    assert len(steps) == len(question["steps"])
    assert len(question["parts"]) == 1000
    for part in question["parts"]:
        assert set(part) == {"id", "answer", "exact", "marks", "steps"}
        assert steps.keys() >= set(part["steps"])
        (last,) = part["steps"]
        assert steps[last]["value"] == part["answer"].replace(",", "")


def test_a_few_steps_told_again_stay_where_they_are_asked() -> None:
    document = deep(3)
    assert document["format"] == 1
    assert set(document["questions"][0]) == {"id", "family", "parts"}
    assert all(isinstance(step, dict) for part in document["questions"][0]["parts"] for step in part["steps"])
