"""Joining branches."""

import pytest

from examsolver.core.derivation import Undefined


def test_concat_adds_the_depths(run_layer, slipped, check_numbers):
    run = run_layer("concat", (16, 16, 64), (16, 16, 128), (16, 16, 32), (16, 16, 32))
    assert run["layer.output"] == (16, 16, 256)
    assert slipped(run, "output", "depths-not-added") == (16, 16, 64)
    assert slipped(run, "output", "sides-added") == (64, 64, 256)
    check_numbers(run)


def test_add_keeps_the_size_and_counts_its_additions(run_layer, slipped, check_numbers):
    run = run_layer("add", (4, 4, 2), (4, 4, 2), (4, 4, 2))
    assert run["layer.output"] == (4, 4, 2)
    assert run["layer.operations"] == 2 * 32
    assert slipped(run, "output", "added-as-concatenated") == (4, 4, 6)
    check_numbers(run)


@pytest.mark.parametrize(
    ("word", "shapes", "reason"),
    [
        pytest.param("concat", ((8, 8, 3), (6, 6, 3)), "in1 gives 8x8x3, in2 gives 6x6x3", id="sides differ"),
        pytest.param("concat", ((8, 8, 3), (192,)), "in1 gives 8x8x3, in2 gives 192", id="one is flat"),
        pytest.param("add", ((8, 8, 3), (8, 8, 4)), "in1 gives 8x8x3, in2 gives 8x8x4", id="depths differ"),
    ],
)
def test_shapes_that_differ_are_shown_with_where_they_come_from(run_layer, word, shapes, reason):
    value = run_layer(word, *shapes)["layer.output"]
    assert isinstance(value, Undefined)
    assert reason in value.reason
    assert value.hint
