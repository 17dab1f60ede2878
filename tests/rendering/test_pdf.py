"""PDF by typst: the same bytes each time, every text literal."""

from __future__ import annotations

import pytest
import typst

import examsolver
from examsolver.rendering.pdf import compile_typst, render_pdf
from examsolver.rendering.reports import render_report
from examsolver.rendering.sheets import render_sheet
from examsolver.rendering.view import view_of
from tests.rendering.worked_exam import HOSTILE, exam, marking, report, solutions, summary


def document(name: str, hostile: str = "") -> bytes:
    asked = exam(hostile=hostile)
    solved = solutions(asked)
    made = {
        "solutions": lambda: render_pdf(view_of(solved, asked.title)),
        "report": lambda: render_report(report(hostile=hostile), asked, solved, "pdf"),
        "class": lambda: summary(marking(hostile), solved, "pdf"),
        "sheet": lambda: render_sheet(asked, solved, "pdf"),
    }[name]()
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("name", ["solutions", "report", "class", "sheet"])
def test_the_same_input_gives_the_same_bytes(name: str) -> None:
    made = document(name)
    assert made.startswith(b"%PDF-") and made == document(name)


@pytest.mark.parametrize("name", ["solutions", "report", "class", "sheet"])
@pytest.mark.parametrize(
    "hostile",
    [HOSTILE, '"]) #panic("out") $', "\\", '\\"', '#read("/etc/passwd")', "]", "$", "*/ //", "\0\ud800",
     "\u2028@a <b>"],
)  # fmt: skip
def test_hostile_text_is_typeset_and_runs_nothing(name: str, hostile: str) -> None:
    assert document(name, hostile).startswith(b"%PDF-")


def test_another_title_gives_other_bytes() -> None:
    one, other = (render_pdf(view_of(solutions(asked), asked.title)) for asked in (exam("One"), exam("Other")))
    assert one != other


def test_a_typst_text_cannot_read_files() -> None:
    with pytest.raises(typst.TypstError, match="not found"):
        compile_typst('#read("/etc/hostname")')


def test_sizes_and_lengths_between_bars_are_set() -> None:
    lines = ("question q: compute", "x = [3, -4]", "y = abs(x)", "n = norm(x)", "u = x / n", "find y, n, u exactly")
    exam = examsolver.load("\n  ".join(lines) + "\n")
    assert bytes(examsolver.render(exam, "pdf")).startswith(b"%PDF")
