"""Walking, substituting and naming in formulas. Iterative where a text could make them deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym


def children(formula: Formula) -> tuple[Formula, ...]:
    """The formulas directly inside a formula."""
    match formula:
        case Apply(args=args):
            return args
        case Listing(items=items):
            return items
        case Sym(index=index):
            return index
        case _:
            return ()


def walk(formula: Formula) -> Iterator[Formula]:
    """Every formula inside, itself first."""
    todo = [formula]
    while todo:
        here = todo.pop()
        yield here
        todo.extend(reversed(children(here)))


def symbols(formula: Formula) -> tuple[Sym, ...]:
    """The symbols inside, each once, in order of appearance."""
    return tuple(dict.fromkeys(part for part in walk(formula) if isinstance(part, Sym)))


def rebuild(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The formula with ``change`` applied to every part, innermost first."""
    match formula:
        case Apply(op, args, options):
            return change(Apply(op, tuple([rebuild(arg, change) for arg in args]), options))
        case Listing(items=items):
            return change(Listing(tuple(rebuild(item, change) for item in items)))
        case Sym(index=index) if index:
            return change(replace(formula, index=tuple(rebuild(part, change) for part in index)))
        case _:
            return change(formula)


def substitute(formula: Formula, values: Mapping[Formula, Formula]) -> Formula:
    """The formula with some of its parts replaced, outermost first; replaced parts are not searched again."""
    if formula in values:
        return values[formula]
    match formula:
        case Apply(args=args):
            return replace(formula, args=tuple(substitute(arg, values) for arg in args))
        case Listing(items=items):
            return Listing(tuple(substitute(item, values) for item in items))
        case _:
            return formula


def cell(name: str, *index: int) -> Sym:
    """The cell of a named value at a position counted from 0: ``cell("X", 1, 0)`` is X₂₁."""
    return Sym(name, tuple(Num(place + 1) for place in index))


def step_name(symbol: Formula) -> str | None:
    """The step that a symbol or gradient stands for: ``Z``, ``h[2]``, ``dL/dX``; None for other formulas."""
    match symbol:
        case Sym(name, ()):
            return name
        case Sym(name, index) if all(isinstance(part, Num) for part in index):
            return f"{name}[{','.join(str(part.value) for part in index if isinstance(part, Num))}]"
        case Apply("derivative", (of, by)):
            over, under = step_name(of), step_name(by)
            return None if over is None or under is None else f"d{over}/d{under}"
        case _:
            return None
