"""How often a window fits on an axis."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import LawError
from examsolver.layers.windows import (
    SIZE_SLIPS,
    Window,
    enumerated,
    fits,
    padding_once,
    plus_one_inside,
    positions,
    without_plus_one,
)

WINDOWS = st.builds(
    Window,
    size=st.integers(1, 7),
    stride=st.integers(1, 6),
    padding=st.one_of(st.none(), st.integers(0, 3)),
    dilation=st.integers(1, 3),
    rounding=st.just("floor"),
)


def covered(n, window):
    """The begins of all windows that lie inside the padded axis, found by laying them on a row of cells."""
    row = ["pad"] * window.padding + ["cell"] * n + ["pad"] * window.padding
    begins = []
    for begin in range(0, len(row), window.stride):
        under = [begin + window.dilation * step for step in range(window.size)]
        if under[-1] < len(row):
            begins.append((begin, under[-1]))
    return row, begins


@settings(max_examples=200)
@given(n=st.integers(1, 40), window=WINDOWS)
def test_positions_under_floor_are_the_windows_that_lie_inside(n, window):
    assume(window.padding is not None)
    _, begins = covered(n, window)
    if begins:
        assert positions(n, window) == len(begins)
    else:
        with pytest.raises(LawError):
            positions(n, window)


@settings(max_examples=100)
@given(n=st.integers(1, 40), window=WINDOWS)
def test_exact_allows_only_windows_that_touch_the_end(n, window):
    assume(window.padding is not None)
    window = replace(window, rounding="exact")
    row, begins = covered(n, window)
    touches = bool(begins) and begins[-1][1] == len(row) - 1
    assert fits(n, window) == touches
    if touches:
        assert positions(n, window) == len(begins)
    else:
        with pytest.raises(LawError):
            positions(n, window)


@settings(max_examples=100)
@given(n=st.integers(1, 40), window=WINDOWS, rounding=st.sampled_from(["floor", "ceil"]), filled=st.booleans())
def test_the_oracle_counts_what_the_law_computes(n, window, rounding, filled):
    window = replace(window, rounding=rounding, filled=filled)
    try:
        law = positions(n, window)
    except LawError:
        return
    assert enumerated(n, window) == law


@given(n=st.integers(1, 60), stride=st.integers(1, 6), size=st.integers(1, 7))
def test_same_padding_at_stride_one_keeps_the_size_and_else_covers_every_strideth_cell(n, stride, size):
    window = Window(size, stride, None)
    assert positions(n, window) == len(range(n)[::stride])


@pytest.mark.parametrize(
    ("n", "window", "size"),
    [
        pytest.param(13, Window(3, 2), 6, id="13 by 3 stride 2"),
        pytest.param(13, Window(3, 5), 3, id="13 by 3 stride 5"),
        pytest.param(13, Window(3, 3, 1), 5, id="13 by 3 stride 3 padded"),
        pytest.param(500, Window(3), 498, id="a sequence"),
        pytest.param(16, Window(3, 1, 0, 2), 12, id="dilated"),
        pytest.param(55, Window(3, 2, 0, 1, "ceil", False), 27, id="pooling rounded up where it divides"),
        pytest.param(112, Window(3, 2, 0, 1, "ceil", False), 56, id="pooling rounded up"),
        pytest.param(1, Window(2, 2, 1, 1, "ceil", False), 1, id="a last window in the padding is dropped"),
        pytest.param(1, Window(2, 2, 1, 1, "ceil"), 2, id="for a filter it is kept"),
    ],
)
def test_known_sizes(n, window, size):
    assert positions(n, window) == size


@pytest.mark.parametrize(
    ("law", "window", "size"),
    [
        pytest.param(without_plus_one, Window(3, 5), 2, id="plus one forgotten"),
        pytest.param(plus_one_inside, Window(3, 11, rounding="exact"), 1, id="plus one inside the division"),
        pytest.param(padding_once, Window(3, 2, 2), 7, id="padding added once"),
    ],
)
def test_wrong_laws_give_what_students_write(law, window, size):
    assert law(13, window) == size


def test_a_window_larger_than_its_input_says_what_would_fit():
    with pytest.raises(LawError) as error:
        positions(3, Window(5))
    assert error.value.reason == "a window of 5 is larger than its input of 3"
    assert error.value.hint == "a window of up to 3 would fit"


def test_a_stride_of_zero_is_told():
    with pytest.raises(LawError, match="stride must be at least 1"):
        positions(3, Window(1, 0))
    with pytest.raises(LawError, match="stride must be at least 1"):
        positions(3, Window(1, 0, None))


def test_an_inexact_division_names_the_fraction():
    with pytest.raises(LawError, match="10/3 is not an integer"):
        positions(13, Window(3, 3, rounding="exact"))


def test_tags_are_unique_and_free_of_numbers():
    tags = [slip.tag for slip in SIZE_SLIPS]
    assert len(set(tags)) == len(tags)
    assert not any(character.isdigit() for tag in tags for character in tag)
