"""What a find line of ``compute`` asks for, one request for each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Find, Thing
from examsolver.families.computing.body import Data, Letter, Request
from examsolver.families.computing.scope import Scope, resolve, scope_of
from examsolver.maths.tree import step_name
from examsolver.registry import did_you_mean

RANGE = 1000
STEP_LETTERS = ("t", "k", "step")
"""Letters that mean a step in time where the question has no such letter."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What requests are read against: the names there are, the letters, and the equations of the cell.

    ``equations``: from the name of an equation to the step that states it. ``undeclared``: the letter of an
    ``at`` that the question itself does not have.
    """

    scope: Scope
    letters: Mapping[str, Letter]
    equations: Mapping[str, str]
    undeclared: frozenset[str] = frozenset()


def requests_of(find: Find, asking: Asking, problems: list[Problem]) -> tuple[Request, ...]:
    """The requests of one find line; what it cannot ask is told in ``problems``."""
    if find.each or find.of or find.such_that is not None or find.source is not None:
        clause = "of" if find.each or find.of else "such that" if find.such_that is not None else "from"
        problems.append(Problem(f"a compute question cannot be asked with {clause!r}", find.span, "find Z, dL/dX"))
        return ()
    asking = _with_letter(find, asking)
    found: list[Request] = []
    for thing in find.things:
        found.extend(request for one in _each(thing, asking.scope) for request in _asked(one, find, asking, problems))
    return tuple(found)


def _with_letter(find: Find, asking: Asking) -> Asking:
    """``at n = 1, 2, 3`` makes n a name for this line."""
    if find.at is None or asking.scope.has(find.at[0]):
        return asking
    letter = Letter(find.at[0], (), find.span)
    scope = scope_of((*asking.scope.known.values(), Sym(letter.name)))
    letters = {**asking.letters, letter.name: letter}
    return replace(asking, scope=scope, letters=letters, undeclared=frozenset({letter.name}))


def _each(thing: Thing, scope: Scope) -> Iterator[Thing]:
    """``h[1..3]`` asks for three things."""
    match thing.formula:
        case Sym(name, (Apply("..", (Num(int() as first), Num(int() as last))),)) if 0 <= last - first < RANGE:
            for place in range(first, last + 1):
                yield replace(thing, formula=Sym(name, (Num(place),)))
        case _:
            yield thing


def _asked(thing: Thing, find: Find, asking: Asking, problems: list[Problem]) -> Iterator[Request]:
    if find.equations:
        yield from _equation(thing, asking, problems)
    elif find.formula is not None:
        yield from _named(thing, find, find.formula, asking, problems)
    else:
        before = len(problems)
        formula = resolve(thing.formula, asking.scope, thing.span, problems)
        if len(problems) == before:
            yield from _resolved(thing, formula, find, asking, problems)


def _equation(thing: Thing, asking: Asking, problems: list[Problem]) -> Iterator[Request]:
    name = step_name(thing.formula) or ""
    if not asking.equations:
        hint = "write the cell on the first line: question gates: cell lstm"
        problems.append(Problem("equations are asked of a cell", thing.span, hint))
    elif name not in asking.equations:
        hint = did_you_mean(name, tuple(asking.equations))
        problems.append(Problem(f"this cell has no equation for {name!r}", thing.span, hint))
    else:
        yield Request(name, asking.equations[name], thing.formula, "equation", thing.span)


def _named(thing: Thing, find: Find, formula: Formula, asking: Asking, problems: list[Problem]) -> Iterator[Request]:
    """``find bound = (w*s)^n at n = 1, 2, 3``."""
    name = step_name(thing.formula)
    if name is None:
        problems.append(Problem("a name stands on the left of '='", thing.span, "find bound = (w*s)^n at n = 1, 2"))
        return
    before = len(problems)
    resolved = resolve(formula, asking.scope, find.span, problems)
    if len(problems) > before:
        return
    if find.at is None:
        yield Request(name, name, thing.formula, "value", thing.span)
    else:
        yield from _points(name, resolved, thing, find.at)


def _points(name: str, formula: Formula, thing: Thing, at: tuple[str, tuple[Data, ...]]) -> Iterator[Request]:
    letter, values = at
    for value in values:
        point = f"{name} {letter}={said(value)}"
        yield Request(point, point, formula, "point", thing.span, (letter, value))


def said(value: Data) -> str:
    """A number as it stands in the id of a part: ``-1``, ``0.5``, ``1/3``."""
    if isinstance(value, Fraction):
        over = value.denominator
        while over % 2 == 0:
            over //= 2
        while over % 5 == 0:
            over //= 5
        short = f"{float(value):.10f}".rstrip("0")
        return short if over == 1 and Fraction(short) == value else str(value)
    return str(value)


def _resolved(thing: Thing, formula: Formula, find: Find, asking: Asking, problems: list[Problem]) -> Iterator[Request]:
    asked, name = _spelt(thing.formula), _target(formula)
    if name is None:
        hint = "give it a name: find s = sum(Z)"
        problems.append(Problem("only names and gradients can be asked for", thing.span, hint))
    elif find.at is not None and _is_step_asked(formula, find.at[0], asking):
        yield from _contributions(asked or name, formula, thing, find.at)
    elif find.at is not None:
        yield from _points(asked or name, formula, thing, find.at)
    elif _by_letter(formula, asking):
        yield Request(asked or name, name, formula, "derivative", thing.span, names=_also(asked, name))
    elif find.as_equation:
        hint = "declare the letter that the gradient is taken by: z as number"
        problems.append(Problem("an equation is asked of a derivative by a letter", thing.span, hint))
    else:
        kind = "gradient" if isinstance(formula, Apply) and formula.op == "derivative" else "value"
        yield Request(asked or name, name, formula, kind, thing.span, names=_also(asked, name))  # type: ignore[arg-type]


def _is_step_asked(formula: Formula, letter: str, asking: Asking) -> bool:
    """Whether ``at t = 2`` means a step in time: of a gradient by a name, and t no letter of the question."""
    match formula:
        case Apply("derivative", (_, Sym(name))):
            return letter in STEP_LETTERS and letter in asking.undeclared and name != letter
        case _:
            return False


def _contributions(name: str, formula: Formula, thing: Thing, at: tuple[str, tuple[Data, ...]]) -> Iterator[Request]:
    """``find dL/dW at t = 2``: what the step 2 adds to the gradient."""
    for value in at[1]:
        point = f"{name} {at[0]}={said(value)}"
        yield Request(point, point, formula, "contribution", thing.span, (at[0], value))


def _also(asked: str | None, name: str) -> tuple[str, ...]:
    return () if asked in (None, name) else (name,)


def _spelt(formula: Formula) -> str | None:
    return step_name(formula)


def _target(formula: Formula) -> str | None:
    """The step that has what is asked: of ``Z[1,2]`` and ``dL/dX[1,2]`` it is an entry with that name."""
    match formula:
        case Apply("index", (Sym(name, index), *cells)):
            return step_name(Sym(name, (*index, *cells)))
        case Apply("index", (Apply("derivative", (of, Sym(name, index))), *cells)):
            return step_name(Apply("derivative", (of, Sym(name, (*index, *cells)))))
        case _:
            return step_name(formula)


def _by_letter(formula: Formula, asking: Asking) -> bool:
    match formula:
        case Apply("derivative", (_, Sym(name, ()))):
            return name in asking.letters
        case _:
            return False


def letter_problem(request: Request, letter: str, span: Span) -> Problem:
    """The problem of a value that rests on a letter without one."""
    asked = request.id.partition(" ")[0]
    hint = f"write {letter} = 2, or ask at values: find {asked} at {letter} = 1, 2"
    return Problem(f"{letter} has no value, so {request.id} has none", span, hint)
