"""Marks submissions. A marker is made once for an exam, can be pickled, and serves all students."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from examsolver.core.marking import Answer, Marking, ReadAnswer, Report, Roster, Submission, Verdict
from examsolver.core.problem import Problem
from examsolver.core.question import Exam, Solution
from examsolver.core.working import WORKING, ReadWorking
from examsolver.grading.asked import Asked, AskedQuestion, Names, remember
from examsolver.grading.judgement import Case, Judgement
from examsolver.grading.ladder import judge
from examsolver.grading.standing import Standing
from examsolver.grading.working import Reader, Working, may_hold_working, with_lines, working_of

EVIDENCE = 2000
"""Characters of an answer that a report shows."""

NO_ANSWER = Answer("", "", "")
WITHOUT_VALUE = ("blank", "unreadable", "undecided")
SETTLED = ("correct", "blank", "unreadable")
"""Outcomes that hang on the text alone, except where names of other equations give it its meaning."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Marker:
    """An exam made ready: expectations of every part, and the readers of answers and of working."""

    exam: Exam
    questions: tuple[AskedQuestion, ...]
    read_answer: ReadAnswer
    read_working: ReadWorking | None = None
    readers: dict[str, Reader] = field(default_factory=dict, repr=False)


def prepare(
    exam: Exam, solutions: Mapping[str, Solution], read_answer: ReadAnswer, read_working: ReadWorking | None = None
) -> Marker:
    """A marker for an exam whose questions are solved; ``solutions`` by question id.

    Without ``read_working`` an answer is a value, and its working is not looked at.
    """
    questions = (AskedQuestion(solutions[question.id], question.policy or exam.policy) for question in exam)
    return Marker(exam, tuple(questions), read_answer, read_working)


def mark_submission(marker: Marker, submission: Submission) -> Report:
    """The verdicts of one student: every part of the exam once, in its order."""
    answers = {(answer.question, answer.part): answer for answer in submission.answers}
    verdicts: list[Verdict] = []
    for question in marker.questions:
        verdicts.extend(_mark_question(marker, question, answers))
    return Report(submission.student, tuple(verdicts), submission.name)


def grade(
    exam: Exam,
    solutions: Mapping[str, Solution],
    submissions: Iterable[Submission],
    read_answer: ReadAnswer,
    roster: Roster | None = None,
    progress: Progress | None = None,
) -> Marking:
    """Mark a class in this process."""
    marker = prepare(exam, solutions, read_answer)
    given = tuple(submissions)
    reports: list[Report] = []
    for done, submission in enumerate(given, start=1):
        reports.append(mark_submission(marker, submission))
        if progress:
            progress(done, len(given))
    return marking_of(marker, given, reports, roster)


def marking_of(
    marker: Marker, submissions: Iterable[Submission], reports: Iterable[Report], roster: Roster | None = None
) -> Marking:
    """Reports put together: with a roster in its order, those who handed in nothing among them, strangers told."""
    asked = {(question.id, part.id) for question in marker.exam for part in question.parts}
    asked |= {(question.id, WORKING) for question in marker.exam}
    problems = [problem for submission in submissions for problem in _misplaced(asked, submission)]
    by_student = {report.student: report for report in reports}
    if roster is None:
        return Marking(marker.exam, tuple(by_student.values()), tuple(problems))
    ordered = [_of_roster(marker, by_student.get(student), student, name) for student, name in roster.items()]
    for student, report in by_student.items():
        if student not in roster:
            problems.append(Problem(f"student {student} is not in the roster; the answers were marked all the same"))
            ordered.append(report)
    return Marking(marker.exam, tuple(ordered), tuple(problems))


def _of_roster(marker: Marker, report: Report | None, student: str, name: str) -> Report:
    report = report or mark_submission(marker, Submission(student, (), name))
    return Report(report.student, report.verdicts, name or report.name)


def _misplaced(asked: set[tuple[str, str]], submission: Submission) -> Iterable[Problem]:
    for answer in submission.answers:
        if (answer.question, answer.part) not in asked:
            where = f"{answer.question} {answer.part}"
            yield Problem(f"student {submission.student} answers {where}, which the exam does not ask")


def _mark_question(
    marker: Marker, home: AskedQuestion, answers: Mapping[tuple[str, str], Answer]
) -> tuple[Verdict, ...]:
    question = home.solution.question
    texts = {part.id: answers.get((question.id, part.id), NO_ANSWER).text for part in question.parts}
    whole = "" if WORKING in texts else answers.get((question.id, WORKING), NO_ANSWER).text
    key = (*texts.values(), whole)
    known = home.marked.get(key)
    if known is None:
        known = _mark_anew(marker, home, texts, whole)
        remember(home.marked, key, known, *key)
    return known


def _mark_anew(marker: Marker, home: AskedQuestion, texts: Mapping[str, str], whole: str) -> tuple[Verdict, ...]:
    standing = Standing(home, _names(marker, home, texts))
    working = _working(marker, home, texts, whole, standing)
    verdicts = {
        asked.part.id: _mark_part(marker, asked, texts[asked.part.id], standing)
        if working is None
        else _mark_worked(marker, asked, texts[asked.part.id], standing, working)
        for asked in home.asked
    }
    return tuple(verdicts[part.id] for part in home.solution.question.parts)


def _working(
    marker: Marker, home: AskedQuestion, texts: Mapping[str, str], whole: str, standing: Standing
) -> Working | None:
    """The working in the answers to a question, and in what was handed in for all of it."""
    if marker.read_working is None or not may_hold_working(whole, *texts.values()):
        return None
    question = home.solution.question.id
    if question not in marker.readers:
        marker.readers[question] = Reader.of(home, marker.read_working)
    return working_of(marker.readers[question], texts, whole, standing)


def _mark_worked(marker: Marker, asked: Asked, text: str, standing: Standing, working: Working) -> Verdict:
    """A part with its lines: they are held to the graph first, then the value that they give is marked."""
    lines = working.check(asked)
    verdict = _mark_part(marker, asked, working.value_text(asked, text), standing)
    evidence = working.evidence(asked, text)
    verdict = replace(verdict, evidence=evidence if len(evidence) <= EVIDENCE else evidence[:EVIDENCE] + "…")
    return with_lines(verdict, asked, lines, asked.home.policy)


def _names(marker: Marker, home: AskedQuestion, texts: Mapping[str, str]) -> Names:
    """All equations are read for their names before one is marked."""
    if not home.equations or not any(texts.values()):
        return ()
    return home.names({asked.part.id: asked.read(texts[asked.part.id], marker.read_answer) for asked in home.asked})


def _mark_part(marker: Marker, asked: Asked, text: str, standing: Standing) -> Verdict:
    settled = asked.settled.get(text)
    if settled is not None:
        if settled.outcome == "correct":
            standing.pin(asked, asked.truth, right=True, follows=False)
        return settled
    reading = asked.read(text, marker.read_answer)
    compared = asked.against_truth(text, reading, standing.names)
    case = Case(asked, reading, compared, standing, asked.home.policy)
    judgement = judge(case)
    _take_down(case, judgement)
    verdict = _verdict(case, judgement, text)
    if judgement.outcome in SETTLED and not judgement.own and (asked.part.kind != "gate" or not text):
        remember(asked.settled, text, verdict, text)
    return verdict


def _take_down(case: Case, judgement: Judgement) -> None:
    """What a judgement means for later parts of the same student."""
    if judgement.outcome in WITHOUT_VALUE:
        return
    standing = case.standing
    values = case.written if judgement.values is None else judgement.values
    standing.adopt(judgement.slips)
    if judgement.outcome == "known-mistake" or judgement.suspected:
        for key in _remembered(judgement):
            standing.told.setdefault(key, case.asked.part.id)
    if judgement.suspected:
        standing.suspect(judgement.suspected, case.asked.part.steps)
    if judgement.inforce:
        standing.inforce = judgement.inforce
    follows = judgement.outcome == "follow-through" and not judgement.own
    standing.pin(case.asked, values, right=judgement.outcome == "correct" and not judgement.own, follows=follows)


def _remembered(judgement: Judgement) -> tuple[str, ...]:
    """What a mistake that was charged is remembered by: one idea, or each of two."""
    slips = (*judgement.slips, *(slip for candidate in judgement.suspected for slip in candidate.slips))
    return tuple(filter(None, (judgement.key or judgement.tag, *(slip.tag for slip in slips))))


def _verdict(case: Case, judgement: Judgement, text: str) -> Verdict:
    part, reading = case.asked.part, case.reading
    out_of = part.marks or Fraction(0)
    return Verdict(
        question=case.asked.question.id,
        part=part.id,
        outcome=judgement.outcome,
        awarded=max(Fraction(0), out_of * judgement.share),
        out_of=out_of,
        tag=judgement.tag,
        message=" ".join([judgement.message, *_remarks(reading.notes)]),
        expected=case.asked.expected_text,
        evidence=text if len(text) <= EVIDENCE else text[:EVIDENCE] + "…",
        read_as=reading.shown,
        needs_human=judgement.needs_human or bool(reading.notes),
        steps=_steps_that_matter(case, judgement),
    )


def _remarks(notes: tuple[str, ...]) -> Iterable[str]:
    return (f"Remark: {note.rstrip('.')}." for note in notes)


def _steps_that_matter(case: Case, judgement: Judgement) -> tuple[str, ...]:
    """The steps where slips struck, then the part's own."""
    derivation = case.asked.run.derivation
    names = dict.fromkeys((*judgement.steps, *(slip.step for slip in judgement.slips), *case.asked.part.steps))
    return tuple(name for name in names if name in derivation and derivation.step(name).shown)
