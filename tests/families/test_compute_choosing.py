"""Options that are checked by computation."""

from __future__ import annotations

import pickle

import pytest

import examsolver
from examsolver.core.choosing import Letters
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError

WHICH = """question which [2]: compute
  y = gap(Z)
  choose such that y = 1/4
    A  Z = [[1, 2], [-10, 8]]
    B  Z = [[1, 2], [3, 4]]
    C  Z = [[1, 0], [0, 0]]
"""


def value(text: str, step: str = "choice") -> object:
    (question,) = examsolver.load(text)
    return examsolver.solve(question).run[step]


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ExamError) as caught:
        examsolver.load(text)
    return [(one.span.line if one.span else 0, one.message, one.hint or "") for one in caught.value.problems]


def test_every_option_is_computed_and_judged() -> None:
    exam = examsolver.load(WHICH)
    (part,) = exam.questions[0].parts
    assert (part.id, part.kind) == ("choice", "choice")
    assert [letter for letter, _ in part.options] == ["A", "B", "C"]
    assert value(WHICH) == Letters(("A", "C"))
    shown = examsolver.render([examsolver.solve(exam.questions[0])], "text")
    assert "option B ⇔ y_B = 0.25" in shown and "choice  A and C" in shown
    assert [check for _, checks in examsolver.check(exam) for check in checks if not check.agrees] == []
    assert pickle.loads(pickle.dumps(examsolver.solve(exam.questions[0]).derivation)) is not None


def test_the_condition_may_be_a_formula_of_what_only_options_say() -> None:
    text = WHICH.replace("  y = gap(Z)\n", "").replace("such that y =", "such that gap(Z) =")
    assert value(text) == Letters(("A", "C"))
    assert value(text, "value B") == 5 / 2


@pytest.mark.parametrize("asked", ["y", "value of y", "the value of y", "y [2]", "y:"])
def test_options_may_be_values(asked: str) -> None:
    text = f"question q: compute\n  y = 2*sigmoid(0)\n  choose {asked}\n    A 1/2\n    (B) 1\n    C) 0.5 + 1/2\n"
    assert value(text) == Letters(("B", "C"))


def test_a_rounded_value_fits_a_decimal_in_all_its_digits() -> None:
    text = "question q: compute\n  y = sigmoid(1)\n  choose y\n    A 0.73\n    B 0.74\n    C 0.732\n"
    assert value(text) == Letters(("A",))


def test_options_may_have_several_statements_and_other_finds_stay() -> None:
    text = """question q: compute
  a = 1
  y = a*b + c
  w = 2*a
  find w
  choose one such that y > w:
    A: b = 1; c = 0
    B: b = 2
       c = 4
  choose such that y = w or none
    A  b = 7; c = 1
    B  b = 9; c = 1
"""
    exam = examsolver.load(text)
    assert [part.id for part in exam.questions[0].parts] == ["w", "choice", "choice-2"]
    assert (value(text), value(text, "choice-2")) == (Letters(("B",)), Letters())
    assert examsolver.load(examsolver.fmt(text)).questions[0].parts[1].options == exam.questions[0].parts[1].options


def test_answers_are_letters_or_the_option_itself() -> None:
    exam = examsolver.load("question q: compute\n  y = 1/4\n  z = y + y\n  choose z\n    A 1/4\n    B 0.5\n")
    marked = [
        examsolver.grade(exam, (Submission("ada", (Answer("q", "choice", text),)),)).reports[0].verdicts[0].outcome
        for text in ("B", "(b)", "1/2", "A", "A and B", "Q")
    ]
    assert marked == ["correct", "correct", "correct", "known-mistake", "wrong", "unreadable"]


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("1/4", "1/5", "none of these options is right", "A gives"),
        ("such that", "one such that", "one option is to be right, and A and C are", "all such that"),
        ("B  Z = [[1, 2], [3, 4]]", "B  The gradient is too large", "this option is a text", "cannot be computed"),
        ("B  Z = [[1, 2], [3, 4]]", 'B  "grows"', "this option is a text", "cannot be computed"),
        ("    B  Z", "    A  Z", "there is an option A already; in line 4", ""),
        ("    B  Z = [[1, 2], [3, 4]]\n    C  Z = [[1, 0], [0, 0]]\n", "", "nothing to choose from", "for example"),
        ("    B  Z = [[1, 2], [3, 4]]", "    B  Z = = 2", "expected a formula, found '='", ""),
        ("choose such that y = 1/4", "choose", "what is to be chosen?", "for example"),
        ("choose such that y = 1/4", "choose such that q = 1/4", "nothing is called 'q' here", ""),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(old: str, new: str, message: str, hint: str) -> None:
    found = problems(WHICH.replace(old, new))
    assert any(message in said and hint in told for _, said, told in found), found
    assert all(line for line, _, _ in found)


NETWORK = """question count [2]: network
  input 28x28x1
  conv 8, kernel 3
  find parameters of conv
  choose value of total parameters
    A  72
    B  80
  choose output of conv [1]
    A  26x26x8
    B  28x28x8
    C  26x26
"""


def test_options_of_a_network_question_are_values() -> None:
    exam = examsolver.load(NETWORK)
    assert [part.id for part in exam.questions[0].parts] == ["conv.parameters", "choice", "choice-2"]
    assert (value(NETWORK), value(NETWORK, "choice-2")) == (Letters(("B",)), Letters(("A",)))
    shown = examsolver.render([examsolver.solve(exam.questions[0])], "text")
    assert "option A ⇔ total parameters = 72" in shown and "Which of these is the output of conv? Choose one." in shown
    answers = (Answer("count", "choice", "80"), Answer("count", "choice-2", "(a)"))
    assert examsolver.grade(exam, (Submission("ada", answers),)).reports[0].awarded == 3 / 2
    assert pickle.loads(pickle.dumps(exam.questions[0])).family.name == "network"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("B  80", "B  81", "none of these options is right"),
        ("B  80", "B  conv 8", "expected"),
        ("value of total parameters", "such that total parameters = 80", "a statement is expected here"),
        ("value of total parameters", "wings of conv", "wings"),
    ],
)
def test_what_is_wrong_with_options_of_a_network_is_told(old: str, new: str, message: str) -> None:
    found = problems(NETWORK.replace(old, new))
    assert any(message in said for _, said, _ in found), found


def test_a_relation_is_a_yes_or_a_no() -> None:
    text = "question q: compute\n  rate = 0.5\n  L = 3\n  steady = rate <= 2/L\n  find steady\n"
    (question,) = examsolver.load(text)
    assert question.parts[0].kind == "yes-no"
    assert value(text, "steady") is True
    assert "steady: whether rate ≤ 2/L." in examsolver.render([examsolver.solve(question)], "text")


def test_sheets_shuffle_the_options_and_the_right_one_moves_along() -> None:
    from random import Random

    from examsolver.language.shuffling import with_options_shuffled

    text = WHICH.replace("    C  Z = [[1, 0], [0, 0]]\n", "    C  Z = [[1, 0],\n           [0, 5]]; w = 3\n")
    seen = set()
    for seed in range(12):
        shuffled = with_options_shuffled(text, Random(seed))
        assert sorted(shuffled.split()) != [] and len(shuffled) == len(text)
        right = value(shuffled)
        assert isinstance(right, Letters) and len(right) == 1
        seen.add(right[0])
    assert seen == {"A", "B", "C"}
