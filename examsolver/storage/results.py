"""``results.json``: a marking with all that it came from. The same input gives the same bytes; no time is in it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path, PurePath
from typing import Any

import msgspec

from examsolver.core.marking import Answer, Kept, Marking, Override, Report, Submission, Verdict
from examsolver.core.marks import MarksNumber, marks_number
from examsolver.core.problem import ExamError, Problem, Source
from examsolver.core.question import Policy
from examsolver.core.results import Hashes, Results
from examsolver.exchange.texts import source_of
from examsolver.storage.hashing import answers_hash, exam_hash, hashes_of, plain_lines, policies_of, policy_record

FORMAT = 1
FILE = "results.json"

_MARKS = re.compile(r"-?\d{1,400}(?:\.\d{1,400})?(?:/[1-9]\d{0,399})?")

Record = dict[str, Any]


def results_of(marking: Marking, version: str) -> Results:
    """A marking as it is kept: every student once, of two answers to one part the one that counts."""
    given = {submission.student: submission for submission in marking.submissions}
    submissions = tuple(
        _counting(given.get(report.student) or Submission(report.student, (), report.name))
        for report in marking.reports
    )
    exam = marking.exam
    return Results(
        version=version,
        title=exam.title,
        source=Source(PurePath(exam.source.name).name, plain_lines(exam.source.text)),
        seed=exam.seed,
        hashes=hashes_of(exam, submissions),
        policies=policies_of(exam),
        submissions=submissions,
        reports=marking.reports,
        machine=marking.machine or marking.reports,
        kept=marking.kept,
        overrides=marking.overrides,
    )


def _counting(submission: Submission) -> Submission:
    last = {(answer.question, answer.part): answer for answer in submission.answers}
    answers = tuple(Answer(answer.question, answer.part, answer.text) for answer in last.values())
    return replace(submission, answers=answers)


def results_text(results: Results) -> str:
    """The text of ``results.json``."""
    document = {
        "format": FORMAT,
        "examsolver": results.version,
        "hashes": asdict(results.hashes),
        "exam": {
            "name": results.source.name,
            "title": results.title,
            "seed": results.seed,
            "text": results.source.text,
        },
        "policy": {name: policy_record(policy) for name, policy in results.policies.items()},
        "students": [
            _student(*three) for three in zip(results.submissions, results.reports, results.machine, strict=True)
        ],
        "kept": [{"student": one.student, **_verdict(one.verdict)} for one in results.kept],
        "overrides": [override_record(one) for one in results.overrides],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _student(submission: Submission, report: Report, machine: Report) -> Record:
    return {
        "student": report.student,
        "name": report.name,
        "awarded": _marks(report.awarded),
        "out_of": _marks(report.out_of),
        "answers": [{"question": one.question, "part": one.part, "text": one.text} for one in submission.answers],
        "verdicts": [
            _verdict(final) | ({} if final == below else {"machine": _verdict(below)})
            for final, below in zip(report.verdicts, machine.verdicts, strict=True)
        ],
    }


def _verdict(verdict: Verdict) -> Record:
    marks = {"awarded": _marks(verdict.awarded), "out_of": _marks(verdict.out_of)}
    return asdict(verdict) | marks


def override_record(override: Override) -> Record:
    """An override as JSON."""
    return {
        "student": override.student,
        "question": override.question,
        "part": override.part,
        "marks": _marks(override.marks),
        "note": override.note,
        "by": override.by,
    }


def _marks(marks: Fraction) -> MarksNumber:
    """A number only where that is exact."""
    number = marks_number(marks)
    return number if Fraction(str(number)) == marks else str(marks)


class _Exam(msgspec.Struct):
    text: str
    name: str = "<text>"
    title: str = ""
    seed: int = 0


class _Answer(msgspec.Struct):
    question: str
    part: str
    text: str


class _Student(msgspec.Struct):
    student: str
    answers: list[_Answer]
    verdicts: list[Record]
    name: str = ""


class _File(msgspec.Struct):
    """A file of results as it is written; a student's verdicts are looked at one by one."""

    format: int
    hashes: Hashes
    exam: _Exam
    students: list[_Student]
    policy: dict[str, Policy] = {}
    examsolver: str = ""
    kept: list[Record] = []
    overrides: list[Override] = []


def read_results(given: Path | str) -> Results:
    """The results in a file, in a folder that holds one, or in a text.

    Raises:
        ExamError: it cannot be read, is of another format, or does not hold what its hashes say.
    """
    if isinstance(given, Path) and given.is_dir():
        given = given / FILE
    source = source_of(given, FILE)
    try:
        results = _results(_document(source.text))
    except RecursionError as error:
        raise _broken(source, "it is nested too deeply") from error
    except (msgspec.ValidationError, ValueError) as error:
        raise _broken(source, str(error)) from error
    if problem := _tampered(results):
        raise _broken(source, problem)
    return results


def _broken(source: Source, why: str) -> ExamError:
    hint = f"examsolver grade … -o FOLDER writes {FILE}"
    return ExamError([Problem(f"{source.name}: these results cannot be read: {why}", None, hint)])


def _document(text: str) -> _File:
    loaded = json.loads(text)
    if isinstance(loaded, dict) and loaded.get("format") not in (FORMAT, None):
        raise ValueError(f"they are of format {str(loaded['format'])[:20]}; this examsolver reads format {FORMAT}")
    file: _File = _as(loaded, _File)
    return file


def _as(thing: Any, kind: type[Any]) -> Any:
    return msgspec.convert(thing, kind, dec_hook=_hook)


def _hook(kind: type[Any], thing: Any) -> Any:
    if kind is Fraction and not isinstance(thing, bool) and _MARKS.fullmatch(str(thing)[:900]):
        return Fraction(str(thing))
    raise ValueError(f"{str(thing)[:40]!r} is no number of marks")


def _results(file: _File) -> Results:
    return Results(
        version=file.examsolver,
        title=file.exam.title,
        source=Source(file.exam.name, file.exam.text),
        seed=file.exam.seed,
        hashes=file.hashes,
        policies=file.policy,
        submissions=tuple(_submission(one) for one in file.students),
        reports=tuple(Report(one.student, _verdicts(one, below=False), one.name) for one in file.students),
        machine=tuple(Report(one.student, _verdicts(one, below=True), one.name) for one in file.students),
        kept=tuple(Kept(str(one.get("student", "")), _as(one, Verdict)) for one in file.kept),
        overrides=tuple(file.overrides),
    )


def _verdicts(student: _Student, below: bool) -> tuple[Verdict, ...]:
    """The verdicts that count, or the machine's below them."""
    return tuple(_as(one.get("machine", one) if below else one, Verdict) for one in student.verdicts)


def _submission(student: _Student) -> Submission:
    answers = tuple(Answer(one.question, one.part, one.text) for one in student.answers)
    return Submission(student.student, answers, student.name)


def _tampered(results: Results) -> str | None:
    """What is not as it was when it was marked."""
    if exam_hash(results.source, results.seed) != results.hashes.exam:
        return "the exam's text was changed after marking"
    if answers_hash(results.submissions) != results.hashes.answers:
        return "the answers were changed after marking"
    return None
