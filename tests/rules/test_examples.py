"""The example of every rule, cell and algorithm is a question that is solved and held to its oracles."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import examsolver
from examsolver.core.derivation import Undefined
from examsolver.core.marking import Answer, Submission
from examsolver.families.computing.calls import spellings
from examsolver.registry import Catalogue
from examsolver.rendering.view import answer_text
from examsolver.rules import ALGORITHM_CATALOGUE, CATALOGUE, PROCEDURE_CATALOGUE

CATALOGUES: tuple[Catalogue[Any], ...] = (CATALOGUE, PROCEDURE_CATALOGUE, ALGORITHM_CATALOGUE)
ENTRIES = [entry for catalogue in CATALOGUES for entry in catalogue.entries]
ALGORITHMS = ALGORITHM_CATALOGUE.entries


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{type(entry).__name__.lower()} {entry.name}" for entry in ENTRIES])
def test_the_example_is_solved_checked_and_marked(entry: Any) -> None:
    exam = examsolver.load(entry.example)
    (question,) = exam
    solution = examsolver.solve(question)
    assert not any(isinstance(solution.run[step], Undefined) for part in question.parts for step in part.steps)
    assert [check for _, checks in examsolver.check(exam) for check in checks if not check.agrees] == []
    answers = tuple(Answer(question.id, part.id, answer_text(part, solution)) for part in question.parts)
    (report,) = examsolver.grade(exam, (Submission("model", answers),)).reports
    assert [verdict for verdict in report.verdicts if verdict.outcome != "correct"] == []
    assert pickle.loads(pickle.dumps(solution.derivation)) is not None


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=[algorithm.name for algorithm in ALGORITHMS])
def test_an_algorithm_says_what_it_takes_and_gives(algorithm: Any) -> None:
    assert algorithm.summary and algorithm.results
    assert all(one.says and one.name.isidentifier() for one in algorithm.inputs)
    assert all(one.says and one.name.replace("-", "_").isidentifier() for one in algorithm.results)
    assert len(spellings(algorithm)) >= len({one.name for one in algorithm.inputs})
    assert (
        f"compute {algorithm.name}" in algorithm.example or f"{algorithm.name.replace('-', '_')}(" in algorithm.example
    )
