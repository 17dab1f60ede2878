"""Names of several parts, texts, operators and options in a student's line."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.language.folded_names import fold
from examsolver.language.working import read_working

STEPS = ["heads-joined", "head", "rate", "at", "rate-at", "max_rate", "W_O", "m_hat", "a.best-epoch", "a[2].scores"]
NAMES = frozenset([*STEPS, "count(", "token_count(", "softmax(", "corpus", '"'])


def right_side(text: str) -> Formula | None:
    (statement,) = read_working(f"y = {text} = 1", NAMES)
    return statement.sides[1].formula


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heads-joined[1,2] * 2", Sym("heads-joined", (Num(1), Num(2))) * 2),
        (r"\text{heads-joined}_{1,2} \cdot 2", Sym("heads-joined", (Num(1), Num(2))) * 2),
        ("heads-joined₁,₂·2", Sym("heads-joined", (Num(1), Num(2))) * 2),
        ("2 * heads joined", 2 * Sym("heads-joined")),
        ("rate-at + 1", Sym("rate-at") + 1),
        ("rate - at + 1", Sym("rate") - Sym("at") + 1),
        ("max_rate / 2", Sym("max_rate") / 2),
        (r"\mathrm{max}_{\mathrm{rate}} / 2", Sym("max_rate") / 2),
        ("a.best-epoch + 1", Sym("a.best-epoch") + 1),
        ("best epoch of a + 1", Sym("a.best-epoch") + 1),
        ("scores of a_2 + 1", Sym("a[2].scores") + 1),
        ('count("a b") / 2', Apply("count", (Text("a b"),)) / 2),
        (
            'token_count(["a b", "c"], n=2) / 2',
            Apply("token_count", (Listing((Text("a b"), Text("c"))),), (("n", "2"),)) / 2,
        ),
        ("softmax(rate, each row) + 1", Apply("softmax", (Sym("rate"),), (("axis", "row"),)) + 1),
        ("softmax(rate, axis=row) + 1", Apply("softmax", (Sym("rate"),), (("axis", "row"),)) + 1),
    ],
)
def test_they_are_read_however_they_are_written(text: str, expected: Formula) -> None:
    assert right_side(text) == expected


def test_what_is_shown_is_as_it_was_written() -> None:
    (statement,) = read_working('heads-joined[1,2] = count("a b") + 1 = 2', NAMES)
    assert statement.text == 'heads-joined[1,2] = count("a b") + 1 = 2'
    assert [side.shown for side in statement.sides] == ["heads-joined[1,2]", 'count("a b") + 1', "2"]


def test_a_text_that_the_question_does_not_know_is_left_alone() -> None:
    text = 'f"(x) + f"(y) = count("a")'
    assert fold(text, frozenset(["f", "x", "y"])).text == text


@pytest.mark.parametrize("text", ["count(" * 400, "a-" * 4000, '"' * 4000, "heads " * 2000, "count(x, y=" * 500])
def test_no_text_takes_long(text: str) -> None:
    assert fold(text, NAMES) is not None
