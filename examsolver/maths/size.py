"""How big a formula is: what is too big is not put on a line, and what is too deep is not walked by recursion."""

from __future__ import annotations

from examsolver.core.formula import Formula, Listing, Sym
from examsolver.maths.tree import children


def nodes(formula: Formula, limit: int) -> int:
    """How many nodes a formula has, counted up to ``limit`` only."""
    todo, count = [formula], 0
    while todo and count < limit:
        count += 1
        todo.extend(children(todo.pop()))
    return count


def depth(formula: Formula, limit: int) -> int:
    """How deeply it is nested, measured up to ``limit`` only."""
    level, todo = 0, [formula]
    while todo and level < limit:
        level += 1
        todo = [inner for outer in todo for inner in children(outer)]
    return level


def elided(formula: Formula, most: int) -> Formula:
    """The same with the middle of long lists left out."""
    if not isinstance(formula, Listing):
        return formula
    items = tuple(elided(item, most) for item in formula.items[: most + 1])
    if len(formula.items) <= most:
        return Listing(items)
    last = elided(formula.items[-1], most)
    gap: Formula = Sym("…")
    if isinstance(last, Listing) and not any(isinstance(item, Listing) for item in last.items):
        gap = Listing((gap,) * len(last.items))
    return Listing((*items[: most - 2], gap, last))
