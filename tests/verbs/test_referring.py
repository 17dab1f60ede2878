"""What a question may use, looked up."""

from __future__ import annotations

import json
from typing import Literal

import pytest
from click.testing import CliRunner

import examsolver
from examsolver.cli import main
from examsolver.core.problem import ExamError
from examsolver.families import FAMILIES
from examsolver.layers import CATALOGUE as LAYERS
from examsolver.rules import ALGORITHM_CATALOGUE as ALGORITHMS
from examsolver.rules import CATALOGUE as RULES
from examsolver.rules import PROCEDURE_CATALOGUE as PROCEDURES


def test_layers_are_listed_by_kind() -> None:
    groups = [entry.group for entry in examsolver.reference("layers")]
    assert groups == sorted(groups, key=groups.index) and "others" not in groups
    assert groups[0] == "convolution" and {"pooling", "recurrent", "joining", "sizes"} <= set(groups)


def test_every_layer_rule_cell_and_convention_is_listed() -> None:
    assert {entry.name for entry in examsolver.reference("layers")} == {layer.name for layer in LAYERS.entries}
    rules = {rule.name for rule in RULES.entries} | {f"cell {cell.name}" for cell in PROCEDURES.entries}
    rules |= {algorithm.name for algorithm in ALGORITHMS.entries}
    assert {entry.name for entry in examsolver.reference("rules")} == rules
    topics = {topic.topic for family in FAMILIES.entries for topic in family.conventions()}
    assert {entry.name for entry in examsolver.reference("conventions")} == topics


@pytest.mark.parametrize("kind", ["layers", "rules", "conventions"])
def test_every_entry_says_something_and_has_an_example(kind: Literal["layers", "rules", "conventions"]) -> None:
    assert all(entry.summary and entry.written and entry.example for entry in examsolver.reference(kind))


def test_a_convention_shows_its_variants() -> None:
    (entry,) = examsolver.reference("conventions", "output size")
    assert [name for name, _ in entry.takes] == ["floor", "exact", "ceil", "round half up"]


def test_a_cell_shows_the_names_that_it_expects() -> None:
    (entry,) = examsolver.reference("rules", "lstm")
    assert {"x,", "W_f,", "h[0],"} <= set(entry.written.split())


def test_an_algorithm_shows_what_it_takes_and_gives() -> None:
    (entry,) = examsolver.reference("rules", "confusion")
    assert {"TP", "beta", "→ f1"} <= {name for name, _ in entry.takes}
    assert "compute confusion" in entry.written


def test_a_name_may_be_spelt_with_blanks_and_a_word_finds_what_mentions_it() -> None:
    assert [entry.name for entry in examsolver.reference("rules", "Confusion Matrix")] == ["confusion-matrix"]
    assert {"nms", "iou", "detection-ap"} & {entry.name for entry in examsolver.reference("rules", "boxes")}


def test_a_word_that_only_an_option_says_finds_what_takes_it() -> None:
    assert {"adam", "adamw"} <= {entry.name for entry in examsolver.reference("rules", "weight-decay")}
    assert [entry.name for entry in examsolver.reference("rules", "crossentropy")] == ["cross_entropy"]


def test_an_unknown_name_has_a_near_one() -> None:
    with pytest.raises(ExamError, match="did you mean 'maxpool'"):
        examsolver.reference("layers", "maxpol")


@pytest.mark.parametrize("kind", ["layers", "rules", "conventions"])
def test_commands_list_and_show_as_text_and_json(kind: str) -> None:
    name = json.loads(CliRunner().invoke(main, [kind, "--format", "json"]).stdout)["entries"][0]["name"]
    assert name in CliRunner().invoke(main, [kind]).stdout
    shown = CliRunner().invoke(main, [kind, name])
    assert shown.exit_code == 0
    assert "example:" in shown.stdout
    assert CliRunner().invoke(main, [kind, "nothing-like-it"]).exit_code == 1
