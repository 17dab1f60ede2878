"""What a tag means, and what it does to a small question: right and wrong side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from examsolver.core.convention import Convention
from examsolver.core.derivation import Misconception, Run, Step
from examsolver.core.explanation import Explanation, Row
from examsolver.core.problem import ExamError, Problem, Source
from examsolver.core.question import Solution
from examsolver.core.rule import Rule
from examsolver.families import FAMILIES
from examsolver.grading.conventions import Alternative, alternatives
from examsolver.grading.reruns import asked_value, defined, rerun
from examsolver.language.exam import parse_exam
from examsolver.language.extracting import question_text, question_texts
from examsolver.layers import CATALOGUE as LAYERS
from examsolver.practice.bank import bank_questions, bank_sources
from examsolver.registry import did_you_mean
from examsolver.rendering.view import answer_text
from examsolver.rules import ALGORITHM_CATALOGUE, CATALOGUE, PROCEDURE_CATALOGUE
from examsolver.verbs.convention_examples import CONVENTIONS
from examsolver.verbs.formal_tags import FORMAL
from examsolver.verbs.slip_examples import example_texts

LONGEST = 30
"""Lines of a question that is still small enough to be shown."""


def explain(tag: str) -> Explanation:
    """See :func:`examsolver.explain`."""
    if tag in FORMAL:
        shown = FORMAL[tag]
        return Explanation(tag, (shown.says,), rows=(Row("answer", shown.right, shown.wrong),))
    if (quick := _under_its_own_topic(tag) or _on_its_own_rules(tag)) is not None:
        return quick
    said = _sentences().get(tag)
    if said is None:
        raise ExamError([Problem(f"no mistake is called {tag!r}", None, did_you_mean(tag, tuple(_sentences())))])
    places = _places()[tag]
    return next((found for place in places if (found := _at(place, tag, said))), Explanation(tag, said))


def mistakes() -> Mapping[str, str]:
    """See :func:`examsolver.mistakes`."""
    return {tag: said[0] for tag, said in sorted(_sentences().items())}


def _on_its_own_rules(tag: str) -> Explanation | None:
    """A wrong idea, shown on the shortest question that has it: of an operator's, only on those that have the operator.

    None where no question has it, as those of other conventions.
    """
    carriers = [rule for rule in CATALOGUE.entries if tag in _tags_of(rule)]
    for solution in _short_questions(tuple(word for rule in carriers for word in (rule.name, *rule.also))):
        for step in solution.derivation.steps:
            for idea in (idea for idea in step.misconceptions if idea.tag == tag):
                says = _says_of(carriers, tag) or (idea.says,)
                if (found := _at(_Place(solution, idea.says, step, idea), tag, says)) is not None:
                    return found
    return None


def _under_its_own_topic(tag: str) -> Explanation | None:
    """The tag of another convention, shown on the shortest question on which it matters; None where it is none."""
    topics = (topic for family in FAMILIES.entries for topic in family.conventions())
    if tag not in _topics_of(topics):
        return None
    catalogues = (CATALOGUE, ALGORITHM_CATALOGUE, PROCEDURE_CATALOGUE, LAYERS)
    known = [entry for catalogue in catalogues for entry in catalogue.entries if tag in _topics_of(entry.conventions)]
    for solution in _short_questions(tuple(word for entry in known for word in (entry.name, *entry.also))):
        for other in (other for other in alternatives(solution, two=False) if other.tag == tag):
            says = (f"Right under another convention ({other.topics}): {other.says}.",)
            if (found := _at(_Place(solution, says[0], other=other), tag, says)) is not None:
                return found
    return None


def _short_questions(words: tuple[str, ...]) -> Iterator[Solution]:
    """Questions that have one of the words (all where there are none), solved one by one, the shortest first."""
    for text in _texts():
        if not words or any(word in text for word in words):
            yield from _solved(text)


@cache
def _texts() -> tuple[str, ...]:
    """Examples and short questions of the bank, the shortest first."""
    bank = (text for source in bank_sources() for _, text in question_texts(source))
    short = (text for text in bank if text.count("\n") <= LONGEST)
    return tuple(sorted((*example_texts(), *CONVENTIONS, *short), key=len))


@cache
def _solved(text: str) -> tuple[Solution, ...]:
    exam = parse_exam(Source("example", text), FAMILIES)[0]
    return tuple(map(Solution.of, exam or ()))


def _topics_of(conventions: Iterable[Convention]) -> frozenset[str]:
    """The tags of all variants."""
    return frozenset(
        f"{topic.topic} {variant.name}".replace(" ", "-") for topic in conventions for variant in topic.variants
    )


def _ideas_of(rule: Rule) -> tuple[Misconception, ...]:
    return (*rule.misconceptions, *(idea for back in rule.gradients if back for idea in back.misconceptions))


def _tags_of(rule: Rule) -> frozenset[str]:
    return frozenset(idea.tag for idea in _ideas_of(rule))


def _says_of(rules: Iterable[Rule], tag: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(idea.says for rule in rules for idea in _ideas_of(rule) if idea.tag == tag))


@cache
def _solutions() -> tuple[Solution, ...]:
    """Small questions to show mistakes on, the smallest first: examples, then the bank."""
    exams = [parse_exam(Source("example", text), FAMILIES)[0] for text in (*example_texts(), *CONVENTIONS)]
    questions = [*(question for exam in exams if exam for question in exam), *bank_questions()]
    small = [question for question in questions if question_text(question).count("\n") <= LONGEST]
    return tuple(sorted(map(Solution.of, small), key=lambda solution: len(solution.derivation.steps)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a tag can be shown: a wrong idea at a step of a question, or the question under another convention."""

    solution: Solution
    says: str
    step: Step | None = None
    idea: Misconception | None = None
    other: Alternative | None = None

    @property
    def run(self) -> Run | None:
        if self.other is not None or self.idea is None or self.step is None:
            return self.other.run if self.other else None
        return rerun(self.solution.run, None, self.idea.rewrite(self.solution.derivation, self.step))


@cache
def _places() -> Mapping[str, tuple[_Place, ...]]:
    """Where every tag of a wrong idea or another convention can be shown, the smallest questions first."""
    found: dict[str, list[_Place]] = {}
    for solution in _solutions():
        for step in solution.derivation.steps:
            for idea in step.misconceptions:
                found.setdefault(idea.tag, []).append(_Place(solution, idea.says, step, idea))
        for other in alternatives(solution, two=False):
            says = f"Right under another convention ({other.topics}): {other.says}."
            found.setdefault(other.tag, []).append(_Place(solution, says, other=other))
    return {tag: tuple(places) for tag, places in found.items()}


@cache
def _sentences() -> Mapping[str, tuple[str, ...]]:
    """What every tag says: of wrong ideas, of other conventions, of answers themselves."""
    said = {tag: tuple(dict.fromkeys(place.says for place in places)) for tag, places in _places().items()}
    return {**said, **{tag: (*said.get(tag, ()), shown.says) for tag, shown in FORMAL.items()}}


def _at(place: _Place, tag: str, says: tuple[str, ...]) -> Explanation | None:
    """The tag shown on one question, if it changes an answer there."""
    rows = _rows(place.solution, place.run, place.other is not None)
    if not rows:
        return None
    text, step = question_text(place.solution.question), place.step
    where, because = (step.name.partition("#")[0], step.because) if step is not None else ("", "")
    return Explanation(tag, says, text, where, because, rows)


def _rows(solution: Solution, run: Run | None, may_have_none: bool = False) -> tuple[Row, ...]:
    """The parts that come out otherwise in another run; none where one of them has no value there, unless it may."""
    if run is None:
        return ()
    wrong = Solution(solution.question, solution.derivation, run)
    rows = []
    for part in solution.question.parts:
        has_value = defined(asked_value(part, run))
        if not has_value and not may_have_none:
            return ()
        rows.append(Row(part.id, answer_text(part, solution), answer_text(part, wrong) if has_value else "no value"))
    return tuple(row for row in rows if row.right != row.wrong)
