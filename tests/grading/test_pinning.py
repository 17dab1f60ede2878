from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from examsolver.core.marking import Entry, Feasible, Reading
from examsolver.core.problem import Source, Span
from examsolver.core.question import Kind, Part
from examsolver.grading.pinning import pins_of
from examsolver.maths.arrays import array_of

SPAN = Span(Source("<exam>", ""), 0, 0)


def pinned(kind: Kind, written: object, expected: Any, *steps: str) -> dict[str, Any]:
    return pins_of(Part("a", steps or ("a",), kind, SPAN), Reading(written), expected)


def entry(value: float | str) -> Entry:
    return Entry(Fraction(value))


@pytest.mark.parametrize(
    ("written", "expected", "value"),
    [
        (entry(51), 48, 51),
        (entry("1/2"), Fraction(1, 4), Fraction(1, 2)),
        (entry("1/2"), 0.25, 0.5),
        (entry("5/2"), 3, Fraction(5, 2)),
    ],
)
def test_a_number_is_taken_in_the_kind_of_the_true_one(written: Entry, expected: Any, value: Any) -> None:
    found = pinned("number", written, expected)["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("written", "value"),
    [((6, 6, 64), (6, 6, 64)), ((6, 6), (6, 6, 3)), ((1, 6, 6, 64), (6, 6, 64)), ((6,), None), ((2, 6, 6, 64), None)],
    ids=["as asked", "without its depth", "with a batch", "too short", "too long"],
)
def test_a_size_is_taken_with_the_sides_that_were_asked(written: tuple[int, ...], value: Any) -> None:
    assert pinned("size", written, (4, 4, 3)) == ({} if value is None else {"a": value})


def test_missing_cells_are_at_the_truth_and_the_truth_itself_is_left_alone() -> None:
    truth = array_of([[1, 2], [3, 4]])
    found = pinned("matrix", ((entry(9), None), (None, entry(8))), truth)["a"]
    assert found.tolist() == [[9, 2], [3, 8]]
    assert truth.tolist() == [[1, 2], [3, 4]]


def test_a_matrix_of_another_form_is_not_carried_on() -> None:
    assert pinned("matrix", ((entry(1), entry(2)),), array_of([[1, 2], [3, 4]])) == {}


def test_a_size_alone_says_that_it_fits() -> None:
    truth = (True, (6, 6), 64)
    steps = ("feasible", "output", "depth")
    assert pinned("feasibility", Feasible(None, (7, 7)), truth, *steps) == {"feasible": True, "output": (7, 7)}
    assert pinned("feasibility", Feasible(False), truth, *steps) == {"feasible": False}
    assert pinned("feasibility", Feasible(True, (4, 4)), (False, None, 64), *steps) == {"feasible": True}


def test_a_number_beyond_all_floats_is_pinned_nowhere() -> None:
    assert pinned("number", Entry(Fraction(10**999)), 0.25) == {}
    assert pinned("vector", (Entry(Fraction(10**999)),), array_of([0.25])) == {}
