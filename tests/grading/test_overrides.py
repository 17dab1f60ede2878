"""Layers over the machine's verdicts, changes between markings, answers that are alike."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.marking import Kept, Outcome, Override, Report, Verdict
from examsolver.grading.changes import changes
from examsolver.grading.likeness import alike, normalised, review_groups
from examsolver.grading.overrides import laid_over, never_lower

OPEN = Verdict("q", "a", "undecided", Fraction(0), Fraction(2), needs_human=True, message="A person looks at it.")
WRONG = Verdict("q", "b", "known-mistake", Fraction(1), Fraction(2), tag="kernel-flipped", message="It was rotated.")


def report(*verdicts: Verdict, student: str = "ada") -> Report:
    return Report(student, verdicts)


def by_hand(marks: str, part: str = "a", note: str = "", by: str = "") -> Override:
    return Override("ada", "q", part, Fraction(marks), note, by)


@pytest.mark.parametrize(
    ("below", "marks", "outcome", "tag"),
    [
        (OPEN, "2", "correct", None),
        (OPEN, "1/2", "partly", None),
        (OPEN, "0", "wrong", None),
        (WRONG, "2", "correct", None),
        (WRONG, "3/2", "partly", "kernel-flipped"),
        (WRONG, "1", "known-mistake", "kernel-flipped"),
    ],
)
def test_a_humans_marks_count_and_settle_what_was_open(
    below: Verdict, marks: str, outcome: Outcome, tag: str | None
) -> None:
    (final,) = laid_over([report(below)], overrides=[by_hand(marks, below.part, "seen it", "dr-b")])
    (told,) = final.verdicts
    assert (told.awarded, told.outcome, told.tag, told.needs_human) == (Fraction(marks), outcome, tag, False)
    assert told.message == "Marked by dr-b: Seen it."


def test_an_override_lies_over_a_verdict_that_was_kept() -> None:
    kept = Kept("ada", replace(WRONG, awarded=Fraction(3, 2)))
    (final,) = laid_over([report(OPEN, WRONG)], [kept], [by_hand("2", "b")])
    assert [verdict.awarded for verdict in final.verdicts] == [0, 2]
    (final,) = laid_over([report(OPEN, WRONG)], [kept])
    assert [verdict.awarded for verdict in final.verdicts] == [0, Fraction(3, 2)]


def test_what_speaks_of_nobody_changes_nothing() -> None:
    strange = [Override("eve", "q", "a", Fraction(2)), Override("ada", "q", "z", Fraction(2))]
    assert laid_over([report(OPEN)], overrides=strange) == (report(OPEN),)


marks = st.fractions(0, 2, max_denominator=4)


@settings(max_examples=50)
@given(st.lists(st.tuples(marks, marks), min_size=1, max_size=5))
def test_never_lowering_gives_the_better_of_two_markings_part_by_part(pairs: list[tuple[Fraction, Fraction]]) -> None:
    def verdict(part: int, awarded: Fraction) -> Verdict:
        return Verdict("q", str(part), "partly", awarded, Fraction(2))

    before = [report(*(verdict(n, old) for n, (old, _) in enumerate(pairs)))]
    after = [report(*(verdict(n, new) for n, (_, new) in enumerate(pairs)))]
    (final,) = laid_over(after, never_lower(before, after))
    assert [told.awarded for told in final.verdicts] == [max(pair) for pair in pairs]


def test_what_is_kept_is_no_more_than_the_part_is_worth_now() -> None:
    after = [report(replace(WRONG, awarded=Fraction(0), out_of=Fraction(1, 2)))]
    (kept,) = never_lower([report(WRONG)], after)
    assert (kept.verdict.awarded, kept.verdict.out_of) == (Fraction(1, 2), Fraction(1, 2))
    assert kept.verdict.message == "It was rotated. These marks stand from an earlier marking."
    (again,) = never_lower([report(kept.verdict)], after)
    assert again == kept


def test_changes_tell_what_differs_and_why() -> None:
    before = [report(OPEN, WRONG), report(OPEN, student="eve")]
    newer = replace(WRONG, awarded=Fraction(2), outcome="correct", message="Right.", evidence="36")
    third = replace(WRONG, part="c")
    found = changes(before, [report(OPEN, newer, third)])
    assert [(c.student, c.part) for c in found] == [("ada", "b"), ("ada", "c"), ("eve", "a")]
    assert found[0].why == "the answer changed; Right."
    assert found[1].why == "the exam asks this now; It was rotated."
    assert found[2].why == "the exam no longer asks this"
    assert changes(before, before) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The output is 6x6.", "the output  is 6X6", True),
        ("the output is 6x6 I think", "the output is 6x6, i think", True),
        ("the output is 36", "the output is 35", False),
        ("yes", "no", False),
        ("６x６", "6x6", True),
        ("", "", True),
    ],
)
def test_answers_are_alike_when_they_say_the_same_numbers_in_like_words(one: str, other: str, same: bool) -> None:
    assert alike(normalised(one), normalised(other)) is same


def test_answers_for_a_human_are_grouped_by_part_the_largest_group_first() -> None:
    texts = {
        "a": "dunno",
        "b": "the output is 6x6 I think",
        "c": "the output is 6x6 i think!",
        "d": "the output is 5x5",
    }
    groups = review_groups(report(replace(OPEN, evidence=text), WRONG, student=who) for who, text in texts.items())
    assert [[row.student for row in group.rows] for group in groups] == [["b", "c"], ["a"], ["d"]]
    assert {(group.question, group.part) for group in groups} == {("q", "a")}
