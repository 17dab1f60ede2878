"""Answers as JSONL: ``{"student": …, "question": …, "part": …, "answer": …}`` on each line."""

from __future__ import annotations

import msgspec

from examsolver.core.problem import Problem, Source
from examsolver.core.question import Exam
from examsolver.exchange.rows import Hints, Place, Row, Rows, lines_of

NOTHING = msgspec.Raw(b"null")


class Record(msgspec.Struct):
    """One line. Numbers stay as they were written, so that the digits shown are not lost."""

    student: msgspec.Raw = NOTHING
    question: msgspec.Raw = NOTHING
    part: msgspec.Raw = NOTHING
    answer: msgspec.Raw = NOTHING
    name: msgspec.Raw = NOTHING


def read_jsonl(source: Source, exam: Exam, hints: Hints) -> Rows:
    """The rows of a JSONL text; lines are checked one by one."""
    lines = lines_of(source)
    decoder = msgspec.json.Decoder(Record)
    for number, line in enumerate(lines.texts(), start=1):
        if not line.strip():
            continue
        try:
            yield _row(decoder.decode(line), number, hints.student)
        except (msgspec.MsgspecError, UnicodeError) as error:
            yield Problem(f"row {number} could not be read: {error}", lines.span(number), "a row is one JSON object")
        except RecursionError:
            yield Problem(f"row {number} could not be read: it is nested too deeply", lines.span(number))


def _row(record: Record, number: int, owner: str) -> Row | Place:
    student, name = _text(record.student) or owner, _text(record.name)
    if record.question is NOTHING and record.answer is NOTHING:
        return Place(student, number, name)
    return Row(student, _text(record.question), _text(record.part), _text(record.answer), number, name)


def _text(value: msgspec.Raw) -> str:
    """A string as it is; another JSON value as it was written; null as nothing."""
    if value is NOTHING:
        return ""
    raw = bytes(value)
    if raw.startswith(b'"'):
        return msgspec.json.decode(raw, type=str)
    return "" if raw == b"null" else raw.decode("utf-8", "replace")
