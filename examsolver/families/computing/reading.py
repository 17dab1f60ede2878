"""From the lines of a ``compute`` question to its body, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.problem import Problem
from examsolver.core.question import Find, Header, Line
from examsolver.families.computing.body import Body, Cell, Given, Letter, Stated, Statement
from examsolver.families.computing.calls import header_algorithm, names_state, word_input
from examsolver.families.computing.data import DataError, data_of, is_data, shape_of, shaped
from examsolver.families.computing.dependence import check_requests, first_circle
from examsolver.families.computing.drafting import Draft, take_calls
from examsolver.families.computing.expanding import statements_of_calls
from examsolver.families.computing.procedures import (
    equations_of_cell,
    names_of_cell,
    procedure_of,
    read_cell,
    statements_of_cell,
)
from examsolver.families.computing.requests import Asking, requests_of
from examsolver.families.computing.scope import Scope, hyphenated, resolve, scope_of
from examsolver.families.computing.unrolling import Flat, unroll
from examsolver.maths.tree import step_name

TOLD = 20
"""Problems of one question that are listed."""


def read(header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]) -> tuple[Body | None, tuple[Problem, ...]]:
    """The body of a question, or None and what is wrong."""
    problems: list[Problem] = []
    algorithm = header_algorithm(header)
    procedure = procedure_of(header, problems) if algorithm is None else None
    flat = unroll(lines, problems)
    draft = Draft(algorithm, frozenset(line.target.name for line in flat))
    if problems:
        return None, tuple(problems[:TOLD])
    for line in flat:
        _take(line, draft, problems)
    shapes = {given.name: shape_of(given.data) for given in draft.givens}
    cell = read_cell(procedure, shapes, draft.symbols, draft.places) if procedure is not None else None
    for symbol in names_of_cell(cell) if cell is not None else ():
        draft.claim(symbol, header.span, problems)
    for find in finds:
        _take_definitions(find, draft, problems)
    take_calls(draft, cell, header.span, problems)
    return _resolved(header, lines, finds, draft, cell, problems)


def _resolved(
    header: Header,
    lines: tuple[Line, ...],
    finds: tuple[Find, ...],
    draft: Draft,
    cell: Cell | None,
    problems: list[Problem],
) -> tuple[Body | None, tuple[Problem, ...]]:
    scope = draft.scope()
    statements = tuple(_all_settled(draft.assigned, scope, problems))
    asking = asking_of(scope, draft.letters, cell)
    requests = tuple(request for find in finds for request in requests_of(find, asking, problems))
    stated = tuple(replace(one, formula=hyphenated(one.formula, scope)) for one in (*told(lines), *draft.wheres))
    calls = tuple(draft.calls)
    body = Body(tuple(draft.givens), tuple(draft.letters), statements, requests, stated, cell, header.span, calls)
    if not problems:
        _check(body, header, problems)
    return (None if problems else body), tuple(problems[:TOLD])


def asking_of(scope: Scope, letters: Iterable[Letter], cell: Cell | None) -> Asking:
    """What the find lines of a question are read against."""
    equations = equations_of_cell(cell) if cell is not None else {}
    return Asking(scope, {letter.name: letter for letter in letters}, equations)


def asking_again(body: Body) -> Asking:
    """The same for a body that has been read."""
    symbols = [name_symbol(given.name) for given in body.givens]
    symbols += [Sym(letter.name) for letter in body.letters]
    symbols += [statement.symbol for statement in body.statements]
    symbols += names_of_cell(body.cell) if body.cell is not None else ()
    symbols += [symbol for call in body.calls for symbol in call.symbols]
    aliases = {name: symbol for call in body.calls for name, symbol in call.aliases}
    return asking_of(scope_of(symbols, aliases), body.letters, body.cell)


def name_symbol(name: str) -> Sym:
    """The symbol of a given: ``X``, ``h[0]``."""
    base, bracket, index = name.partition("[")
    return Sym(base, tuple(Num(int(part)) for part in index.rstrip("]").split(","))) if bracket else Sym(base)


def _take(flat: Flat, draft: Draft, problems: list[Problem]) -> None:
    """One line among the givens, letters or statements."""
    name = flat.target.name
    if draft.algorithm is not None and not flat.target.index and names_state(draft.algorithm, name, draft.spelt):
        flat = replace(flat, target=Sym(name, (Num(0),)))
    claimed = draft.claim(flat.target, flat.span, problems)
    if claimed is None:
        return
    name = claimed
    if flat.kind == "declare":
        draft.letters.append(Letter(name, flat.size, flat.span))
    elif flat.formula is None:
        problems.append(Problem(f"{name} is given nothing", flat.span, f"write {name} = 2"))
    elif isinstance(flat.formula, Sym) and word_input(draft.algorithm, name) is not None:
        draft.givens.append(Given(name, flat.formula.name, flat.span))
    elif flat.kind == "data" or is_data(flat.formula):
        _take_data(name, flat.formula, flat, draft, problems)
    else:
        draft.assigned.append(Statement(name, flat.target, flat.formula, flat.span))


def _take_data(name: str, formula: Formula, flat: Flat, draft: Draft, problems: list[Problem]) -> None:
    try:
        data = shaped(formula, flat.size) if flat.kind == "data" else data_of(formula)
    except DataError as error:
        problems.append(Problem(f"{name}: {error}", flat.span, error.hint))
        return
    draft.givens.append(Given(name, data, flat.span))


def _take_definitions(find: Find, draft: Draft, problems: list[Problem]) -> None:
    """What a find line defines: ``where L = sum(h[3])``, and ``find s = sum(Z)``."""
    for target, formula in find.where:
        _define(target, formula, find, draft, problems, key=False)
    if find.formula is not None and find.at is None and not find.equations:
        for thing in find.things:
            _define(thing.formula, find.formula, find, draft, problems, key=True)


def _define(target: Formula, formula: Formula, find: Find, draft: Draft, problems: list[Problem], *, key: bool) -> None:
    if not isinstance(target, Sym) or step_name(target) is None:
        problems.append(Problem("a name stands on the left of '='", find.span, "find dL/dU where L = sum(h[3])"))
        return
    known = next((one for one in draft.assigned if one.symbol == target and one.formula == formula), None)
    if known is None:
        name = draft.claim(target, find.span, problems)
        if name is not None:
            draft.assigned.append(Statement(name, target, formula, find.span, key))
            draft.wheres += [] if key else [Stated(Apply("=", (target, formula)))]


def _all_settled(assigned: list[Statement], scope: Scope, problems: list[Problem]) -> Iterator[Statement]:
    """The statements with their names resolved; after many problems the rest is not looked at."""
    for statement in assigned:
        if len(problems) > TOLD:
            return
        yield _settled(statement, scope, problems)


def _settled(statement: Statement, scope: Scope, problems: list[Problem]) -> Statement:
    formula = resolve(statement.formula, scope, statement.span, problems)
    return Statement(statement.name, statement.symbol, formula, statement.span, statement.key)


def _check(body: Body, header: Header, problems: list[Problem]) -> None:
    """Circles, letters without a value, facts of the cell that are missing."""
    statements = {one.name: one for one in all_statements(body)}
    circle = first_circle(statements)
    if circle:
        last = statements[circle[0]]
        said = " → ".join((*circle[:5], circle[0]))
        problems.append(Problem(f"these use each other in a circle: {said}", last.span))
        return
    check_requests(body, statements, header.span, problems)


def all_statements(body: Body, conventions: Mapping[str, str] | None = None) -> Iterator[Statement]:
    """The statements of the cell, under the conventions, and those that the question writes."""
    if body.cell is not None:
        yield from statements_of_cell(body.cell, conventions or {}, body.span, strict=conventions is not None)
    yield from statements_of_calls(body.calls, body, body.statements, conventions or {})
    yield from body.statements


def told(lines: tuple[Line, ...], loops: tuple[tuple[str, Formula, Formula], ...] = ()) -> tuple[Stated, ...]:
    """The lines as students are told them, loops not written out."""
    found: list[Stated] = []
    for line in lines:
        if line.kind == "for" and line.first is not None and line.last is not None:
            found += told(line.block, (*loops, (line.variable, line.first, line.last)))
        elif line.target is not None:
            found.append(Stated(_equation(line), loops, line.size if line.kind != "assign" else ()))
    return tuple(found)


def _equation(line: Line) -> Formula:
    target = line.target or Num(0)
    return target if line.formula is None else Apply("=", (target, line.formula))
