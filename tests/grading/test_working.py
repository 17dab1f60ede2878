"""Working held to the graph: what a student wrote by hand, other ways of writing it, marks for lines."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

import examsolver
from examsolver.core.marking import Answer, Marking, Submission, Verdict
from examsolver.core.question import Exam
from examsolver.core.working import Claim
from examsolver.resources import read_data
from tests.effort import with_effort
from tests.grading.test_hostile import HOSTILE

BY_HAND = Path(__file__).parent.joinpath("working", "by-hand.tex").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def exam() -> Exam:
    return examsolver.load(read_data("question_bank", "core/source-core.exam"))


def marking(exam: Exam, question: str, answers: dict[str, str]) -> Marking:
    given = tuple(Answer(question, part, text) for part, text in answers.items())
    return examsolver.grade(exam, (Submission("ada", given),))


def marked(exam: Exam, question: str, answers: dict[str, str]) -> dict[str, Verdict]:
    (report,) = marking(exam, question, answers).reports
    return {verdict.part: verdict for verdict in report.verdicts if verdict.question == question}


def outcomes(*verdicts: Verdict) -> list[str]:
    return [claim.outcome for verdict in verdicts for claim in verdict.claims]


def claims(verdicts: dict[str, Verdict]) -> dict[str, Claim]:
    return {claim.about: claim for verdict in verdicts.values() for claim in verdict.claims}


# What a student wrote by hand, as it stands


@pytest.fixture(scope="module")
def by_hand(exam: Exam) -> dict[str, Verdict]:
    return marked(exam, "homework-2", {"working": BY_HAND})


def test_every_sound_line_is_confirmed_and_nothing_else_is_blamed(by_hand: dict[str, Verdict]) -> None:
    assert Counter(outcomes(*by_hand.values())) == {"confirmed": 19, "broken": 1, "unreadable": 1}
    assert outcomes(by_hand["Z"], by_hand["y"]) == ["confirmed"] * 5


def test_the_symbol_that_stands_where_another_belongs_is_named(by_hand: dict[str, Verdict]) -> None:
    (broken,) = (claim for claim in claims(by_hand).values() if claim.outcome == "broken")
    assert broken.about == "dL/dF₂₂"
    assert "your symbols give −3/2, your numbers −1: X₃₂ stands where X₃₃ belongs." in broken.message
    assert broken.quote == "1 * 0.25 (X₂₂ + X₂₃ + X₃₂ + X₃₂) = 0.25 (1 - 3 - 2 + 0)"


def test_a_right_value_after_a_broken_line_keeps_its_marks_and_is_told(by_hand: dict[str, Verdict]) -> None:
    verdict = by_hand["dL/dF"]
    assert (verdict.outcome, verdict.awarded) == ("correct", 7)
    assert "X₃₂ stands where X₃₃ belongs" in verdict.message


def test_a_garbled_line_and_missing_cells_cost_only_themselves(by_hand: dict[str, Verdict]) -> None:
    verdict = by_hand["dL/dX"]
    assert (verdict.outcome, verdict.awarded, verdict.needs_human) == ("partly", 6, True)
    assert verdict.read_as == "[[0.5, 0.5, 0], [-0.25, ?, ?], [?, -0.5, 0.25]]"
    assert claims(by_hand)["dL/dX₂₂"].outcome == "unreadable"


def test_a_plan_in_derivatives_that_fits_nothing_is_a_remark(by_hand: dict[str, Verdict]) -> None:
    told = {about: claim.message for about, claim in claims(by_hand).items() if claim.outcome == "confirmed"}
    assert {about: message for about, message in told.items() if message} == {
        "dL/dF₁₁": "Only the derivatives written out first do not fit: they come to 13/4."
    }


@pytest.mark.parametrize(("part", "awarded"), [("Z", 2), ("y", 2), ("dL/dX", 6), ("dL/dF", 7)])
def test_the_same_working_may_be_the_answer_to_one_part(
    exam: Exam, by_hand: dict[str, Verdict], part: str, awarded: int
) -> None:
    verdict = marked(exam, "homework-2", {part: BY_HAND})[part]
    assert (verdict.outcome, verdict.awarded) == (by_hand[part].outcome, awarded)
    assert Counter(outcomes(verdict)) == {"confirmed": 19, "broken": 1, "unreadable": 1}


# Other ways of writing it


def test_plain_text_with_several_claims_on_a_line_words_and_arrows(exam: Exam) -> None:
    text = (
        "Z11 = 3*2 + 4*0 + 2*(-3) + 1*1 = 1, Z12 = 4*2+5*0+1*(-3)+(-3)*1 = 2\n"
        "Z22 = 1*2 + 0 + (-2)*(-3) + 0 = 8; Z21 = 2*2 + 0 - 3*4 - 2 = -10\n"
        "so y = (1+2-10+8)/4 = 0.25 => dL/dZ = 1/4 each\n"
        "Therefore dL/dX_{1,1} = dL/dZ_1 * F_1 = 1/4 * 2 = 0,5"
    )
    verdicts = marked(exam, "homework-2", {"working": text})
    assert outcomes(*verdicts.values()) == ["confirmed"] * 7
    assert [verdicts[part].outcome for part in ("Z", "y")] == ["correct", "correct"]


def test_rounded_numbers_are_right_if_right_to_the_digits_shown(exam: Exam) -> None:
    text = "f = sigma(0.5*0.5 - 0.25*1) = sigma(0) = 0.5 ∴ c = 0.5*(-1) + 0.7503*0.5883 = -0.5 + 0.4413 = -0.0587"
    verdicts = marked(exam, "lstm-step", {"working": text})
    assert outcomes(*verdicts.values()) == ["confirmed", "confirmed"]
    wrong = marked(exam, "lstm-step", {"c": "c = 0.5*(-1) + 0.7503*0.5883 = -0.5 + 0.4424 = -0.0576"})
    assert claims(wrong)["c₁"].outcome == "broken"


def test_working_for_layers(exam: Exam) -> None:
    answers = {
        "conv1d_1.parameters": "params = (3*7+1)*16 = 352",
        "conv1d_1.output": "out = (500-3)/1+1 = 498, so (498, 16)",
        "working": "conv1d_2.parameters = (5*16 + 1)*32 = 2592\nparameters of dense_2 = 5*(128 + 1) = 654",
    }
    verdicts = marked(exam, "homework-3a", answers)
    assert verdicts["conv1d_1.parameters"].outcome == verdicts["conv1d_2.parameters"].outcome == "correct"
    assert verdicts["dense_2.parameters"].awarded == 0
    assert "is 645, but your numbers come to 645" not in verdicts["dense_2.parameters"].message
    assert "your numbers come to 645, and you wrote 654" in verdicts["dense_2.parameters"].message


def test_names_of_the_students_own_are_known_from_then_on(exam: Exam) -> None:
    text = "weights = 3*7*16 = 336\nbiases = 16 + 0 = 16\ntotal = weights + biases = 353"
    (weights, biases, total) = marked(exam, "homework-3a", {"conv1d_1.parameters": text})["conv1d_1.parameters"].claims
    assert (weights.outcome, weights.about) == ("confirmed", "weights of conv1d_1")
    assert (biases.outcome, total.outcome) == ("confirmed", "broken")
    assert "your symbols give 352, and you wrote 353" in total.message


def test_words_that_name_nothing_of_the_question_are_known_from_then_on(exam: Exam) -> None:
    text = "inner = 3*7*16 = 336\nouter = 16 + 0 = 16\ntotal = inner + outer = 353"
    (inner, outer, total) = marked(exam, "homework-3a", {"conv1d_1.parameters": text})["conv1d_1.parameters"].claims
    assert (inner.outcome, outer.outcome, total.outcome) == ("unmatched", "unmatched", "broken")
    assert "your symbols give 352, and you wrote 353" in total.message


def test_a_line_that_holds_on_earlier_wrong_values_is_not_blamed_again(exam: Exam) -> None:
    text = "Z_4 = 1*2 + (-2)*(-3) + 1 = 9\ny = (Z_1 + Z_2 + Z_3 + Z_4)/4 = (1 + 2 - 10 + 9)/4 = 0.5"
    verdicts = marked(exam, "homework-2", {"Z": "[[1, 2], [-10, 9]]", "working": text})
    found = claims(verdicts)
    assert found["Z₂₂"].outcome == "broken"
    assert (found["y"].outcome, found["y"].message) == ("confirmed", "Right, given your own earlier values.")
    assert verdicts["y"].outcome == "follow-through"


def test_indices_from_zero_are_understood(exam: Exam) -> None:
    text = "Z_00 = X_00*F_00 + X_01*F_01 + X_10*F_10 + X_11*F_11 = 1\nZ_11 = 2 + 0 + 6 + 0 = 8"
    verdicts = marked(exam, "homework-2", {"working": text})
    assert [claim.about for claim in verdicts["Z"].claims] == ["Z₁₁", "Z₂₂"]
    assert outcomes(verdicts["Z"]) == ["confirmed", "confirmed"]


def test_whole_arrays_are_worked_with(exam: Exam) -> None:
    text = "y = mean(Z) = sum(Z)/4 = 0.25\nZ = conv(X, F) = [[1, 2], [-10, 8]]"
    verdicts = marked(exam, "homework-2", {"working": text})
    assert outcomes(*verdicts.values()) == ["confirmed", "confirmed"]
    assert verdicts["Z"].outcome == "correct"


# Marks


def test_a_wrong_value_gets_marks_for_the_lines_that_hold(exam: Exam) -> None:
    text = "h_net = 0.25 * 2\nt_1 = 3 + 1 = 4\ndL/dZ_1 = dL/dy / 4 = 0.25\ndL/dF_1 = 0.25*(3+4+2+1) = 0.25*11 = 2.75"
    verdict = marked(exam, "homework-2", {"dL/dF": text})["dL/dF"]
    assert verdict.awarded == Fraction(7, 8)  # 1 of 4 cells, half of the 7 marks
    assert "the left side comes to 5/2, the right side to 11/4" in verdict.message


def test_the_policy_may_give_lines_another_share() -> None:
    text = "question q: compute\n  policy working full\n  a = 2\n  b = a * 3\n  c = b + 1\n  find c [4]\n"
    full = examsolver.load(text)
    answer = {"c": "b = 2*3 = 6\nc = b + 1 = 6 + 2 = 8"}
    assert marked(full, "q", answer)["c"].awarded == 2
    assert marked(examsolver.load(text.replace("full", "none")), "q", answer)["c"].awarded == 0


def test_lines_about_givens_or_other_parts_earn_nothing(exam: Exam) -> None:
    text = "X_11 = 2 + 1 = 3\nZ_1 = 6 - 6 + 1 = 1\nZ_2 = 8 - 3 - 3 = 2\ny = (1+2-10+9)/4 = 0.5"
    assert marked(exam, "homework-2", {"y": text})["y"].awarded == 0


def test_a_value_written_for_a_part_stands_before_the_working_of_the_question(exam: Exam) -> None:
    verdicts = marked(exam, "homework-2", {"y": "7", "working": BY_HAND})
    assert verdicts["y"].outcome != "correct"
    assert verdicts["Z"].outcome == "correct"


def test_values_of_cells_alone_are_no_working(exam: Exam) -> None:
    for text in ("Z_1 = 1, Z_2 = 2, Z_3 = -10, Z_4 = 8", "Z[1,1] = 1; Z[1,2] = 2; Z[2,1] = -10; Z[2,2] = 8"):
        verdict = marked(exam, "homework-2", {"Z": text})["Z"]
        assert (verdict.outcome, verdict.claims) == ("correct", ())


def test_working_is_no_stranger_among_the_parts(exam: Exam) -> None:
    assert marking(exam, "homework-2", {"working": BY_HAND}).problems == ()
    sheet = "student ada\nhomework-2\n  working:\n    Z_1 = 6 + 0 - 6 + 1 = 1\n    so y = (1+2-10+8)/4 = 0.25\n"
    marked_sheet = examsolver.grade(exam, sheet)
    assert marked_sheet.problems == ()
    assert len([c for verdict in marked_sheet.reports[0].verdicts for c in verdict.claims]) == 2


# Hostile text


def test_hostile_working_costs_only_itself_and_earns_nothing(exam: Exam) -> None:
    rng = random.Random(3)
    pieces = [*"XFZyL=+-*/()_{}[]0123456789., \n\\^'", "\\frac{", "∂", "dL/dX", "so ", "=>", "sigma(", "sum(", " = "]
    texts = [f"y = {text[:9000]} = {text[:500]} = 3" for text in HOSTILE]
    texts += ["".join(rng.choice(pieces) for _ in range(rng.randrange(10, 300))) for _ in range(40)]
    texts += [
        "Z = " * 300 + "1",
        "y = " + "+".join(["dy/dX"] * 80) + " = 1 = 2",
        "(((((=1=2" * 100,
        "so " * 900 + "=1=2",
    ]
    for text in texts:
        verdicts, calls = with_effort(marked, exam, "homework-2", {"working": text})
        assert sum(verdict.awarded for verdict in verdicts.values()) <= 20
        assert calls < 5_000_000


def test_too_long_a_working_is_unreadable_with_the_reason(exam: Exam) -> None:
    verdicts = marked(exam, "homework-2", {"working": "y = 1 + 1 = 2\n" * 4000})
    (claim,) = claims(verdicts).values()
    assert (claim.outcome, claim.message) == ("unreadable", "This could not be read: longer than 40000 characters.")
