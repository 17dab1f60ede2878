"""Answers written in every format that is read: what a round trip begins with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

import nbformat

from examsolver.core.question import Exam
from examsolver.exchange.gradebook import safe_cell

Texts = Mapping[tuple[str, str, str], str]
"""From (student, question, part) to the answer."""


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def students(texts: Texts) -> list[str]:
    return list(dict.fromkeys(student for student, _, _ in texts))


def parts(exam: Exam) -> list[tuple[str, str]]:
    return [(question.id, part.id) for question in exam for part in question.parts]


def as_jsonl(texts: Texts, exam: Exam) -> str:
    names = ("student", "question", "part", "answer")
    rows = [dict(zip(names, (*key, text), strict=True)) for key, text in texts.items()]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_long(texts: Texts, exam: Exam, delimiter: str = ",") -> str:
    rows = [(*key, text) for key, text in texts.items()]
    return table([("student", "question", "part", "answer"), *rows], delimiter)


def as_wide(texts: Texts, exam: Exam, delimiter: str = ",") -> str:
    header = ("student", *(f"{question}/{part}" for question, part in parts(exam)))
    rows = [(s, *(texts.get((s, *asked), "") for asked in parts(exam))) for s in students(texts)]
    return table([header, *rows], delimiter)


def as_moodle(texts: Texts, exam: Exam, delimiter: str = ",") -> str:
    header = ("Last name", "First name", "ID number", "Email address", "State", "Grade/10.00")
    responses = tuple(f"Response {n}" for n in range(1, len(parts(exam)) + 1))
    rows = [
        ("Last", "First", s, f"{s}@x.org", "Finished", "-", *(texts.get((s, *asked), "-") for asked in parts(exam)))
        for s in students(texts)
    ]
    return table([(*header, *responses), *rows], delimiter)


def as_canvas(texts: Texts, exam: Exam, delimiter: str = ",") -> str:
    header = ["name", "id", "sis_id", "section", "submitted", "attempt"]
    for number, (question, part) in enumerate(parts(exam), start=4711):
        header += [f"{number}: What comes out? [{question}/{part}]", "1.0"]
    rows = []
    for number, s in enumerate(students(texts)):
        row = ["Name", str(900 + number), s, "A", "2024-04-01 10:00:00 UTC", "1"]
        for asked in parts(exam):
            row += [texts.get((s, *asked), ""), "0.0"]
        rows.append([*row, "0", "7", "0.0"])
    return table([[*header, "n correct", "n incorrect", "score"], *rows], delimiter)


def as_sheet(texts: Texts, exam: Exam) -> str:
    lines = []
    for s in students(texts):
        lines.append(f"student {s}")
        for question in exam:
            lines.append(question.id)
            for part in question.parts:
                text = texts.get((s, question.id, part.id))
                if text is not None:
                    lines += [f"  {part.id}: ", *(f"     {line}" for line in text.split("\n"))]
    return "\n".join(lines)


def as_notebook(texts: Texts, tagged: bool = True) -> str:
    """The answers of one student, with tags or under headings, among cells that are no answers."""
    cells = [nbformat.v4.new_markdown_cell("# Homework\nPlease answer below."), nbformat.v4.new_code_cell("x = 1")]
    for place, ((_, question, part), text) in enumerate(texts.items()):
        make = (nbformat.v4.new_markdown_cell, nbformat.v4.new_raw_cell, nbformat.v4.new_code_cell)[place % 3]
        if tagged:
            cells.append(make(text, metadata={"tags": ["graded", f"question:{question}", f"part:{part}"]}))
        else:
            cells.append(make(f"## {question} / {part}\n{text}"))
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
