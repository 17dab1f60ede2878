"""A student's marked script, in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from examsolver.core.marking import Report
from examsolver.core.question import Exam, Solution
from examsolver.rendering.environment import render_template
from examsolver.rendering.html import page
from examsolver.rendering.pdf import typeset
from examsolver.rendering.reports_json import marking_record, written
from examsolver.rendering.reports_view import ReportView, report_view, solved_by_question
from examsolver.rendering.svg import legal

FORMATS = ("text", "markdown", "html", "pdf", "json")


def render_report(report: Report, exam: Exam, solutions: Iterable[Solution], format: str) -> str | bytes:
    """The report of one student; see :func:`render_reports`."""
    return next(render_reports((report,), exam, solutions, format))


def render_reports(
    reports: Iterable[Report], exam: Exam, solutions: Iterable[Solution], format: str
) -> Iterator[str | bytes]:
    """The reports of some students, in order; bytes for ``pdf``, else text. Steps are worked once for all.

    Raises:
        ValueError: a format that reports do not have.
    """
    if format not in FORMATS:
        raise ValueError(f"no report as {format!r}; there is {', '.join(FORMATS)}")
    solved = solved_by_question(solutions)
    for report in reports:
        yield (
            written(marking_record([report]))
            if format == "json"
            else _rendered(report_view(report, exam, solved), format)
        )


def _rendered(view: ReportView, format: str) -> str | bytes:
    match format:
        case "html":
            return page("report.html.j2", view=view)
        case "pdf":
            return typeset("report.typ.j2", view=view)
        case "markdown":
            return legal(render_template("report.md.j2", view=view))
        case _:
            return legal(render_template("report.txt.j2", view=view))
