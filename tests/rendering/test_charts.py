"""Bar charts of marks."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsolver.rendering.charts import bins, draw_distribution, draw_shares, edges, ranges
from tests.rendering.worked_exam import HOSTILE

MARKS = st.fractions(min_value=0, max_value=200, max_denominator=19)


@given(st.lists(MARKS, max_size=40), st.fractions(min_value=Fraction(1, 4), max_value=200, max_denominator=4))
def test_every_student_is_in_one_bar(totals: list[Fraction], out_of: Fraction) -> None:
    assert sum(bins(totals, out_of)) == len(totals)


@given(st.fractions(min_value=0, max_value=10**7, max_denominator=4))
def test_bars_cover_the_marks_in_ten_steps_or_fewer(out_of: Fraction) -> None:
    steps = edges(out_of)
    assert 2 <= len(steps) <= 11 and steps[0] == 0 and (steps[-1] == out_of or out_of == 0)
    assert all(low < high for low, high in pairwise(steps))


@pytest.mark.parametrize(
    ("out_of", "last"),
    [(Fraction(95), "90 to 95"), (Fraction(93), "80 to 93"), (Fraction(8), "7 to 8"), (Fraction(2), "1.75 to 2")],
)
def test_bars_end_at_full_marks_and_none_is_a_sliver(out_of: Fraction, last: str) -> None:
    assert ranges(out_of)[-1] == last


def test_full_marks_are_in_the_last_bar() -> None:
    assert bins([Fraction(10), Fraction(0)], Fraction(10)) == (1, 0, 0, 0, 0, 0, 0, 0, 0, 1)


def test_the_distribution_says_its_counts_in_words() -> None:
    root = ElementTree.fromstring(draw_distribution([Fraction(3), Fraction(9), Fraction(9)], Fraction(10)))
    assert "3 to 4 marks: 1; 9 to 10 marks: 2" in "".join(root.itertext())


def test_shares_are_told_in_percent_beside_their_bars() -> None:
    root = ElementTree.fromstring(draw_shares([(HOSTILE, Fraction(3, 8)), ("pool", Fraction(1))], "Marks"))
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words[1] == "38 %" and words[2:] == ["pool", "100 %"]


def test_a_class_of_nobody_is_drawn_too() -> None:
    assert ElementTree.fromstring(draw_distribution([], Fraction(0))) is not None
    assert ElementTree.fromstring(draw_shares([], "Marks")) is not None
