"""Contracts that hold for every question of the bank, whatever it asks."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import Source
from examsolver.families import FAMILIES
from examsolver.language.exam import parse_exam
from examsolver.language.extracting import question_text
from examsolver.language.printing import format_exam
from examsolver.rendering.view import answer_text

BANK = Path(__file__).parents[1] / "question_bank"
FILES = tuple(sorted(BANK.rglob("*.exam")))
SEEDS = (0, 1, 2)
LONG = ("real", "architectures")
"""Folders that no golden file is kept of: their figures are held elsewhere."""
GOLDEN = 6
"""Questions of a file whose worked solutions are golden."""
DRAWS = [(path, seed) for path in FILES for seed in SEEDS if not seed or "  let " in path.read_text(encoding="utf-8")]
"""Files in which nothing is drawn are the same with every seed."""


def name_of(value: object) -> str:
    return value.relative_to(BANK).as_posix() if isinstance(value, Path) else str(value)


def as_json(thing: examsolver.Exam | examsolver.Solution) -> str:
    return str(examsolver.render(thing, "json"))


each_draw = pytest.mark.parametrize(("path", "seed"), DRAWS, ids=name_of)


def each_file(function: object) -> object:
    return pytest.mark.parametrize("path", FILES, ids=name_of)(function)  # type: ignore[call-overload]


@each_draw
def test_independent_oracles_agree_with_every_solution(path: Path, seed: int) -> None:
    checked = examsolver.check(examsolver.load(path, seed=seed))
    assert [(question.id, check) for question, checks in checked for check in checks if not check.agrees] == []


@each_draw
def test_the_model_answer_gets_full_marks(path: Path, seed: int) -> None:
    exam = examsolver.load(path, seed=seed)
    answers = tuple(
        Answer(question.id, part.id, answer_text(part, solution))
        for question in exam
        for solution in [examsolver.solve(question)]
        for part in question.parts
    )
    (report,) = examsolver.grade(exam, (Submission("model", answers),)).reports
    assert [v for v in report.verdicts if v.outcome != "correct"] == []
    assert report.awarded == report.out_of > 0


@each_file
def test_printing_and_parsing_gives_the_same_questions(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    printed, problems = format_exam(source)
    assert problems == ()
    again, _ = format_exam(Source(path.name, printed))
    assert again == printed
    assert as_json(examsolver.load(printed)) == as_json(examsolver.load(source.text))


@each_file
def test_a_question_taken_out_of_its_file_is_the_same_question(path: Path) -> None:
    for question in examsolver.load(path):
        alone, problems = parse_exam(Source("alone", question_text(question)), FAMILIES)
        assert problems == ()
        assert alone is not None
        again = alone.question(question.id)
        assert again is not None
        assert again.draw == ()
        assert as_json(examsolver.solve(again)) == as_json(examsolver.solve(question))


@each_file
def test_every_solution_pickles(path: Path) -> None:
    for question in examsolver.load(path):
        solution = examsolver.solve(question)
        again = pickle.loads(pickle.dumps(solution))
        assert examsolver.render(again, "json") == examsolver.render(solution, "json")


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name not in LONG], ids=name_of)
def test_the_worked_solution_is_as_it_was(path: Path, snapshot: SnapshotAssertion) -> None:
    exam = examsolver.load(path)
    assert examsolver.render(replace(exam, questions=exam.questions[:GOLDEN]), "text") == snapshot


@each_file
@pytest.mark.parametrize("form", ["markdown", "latex", "html"])
def test_every_format_renders(path: Path, form: str) -> None:
    assert examsolver.render(examsolver.load(path), form)


def test_ids_are_unique_in_the_bank() -> None:
    ids = [question.id for path in FILES for question in examsolver.load(path)]
    assert len(ids) == len(set(ids))
