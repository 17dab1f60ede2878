"""``cell lstm``: the equations of a procedure as statements on the names that the question gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from examsolver.core.convention import Conventions
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Header
from examsolver.core.rule import Equation, Procedure
from examsolver.families.computing.body import Cell, Statement
from examsolver.families.computing.unrolling import place
from examsolver.maths.tree import rebuild, step_name
from examsolver.registry import did_you_mean

SEQUENCE = "x"
"""The input that a cell reads at every step."""


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


def read_cell(procedure: Procedure, shapes: Mapping[str, tuple[int, ...]]) -> Cell:
    """How a procedure runs on the givens of these names and shapes: one step, or one for each row of x."""
    rows = shapes.get(SEQUENCE, ())
    single = [name for name in shapes if name.startswith(f"{SEQUENCE}[")]
    count = rows[0] if len(rows) == 2 else max(len(single), 1)
    inputs = (*procedure.inputs, *procedure.optional)
    renamed = tuple((name, other) for other, name in procedure.aliases if other in shapes and name not in shapes)
    known = {*shapes, *dict(renamed)}
    present = tuple(dict.fromkeys(name for name in inputs if name in known))
    return Cell(procedure.name, count, present, len(rows) == 2 or bool(single), bool(shapes), renamed)


def facts_of(cell: Cell) -> tuple[str, ...]:
    """The facts that the cell takes, in the question's names: its inputs, and its states before the first step."""
    procedure, renamed = procedure_named(cell.rule), dict(cell.renamed)
    inputs = dict.fromkeys((*procedure.inputs, *procedure.optional))
    return (*(renamed.get(name, name) for name in inputs), *(f"{name}[0]" for name in procedure.states))


def names_of_cell(cell: Cell) -> tuple[Sym, ...]:
    """Everything that the cell works out, step by step."""
    procedure = procedure_named(cell.rule)
    steps = range(1, cell.count + 1)
    return tuple(_result(name, step, cell, procedure) for step in steps for name in procedure.results)


def equations_of_cell(cell: Cell) -> dict[str, str]:
    """From the names that have equations to the steps that state them."""
    results = procedure_named(cell.rule).results
    return {name: f"{name} (equation)" if cell.numbers else name for name in results}


def _result(name: str, step: int, cell: Cell, procedure: Procedure) -> Sym:
    """``f`` of a single step, ``f[2]`` of several; a state always carries its step."""
    return Sym(name, (Num(step),)) if cell.count > 1 or name in procedure.states else Sym(name)


def statements_of_cell(cell: Cell, conventions: Conventions, span: Span) -> tuple[Statement, ...]:
    """The equations at every step, on the names of the question."""
    procedure = procedure_named(cell.rule)
    equations = stated_equations(procedure, conventions, cell.present)
    return tuple(
        _stating(equation, step, cell, procedure, span) for step in range(1, cell.count + 1) for equation in equations
    )


def _stating(equation: Equation, step: int, cell: Cell, procedure: Procedure, span: Span) -> Statement:
    symbol = _result(equation.name, step, cell, procedure)
    here: dict[str, Formula] = {name: Sym(other) for name, other in cell.renamed}
    here.update((name, _result(name, step, cell, procedure)) for name in procedure.results)
    if cell.each:
        row = (Num(step),)
        here[SEQUENCE] = Apply("index", (Sym(SEQUENCE), *row)) if SEQUENCE in cell.present else Sym(SEQUENCE, row)

    def at_step(part: Formula) -> Formula:
        if isinstance(part, Sym) and not part.index:
            return here.get(part.name, part)
        return part

    formula = rebuild(place(equation.formula, {"t": step}), at_step)
    name = step_name(symbol) or ""
    return Statement(name, symbol, formula, span, because=equation.says, misconceptions=equation.misconceptions)


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

    return Apply("=", (Sym(equation.name, now), rebuild(equation.formula, at_time)))


def the_equation(*, formula: Formula) -> Formula:
    """The equation itself: the law of a step that states one."""
    return formula
