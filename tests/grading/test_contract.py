"""Whatever the core exam asks: the model answer earns everything, and every known mistake is found and costs once."""

from __future__ import annotations

from functools import cache

import pytest

from examsolver.core.marking import Answer, Feasible, Reading, Report, Submission
from examsolver.core.problem import Source
from examsolver.core.question import Solution
from examsolver.families import FAMILIES
from examsolver.grading.asked import Asked, AskedQuestion
from examsolver.grading.marker import Marker, mark_submission, prepare
from examsolver.grading.reruns import asked_value, defined
from examsolver.grading.slips import Candidate
from examsolver.language.answers import read_answer
from examsolver.language.exam import parse_exam
from examsolver.maths.show import show
from examsolver.resources import read_data


@cache
def marker() -> Marker:
    source = Source("source-core.exam", read_data("question_bank", "core/source-core.exam"))
    exam, _ = parse_exam(source, FAMILIES)
    assert exam is not None
    solved = {question.id: Solution.of(question) for question in exam}
    return prepare(exam, solved, read_answer)


QUESTIONS = [home.solution.question.id for home in marker().questions]


def home(question: str) -> AskedQuestion:
    return next(found for found in marker().questions if found.solution.question.id == question)


def marked(question: str, texts: dict[str, str]) -> Report:
    answers = tuple(Answer(question, part, text) for part, text in texts.items())
    report = mark_submission(marker(), Submission("ada", answers))
    return Report("ada", tuple(verdict for verdict in report.verdicts if verdict.question == question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_model_answer_earns_full_marks(question: str) -> None:
    report = marked(question, {asked.part.id: asked.expected_text for asked in home(question).asked})
    assert {verdict.outcome for verdict in report.verdicts} == {"correct"}
    assert report.awarded == report.out_of == home(question).solution.question.marks


def reading(asked: Asked, candidate: Candidate) -> Reading:
    return read_answer(show(candidate.value, asked.part.form), asked.part, asked.expected)


def distinct(asked: Asked) -> list[tuple[str, Candidate]]:
    """Slips at the part's own steps, one a tag, that no other idea or convention explains, as they read on paper."""
    others = [alternative.run for alternative in asked.home.alternatives]
    found: dict[str, Candidate] = {}
    for candidate in asked.singles:
        given = reading(asked, candidate)
        fits = {other.tags for other in asked.singles if asked.compare(other.value, given).verdict == "equal"}
        right = [asked.expected, *(asked_value(asked.part, run) for run in others)]
        taken = any(asked.compare(value, given).verdict != "different" for value in right if defined(value))
        bare = isinstance(given.value, Feasible) and given.value.size is None  # a bare no tells too little
        if candidate.own and not bare and len(fits) == 1 and len(candidate.slips) == 1 and not taken:
            found.setdefault(candidate.tags[0], candidate)
    return list(found.items())


def consistent(asked: Asked, candidate: Candidate) -> dict[str, str]:
    """The answers of a student who is right up to a part, slips there, and carries the slip on."""
    before = {name: asked.run[name] for other in asked.home.asked[: asked.place] for name in other.part.steps}
    after = asked.run.again(before, candidate.rewrites)
    texts = {}
    for other in asked.home.asked:
        value = other.expected if other.place < asked.place else asked_value(other.part, after)
        texts[other.part.id] = show(value, other.part.form) if other.part.kind != "gate" else other.expected_text
    return texts


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_misconception_is_found_by_its_tag_and_costs_once(question: str) -> None:
    for asked in home(question).asked:
        for tag, candidate in distinct(asked):
            verdicts = {verdict.part: verdict for verdict in marked(question, consistent(asked, candidate)).verdicts}
            here = verdicts.pop(asked.part.id)
            assert (here.outcome, here.tag) == ("known-mistake", tag), (here, verdicts)
            lost = {part: verdict for part, verdict in verdicts.items() if verdict.awarded < verdict.out_of}
            assert not lost, (tag, here, lost)


def test_there_are_misconceptions_to_find() -> None:
    tags = {tag for found in marker().questions for asked in found.asked for tag, _ in distinct(asked)}
    assert {"kernel-flipped", "averaging-forgotten", "overlaps-overwritten", "plus-one-forgotten"} <= tags
    assert len(tags) >= 20
