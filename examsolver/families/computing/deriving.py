"""From a body and conventions to a derivation: forward steps, gradients, equations and points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Derivation, LawError, Step, Value, derivation_of
from examsolver.core.formula import Apply, Formula
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.families.computing.body import Body, Given, Request, Statement
from examsolver.families.computing.calls import algorithm_named
from examsolver.families.computing.dependence import before, gradients_in, missing_problem, used_in
from examsolver.families.computing.equations import arrays_of, equation_steps
from examsolver.families.computing.forward import Forward
from examsolver.families.computing.gradients import Backward, NoGradient
from examsolver.families.computing.jacobians import jacobian_steps, layouts_in
from examsolver.families.computing.letters import (
    closed_slope,
    is_slope,
    is_symbolic,
    point_statement,
    slope_parts,
    slope_statements,
)
from examsolver.families.computing.one_step import with_single_steps
from examsolver.families.computing.procedures import conventions_of_cell
from examsolver.families.computing.reading import all_statements
from examsolver.maths.tree import step_name, symbols

Gradients = dict[Formula, dict[Formula, Span]]
"""From what is differentiated to what it is differentiated by, and where that is written."""


@dataclass(slots=True)
class Points:
    """Statements and givens that only exist because something is asked at values of a letter."""

    statements: dict[str, Statement]
    givens: dict[str, Given] = field(default_factory=dict)

    def roots(self, request: Request, arrays: frozenset[str]) -> Iterator[Formula]:
        """What a request rests on; a point of its own where that is what it asks."""
        if request.kind in ("value", "gradient", "contribution"):
            yield request.formula
        elif is_slope(request) and is_symbolic(request, self.statements, arrays):
            _, letter = slope_parts(request)
            closed = closed_slope(request, self.statements)
            yield from (part for part in symbols(closed) if step_name(part) != letter)
        elif is_slope(request):
            moved, slope, given = slope_statements(request, self.statements)
            self.statements.update({moved.name: moved, slope.name: slope})
            self.givens[given.name] = given
            yield slope.symbol
        elif request.kind == "point":
            statement = point_statement(request, self.statements)
            self.statements[statement.name] = statement
            yield statement.symbol


def derive(body: Body, conventions: Conventions) -> Derivation:
    """The derivation of everything that is asked. Raises ExamError with located problems."""
    statements = {statement.name: statement for statement in all_statements(body, conventions)}
    points, arrays = Points(statements), arrays_of(body)
    formulas = {formula: request.span for request in body.requests for formula in points.roots(request, arrays)}
    needed = before((name for formula in formulas for name in used_in(formula)), statements)
    _refuse_missing(needed, body, points)
    forward = Forward(conventions)
    for statement in statements.values():
        if statement.name in needed:
            forward.add(statement)
            formulas[statement.formula] = statement.span
    for request in body.requests:
        if isinstance(request.formula, Apply) and request.formula.op == "index":
            forward.show_entry(request.formula, request.span)
    known = _values((*body.givens, *points.givens.values()))
    gradients = list(_backward(_gradients(formulas), statements, forward, known))
    equations = equation_steps(body, conventions, statements)
    nodes = [node.step for node in forward.nodes.values()]
    gradients = with_single_steps(body.requests, gradients)
    steps = [*as_asked([*nodes, *gradients], [request.step for request in body.requests]), *equations]
    givens = {**known, **forward.constants}
    _refuse_senseless(forward, givens)
    topics = _conventions(body, forward, conventions, gradients) + layouts_in(gradients)
    return derivation_of(givens, steps, topics)


def as_asked(steps: list[Step], asked: Iterable[str]) -> list[Step]:
    """Forward steps as they are written, then gradients and what rests on them in the order in which it is asked."""
    by_name = {step.name: step for step in steps}
    order: dict[str, None] = {}
    late = _on_gradients(steps)
    for name in asked:
        todo = [(name, False)]
        while todo:
            here, ready = todo.pop()
            if here not in late or here in order:
                continue
            if ready:
                order[here] = None
            else:
                todo.append((here, True))
                todo.extend((used, False) for used in reversed(by_name[here].uses))
    return [step for step in steps if step.name not in order] + [by_name[name] for name in order]


def _on_gradients(steps: list[Step]) -> set[str]:
    """The names of gradients and of what rests on them."""
    users: dict[str, list[str]] = {}
    for step in steps:
        for used in step.uses:
            users.setdefault(used, []).append(step.name)
    todo = [step.name for step in steps if step.role.startswith("backward")]
    found = set(todo)
    while todo:
        new = [name for name in users.get(todo.pop(), ()) if name not in found]
        found.update(new)
        todo += new
    return found


def _refuse_missing(needed: Iterable[str], body: Body, points: Points) -> None:
    """Under another convention a cell may need facts that the question does not give."""
    known = {given.name for given in body.givens} | {letter.name for letter in body.letters}
    missed = [name for name in needed if name not in known and name not in points.statements]
    missed = [name for name in missed if name not in points.givens]
    if missed:
        raise ExamError([missing_problem(missed, body.span)])


def _gradients(formulas: Mapping[Formula, Span]) -> Gradients:
    found: Gradients = {}
    for formula, span in formulas.items():
        for of, by in gradients_in(formula):
            found.setdefault(of, {}).setdefault(by, span)
    return found


def _backward(
    gradients: Gradients, statements: Mapping[str, Statement], forward: Forward, known: Mapping[str, Value]
) -> Iterator[Step]:
    """All gradient steps, one pass for each quantity that is differentiated; of an array its table of derivatives."""
    for of, wanted in gradients.items():
        for by, span in wanted.items():
            _refuse_second(of, by, span, statements)
        places = {step_name(by) or "": span for by, span in wanted.items()}
        try:
            table = jacobian_steps(of, places, forward, known)
            yield from table or Backward(of, forward.nodes, next(iter(places.values()))).run(places)
        except NoGradient as error:
            raise ExamError([Problem(str(error), places[error.by])]) from None


def _refuse_second(of: Formula, by: Formula, span: Span, statements: Mapping[str, Statement]) -> None:
    """A gradient through a gradient would need second derivatives."""
    name = step_name(by) or ""
    for used in before((step_name(of) or "",), statements, until=name):
        for inner, _ in gradients_in(statements[used].formula) if used in statements else ():
            if used != name and name in before((step_name(inner) or "",), statements, until=name):
                said = f"{step_name(of)} rests on a gradient of {step_name(inner)}"
                raise ExamError([Problem(f"{said}; second derivatives are not worked out here", span)])


def _values(givens: Iterable[Given]) -> dict[str, Value]:
    from examsolver.maths.arrays import array_of

    values: dict[str, Value] = {}
    for given in givens:
        try:
            values[given.name] = array_of(given.data)
        except (LawError, OverflowError) as error:
            raise ExamError([Problem(f"{given.name}: {error}", given.span)]) from None
    return values


def _refuse_senseless(forward: Forward, givens: Mapping[str, Value]) -> None:
    """Data of the question that make no sense where they are used, such as probabilities that do not add up to 1."""
    for node in forward.nodes.values():
        if node.rule.sensible is not None:
            try:
                node.rule.sensible(*(givens.get(part.name) for part in node.inputs))
            except LawError as error:
                raise ExamError([Problem(error.reason, node.step.span, error.hint)]) from None


def _conventions(
    body: Body, forward: Forward, conventions: Conventions, gradients: Iterable[Step]
) -> tuple[Convention, ...]:
    """The topics that the rules at work know, each once; those of gradients where their rule has one."""
    back = {step.rule for step in gradients if step.role.startswith("backward")}
    known = [
        convention
        for node in forward.nodes.values()
        for convention in node.rule.conventions
        if not convention.backward or node.rule.name in back
    ]
    known += [
        option.follows[0]
        for node in forward.nodes.values()
        for option in node.rule.options
        if option.follows is not None and conventions.get(option.follows[0].topic) in option.follows[1]
    ]
    if body.cell is not None:
        known += conventions_of_cell(body.cell, conventions)
    known += [convention for call in body.calls for convention in algorithm_named(call.algorithm).conventions]
    return tuple({convention.topic: convention for convention in known}.values())
