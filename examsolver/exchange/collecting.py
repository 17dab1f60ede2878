"""Rows of files to one submission a student: names looked up, ids known again, wounds told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Exam, Kind
from examsolver.exchange.addresses import Unknown, find_part, find_question
from examsolver.exchange.delimited import cell_span
from examsolver.exchange.mending import Mending
from examsolver.exchange.people import Known, People
from examsolver.exchange.rows import Lines, Mended, Place, Row
from examsolver.exchange.wounds import comma_of, damage_of

TOLD = 1000
"""How many problems are told; the rest is counted."""
EITHER = "a comma that may be decimal, as it is elsewhere in this file, was taken to part thousands"

Asked = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Address:
    """Two words looked up: the ids, and what kind of answer is asked."""

    asked: Asked
    kind: Kind


@dataclass(slots=True)
class _Student:
    """What one student handed in so far; ``files`` with the number of the first answer out of each."""

    name: str = ""
    answers: list[Answer] = field(default_factory=list)
    last: dict[Asked, int] = field(default_factory=dict)
    files: list[tuple[str, int]] = field(default_factory=list)

    def file_of(self, place: int) -> str:
        """The file that an answer came in."""
        return next(name for name, first in reversed(self.files) if first <= place)


@dataclass(slots=True)
class _File:
    """What is noticed in one file. ``decimal``: commas that can only be decimal stand somewhere in it.

    ``lost``, ``mended``: the last row whose id was told as lost or as repaired, so that it is told once.
    """

    lines: Lines
    mending: Mending = field(default_factory=Mending)
    either: Mending = field(default_factory=Mending)
    decimal: bool = False
    lost: int = 0
    mended: int = 0

    def noticed(self) -> tuple[Problem, ...]:
        """What was repaired, and commas that may mean another thing than they were taken for."""
        return (*self.mending.problems(), *(self.either.problems() if self.decimal else ()))


@dataclass(slots=True)
class Collected:
    """Submissions while the rows of one file after another are gone through."""

    exam: Exam
    people: People = field(default_factory=People)
    students: dict[str, _Student] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    found: dict[Asked, _Address | Unknown] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0

    def take(self, rows: Iterable[Row | Place | Problem | Mended], lines: Lines) -> None:
        """Every row of a file to its student."""
        file = _File(lines)
        for row in rows:
            match row:
                case Problem():
                    self.tell(row)
                case Mended(says, number, column, delimiter):
                    file.mending.add(says, number, partial(cell_span, lines, number, column, delimiter))
                case _:
                    self._row(row, file)
        for problem in file.noticed():
            self.tell(problem)

    def _row(self, row: Row | Place, file: _File) -> None:
        known = self._known(row.student)
        if not known.student:
            return self._wrong(f"row {row.number} names no student", "every row says whose it is", row, file, "student")
        if known.lost:
            return self._lost(known, row, file)
        if known.mended and file.mended != row.number:
            file.mended = row.number
            for says in known.mended:
                file.mending.add(says, row.number, partial(place_of, row, file.lines, "student"))
        student = self.students.setdefault(known.student, _Student())
        student.name = row.name or student.name
        if not student.files or student.files[-1][0] != file.lines.source.name:
            student.files.append((file.lines.source.name, len(student.answers)))
        if isinstance(row, Row):
            self._answer(known.student, student, row, file)
        return None

    def _lost(self, known: Known, row: Row | Place, file: _File) -> None:
        """An id of which the digits are gone: told once a row."""
        if file.lost != row.number:
            file.lost = row.number
            message = f"row {row.number}: the id {known.student} was shortened by a spreadsheet; {known.lost}"
            self._wrong(message, "its answers were left out; write the id in full", row, file, "student")

    def _answer(self, student_id: str, student: _Student, row: Row, file: _File) -> None:
        address = self._find(row.question.strip(), row.part.strip())
        if isinstance(address, Unknown):
            message = f"row {row.number}, student {student_id}: {address.message}"
            return self._wrong(message, address.hint, row, file, address.about)
        answer = Answer(*address.asked, row.text, row.number)
        before = student.last.get(address.asked)
        if before is not None:
            message = _twice(student_id, student, before, answer, file.lines.source.name)
            self._wrong(message, "the last one counts", row, file)
        student.last[address.asked] = len(student.answers)
        student.answers.append(answer)
        return self._wounds(student_id, row, address, file)

    def _wounds(self, student: str, row: Row, address: _Address, file: _File) -> None:
        text = row.text.strip()
        damage = damage_of(text, address.kind)
        if damage:
            question, part = address.asked
            message = f"row {row.number}, student {student}, {question} {part}: {_short(text)} {damage}"
            self._wrong(message, "ask for what was written, or mark it by hand: it is not guessed", row, file)
        elif address.kind in ("number", "integer") and (comma := comma_of(text)):
            file.decimal |= comma == "decimal"
            if comma == "either":
                file.either.add(EITHER, row.number, partial(place_of, row, file.lines))

    def _known(self, word: str) -> Known:
        """Whose an id is; each is looked up once."""
        if word not in self.known:
            self.known[word] = self.people.find(word)
        return self.known[word]

    def _find(self, question: str, part: str) -> _Address | Unknown:
        """The ids that two words mean; each pair of words is looked up once."""
        if (question, part) not in self.found:
            self.found[question, part] = _looked_up(self.exam, question, part)
        return self.found[question, part]

    def _wrong(self, message: str, hint: str | None, row: Row | Place, file: _File, what: str = "answer") -> None:
        self.tell(lambda: Problem(message, place_of(row, file.lines, what), hint))

    def tell(self, problem: Problem | Callable[[], Problem]) -> None:
        """A problem, as far as so many are told; made only then."""
        if len(self.problems) < TOLD:
            self.problems.append(problem if isinstance(problem, Problem) else problem())
        else:
            self.untold += 1

    def told(self) -> tuple[Problem, ...]:
        """The problems; beyond a limit, how many more there are."""
        more = (Problem(f"{self.untold} more problems"),) if self.untold else ()
        return (*self.problems, *self._in_several_files(), *more)

    def _in_several_files(self) -> Iterable[Problem]:
        for student, one in self.students.items():
            names = list(dict.fromkeys(name for name, _ in one.files))
            if len(names) > 1:
                listed = ", ".join(names[:5])
                yield Problem(
                    f"student {student} is in {len(names)} files: {listed}", None, "all were read, in this order"
                )

    def submissions(self) -> tuple[Submission, ...]:
        """The submissions, in the order in which students first appear."""
        return tuple(Submission(student, tuple(one.answers), one.name) for student, one in self.students.items())


def place_of(row: Row | Place, lines: Lines, what: str = "answer") -> Span:
    """Where a row's student, question, part or answer stands."""
    if row.span is not None:
        return row.span
    columns = row.columns
    column = {"student": columns.student, "question": columns.question, "part": columns.part}.get(what, columns.answer)
    return cell_span(lines, row.number, column, columns.delimiter)


def _looked_up(exam: Exam, question: str, part: str) -> _Address | Unknown:
    known = find_question(exam, question)
    if isinstance(known, Unknown):
        return known
    asked = find_part(known, part)
    return asked if isinstance(asked, Unknown) else _Address((known.id, asked.id), asked.kind)


def _twice(student_id: str, student: _Student, before: int, answer: Answer, name: str) -> str:
    first, file = student.answers[before], student.file_of(before)
    one, other = ("", "") if file == name else (f" of {file}", f" of {name}")
    return (
        f"student {student_id} answers {answer.question} {answer.part} twice: "
        f"{_short(first.text)} in row {first.row}{one} and {_short(answer.text)} in row {answer.row}{other}"
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")
