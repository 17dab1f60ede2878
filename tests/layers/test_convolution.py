"""Convolutions: sizes, parameters, multiplications, and what goes wrong with them."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import LawError, Undefined

HELD = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("word", "shape", "says", "output", "parameters"),
    [
        pytest.param("conv1d", (500, 7), {"filters": 16, "kernel": 3}, (498, 16), 352, id="a sequence"),
        pytest.param("conv1d", (249, 16), {"filters": 32, "kernel": 5}, (245, 32), 2592, id="a second one"),
        pytest.param("conv", (4, 4, 3), {"filters": 1, "kernel": 1}, (4, 4, 1), 4, id="one by one"),
        pytest.param("conv", (64, 64, 3), {"filters": 32, "kernel": 3}, (62, 62, 32), 896, id="colour image"),
        pytest.param("conv", (9, 12, 2), {"filters": 5, "kernel": (3, 4)}, (7, 9, 5), 125, id="sides that differ"),
        pytest.param("conv", (8, 8, 4), {"filters": 6, "kernel": 3, "groups": 2}, (6, 6, 6), 114, id="two groups"),
        pytest.param("conv3d", (4, 5, 6, 2), {"filters": 3, "kernel": 2}, (3, 4, 5, 3), 51, id="three axes"),
    ],
)
def test_known_figures(run_layer, check_numbers, word, shape, says, output, parameters):
    run = run_layer(word, shape, **says)
    assert run["layer.output"] == output
    assert run["layer.parameters"] == run["layer.trainable"] == parameters
    check_numbers(run)


@HELD
@given(data=st.data())
def test_parameters_and_multiplications_are_those_of_explicit_loops(run_layer, check_numbers, data):
    axes = data.draw(st.integers(1, 3))
    kernel = tuple(data.draw(st.integers(1, 3)) for _ in range(axes))
    sides = tuple(size + data.draw(st.integers(0, 2)) for size in kernel)
    groups = data.draw(st.integers(1, 2))
    depth, filters = (groups * data.draw(st.integers(1, 3)) for _ in range(2))
    biased = data.draw(st.booleans())
    word = {1: "conv1d", 2: "conv", 3: "conv3d"}[axes]
    run = run_layer(word, (*sides, depth), filters=filters, kernel=kernel, groups=groups, bias=biased)
    weights, uses = set(), 0
    places = itertools.product(*(range(side - size + 1) for side, size in zip(sides, kernel, strict=True)))
    for _ in places:
        for chosen in range(filters):
            group = chosen // (filters // groups)
            channels = [channel for channel in range(depth) if channel // (depth // groups) == group]
            for weight in itertools.product(*(range(size) for size in kernel), channels, [chosen]):
                weights.add(weight)
                uses += 1
    assert run["layer.parameters"] == len(weights) + (filters if biased else 0)
    assert run["layer.macs"] == uses
    check_numbers(run)


def test_biases_are_not_counted_where_the_convention_says_so(run_layer, check_numbers):
    run = run_layer("conv", (13, 13, 1), filters=3, kernel=4, conventions={"bias": "not counted"})
    assert run["layer.parameters"] == 48
    check_numbers(run)


def test_macs_with_biases_add_one_operation_an_output(run_layer, check_numbers):
    plain = run_layer("conv", (5, 5, 2), filters=3, kernel=3)
    more = run_layer("conv", (5, 5, 2), filters=3, kernel=3, conventions={"macs": "with biases"})
    assert more["layer.macs"] - plain["layer.macs"] == 3 * 3 * 3
    check_numbers(more)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param("plus-one-forgotten", (3, 3, 8), id="plus one forgotten"),
        pytest.param("padding-added-once", (4, 4, 8), id="padding added once"),
        pytest.param("padding-ignored", (3, 3, 8), id="padding ignored"),
        pytest.param("stride-ignored", (8, 8, 8), id="stride ignored"),
        pytest.param("ceil-in-place-of-floor", (5, 5, 8), id="ceil in place of floor"),
        pytest.param("same-padding-assumed", (4, 4, 8), id="same padding assumed"),
        pytest.param("dilation-ignored", None, id="no dilation to ignore"),
        pytest.param("input-depth-kept", (4, 4, 3), id="depth of the input kept"),
    ],
)
def test_wrong_ideas_about_the_size(run_layer, slipped, tag, value):
    run = run_layer("conv", (8, 8, 3), filters=8, kernel=3, stride=2, padding=1)
    assert run["layer.output"] == (4, 4, 8)
    assert slipped(run, "output", tag) == value


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param("biases-forgotten", 288, id="biases forgotten"),
        pytest.param("depth-of-filter-ignored", 80, id="depth of the filter ignored"),
        pytest.param("filters-forgotten", 37, id="one filter counted"),
        pytest.param("kernel-side-not-squared", 104, id="one side of the kernel"),
        pytest.param("one-bias-for-the-layer", 289, id="one bias"),
        pytest.param("weight-sharing-forgotten", 296 * 36, id="weights for every position"),
        pytest.param("groups-ignored", None, id="no groups to ignore"),
    ],
)
def test_wrong_ideas_about_the_parameters(run_layer, slipped, tag, value):
    run = run_layer("conv", (8, 8, 4), filters=8, kernel=3)
    assert run["layer.parameters"] == 296
    assert slipped(run, "parameters", tag) == value


def test_a_layer_without_biases_may_be_given_some_by_mistake(run_layer, slipped):
    run = run_layer("conv", (8, 8, 3), filters=8, kernel=3, bias=False)
    assert run["layer.parameters"] == 216
    assert slipped(run, "parameters", "bias-counted-though-none") == 224
    assert slipped(run, "parameters", "biases-forgotten") is None


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        pytest.param((8, 8), "conv reads height x width x channels, but its input is 8x8", id="no channels"),
        pytest.param((100, 4, 5, 6), "conv reads height x width x channels, but its input is 100x4x5x6", id="too many"),
        pytest.param((2, 2, 1), "a window of 3 is larger than its input of 2", id="too small"),
    ],
)
def test_inputs_that_do_not_fit_are_told(run_layer, shape, reason):
    value = run_layer("conv", shape, filters=8, kernel=3)["layer.output"]
    assert isinstance(value, Undefined)
    assert value.reason == reason
    assert value.hint


def test_groups_that_do_not_divide_are_told(run_layer):
    value = run_layer("conv", (8, 8, 3), filters=8, kernel=3, groups=2)["layer.parameters"]
    assert isinstance(value, Undefined)
    assert "2 groups do not divide" in value.reason


def test_a_kernel_of_the_wrong_number_of_sides_is_told(run_layer):
    with pytest.raises(LawError, match="3x3x3 has 3 sides, this layer has 2"):
        run_layer("conv", (8, 8, 3), filters=8, kernel=(3, 3, 3))
