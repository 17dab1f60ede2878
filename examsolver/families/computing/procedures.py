"""``cell lstm``: the equations of a procedure as statements on the names that the question gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from examsolver.core.convention import Convention, Conventions
from examsolver.core.formula import Apply, Formula, Num, Sym, derivative
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.core.question import Header
from examsolver.core.rule import Equation, Fitting, Procedure
from examsolver.families.computing.body import Cell, Statement
from examsolver.families.computing.cell_facts import MASK, SEQUENCE, fitting_of, input_at, mask_at, settled
from examsolver.families.computing.unrolling import place
from examsolver.maths.tree import rebuild, step_name, symbols
from examsolver.registry import did_you_mean


def procedure_of(header: Header, problems: list[Problem]) -> Procedure | None:
    """The procedure that a header names, if it names one; an unknown one is told in ``problems``."""
    from examsolver.rules import PROCEDURE_CATALOGUE

    if header.rule is None:
        if header.family == "cell":
            known = ", ".join(PROCEDURE_CATALOGUE.words)
            problems.append(Problem("which cell?", header.span, f"write cell and its name: {known}"))
        return None
    found = PROCEDURE_CATALOGUE.get(header.rule)
    if found is None:
        hint = did_you_mean(header.rule, PROCEDURE_CATALOGUE.words)
        problems.append(Problem(f"there is no cell {header.rule!r}", header.span, hint))
    return found


def procedure_named(name: str) -> Procedure:
    """The procedure of a cell that has been read."""
    from examsolver.rules import PROCEDURE_CATALOGUE

    found = PROCEDURE_CATALOGUE.get(name)
    if found is None:
        raise KeyError(name)
    return found


def read_cell(
    procedure: Procedure,
    shapes: Mapping[str, tuple[int, ...]],
    names: Iterable[str] = (),
    places: Mapping[str, Span] | None = None,
) -> Cell:
    """How a procedure runs on the givens of these names and shapes, and on ``names`` that the question works out."""
    inputs = (*procedure.inputs, *procedure.optional)
    named = {**dict.fromkeys(names), **shapes}
    renamed = tuple((name, other) for other, name in procedure.aliases if other in named and name not in named)
    known = {*named, *dict(renamed)}
    present = tuple(dict.fromkeys(name for name in inputs if name in known))
    found = tuple((places or {}).items())
    cell = Cell(procedure.name, 1, present, False, bool(shapes), renamed, "whole", tuple(named.items()), found)
    return settled(cell, procedure)


def facts_of(cell: Cell) -> tuple[str, ...]:
    """The facts that the cell takes, in the question's names: its inputs, and its states before the first step."""
    procedure, renamed = procedure_named(cell.rule), dict(cell.renamed)
    inputs = dict.fromkeys((*procedure.inputs, *procedure.optional))
    return (*(renamed.get(name, name) for name in inputs), *before_first(cell, procedure))


def before_first(cell: Cell, procedure: Procedure) -> tuple[str, ...]:
    """The states that a question gives: ``h[0]``, and after the last step those that run back."""
    return tuple(f"{name}[{cell.count + 1 if name in procedure.reversed else 0}]" for name in procedure.states)


def known_to(cell: Cell) -> frozenset[str]:
    """Every fact that the cell's equations use under some choice of its conventions."""
    procedure = procedure_named(cell.rule)
    topics = (*procedure.conventions, *procedure.fitting)
    choices: list[dict[str, str]] = [{}, *({one.topic: variant.name} for one in topics for variant in one.variants)]
    found: set[str] = set()
    for choice in choices:
        fitting = fitting_of(cell, procedure, choice)
        for equation in fitting.equations if fitting is not None else ():
            found.update(symbol.name for symbol in symbols(equation.formula))
    return frozenset(found)


def conventions_of_cell(cell: Cell, conventions: Conventions) -> tuple[Convention, ...]:
    """The topics that matter for the cell at hand."""
    procedure = procedure_named(cell.rule)
    fitting = fitting_of(cell, procedure, conventions)
    if fitting is None:
        return procedure.conventions
    from examsolver.rules.cell_conventions import BATCH, DIRECTION

    read = [topic for topic, matters in ((DIRECTION, cell.each), (BATCH, cell.order == "batch")) if matters]
    inforce = [topic for topic in read if topic.chosen(conventions) is not topic.default]
    shown = [one for one in fitting.conventions if _matters(one, conventions)]
    return (*shown, *inforce)


def _matters(topic: Convention, conventions: Conventions) -> bool:
    """A topic whose other variants are never meant unless a question says so goes without saying."""
    others = [variant for variant in topic.variants if variant is not topic.default]
    return any(one.accepted for one in others) or topic.chosen(conventions) is not topic.default


def names_of_cell(cell: Cell) -> tuple[Sym, ...]:
    """Everything that the cell works out, step by step."""
    procedure = procedure_named(cell.rule)
    fitting = fitting_of(cell, procedure, {})
    names = procedure.results if fitting is None else tuple(one.name for one in fitting.equations)
    steps = range(1, cell.count + 1)
    return tuple(_result(name, step, cell, procedure) for step in steps for name in names)


def equations_of_cell(cell: Cell) -> dict[str, str]:
    """From the names that have equations to the steps that state them."""
    procedure = procedure_named(cell.rule)
    results = (*procedure.results, *(one.name for one in gradient_equations(procedure, {})))
    return {name: f"{name} (equation)" if cell.numbers else name for name in results}


def _result(name: str, step: int, cell: Cell, procedure: Procedure) -> Sym:
    """``f`` of a single step, ``f[2]`` of several; a state always carries its step."""
    return Sym(name, (Num(step),)) if cell.count > 1 or name in procedure.states else Sym(name)


def statements_of_cell(
    cell: Cell, conventions: Conventions, span: Span, *, strict: bool = False
) -> tuple[Statement, ...]:
    """The equations at every step, on the names of the question.

    Raises:
        ExamError: ``strict`` and shapes that do not fit, each at the line of its fact.
    """
    procedure = procedure_named(cell.rule)
    fitting = fitting_of(cell, procedure, conventions)
    if fitting is None:
        equations: tuple[Equation, ...] = stated_equations(procedure, conventions, cell.present)
    else:
        equations = fitting.equations
        if strict:
            _refuse(fitting, cell, span)
    stating = _Stating(cell, procedure, conventions, span, frozenset(one.name for one in equations))
    if procedure.reversed:
        return tuple(stating.both_ways(equations))
    return tuple(stating.at(one, step) for step in range(1, cell.count + 1) for one in equations)


def _refuse(fitting: Fitting, cell: Cell, span: Span) -> None:
    if fitting.misfits:
        places = dict(cell.places)
        found = [Problem(one.reason, places.get(one.name, span), one.hint) for one in fitting.misfits]
        raise ExamError(found)


@dataclass(frozen=True, slots=True)
class _Stating:
    """Writes an equation of the cell at a step."""

    cell: Cell
    procedure: Procedure
    conventions: Conventions
    span: Span
    names: frozenset[str]

    def both_ways(self, equations: tuple[Equation, ...]) -> Iterator[Statement]:
        """What runs forward, then what runs back, then what needs both."""
        joint = [one for one in equations if not one.name.endswith(("_fwd", "_bwd"))]
        steps = range(1, self.cell.count + 1)
        yield from (self.at(one, step) for step in steps for one in equations if one.name.endswith("_fwd"))
        yield from (self.at(one, step) for step in reversed(steps) for one in equations if one.name.endswith("_bwd"))
        yield from (self.at(one, step) for step in steps for one in joint)

    def at(self, equation: Equation, step: int) -> Statement:
        """The equation at one step, in the names of the question."""
        cell, procedure = self.cell, self.procedure
        here: dict[str, Formula] = {name: Sym(other) for name, other in cell.renamed}
        here.update((name, _result(name, step, cell, procedure)) for name in (*procedure.results, *self.names))
        if cell.each:
            here[SEQUENCE] = input_at(cell, step, self.conventions)
        here[MASK] = mask_at(cell, step, self.conventions)

        def at_step(part: Formula) -> Formula:
            if isinstance(part, Sym) and not part.index:
                return here.get(part.name, part)
            return part

        symbol = _result(equation.name, step, cell, procedure)
        formula = rebuild(place(equation.formula, {"t": step}), at_step)
        name = step_name(symbol) or ""
        return Statement(
            name, symbol, formula, self.span, because=equation.says, misconceptions=equation.misconceptions
        )


def gradient_equations(procedure: Procedure, conventions: Conventions) -> tuple[Equation, ...]:
    """The equations of gradients that may be asked of a cell."""
    return procedure.gradients(conventions) if procedure.gradients is not None else ()


def stated_equations(
    procedure: Procedure, conventions: Conventions, present: tuple[str, ...] | None = None
) -> tuple[Equation, ...]:
    """The equations of one step; with ``present``, without the optional inputs that are not there."""
    equations = procedure.equations(conventions)
    if present is None:
        return equations
    gone = frozenset(procedure.optional) - frozenset(present)
    return tuple(replace(equation, formula=_without(equation.formula, gone)) for equation in equations)


def _without(formula: Formula, gone: frozenset[str]) -> Formula:
    def drop(part: Formula) -> Formula:
        match part:
            case Apply("+", (left, Sym(name, ()))) if name in gone:
                return left
            case Apply("+", (Sym(name, ()), right)) if name in gone:
                return right
            case _:
                return part

    return rebuild(formula, drop)


def timed(equation: Equation, procedure: Procedure) -> Formula:
    """The equation with its times: c_t = f_t ⊙ c_(t−1) + i_t ⊙ candidate_t."""
    moving = {*procedure.results, *procedure.states, SEQUENCE}
    now = (Sym("t"),)

    def at_time(part: Formula) -> Formula:
        return replace(part, index=now) if isinstance(part, Sym) and not part.index and part.name in moving else part

    left: Formula = Sym(equation.name, now)
    if equation.name.startswith("dL/d"):
        left = derivative(Sym("L"), Sym(equation.name.removeprefix("dL/d"), now))
    return Apply("=", (left, rebuild(equation.formula, at_time)))


def the_equation(*, formula: Formula) -> Formula:
    """The equation itself: the law of a step that states one."""
    return formula
