"""Worked solutions as one HTML file."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from examsolver.rendering.html import font, render_html
from examsolver.rendering.reports import render_report
from examsolver.rendering.sheets import render_sheet
from examsolver.rendering.view import view_of
from tests.rendering.worked_exam import HOSTILE, exam, marking, report, solutions, summary

VOID = {"meta", "br", "hr", "img", "input", "link", "mspace"}


class Reader(HTMLParser):
    """Checks that elements close in order; keeps tags, attributes and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.words += data


def pages(hostile: str = "") -> dict[str, str]:
    asked = exam(hostile=hostile)
    solved = solutions(asked)
    made = {
        "solutions": render_html(view_of(solved, asked.title)),
        "report": render_report(report(hostile=hostile), asked, solved, "html"),
        "class": summary(marking(hostile), solved, "html"),
        "sheet": render_sheet(asked, solved, "html"),
    }
    assert all(isinstance(text, str) for text in made.values())
    return {name: str(text) for name, text in made.items()}


@pytest.mark.parametrize("name", ["solutions", "report", "class", "sheet"])
def test_a_page_stands_alone_without_script_or_network(name: str) -> None:
    text = pages()[name]
    read = Reader(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(read.tags)
    addresses = [value for key, value in read.attributes if key in ("src", "href", "action")]
    assert all(value is not None and value.startswith("#") for value in addresses)
    assert set(re.findall(r"url\((.{10})", text)) == {"data:font/"}
    assert font() in text


@pytest.mark.parametrize("name", ["solutions", "report", "class", "sheet"])
def test_hostile_text_is_shown_and_does_nothing(name: str) -> None:
    read = Reader(pages(HOSTILE)[name])
    assert "script" not in read.tags
    assert HOSTILE.split(" ")[0] in read.words and "$x$ \\ `rm` *a* [b](c) | 😀" in read.words
    assert not any(key.startswith("on") for key, _ in read.attributes)


def test_the_font_covers_greek_operators_and_stretching_brackets_in_little_room() -> None:
    assert len(font()) < 150_000 * 4 / 3


def test_a_solution_shows_laws_numbers_values_reasons_marks_and_conventions() -> None:
    words = Reader(pages()["solutions"]).words
    for told in ("Each entry is a window of X times F, summed.", "output size floor", "Forward and backward", "1 mark"):
        assert told in words
    text = pages()["solutions"]
    assert text.count('<li class="step') == 4
    assert "0.25" in words
    assert "(exactly" not in words  # a decimal that ends says all


def test_cells_of_a_matrix_can_be_folded() -> None:
    text = pages()["solutions"]
    assert text.count("<details open>") == 1
    assert "cell by cell" in text


def test_pictures_stand_inline_with_their_words() -> None:
    text = pages()["solutions"]
    assert text.count("<svg ") == 4 and "<desc>X and F give Z, Z gives y.</desc>" in text


def test_halves_of_surrogate_pairs_and_null_bytes_cannot_spoil_a_file() -> None:
    asked = exam("broken \ud83d \0 title")
    text = render_html(view_of(solutions(asked), asked.title))
    assert "broken � � title" in text
    text.encode("utf-8")


def test_an_empty_document_is_a_page() -> None:
    assert "Worked solutions" in Reader(render_html(view_of((), ""))).words
