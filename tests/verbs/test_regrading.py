"""Marking again: what changes is told, nothing is lowered if so told, and humans' marks survive."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest

import examsolver
from examsolver.core.marking import Answer, Marking, Override, Submission
from examsolver.core.results import Regrading
from examsolver.storage.results import results_text
from examsolver.verbs.regrading import kept_files, kept_results
from tests.storage.marked import ACCEPTING, ANSWERS, EXAM, marking_of

STRICTER = EXAM.replace("  a = 1/3\n", "  a = 1/4\n")


def text_of(marking: Marking) -> str:
    return results_text(kept_results(marking))


def told(again: Regrading) -> list[tuple[str, str, Fraction | None, Fraction | None]]:
    return [
        (c.student, c.part, c.before.awarded if c.before else None, c.after.awarded if c.after else None)
        for c in again.changes
    ]


def test_marking_the_same_again_changes_nothing_to_the_byte() -> None:
    text = text_of(marking_of())
    again = examsolver.regrade(text)
    assert again.changes == ()
    assert text_of(again.marking) == text


def test_an_accepted_answer_changes_those_who_gave_it() -> None:
    again = examsolver.regrade(text_of(marking_of()), exam=ACCEPTING)
    assert told(again) == [("ada", "stride=3", 1, 2)]
    assert again.changes[0].why == "Floor rule."


def test_a_corrected_key_takes_and_gives_and_never_lower_only_gives() -> None:
    answers = ANSWERS.replace("  b: 2\n", "  b: 9/4\n")
    text = text_of(marking_of(answers=answers))
    assert told(examsolver.regrade(text, exam=STRICTER)) == [("ada", "b", 2, 0), ("bob", "b", 0, 2)]
    kind = examsolver.regrade(text, exam=STRICTER, lower=False)
    assert told(kind) == [("bob", "b", 0, 2)]
    ada = kind.marking.reports[0]
    assert ada.verdicts[-1].message.endswith("These marks stand from an earlier marking.")
    assert kind.marking.machine[0].verdicts[-1].awarded == 0


def test_what_was_kept_stays_through_another_marking_that_never_lowers() -> None:
    once = examsolver.regrade(text_of(marking_of()), exam=STRICTER, lower=False)
    twice = examsolver.regrade(text_of(once.marking), lower=False)
    assert twice.changes == ()
    assert text_of(twice.marking) == text_of(once.marking)
    assert told(examsolver.regrade(text_of(once.marking))) == [("ada", "b", 2, 0)]


def by_hand(student: str, part: str, marks: str) -> Override:
    return Override(student, "strides" if part.startswith("stride") else "sum", part, Fraction(marks), "seen", "dr-b")


def test_humans_marks_survive_a_new_exam_text_and_lie_above_it() -> None:
    marking = examsolver.with_overrides(marking_of(), [by_hand("ada", "stride=3", "1/2"), by_hand("bob", "b", "1")])
    assert [report.awarded for report in marking.reports] == [Fraction(9, 2), 3, 0]
    again = examsolver.regrade(text_of(marking), exam=ACCEPTING)
    assert again.changes == ()
    assert again.marking.machine[0].verdicts[1].awarded == 2
    assert again.marking.overrides == marking.overrides


def test_later_humans_marks_replace_earlier_ones() -> None:
    marking = examsolver.with_overrides(marking_of(), [by_hand("bob", "b", "1")])
    again = examsolver.regrade(text_of(marking), overrides="student,question,part,marks\nbob,sum,b,2\n")
    assert told(again) == [("bob", "b", 1, 2)]
    assert [override.marks for override in again.marking.overrides] == [2]


def test_humans_marks_for_a_part_that_is_gone_are_told_and_come_back_with_it() -> None:
    marking = examsolver.with_overrides(marking_of(), [by_hand("bob", "b", "1"), by_hand("ada", "stride=3", "2")])
    shorter = EXAM[: EXAM.index("question sum")]
    again = examsolver.regrade(text_of(marking), exam=shorter)
    assert ["sum b is marked by hand, but is gone" in str(problem) for problem in again.marking.problems] == [True]
    assert ("bob", "b", Fraction(1), None) in told(again)
    back = examsolver.regrade(text_of(again.marking), exam=EXAM)
    assert back.marking.problems == ()
    assert back.marking.reports == marking.reports


@pytest.mark.parametrize(
    ("override", "said"),
    [
        (Override("zoe", "sum", "b", Fraction(1)), "no answers are from the student 'zoe'"),
        (Override("ada", "sum", "c", Fraction(1)), "is gone"),
        (Override("ada", "sum", "b", Fraction(5)), "which is worth 2"),
        (Override("ada", "sum", "b", Fraction(-1)), "give 0 to 2"),
    ],
)
def test_marks_that_do_not_fit_are_told_and_change_nothing(override: Override, said: str) -> None:
    marking = marking_of()
    covered = examsolver.with_overrides(marking, [override])
    (problem,) = covered.problems
    assert said in str(problem)
    assert covered.reports == marking.reports


def test_new_answers_replace_those_of_the_same_student_and_others_stay() -> None:
    newer = "student bob\nsum\n  b: 7/3\nstudent zoe\nsum\n  b: 7/3\n"
    again = examsolver.regrade(text_of(marking_of()), answers=newer)
    assert [report.student for report in again.marking.reports] == ["ada", "bob", "eve", "zoe"]
    assert [report.awarded for report in again.marking.reports] == [5, 2, 0, 2]
    changed = {(change.student, change.part): change.why for change in again.changes}
    assert changed["bob", "b"].startswith("the answer changed")
    assert changed["zoe", "b"].startswith("this student is new")
    assert not {student for student, _ in changed} & {"ada", "eve"}


def test_working_is_kept_and_marked_again() -> None:
    given = (Submission("ada", (Answer("sum", "working", "a = 1/3\nb = 1/3 + 2 = 8/3"),)),)
    marking = examsolver.grade(examsolver.load(EXAM), given)
    text = text_of(marking)
    again = examsolver.regrade(text)
    assert again.changes == ()
    assert again.marking.problems == ()
    assert text_of(again.marking) == text
    assert again.before.submissions == marking.submissions


def test_a_review_list_is_filled_in_and_read_back() -> None:
    marking = marking_of()
    files = kept_files(marking)
    rows = list(csv.reader(io.StringIO(str(files["review.csv"]))))
    assert [row[0] for row in rows[1:]] == ["bob", "eve"]
    rows[1][8:] = ["1", "he means it fits", "lena"]
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    again = examsolver.regrade(str(files["results.json"]), overrides=written.getvalue())
    assert again.marking.problems == ()
    assert told(again) == [("bob", "stride=2", 0, 1)]
    assert again.changes[0].why == "Marked by lena: He means it fits."
    left = csv.reader(io.StringIO(str(kept_files(again.marking)["review.csv"])))
    assert [row[0] for row in left] == ["student", "eve"]


def test_the_review_page_groups_answers_and_escapes_them() -> None:
    answers = "".join(f"student s{n}\nstrides\n  stride=2: <b>perhaps</b>\n" for n in range(3))
    page = str(kept_files(marking_of(answers=answers))["review.html"])
    assert page.count("&lt;b&gt;perhaps&lt;/b&gt;") == 1 + page.count("could not be read: &lt;b&gt;")
    assert "<b>perhaps" not in page
    assert "3 answers in 1 group · 3 students" in page


def test_nothing_to_review_says_so() -> None:
    assert "every answer could be marked" in str(kept_files(marking_of(answers="student a\n"))["review.html"])
