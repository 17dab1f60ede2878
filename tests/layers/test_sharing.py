"""Layers that use the weights of an earlier layer: nothing of theirs is counted, all else stays."""

import pytest

import examsolver
from examsolver.core.derivation import Undefined
from examsolver.layers import CATALOGUE
from tests.layers.conftest import check_numbers, placed, run, slipped
from tests.layers.random_layers import samples

SHAREABLE = sorted(layer.name for layer in CATALOGUE.entries if any(one.name == "shared" for one in layer.options))


def test_every_layer_with_weights_can_be_shared():
    weighty = {layer.name for layer in CATALOGUE.entries if "weights" in layer.quantities}
    fixed = {"prelu", "subsample", "positional-encoding", "positional-embedding", "rotary-embedding"}
    assert weighty - fixed == set(SHAREABLE)


@pytest.mark.parametrize("word", SHAREABLE)
def test_a_shared_layer_keeps_all_but_its_counts(word):
    for shapes, says in samples(word, 4):
        own, shared = run(word, *shapes, **says), run(word, *shapes, **says, shared=True)
        assert shared["layer.parameters"] == shared["layer.trainable"] == 0
        assert CATALOGUE.get(word).weights(placed(word, *shapes, **says, shared=True), shapes, {}) == ((), ())
        for quantity in ("output", "macs", "connections", "operations"):
            if f"layer.{quantity}" in own.derivation and not isinstance(own[f"layer.{quantity}"], Undefined):
                assert shared[f"layer.{quantity}"] == own[f"layer.{quantity}"]
        check_numbers(shared)
        assert slipped(shared, "parameters", "shared-weights-counted-twice") == own["layer.parameters"]


def test_a_question_with_a_shared_layer():
    text = (
        "question siamese: network\n  a = input 100\n  b = input 100\n  left = dense 64, relu, from a\n"
        "  right = dense 64, relu, shared, from b\n  concat left, right\n  dense 1\n  find total parameters\n"
    )
    (question,) = examsolver.load(text)
    assert examsolver.solve(question).run["total.parameters"] == 6464 + 129
    assert "uses the weights of an earlier layer" in examsolver.render(examsolver.solve(question))
