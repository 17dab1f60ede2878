"""The gradebook: a CSV with a row a student and a column a part."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

from examsolver.core.marking import Marking, Report

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so would be run by a spreadsheet as a formula."""


def gradebook_csv(marking: Marking) -> str:
    """Student, name, the marks of every part, total, out of. Every cell is quoted; none can be run as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    parts = [f"{question.id}/{part.id}" for question in marking.exam for part in question.parts]
    writer.writerow([safe_cell(cell) for cell in ("student", "name", *parts, "total", "out of")])
    for report in marking.reports:
        writer.writerow([safe_cell(cell) for cell in _row(report)])
    return written.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(DANGEROUS) else text


def marks_cell(marks: Fraction) -> str:
    """Marks to the nearest quarter, halves up, as a decimal that every spreadsheet reads."""
    quarters = (marks * 4 + Fraction(1, 2)).__floor__()
    return f"{quarters / 4:g}"


def _row(report: Report) -> list[str]:
    parts = [marks_cell(verdict.awarded) for verdict in report.verdicts]
    return [report.student, report.name, *parts, marks_cell(report.awarded), marks_cell(report.out_of)]
