"""Questions on sizes, parameters and costs of public exams, books and notes, held to recomputed answers.

The files ``shapes_*.jsonl`` have the form of those of :mod:`tests.real.test_numeric`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import examsolver
from examsolver.core.marking import Answer, Submission
from tests.real.test_numeric import HERE, by_id, exams, same

RECORDS: tuple[Mapping[str, Any], ...] = tuple(
    json.loads(line)
    for path in sorted(HERE.glob("shapes_*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
)
WRITTEN = [record for record in RECORDS if "left_out" not in record]
PUBLISHED_WRONG = [record for record in WRITTEN if record.get("official")]


@by_id(WRITTEN)
def test_the_recomputed_answer_comes_out(record: Mapping[str, Any]) -> None:
    (question,) = exams()[record["id"]]
    assert question.source
    solution = examsolver.solve(question)
    parts = {part.id: part for part in question.parts}
    assert record["expected"]
    assert set(record["expected"]) == set(parts), "every part is held to a value"
    for name, expected in record["expected"].items():
        value = solution.run[parts[name].steps[0]]
        assert same(value, expected, float(record["tolerance"])), (name, value, expected)


@by_id(PUBLISHED_WRONG)
def test_a_wrong_published_answer_is_not_accepted_and_its_slip_is_named(record: Mapping[str, Any]) -> None:
    exam = exams()[record["id"]]
    (question,) = exam
    answers = tuple(Answer(question.id, part, text) for part, text in record["official"].items())
    (report,) = examsolver.grade(exam, (Submission("key", answers),)).reports
    verdicts = {verdict.part: verdict for verdict in report.verdicts if verdict.part in record["official"]}
    assert any(verdict.outcome != "correct" for verdict in verdicts.values())
    if record.get("tag"):
        assert record["tag"] in {verdict.tag for verdict in verdicts.values()}


def test_no_question_is_listed_twice() -> None:
    names = [record["id"] for record in RECORDS]
    assert len(names) == len(set(names))


def test_most_are_written_and_most_wrong_keys_are_explained() -> None:
    assert len(WRITTEN) >= 125
    named = [record["id"] for record in PUBLISHED_WRONG if record["tag"]]
    assert len(PUBLISHED_WRONG) == 16 and len(named) >= 13
