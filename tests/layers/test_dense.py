"""The fully connected layer, flattening before it, embedding, activations."""

import pytest

from examsolver.core.derivation import Undefined, derivation_of
from examsolver.core.layer import Placed
from examsolver.layers import CATALOGUE


def test_known_figures(run_layer, check_numbers):
    run = run_layer("dense", (3776,), units=128)
    assert run["layer.output"] == (128,)
    assert run["layer.parameters"] == run["layer.trainable"] == 483_456
    assert run["layer.macs"] == 3776 * 128
    check_numbers(run)


def test_without_biases_only_weights_are_counted(run_layer, check_numbers):
    for run in (
        run_layer("dense", (75,), units=4, bias=False),
        run_layer("dense", (75,), units=4, conventions={"bias": "not counted"}),
    ):
        assert run["layer.parameters"] == 300
        check_numbers(run)


def test_a_map_must_be_flattened_first(run_layer):
    value = run_layer("dense", (5, 5, 3), units=4)["layer.output"]
    assert isinstance(value, Undefined)
    assert "its input is 5x5x3" in value.reason
    assert "give 5x5x4" in value.reason
    assert "flatten" in value.hint


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param("biases-forgotten", 300, id="biases forgotten"),
        pytest.param("one-bias-for-the-layer", 301, id="one bias"),
        pytest.param("bias-for-every-input", 375, id="biases on the inputs"),
        pytest.param("dense-on-channels-only", None, id="nothing was flattened"),
    ],
)
def test_wrong_ideas_about_the_parameters(run_layer, slipped, tag, value):
    run = run_layer("dense", (75,), units=4)
    assert slipped(run, "parameters", tag) == value


def test_after_flattening_only_the_channels_may_be_taken_by_mistake(slipped):
    flatten, dense = CATALOGUE.get("flatten"), CATALOGUE.get("dense")
    first = Placed("flat", flatten, ("in1",), {})
    second = Placed("layer", dense, ("flat",), {"units": 4, "bias": True})
    steps = [*flatten.steps(first, {}), *dense.steps(second, {})]
    run = derivation_of({"in1.output": (5, 5, 3)}, steps).run()
    assert run["layer.parameters"] == 304
    assert slipped(run, "parameters", "dense-on-channels-only") == 3 * 4 + 4


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param("channels-forgotten-in-flattening", (25,), id="channels"),
        pytest.param("side-forgotten-in-flattening", (15,), id="a side"),
        pytest.param("multiplication-sign-lost", (553,), id="a sign"),
        pytest.param("flattened-to-the-depth", (3,), id="all but the depth"),
    ],
)
def test_wrong_ideas_about_flattening(run_layer, slipped, check_numbers, tag, value):
    run = run_layer("flatten", (5, 5, 3))
    assert run["layer.output"] == (75,)
    assert slipped(run, "output", tag) == value
    check_numbers(run)


@pytest.mark.parametrize("word", ["relu", "sigmoid", "tanh", "softmax"])
def test_an_activation_works_once_an_element_and_learns_nothing(run_layer, slipped, check_numbers, word):
    run = run_layer(word, (5, 5, 3))
    assert run["layer.output"] == (5, 5, 3)
    assert run["layer.operations"] == 75
    assert run["layer.parameters"] == 0
    assert slipped(run, "operations", "channels-left-out") == 25
    assert slipped(run, "parameters", "activation-has-parameters") == 75
    check_numbers(run)


def test_operations_may_be_counted_before_the_pooling_by_mistake(slipped):
    pool, relu = CATALOGUE.get("maxpool"), CATALOGUE.get("relu")
    says = {option.name: option.default for option in pool.options} | {"kernel": 2}
    steps = [
        *pool.steps(Placed("pool", pool, ("in1",), says), {}),
        *relu.steps(Placed("layer", relu, ("pool",), {}), {}),
    ]
    run = derivation_of({"in1.output": (10, 10, 3)}, steps).run()
    assert run["layer.operations"] == 75
    assert slipped(run, "operations", "counted-before-pooling") == 300


def test_an_embedding_has_a_row_for_every_word(run_layer, slipped, check_numbers):
    run = run_layer("embedding", (100,), vocabulary=10_000, dimension=64)
    assert run["layer.output"] == (100, 64)
    assert run["layer.parameters"] == 640_000
    assert slipped(run, "parameters", "table-for-every-position") == 64_000_000
    assert slipped(run, "parameters", "bias-counted-though-none") == 640_064
    assert slipped(run, "output", "positions-forgotten") == (64,)
    check_numbers(run)


def test_an_embedding_reads_a_row_of_words(run_layer):
    assert isinstance(run_layer("embedding", (10, 3), vocabulary=9, dimension=2)["layer.output"], Undefined)
