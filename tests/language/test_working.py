"""Working cut into lines of claims."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Apply, Num, Sym, derivative
from examsolver.language import working
from examsolver.language.working import may_be_working, read_working

NAMES = frozenset(["X", "F", "Z", "y", "L", "f", "c"])


def sides(text: str) -> list[list[str]]:
    return [[side.shown for side in statement.sides] for statement in read_working(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y = 1 + 1 = 2, Z = 3*1 = 3", [["y", "1 + 1", "2"], ["Z", "3*1", "3"]]),
        ("so y = (1+3)/4 = 1 => dL/dy = 1", [["y", "(1+3)/4", "1"], ["dL/dy", "1"]]),
        ("y = (1+3)/4 = 4/4 ⇒ 1", [["y", "(1+3)/4", "4/4", "1"]]),
        ("f = sigma(0) = 0.5 ∴ c = 2*0.5 = 1", [["f", "sigma(0)", "0.5"], ["c", "2*0.5", "1"]]),
        ("y = 1 + 2\n  = 3\n  = 3", [["y", "1 + 2", "3", "3"]]),
        ("Now we find y:\ny = 1 +\n2 = 3", [["y", "1 + 2", "3"]]),
        ("Number of weights: 3*7 = 21 plus 1 = 22", [["3*7", "21 + 1", "22"]]),
        ("Z = 2 x 3 = 6 as asked", [["Z", "2 x 3", "6"]]),
        ("y = 1/4 = 0,25", [["y", "1/4", "0.25"]]),
        (r"\begin{aligned} y &= \frac{1}{2} + 1 \\ &= 1.5 \end{aligned}", [["y", "1/2 + 1", "1.5"]]),
        (r"$$\frac{\partial L}{\partial X_{11}} = 1 * 2 = 2$$", [["∂L/∂X₁₁", "1 * 2", "2"]]),
        ("1) y = 2*3 = 6\n2) Z = 1*1 = 1", [["y", "2*3", "6"], ["Z", "1*1", "1"]]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_lines_are_cut_at_claims_words_and_signs(text: str, expected: list[list[str]]) -> None:
    assert sides(text) == expected


def test_sides_are_formulas_in_the_names_of_the_question() -> None:
    (line,) = read_working("dL/dX_{1,2} = dL/dZ₁ · F_1 = 2 × 3", NAMES)
    head, law, numbers = line.sides
    assert head.formula == derivative("L", Sym("X", (Num(1), Num(2))))
    assert law.formula == Apply("*", (derivative("L", Sym("Z_1")), Sym("F_1")))
    assert numbers.formula == Apply("*", (Num(2), Num(3)))
    assert numbers.size == Apply("times", (Num(2), Num(3)))


def test_a_number_alone_keeps_the_digits_that_it_shows() -> None:
    (line,) = read_working("y = 0.7503*0.5883 = 0.4410", NAMES)
    assert (line.sides[2].alone, line.sides[2].decimals, line.sides[2].significant) == (True, 4, 4)


@pytest.mark.parametrize(
    "text", ["6x6", "y = 3", "Z_1 = 1, Z_2 = 2; Z_3 = -10\nZ_4 = 1/2", "[[1, 2], [3, 4]]", "", "= =", "a <= b >= c"]
)
def test_values_alone_are_no_working(text: str) -> None:
    assert read_working(text, NAMES) == ()


def test_an_answer_with_one_claim_is_never_parsed_as_working(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreached(_: str) -> str:
        raise AssertionError("this costs time")

    monkeypatch.setattr(working, "plain", unreached)
    for text in ("352", "6x6", "y = 0.25", "conv = (3*7+1)*16", "Z_1 = 1, Z_2 = 2, Z_3 = 3"):
        assert read_working(text, NAMES) == ()
        assert not may_be_working(text)


@pytest.mark.parametrize(
    "text",
    [
        "y = " * 5000,
        "(" * 200 + "= 1 = 2",
        "\\frac{" * 100 + " = 1 = 2",
        "y = " + "9" * 5000 + " = 1",
        "y = 1 = 2\n" * 900,
    ],
    ids=range(5),
)
def test_over_a_limit_the_reason_is_told(text: str) -> None:
    found = read_working(text, NAMES)
    assert any(statement.problem or any(side.problem for side in statement.sides) for statement in found) or not found
