"""What each part is worth, from the marks on the question and on its finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from examsolver.core.problem import Problem, Span
from examsolver.core.question import Find, Part

Asked = Sequence[tuple[Find, tuple[Part, ...]]]


def price(asked: Asked, total: Fraction | None, span: Span) -> tuple[tuple[Part, ...], Problem | None]:
    """The parts with their marks, or a problem where the marks do not add up.

    ``[4]`` on a find is split equally over its parts, ``[2 each]`` is for each, and parts not priced
    share what is left of the question's total equally; where there is no total they are worth 1.
    """
    parts = [part for find, found in asked for part in _priced(find, found)]
    spent = sum((part.marks for part in parts if part.marks is not None), Fraction(0))
    unpriced = sum(part.marks is None for part in parts)
    problem = None if total is None else _disagreement(total, spent, unpriced, span)
    left = Fraction(1) if total is None or problem else (total - spent) / max(unpriced, 1)
    return tuple(part if part.marks is not None else replace(part, marks=left) for part in parts), problem


def _priced(find: Find, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    if find.marks is None or not parts:
        return parts
    worth = find.marks if find.marks_each else find.marks / len(parts)
    return tuple(replace(part, marks=worth) for part in parts)


def _disagreement(total: Fraction, spent: Fraction, unpriced: int, span: Span) -> Problem | None:
    if spent == total and not unpriced:
        return None
    if unpriced and spent < total:
        return None
    if unpriced:
        message = f"the question is worth {total}, and its priced parts already make {spent}"
        return Problem(message, span, f"{unpriced} more part(s) would get nothing")
    return Problem(f"the question is worth {total}, but its parts make {spent}", span, "change one of the two")
