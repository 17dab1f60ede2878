"""``results.json``: pure, self-contained, exact, and refused where it is not what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError
from examsolver.core.results import Hashes
from examsolver.storage.results import read_results, results_text
from examsolver.verbs.regrading import kept_results
from tests.storage.marked import ANSWERS, EXAM, marking_of, results_of


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "t.exam").write_text(EXAM, encoding="utf-8")
    texts = {
        results_text(kept_results(examsolver.grade(examsolver.load(tmp_path / folder / "t.exam"), ANSWERS, jobs=jobs)))
        for folder in ("one", "other")
        for jobs in (1, 2)
    }
    assert len(texts) == 1
    assert str(tmp_path) not in texts.pop()


def test_results_come_back_as_they_were() -> None:
    results = results_of()
    again = read_results(results_text(results))
    assert again == results
    assert results_text(again) == results_text(results)


def test_fractions_stay_exact() -> None:
    exam = EXAM.replace("sum [2]", "sum [1/3]")
    text = results_text(results_of(exam))
    assert '"1/3"' in text
    assert read_results(text).reports[0].verdicts[-1].out_of == Fraction(1, 3)


def changed_parts(exam: str = EXAM, answers: str = ANSWERS) -> set[str]:
    before, after = results_of().hashes, results_of(exam, answers).hashes
    return {field.name for field in fields(Hashes) if getattr(before, field.name) != getattr(after, field.name)}


@pytest.mark.parametrize(
    ("exam", "answers", "parts"),
    [
        (EXAM, ANSWERS, set()),
        (EXAM.replace("\n", "\r\n"), ANSWERS, set()),
        (EXAM.replace("2, 3", "2, 5"), ANSWERS.replace("stride=3", "stride=5"), {"exam", "answers"}),
        (EXAM + "# a remark\n", ANSWERS, {"exam"}),
        (EXAM.replace("convention half", "convention full"), ANSWERS, {"exam", "policy"}),
        (EXAM, ANSWERS.replace("7/3", "8/3"), {"answers"}),
        (EXAM, ANSWERS.replace("bob", "rob"), {"answers"}),
        (EXAM, ANSWERS + "student new\n", {"answers"}),
        (EXAM, ANSWERS.replace("Ada L.", "Ada Lovelace"), set()),
    ],
    ids=("nothing", "line ends", "both", "a comment", "a share", "an answer", "an id", "a blank student", "a name"),
)
def test_a_hash_changes_exactly_when_its_part_does(exam: str, answers: str, parts: set[str]) -> None:
    assert changed_parts(exam, answers) == parts


def test_neither_the_order_of_students_nor_of_answers_moves_the_hash() -> None:
    ada, bob = (
        Submission(who, (Answer("sum", "b", "1"), Answer("strides", "stride=2", "no"))) for who in ("ada", "bob")
    )
    turned = Submission("ada", ada.answers[::-1])
    exam = examsolver.load(EXAM)
    one, other = (kept_results(examsolver.grade(exam, given)).hashes for given in ((ada, bob), (bob, turned)))
    assert one == other


def test_the_seed_of_a_draw_is_kept_and_hashed() -> None:
    exam = "question q: compute\n  let n = 1..900\n  y = n * 2\n  find y\n"
    marked = [examsolver.grade(examsolver.load(exam, seed=seed), "student a\nq\n  y: 4\n") for seed in (1, 2)]
    first, second = map(kept_results, marked)
    assert first.hashes.exam != second.hashes.exam
    again = examsolver.regrade(results_text(second))
    assert again.changes == ()
    assert again.marking.exam.questions[0].draw == marked[1].exam.questions[0].draw


def test_of_two_answers_to_one_part_the_one_that_counts_is_kept() -> None:
    results = kept_results(marking_of(answers="student a\nsum\n  b: 1\n  b: 7/3\n"))
    assert [answer.text for answer in results.submissions[0].answers] == ["7/3"]


def test_hostile_text_comes_back(tmp_path: Path) -> None:
    text = "\ud800 \0 <script> \u202e" + "x" * 3000
    marking = examsolver.grade(examsolver.load(EXAM), (Submission("=1+1", (Answer("sum", "b", text),)),))
    path = tmp_path / "results.json"
    path.write_text(results_text(kept_results(marking)), encoding="utf-8")
    assert read_results(path).submissions[0].answers[0].text == text


def broken(change: Callable[[dict[str, Any]], object]) -> str:
    document = json.loads(results_text(results_of()))
    change(document)
    return json.dumps(document)


BROKEN = {
    "no JSON": "{",
    "another thing": "[1]",
    "deep": "[" * 100_000,
    "another format": broken(lambda d: d.update(format=2)),
    "no students": broken(lambda d: d.pop("students")),
    "an answer changed by hand": broken(lambda d: d["students"][0]["answers"][0].update(text="no")),
    "the exam changed by hand": broken(lambda d: d["exam"].update(text=EXAM + "# x\n")),
    "huge marks": broken(lambda d: d["students"][0]["verdicts"][0].update(awarded="1e999999999")),
    "strange marks": broken(lambda d: d["students"][0]["verdicts"][0].update(awarded=True)),
    "strange outcome": broken(lambda d: d["students"][0]["verdicts"][0].update(outcome="fine")),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_one_problem(text: str) -> None:
    with pytest.raises(ExamError) as caught:
        read_results(text)
    (problem,) = caught.value.problems
    assert "cannot be read" in problem.message
    assert len(problem.message) < 400
