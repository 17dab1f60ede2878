"""Parts that look mis-keyed."""

from __future__ import annotations

from fractions import Fraction

import pytest

import examsolver
from examsolver.core.marking import Report, Verdict
from examsolver.core.question import Exam
from examsolver.grading.doubts import doubts_of


def asked() -> Exam:
    return examsolver.load(
        "question q: network\n  input 8x8x3\n  conv 4, kernel 3\n"
        "  find conv.parameters [10]\n  find conv.macs [10]\n  find conv.output [1]\n"
    )


def script(n: int, rest: int, odd: int, text: str = "") -> Report:
    """Marks for the other two parts (of 10 each) and for the odd part (of 1)."""
    return Report(
        f"s{n}",
        (
            *(
                Verdict("q", part, "partly", Fraction(rest), Fraction(10), evidence=f"try {n}")
                for part in ("conv.parameters", "conv.macs")
            ),
            Verdict("q", "conv.output", "correct" if odd else "wrong", Fraction(odd), Fraction(1),
                    expected="6x6x4", evidence=text or ("6x6x4" if odd else f"wrong {n}")),
        ),
    )  # fmt: skip


def test_a_part_that_the_strong_lose_is_doubted() -> None:
    scripts = [script(n, rest=n % 10, odd=int(n % 10 < 4)) for n in range(40)]
    (doubt,) = doubts_of(asked(), scripts)
    assert (doubt.question, doubt.part, doubt.expected) == ("q", "conv.output", "6x6x4")
    assert "do well elsewhere" in doubt.reasons[0] and "−0." in doubt.reasons[0]


def test_a_part_that_nobody_has_is_doubted_where_the_class_does_well_and_only_there() -> None:
    well = [script(n, rest=6 + n % 4, odd=0) for n in range(20)]
    (doubt,) = doubts_of(asked(), well)
    assert doubt.reasons == ("The 20 students who answered it have 0 % of its marks, and 75 % of all others.",)
    assert doubts_of(asked(), [script(n, rest=n % 4, odd=0) for n in range(20)]) == ()


def test_what_the_strongest_gave_instead_is_told() -> None:
    scripts = [script(n, rest=n % 10, odd=0, text="4x6x6" if n % 10 > 5 else f"wrong {n}") for n in range(40)]
    (doubt,) = doubts_of(asked(), scripts)
    assert doubt.instead == "4x6x6" and "13 who do best elsewhere, 13 gave" in doubt.reasons[-1]


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_small_class_says_nothing(count: int) -> None:
    assert doubts_of(asked(), [script(n, rest=9, odd=0) for n in range(count)]) == ()


def test_a_part_that_measures_what_the_others_do_is_not_doubted() -> None:
    assert doubts_of(asked(), [script(n, rest=n % 10, odd=int(n % 10 > 5)) for n in range(40)]) == ()


def test_blank_answers_raise_no_doubt() -> None:
    blank = Verdict("q", "conv.output", "blank", Fraction(0), Fraction(1))
    scripts = [Report(f"s{n}", (*script(n, 9, 1).verdicts[:2], blank)) for n in range(30)]
    assert doubts_of(asked(), scripts) == ()
