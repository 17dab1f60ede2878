"""``examsolver compare``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from examsolver.cli import main


def run(*arguments, given=None):
    return CliRunner().invoke(main, ["compare", *arguments], input=given)


def test_two_answers_are_compared():
    done = run("σ(x)(1-σ(x))", r"\frac{e^{-x}}{(1+e^{-x})^2}")
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == "equal"


def test_a_difference_is_explained():
    done = run("x^2+1", "x^2-1")
    assert done.output.splitlines() == [
        "different",
        "read as: x² − 1",
        "because: the formulas differ",
        "for example: at x = 2 it gives 3 where 5 is right",
    ]


def test_the_kind_can_be_told():
    assert run("C", "c").output.startswith("different")
    assert run("C", "c", "--kind", "choice").output.startswith("equal")


def test_many_pairs_are_compared_line_by_line():
    lines = [
        {"id": "a", "gold": "1/4", "pred": "25 %"},
        {"id": 2, "gold": "10", "pred": "9.95", "kind": "number", "opts": {"atol": 0.1}, "source": "mine"},
        {"id": "c", "gold": "6x6", "pred": "6x5", "opts": None},
        {"id": "d", "gold": "1", "pred": "1", "opts": {"colour": 1}},
        {"id": "e", "gold": 7, "pred": "1"},
    ]
    text = "\n".join(map(json.dumps, lines)) + "\n\nnonsense\n"
    done = run("--jsonl", "-", given=text)
    told = [json.loads(line) for line in done.output.splitlines()]
    assert [answer["verdict"] for answer in told] == ["equal", "equal", "different", *["undecided"] * 3]
    assert [answer["id"] for answer in told][:4] == ["a", 2, "c", "d"]
    assert set(told[0]) == {"id", "verdict", "read_as", "reason"}
    assert told[0]["read_as"] == "25%"
    assert "colour" in told[3]["reason"]
    assert "line 7" in told[5]["reason"]


@pytest.mark.parametrize("arguments", [(), ("1",)])
def test_two_texts_are_needed(arguments):
    assert run(*arguments).exit_code == 2


def test_a_missing_file_is_told(tmp_path):
    done = run("--jsonl", str(tmp_path / "none.jsonl"))
    assert done.exit_code == 1
    assert "none.jsonl" in done.output
