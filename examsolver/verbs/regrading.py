"""Marking again: what was marked before, with another exam text, other answers or the marks of humans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from examsolver.core.marking import Marking, Override, Report, Submission
from examsolver.core.problem import Problem
from examsolver.core.question import Exam
from examsolver.core.results import Regrading, Results, ReviewGroup
from examsolver.core.version import VERSION
from examsolver.core.working import WORKING
from examsolver.exchange.answers import read_answers
from examsolver.grading.changes import changes
from examsolver.grading.likeness import review_groups
from examsolver.grading.overrides import laid_over, never_lower
from examsolver.storage.results import FILE, read_results, results_of, results_text
from examsolver.storage.tables import NO_PSEUDONYMS, read_overrides, read_pseudonyms, review_csv, unfit
from examsolver.verbs.loading import load_given, load_source
from examsolver.verbs.marking import Progress, mark_all

Given = Path | str
Overrides = Given | Sequence[Override]


def with_overrides(marking: Marking, given: Overrides) -> Marking:
    """A marking with the marks of humans laid over it."""
    found, problems = _read(given, marking.exam, marking.reports)
    return _covered(marking, found, problems)


def regrade(
    results: Given | Results,
    *,
    exam: Given | None = None,
    answers: Given | None = None,
    overrides: Overrides = (),
    lower: bool = True,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Regrading:
    """See :func:`examsolver.regrade`."""
    before = results if isinstance(results, Results) else read_results(results)
    asked = load_source(before.source, before.seed) if exam is None else load_given(exam, before.seed)
    submissions, told = _handed_in(before, answers, asked)
    marking = mark_all(asked, [_known(one, asked) for one in submissions], jobs=jobs, progress=progress)
    marking = replace(marking, submissions=submissions, problems=(*told, *marking.problems))
    if not lower:
        earlier = laid_over(before.machine, before.kept)
        marking = replace(marking, kept=never_lower(earlier, marking.reports))
    found, problems = _read(overrides, asked, marking.reports, _pseudonyms(results))
    marking = _covered(marking, _merged(before.overrides, found), problems)
    return Regrading(before, marking, changes(before.reports, marking.reports))


def _handed_in(
    before: Results, answers: Given | None, exam: Exam
) -> tuple[tuple[Submission, ...], tuple[Problem, ...]]:
    """What counts as handed in: new answers replace those of the same student; other students stay as they were."""
    if answers is None:
        return before.submissions, ()
    found, problems = read_answers(answers, exam)
    newer = {one.student: one for one in found}
    known = {one.student for one in before.submissions}
    stay = tuple(_renamed(newer[one.student], one.name) if one.student in newer else one for one in before.submissions)
    return (*stay, *(one for one in found if one.student not in known)), problems


def _renamed(submission: Submission, name: str) -> Submission:
    return replace(submission, name=submission.name or name)


def _known(submission: Submission, exam: Exam) -> Submission:
    """Without answers to what is no longer asked; those stay in the results, as the changes tell."""
    asked = {(question.id, name) for question in exam for name in (*(part.id for part in question.parts), WORKING)}
    return replace(submission, answers=tuple(a for a in submission.answers if (a.question, a.part) in asked))


def _pseudonyms(results: Given | Results) -> Mapping[str, str]:
    """Those in the folder of the results, where marking was anonymous."""
    if not isinstance(results, Path):
        return NO_PSEUDONYMS
    key = (results if results.is_dir() else results.parent) / "pseudonyms.csv"
    return read_pseudonyms(key) if key.is_file() else NO_PSEUDONYMS


def _read(
    given: Overrides, exam: Exam, reports: Iterable[Report], pseudonyms: Mapping[str, str] = NO_PSEUDONYMS
) -> tuple[tuple[Override, ...], tuple[Problem, ...]]:
    if isinstance(given, (Path, str)):
        return read_overrides(given, exam, [report.student for report in reports], pseudonyms)
    return tuple(given), ()


def _merged(earlier: Iterable[Override], later: Iterable[Override]) -> tuple[Override, ...]:
    """All overrides; of two to one part of a student the later counts."""
    return tuple({(one.student, one.question, one.part): one for one in (*earlier, *later)}.values())


def _covered(marking: Marking, overrides: tuple[Override, ...], problems: Iterable[Problem]) -> Marking:
    """The marking with what lies over the machine's verdicts. An override that does not fit is told, kept, and idle."""
    students = {report.student for report in marking.reports}
    checked = [(one, unfit(one, marking.exam, students)) for one in overrides]
    fitting = [one for one, problem in checked if problem is None]
    return replace(
        marking,
        reports=laid_over(marking.reports, marking.kept, fitting),
        machine=marking.reports,
        overrides=overrides,
        problems=(*marking.problems, *problems, *(problem for _, problem in checked if problem)),
    )


def kept_results(marking: Marking) -> Results:
    """The marking as it is kept."""
    return results_of(marking, VERSION)


def kept_files(marking: Marking) -> dict[str, str | bytes]:
    """What a folder of results holds so that marking can go on: the results, and the list of what a human must see."""
    from examsolver.rendering.review import render_review

    groups = review_groups(marking.reports)
    return {
        FILE: results_text(kept_results(marking)),
        "review.csv": review_csv(groups),
        "review.html": render_review(marking.exam.title, groups),
    }


def groups_of(results: Given) -> tuple[ReviewGroup, ...]:
    """The answers of stored results that need a human, those that are alike together."""
    return review_groups(read_results(results).reports)
