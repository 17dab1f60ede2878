"""Lines of working in the reports of a student."""

from __future__ import annotations

import json

import pytest

import examsolver
from examsolver.core.marking import Answer, Report, Submission
from examsolver.core.question import Exam, Solution
from examsolver.rendering.reports import render_report


def working_report() -> tuple[Report, Exam, tuple[Solution, ...]]:
    text = (
        'question q [6] "By hand": compute\n  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]\n  F = [[2, 0], [-3, 1]]\n'
        "  Z = conv(X, F)\n  y = gap(Z)\n  find Z [4]\n  find y [2]\n"
    )
    exam = examsolver.load(text)
    written = "Z_1 = 3*2 - 6 + 1 = 1\nZ_2 = F_9 = <b>2</b> = 2\ny = (1+2-10+8)/4 = 2/4 = 0.25\nso t = 2 + 2 = 4"
    given = Submission("ada", (Answer("q", "working", written),))
    (report,) = examsolver.grade(exam, (given,)).reports
    return report, exam, tuple(examsolver.solve(question) for question in exam)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_line_of_working_has_its_mark_and_sentence(form: str) -> None:
    shown = str(render_report(*working_report(), form))
    for line in ("Z₁ = 3", "y = (1+2-10+8)/4 = 2/4 = 0.25", "t = 2 + 2 = 4"):
        assert line in shown.replace("\\*", "*").replace("\\", "")
    assert all(sign in shown for sign in "✓✗?–")
    assert "your numbers come to 1/4" in shown or "left side comes to 1/4" in shown
    assert form == "text" or "<b>" not in shown


def test_working_is_in_json_and_on_paper() -> None:
    report, exam, solutions = working_report()
    record = json.loads(str(render_report(report, exam, solutions, "json")))
    outcomes = [claim["outcome"] for verdict in record["students"][0]["verdicts"] for claim in verdict["claims"]]
    assert outcomes == ["confirmed", "unreadable", "broken", "unmatched"]
    assert bytes(render_report(report, exam, solutions, "pdf")).startswith(b"%PDF")  # type: ignore[arg-type]
