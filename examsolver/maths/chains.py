"""Sums and products as flat lists: what stands in one row of signs. Without recursion, as rows can be long."""

from __future__ import annotations

from examsolver.core.formula import Apply, Formula, Num


def terms(formula: Formula) -> list[tuple[bool, Formula]]:
    """The terms of a sum, left to right, with whether each is taken away; without recursion."""
    found: list[tuple[bool, Formula]] = []
    todo: list[tuple[bool, Formula]] = [(False, formula)]
    while todo:
        negative, here = todo.pop()
        match here:
            case Apply("+", args) if not negative and args:
                todo.extend((False, arg) for arg in reversed(args))
            case Apply("-", (left, right)) if not negative:
                todo.extend(((True, right), (False, left)))
            case Apply("neg", (inner,)) if not negative:
                todo.append((True, inner))
            case _:
                found.append((negative, here))
    return found


def without_sign(term: Formula) -> Formula | None:
    """The positive number of a negative one; None for everything else."""
    match term:
        case Num(value) if value < 0:
            return Num(-value)
        case Apply("decimal", (Num(value),), options) if value < 0:
            return Apply("decimal", (Num(-value),), options)
        case _:
            return None


def factors(formula: Apply) -> list[Formula]:
    """The operands of one operator chained to itself, left to right; without recursion."""
    found: list[Formula] = []
    todo: list[Formula] = [formula]
    while todo:
        here = todo.pop()
        if isinstance(here, Apply) and here.op == formula.op and len(here.args) > 1:
            todo.extend(reversed(here.args))
        else:
            found.append(here)
    return found


def is_ratio(formula: Apply) -> bool:
    """1/2 written as a division: a number like any other."""
    return formula.op == "/" and all(isinstance(arg, Num) and arg.value > 0 for arg in formula.args)
