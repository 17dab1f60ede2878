"""How lines of a calculation are set on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Literal, cast

from examsolver.core.formula import Apply, Formula, Num
from examsolver.maths.lines import Line
from examsolver.maths.unicode import unicode_text
from examsolver.maths.worked import CellLines
from examsolver.rendering.view import PartView

WIDEST = 84
"""Letters of a line that fit beside a short left-hand side on paper."""


def together(cells: Iterable[CellLines]) -> tuple[Line, ...]:
    """The lines of some cells, aligned as one calculation; each ends ``= numbers = value`` on one line."""
    return fitted(line for cell in cells for line in _short(cell))


def fitted(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines, with long sums broken before a plus."""
    return tuple(piece for line in lines for piece in _broken(line))


def answer_formula(part: PartView) -> Formula | None:
    """An answer as mathematics; None where text says it better: a number in the digits asked for, a compound one."""
    if part.value is None or isinstance(part.value, Num) or _is_decimal(part.value) or part.worked is None:
        return None
    return part.worked.lines[-1].right


def _is_decimal(value: Formula) -> bool:
    return isinstance(value, Apply) and value.op == "decimal"


def _short(cell: CellLines) -> tuple[Line, ...]:
    lines = cell.lines
    if len(lines) < 3:
        return lines
    *before, numbers, value = lines
    return (*before, Line(None, Apply("=", (numbers.right, value.right)), numbers.sign))


def _broken(line: Line) -> Iterator[Line]:
    terms = _terms(line.right)
    if len(terms) < 3 or _letters(line.right) <= WIDEST:
        yield line
        return
    room: list[Formula] = []
    plus: Line | None = None
    for term in terms:
        if room and _letters(reduce(add, [*room, term])) > WIDEST:
            yield replace(plus or line, right=reduce(add, room))
            # A printer sets any sign between the columns; a line that goes on begins with a plus.
            plus, room = Line(None, term, cast(Literal["="], "+")), []
        room.append(term)
    yield replace(plus or line, right=reduce(add, room))


def _terms(formula: Formula) -> list[Formula]:
    """The terms of a sum, in order."""
    terms: list[Formula] = []
    while isinstance(formula, Apply) and formula.op == "+" and len(formula.args) == 2:
        terms.append(formula.args[1])
        formula = formula.args[0]
    return [formula, *reversed(terms)]


def _letters(formula: Formula) -> int:
    """About how wide a formula is; a fraction is as wide as the wider of its halves."""
    match formula:
        case Apply("/" | "derivative", (over, under)):
            return max(_letters(over), _letters(under))
        case Apply("+" | "-" | "*", (left, right)):
            return _letters(left) + _letters(right) + 3
        case _:
            return len(unicode_text(formula))


SETTING: Mapping[str, Callable[..., object]] = {
    "together": together,
    "fitted": fitted,
    "answer_formula": answer_formula,
}
"""What templates of pages call."""
