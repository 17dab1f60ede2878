"""Sums with a term too few, a kind of terms too few, or a term twice."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission, Verdict

TEXT = """question q: network
  input 28x28x3
  c1 = conv 256, kernel 3
  batchnorm
  g = gap
  d1 = dense 100
  n2 = batchnorm
  d2 = dense 10
  find total parameters
"""
TERMS = {"c1": 7168, "batchnorm": 512, "d1": 25_700, "n2": 200, "d2": 1010}
TOTAL = sum(TERMS.values())


def marked(text: str, **answers: object) -> dict[str, Verdict]:
    exam = examsolver.load(text)
    given = tuple(Answer("q", part.replace("__", "."), str(answer)) for part, answer in answers.items())
    (report,) = examsolver.grade(exam, (Submission("a", given),)).reports
    return {verdict.part: verdict for verdict in report.verdicts}


@pytest.mark.parametrize("name", ["c1", "d1", "d2"])
def test_a_layer_that_is_missing_or_twice_is_named(name: str) -> None:
    missing = marked(TEXT, total__parameters=TOTAL - TERMS[name])["total.parameters"]
    assert missing.tag == "left-out-of-the-sum" and name in missing.message
    twice = marked(TEXT, total__parameters=TOTAL + TERMS[name])["total.parameters"]
    assert twice.tag == "counted-twice-in-the-sum" and name in twice.message
    assert missing.awarded == twice.awarded == 0


def test_all_layers_of_a_kind_that_are_missing_are_named() -> None:
    verdict = marked(TEXT, total__parameters=TOTAL - 26_710)["total.parameters"]
    assert verdict.tag == "left-out-of-the-sum" and "every dense layer" in verdict.message


def test_a_reason_that_says_more_comes_first() -> None:
    assert marked(TEXT, total__parameters=TOTAL - 712)["total.parameters"].tag == "batchnorm-has-no-parameters"


def test_another_number_is_just_wrong() -> None:
    assert marked(TEXT, total__parameters=TOTAL - 7)["total.parameters"].tag is None


def test_a_sum_of_the_students_own_numbers_may_miss_one_too() -> None:
    text = TEXT.replace("find total", "find d1.parameters, total")
    wrong = 25_600 + 77
    verdicts = marked(text, d1__parameters=wrong, total__parameters=TOTAL - 25_700 + wrong - 7168)
    assert verdicts["total.parameters"].tag == "left-out-of-the-sum"
    assert "c1" in verdicts["total.parameters"].message


def test_of_layers_alike_it_is_said_that_it_is_one_of_them() -> None:
    text = "question q: network\n  input 10\n  a = dense 10\n  b = dense 10\n  c = dense 9\n  find total parameters\n"
    assert "one of a and b" in marked(text, total__parameters=110 + 99)["total.parameters"].message
    many = text.replace("  b =", "  repeat 4: dense 10\n  b =")
    assert "one of 6 terms such as a" in marked(many, total__parameters=5 * 110 + 99)["total.parameters"].message


def test_a_number_in_millions_to_some_digits_is_held_to_these_digits_of_a_million() -> None:
    text = "question q: network\n  input 224x224x3\n  conv 64, kernel 7\n  find conv.macs in millions to 1 decimals\n"
    assert marked(text, conv__macs="447.1")["conv.macs"].outcome == "correct"  # 218² · 64 · 147 = 447,105,792
    assert marked(text, conv__macs="447.3")["conv.macs"].outcome == "wrong"
    text = text.replace("to 1 decimals", "to 3 significant figures")
    assert marked(text, conv__macs="447")["conv.macs"].outcome == "correct"
    assert marked(text, conv__macs="446")["conv.macs"].outcome == "wrong"
