"""A class marked: files in, one marker, perhaps several processes, reports out in the order they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from examsolver.core.derivation import Value
from examsolver.core.marking import Marking, Reading, Report, Roster, Submission
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Exam, Part, Solution
from examsolver.exchange.answers import read_answers
from examsolver.exchange.people import People, people_of
from examsolver.exchange.roster import read_people
from examsolver.exchange.wounds import damage_of
from examsolver.grading.marker import Marker, mark_submission, marking_of, prepare
from examsolver.language.answers import read_answer
from examsolver.language.working import read_working

CHUNK = 25
"""Students that a worker process takes at a time."""

Progress = Callable[[int, int], None]


def mark_all(
    exam: Exam,
    answers: Path | str | Sequence[Submission],
    *,
    roster: Path | Roster | None = None,
    columns: Mapping[str, str] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Marking:
    """See :func:`examsolver.grade`."""
    people, told = _people(roster)
    submissions, problems = _submissions(answers, exam, people, columns)
    known = None if roster is None else people.roster
    marker = prepare(exam, {question.id: Solution.of(question) for question in exam}, read_undamaged, read_working)
    reports = []
    for report in _reports(marker, submissions, jobs):
        reports.append(report)
        if progress:
            progress(len(reports), len(submissions))
    marking = marking_of(marker, submissions, reports, known)
    return replace(marking, submissions=submissions, problems=(*problems, *told, *marking.problems))


def read_undamaged(text: str, part: Part, expected: Value) -> Reading:
    """What is understood of an answer; of one that a spreadsheet turned into a date, that a human must look."""
    damage = damage_of(text, part.kind)
    if damage:
        return Reading(None, problem=f"this {damage}", notes=("a spreadsheet changed this answer",))
    return read_answer(text, part, expected)


def _submissions(
    answers: Path | str | Sequence[Submission], exam: Exam, people: People, columns: Mapping[str, str] | None
) -> tuple[tuple[Submission, ...], tuple[Problem, ...]]:
    if isinstance(answers, (Path, str)):
        return read_answers(answers, exam, people=people, columns=columns)
    return tuple(answers), ()


def _people(roster: Path | Roster | None) -> tuple[People, tuple[Problem, ...]]:
    if isinstance(roster, Path):
        people, problems = read_people(roster)
        if not people.persons:
            raise ExamError(problems)
        return people, problems
    return people_of(roster), ()


def _reports(marker: Marker, submissions: Sequence[Submission], jobs: int) -> Iterator[Report]:
    if jobs <= 1 or len(submissions) <= CHUNK:
        yield from (mark_submission(marker, submission) for submission in submissions)
        return
    chunks = [submissions[start : start + CHUNK] for start in range(0, len(submissions), CHUNK)]
    done = 0
    try:
        # spawned, not forked: a fork of a process with threads may hang on a lock that another thread held
        context = get_context("spawn")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(marker,)) as pool:
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
