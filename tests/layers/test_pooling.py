"""Pooling over windows and over whole maps."""

import pytest

from examsolver.core.derivation import Undefined


@pytest.mark.parametrize(
    ("word", "shape", "says", "output"),
    [
        pytest.param("maxpool1d", (498, 16), {"kernel": 2}, (249, 16), id="the stride is the window"),
        pytest.param("maxpool1d", (245, 32), {"kernel": 2}, (122, 32), id="the odd one out is left"),
        pytest.param("maxpool", (10, 10, 3), {"kernel": 2}, (5, 5, 3), id="a map"),
        pytest.param("maxpool", (16, 16, 64), {"kernel": 3, "stride": 1, "same": True}, (16, 16, 64), id="same"),
        pytest.param("avgpool", (9, 7, 2), {"kernel": (3, 2)}, (3, 3, 2), id="sides that differ"),
        pytest.param("avgpool3d", (4, 6, 8, 5), {"kernel": 2}, (2, 3, 4, 5), id="three axes"),
        pytest.param("maxpool", (112, 112, 64), {"kernel": 3, "stride": 2, "padding": 1}, (56, 56, 64), id="padded"),
    ],
)
def test_known_sizes(run_layer, check_numbers, word, shape, says, output):
    run = run_layer(word, shape, **says)
    assert run["layer.output"] == output
    assert run["layer.parameters"] == run["layer.trainable"] == 0
    check_numbers(run)


@pytest.mark.parametrize(
    ("conventions", "side"),
    [
        pytest.param({}, 2, id="floor is the default"),
        pytest.param({"pooling output size": "ceil"}, 3, id="rounded up by itself"),
        pytest.param({"output size": "ceil"}, 3, id="rounded as convolutions are"),
        pytest.param({"output size": "ceil", "pooling output size": "floor"}, 2, id="its own rounding comes first"),
    ],
)
def test_rounding_follows_its_convention(run_layer, check_numbers, conventions, side):
    run = run_layer("maxpool", (5, 5, 1), kernel=2, conventions=conventions)
    assert run["layer.output"] == (side, side, 1)
    check_numbers(run)


def test_a_last_window_in_the_padding_is_left_out_of_the_numbers_too(run_layer, check_numbers):
    run = run_layer("maxpool", (1, 1, 1), kernel=2, padding=1, conventions={"pooling output size": "ceil"})
    assert run["layer.output"] == (1, 1, 1)
    check_numbers(run)


def test_under_exact_an_inexact_division_is_not_possible(run_layer):
    value = run_layer("maxpool", (5, 5, 1), kernel=2, conventions={"output size": "exact"})["layer.output"]
    assert isinstance(value, Undefined)
    assert "3/2 is not an integer" in value.reason


def test_a_pooling_window_holds_no_weights(run_layer, slipped):
    run = run_layer("maxpool", (10, 10, 3), kernel=2)
    assert slipped(run, "parameters", "pooling-window-counted") == 4
    assert slipped(run, "parameters", "pooling-counted-as-convolution") == 2 * 2 * 3 * 3 + 3


def test_pooling_leaves_the_depth(run_layer, slipped):
    run = run_layer("maxpool", (10, 10, 6), kernel=2)
    assert slipped(run, "output", "depth-pooled") == (5, 5, 3)


@pytest.mark.parametrize("shape", [(7, 512), (7, 7, 512), (3, 7, 7, 512)], ids=["sequence", "map", "volume"])
def test_global_average_pooling_keeps_one_number_a_channel(run_layer, check_numbers, shape):
    run = run_layer("gap", shape)
    assert run["layer.output"] == (512,)
    check_numbers(run)


def test_global_average_pooling_of_a_vector_is_told(run_layer):
    assert isinstance(run_layer("gap", (512,))["layer.output"], Undefined)


def test_channels_are_not_averaged_away(run_layer, slipped):
    assert slipped(run_layer("gap", (7, 7, 8)), "output", "channels-averaged-away") == (1,)
