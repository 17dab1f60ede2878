"""``accept`` lines: what they say, where they break, how they are printed."""

from __future__ import annotations

from fractions import Fraction

import pytest

import examsolver
from examsolver.core.problem import ExamError, Source
from examsolver.core.question import Accepted
from examsolver.language.printing import format_exam

SHAPES = """question q [4]: shapes
  input 13x13
  filters 64 of 3x3
  strides 2, 3
  find feasible and output
  convention output size exact
"""
NUMBERS = """question q: compute
  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]
  F = [[2, 0], [-3, 1]]
  Z = conv(X, F)
  y = gap(Z)
  find Z, y, dy/dF
"""


def accepted(text: str) -> tuple[Accepted, ...]:
    return examsolver.load(text).questions[0].accepted


def problem(text: str) -> str:
    with pytest.raises(ExamError) as caught:
        examsolver.load(text)
    (told,) = caught.value.problems
    assert told.span is not None
    return f"{told.span.text} | {told}"


def test_a_part_whose_id_has_an_equals_sign_is_found_by_its_longest_name() -> None:
    (one,) = accepted(SHAPES + '  accept stride=3 = 4x4 [1] "floor rule, as in the lecture"\n')
    assert (one.part, one.text, one.marks, one.why) == ("stride=3", "4x4", 1, "floor rule, as in the lecture")
    assert one.value == (True, (4, 4), 64)


@pytest.mark.parametrize(
    ("line", "marks", "why"),
    [
        ("accept stride=3 = 4x4", None, ""),
        ("accept stride = 3 = 4x4 [1/2]", Fraction(1, 2), ""),
        ('accept stride=3=4x4 "why"', None, "why"),
        ('accept stride=3 = "4x4" [1.5 marks] "why"', Fraction(3, 2), "why"),
        ('accept stride=3 = 4x4 "why" [1]', 1, "why"),
        ('accept stride=3 = "4x4"', None, ""),
    ],
)
def test_marks_and_sentence_may_be_left_out(line: str, marks: Fraction | None, why: str) -> None:
    (one,) = accepted(f"{SHAPES}  {line}\n")
    assert (one.part, one.text, one.marks, one.why) == ("stride=3", "4x4", marks, why)


@pytest.mark.parametrize(
    ("line", "value", "marks"),
    [
        ("accept y = 5", 5, None),
        ("accept y = 1/3 [1/2]", Fraction(1, 3), Fraction(1, 2)),
        ("accept Z = [[1, 2], [3, 4]] [1]", ((1, 2), (3, 4)), 1),
        ("accept Z = [1, 2; 3, 4]", ((1, 2), (3, 4)), None),
        ("accept dy/dF = [[1, 1], [1, 1]]", ((1, 1), (1, 1)), None),
        ("accept y = [3]", 3, None),
    ],
)
def test_an_answer_is_read_as_students_write_it(line: str, value: object, marks: Fraction | None) -> None:
    (one,) = accepted(f"{NUMBERS}  {line}\n")
    assert (one.value, one.marks) == (value, marks)


def test_a_convention_is_accepted_for_the_whole_question() -> None:
    (one,) = accepted(SHAPES + '  accept output size floor [1] "as in chapter 9"\n')
    assert (one.part, one.topic, one.variant, one.marks, one.why) == ("", "output size", "floor", 1, "as in chapter 9")


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ("accept", "accept", "what is accepted?"),
        ("accept strid=3 = 4x4", "strid=3", "did you mean 'stride=3'?"),
        ("accept stride=3 =", "accept stride=3 =", "which answer"),
        ("accept stride=3 = perhaps", "perhaps", "cannot be read"),
        ("accept stride=3 = no", "no", "right answer to stride=3 already"),
        ("accept stride=3 = 4x4 [3]", "[3]", "at most 2"),
        ("accept stride=3 = 4x4 [1/0]", "[1/0]", "expected marks"),
        ("accept output size exact", "output size exact", "in force already"),
        ("accept output size flor", "flor", "did you mean 'floor'?"),
        ("accept output size floor [5]", "[5]", "at most 2"),
        ("accept wishful thinking", "wishful thinking", "unknown convention"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(line: str, place: str, said: str) -> None:
    told = problem(f"{SHAPES}  {line}\n")
    assert told.startswith(f"{place} | ")
    assert said in told


def test_a_matrix_with_a_hole_cannot_be_accepted() -> None:
    assert "missing" in problem(NUMBERS + "  accept Z = [[1, ], [3, 4]]\n")


def test_the_same_answer_is_accepted_once() -> None:
    assert "accepted twice" in problem(SHAPES + "  accept stride=3 = 4x4\n  accept stride=3 = 4x4 [1]\n")


def test_a_name_of_the_question_may_be_accept() -> None:
    text = "question q: compute\n  accept = 3\n  y = 2 * accept\n  find y\n"
    assert examsolver.solve(examsolver.load(text).questions[0]).run["y"] == 6


def test_printing_keeps_the_students_language_and_gives_itself_again() -> None:
    text = SHAPES + '  accept   stride=3  =   4x4   [1]  "two  blanks"   # a comment\n  accept output   size floor\n'
    printed, problems = format_exam(Source("q.exam", text))
    assert problems == ()
    assert '  accept stride=3 = 4x4 [1] "two  blanks"  # a comment\n' in printed
    assert "  accept output size floor\n" in printed
    assert format_exam(Source("q.exam", printed))[0] == printed
    assert [(a.part, a.marks, a.why) for a in accepted(printed)] == [(a.part, a.marks, a.why) for a in accepted(text)]
