from fractions import Fraction

import pytest

from examsolver.core.marking import Comparison, Entry, Reading
from examsolver.grading.cells import Share, cells_right, halves
from examsolver.maths.arrays import array_of

ONE = Entry(Fraction(1))


def test_the_right_cells_are_counted_and_the_others_named() -> None:
    compared = Comparison("different", cells=(True, False, False, True))
    found = cells_right(Reading(((ONE, ONE), (None, ONE))), compared, array_of([[1, 2], [3, 1]]))
    assert found == Share(Fraction(1, 2), "2 of 4 cells are right; not right: row 1 column 2; missing: row 2 column 1.")


def test_many_wrong_cells_are_not_all_named() -> None:
    compared = Comparison("different", cells=(True, *(False,) * 7))
    found = cells_right(Reading((ONE,) * 8), compared, array_of([1] * 8))
    assert found is not None and found.message.endswith("not right: cell 2, cell 3, cell 4, cell 5 and 3 more.")


@pytest.mark.parametrize("cells", [(), (True, True), (False, False)])
def test_nothing_or_all_right_is_no_share(cells: tuple[bool, ...]) -> None:
    assert cells_right(Reading((ONE, ONE)), Comparison("different", cells=cells), array_of([1, 1])) is None


def test_yes_without_the_size_is_half() -> None:
    found = halves(Comparison("different", "the size is missing", cells=(True, False)))
    assert found == Share(Fraction(1, 2), "That it fits is right; the size is missing.")
    assert halves(Comparison("different", cells=(False, False))) is None
