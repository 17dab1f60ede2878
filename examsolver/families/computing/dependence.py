"""What rests on what among statements: circles, ancestors, letters without a value. Without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.problem import Problem, Span
from examsolver.families.computing.body import Body, Given, Letter, Request, Statement
from examsolver.families.computing.calls import algorithm_named, spellings, usage
from examsolver.families.computing.cell_facts import SEQUENCE
from examsolver.families.computing.procedures import facts_of, known_to, procedure_named
from examsolver.families.computing.requests import letter_problem
from examsolver.maths.tree import children, step_name
from examsolver.registry import did_you_mean, near


def used_in(formula: Formula) -> tuple[str, ...]:
    """The names that a formula uses; a gradient uses both of its names."""
    found: dict[str, None] = {}
    todo = [formula]
    while todo:
        here = todo.pop()
        if isinstance(here, Sym):
            found.setdefault(step_name(here) or here.name)
        else:
            todo.extend(reversed(children(here)))
    return tuple(found)


def gradients_in(formula: Formula) -> tuple[tuple[Formula, Formula], ...]:
    """The gradients that a formula asks for, as (of, by)."""
    found: dict[tuple[Formula, Formula], None] = {}
    todo = [formula]
    while todo:
        here = todo.pop()
        if isinstance(here, Apply) and here.op == "derivative":
            found.setdefault((here.args[0], here.args[1]))
        else:
            todo.extend(children(here))
    return tuple(found)


def before(names: Iterable[str], statements: Mapping[str, Statement], until: str = "") -> dict[str, None]:
    """The names and all that they rest on; of what the name ``until`` rests on only where something else does too."""
    seen: dict[str, None] = {}
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen[name] = None
            if name in statements and name != until:
                todo.extend(used_in(statements[name].formula))
    return seen


def first_circle(statements: Mapping[str, Statement]) -> tuple[str, ...]:
    """Names that use each other in a circle, in order; empty where there is none."""
    done: set[str] = set()
    for start in statements:
        path: dict[str, None] = {}
        todo = [(start, False)]
        while todo:
            name, left = todo.pop()
            if left:
                path.pop(name)
                done.add(name)
            elif name in path:
                names = list(path)
                return tuple(names[names.index(name) :])
            elif name not in done and name in statements:
                path[name] = None
                todo.append((name, True))
                todo.extend((used, False) for used in used_in(statements[name].formula))
    return ()


def needs_of(request: Request) -> tuple[str, ...]:
    """The names whose values a request rests on; none where only equations are written."""
    if request.kind in ("equation", "derivative"):
        return ()
    return used_in(request.formula)


GIVEN = "ask for what is worked out from it, e.g. `b = 2 * a`; numbers alone are facts"


def check_requests(body: Body, statements: Mapping[str, Statement], span: Span, problems: list[Problem]) -> None:
    """Each request must rest on values: of letters, and of the facts that a cell needs."""
    letters = {letter.name for letter in body.letters}
    known = {given.name for given in body.givens}
    problems += unused_facts(body)
    missed: set[str] = set()
    for request in body.requests:
        if request.step in known:
            problems.append(Problem(f"{request.id} is given: there is nothing to work out", request.span, GIVEN))
        free = {request.at[0]} if request.at is not None else set()
        ends = [name for name in before(needs_of(request), statements) if name not in statements]
        letter = next((name for name in ends if name in letters - free), None)
        if letter is not None:
            problems.append(letter_problem(request, letter, request.span))
        missed.update(name for name in ends if name not in known | letters | free)
    if body.cell is not None:
        missed -= {*facts_of(body.cell), *known_to(body.cell)}  # which ones are needed is known with the conventions
    if missed:
        problems.append(missing_problem(missed, span))


def unused_facts(body: Body) -> Iterator[Problem]:
    """The facts beside a cell that it does not take and that nothing else uses: mistyped names, mostly."""
    if body.cell is None:
        yield from unused_inputs(body)
        return
    takes = facts_of(body.cell)
    formulas = (*(one.formula for one in body.statements), *(one.formula for one in body.requests))
    used = {*known_to(body.cell), *(name for formula in formulas for name in used_in(formula))}
    facts: tuple[Given | Letter, ...] = (*body.givens, *body.letters)
    given = {fact.name for fact in facts}
    known = {name.partition("[")[0] for name in takes if "[" in name or name == SEQUENCE}
    for fact in facts:
        if fact.name not in {*takes, *used} and not ("[" in fact.name and fact.name.partition("[")[0] in known):
            close = near(fact.name, [name for name in takes if name not in given])
            said = f"did you mean {close!r}? " if close else ""
            other = procedure_named(body.cell.rule).forms
            hint = f"{said}{body.cell.rule} takes {', '.join(takes)}{other and '; or '}{other}"
            yield Problem(f"this cell does not take {fact.name!r}, and nothing else uses it", fact.span, hint)


def unused_inputs(body: Body) -> Iterator[Problem]:
    """The facts beside the algorithm of a header that it does not take and that nothing else uses."""
    call = next((call for call in body.calls if not call.prefix), None)
    if call is None:
        return
    algorithm = algorithm_named(call.algorithm)
    formulas = (*(formula for _, formula in call.bound), *(one.formula for one in body.statements))
    formulas += tuple(formula for other in body.calls for _, formula in other.bound if other.prefix)
    used = {name for formula in formulas for name in used_in(formula)}
    for fact in body.givens:
        if fact.name not in used:
            words = tuple(spellings(algorithm))
            hint = f"{did_you_mean(fact.name, words)} {usage(algorithm)}"
            said = f"{algorithm.name} does not take {fact.name!r}, and nothing else uses it"
            yield Problem(said, fact.span, hint)


def missing_problem(missed: Iterable[str], span: Span) -> Problem:
    """The problem of facts that what is asked needs and nobody gives."""
    names = sorted(missed)
    one = "is" if len(names) == 1 else "are"
    said = f"{', '.join(names)} {one} missing: what is asked cannot be computed"
    return Problem(said, span, f"{names[0]} = …")
