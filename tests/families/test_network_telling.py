"""Long networks told in fewer sentences, and worked without what comes again; every layer is still accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

import examsolver
from examsolver.core.question import Solution
from examsolver.families.network_reading import Network
from examsolver.families.network_showing import network_prompt
from examsolver.rendering.view import step_views

BANK = Path(__file__).parents[2] / "question_bank" / "architectures"


def solved(name: str) -> Solution:
    question = examsolver.load(BANK / f"{name}.exam").question(name)
    assert question is not None
    return examsolver.solve(question)


def body_of(solution: Solution) -> Network:
    body = solution.question.body
    assert isinstance(body, Network)
    return body


@pytest.mark.parametrize("name", ["resnet-50", "inception-v3", "bert-base", "xception"])
def test_every_layer_is_named_or_in_a_block_that_is_the_same_as_one_named_before(name: str) -> None:
    body = body_of(solved(name))
    lines = [str(line) for line in network_prompt(body)[1:]]
    told: set[str] = set()
    for line in lines:
        names, _, says = line.partition(": ")
        first, *others = names.split(", ")
        says = says.removeprefix("each ")
        if says.startswith("the same layers as "):
            other_name = says.removeprefix("the same layers as ").rstrip(".").partition(", reading ")[0]
            begin, _, end = first.partition(" to ")
            other, start, stop = body.groups[other_name], body.groups[begin].start, body.groups[end or begin].stop
            assert (stop - start) % (other.stop - other.start) == 0
            assert (stop - start > other.stop - other.start) == bool(end)
            assert other.start < start
            told |= {placed.name for placed in body.layers[start:stop]}
        else:
            path = first.rpartition(".")[0]
            told |= {first, *(f"{path}.{own}" if path else own for own in others)}
    assert {placed.name for placed in body.layers if placed.layer.sources} <= told
    assert len(lines) < len(body.layers) * 2 / 3


def test_blocks_with_the_same_layers_are_told_once_and_others_not() -> None:
    text = """block unit(c):
  x = input
  conv c, kernel 3, same
  relu
  conv 8, kernel 3, same
  add from x

question q: network
  input 8x8x8
  repeat 3: unit 4
  repeat 2: unit 5
  repeat 5: dropout
  find total parameters
"""
    (question,) = examsolver.load(text)
    said = [str(line) for line in network_prompt(question.body)]
    assert "unit_2 to unit_3: each the same layers as unit_1." in said
    assert "unit_5: the same layers as unit_4." in said
    assert any(line.startswith("unit_4.conv_1, relu: convolution with 5 filters") for line in said)


def test_a_block_that_reads_from_further_up_says_so() -> None:
    said = [str(line) for line in network_prompt(body_of(solved("inception-v3")))]
    assert "mixed4.unit_3: the same layers as mixed4.unit_1, reading mixed3.concat." in said
    assert "mixed2: the same layers as mixed1." in said


def test_a_short_network_is_told_layer_by_layer() -> None:
    (question,) = examsolver.load(
        "question q: network\n  input 8\n  dense 4\n  relu\n  dense 2\n  find total parameters\n"
    )
    assert len(network_prompt(question.body)) == 4


@pytest.mark.parametrize("name", ["resnet-50", "inception-v3"])
def test_what_is_left_out_of_the_worked_solution_has_the_value_of_a_step_that_is_shown(name: str) -> None:
    solution = solved(name)
    shown = {view.name for view in step_views(solution)}
    asked = {step for part in solution.question.parts for step in part.steps}
    steps = solution.derivation.before(*asked)
    assert asked <= shown and len(shown) < len(steps) / 2
    values = {(name.rpartition(".")[2], solution.run[name]) for name in shown}
    assert all((step.name.rpartition(".")[2], solution.run[step.name]) in values for step in steps)


def test_a_total_of_many_layers_adds_what_each_block_has() -> None:
    solution = solved("resnet-50")
    step = solution.derivation.step("total.parameters")
    counts = [solution.run[name] for name in step.uses]
    assert step.numbers is not None
    terms, formula = [], step.numbers(*counts)
    while getattr(formula, "op", None) == "+":
        formula, last = formula.args  # type: ignore[union-attr]
        terms.append(last.value)  # type: ignore[union-attr]
    terms.append(formula.value)  # type: ignore[union-attr]
    assert terms[::-1] == [9408, 128, 215808, 1219584, 7098368, 14964736, 2049000]
