"""Batch normalisation and dropout."""

import pytest


@pytest.mark.parametrize(
    ("conventions", "parameters"),
    [
        pytest.param({}, 128, id="learned ones only by default"),
        pytest.param({"batchnorm statistics": "counted"}, 256, id="statistics counted"),
    ],
)
def test_two_or_four_parameters_a_channel(run_layer, check_numbers, conventions, parameters):
    run = run_layer("batchnorm", (32, 32, 64), conventions=conventions)
    assert run["layer.output"] == (32, 32, 64)
    assert run["layer.parameters"] == parameters
    assert run["layer.trainable"] == run["layer.non-trainable"] == 128
    check_numbers(run)


def test_a_scale_that_is_switched_off_is_not_counted(run_layer):
    run = run_layer("batchnorm", (8, 8, 10), scale=False, conventions={"batchnorm statistics": "counted"})
    assert (run["layer.parameters"], run["layer.trainable"]) == (30, 10)


@pytest.mark.parametrize(
    ("quantity", "tag", "value"),
    [
        pytest.param("parameters", "shift-or-scale-forgotten", 3, id="one a channel"),
        pytest.param("parameters", "normalised-per-element", 150, id="for every element"),
        pytest.param("parameters", "batchnorm-has-no-parameters", 0, id="none at all"),
        pytest.param("trainable", "statistics-counted-as-trainable", 12, id="statistics learned"),
        pytest.param("non-trainable", "statistics-forgotten", 0, id="statistics forgotten"),
    ],
)
def test_wrong_ideas(run_layer, slipped, quantity, tag, value):
    assert slipped(run_layer("batchnorm", (5, 5, 3)), quantity, tag) == value


def test_dropout_keeps_the_size_and_learns_nothing(run_layer):
    run = run_layer("dropout", (512,))
    assert (run["layer.output"], run["layer.parameters"]) == ((512,), 0)
