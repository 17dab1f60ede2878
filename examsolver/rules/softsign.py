"""Softsign: x/(1 + |x|), entry by entry."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Rule
from examsolver.rules.arithmetic import quotient
from examsolver.rules.by_cases import (
    Cells,
    Entrywise,
    Numbers,
    apply_to_entries,
    backward,
    entry_cells,
    entry_gradient,
    one_by_one,
)
from examsolver.rules.rectifiers import DERIVATIVE_FORGOTTEN, FORGOTTEN, of_entries
from examsolver.rules.rewriting import slip


def _softsign(x: Any) -> Any:
    return quotient(x, 1 + abs(x))


def _softsign_slope(x: Any) -> Any:
    return quotient(1, (1 + abs(x)) ** 2)


def softsign_formula(x: Formula) -> Formula:
    """x/(1 + |x|)."""
    return x / (1 + apply("abs", x))


def _softsign_written(cells: Cells, numbers: Numbers) -> Formula:
    return softsign_formula(cells[0])


def _softsign_slope_written(cells: Cells, numbers: Numbers) -> Formula:
    return 1 / (1 + apply("abs", cells[0])) ** 2


SOFTSIGN = Entrywise(_softsign, _softsign_written, (_softsign_slope,), (_softsign_slope_written,))


def _size_lost(x: Any) -> Any:
    return quotient(x, 1 + x)


def _square_lost(x: Any) -> Any:
    return quotient(1, 1 + abs(x))


def _softsign_by_cases(x: Any) -> Any:
    return x * Fraction(1) / (1 + x) if x > 0 else x * Fraction(1) / (1 - x)


RULES = (
    Rule(
        name="softsign",
        summary="softsign: x/(1 + |x|), entry by entry",
        law=partial(apply_to_entries, SOFTSIGN),
        inputs=("x",),
        because="x divided by 1 + |x|",
        notation=softsign_formula,
        cells=partial(entry_cells, SOFTSIGN),
        gradients=(
            entry_gradient(
                SOFTSIGN,
                0,
                "the derivative of x/(1 + |x|) is 1/(1 + |x|)²",
                (
                    slip(
                        "square-forgotten",
                        "The derivative of softsign is 1/(1 + |x|)², not 1/(1 + |x|).",
                        partial(backward, _square_lost, 0),
                    ),
                    DERIVATIVE_FORGOTTEN,
                ),
            ),
        ),
        misconceptions=(
            slip(
                "absolute-value-forgotten",
                "The denominator has the size of x, without its sign.",
                partial(of_entries, _size_lost),
            ),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _softsign_by_cases),
        example="question bounded: compute\n  z = [1, -4]\n  h = softsign(z)\n  find h exactly",
    ),
)
