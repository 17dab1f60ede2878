"""Layers that share weights, as questions: what they count, and when nobody has the weights."""

from __future__ import annotations

import pytest

import examsolver

TWO = "  a = input 50\n  b = input 50\n  one = dense 8, from a\n"


def solved(lines: str) -> examsolver.Solution:
    (question,) = examsolver.load(f"question q: network\n{lines}  find total parameters\n")
    return examsolver.solve(question)


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        (TWO + "  two = dense 8, shared, from b\n", 50 * 8 + 8),
        ("  x = input 8x8x4\n  conv 4, kernel 3, same\n  conv 4, kernel 3, same, shared\n", 4 * 36 + 4),
        ("  input 8x8x4\n  conv 4, kernel 3, same, relu\n  conv 4, kernel 3, same, shared\n", 4 * 36 + 4),
        ("  input 12x8\n  lstm 8, sequences\n  lstm 8, sequences, shared\n", 4 * (8 * 16 + 8)),
    ],
)
def test_shared_weights_are_counted_once(lines: str, total: int) -> None:
    assert solved(lines).run["total.parameters"] == total


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("  input 50\n  dense 8, shared\n", "no dense before it has the same options"),
        (TWO + "  two = dense 9, shared, from b\n", "no dense before it has the same options"),
        ("  input 50\n  dense 8\n  dense 8, shared\n", "fit inputs of 50, and dense_2 reads 8"),
    ],
)
def test_weights_that_nobody_has_are_told(lines: str, hint: str) -> None:
    with pytest.raises(examsolver.ExamError, match="whose weights does") as raised:
        solved(lines)
    assert hint in (raised.value.problems[0].hint or "")
