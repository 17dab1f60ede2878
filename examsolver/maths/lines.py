"""Lines of a calculation, one relation sign under the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from examsolver.core.formula import Formula
from examsolver.maths.binding import is_rounded


@dataclass(frozen=True, slots=True)
class Line:
    """``left = right``; a line that goes on from the one above has no left-hand side."""

    left: Formula | None
    right: Formula
    sign: Literal["=", "≈", "⇔", "⇒"] = "="


def lines_of(left: Formula, *rights: Formula | None) -> tuple[Line, ...]:
    """``left = first``, ``= second`` …; what is None or repeats the line above is left out, floats come after ≈."""
    lines: list[Line] = []
    for right in rights:
        if right is None or (lines and lines[-1].right == right):
            continue
        lines.append(Line(None if lines else left, right, "≈" if is_rounded(right) else "="))
    return tuple(lines)


def conditions(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of something that holds or not: each says the same as the one above."""
    return tuple(replace(line, sign="⇔") for line in lines)
