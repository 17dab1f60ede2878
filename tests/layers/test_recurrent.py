"""Recurrent layers, counted."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import Undefined

HELD = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
GATES = {"rnn": ("h",), "gru": ("z", "r", "candidate"), "lstm": ("f", "i", "o", "candidate")}


@HELD
@given(
    steps=st.integers(1, 4), features=st.integers(1, 5), units=st.integers(1, 5), word=st.sampled_from(sorted(GATES))
)
def test_parameters_are_the_weights_of_every_gate_listed(run_layer, check_numbers, steps, features, units, word):
    run = run_layer(word, (steps, features), units=units)
    weights = {
        (gate, unit, source)
        for gate in GATES[word]
        for unit in range(units)
        for source in [f"x{n}" for n in range(features)] + [f"h{n}" for n in range(units)] + ["bias"]
    }
    assert run["layer.parameters"] == len(weights)
    assert run["layer.macs"] == steps * sum(1 for _, _, source in weights if source != "bias")
    check_numbers(run)


@pytest.mark.parametrize(
    ("word", "says", "conventions", "parameters"),
    [
        pytest.param("lstm", {}, {}, 4 * (16 * 24 + 16), id="lstm with one bias"),
        pytest.param("lstm", {}, {"lstm biases": "two"}, 4 * (16 * 24 + 32), id="lstm with two biases"),
        pytest.param("lstm", {"bias": False}, {"lstm biases": "two"}, 4 * 16 * 24, id="lstm without biases"),
        pytest.param("gru", {}, {"gru biases": "two"}, 3 * (16 * 24 + 32), id="gru with two biases"),
        pytest.param("gru", {"reset after": True}, {}, 3 * (16 * 24 + 32), id="gru with the reset after the product"),
        pytest.param("rnn", {}, {"rnn biases": "two"}, 16 * 24 + 32, id="rnn with two biases"),
        pytest.param("rnn", {}, {"bias": "not counted"}, 16 * 24, id="biases not counted"),
    ],
)
def test_biases_follow_their_convention(run_layer, check_numbers, word, says, conventions, parameters):
    run = run_layer(word, (20, 8), units=16, conventions=conventions, **says)
    assert run["layer.parameters"] == parameters
    check_numbers(run)


def test_the_last_state_or_all_are_given_on(run_layer, slipped):
    last = run_layer("lstm", (20, 8), units=16)
    every = run_layer("lstm", (20, 8), units=16, sequences=True)
    assert (last["layer.output"], every["layer.output"]) == ((16,), (20, 16))
    assert slipped(last, "output", "all-states-kept") == (20, 16)
    assert slipped(every, "output", "only-the-last-state") == (16,)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param("biases-forgotten", 4 * 16 * 24, id="biases forgotten"),
        pytest.param("gates-forgotten", 16 * 24 + 16, id="one gate"),
        pytest.param("candidate-forgotten", 3 * (16 * 24 + 16), id="three of four"),
        pytest.param("state-weights-forgotten", 4 * (16 * 8 + 16), id="no weights on the state"),
        pytest.param("input-weights-forgotten", 4 * (16 * 16 + 16), id="no weights on the input"),
        pytest.param("weights-for-every-step", 20 * 4 * (16 * 24 + 16), id="not shared over steps"),
    ],
)
def test_wrong_ideas(run_layer, slipped, tag, value):
    assert slipped(run_layer("lstm", (20, 8), units=16), "parameters", tag) == value


def test_a_vector_is_no_sequence(run_layer):
    value = run_layer("gru", (8,), units=4)["layer.output"]
    assert isinstance(value, Undefined)
    assert "steps x features" in value.reason
