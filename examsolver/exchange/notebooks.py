"""Answers in a notebook: cells tagged with question and part, or headed ``# question / part``. Nothing is run.

A notebook is JSON of which three fields matter (the source, kind and tags of its cells), so it is read with
msgspec: outputs are skipped without being kept, and a notebook that breaks its schema elsewhere is read all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import msgspec

from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Exam, Part, Question
from examsolver.exchange.addresses import Unknown, find_part, find_question
from examsolver.exchange.rows import Hints, Place, Row, Rows
from examsolver.exchange.sheets import read_block, student_of
from examsolver.registry import near

TAG = re.compile(r"(?P<what>question|part|student)\s*:\s*(?P<word>.*)", re.IGNORECASE | re.DOTALL)


class _Metadata(msgspec.Struct):
    """Of a cell: its tags. Of a notebook: whose it is."""

    tags: list[str] = []
    student: object = None


class _Cell(msgspec.Struct):
    """A cell; ``input`` is the source of code in version 3 of the format."""

    cell_type: str = "code"
    source: str | list[str] = ""
    input: str | list[str] = ""
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


class _Worksheet(msgspec.Struct):
    """Where version 3 of the format keeps its cells."""

    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    """A notebook, as far as it is read."""

    cells: list[_Cell] = []
    worksheets: list[_Worksheet] = []
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


@dataclass(frozen=True, slots=True)
class _Address:
    """What a cell is about, in words; ``text`` is what else it says. ``sure``: tagged, so a wrong word is a problem."""

    question: str
    part: str | None
    text: str
    sure: bool


@dataclass(slots=True)
class _Reader:
    """Where in a notebook the reader is, and the parts written so far."""

    exam: Exam
    source: Source
    student: str
    name: str = ""
    waiting: _Address | None = None
    written: dict[tuple[str, str, str], Row] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """An answer; cells of one part are read together, in their order."""
        key = row.student, row.question, row.part
        before = self.written.get(key)
        if before is None:
            self.written[key] = row
        elif row.text:
            text = f"{before.text}\n{row.text}".strip("\n")
            self.written[key] = Row(*key, text, before.number, row.name, span=before.span)


def read_notebook(source: Source, exam: Exam, hints: Hints) -> Rows:
    """The answers in a notebook, of its metadata's ``student``, a cell ``student ID, NAME``, or the file's name."""
    try:
        notebook = msgspec.json.decode(source.text, type=_Notebook)
    except (msgspec.MsgspecError, UnicodeError) as error:
        yield Problem(f"{source.name}: this is no notebook: {error}", None, "save it again from Jupyter")
        return
    except RecursionError:
        yield Problem(f"{source.name}: this is no notebook: it is nested too deeply")
        return
    cells = [*notebook.cells, *(cell for sheet in notebook.worksheets for cell in sheet.cells)]
    told = notebook.metadata.student
    owner = str(told).strip() if isinstance(told, (str, int)) else hints.student
    reader = _Reader(exam, source, owner)
    yield from _answers(reader, cells)
    if not reader.student:
        yield Problem(f"{source.name}: the notebook names no student", None, "begin it with a cell: student ID")
    elif reader.student == owner:
        yield Place(owner, 1)
    yield from reader.written.values()


def _answers(reader: _Reader, cells: list[_Cell]) -> Rows:
    for number, cell in enumerate(cells, start=1):
        text = _joined(cell.source) or _joined(cell.input)
        whose = _student(cell, text)
        if whose:
            reader.student, reader.name = whose
            yield Place(reader.student, number, reader.name)
        elif reader.student:
            yield from _cell(reader, cell, text.strip("\n"), number)


def _student(cell: _Cell, text: str) -> tuple[str, str] | None:
    for found in map(TAG.fullmatch, cell.metadata.tags):
        if found and found["what"].lower() == "student":
            return found["word"].strip(), ""
    line = text.strip().lstrip("#").strip()
    whose = student_of(line) if "\n" not in line else None
    return whose if whose and whose[0] else None


def _cell(reader: _Reader, cell: _Cell, text: str, number: int) -> Rows:
    """The answers in a cell; a heading that stands alone speaks for the next cell."""
    address = _tagged(cell, text) or _headed(text)
    if address is None and reader.waiting is not None:
        address = _Address(reader.waiting.question, reader.waiting.part, text, False)
    reader.waiting = None
    if address is None or not text.strip():
        return
    place = Source(f"{reader.source.name} cell {number}", text)
    first = Span(place, 0, len(text.partition("\n")[0]))
    question = find_question(reader.exam, address.question)
    if isinstance(question, Unknown):
        if address.sure or _meant(address, reader.exam):
            yield Problem(f"cell {number}: {question.message}", first, question.hint)
    elif address.part is None:
        yield from _parts(reader, question, address, number, place)
    else:
        yield from _part(reader, question, address, number, first)


def _part(reader: _Reader, question: Question, address: _Address, number: int, place: Span) -> Rows:
    part = find_part(question, address.part or "")
    if not isinstance(part, Part):
        yield Problem(f"cell {number}: {part.message}", place, part.hint)
    elif not address.text and not address.sure:
        reader.waiting = address
    else:
        reader.add(Row(reader.student, question.id, part.id, address.text, number, reader.name, span=place))


def _parts(reader: _Reader, question: Question, address: _Address, number: int, place: Source) -> Rows:
    """A cell about a whole question: its parts on lines of their own."""
    if not address.text:
        reader.waiting = None if address.sure else address
        return
    lost = len(place.text.split("\n")) - len(address.text.split("\n"))
    text = "\n" * lost + address.text  # so that lines of problems are those of the cell
    for row in read_block(text, question, reader.exam, reader.student, reader.name, place.name):
        if isinstance(row, Row):
            answer = row.text.strip("\n")
            reader.add(Row(row.student, row.question, row.part, answer, number, row.name, span=row.span))
        else:
            yield row


def _tagged(cell: _Cell, text: str) -> _Address | None:
    words: dict[str, str] = {}
    for found in map(TAG.fullmatch, cell.metadata.tags):
        if found:
            words.setdefault(found["what"].lower(), found["word"].strip())
    if "question" not in words:
        return None
    headed = _headed(text)
    same = headed is not None and headed.question.casefold() == words["question"].casefold()
    return _Address(words["question"], words.get("part"), headed.text if headed and same else text.strip("\n"), True)


def _headed(text: str) -> _Address | None:
    """A first line ``# question / part``, a heading in Markdown or a remark in code."""
    first, _, rest = text.partition("\n")
    if not first.lstrip().startswith("#"):
        return None
    question, slash, part = (word.strip() for word in first.strip("# \t\r").partition("/"))
    return _Address(question, part if slash and part else None, rest.strip("\n"), False) if question else None


def _meant(address: _Address, exam: Exam) -> bool:
    """Whether a heading that names no question was meant to: it names a part too, and the word is near."""
    return address.part is not None and near(address.question[:80], [question.id for question in exam]) is not None


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def is_notebook(text: str) -> bool:
    """Whether a text begins as notebooks do."""
    return re.match(r'\s*\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"\s*:', text) is not None
