"""A student's marked script, in every format."""

from __future__ import annotations

from collections.abc import Iterable

from examsolver.core.marking import Report
from examsolver.core.question import Exam, Solution
from examsolver.rendering.environment import render_template
from examsolver.rendering.html import page
from examsolver.rendering.pdf import typeset
from examsolver.rendering.reports_json import marking_record, written
from examsolver.rendering.reports_view import report_view
from examsolver.rendering.svg import legal

FORMATS = ("text", "markdown", "html", "pdf", "json")


def render_report(report: Report, exam: Exam, solutions: Iterable[Solution], format: str) -> str | bytes:
    """The report of one student; bytes for ``pdf``, else text.

    Raises:
        ValueError: a format that reports do not have.
    """
    if format == "json":
        return written(marking_record([report]))
    view = report_view(report, exam, solutions)
    match format:
        case "html":
            return page("report.html.j2", view=view)
        case "pdf":
            return typeset("report.typ.j2", view=view)
        case "markdown":
            return legal(render_template("report.md.j2", view=view))
        case "text":
            return legal(render_template("report.txt.j2", view=view))
        case _:
            raise ValueError(f"no report as {format!r}; there is {', '.join(FORMATS)}")
