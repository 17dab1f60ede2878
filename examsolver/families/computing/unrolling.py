"""Loops written out: ``for t in 1..3`` becomes its lines at t = 1, 2, 3, iteratively for long ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Line
from examsolver.maths.tree import children, rebuild

LONGEST = 20_000
"""Lines that one question may come to when its loops are written out."""
DEEPEST = 120
"""Levels of brackets and operators in one formula."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A line outside any loop. ``target`` has whole numbers as indices."""

    kind: str
    target: Sym
    formula: Formula | None
    size: tuple[int | str, ...]
    span: Span


def unroll(lines: tuple[Line, ...], problems: list[Problem]) -> list[Flat]:
    """All lines with their loops written out; what cannot be is told in ``problems``."""
    flat: list[Flat] = []
    for line in _repeated(lines, {}, problems):
        if len(flat) == LONGEST:
            problems.append(Problem(f"more than {LONGEST:,} lines when the loops are written out", line.span))
            break
        made = _flatten(line, problems)
        if made is not None:
            flat.append(made)
    return flat


def _repeated(lines: tuple[Line, ...], at: Mapping[str, int], problems: list[Problem]) -> Iterator[Line]:
    for line in lines:
        if _too_deep(line):
            problems.append(Problem("this formula is nested too deeply", line.span, "give its parts names"))
        elif line.kind == "for" and _has_lines(line):
            for value in _range(line, at, problems):
                yield from _repeated(line.block, {**at, line.variable: value}, problems)
        elif line.kind != "for":
            yield _placed(line, at)


def _has_lines(loop: Line) -> bool:
    return any(line.kind != "for" or _has_lines(line) for line in loop.block)


def _range(line: Line, at: Mapping[str, int], problems: list[Problem]) -> range:
    first, last = (whole(place(bound, at)) if bound is not None else None for bound in (line.first, line.last))
    if first is None or last is None:
        hint = "write for t in 1..3:"
        problems.append(Problem("the bounds of a loop must be whole numbers", line.span, hint))
        return range(0)
    if last < first:
        problems.append(Problem(f"this loop runs from {first} to {last}: never", line.span))
    if last - first >= LONGEST:
        problems.append(Problem(f"a loop of more than {LONGEST:,} turns", line.span))
        return range(0)
    return range(first, last + 1)


def _placed(line: Line, at: Mapping[str, int]) -> Line:
    target = place(line.target, at) if line.target is not None else None
    formula = place(line.formula, at) if line.formula is not None else None
    return replace(line, target=target, formula=formula)


def place(formula: Formula, at: Mapping[str, int]) -> Formula:
    """A formula with loop variables put in and the arithmetic of indices worked out."""

    def settle(part: Formula) -> Formula:
        if isinstance(part, Sym) and not part.index and part.name in at:
            return Num(at[part.name])
        if isinstance(part, Sym) and part.index:
            return replace(part, index=tuple(_settled(index) for index in part.index))
        if isinstance(part, Apply) and part.options:
            return replace(part, options=tuple((name, inside(value)) for name, value in part.options))
        return part

    def inside(value: object) -> object:
        """A named argument: where it is a formula, it may hold the variable too."""
        return place(value, at) if isinstance(value, (Sym, Apply, Listing)) else value

    return rebuild(formula, settle)


def _settled(index: Formula) -> Formula:
    if isinstance(index, Apply) and index.op == "..":
        return replace(index, args=tuple(_settled(bound) for bound in index.args))
    value = whole(index)
    return index if value is None else Num(value)


def whole(formula: Formula) -> int | None:
    """The whole number that a formula of numbers comes to (``3 - 1``); None for any other formula."""
    match formula:
        case Num(int() as value):
            return int(value)
        case Num(Fraction() as value) if value.denominator == 1:
            return int(value)
        case Apply("neg", (only,)):
            return _combined("-", 0, whole(only))
        case Apply(op, (left, right)) if op in ("+", "-", "*", "mod"):
            return _combined(op, whole(left), whole(right))
        case _:
            return None


def _combined(op: str, left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    if op == "mod":
        return left % right if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[op]


def _flatten(line: Line, problems: list[Problem]) -> Flat | None:
    match line.target:
        case Sym(_, index) as target if all(isinstance(part, Num) for part in index):
            return Flat(line.kind, target, line.formula, line.size, line.span)
        case _:
            hint = "a name such as Z, or a step such as h[0]; a loop gives its variable: for t in 1..3:"
            problems.append(Problem("the left side must be a name", line.span, hint))
            return None


def _too_deep(line: Line) -> bool:
    return any(part is not None and depth(part) > DEEPEST for part in (line.target, line.formula))


def depth(formula: Formula) -> int:
    """Levels of nesting, found without recursion; stops at one more than is allowed."""
    level, here = 0, [formula]
    while here and level <= DEEPEST:
        level += 1
        here = [child for part in here for child in children(part) if isinstance(child, (Apply, Listing, Sym))]
    return level
