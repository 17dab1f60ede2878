"""Cells of inputs and outputs as formulas, and sums of many terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from examsolver.core.derivation import Index
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.maths.tree import cell

FOLD = 40
"""Sums of more terms than this are written with dots."""


def entry(formula: Formula, index: Index) -> Formula:
    """The cell of a formula's value at an index from 0; of a number, the formula itself."""
    if not index or isinstance(formula, Num):
        return formula
    if isinstance(formula, Sym) and not formula.index:
        return cell(formula.name, *index)
    return apply("index", formula, *(place + 1 for place in index))


def total(terms: Sequence[Formula]) -> Formula:
    """The terms added up, :func:`folded` where they are very many."""
    if not terms:
        return Num(0)
    result, *others = folded(terms)
    for term in others:
        result = result + term
    return result


def folded(terms: Sequence[Formula]) -> Sequence[Formula]:
    """The terms, or the first three and the last of very many, with dots between."""
    return terms if len(terms) <= FOLD else [*terms[:3], Sym("…"), terms[-1]]


def aligned(index: Index, shape: tuple[int, ...]) -> Index:
    """The cell of a broadcast input of this shape that goes into the output cell ``index``."""
    own = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else place for place, size in zip(own, shape, strict=True))


def moved(index: Index, shape: tuple[int, ...], result: tuple[int, ...]) -> Iterator[Index]:
    """The output cells that the cell ``index`` of a broadcast input goes into."""
    extra = len(result) - len(shape)
    places = [range(size) for size in result[:extra]]
    for place, size, out in zip(index, shape, result[extra:], strict=True):
        places.append(range(out) if size == 1 else range(place, place + 1))
    return product(*places)
