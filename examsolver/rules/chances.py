"""Given probabilities, held to what probabilities must be."""

from __future__ import annotations

import numpy as np

from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Facts
from examsolver.maths.arrays import as_array

ROUNDED = 0.02
"""How far a sum may be from 1: tables in print are rounded."""


def check_chances(facts: Facts, *names: str, whole: bool = False) -> None:
    """Every row of these inputs holds probabilities: none negative, together at most 1 (``whole``: 1).

    Rows may fall short of 1 where outcomes that do not matter are left out. Raises LawError.
    """
    for name in names:
        if facts.has(name):
            for number, row in enumerate(_rows(facts.value(name)), start=1):
                _check(name, number, row, whole)


def _rows(value: Value) -> list[list[float]]:
    table = as_array(value).astype(float)
    return [[float(entry) for entry in row] for row in np.atleast_2d(table)]


def _check(name: str, number: int, row: list[float], whole: bool) -> None:
    total = sum(row)
    if min(row) < 0:
        raise LawError(f"{name} holds the negative probability {min(row):g}", "probabilities lie between 0 and 1")
    if total > 1 + ROUNDED or (whole and total < 1 - ROUNDED):
        hint = "probabilities of one distribution add up to 1; for scores before a softmax write logits"
        raise LawError(f"row {number} of {name} adds up to {total:g}", hint)
