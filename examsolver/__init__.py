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

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Check, Exam, Part, Question, Solution
from examsolver.core.version import VERSION

if TYPE_CHECKING:
    from examsolver.core.explanation import Explanation
    from examsolver.core.marking import Comparison, Marking, Override, Report, Roster, Submission, Verdict
    from examsolver.core.reference import Entry
    from examsolver.core.results import Change, Regrading, ReviewGroup, StoredRun
    from examsolver.core.sheet import Sheet

__version__ = VERSION
__all__ = [
    "Change", "Check", "Comparison", "Entry", "Exam", "ExamError", "Explanation", "Marking", "Override", "Part",
    "Problem", "Question", "Regrading", "Report", "ReviewGroup", "Sheet", "Solution", "StoredRun", "Verdict", "bank",
    "bank_text", "check", "code", "compare", "compared", "demo_files", "explain", "fmt", "grade", "history", "load",
    "marking_files", "mistakes", "networks", "parts", "question_from", "questions_of", "reference", "regrade",
    "remember", "render", "review", "sheet", "sheet_files", "solve", "with_overrides",
]  # fmt: skip

_TYPES = {
    "Explanation": "explanation", "Entry": "reference", "Sheet": "sheet",
    "Comparison": "marking", "Marking": "marking", "Override": "marking", "Report": "marking", "Verdict": "marking",
    "Change": "results", "Regrading": "results", "ReviewGroup": "results", "StoredRun": "results",
}  # fmt: skip
"""Types that solving does not need, and their modules, which are loaded when they are asked for."""
Format = Literal["text", "markdown", "html", "pdf", "latex", "json"]
Given = Path | str


def __getattr__(name: str) -> object:
    if name not in _TYPES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"examsolver.core.{_TYPES[name]}"), name)


def load(given: Given, *, seed: int = 0) -> Exam:
    """Questions from a file or a text, ready to be solved; ``seed`` draws the ``let`` variables.

    Raises:
        ExamError: with everything that is wrong in the text, and everything that has no value.
    """
    from examsolver.verbs.loading import load_given

    return load_given(given, seed)


def questions_of(exam: Exam, question_id: str) -> tuple[Question, ...]:
    """The question of that id; of one in parts (``q.a``, ``q.b``), all of them. Raises ExamError with a near name."""
    from examsolver.verbs.loading import questions_of as chosen

    return chosen(exam, question_id)


def solve(question: Question) -> Solution:
    """Derive a question and compute every step. Raises ExamError where it has no solution."""
    return Solution.of(question)


def check(exam: Exam) -> tuple[tuple[Question, tuple[Check, ...]], ...]:
    """Hold every solution to its family's independent oracles."""
    return tuple((question, question.family.verify(question.body, solve(question).run)) for question in exam)


def parts(exam: Exam) -> tuple[tuple[Question, Part], ...]:
    """Every part of every question: what students answer."""
    return tuple((question, part) for question in exam for part in question.parts)


def explain(tag: str) -> Explanation:
    """What a tag of a verdict means, with a small question on which it comes out right and wrong.

    Raises ExamError with a near name.
    """
    from examsolver.verbs.explaining import explain as explained

    return explained(tag)


def mistakes() -> Mapping[str, str]:
    """Every tag that a verdict can have, with its sentence: mistakes, other conventions, slips of writing."""
    from examsolver.verbs.explaining import mistakes as known

    return known()


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
    columns: Mapping[str, str] | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Marking:
    """Mark answers: JSONL, CSV (long, wide, of Moodle or Canvas), text sheets, notebooks, a folder of these.

    Submissions already read will do too. One unreadable answer or row costs only itself; what is wrong with
    rows is in ``Marking.problems``.

    Args:
        roster: students' ids and names, or a CSV file of them; without it unknown students cannot be told.
            One of Canvas, Gradescope or Moodle will do.
        columns: parts by heading, for tables that do not name them: ``{"Response 1": "strides/stride=2"}``.
        jobs: worker processes; a script of your own then needs ``if __name__ == "__main__":``.
        progress: called with (students marked, students in all).
    """
    from examsolver.verbs.marking import mark_all

    return mark_all(exam, answers, roster=roster, columns=columns, jobs=jobs, progress=progress)


def with_overrides(marking: Marking, overrides: Given | Sequence[Override]) -> Marking:
    """A marking with humans' marks laid over it: a table of them, or a review list. What does not fit is a problem."""
    from examsolver.verbs.regrading import with_overrides as covered

    return covered(marking, overrides)


def regrade(
    results: Given,
    *,
    exam: Given | None = None,
    answers: Given | None = None,
    overrides: Given | Sequence[Override] = (),
    lower: bool = True,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Regrading:
    """Mark again what ``results.json`` holds, and tell what changes for whom. Nothing is written.

    Args:
        results: the file, or the folder that it is in.
        exam: another text of the exam. answers: what students handed in instead (others stay as they were).
        overrides: more marks of humans; those that the results hold survive.
        lower: False keeps, part by part, the better of the earlier verdict and the new one.
    """
    from examsolver.verbs.regrading import regrade as again

    return again(results, exam=exam, answers=answers, overrides=overrides, lower=lower, jobs=jobs, progress=progress)


def review(results: Given) -> tuple[ReviewGroup, ...]:
    """The answers in ``results.json`` that a human must look at, those that are alike together."""
    from examsolver.verbs.regrading import groups_of

    return groups_of(results)


def remember(marking: Marking, store: str, who: str) -> tuple[int, bool]:
    """Put a marking into a history (a file, or ``postgresql+psycopg://…``): its run's number, and whether it is new."""
    from examsolver.verbs.remembering import remember as kept

    return kept(marking, store, who)


def history(store: str) -> tuple[StoredRun, ...]:
    """The runs of a history, in the order in which they came in."""
    from examsolver.verbs.remembering import runs_of

    return runs_of(store)


def compared(store: str, first: int, second: int) -> tuple[StoredRun, StoredRun, tuple[Change, ...]]:
    """Two runs of a history, and what changed from the first to the second."""
    from examsolver.verbs.remembering import between

    return between(store, first, second)


def compare(
    expected: str,
    given: str,
    kind: str = "auto",
    names: Mapping[str, str] | Iterable[str] | None = None,
    **options: Any,
) -> Comparison:
    """Whether two answers say the same, in any reasonable notation; without a question.

    Args:
        kind: what is asked (``number``, ``size``, ``matrix``, ``gate`` …); found from ``expected`` if not told.
        names: what the writer calls things (``{"g": "c_tilde"}``), or words that are one name.
        options: ``atol``, ``rtol``, ``decimals``, ``significant``, ``exact``; ``locale`` (``fr`` writes 0,5);
            ``matrices`` and ``vectors``, the names that are such; ``ocr`` where letters may stand for digits.

    Returns:
        A verdict ``equal``, ``different`` or ``undecided``, what was read, the reason, and where there is one
        a counterexample. An expected text is read once, however many are compared with it.

    Raises:
        ExamError: the expected text cannot be read, or an option is not known.

    >>> import examsolver
    >>> examsolver.compare("s(1-s)", "s - s^2").verdict
    'equal'
    """
    from examsolver.verbs.comparing import compare_texts

    return compare_texts(expected, given, kind, names, options)


def render(
    thing: Solution | Sequence[Solution] | Exam | Marking | Sheet, form: str = "text", *, title: str = ""
) -> str | bytes:
    """Worked solutions, a marking (its class summary) or a practice sheet as text; PDF as bytes.

    Raises:
        ExamError: where this thing has no such format.
    """
    from examsolver.verbs.presenting import present

    return present(thing, form, title=title)


def marking_files(
    marking: Marking,
    form: str = "html",
    *,
    gradebook: str = "plain",
    roster: Path | None = None,
    anonymous: bool = False,
) -> dict[str, str | bytes]:
    """A folder of results by file name: a report for each student, the class summary, ``gradebook.csv``, what is kept.

    Args:
        gradebook: ``plain``, or as ``canvas`` or ``moodle`` take it in.
        roster: a CSV file of that system, for the ids that it knows students by.
        anonymous: pseudonyms in all of it, for markers; the gradebook and the key to them lie in ``key/``.
    """
    from examsolver.verbs.presenting import marking_files as files

    return files(marking, form, gradebook=gradebook, roster=roster, anonymous=anonymous)


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
    from examsolver.practice.bank import bank_sources
    from examsolver.practice.sheets import Wanted, make_sheet, marks_range

    sources = tuple(load(exam, seed=seed).source for exam in exams) or tuple(bank_sources())
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


def reference(kind: Literal["layers", "rules", "conventions"], name: str | None = None) -> tuple[Entry, ...]:
    """What a question may use, one entry each: all, or the one of that name. Raises ExamError with a near name."""
    from examsolver.verbs.referring import entries_of

    return entries_of(kind, name)


def code(question: Question, framework: Literal["keras", "pytorch"]) -> str:
    """Runnable code of a framework for the network of a question. Raises ExamError for what the framework has not."""
    from examsolver.verbs.coding import code_of

    return code_of(question, framework)


def networks(exam: Exam) -> tuple[Question, ...]:
    """The network questions of an exam. Raises ExamError where there is none."""
    found = tuple(question for question in exam if question.family.name == "network")
    if not found:
        raise ExamError([Problem("this exam has no network question", None, "write e.g. question q: network")])
    return found


def question_from(given: Given, framework: str, size: tuple[int, ...] | None = None) -> str:
    """A question, as text, with the network of some code (``keras``, ``pytorch``), of Keras's JSON or an ``onnx`` file.

    Nothing is run. ``size`` is that of the input, as the framework writes it, where the code does not say it.
    Raises ExamError for what is not understood, each with its place.
    """
    from examsolver.verbs.coding import question_from as read

    return read(given, framework, size)


def demo_files() -> dict[str, str | bytes]:
    """What ``examsolver demo`` writes: the core exam solved and marked, and a practice sheet."""
    from examsolver.verbs.demo import demo_files as files

    return files()
