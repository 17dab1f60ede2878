"""Arithmetic on bracketed lists of formulas: sums, products and transposes of written matrices."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from examsolver.core.formula import Apply, Formula, Listing

MOST = 2_000


def gathered(formula: Formula) -> Formula:
    """The formula with arithmetic on lists carried out; what does not go together stays as it is."""
    match formula:
        case Apply("+" | "-" | "*" | "@" | "/" | "neg" | "transpose" as op, args, options):
            inner = tuple(gathered(arg) for arg in args)
            made = _worked(op, inner) if any(isinstance(arg, Listing) for arg in inner) else None
            return made if made is not None else Apply(op, inner, options)
        case _:
            return formula


def _worked(op: str, args: tuple[Formula, ...]) -> Formula | None:
    match op, args:
        case "transpose", (Listing() as grid,):
            return transposed(grid)
        case "neg", (Listing() as grid,):
            return _each(grid, lambda cell: -cell)
        case "+" | "-", (Listing() as one, Listing() as other):
            return _paired(op, one, other)
        case "*" | "@", (Listing() as one, Listing() as other):
            return _product(one, other)
        case "*" | "@", (factor, Listing() as grid) | (Listing() as grid, factor):
            return _each(grid, lambda cell: factor * cell)
        case "/", (Listing() as grid, under) if not isinstance(under, Listing):
            return _each(grid, lambda cell: cell / under)
    return None


def _each(grid: Listing, change: Callable[[Formula], Formula]) -> Listing:
    return Listing(tuple(_each(item, change) if isinstance(item, Listing) else change(item) for item in grid.items))


def _paired(op: str, one: Listing, other: Listing) -> Listing | None:
    if len(one.items) != len(other.items):
        return None
    cells: list[Formula] = []
    for left, right in zip(one.items, other.items, strict=True):
        if isinstance(left, Listing) and isinstance(right, Listing):
            row = _paired(op, left, right)
            if row is None:
                return None
            cells.append(row)
        else:
            cells.append(Apply(op, (left, right)))
    return Listing(tuple(cells))


def rows(grid: Formula) -> tuple[tuple[Formula, ...], ...] | None:
    """The rows of a matrix; None for everything else."""
    if not isinstance(grid, Listing) or not grid.items:
        return None
    found = tuple(row.items for row in grid.items if isinstance(row, Listing))
    return found if len(found) == len(grid.items) and len({len(row) for row in found}) == 1 else None


def transposed(grid: Listing) -> Listing:
    """A matrix turned over; a vector has no orientation."""
    found = rows(grid)
    return Listing(tuple(Listing(column) for column in zip(*found, strict=True))) if found else grid


def _product(one: Listing, other: Listing) -> Listing | None:
    left, right = rows(one), rows(other)
    if left is None or right is None or len(left[0]) != len(right) or len(left) * len(right) * len(right[0]) > MOST:
        return None
    columns = tuple(zip(*right, strict=True))
    return Listing(tuple(Listing(tuple(_inner(row, column) for column in columns)) for row in left))


def _inner(row: tuple[Formula, ...], column: tuple[Formula, ...]) -> Formula:
    products: list[Formula] = [Apply("*", pair) for pair in zip(row, column, strict=True)]
    return reduce(lambda total, term: Apply("+", (total, term)), products)
