"""Worked solutions as text, Markdown, LaTeX."""

from __future__ import annotations

import re

import pytest

from examsolver.rendering.solutions import FORMATS, render_solutions
from tests.rendering.worked_exam import HOSTILE, exam, solutions

TEXTS = ("text", "markdown", "latex")


def rendered(form: str, hostile: str = "") -> str:
    of = exam(hostile=hostile)
    made = render_solutions(solutions(of), form, of.title)
    assert isinstance(made, str)
    return made


def test_text_fits_a_terminal_and_has_no_colour_codes() -> None:
    text = rendered("text", HOSTILE + " \x1b[31mred \x9b1m \ud800")
    assert not set("\x1b\x9b\ud800") & set(text)
    assert max(map(len, text.splitlines())) <= 100
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_text_shows_law_numbers_value_and_cells() -> None:
    text = rendered("text")
    for line in ("Z₁₁ = X₁₁·F₁₁ + X₁₂·F₁₂ + X₂₁·F₂₁ + X₂₂·F₂₂", "= 3·2 + 4·0 + 2·(−3) + 1·1", "⎣−10  8⎦", "n = ⌊w/2⌋"):
        assert line in text
    assert re.search(r"y\s+0\.25   \[10/19\]", text)
    assert "output size floor (positions that do not fit are left out)" in " ".join(text.split())


def test_markdown_has_paired_dollar_signs_and_a_row_for_every_part() -> None:
    text = rendered("markdown")
    assert text.count("$$") % 2 == 0
    assert text.count("\\begin{aligned}") == text.count("\\end{aligned}") > 3
    assert "| y | 0.25 |  | 10/19 |" in text


def test_latex_is_a_complete_document_with_balanced_groups() -> None:
    text = rendered("latex", HOSTILE)
    opened, closed = (re.findall(rf"\\{word}\{{(\w+\*?)\}}", text) for word in ("begin", "end"))
    assert sorted(opened) == sorted(closed)
    assert text.index(r"\begin{document}") < text.index(r"\end{document}")
    bare = re.sub(r"\\[{}\\]", "", text)
    assert bare.count("{") == bare.count("}")


@pytest.mark.parametrize("form", TEXTS)
def test_an_authors_text_stays_text(form: str) -> None:
    text = rendered(form, HOSTILE)
    assert "alert(1)" in text
    if form == "markdown":
        assert "<script>" not in text
        assert "[b](c)" not in text
    if form == "latex":
        assert r"\textbackslash{}" in text


def test_every_format_renders() -> None:
    for form in FORMATS:
        assert render_solutions(solutions(exam()), form, "All")


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        render_solutions(solutions(exam()), "word")


def test_no_solutions_are_a_document_too() -> None:
    for form in (*TEXTS, "json"):
        assert render_solutions((), form, "Nothing")
