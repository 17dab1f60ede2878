"""What a tag means, and what it does to a small question: right and wrong side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from examsolver.core.derivation import Misconception, Run, Step
from examsolver.core.explanation import Explanation, Row
from examsolver.core.problem import ExamError, Problem, Source
from examsolver.core.question import Solution
from examsolver.families import FAMILIES
from examsolver.grading.conventions import Alternative, alternatives
from examsolver.grading.reruns import asked_value, defined, rerun
from examsolver.language.exam import parse_exam
from examsolver.language.extracting import question_text
from examsolver.practice.bank import bank_questions
from examsolver.registry import did_you_mean
from examsolver.rendering.view import answer_text
from examsolver.verbs.formal_tags import FORMAL
from examsolver.verbs.slip_examples import example_texts

LONGEST = 30
"""Lines of a question that is still small enough to be shown."""


def explain(tag: str) -> Explanation:
    """See :func:`examsolver.explain`."""
    said = _sentences().get(tag)
    if said is None:
        raise ExamError([Problem(f"no mistake is called {tag!r}", None, did_you_mean(tag, tuple(_sentences())))])
    if tag in FORMAL:
        shown = FORMAL[tag]
        return Explanation(tag, said, rows=(Row("answer", shown.right, shown.wrong),))
    return next((found for solution in _solutions() if (found := _on(solution, tag, said))), Explanation(tag, said))


def mistakes() -> Mapping[str, str]:
    """See :func:`examsolver.mistakes`."""
    return {tag: said[0] for tag, said in sorted(_sentences().items())}


@cache
def _solutions() -> tuple[Solution, ...]:
    """Small questions to show mistakes on, the smallest first: examples, then the bank."""
    exams = [parse_exam(Source("example", text), FAMILIES)[0] for text in example_texts()]
    questions = [*(question for exam in exams if exam for question in exam), *bank_questions()]
    small = [question for question in questions if question_text(question).count("\n") <= LONGEST]
    return tuple(sorted(map(Solution.of, small), key=lambda solution: len(solution.derivation.steps)))


@cache
def _sentences() -> Mapping[str, tuple[str, ...]]:
    """What every tag says: of wrong ideas, of other conventions, of answers themselves."""
    found: dict[str, dict[str, None]] = {}
    for solution in _solutions():
        for _, idea in _ideas(solution):
            found.setdefault(idea.tag, {})[idea.says] = None
        for other in _conventions(solution):
            found.setdefault(other.tag, {})[f"Right under another convention ({other.topics}): {other.says}."] = None
    for tag, shown in FORMAL.items():
        found.setdefault(tag, {})[shown.says] = None
    return {tag: tuple(says) for tag, says in found.items()}


def _ideas(solution: Solution) -> Iterator[tuple[Step, Misconception]]:
    for step in solution.derivation.steps:
        for idea in step.misconceptions:
            yield step, idea


def _conventions(solution: Solution) -> Iterator[Alternative]:
    yield from (one for one in alternatives(solution) if len(one.choices) == 1)


def _on(solution: Solution, tag: str, says: tuple[str, ...]) -> Explanation | None:
    """The tag shown on one question, if it changes an answer there."""
    for step, idea in _ideas(solution):
        if idea.tag == tag:
            run = rerun(solution.run, None, idea.rewrite(solution.derivation, step))
            rows = _rows(solution, run)
            if rows:
                where = step.name.partition("#")[0]
                return Explanation(tag, says, question_text(solution.question), where, step.because, rows)
    for other in _conventions(solution):
        rows = _rows(solution, other.run) if other.tag == tag else ()
        if rows:
            return Explanation(tag, says, question_text(solution.question), rows=rows)
    return None


def _rows(solution: Solution, run: Run | None) -> tuple[Row, ...]:
    """The parts that come out otherwise in another run; none where one of them has no value there."""
    if run is None or not all(defined(asked_value(part, run)) for part in solution.question.parts):
        return ()
    wrong = Solution(solution.question, solution.derivation, run)
    rows = (Row(p.id, answer_text(p, solution), answer_text(p, wrong)) for p in solution.question.parts)
    return tuple(row for row in rows if row.right != row.wrong)
