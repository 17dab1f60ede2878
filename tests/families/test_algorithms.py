"""Algorithms in questions: as a header, in a formula, their inputs and the names of their results."""

from __future__ import annotations

from fractions import Fraction

import pytest

import examsolver
from examsolver.core.problem import ExamError

COUNTS = "  TP = 40\n  FN = 10\n  FP = 95\n  TN = 855\n"


def solved(text: str) -> examsolver.Solution:
    (question,) = examsolver.load(text)
    return examsolver.solve(question)


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(ExamError) as caught:
        examsolver.load(text)
    return [(problem.message, problem.hint or "") for problem in caught.value.problems]


def test_a_header_binds_facts_by_their_names() -> None:
    solution = solved(f"question q: compute confusion\n{COUNTS}  find accuracy, f1\n")
    assert solution.run["accuracy"] == Fraction(895, 1000)
    assert solution.run["f1"] == Fraction(80, 185)


def test_results_have_other_names_and_hyphens_are_no_minus() -> None:
    solution = solved(
        f"question q: compute confusion\n{COUNTS}  beta = 2\n  z = 2*f-beta\n  find sensitivity, f-beta, z\n"
    )
    assert [part.id for part in solution.question.parts] == ["sensitivity", "f-beta", "z"]
    assert solution.run["z"] == 2 * solution.run["f-beta"] == Fraction(80, 67)


def test_a_call_takes_arguments_by_place_and_by_name_and_gives_its_first_result_its_name() -> None:
    solution = solved(
        "question q: compute\n  a = 40\n  c = confusion(a, 10, TN=855, FP=a + 55)\n  y = 2*c + c.recall\n  find c, y\n"
    )
    assert solution.run["y"] == 2 * Fraction(895, 1000) + Fraction(4, 5)
    assert solution.question.parts[0].id == "c"


def test_a_call_inside_a_formula_needs_no_name() -> None:
    assert solved("question q: compute\n  y = 2*confusion(40, 10, 95, 855)\n  find y\n").run["y"] == Fraction(179, 100)


def test_calls_may_rest_on_earlier_ones() -> None:
    lines = ("question q: compute", "  c = confusion(40, 10, 95, 855)", "  d = confusion(c.total, 10, 95, 855)")
    text = "\n".join((*lines, "  find d.recall\n"))
    assert solved(text).run["d.recall"] == Fraction(1000, 1010)


def test_gradients_run_through_an_algorithm() -> None:
    text = "question q: compute\n  a = 40\n  c = confusion(a, 10, 95, 855)\n  r = c.recall\n  find dr/da\n"
    assert solved(text).run["dr/da"] == Fraction(10, 2500)


def test_a_missing_input_is_one_problem_and_results_are_known_all_the_same() -> None:
    ((said, hint),) = problems("question q: compute regression-measures\n  truth = [1, 2]\n  find mse\n")
    assert (said, hint) == ("predictions is missing for regression-measures", "it takes truth, predictions")


def test_an_unknown_argument_has_a_near_name() -> None:
    ((said, hint),) = problems("question q: compute\n  c = confusion(40, 10, 95, 855, betta=2)\n  find c\n")
    assert "no input 'betta'" in said and "did you mean 'beta'" in hint


def test_too_many_arguments_and_a_list_for_a_number_are_told() -> None:
    assert "takes 2 inputs" in problems("question q: compute\n  c = roc([1], [1], 3)\n  find c\n")[0][0]
    assert "must be a number" in problems("question q: compute\n  c = confusion([1, 2], 2, 3, 4)\n  find c\n")[0][0]


def test_a_text_for_numbers_is_told_under_a_header_too() -> None:
    ((said, _),) = problems('question q: compute roc\n  scores = "high"\n  labels = [1]\n  find auc\n')
    assert said == "scores of roc must be numbers"


def test_a_fact_that_the_algorithm_does_not_take_is_told() -> None:
    ((said, hint),) = problems(f"question q: compute confusion\n{COUNTS}  betas = 2\n  find recall\n")
    assert "does not take 'betas'" in said and "'beta'" in hint


def test_a_name_of_the_question_that_a_result_has_is_told() -> None:
    ((said, _),) = problems(f"question q: compute confusion\n{COUNTS}  recall = TP + 1\n  find accuracy\n")
    assert "given twice" in said


def test_marking_follows_a_slip_through_the_steps() -> None:
    exam = examsolver.load(f"question q [2]: compute confusion\n{COUNTS}  find precision [1]\n  find f1 [1]\n")
    answers = "student a\nq\n  precision: 0.5\n  f1: 8/13\n"
    (report,) = examsolver.grade(exam, answers).reports
    assert [verdict.outcome for verdict in report.verdicts] == ["wrong", "follow-through"]
