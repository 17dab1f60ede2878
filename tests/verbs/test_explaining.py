"""Every tag that a report can show is explained."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import examsolver
from examsolver.cli import main
from examsolver.verbs.formal_tags import ANSWERS, EQUATIONS
from examsolver.verbs.slip_examples import EXAMPLES

TAGS = tuple(examsolver.mistakes())


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_is_explained_with_a_sentence_and_an_example_that_differs(tag: str) -> None:
    found = examsolver.explain(tag)
    assert found.says and all(sentence.endswith(".") for sentence in found.says)
    assert not any(row.right == row.wrong for row in found.rows)
    assert tag in found.text.splitlines()[0]
    assert found.rows


def test_the_catalogue_holds_mistakes_conventions_and_slips_of_writing() -> None:
    assert {"kernel-flipped", "output-size-floor", "gru-update-old", "wrong-sign", "rounded-too-early"} <= set(TAGS)
    assert set(ANSWERS) | set(EQUATIONS) <= set(TAGS)
    assert len(TAGS) > 150


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(":")[0])
def test_the_examples_are_questions_that_oracles_agree_with(text: str) -> None:
    checks = [check for _, found in examsolver.check(examsolver.load(text)) for check in found]
    assert all(check.agrees for check in checks)


def test_right_and_wrong_stand_side_by_side() -> None:
    found = examsolver.explain("averaging-forgotten")
    assert any(row.right != row.wrong for row in found.rows)
    header = next(line for line in found.text.splitlines() if "right" in line and "wrong" in line)
    assert header.index("right") < header.index("wrong")


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["explain", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_explains_lists_and_suggests() -> None:
    code, out, _ = run("kernel-flipped")
    assert code == 0 and "rotated by 180°" in out
    code, out, _ = run()
    assert code == 0 and all(tag in out for tag in TAGS)
    code, _, told = run("kernel-fliped")
    assert code == 1 and "did you mean 'kernel-flipped'?" in told


def test_the_command_speaks_json() -> None:
    _, out, _ = run("kernel-flipped", "--format", "json")
    told = json.loads(out)
    assert told["tag"] == "kernel-flipped" and told["example"]["parts"]
    assert set(json.loads(run("--format", "json")[1])["mistakes"]) == set(TAGS)
