"""Lines of a calculation, one relation sign under the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Literal

from examsolver.core.formula import Apply, Formula, Num
from examsolver.maths.binding import is_rounded


@dataclass(frozen=True, slots=True)
class Line:
    """``left = right``; a line that goes on from the one above has no left-hand side."""

    left: Formula | None
    right: Formula
    sign: Literal["=", "≈", "⇔", "⇒"] = "="


LARGE = 1000


def lines_of(left: Formula, *rights: Formula | None) -> tuple[Line, ...]:
    """``left = first``, ``= second`` …; of what comes twice only the last is kept, floats come after ≈."""
    kept: dict[Formula, Formula] = {}
    for right in rights:
        if right is not None:
            key = _divided(right)
            kept.pop(key, None)
            kept[key] = right
    lines: list[Line] = []
    for right in kept.values():
        lines.append(Line(None if lines else left, right, "≈" if is_rounded(right) else "="))
    return tuple(lines)


def _divided(formula: Formula) -> Formula:
    """1/3 as the number that it shows as; large counts that cancel are shown as they are too."""
    match formula:
        case Apply("/", (Num(int() as over), Num(int() as under))) if _is_same(over, under):
            return Num(Fraction(over, under))
        case _:
            return formula


def _is_same(over: int, under: int) -> bool:
    return under != 0 and (under < LARGE or gcd(over, under) == 1)


def conditions(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of something that holds or not: each says the same as the one above."""
    return tuple(replace(line, sign="⇔") for line in lines)
