"""Statistics of a class against independent ways to the same numbers."""

from __future__ import annotations

import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import examsolver
from examsolver.core.marking import Answer, Report, Submission
from examsolver.core.question import Exam
from examsolver.grading.statistics import class_statistics, cronbach_alpha, discrimination, distribution, facility

MARKS = st.fractions(min_value=0, max_value=20, max_denominator=12)
TABLES = st.integers(2, 5).flatmap(
    lambda items: st.lists(st.lists(MARKS, min_size=items, max_size=items), min_size=2, max_size=12)
)


@given(TABLES)
@settings(max_examples=50)
def test_discrimination_is_numpys_correlation_with_the_rest(rows: list[list[Fraction]]) -> None:
    table = np.array(rows, dtype=float)
    item, rest = table[:, 0], table[:, 1:].sum(axis=1)
    found = discrimination([row[0] for row in rows], [sum(row, Fraction(0)) for row in rows])
    constant = len({row[0] for row in rows}) == 1 or len({sum(row[1:], Fraction(0)) for row in rows}) == 1
    if constant:
        assert found is None
    else:
        assert found == pytest.approx(np.corrcoef(item, rest)[0, 1], abs=1e-6)


@given(TABLES)
@settings(max_examples=50)
def test_alpha_is_the_mean_covariance_over_the_mean_entry_of_the_covariance_matrix(rows: list[list[Fraction]]) -> None:
    table = np.array(rows, dtype=float)
    k = table.shape[1]
    matrix = np.cov(table, rowvar=False)
    found = cronbach_alpha([[row[item] for row in rows] for item in range(k)])
    if len({sum(row, Fraction(0)) for row in rows}) == 1:
        assert found is None
    else:
        between = (matrix.sum() - np.trace(matrix)) / (k * (k - 1))
        assert found == pytest.approx(between / (matrix.sum() / k**2), rel=1e-6, abs=1e-6)


def test_alpha_of_one_item_taken_twice_is_one() -> None:
    marks = [Fraction(1), Fraction(2), Fraction(5, 3)]
    assert cronbach_alpha([marks, marks]) == pytest.approx(1)


@pytest.mark.parametrize("items", [[], [[]], [[Fraction(1), Fraction(2)]], [[Fraction(1)], [Fraction(2)]]])
def test_there_is_no_alpha_of_one_item_or_one_student(items: list[list[Fraction]]) -> None:
    assert cronbach_alpha(items) is None


def test_marks_too_long_for_a_float_are_correlated_all_the_same() -> None:
    huge = [Fraction(10**400 * n) for n in range(5)]
    assert discrimination(huge, [2 * mark for mark in huge]) == pytest.approx(1)


@given(st.lists(MARKS, min_size=1, max_size=30))
@settings(max_examples=40)
def test_a_distribution_is_numpys(totals: list[Fraction]) -> None:
    spread = distribution(totals)
    values = np.array(totals, dtype=float)
    assert spread is not None
    assert float(spread.mean) == pytest.approx(values.mean())
    assert spread.deviation == pytest.approx(values.std(), abs=1e-9)
    assert float(spread.lower_quartile) == pytest.approx(np.percentile(values, 25))
    assert float(spread.upper_quartile) == pytest.approx(np.percentile(values, 75))
    assert spread.median == statistics.median(totals)


def test_facility_is_the_mean_mark_over_what_can_be_had() -> None:
    assert facility([Fraction(1), Fraction(2), Fraction(0)], Fraction(4)) == Fraction(1, 4)
    assert facility([], Fraction(4)) is None and facility([Fraction(0)], Fraction(0)) is None


def small() -> Exam:
    return examsolver.load(
        "question a: network\n  input 8x8x3\n  conv 4, kernel 3\n  find conv.parameters [2]\n  find conv.output [1]\n\n"
        "question b: compute\n  X = [[1, 2], [3, 4]]\n  y = gap(X)\n  find y [3]\n"
    )


def marked(**scripts: tuple[str, str, str]) -> tuple[Report, ...]:
    places = (("a", "conv.parameters"), ("a", "conv.output"), ("b", "y"))
    given = tuple(
        Submission(student, tuple(Answer(*place, text) for place, text in zip(places, texts, strict=True)))
        for student, texts in scripts.items()
    )
    return examsolver.grade(small(), given).reports


def test_the_figures_of_a_marked_class() -> None:
    reports = marked(ann=("112", "6x6x4", "2.5"), bob=("112", "", "7"), cat=("", "", ""))
    figures = class_statistics(small(), reports)
    assert (figures.students, figures.absent, figures.out_of) == (("ann", "bob"), ("cat",), 6)
    assert figures.totals == (6, 2)
    by_part = {item.part: (item.facility, item.right, item.blank) for item in figures.parts}
    assert by_part == {"conv.parameters": (1, 2, 0), "conv.output": (Fraction(1, 2), 1, 1), "y": (Fraction(1, 2), 1, 0)}
    whole = {item.question: (item.mean, item.right, item.blank) for item in figures.questions}
    assert whole == {"a": (Fraction(5, 2), 1, 0), "b": (Fraction(3, 2), 1, 0)}
    assert figures.alpha is not None and figures.alpha_of_questions is not None
    assert figures.parts[0].discrimination is None  # all have it


def test_there_are_no_figures_of_a_class_that_handed_in_nothing() -> None:
    figures = class_statistics(small(), marked(cat=("", "", "")))
    assert figures.distribution is None and figures.alpha is None and figures.students == ()
    assert all(item.mean is None and item.facility is None for item in figures.parts)
