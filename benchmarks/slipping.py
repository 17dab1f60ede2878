"""Scripts of students who slip: consistent all through, but for one wrong idea at one step, or two."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import examsolver
from examsolver.core.derivation import Run
from examsolver.core.marking import Answer, Submission, Verdict
from examsolver.core.question import Solution
from examsolver.grading.asked import Asked, AskedQuestion
from examsolver.grading.marker import Marker, mark_submission, prepare
from examsolver.grading.reruns import alike, asked_value, defined, rerun
from examsolver.grading.slips import Slip, rewrites_of
from examsolver.language.answers import read_answer
from examsolver.language.extracting import question_text
from examsolver.maths.show import show
from examsolver.practice.bank import bank_questions


@dataclass(frozen=True, slots=True)
class Script:
    """The answers of one student to one question, and the slips that they came of."""

    slips: tuple[Slip, ...]
    texts: Mapping[str, str]

    @property
    def tags(self) -> frozenset[str]:
        """What the slips are called."""
        return frozenset(slip.tag for slip in self.slips)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """One variant of a question, ready to be marked."""

    solution: Solution
    marker: Marker

    @property
    def home(self) -> AskedQuestion:
        """The question with its parts in the order in which they are worked out."""
        return self.marker.questions[0]

    def mark(self, texts: Mapping[str, str]) -> Mapping[str, Verdict]:
        """The verdicts of one script by part."""
        question = self.solution.question.id
        answers = tuple(Answer(question, part, text) for part, text in texts.items())
        report = mark_submission(self.marker, Submission("student", answers))
        return {verdict.part: verdict for verdict in report.verdicts}


def desk_of(text: str, seed: int = 0) -> Desk:
    """A desk for a text with one question."""
    exam = examsolver.load(text, seed=seed)
    solution = examsolver.solve(exam.questions[0])
    return Desk(solution, prepare(exam, {solution.question.id: solution}, read_answer))


def bank_desks(seeds: int) -> Iterator[Desk]:
    """Every question of the bank, in as many variants as seeds draw differently."""
    for seed in range(seeds):
        for question in bank_questions(seed):
            if seed == 0 or question.draw:
                yield desk_of(question_text(question))


def written(asked: Asked, run: Run) -> str:
    """The answer to a part as a student would write it who worked it out so."""
    value = asked_value(asked.part, run)
    if asked.part.kind == "gate":
        return asked.expected_text
    return show(value, asked.part.form, asked.part.unit) if defined(value) else ""


def script(desk: Desk, slips: tuple[Slip, ...]) -> Script | None:
    """What a consistent student with these ideas hands in; None where nothing that is asked changes."""
    run = rerun(desk.solution.run, {}, rewrites_of(desk.solution.derivation, slips))
    if run is None or all(alike(asked_value(a.part, run), a.expected) for a in desk.home.asked):
        return None
    if not all(defined(asked_value(asked.part, run)) for asked in desk.home.asked):
        return None
    return Script(slips, {asked.part.id: written(asked, run) for asked in desk.home.asked})


def slips_of(desk: Desk) -> tuple[Slip, ...]:
    """Every wrong idea that can strike somewhere in a question."""
    return tuple(Slip(step.name, idea, True) for step in desk.solution.derivation.steps for idea in step.misconceptions)


def single_scripts(desk: Desk) -> Iterator[Script]:
    """One slip at a time, those that change an answer; of like scripts by the same idea one."""
    seen = set()
    for slip in slips_of(desk):
        made = script(desk, (slip,))
        key = (slip.tag, tuple(made.texts.values())) if made else None
        if made and key not in seen:
            seen.add(key)
            yield made


def double_scripts(desk: Desk, draw: random.Random, count: int) -> Iterator[Script]:
    """Two slips of different kinds at a time, drawn by chance, where each alone changes something else."""
    alone = list(single_scripts(desk))
    pairs = [(one, two) for one, two in combinations(alone, 2) if one.tags != two.tags and one.texts != two.texts]
    for one, two in draw.sample(pairs, min(count, len(pairs))):
        made = script(desk, (*one.slips, *two.slips))
        if made and made.texts not in (one.texts, two.texts):
            yield made
