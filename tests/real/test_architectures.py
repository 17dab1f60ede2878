"""Well-known networks of the bank, held to what Keras, torchvision and others count, in total and layer by layer.

``architectures.json`` has for each network whose framework builds it: totals, and for every layer that has
parameters its output (channels last), parameters and multiply-accumulates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import examsolver
from examsolver.core.question import Solution
from examsolver.families.network_deriving import build
from examsolver.families.network_reading import Network

HERE = Path(__file__).parent
BANK = Path(__file__).parents[2] / "question_bank" / "architectures"
NETWORKS: tuple[Mapping[str, Any], ...] = tuple(json.loads((HERE / "architectures.json").read_text(encoding="utf-8")))
IDS = [str(network["name"]) for network in NETWORKS]


@cache
def solution(name: str) -> Solution:
    exam = examsolver.load(BANK / f"{name.removesuffix('-keras')}.exam")
    question = exam.question(name)
    assert question is not None
    return examsolver.solve(question)


def counted(name: str, quantity: str) -> int:
    """The sum over all layers, under the conventions of the file."""
    values = solution(name).run.values
    body = solution(name).question.body
    assert isinstance(body, Network)
    return sum(values.get(f"{placed.name}.{quantity}", 0) for placed in body.layers)


@pytest.mark.parametrize("network", NETWORKS, ids=IDS)
def test_totals_agree_with_the_framework(network: Mapping[str, Any]) -> None:
    assert counted(network["name"], "parameters") == network["total"]
    assert counted(network["name"], "trainable") == network["trainable"]
    if "macs" in network:
        assert counted(network["name"], "macs") == network["macs"]


@pytest.mark.parametrize("network", [each for each in NETWORKS if "layers" in each], ids=lambda each: each["name"])
def test_every_layer_agrees_with_the_framework(network: Mapping[str, Any]) -> None:
    values = solution(network["name"]).run.values
    body = solution(network["name"]).question.body
    assert isinstance(body, Network)
    ours = [
        [
            list(values[f"{placed.name}.output"]),
            values[f"{placed.name}.parameters"],
            values.get(f"{placed.name}.macs", 0),
        ]
        for placed in body.layers
        if values.get(f"{placed.name}.parameters")
    ]
    assert sorted(ours) == sorted(network["layers"])


KNOWN = {
    "lenet-5": 61_706,
    "lenet-5-original": 60_000,
    "u-net": 31_030_658,
    "transformer-base": 63_082_496,
}


@pytest.mark.parametrize(("name", "total"), KNOWN.items())
def test_networks_that_no_framework_ships(name: str, total: int) -> None:
    exam = examsolver.load(BANK / f"{name.removesuffix('-original')}.exam")
    question = exam.question(name)
    assert question is not None
    assert examsolver.solve(question).run["total.parameters"] == total


def test_a_network_of_the_bank_is_a_layer() -> None:
    text = "question q: network\n  input 224x224x3\n  base = resnet-50, without top\n  gap\n  dense 10\n"
    (question,) = examsolver.load(text + "  find base.output, base.parameters, total parameters\n")
    run = examsolver.solve(question).run
    assert run["base.parameters"] == 23_508_032
    assert run["total.parameters"] == 23_508_032 + 20_490
    assert isinstance(question.body, Network)
    assert build(question.body, {}).steps
