"""Answers of any shape as formulas: relations, intervals, sets, tuples, lists, sums, functions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examsolver.core.formula import Apply, Listing, Num, Sym
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_plain import plain
from examsolver.language.answer_show_structure import show_structure
from examsolver.language.answer_structure import read_structure

x, y = Sym("x"), Sym("y")


def read(text, *names):
    return read_structure(plain(text).strip(), Vocabulary(frozenset(names), general=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = 1/2", Apply("=", (x, Num(1) / Num(2)))),
        ("x = 2 + 1 = 3", Apply("=", (x, Num(3)))),
        ("x ≈ 3", Apply("=", (x, Num(3)))),
        ("x = 1/3 ≈ 0.33", Apply("=", (x, Num(1) / Num(3)))),
        ("the answer is x", x),
        ("{1, 2}", Apply("set", (Num(1), Num(2)))),
        (r"\{1, 2\}", Apply("set", (Num(1), Num(2)))),
        ("(1, 2)", Apply("tuple", (Num(1), Num(2)))),
        ("[1, 2]", Listing((Num(1), Num(2)))),
        ("[1, 2; 3, 4]", Listing((Listing((Num(1), Num(2))), Listing((Num(3), Num(4)))))),
        ("1, 2 and 3", Apply("list", (Num(1), Num(2), Num(3)))),
        ("x = 1, 2", Apply("list", (Apply("=", (x, Num(1))), Apply("=", (x, Num(2)))))),
        ("1 < x <= 2", Apply("chain", (Num(1), x, Num(2)), (("signs", ("<", "<=")),))),
        ("[0, 1)", Apply("interval", (Num(0), Num(1)), (("closed", (True, False)),))),
        ("]0, 1]", Apply("interval", (Num(0), Num(1)), (("closed", (False, True)),))),
        ("x ∈ {1, 2}", Apply("in", (x, Apply("set", (Num(1), Num(2)))))),
        ("w ← w - 1", Apply("<-", (Sym("w"), Sym("w") - 1))),
        ("±2", Apply("pm", (Num(0), Num(2)))),
        ("1.5 +/- 0.5", Apply("pm", (Num(Fraction(3, 2)), Num(Fraction(1, 2))))),
        ("2:3", Apply("ratio", (Num(2), Num(3)))),
        ("s(1-s) where s = x", x * (1 - x)),
        ("f(x)", Apply("f()", (x,))),
        ("5!", Apply("factorial", (Num(5),))),
        (r"\sqrt[3]{x}", Apply("root", (x, Num(3)))),
        (r"\log_3 x", Apply("log_base", (x, Num(3)))),
        (r"\sin^{-1} x", Apply("asin", (x,))),
        (r"2\frac{1}{2}", Num(2) + Num(1) / Num(2)),
        (r"\sum_{k=1}^{3} k", Apply("series", (Sym("k"), Sym("k"), Num(1), Num(3)))),
        ("Σ y_i", Apply("series", (Sym("y_i"), Sym("i")))),
        ("||x||", Apply("abs", (Apply("abs", (x,)),))),
    ],
)
def test_a_structure_is_read(text, found):
    assert read(text) == found


def test_a_digit_behind_a_known_name_is_a_factor():
    assert read("x2", "x") == x * 2
    assert read("x2", "x2") == Sym("x2")


@pytest.mark.parametrize("text", ["", "1 2", "(1", "1 <", "= ", r"\lim x", "∫ x"])
def test_what_is_no_structure_is_told(text):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("(1,2]", "(1, 2]"), ("x>=1", "x ≥ 1"), ("{2,1}", "{2, 1}"), ("3!+1", "(3)! + 1"), ("-∞", "−∞"),
     (r"\sum_{k=0}^n k", "Σ[k=0..n] k"), ("P(A|B)", "P(A | B)")],
)  # fmt: skip
def test_what_was_read_is_shown(text, shown):
    assert show_structure(read(text)) == shown
