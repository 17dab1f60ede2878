"""Lines of a calculation on a page: long sums broken, cells brought together."""

from __future__ import annotations

from functools import reduce
from operator import add

from hypothesis import given
from hypothesis import strategies as st

from examsolver.core.formula import Apply, Formula, Num, Sym, derivative
from examsolver.maths.lines import Line
from examsolver.maths.unicode import unicode_text
from examsolver.maths.worked import CellLines
from examsolver.rendering.calculation import WIDEST, fitted, together

NAMES = st.sampled_from(["parameters of conv1d_1", "total", "W", "x"])


def total(names: list[str]) -> Formula:
    return reduce(add, map(Sym, names))


@given(st.lists(NAMES, min_size=1, max_size=30))
def test_a_long_sum_is_broken_before_a_plus_and_loses_nothing(names: list[str]) -> None:
    whole = Line(Sym("y"), total(names))
    lines = fitted([whole])
    assert " + ".join(unicode_text(line.right) for line in lines) == unicode_text(whole.right)
    assert lines[0].left == Sym("y") and all(line.left is None for line in lines[1:])
    assert [line.sign for line in lines] == ["=", *["+"] * (len(lines) - 1)]
    assert len(lines) == 1 or all(len(unicode_text(line.right)) <= WIDEST + 3 for line in lines)


def test_a_short_sum_stays_on_its_line() -> None:
    whole = Line(Sym("y"), total(["a", "b", "c"]))
    assert fitted([whole]) == (whole,)


def test_fractions_are_as_wide_as_their_wider_half() -> None:
    terms = [derivative("L", "y") * derivative("y", Sym("Z", (Num(i),))) * derivative("Z", "F") for i in range(4)]
    whole = Line(Sym("y"), reduce(add, terms))
    assert fitted([whole]) == (whole,)


def test_what_is_no_sum_is_left_as_it_is_however_long() -> None:
    whole = Line(Sym("y"), Sym("x" * 500))
    assert fitted([whole]) == (whole,)


def test_a_cell_ends_with_numbers_and_value_on_one_line() -> None:
    cell = CellLines((0, 0), Sym("Z"), (Sym("X") * Sym("F"),), Num(3) * Num(2), Num(6))
    law, last = together([cell])
    assert (law.left, law.right) == (Sym("Z"), Sym("X") * Sym("F"))
    assert last == Line(None, Apply("=", (Num(3) * Num(2), Num(6))))


def test_cells_stand_below_one_another() -> None:
    cells = [CellLines((i,), Sym("Z"), (Sym("X"),), None, Num(i)) for i in range(3)]
    assert [line.left for line in together(cells)] == [Sym("Z"), None] * 3
