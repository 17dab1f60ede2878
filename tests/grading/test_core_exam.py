"""The core exam and its answers come out as a good examiner would have them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from examsolver.core.marking import Marking, Submission, Verdict
from examsolver.core.problem import Source
from examsolver.core.question import Exam, Solution
from examsolver.exchange.answers import read_answers
from examsolver.families import FAMILIES
from examsolver.grading.marker import grade
from examsolver.language.answers import read_answer
from examsolver.language.exam import parse_exam
from examsolver.resources import read_data

EXPECTED = {
    "documents": {
        "strides": {
            "stride=2": "correct",
            "stride=3": "other-convention output-size-floor",
            "stride=4": "other-convention output-size-floor",
            "stride=5": "known-mistake plus-one-forgotten",
        },
        "small-net": dict.fromkeys(("conv.parameters", "relu.operations", "total.parameters"), "correct"),
        "homework-2": {"Z": "correct", "y": "correct", "dL/dX": "partly", "dL/dF": "correct"},
        "one-by-one": {"conv.parameters": "correct"},
    },
    "document-002-q19": {"lstm-gates": dict.fromkeys(("f", "i", "candidate", "c", "h"), "correct")},
    "document-002-q17": {"lstm-gates": {"candidate": "correct", "c": "correct", "h": "blank"}},
    "split-notation": {"lstm-gates": dict.fromkeys(("f", "i", "o", "candidate", "c", "h"), "correct")},
    "flipped-kernel": {
        "homework-2": {
            "Z": "known-mistake kernel-flipped",
            "y": "follow-through",
            "dL/dX": "correct",
            "dL/dF": "correct",
        }
    },
    "no-averaging": {
        "homework-2": {
            "Z": "correct",
            "y": "known-mistake averaging-forgotten",
            "dL/dX": "follow-through averaging-forgotten",
            "dL/dF": "follow-through averaging-forgotten",
        }
    },
    "one-slip": {"homework-2": {"Z": "partly", "y": "follow-through", "dL/dX": "correct", "dL/dF": "correct"}},
    "overlaps-lost": {
        "homework-2": {
            "Z": "correct",
            "y": "correct",
            "dL/dX": "known-mistake overlaps-overwritten",
            "dL/dF": "correct",
        }
    },
    "counts-biases": {
        "small-net": {
            "conv.parameters": "other-convention bias-counted",
            "relu.operations": "correct",
            "total.parameters": "other-convention bias-counted",
        }
    },
    "no": {"strides": dict.fromkeys(("stride=2", "stride=3", "stride=4", "stride=5"), "correct")},
    "lstm-hand": {"lstm-step": dict.fromkeys(("f", "i", "o", "candidate", "c", "h"), "correct")},
    "lstm-sigmoid-out": {
        "lstm-step": {
            **dict.fromkeys(("f", "i", "o", "candidate", "c"), "correct"),
            "h": "known-mistake",
        }
    },
}
CASES = [
    (student, question, part, outcome)
    for student, questions in EXPECTED.items()
    for question, parts in questions.items()
    for part, outcome in parts.items()
]


@cache
def core() -> tuple[Exam, dict[str, Solution], tuple[Submission, ...]]:
    source = Source("source-core.exam", read_data("question_bank", "core/source-core.exam"))
    exam, problems = parse_exam(source, FAMILIES)
    assert exam is not None and not problems, problems
    submissions, told = read_answers(read_data("question_bank", "core/source-core.answers.jsonl"), exam)
    assert not told
    solved = {question.id: Solution.of(question) for question in exam}
    return exam, solved, submissions


@cache
def marked() -> Marking:
    exam, solutions, submissions = core()
    return grade(exam, solutions, submissions, read_answer)


def verdict(student: str, question: str, part: str) -> Verdict:
    report = next(report for report in marked().reports if report.student == student)
    return next(found for found in report.verdicts if (found.question, found.part) == (question, part))


@pytest.mark.parametrize(("student", "question", "part", "expected"), CASES)
def test_every_answer_comes_out_as_it_should(student: str, question: str, part: str, expected: str) -> None:
    found = verdict(student, question, part)
    outcome, _, tag = expected.partition(" ")
    assert (found.outcome, found.tag if tag else "") == (outcome, tag), found


def test_all_of_homework_3a_is_correct() -> None:
    report = next(report for report in marked().reports if report.student == "documents")
    outcomes = [found.outcome for found in report.verdicts if found.question == "homework-3a"]
    assert outcomes == ["correct"] * 18


def test_marks_follow_from_outcomes() -> None:
    assert verdict("documents", "homework-2", "dL/dX").awarded == 6
    assert verdict("one-slip", "homework-2", "Z").awarded == Fraction(3, 2)
    assert verdict("counts-biases", "small-net", "total.parameters").awarded == 1
    assert verdict("no-averaging", "homework-2", "y").awarded == 0
    assert verdict("no-averaging", "homework-2", "dL/dX").awarded == 9


def test_the_missing_cells_are_named() -> None:
    message = verdict("documents", "homework-2", "dL/dX").message
    assert message == "6 of 9 cells are right; missing: row 2 column 2, row 2 column 3, row 3 column 1."


def test_the_depth_that_was_kept_through_a_one_by_one_convolution_is_wrong_or_named() -> None:
    assert verdict("documents", "one-by-one", "conv.output").outcome in ("wrong", "known-mistake")


def test_a_gate_that_reads_the_state_in_place_of_the_input_is_named() -> None:
    found = verdict("document-002-q19", "lstm-gates", "o")
    assert found.outcome == "known-mistake"
    assert found.tag and "c" in found.message


@pytest.mark.parametrize("gate", ["f", "i", "o"])
def test_every_gate_without_its_activation_is_named(gate: str) -> None:
    found = verdict("document-002-q17", "lstm-gates", gate)
    assert found.outcome == "known-mistake"
    assert "activation" in f"{found.tag} {found.message}"


@pytest.mark.parametrize(
    ("student", "question", "part"),
    [
        ("document-002-q20", "lstm-gates", "c"),
        ("document-002-q20", "lstm-gates", "h"),
        ("document-002-q21", "gru-gates", "h"),
    ],
)
def test_equations_that_are_wrong_are_told_what_is_wrong(student: str, question: str, part: str) -> None:
    found = verdict(student, question, part)
    assert found.outcome in ("wrong", "known-mistake")
    assert found.awarded == 0
    assert any(said in found.message for said in ("stands where", "missing", "too many", "in place of"))


def test_every_student_has_a_verdict_for_every_part_and_is_out_of_the_whole_exam() -> None:
    exam, _, submissions = core()
    parts = [(question.id, part.id) for question in exam for part in question.parts]
    assert [report.student for report in marked().reports] == [submission.student for submission in submissions]
    for report in marked().reports:
        assert [(found.question, found.part) for found in report.verdicts] == parts
        assert report.out_of == sum(question.marks for question in exam)


def test_every_verdict_has_a_sentence_and_what_was_expected() -> None:
    found = [each for report in marked().reports for each in report.verdicts]
    assert all(each.message and each.expected for each in found)


def test_answers_of_one_student_do_not_change_those_of_another() -> None:
    exam, solutions, submissions = core()
    for submission, report in zip(submissions, marked().reports, strict=True):
        assert grade(exam, solutions, [submission], read_answer).reports == (report,)
