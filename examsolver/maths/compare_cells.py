"""Vectors and matrices against the truth, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from examsolver.core.marking import Comparison, Entry
from examsolver.core.question import Form
from examsolver.maths.compare_numbers import as_fraction, number_is_right

Shape = tuple[int, ...]


def compare_cells(truth: Any, given: Any, form: Form | None, slack: Any) -> Comparison:
    """Which cells are right, row by row; a missing cell is not. ``slack`` is one number or one a cell."""
    shape, found = shape_of_cells(truth) or (), shape_of_cells(given)
    if shape != found:
        return _misshapen(truth, given, shape, found, form, slack)
    right = matches(truth, given, form, slack)
    if all(right):
        return Comparison("equal", cells=right)
    if len(shape) == 2 and shape[0] == shape[1] and shape[0] > 1 and all(matches(truth, turned(given), form, None)):
        return Comparison("different", "the matrix is transposed", "transposed", cells=right)
    return Comparison("different", f"{right.count(True)} of {len(right)} cells are right", cells=right)


def _misshapen(truth: Any, given: Any, shape: Shape, found: Shape | None, form: Form | None, slack: Any) -> Comparison:
    if found is None:
        return Comparison("different", "its rows differ in length", "wrong-shape")
    transposed = len(shape) == 2 and found == shape[::-1]
    if transposed and all(matches(truth, turned(given), form, slack)):
        reason = f"the matrix is transposed: {said(found)} where {said(shape)} is asked"
        return Comparison("different", reason, "transposed")
    return Comparison("different", f"it has the shape {said(found)} where {said(shape)} is asked", "wrong-shape")


def said(shape: Shape) -> str:
    """A shape in words: ``3x3``, ``4 entries``."""
    return "x".join(map(str, shape)) if len(shape) != 1 else f"{shape[0]} entries"


def matches(truth: Any, given: Any, form: Form | None, slack: Any) -> tuple[bool, ...]:
    """For every cell in row-major order whether it is right."""
    entries = tuple(cells_of(given))
    values = tuple(cells_of(truth))
    if len(entries) != len(values):
        return (False,) * len(values)
    spread = _slacks(slack, len(values))
    return tuple(
        isinstance(entry, Entry) and number_is_right(value, entry, form, extra)
        for value, entry, extra in zip(values, entries, spread, strict=True)
    )


def _slacks(slack: Any, count: int) -> tuple[Fraction, ...]:
    spread = tuple(as_fraction(extra) or Fraction(0) for extra in cells_of(slack)) if slack is not None else ()
    if len(spread) == count:
        return spread
    return (spread[0] if len(spread) == 1 else Fraction(0),) * count


def cells_of(value: Any) -> Iterator[Any]:
    """The cells of an array or of nested tuples in row-major order; a number is one cell."""
    if hasattr(value, "dtype") and hasattr(value, "reshape"):
        value = value.tolist()
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, (tuple, list)):
            todo.extend(reversed(here))
        else:
            yield here


def shape_of_cells(value: Any) -> Shape | None:
    """The shape of an array or of nested tuples; None where rows differ in length."""
    if hasattr(value, "dtype"):
        return tuple(int(size) for size in value.shape)
    if not isinstance(value, (tuple, list)):
        return ()
    inner = {shape_of_cells(row) for row in value}
    if not inner:
        return (0,)
    only = inner.pop()
    return None if inner or only is None else (len(value), *only)


def turned(rows: Any) -> Any:
    """A matrix transposed."""
    return tuple(zip(*rows, strict=True)) if all(isinstance(row, tuple) for row in rows) else rows
