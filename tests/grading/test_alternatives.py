"""Accepted answers and conventions: which marks, which words, and what later parts make of them."""

from __future__ import annotations

from fractions import Fraction

import examsolver
from examsolver.core.marking import Verdict

SHAPES = """question q [4]: shapes
  input 13x13
  filters 64 of 3x3
  strides 2, 3
  find feasible and output
  convention output size exact
"""
NUMBERS = """question q [3]: compute
  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]
  F = [[2, 0], [-3, 1]]
  Z = conv(X, F)
  y = gap(Z)
  find Z [2], y [1]
"""


def marked(exam: str, **answers: str) -> dict[str, Verdict]:
    lines = "".join(f"  {part}: {text}\n" for part, text in answers.items())
    marking = examsolver.grade(examsolver.load(exam), f"student ada\nq\n{lines}".replace("stride_", ""))
    assert marking.problems == ()
    return {verdict.part: verdict for verdict in marking.reports[0].verdicts}


def test_full_marks_are_correct_and_say_the_lecturers_sentence() -> None:
    told = marked(SHAPES + '  accept stride=3 = 4x4 "floor rule, as in the lecture"\n', stride_3="yes, 4 by 4")[
        "stride=3"
    ]
    assert (told.outcome, told.awarded, told.tag) == ("correct", 2, None)
    assert told.message == "Floor rule, as in the lecture."
    assert told.expected == "no"


def test_fewer_marks_are_partly_right() -> None:
    told = marked(SHAPES + "  accept stride=3 = 4x4 [3/4]\n", stride_3="4x4")["stride=3"]
    assert (told.outcome, told.awarded, told.tag) == ("partly", Fraction(3, 4), "accepted-answer")


def test_without_the_line_the_same_answer_is_another_convention() -> None:
    assert marked(SHAPES, stride_3="4x4")["stride=3"].outcome == "other-convention"


def test_an_accepted_convention_has_the_lecturers_marks_and_names_itself() -> None:
    told = marked(SHAPES + '  accept output size floor [3/2] "see chapter 9"\n', stride_2="6x6", stride_3="4x4")
    assert told["stride=2"].awarded == 2
    assert (told["stride=3"].outcome, told["stride=3"].awarded) == ("other-convention", Fraction(3, 2))
    assert told["stride=3"].tag == "output-size-floor"
    assert told["stride=3"].message.endswith("See chapter 9.")


def test_a_convention_accepted_in_full_is_correct() -> None:
    told = marked(SHAPES + "  accept output size floor\n", stride_3="4x4")["stride=3"]
    assert (told.outcome, told.awarded) == ("correct", 2)


def test_of_two_accepted_lines_that_fit_the_answer_comes_before_the_convention() -> None:
    both = "  accept output size floor [1/2]\n  accept stride=3 = 4x4 [1]\n"
    assert marked(SHAPES + both, stride_3="4x4")["stride=3"].awarded == 1


def test_later_parts_follow_an_accepted_answer_as_the_students_own() -> None:
    exam = NUMBERS + "  accept Z = [[1, 2], [3, 4]]\n"
    for _ in range(2):  # the second student meets what was remembered of the first
        told = marked(exam, Z="[[1, 2], [3, 4]]", y="2.5")
        assert (told["Z"].outcome, told["y"].outcome) == ("correct", "follow-through")
    class_of_two = "student ada\nq\n  Z: [[1,2],[3,4]]\n  y: 2.5\nstudent bob\nq\n  Z: [[1,2],[3,4]]\n  y: 3.5\n"
    ada, bob = examsolver.grade(examsolver.load(exam), class_of_two).reports
    assert [v.outcome for v in ada.verdicts] == ["correct", "follow-through"]
    assert [v.outcome for v in bob.verdicts] == ["correct", "wrong"]


def test_the_right_answer_stays_right_beside_an_accepted_one() -> None:
    told = marked(NUMBERS + "  accept y = 5 [1/2]\n", Z="[[1, 2], [-10, 8]]", y="0.25")
    assert {verdict.outcome for verdict in told.values()} == {"correct"}


def test_another_wrong_answer_gains_nothing() -> None:
    assert marked(SHAPES + "  accept stride=3 = 4x4\n", stride_3="5x5")["stride=3"].awarded == 0
