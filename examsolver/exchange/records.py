"""Small listings as text and as JSON: problems, checks, parts, the bank. Every document has ``"format": 1``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction

from examsolver.core.marks import marks_number
from examsolver.core.problem import Problem
from examsolver.core.question import Check, Exam, Part, Question
from examsolver.core.reference import Entry

Checked = tuple[tuple[Question, tuple[Check, ...]], ...]


def document(**content: object) -> str:
    """A JSON document, indented, in the project's format."""
    return json.dumps({"format": 1, **content}, ensure_ascii=False, indent=2)


def problems_json(problems: Iterable[Problem]) -> str:
    """Problems with line and column."""
    return document(problems=[problem.record() for problem in problems])


def checks_json(checked: Checked) -> str:
    """Checks of every question."""
    return document(
        questions=[
            {
                "id": question.id,
                "checks": [
                    {"subject": c.subject, "method": c.method, "agrees": c.agrees, "detail": c.detail} for c in checks
                ],
            }
            for question, checks in checked
        ],
        problems=[],
    )


def checks_text(checked: Checked, verbose: bool = False) -> str:
    """A line a question; every check that disagrees, or all."""
    lines = []
    for question, checks in checked:
        wrong = [check for check in checks if not check.agrees]
        methods = ", ".join(dict.fromkeys(check.method for check in checks))
        said = f"{len(wrong)} of {len(checks)} checks DISAGREE" if wrong else f"{len(checks)} checks agree"
        lines.append(f"{question.id}: {said}" + (f" ({methods})" if methods else ""))
        lines.extend(f"  {_check_line(check)}" for check in (checks if verbose else wrong))
    return "\n".join(lines) or "no questions"


def _check_line(check: Check) -> str:
    said = "agrees" if check.agrees else "DISAGREES"
    return f"{check.subject}: {check.method}: {said}" + (f": {check.detail}" if check.detail else "")


def parts_json(exam: Exam) -> str:
    """The parts of every question."""
    return document(
        questions=[
            {"id": asked.id, "marks": marks_number(asked.marks), "parts": [_part(part) for part in asked.parts]}
            for asked in exam
        ]
    )


def _part(part: Part) -> dict[str, object]:
    return {
        "id": part.id,
        "marks": marks_number(part.marks or Fraction(0)),
        "kind": part.kind,
        "form": part.form.words if part.form else None,
        "unit": part.unit,
        **({"options": dict(part.options)} if part.options else {}),
    }


def parts_text(exam: Exam) -> str:
    """A line a part."""
    lines = []
    for question in exam:
        title = f"  {question.title}" if question.title else ""
        lines.append(f"{question.id} [{question.marks}]{title}")
        lines.extend("  " + row for row in table([_part_row(part) for part in question.parts]))
    return "\n".join(lines)


def _part_row(part: Part) -> tuple[str, ...]:
    return part.id, str(part.marks), part.kind, part.form.words if part.form else "", part.unit or ""


def bank_json(questions: Iterable[Question]) -> str:
    """Questions of the bank."""
    return document(
        questions=[
            {
                "id": question.id,
                "title": question.title,
                "family": question.header.family,
                "topic": question.topic,
                "level": question.level,
                "tags": list(question.tags),
                "marks": marks_number(question.marks),
                "variants": bool(question.draw),
            }
            for question in questions
        ]
    )


def bank_text(questions: Iterable[Question]) -> str:
    """A line a question."""
    rows = [
        (
            question.id,
            question.topic or "",
            question.level or "",
            str(question.marks),
            "variants" if question.draw else "",
            question.title,
        )
        for question in questions
    ]
    return "\n".join(table(rows)) or "no such questions"


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as aligned lines."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def entries_json(entries: Iterable[Entry]) -> str:
    """Layers, rules or conventions."""
    return document(entries=[asdict(entry) for entry in entries])


def entries_text(entries: Sequence[Entry]) -> str:
    """One line each, under the heading of its group; one or two in full."""
    if len(entries) <= 2:
        return "\n\n".join("\n".join(_entry_lines(entry)) for entry in entries)
    width = max(len(entry.name) for entry in entries)
    lines: list[str] = []
    group = ""
    for entry in entries:
        if entry.group != group:
            group = entry.group
            lines += ["", f"{group}:"] if lines else [f"{group}:"]
        lines.append(f"{'  ' if group else ''}{entry.name:{width}}  {entry.summary}")
    return "\n".join(lines)


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield f"{entry.name}: {entry.summary}"
    yield f"  {entry.written}"
    if entry.also:
        yield f"  also written: {', '.join(entry.also)}"
    width = max((len(name) for name, _ in entry.takes), default=0)
    yield from (f"    {name:{width}}  {says}" for name, says in entry.takes)
    if entry.quantities:
        yield f"  quantities: {', '.join(entry.quantities)}"
    if entry.conventions:
        yield f"  conventions: {', '.join(entry.conventions)}"
    yield "  example:"
    yield from (f"    {line}" for line in entry.example.split("\n"))
