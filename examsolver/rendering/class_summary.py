"""The page about a class, in every format."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from markupsafe import Markup

from examsolver.core.marking import Marking
from examsolver.core.question import Solution
from examsolver.rendering.charts import bins, draw_distribution, draw_shares, percent, ranges
from examsolver.rendering.class_view import ClassView, class_view
from examsolver.rendering.environment import render_template
from examsolver.rendering.html import page
from examsolver.rendering.pdf import typeset
from examsolver.rendering.reports_json import marking_record, written
from examsolver.rendering.reports_view import shown_marks
from examsolver.rendering.svg import legal

FORMATS = ("text", "markdown", "html", "pdf", "json")


def render_class(marking: Marking, solutions: Iterable[Solution], format: str) -> str | bytes:
    """The summary of a class (as JSON: every report); bytes for ``pdf``, else text.

    Raises:
        ValueError: a format that summaries do not have.
    """
    if format == "json":
        return written(marking_record(marking.reports, marking.problems))
    view = class_view(marking, solutions)
    facts = {"view": view, "shown": shown_marks, "shown_short": _shown, "percent": percent}
    match format:
        case "html":
            charts = {name: Markup(svg) for name, svg in _charts(view).items()}
            return page("class.html.j2", **facts, **charts)
        case "pdf":
            return typeset("class.typ.j2", **facts, **_charts(view))
        case "markdown":
            return legal(render_template("class.md.j2", **facts, **_spread(view)))
        case "text":
            return legal(render_template("class.txt.j2", **facts, **_spread(view)))
        case _:
            raise ValueError(f"no summary as {format!r}; there is {', '.join(FORMATS)}")


def _charts(view: ClassView) -> dict[str, str]:
    shares = [(row.title or row.question, row.facility) for row in view.questions]
    return {
        "distribution": draw_distribution(view.totals, view.out_of),
        "shares": draw_shares(shares, "Share of the marks, by question"),
    }


def _spread(view: ClassView) -> dict[str, object]:
    """The distribution in words: spans of marks, and how many students in each."""
    counts = bins(view.totals, view.out_of)
    return {"spread": list(zip(ranges(view.out_of), counts, strict=True)), "largest": max([*counts, 1])}


def _shown(marks: Fraction | None) -> str:
    """Marks of many students to the nearest quarter; a dash where there are none."""
    return "–" if marks is None else shown_marks(marks).split(" ")[0]
