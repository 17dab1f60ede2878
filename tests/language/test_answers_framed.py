"""Words around an answer, cells named by long names, and commas that may be decimal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from examsolver.core.choosing import Letters
from examsolver.core.problem import Source, Span
from examsolver.core.question import Form, Kind, Part
from examsolver.language.answer_frames import unframed
from examsolver.language.answers import read_answer
from examsolver.maths.compare import compare

HERE = Span(Source("<test>", ""), 0, 0)
OPTIONS = (("A", "the first"), ("B", "the second"), ("C", "the third"))
THREE = Form("decimals", 3)


def verdict(kind: Kind, expected: Any, text: str, form: Form | None = None, name: str = "q") -> str:
    asked = Part(name, (name,), kind, HERE, form=form, options=OPTIONS if kind == "choice" else ())
    reading = read_answer(text, asked, expected)
    if reading.value is None:
        return "unread" if reading.problem else "blank"
    return compare(expected, reading, asked).verdict


FRAMES = (
    "= {}",
    "I get {}",
    "{} (see above)",
    "so: {}.",
    "Therefore, we obtain {} (as in the table)",
    "Thus the result is: {}",
    "q = {} (from part b)",
    "So I get q = {}",
    "it is {}, see above.",
    "∴ {}",
)


@pytest.mark.parametrize("frame", FRAMES)
def test_words_around_words_are_not_the_answer(frame: str) -> None:
    assert verdict("name", "aabb", frame.format("aabb")) == "equal"
    assert verdict("names", ("H", "H", "F"), frame.format("H, H, F")) == "equal"
    assert verdict("names", ("a", "</s>"), frame.format("a, </s>")) == "equal"
    assert verdict("names", ("2",), frame.format("2")) == "equal"
    assert verdict("pairs", (("w", "i", "d"), ("the", "cat")), frame.format("(w, i, d), (the, cat)")) == "equal"


@pytest.mark.parametrize("frame", FRAMES)
def test_what_is_wrong_stays_wrong_in_its_frame(frame: str) -> None:
    assert verdict("name", "aabb", frame.format("aab")) == "different"
    assert verdict("names", ("H", "H", "F"), frame.format("H, F, F")) == "different"
    assert verdict("pairs", (("a", "b"), ("b", "a")), frame.format("(a, b)")) == "different"


def test_a_frame_that_is_the_answer_is_kept() -> None:
    assert verdict("name", "it is raining", "it is raining") == "equal"
    assert verdict("names", ("=", "a"), "=, a") == "equal"
    assert verdict("names", ("so", "a"), "so: a") == "equal"
    assert verdict("pairs", (("a", "b"), ("see", "above")), "(a, b), (see above)") == "equal"
    assert verdict("pairs", (("a", "b"),), "(a, b), (see, saw)") == "different"
    assert unframed("I get ") == "I get " and unframed("(see above)") == "(see above)" and unframed("= ") == "= "


@pytest.mark.parametrize("text", ["I get B", "The result is B", "= B", "B (see above)", "so: (B)"])
def test_words_around_an_option(text: str) -> None:
    assert verdict("choice", Letters(("B",)), text) == "equal"
    assert verdict("choice", Letters(("A",)), text) != "equal"


@pytest.mark.parametrize(
    "text", ["= A, B and C", "A, B and C (see above)", "I get A, B and C", "A, B and C because they fit", "A, B, C."]
)
def test_several_options_are_never_cut_to_the_first(text: str) -> None:
    assert verdict("choice", Letters("ABC"), text) == "equal"
    assert verdict("choice", Letters(("A",)), text) == "different"


def test_two_options_of_which_one_is_meant_are_left_to_a_human() -> None:
    assert verdict("choice", Letters(("A",)), "A, or B, I am not sure") == "unread"
    assert verdict("choice", Letters(("B",)), "B, A is not right") == "unread"
    assert verdict("choice", Letters(("A",)), "A, because B is wrong") == "equal"


@pytest.mark.parametrize("name", ["state-part", "a.weights", "o1", "W2_new", "probabilities", "h[2]", "dL/dW2", "W"])
def test_cells_may_be_named_by_any_name(name: str) -> None:
    given = name.rpartition("/")[2]
    rows = np.array([[Fraction(0), Fraction(1)], [Fraction(2), Fraction(5, 2)]], dtype=object)
    listed = f"{given}[1,1] = 0, {given}[1,2] = 1, {given}[2,1] = 2, {given}[2,2] = 2.5"
    assert verdict("matrix", rows, listed, name=name) == "equal"
    assert verdict("matrix", rows, listed.replace("= 2,", "= 3,"), name=name) == "different"
    assert verdict("matrix", rows, listed.replace(",", "][").replace("][ ", "; "), name=name) == "equal"
    cells = np.array([Fraction(6), Fraction(7), Fraction(8)], dtype=object)
    assert verdict("vector", cells, f"{given}[1] = 6; {given}[2] = 7; {given}[3] = 8", name=name) == "equal"
    assert verdict("vector", cells, f"{given}[1] = 6; {given}[2] = 8; {given}[3] = 7", name=name) == "different"
    assert verdict("vector", cells, f"{given}[0] = 6\n{given}[1] = 7\n{given}[2] = 8", name=name) == "equal"


@pytest.mark.parametrize("name", ["state-part", "a.weights", "o1", "W"])
def test_cells_may_be_numbered_behind_an_underscore(name: str) -> None:
    rows = np.array([[Fraction(0), Fraction(1)], [Fraction(2), Fraction(3)]], dtype=object)
    listed = f"{name}_11 = 0, {name}_12 = 1, {name}_21 = 2, {name}_22 = 3"
    assert verdict("matrix", rows, listed, name=name) == "equal"


def test_the_name_of_the_whole_names_no_cell() -> None:
    for text in ("h[2] = [-0.5]", "h[2] = -0.5", "[-0.5]"):
        assert verdict("vector", np.array([Fraction(-1, 2)], dtype=object), text, name="h[2]") == "equal"


def test_a_row_that_ends_in_a_fraction_does_not_run_into_the_next() -> None:
    rows = np.array([[Fraction(1), Fraction(0)], [Fraction(1, 3), Fraction(1)]], dtype=object)
    assert verdict("matrix", rows, "1, 0\n1/3, 1") == "equal"


@pytest.mark.parametrize(
    ("expected", "form", "text", "found"),
    [
        (2.7531, THREE, "2,753", "equal"),
        (-2.7531, THREE, "-2,753", "equal"),
        (Fraction(2753, 1000), THREE, "q = 2,753", "equal"),
        (2.7531, THREE, "2,754", "different"),
        (2753.12, THREE, "2,753.120", "equal"),
        (2.7531, Form("decimals", 2), "2,753", "unread"),
        (2.7531, Form("significant", 4), "2,753", "unread"),
        (12340.2, Form("significant", 4), "12,340", "equal"),
        (2753.4, None, "2,753", "equal"),
        (2753.1, Form("about"), "2,753", "unread"),
        (Fraction(2753, 1000), Form("exactly"), "2,753", "equal"),
        (Fraction(2753, 1000), None, "2,753", "equal"),
        (Fraction(2), THREE, "2,000", "unread"),
        (Fraction(2753), None, "2,753", "equal"),
        (0.27531, Form("decimals", 5), "27,531%", "equal"),
        (1234567.25, Form("decimals", 2), "1,234,567.25", "equal"),
    ],
)
def test_a_comma_is_decimal_where_the_digits_asked_say_so(
    expected: Any, form: Form | None, text: str, found: str
) -> None:
    assert verdict("number", expected, text, form) == found


def test_a_count_has_no_decimals() -> None:
    assert verdict("integer", 2753, "2,753") == "equal"
