from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from examsolver.core.derivation import Step
from examsolver.core.question import Form
from examsolver.maths.arrays import array_of

FOUR, TWO = Form("decimals", 4), Form("decimals", 2)


def thirds(toys: Any, form: Form | None, value: Any = 1 / 3) -> Any:
    """a = 1/3, b = 50 a = 16.6667."""
    return toys.Body((("x", value),), (Step("a", ("x",), toys.plus), Step("b", ("a",), partial(toys.times, by=50.0))))


@pytest.mark.parametrize(
    ("carried", "outcome"),
    [("16.67", "correct"), ("16.65", "correct"), ("16.5", "correct"), ("16.3", "wrong"), ("17.1", "wrong")],
)
def test_a_value_carried_on_with_the_digits_asked_for_is_right(toys: Any, ask: Any, carried: str, outcome: str) -> None:
    toy = ask(thirds(toys, TWO), ("a", "number", TWO), ("b", "number", TWO))
    verdicts = toy.mark(a="0.33", b=carried)
    assert [verdicts["a"].outcome, verdicts["b"].outcome] == ["correct", outcome]


def test_what_was_not_asked_to_some_digits_may_not_be_rounded_before(toys: Any, ask: Any) -> None:
    toy = ask(thirds(toys, None), ("b", "number", TWO))
    assert [toy.mark(b=text)["b"].outcome for text in ("16.5", "16.4")] == ["known-mistake", "wrong"]


def test_every_cell_of_an_earlier_matrix_may_be_rounded(toys: Any, ask: Any) -> None:
    matrix = array_of([[1 / 3, 2 / 3], [1 / 6, 1 / 7]])
    toy = ask(thirds(toys, TWO, matrix), ("a", "matrix", TWO), ("b", "matrix", TWO))
    verdicts = toy.mark(a="[[0.33, 0.67], [0.17, 0.14]]", b="[[16.5, 33.5], [8.5, 7]]")
    assert [verdict.outcome for verdict in verdicts.values()] == ["correct", "correct"]


def test_significant_figures_count_from_the_first_digit(toys: Any, ask: Any) -> None:
    two = Form("significant", 2)
    toy = ask(thirds(toys, two, 1 / 300), ("a", "number", two), ("b", "number", FOUR))
    assert [toy.mark(b=text)["b"].outcome for text in ("0.1650", "0.1600")] == ["correct", "wrong"]
