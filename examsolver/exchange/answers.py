"""Answers in: JSONL, CSV or a text sheet, to one submission a student."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import Problem, Source
from examsolver.core.question import Exam
from examsolver.exchange.addresses import Unknown, find_part, find_question
from examsolver.exchange.encodings import read_source
from examsolver.exchange.jsonl import read_jsonl
from examsolver.exchange.rows import Lines, Place, Row, Rows, lines_of
from examsolver.exchange.sheets import read_sheet
from examsolver.exchange.tables import STUDENT, column_of, delimiter_of, read_table

TOLD = 1000
"""How many problems of one file are told; the rest is counted."""

Submissions = tuple[Submission, ...]
Problems = tuple[Problem, ...]


def read_answers(given: Path | str | bytes, exam: Exam, name: str | None = None) -> tuple[Submissions, Problems]:
    """The submissions in a file (a ``Path``), its bytes, or a text, and everything that is wrong with them.

    Wrong rows, unknown questions and parts cost only themselves. Of two answers to one part the
    last counts; both are told and both are kept in the submission.
    """
    source, problems = read_source(given, name)
    if source is None:
        return (), problems
    if not source.text.strip():
        return (), (*problems, Problem(f"{source.name}: there is nothing in this file"))
    collected = _Collected(exam, lines_of(source))
    collected.take(_rows(source, exam))
    return collected.submissions(), (*problems, *collected.told())


def _rows(source: Source, exam: Exam) -> Rows:
    """The rows, by what the text looks like; its name decides only where that leaves a choice."""
    first = next(line for line in source.text.split("\n") if line.strip())
    if first.lstrip().startswith("{") or source.name.lower().endswith((".jsonl", ".ndjson")):
        return read_jsonl(source)
    header = [cell.strip(' "') for cell in first.split(delimiter_of(first))]
    if source.name.lower().endswith((".csv", ".tsv")) or (len(header) > 1 and column_of(header, STUDENT) is not None):
        return read_table(source, exam)
    return read_sheet(source, exam)


@dataclass(slots=True)
class _Collected:
    """Submissions while the rows of a file are gone through."""

    exam: Exam
    lines: Lines
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    last: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    found: dict[tuple[str, str], tuple[str, str] | Unknown] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0

    def take(self, rows: Iterable[Row | Place | Problem]) -> None:
        """Every row to its student."""
        for row in rows:
            if isinstance(row, Problem):
                self._tell(row)
            elif not row.student.strip():
                self._wrong(row, f"row {row.number} names no student", "every row says whose it is")
            else:
                student = row.student.strip()
                self.answers.setdefault(student, [])
                self.names[student] = row.name or self.names.get(student, "")
                if isinstance(row, Row):
                    self._answer(student, row)

    def _answer(self, student: str, row: Row) -> None:
        found = self._find(row.question.strip(), row.part.strip())
        if isinstance(found, Unknown):
            return self._wrong(row, f"row {row.number}, student {student}: {found.message}", found.hint)
        answer = Answer(*found, row.text, row.number)
        before = self.last.get((student, *found))
        if before:
            self._wrong(row, _twice(student, before, answer), "the last one counts")
        self.last[student, *found] = answer
        self.answers[student].append(answer)
        return None

    def _find(self, question: str, part: str) -> tuple[str, str] | Unknown:
        """The ids that two words mean; each pair of words is looked up once."""
        if (question, part) not in self.found:
            self.found[question, part] = _looked_up(self.exam, question, part)
        return self.found[question, part]

    def _wrong(self, row: Row | Place, message: str, hint: str) -> None:
        self._tell(Problem(message, self.lines.span(row.number), hint))

    def _tell(self, problem: Problem) -> None:
        if len(self.problems) < TOLD:
            self.problems.append(problem)
        else:
            self.untold += 1

    def told(self) -> Problems:
        """The problems; beyond a limit, how many more there are."""
        more = (Problem(f"{self.lines.source.name}: {self.untold} more problems"),) if self.untold else ()
        return (*self.problems, *more)

    def submissions(self) -> Submissions:
        """The submissions, in the order in which students first appear."""
        return tuple(Submission(student, tuple(given), self.names[student]) for student, given in self.answers.items())


def _looked_up(exam: Exam, question: str, part: str) -> tuple[str, str] | Unknown:
    known = find_question(exam, question)
    if isinstance(known, Unknown):
        return known
    asked = find_part(known, part)
    return asked if isinstance(asked, Unknown) else (known.id, asked.id)


def _twice(student: str, before: Answer, answer: Answer) -> str:
    return (
        f"student {student} answers {answer.question} {answer.part} twice: "
        f"{_short(before.text)} in row {before.row} and {_short(answer.text)} in row {answer.row}"
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")
