"""The page about a class, in every format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from markupsafe import Markup

from examsolver.core.marking import Marking
from examsolver.core.question import Solution
from examsolver.core.results import ReviewGroup
from examsolver.core.statistics import ClassStatistics
from examsolver.rendering.charts import bins, draw_distribution, draw_shares, percent, ranges
from examsolver.rendering.class_json import class_record
from examsolver.rendering.class_view import (
    MOST_GROUPS,
    MOST_MISTAKES,
    MOST_PROBLEMS,
    ClassView,
    class_view,
)
from examsolver.rendering.cutting import brief, cut
from examsolver.rendering.definitions import DEFINITIONS
from examsolver.rendering.environment import render_template
from examsolver.rendering.html import page
from examsolver.rendering.pdf import typeset
from examsolver.rendering.reports_json import marking_record, written
from examsolver.rendering.reports_view import shown_marks
from examsolver.rendering.svg import legal

FORMATS = ("text", "markdown", "html", "pdf", "json")


def render_class(
    marking: Marking,
    solutions: Iterable[Solution],
    figures: ClassStatistics,
    groups: Sequence[ReviewGroup],
    format: str,
) -> str | bytes:
    """The summary of a class (as JSON: every report, and the class under ``class``); bytes for ``pdf``, else text.

    Raises:
        ValueError: a format that summaries do not have.
    """
    view = class_view(marking, solutions, figures, groups)
    if format == "json":
        return written({**marking_record(marking.reports, marking.problems), "class": class_record(view)})
    facts = {"view": view, **SETTING}
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


def rounded(value: Fraction | float | None) -> str:
    """A figure about many students to one decimal; a dash where there is none."""
    return "–" if value is None else f"{float(value):.1f}".removesuffix(".0")


def correlated(value: float | None) -> str:
    """A correlation or a coefficient to two decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


SETTING = {
    "shown": shown_marks,
    "rounded": rounded,
    "correlated": correlated,
    "percent": percent,
    "cut": cut,
    "brief": brief,
    "definitions": DEFINITIONS,
    "most_mistakes": MOST_MISTAKES,
    "most_groups": MOST_GROUPS,
    "most_problems": MOST_PROBLEMS,
}
"""What templates of the page call."""


def _charts(view: ClassView) -> dict[str, str]:
    shares = [(row.title, row.facility) for row in view.questions]
    return {
        "distribution": draw_distribution(view.figures.totals, view.figures.out_of),
        "shares": draw_shares(shares, "Share of the marks, by question"),
    }


def _spread(view: ClassView) -> dict[str, object]:
    """The distribution in words: spans of marks, and how many students in each."""
    counts = bins(view.figures.totals, view.figures.out_of)
    spans = ranges(view.figures.out_of)
    return {"spread": list(zip(spans, counts, strict=True)), "largest": max([*counts, 1])}
