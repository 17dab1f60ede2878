"""Solves deep-learning exam questions step by step, marks answers, makes practice sheets.

The verbs below are the whole public interface. A ``Path`` is a file, a ``str`` is text; what is
wrong with either is raised as :class:`ExamError`, all problems at once, each with its place.

    >>> import examsolver
    >>> exam = examsolver.load('''
    ... question q: compute
    ...   X = [[1, 2], [3, 4]]
    ...   y = gap(X)
    ...   find y
    ... ''')
    >>> solution = examsolver.solve(exam.question("q"))
    >>> solution.run["y"]
    Fraction(5, 2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

from examsolver.core.marking import Marking, Report, Roster, Submission, Verdict
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Check, Exam, Part, Question, Solution
from examsolver.core.sheet import Sheet

__version__ = "0.1.0"
__all__ = [
    "Check",
    "Exam",
    "ExamError",
    "Marking",
    "Part",
    "Problem",
    "Question",
    "Report",
    "Sheet",
    "Solution",
    "Verdict",
    "bank",
    "bank_text",
    "check",
    "demo_files",
    "fmt",
    "grade",
    "load",
    "marking_files",
    "parts",
    "question_of",
    "render",
    "sheet",
    "sheet_files",
    "solve",
]

Format = Literal["text", "markdown", "html", "pdf", "latex", "json"]
Given = Path | str


def load(given: Given, *, seed: int = 0) -> Exam:
    """Questions from a file or a text, ready to be solved; ``seed`` draws the ``let`` variables.

    Raises:
        ExamError: with everything that is wrong in the text, and everything that has no value.
    """
    from examsolver.exchange.texts import source_of
    from examsolver.families import FAMILIES
    from examsolver.language.exam import parse_exam

    exam, problems = parse_exam(source_of(given), FAMILIES, seed=seed)
    if exam is None or problems:
        raise ExamError(problems)
    return exam


def question_of(exam: Exam, question_id: str) -> Question:
    """The question of that id. Raises ExamError with a near name."""
    question = exam.question(question_id)
    if question is None:
        from examsolver.registry import did_you_mean

        hint = did_you_mean(question_id, [question.id for question in exam])
        raise ExamError([Problem(f"there is no question {question_id!r}", None, hint)])
    return question


def solve(question: Question) -> Solution:
    """Derive a question and compute every step. Raises ExamError where it has no solution."""
    return Solution.of(question)


def check(exam: Exam) -> tuple[tuple[Question, tuple[Check, ...]], ...]:
    """Hold every solution to its family's independent oracles."""
    return tuple((question, question.family.verify(question.body, solve(question).run)) for question in exam)


def parts(exam: Exam) -> tuple[tuple[Question, Part], ...]:
    """Every part of every question: what students answer."""
    return tuple((question, part) for question in exam for part in question.parts)


def fmt(text: str) -> str:
    """Questions in canonical form, comments kept. Raises ExamError for what cannot be read."""
    from examsolver.core.problem import Source
    from examsolver.language.printing import format_exam

    formatted, problems = format_exam(Source("<text>", text))
    if problems:
        raise ExamError(problems)
    return formatted


def grade(
    exam: Exam,
    answers: Given | Sequence[Submission],
    *,
    roster: Path | Roster | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Marking:
    """Mark answers (JSONL, CSV long or wide, a text sheet; or submissions already read).

    One unreadable answer or row costs only itself; what is wrong with rows is in ``Marking.problems``.

    Args:
        roster: students' ids and names, or a CSV file of them; without it unknown students cannot be told.
        jobs: worker processes.
        progress: called with (students marked, students in all).
    """
    from examsolver.verbs.marking import mark_all

    return mark_all(exam, answers, roster=roster, jobs=jobs, progress=progress)


def render(
    thing: Solution | Sequence[Solution] | Exam | Marking | Sheet, form: str = "text", *, title: str = ""
) -> str | bytes:
    """Worked solutions, a marking (its class summary) or a practice sheet as text; PDF as bytes.

    Raises:
        ExamError: where this thing has no such format.
    """
    from examsolver.verbs.presenting import present

    return present(thing, form, title=title)


def marking_files(marking: Marking, form: str = "html") -> dict[str, str | bytes]:
    """A folder of results by file name: a report for each student, the class summary, ``gradebook.csv``."""
    from examsolver.verbs.presenting import marking_files as files

    return files(marking, form)


def sheet(
    *exams: Given,
    count: int = 5,
    topics: Iterable[str] = (),
    level: str | None = None,
    marks: str | None = None,
    title: str = "Practice sheet",
    seed: int = 0,
) -> Sheet:
    """A practice sheet of ``count`` questions from files or texts, or from the question bank.

    The same seed gives the same sheet on every machine. Raises ExamError where nothing fits.
    """
    from examsolver.exchange.texts import source_of
    from examsolver.practice.bank import bank_sources
    from examsolver.practice.sheets import Wanted, make_sheet, marks_range

    sources = tuple(source_of(exam) for exam in exams) or tuple(bank_sources())
    wanted = Wanted(count, tuple(topics), level, marks_range(marks))
    return make_sheet(sources, wanted, title=title, seed=seed)


def sheet_files(made: Sheet, form: str = "pdf") -> dict[str, str | bytes]:
    """A folder by file name: the sheet, its key, ``sheet.exam`` to grade against, a blank ``answers.txt``."""
    from examsolver.verbs.presenting import sheet_files as files

    return files(made, form)


def bank(topic: str | None = None, level: str | None = None) -> tuple[Question, ...]:
    """The questions of the bank, those of a topic or level if told."""
    from examsolver.practice.bank import bank_questions

    return tuple(q for q in bank_questions() if topic in (None, q.topic, *q.tags) and level in (None, q.level))


def bank_text(question_id: str) -> str:
    """A question of the bank as it is written. Raises ExamError with a near name."""
    from examsolver.practice.bank import bank_question_text

    return bank_question_text(question_id)


def demo_files() -> dict[str, str | bytes]:
    """What ``examsolver demo`` writes: the core exam solved and marked, and a practice sheet."""
    from examsolver.verbs.demo import demo_files as files

    return files()
