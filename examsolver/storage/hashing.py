"""SHA-256 of what results are a function of. Each changes exactly when its part changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields

from examsolver.core.marking import Submission
from examsolver.core.problem import Source
from examsolver.core.question import Exam, Policy
from examsolver.core.results import Hashes


def hashes_of(exam: Exam, submissions: Iterable[Submission]) -> Hashes:
    """The hashes of an exam, what was handed in, and the shares in force."""
    return Hashes(exam_hash(exam.source, exam.seed), answers_hash(submissions), policy_hash(policies_of(exam)))


def exam_hash(source: Source, seed: int) -> str:
    """Of the exam's text, whatever its line ends, and the seed of its draws."""
    return digest([plain_lines(source.text), seed])


def answers_hash(submissions: Iterable[Submission]) -> str:
    """Of who answered what how; neither names nor the order of rows count."""
    return digest(sorted([one.student, *answer] for one in submissions for answer in _answers(one)))


def _answers(submission: Submission) -> list[tuple[str, str, str]]:
    """The answers; a student who handed in nothing has the empty answer to nothing."""
    given = {(answer.question, answer.part): answer.text for answer in submission.answers}
    return [(*place, text) for place, text in given.items()] or [("", "", "")]


def policies_of(exam: Exam) -> dict[str, Policy]:
    """The exam's policy under ``""``, and those of questions that have their own."""
    return {"": exam.policy} | {question.id: question.policy for question in exam if question.policy}


def policy_hash(policies: Mapping[str, Policy]) -> str:
    """Of the shares of marks by outcome."""
    return digest({name: policy_record(policy) for name, policy in policies.items()})


def policy_record(policy: Policy) -> dict[str, str]:
    """Shares as text, exact."""
    return {share.name: str(getattr(policy, share.name)) for share in fields(policy)}


def plain_lines(text: str) -> str:
    """A text with line ends made alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def digest(thing: object) -> str:
    """Of a thing made of lists, mappings, texts and whole numbers, written in one way."""
    written = json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()
