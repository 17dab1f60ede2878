"""Steps whose value is a formula: the equations of a cell, and derivatives by a letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.formula import Apply, Formula, Num, Sym, derivative
from examsolver.core.problem import ExamError, Problem
from examsolver.families.computing.body import Body, Data, Request, Statement
from examsolver.families.computing.data import formula_of
from examsolver.families.computing.dependence import used_in
from examsolver.families.computing.functions import rule_of
from examsolver.families.computing.letters import closed_slope, is_slope, is_symbolic, rules_used, slope_parts
from examsolver.families.computing.procedures import (
    gradient_equations,
    procedure_named,
    stated_equations,
    the_equation,
    timed,
)
from examsolver.maths.tree import step_name, substitute
from examsolver.rules.differentiating import SLOPE_SLIPS

ROUND = ("exp", "log", "sigmoid", "tanh")
"""Functions whose rules know where their values are exact."""


def equation_steps(body: Body, conventions: Conventions, statements: Mapping[str, Statement]) -> Iterator[Step]:
    """The steps of all requests whose answer is a formula, or the value of one. Raises ExamError."""
    made: set[str] = set()
    for request in body.requests:
        for step in _steps(request, body, conventions, statements):
            if step.name not in made:
                made.add(step.name)
                yield step


def _steps(
    request: Request, body: Body, conventions: Conventions, statements: Mapping[str, Statement]
) -> Iterator[Step]:
    if request.kind == "equation":
        yield _stated(request, body, conventions)
    elif request.kind == "derivative":
        yield _derived(request, request.step, statements, conventions)
    elif is_slope(request) and is_symbolic(request, statements, arrays_of(body)):
        equation = step_name(request.formula) or ""
        yield _derived(request, equation, statements, conventions)
        yield _at_point(request, equation, statements)


def arrays_of(body: Body) -> frozenset[str]:
    """The givens that are no numbers."""
    return frozenset(given.name for given in body.givens if isinstance(given.data, tuple))


def _stated(request: Request, body: Body, conventions: Conventions) -> Step:
    assert body.cell is not None
    asked = step_name(request.formula)
    procedure = procedure_named(body.cell.rule)
    equations = (*stated_equations(procedure, conventions), *gradient_equations(procedure, conventions))
    equation = next((one for one in equations if one.name == asked), None)
    if equation is None:
        hint = "ask it of the cell without that convention"
        raise ExamError([Problem(f"{asked} has no equation under these conventions", request.span, hint)])
    return Step(
        request.step,
        uses=(),
        law=partial(the_equation, formula=equation.formula),
        numbers=partial(the_equation, formula=timed(equation, procedure_named(body.cell.rule))),
        because=equation.says,
        rule=body.cell.rule,
        site=request.step,
        span=request.span,
    )


def _derived(request: Request, name: str, statements: Mapping[str, Statement], conventions: Conventions) -> Step:
    """``dphi/dz`` as an equation."""
    closed = closed_slope(request, statements, conventions)
    _, letter = slope_parts(request)
    return Step(
        name,
        uses=(),
        law=partial(slope_formula, formula=closed, letter=letter),
        formula=derivative(closed, letter),
        because=_differentiated(closed, letter),
        rule="derivative",
        site=name,
        misconceptions=SLOPE_SLIPS,
        span=request.span,
    )


def _differentiated(formula: Formula, letter: str) -> str:
    rules = rules_used(formula, letter)
    said = " and ".join(part for part in (", ".join(rules[:-1]), *rules[-1:]) if part)
    return f"differentiate by {letter}: {said}" if rules else f"differentiate by {letter}"


def slope_formula(*, formula: Formula, letter: str) -> Formula:
    """The derivative of a formula by one of its letters. Raises LawError where it has none in closed form."""
    from examsolver.maths.symbolic import differentiate

    return differentiate(formula, letter)


def _at_point(request: Request, equation: str, statements: Mapping[str, Statement]) -> Step:
    assert request.at is not None
    letter, value = request.at
    if isinstance(value, tuple):
        raise ExamError([Problem(f"{letter} stands for a number", request.span)])
    names = tuple(name for name in used_in(closed_slope(request, statements)) if name != letter)
    return Step(
        request.step,
        uses=(equation, *names),
        law=partial(value_at, letter=letter, value=value, names=names),
        numbers=partial(formula_at, letter=letter, value=value, names=names),
        because=f"put in {letter}",
        rule="value",
        site=request.step,
        span=request.span,
    )


def value_at(formula: Formula, *others: Value, letter: str, value: Data, names: tuple[str, ...]) -> Value:
    """The value of a formula in one letter. Raises LawError where it has none."""
    from examsolver.maths.evaluate import EXACT, Arithmetic, evaluate, symbol_key

    known = {symbol_key(Sym(name)): other for name, other in zip(names, others, strict=True)}
    known[symbol_key(Sym(letter))] = value
    if not isinstance(formula, (Apply, Sym, Num)):
        raise LawError("there is no formula to put a number into")
    try:
        exactly = {word: rule.law for word in ROUND if (rule := rule_of(word)) is not None}
        return evaluate(formula, known, Arithmetic(EXACT.number, {**EXACT.operations, **exactly}, EXACT.otherwise))
    except (ValueError, TypeError):
        raise LawError(f"it has no value at {letter} = {value}") from None


def formula_at(formula: Formula, *others: Value, letter: str, value: Data, names: tuple[str, ...]) -> Formula:
    """The formula with the number put in for its letter."""
    put: dict[Formula, Formula] = {Sym(name): Num(other) for name, other in zip(names, others, strict=True)}
    return substitute(formula, {**put, Sym(letter): formula_of(value)})
