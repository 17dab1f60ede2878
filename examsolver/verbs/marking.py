"""A class marked: files in, one marker, perhaps several processes, reports out in the order they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from examsolver.core.marking import Marking, Report, Roster, Submission
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Exam, Solution
from examsolver.exchange.answers import read_answers
from examsolver.exchange.roster import read_roster
from examsolver.grading.marker import Marker, mark_submission, marking_of, prepare
from examsolver.language.answers import read_answer

CHUNK = 25
"""Students that a worker process takes at a time."""

Progress = Callable[[int, int], None]


def mark_all(
    exam: Exam,
    answers: Path | str | Sequence[Submission],
    *,
    roster: Path | Roster | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Marking:
    """See :func:`examsolver.grade`."""
    submissions, problems = _submissions(answers, exam)
    known, told = _roster(roster)
    marker = prepare(exam, {question.id: Solution.of(question) for question in exam}, read_answer)
    reports = []
    for report in _reports(marker, submissions, jobs):
        reports.append(report)
        if progress:
            progress(len(reports), len(submissions))
    marking = marking_of(marker, submissions, reports, known)
    return replace(marking, problems=(*problems, *told, *marking.problems))


def _submissions(
    answers: Path | str | Sequence[Submission], exam: Exam
) -> tuple[tuple[Submission, ...], tuple[Problem, ...]]:
    if isinstance(answers, (Path, str)):
        return read_answers(answers, exam)
    return tuple(answers), ()


def _roster(roster: Path | Roster | None) -> tuple[Roster | None, tuple[Problem, ...]]:
    if isinstance(roster, Path):
        known, problems = read_roster(roster)
        if not known:
            raise ExamError(problems)
        return known, problems
    return roster, ()


def _reports(marker: Marker, submissions: Sequence[Submission], jobs: int) -> Iterator[Report]:
    if jobs <= 1 or len(submissions) <= CHUNK:
        yield from (mark_submission(marker, submission) for submission in submissions)
        return
    chunks = [submissions[start : start + CHUNK] for start in range(0, len(submissions), CHUNK)]
    done = 0
    try:
        with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(marker,)) as pool:
            for reports in pool.map(_mark_in_worker, chunks):
                done += 1
                yield from reports
    except BrokenProcessPool:
        # A worker was killed from outside. Marking is pure, so what it had not handed back is done here.
        for chunk in chunks[done:]:
            yield from _mark_chunk(marker, chunk)


def _mark_chunk(marker: Marker, chunk: Sequence[Submission]) -> tuple[Report, ...]:
    return tuple(mark_submission(marker, submission) for submission in chunk)


class _Worker:
    """What a worker process keeps between chunks: the marker, with all that it has worked out so far."""

    marker: Marker


def _begin(marker: Marker) -> None:
    _Worker.marker = marker


def _mark_in_worker(chunk: Sequence[Submission]) -> tuple[Report, ...]:
    return _mark_chunk(_Worker.marker, chunk)
