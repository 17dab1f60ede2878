"""Words against words, and what a student's words stand for when the rest is worked out from them."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.marking import Answer, Feasible, Submission
from examsolver.maths.compare_texts import as_known, compare_names, compare_pairs, compare_yes_no, folded


@pytest.mark.parametrize(
    ("one", "other"), [("The Cat", "the  cat"), ("early-stopping", "Early stopping"), ("a_b", "a b"), ("_", "-")]
)
def test_case_blanks_and_hyphens_do_not_matter(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_other_words_are_other_words() -> None:
    assert len({folded(text) for text in ("cat", "cats", "-", ".", "c a t s !")}) == 4


def test_a_single_letter_stands_for_one_word_only() -> None:
    assert compare_names(("Healthy", "Fever"), ("H", "F")).verdict == "equal"
    assert compare_names(("Healthy", "Hot"), ("H", "H")).verdict == "different"
    assert compare_names(("the", "cat"), ("the", "c")).cells == (True, False)


def test_rows_far_too_many_are_not_looked_through() -> None:
    assert compare_pairs((("a", "b"),), tuple((str(place), "b") for place in range(2000))).tag == "extra-row"


def test_yes_is_true() -> None:
    assert compare_yes_no(True, Feasible(True)).verdict == "equal"
    assert compare_yes_no(False, Feasible(True)).verdict == "different"


def test_words_are_taken_in_the_spelling_that_is_known() -> None:
    assert as_known(("healthy", "F"), ("Healthy", "Fever")) == ("Healthy", "F")
    assert as_known(("h", "f"), ("Healthy", "Fever")) == ("Healthy", "Fever")
    assert as_known("THE cat", "the cat") == "the cat"
    assert as_known("dog", "the cat") == "dog"


def test_later_parts_follow_the_words_that_a_student_wrote() -> None:
    text = 'question q [4]: compute\n  s = "the cat sat"\n  w = tokens(s)\n  n = token_count(w)\n  find w, n\n'
    answers = (Answer("q", "w", "the, cat"), Answer("q", "n", "2"))
    (report,) = examsolver.grade(examsolver.load(text), (Submission("ada", answers),)).reports
    assert [verdict.outcome for verdict in report.verdicts] == ["wrong", "follow-through"]
