"""The list of answers that a human must look at, as a page that is read beside the table that is filled in."""

from __future__ import annotations

from collections.abc import Sequence

from examsolver.core.results import ReviewGroup
from examsolver.maths.naming import name_formula
from examsolver.rendering.html import page
from examsolver.rendering.reports_view import OUTCOMES, shown_marks

MOST_NAMED = 200
"""Students of one group that are named."""


def render_review(title: str, groups: Sequence[ReviewGroup]) -> str:
    """One HTML file, answers that are alike together."""
    rows = [
        {
            "question": group.question,
            "part": name_formula(group.part),
            "first": first,
            "outcome": OUTCOMES[first.outcome],
            "suggested": shown_marks(first.awarded),
            "out_of": shown_marks(first.out_of),
            "answers": tuple(dict.fromkeys(row.verdict.evidence for row in group.rows))[:3],
            "students": [row.student for row in group.rows][:MOST_NAMED],
            "more": max(0, len(group.rows) - MOST_NAMED),
            "count": len(group.rows),
        }
        for group in groups
        for first in [group.rows[0].verdict]
    ]
    students = {row.student for group in groups for row in group.rows}
    return page("review.html.j2", title=title, groups=rows, answers=sum(len(g.rows) for g in groups), who=len(students))
