"""Questions of public exams, homework and frameworks, held to answers that were recomputed elsewhere.

Each ``numeric_*.jsonl`` beside this file has one line a question: ``id`` (of the question in ``question_bank/real``),
``expected`` (from a part's id to its value) and ``tolerance`` (absolute); where the published answer is wrong,
``official`` (from a part's id to the answer as published) and ``tag`` (the slip that marking names, or null);
for a question that is not written, ``left_out`` with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.derivation import Undefined
from examsolver.core.marking import Answer, Submission

HERE = Path(__file__).parent
BANK = Path(__file__).parents[2] / "question_bank" / "real"


def records_of(pattern: str) -> tuple[Mapping[str, Any], ...]:
    """The lines of the files beside this one whose names fit."""
    paths = sorted(HERE.glob(pattern))
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(json.loads(line) for line in lines if line.strip())


RECORDS = records_of("numeric_*.jsonl")
WRITTEN = [record for record in RECORDS if "left_out" not in record]
PUBLISHED_WRONG = [record for record in WRITTEN if record.get("official")]


@cache
def exams() -> Mapping[str, examsolver.Exam]:
    """From the id of a question to an exam of that question alone."""
    loaded = [examsolver.load(path) for path in sorted(BANK.glob("*.exam"))]
    return {question.id: replace(exam, questions=(question,)) for exam in loaded for question in exam}


def by_id(records: list[Mapping[str, Any]]) -> Any:
    return pytest.mark.parametrize("record", records, ids=[str(record["id"]) for record in records])


def same(value: Any, expected: Any, tolerance: float) -> bool:
    """Numbers and arrays within the tolerance; anything else word for word."""
    if isinstance(value, Undefined):
        return False
    if isinstance(expected, (str, bool)) or (isinstance(expected, list) and _has_text(expected)):
        return bool(_listed(value) == _listed(expected))
    left, right = np.asarray(value, dtype=float), np.asarray(expected, dtype=float)
    return left.shape == right.shape and bool(np.all(np.abs(left - right) <= tolerance * (1 + 1e-9) + 1e-12))


def _has_text(value: Any) -> bool:
    return any(_has_text(part) for part in value) if isinstance(value, list) else isinstance(value, str)


def _listed(value: Any) -> Any:
    return [_listed(part) for part in value] if isinstance(value, (list, tuple)) else value


@by_id(WRITTEN)
def test_the_recomputed_answer_comes_out(record: Mapping[str, Any]) -> None:
    (question,) = exams()[record["id"]]
    assert question.source
    solution = examsolver.solve(question)
    parts = {part.id: part for part in question.parts}
    assert record["expected"]
    for name, expected in record["expected"].items():
        values = [solution.run[step] for step in parts[name].steps]
        assert any(same(value, expected, float(record["tolerance"])) for value in values), (name, values, expected)


def hold_published_key(record: Mapping[str, Any]) -> None:
    """The answer as published does not earn full marks, and its slip is named where the record says which."""
    exam = exams()[record["id"]]
    (question,) = exam
    answers = tuple(Answer(question.id, part, text) for part, text in record["official"].items())
    (report,) = examsolver.grade(exam, (Submission("key", answers),)).reports
    verdicts = {verdict.part: verdict for verdict in report.verdicts if verdict.part in record["official"]}
    assert any(verdict.outcome != "correct" for verdict in verdicts.values())
    if record.get("tag"):
        assert record["tag"] in {verdict.tag for verdict in verdicts.values()}


@by_id(PUBLISHED_WRONG)
def test_a_wrong_published_answer_is_not_accepted_and_its_slip_is_named(record: Mapping[str, Any]) -> None:
    hold_published_key(record)


def test_no_question_is_listed_twice() -> None:
    names = [record["id"] for record in RECORDS]
    assert len(names) == len(set(names))
