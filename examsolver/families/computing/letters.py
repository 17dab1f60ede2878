"""Letters without a value: a name written out in them, and its value where one is put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.formula import Apply, Formula, Sym, derivative
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.families.computing.body import Given, Request, Statement
from examsolver.families.computing.data import formula_of
from examsolver.families.computing.dependence import before, used_in
from examsolver.families.computing.forward import chosen
from examsolver.families.computing.functions import is_function, rule_of
from examsolver.maths.symbolic import is_differentiable
from examsolver.maths.tree import rebuild, step_name, substitute, walk

LONGEST = 4_000
"""Parts of a formula that is written out in a letter."""


def closed_form(formula: Formula, letter: str, statements: Mapping[str, Statement], span: Span) -> Formula:
    """The formula with every name that rests on the letter replaced by what it stands for.

    Raises:
        ExamError: it grows beyond what can be worked on.
    """
    written: dict[Formula, Formula] = {}
    for name in _in_order(used_in(formula), statements):
        statement = statements[name]
        changed = substitute(statement.formula, written)
        if any(step_name(part) == letter for part in walk(changed)):
            written[statement.symbol] = _short(changed, span)
    return _short(substitute(formula, written), span)


def _short(formula: Formula, span: Span) -> Formula:
    if any(count > LONGEST for count, _ in enumerate(walk(formula))):
        raise ExamError([Problem("written out in its letter this becomes too long", span)])
    return formula


def _in_order(names: tuple[str, ...], statements: Mapping[str, Statement]) -> list[str]:
    """All statements that the names rest on, each after what it uses."""
    order: dict[str, None] = {}
    todo = [(name, False) for name in before(names, statements) if name in statements]
    while todo:
        name, ready = todo.pop()
        if name in order:
            continue
        if ready:
            order[name] = None
        else:
            todo.append((name, True))
            todo.extend((used, False) for used in used_in(statements[name].formula) if used in statements)
    return list(order)


def is_slope(request: Request) -> bool:
    """Whether a derivative by a letter is asked for at a value of it."""
    return request.kind == "point" and isinstance(request.formula, Apply) and request.formula.op == "derivative"


def slope_parts(request: Request) -> tuple[Formula, str]:
    """What is differentiated, and the name that it is differentiated by."""
    assert isinstance(request.formula, Apply)
    of, by = request.formula.args
    return of, step_name(by) or ""


def is_symbolic(request: Request, statements: Mapping[str, Statement], arrays: frozenset[str]) -> bool:
    """Whether a slope is found by differentiating an equation, because it has numbers and known functions alone."""
    closed = closed_slope(request, statements)
    if request.at is not None and request.at[0] != slope_parts(request)[1]:
        return False
    return is_differentiable(closed) and not arrays.intersection(used_in(closed))


def closed_slope(
    request: Request, statements: Mapping[str, Statement], conventions: Conventions | None = None
) -> Formula:
    """What is differentiated, written out in the letter, in functions that have a derivative as an equation."""
    of, letter = slope_parts(request)
    closed = closed_form(of, letter, statements, request.span)
    return _short(rebuild(closed, partial(_defined, conventions or {})), request.span)


def _defined(conventions: Conventions, part: Formula) -> Formula:
    """A function by its definition, where it has one in simpler functions."""
    rule = rule_of(part.op) if isinstance(part, Apply) and is_function(part.op) else None
    if rule is None or rule.definition is None or not isinstance(part, Apply):
        return part
    return rule.definition(*part.args, **dict(part.options), **chosen(rule, conventions))


def rules_used(formula: Formula, letter: str) -> tuple[str, ...]:
    """The rules that differentiating a formula by a letter takes, in order of use."""
    found: dict[str, None] = {}
    for part in walk(formula):
        if isinstance(part, Apply):
            found.update(dict.fromkeys(_rules_of(part, letter)))
    return tuple(found)


def _rules_of(part: Apply, letter: str) -> Iterator[str]:
    moving = [Sym(letter) in walk(arg) for arg in part.args]
    match part.op:
        case "*" | "hadamard" if all(moving):
            yield "product rule"
        case "/" if moving[1]:
            yield "quotient rule"
        case "^" if moving[0] and not moving[1]:
            yield "power rule"
        case "+" | "-" | "neg" | "*" | "hadamard" | "/":
            return
    if any(moving) and part.op not in ("*", "hadamard", "/") and Sym(letter) not in part.args:
        yield "chain rule"


def slope_statements(request: Request, statements: Mapping[str, Statement]) -> tuple[Statement, Statement, Given]:
    """A slope as a gradient by numbers: the letter becomes a given with that value."""
    assert request.at is not None
    letter, value = request.at
    of, by = slope_parts(request)
    point = Sym(request.step.removeprefix(f"d{step_name(of)}/d{by} "))
    symbol = Sym(f"{step_name(of)}({point.name})")
    formula = substitute(closed_form(of, letter, statements, request.span), {Sym(letter): point})
    moved = Statement(symbol.name, symbol, formula, request.span, key=True)
    under = point if by == letter else by
    slope = Statement(request.step, Sym(request.step), derivative(symbol, under), request.span, key=True)
    return moved, slope, Given(point.name, value, request.span)


def point_statement(request: Request, statements: Mapping[str, Statement]) -> Statement:
    """``bound n=1``: what is asked, with the value of the letter put in."""
    assert request.at is not None
    letter, value = request.at
    closed = closed_form(request.formula, letter, statements, request.span)
    formula = substitute(closed, {Sym(letter): formula_of(value)})
    return Statement(request.step, Sym(request.step), formula, request.span, key=True)
