"""Practice sheets: questions picked by a seed, each with values of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from examsolver.core.derivation import Undefined
from examsolver.core.problem import ExamError, Problem, Source
from examsolver.core.question import Question, Solution
from examsolver.core.sheet import Sheet
from examsolver.families import FAMILIES
from examsolver.language.exam import parse_exam
from examsolver.language.extracting import block_of, question_text
from examsolver.language.shuffling import with_options_shuffled
from examsolver.practice.draws import variants

TRIES = 6
"""Variants looked at for one place on a sheet; the first that no slip gets right by chance is taken."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many questions, and which: any of the topics (or tags), the level, worth between two marks."""

    count: int
    topics: tuple[str, ...] = ()
    level: str | None = None
    marks: tuple[Fraction, Fraction] | None = None

    def fits(self, question: Question) -> bool:
        """Whether a question is one of those wanted."""
        low, high = self.marks or (question.marks, question.marks)
        about = {question.topic, *question.tags}
        return (
            (not self.topics or bool(about.intersection(self.topics)))
            and self.level in (None, question.level)
            and low <= question.marks <= high
        )


def marks_range(text: str | None) -> tuple[Fraction, Fraction] | None:
    """``4`` or ``2..6``. Raises ExamError."""
    if text is None:
        return None
    low, _, high = text.partition("..")
    try:
        return Fraction(low), Fraction(high or low)
    except (ValueError, ZeroDivisionError) as error:
        raise ExamError([Problem(f"expected marks such as 4 or 2..6, found {text!r}")]) from error


def make_sheet(sources: Sequence[Source], wanted: Wanted, *, title: str, seed: int = 0) -> Sheet:
    """A sheet of questions from some sources. The same seed gives the same sheet on every machine.

    A question with ``let`` may come again with other values when there are too few others.
    Raises ExamError: sources with problems, or nothing that fits.
    """
    pool = [(source, question) for source in sources for question in _questions(source, seed) if wanted.fits(question)]
    if not pool:
        raise ExamError([Problem("no question fits what is wanted", None, "see: examsolver bank list")])
    picked = _pick(pool, wanted.count, Random(f"{seed}:sheet"))
    source = Source("sheet.exam", _text_of(picked, title, seed))
    exam, problems = parse_exam(source, FAMILIES)
    if exam is None or problems:
        raise ExamError(problems)
    return Sheet(exam, tuple(Solution.of(question) for question in exam), source.text, seed)


def _questions(source: Source, seed: int) -> Iterator[Question]:
    """The questions of a source; of one in several parts, its first part stands for the whole."""
    exam, problems = parse_exam(source, FAMILIES, seed=seed)
    if exam is None or problems:
        raise ExamError(problems)
    seen: set[int] = set()
    for question in exam:
        start = block_of(question).head.start
        if start not in seen:
            seen.add(start)
            yield question


Placed = tuple[Source, Question]


def _pick(pool: list[Placed], count: int, rng: Random) -> list[Question]:
    """Every question once before any comes again; only those with ``let`` come again."""
    order = list(pool)
    rng.shuffle(order)
    again = [placed for placed in order if placed[1].draw]
    rows = order + again * (count // max(1, len(again)) + 1)
    turns: dict[str, int] = {}
    picked = []
    for source, question in rows[:count]:
        turn = turns[question.id] = turns.get(question.id, -1) + 1
        picked.append(_variant(source, question, turn, rng) if question.draw else question)
    return picked


def _variant(source: Source, question: Question, turn: int, rng: Random) -> Question:
    """Another variant for every turn, if possible one in which no slip gives the right value by chance."""
    seed = int(rng.random() * 2**31)
    drawn, problems = variants(source, FAMILIES, question.id, seed=seed, count=TRIES)
    if problems:
        raise ExamError(problems)
    fair = [variant for variant in drawn if not lucky_slips(Solution.of(variant))]
    chosen = (fair or drawn)[0]
    header = replace(chosen.header, id=f"{question.id}-{turn + 1}")
    return replace(chosen, header=header) if turn else chosen


def lucky_slips(solution: Solution) -> tuple[str, ...]:
    """Tags of misconceptions of the asked steps that give the right value here although they compute otherwise."""
    tags = []
    for part in solution.question.parts:
        for name in part.steps:
            if name in solution.derivation:
                tags += [tag for tag, same in _struck(solution, name) if same]
    return tuple(dict.fromkeys(tags))


def _struck(solution: Solution, name: str) -> Iterator[tuple[str, bool]]:
    step = solution.derivation.step(name)
    for slip in step.misconceptions:
        rewritten = slip.rewrite(solution.derivation, step)
        if rewritten:
            value = solution.run.again(rewritten=rewritten, targets=[name])[name]
            yield slip.tag, not isinstance(value, Undefined) and repr(value) == repr(solution.run[name])


def _text_of(questions: Sequence[Question], title: str, seed: int) -> str:
    quoted = title.replace('"', "'")
    texts = [
        with_options_shuffled(question_text(question, question.id), Random(f"{seed}:{question.id}:options"))
        for question in questions
    ]
    return "\n".join([f'# made with seed {seed}', f'exam "{quoted}"\n', *texts])
