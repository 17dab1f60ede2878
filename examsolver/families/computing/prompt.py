"""What students are told: the givens and definitions, loops not written out."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from examsolver.core.formula import Apply, Formula, Num, Sym, Text
from examsolver.families.computing.body import Body, Choice, Data, Stated
from examsolver.families.computing.calls import algorithm_named
from examsolver.families.computing.data import formula_of
from examsolver.families.computing.procedures import procedure_named
from examsolver.families.computing.unrolling import whole
from examsolver.maths.tree import step_name, walk
from examsolver.maths.unicode import unicode_text

WRITTEN = 100
"""Numbers of one given that are written out."""
LINE = 80
"""Letters of a formula with texts that stands on one line."""


def prompt(body: Body) -> tuple[str | Formula, ...]:
    """Sentences and formulas that state the question."""
    return tuple(_sentences(body))


def _sentences(body: Body) -> Iterator[str | Formula]:
    if body.cell is not None:
        yield _of_cell(body)
    at_work = [algorithm_named(call.algorithm) for call in body.calls if not call.prefix]
    yield from (f"Work through this: {algorithm.summary}." for algorithm in at_work)
    data = {given.name: given.data for given in body.givens}
    loops: tuple[tuple[str, Formula, Formula], ...] = ()
    for stated in body.stated:
        if stated.loops and stated.loops != loops:
            yield _range_said(stated.loops)
        loops = stated.loops
        yield _line(stated, data)
    for choice in body.choices:
        yield from _choice_said(choice)


def _choice_said(choice: Choice) -> Iterator[str | Formula]:
    """What is to be chosen, and the options."""
    asked = unicode_text(choice.asked)
    several = {"one": "Choose one.", "all": "Choose all."}.get(choice.count, "Choose one or several.")
    several = f"{several[:-1]}, or none." if choice.none else several
    yield f"Which of these is {asked}? {several}" if choice.values else f"For which option is {asked}? {several}"
    for letter, claims in choice.offers:
        yield Apply("option", (Sym(letter), *claims))


def _of_cell(body: Body) -> str:
    assert body.cell is not None
    summary = procedure_named(body.cell.rule).summary
    if not body.cell.numbers:
        return f"Consider this cell: {summary}."
    steps = "one step" if body.cell.count == 1 else f"{body.cell.count} steps"
    return f"Work through {steps} of this cell: {summary}."


def _range_said(loops: tuple[tuple[str, Formula, Formula], ...]) -> str:
    said = (f"{variable} from {_bound(first)} to {_bound(last)}" for variable, first, last in loops)
    return f"For {', '.join(said)}:"


def _bound(formula: Formula) -> str:
    value = whole(formula)
    return "its bound" if value is None else str(value)


def _line(stated: Stated, data: dict[str, Data]) -> str | Formula:
    match stated.formula:
        case Apply("=", (left, _)) if stated.size:
            return _data_said(step_name(left) or "", left, stated.size, data)
        case Apply("=", (left, Apply("=" | "!=" | "<" | "<=" | ">" | ">=") as relation)):
            return f"{unicode_text(left)}: whether {unicode_text(relation)}."
        case Apply("="):
            return _wrapped(stated.formula)
        case symbol:
            return f"{step_name(symbol)} is {_kind_said(stated.size)}."


def _wrapped(formula: Formula) -> str | Formula:
    """A formula; one with a long text in it as words, which go on in the next line where a line is full."""
    if not any(isinstance(part, Text) for part in walk(formula)):
        return formula
    written = unicode_text(formula)
    return written if len(written) > LINE else formula


def _data_said(name: str, left: Formula, size: tuple[int | str, ...], data: dict[str, Data]) -> str | Formula:
    """``U = 0.1 as 2x2`` with its numbers written out, where they are few."""
    given = data.get(name)
    count = prod(side for side in size if isinstance(side, int))
    if given is not None and count <= WRITTEN:
        return Apply("=", (left, formula_of(given)))
    first, last = _ends(given) if given is not None else (Num(0), Num(0))
    return f"{name} is {_kind_said(size)}, filled row by row from {first.value} to {last.value}."


def _ends(data: Data) -> tuple[Num, Num]:
    first: Data = data
    last: Data = data
    while isinstance(first, tuple):
        first = first[0]
    while isinstance(last, tuple):
        last = last[-1]
    return (Num(0), Num(0)) if isinstance(first, str) or isinstance(last, str) else (Num(first), Num(last))


def _kind_said(size: tuple[int | str, ...]) -> str:
    return f"of size {'×'.join(str(side) for side in size)}" if size else "a number"
