"""Questions on sizes, parameters and costs of public exams, books and notes, held to recomputed answers.

The files ``shapes_*.jsonl`` have the form of those of :mod:`tests.real.test_numeric`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import examsolver
from tests.real.test_numeric import by_id, exams, hold_published_key, records_of, same

RECORDS = records_of("shapes_*.jsonl")
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
    hold_published_key(record)


def test_no_question_is_listed_twice() -> None:
    names = [record["id"] for record in RECORDS]
    assert len(names) == len(set(names))


def test_most_are_written_and_most_wrong_keys_are_explained() -> None:
    assert len(WRITTEN) >= 125
    named = [record["id"] for record in PUBLISHED_WRONG if record["tag"]]
    assert len(PUBLISHED_WRONG) == 16 and len(named) >= 13
