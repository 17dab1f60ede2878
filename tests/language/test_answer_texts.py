"""Words, lists of words, rows of words, yes and no, options: how students write them, and what counts as the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.choosing import Letters
from examsolver.core.problem import Source, Span
from examsolver.core.question import Kind, Part
from examsolver.language.answers import read_answer
from examsolver.maths.compare import compare
from examsolver.maths.show import show

LETTERS = st.sampled_from("abcXYZ019 -_<>/#@&+,;:=().")
HERE = Span(Source("<test>", ""), 0, 0)
STATES = ("Healthy", "Healthy", "Fever")
PAIRS = (("the", "cat"), ("cat", "the"))
OPTIONS = (("A", "1/4"), ("B", "0.5"), ("C", "Z = [[1, 2], [3, 4]]"))


def verdict(kind: Kind, expected: Any, text: str) -> str:
    asked = Part("q", ("q",), kind, HERE, options=OPTIONS if kind == "choice" else ())
    reading = read_answer(text, asked, expected)
    if reading.value is None:
        return "unread" if reading.problem else "blank"
    return compare(expected, reading, asked).verdict


def cells(kind: Kind, expected: Any, text: str) -> tuple[bool, ...]:
    asked = Part("q", ("q",), kind, HERE)
    return compare(expected, read_answer(text, asked, expected), asked).cells


@pytest.mark.parametrize(
    "text",
    [
        "Healthy, Healthy, Fever",
        "healthy healthy fever",
        "H -> H -> F",
        "H → H → F",
        "H H F",
        "HHF",
        "H-H-F",
        "[Healthy, Healthy, Fever]",
        "('Healthy', 'Healthy', 'Fever')",
        '"Healthy", "Healthy", "Fever"',
        "Healthy, Healthy and Fever",
        "path: Healthy → Healthy → Fever",
        "the best path is Healthy; Healthy; Fever",
        "x = [Healthy, Healthy, Fever].",
        "1. Healthy\n2. Healthy\n3. Fever",
        "t=1: Healthy, t=2: Healthy, t=3: Fever",
    ],
)
def test_words_in_order_are_read_however_they_are_parted(text: str) -> None:
    assert verdict("names", STATES, text) == "equal"


@pytest.mark.parametrize("text", ["F, H, H", "Healthy, Fever", "Healthy, Healthy, Fever, Fever", "H H", "S, H, F"])
def test_other_words_or_another_order_are_different(text: str) -> None:
    assert verdict("names", STATES, text) == "different"


def test_the_words_that_agree_are_counted_where_as_many_are_given() -> None:
    assert cells("names", STATES, "Fever, Healthy, Fever") == (False, True, True)
    assert cells("names", STATES, "Healthy, Fever") == ()


@pytest.mark.parametrize("text", ["a - b", "a _ b", "a-b", "[a, -, b]", '"a", "-", "b"'])
def test_a_dash_may_be_a_word(text: str) -> None:
    assert verdict("names", ("a", "-", "b"), text) == "equal"
    assert verdict("names", ("a", "b"), "a, -, b") == "different"
    assert verdict("names", ("a", "-", "b"), "ab") == "different"


@pytest.mark.parametrize(
    "text",
    [
        "(the, cat), (cat, the)",
        "(cat, the)\n(the, cat)",
        "the-cat; cat-the",
        "the cat, cat the",
        "[('the', 'cat'), ('cat', 'the')]",
        "the → cat\ncat → the",
        "{the cat; cat the}",
        "(the cat) (cat the)",
        "pairs: (the, cat) and (cat, the)",
    ],
)
def test_rows_of_words_are_a_set(text: str) -> None:
    assert verdict("pairs", PAIRS, text) == "equal"


def test_rows_that_are_missing_or_too_many_are_counted() -> None:
    assert cells("pairs", PAIRS, "(the, cat)") == (True, False)
    assert cells("pairs", PAIRS, "(the, cat), (cat, the), (a, b)") == (True, True, False)
    assert verdict("pairs", PAIRS, "(the, cat), (cat, the), (a, b)") == "different"


def test_rows_may_hold_numbers_and_have_any_length() -> None:
    scored = (("cat", 0.9), ("dog", 0.1))
    assert verdict("pairs", scored, "cat: 0.9, dog: 0.1") == "equal"
    assert verdict("pairs", scored, "(dog, 0.2), (cat, 0.9)") == "different"
    assert verdict("pairs", (("a", "b"), ("c",)), "(a, b), (c)") == "equal"
    assert verdict("pairs", (("t", "h"), ("e", "r")), "th, er") == "equal"


@pytest.mark.parametrize("text", ["The cat  sat.", '"the cat sat"', "s = the cat sat", "THE CAT SAT"])
def test_a_text_is_compared_by_its_words(text: str) -> None:
    assert verdict("name", "the cat sat", text) == "equal"
    assert verdict("name", "the cat sat down", text) == "different"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yes", True),
        ("True", True),
        ("1", True),
        ("0", False),
        ("no, it diverges", False),
        ("it does not", False),
    ],
)
def test_yes_or_no_may_be_counted(text: str, said: bool) -> None:
    assert verdict("yes-no", said, text) == "equal"
    assert verdict("yes-no", not said, text) == "different"
    assert verdict("integer", 1, "yes") == "unread"


@pytest.mark.parametrize("text", ["B", "b", "(b)", "option B", "the answer is B", "B, as it is half", "1/2", "0.5"])
def test_an_option_is_its_letter_or_its_value(text: str) -> None:
    assert verdict("choice", Letters(("B",)), text) == "equal"
    assert verdict("choice", Letters(("A",)), text) == "different"


def test_several_options_or_none() -> None:
    both = Letters(("A", "C"))
    assert {verdict("choice", both, text) for text in ("A and C", "C, A", "(A) (C)", "AC")} == {"equal"}
    assert {verdict("choice", both, text) for text in ("A", "B and C", "all", "none")} == {"different"}
    assert verdict("choice", Letters(), "none of them") == "equal"
    assert verdict("choice", both, "D") == verdict("choice", both, "I think so") == "unread"
    assert (str(both), str(Letters()), str(Letters("ABC"))) == ("A and C", "none", "A, B and C")


@given(st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1))
@settings(max_examples=150, deadline=None)
def test_the_model_answer_is_read_back(words: list[str]) -> None:
    kept = tuple(word.strip() for word in words if any(letter.isalnum() for letter in word))
    if kept:
        assert verdict("names", kept, show(kept)) == "equal"
    rows = tuple((word, "x") for word in kept)
    if rows:
        assert verdict("pairs", rows, show(rows)) == "equal"


@given(st.text(max_size=60), st.sampled_from(["name", "names", "pairs", "yes-no", "choice"]))
@settings(max_examples=300, deadline=None)
def test_nothing_that_a_student_writes_raises(text: str, kind: Kind) -> None:
    expected = {"name": "the cat", "names": STATES, "pairs": PAIRS, "yes-no": True, "choice": Letters(("A",))}[kind]
    assert verdict(kind, expected, text) in ("equal", "different", "unread", "blank")
