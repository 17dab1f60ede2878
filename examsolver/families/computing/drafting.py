"""What has been read of a ``compute`` question so far, and the algorithms in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from examsolver.core.formula import Sym
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.core.rule import Algorithm
from examsolver.families.computing.body import Body, Call, Cell, Data, Given, Letter, Stated, Statement
from examsolver.families.computing.calls import Written, algorithm_named, bind, bind_header, lift, result_name
from examsolver.families.computing.expanding import aliases_of, statements_of_call
from examsolver.families.computing.scope import Scope, resolve, scope_of
from examsolver.families.computing.stepwise import moving, steps_given
from examsolver.maths.tree import step_name


@dataclass(slots=True)
class Draft:
    """What has been read so far: names with the places where they were given."""

    algorithm: Algorithm | None = None
    spelt: frozenset[str] = frozenset()
    givens: list[Given] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    assigned: list[Statement] = field(default_factory=list)
    symbols: dict[str, Sym] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    wheres: list[Stated] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    expanded: list[Statement] = field(default_factory=list)

    def data(self) -> dict[str, Data]:
        """The numbers and texts that are given, by name."""
        return {given.name: given.data for given in self.givens}

    def scope(self) -> Scope:
        """The names that there are so far."""
        aliases = {name: symbol for call in self.calls for name, symbol in call.aliases}
        return scope_of(self.symbols.values(), aliases)

    def claim(self, symbol: Sym, span: Span, problems: list[Problem]) -> str | None:
        """The step name of a new symbol; None where the name is taken, which is told."""
        name = step_name(symbol) or symbol.name
        if name in self.places:
            where = f"line {self.places[name].line}"
            problems.append(Problem(f"{name} is given twice; first in {where}", span, "give one of them another name"))
            return None
        self.places[name] = span
        self.symbols[name] = symbol
        return name


def take_calls(draft: Draft, cell: Cell | None, span: Span, problems: list[Problem]) -> None:
    """Every algorithm of the question: what it is given, and the names that it works out."""
    written: list[Written] = []
    draft.assigned[:] = [lift(statement, written) for statement in draft.assigned]
    _take_other_names(draft, written)
    if draft.algorithm is not None:
        _work_out_in_every_step(draft, draft.algorithm)
        before = len(problems)
        call = bind_header(draft.algorithm, draft.symbols, draft.data(), span, problems)
        if len(problems) == before:
            _take_call(call, draft, cell, problems)
        else:
            _take_names(call, draft)
    for one in written:
        bound = bind(one, draft.scope(), draft.data(), problems)
        if bound is not None:
            _take_call(bound, draft, cell, problems)
        else:
            _take_names(Call(one.prefix, one.algorithm.name, (), one.span), draft)


def _work_out_in_every_step(draft: Draft, algorithm: Algorithm) -> None:
    """What feeds the algorithm and rests on its state becomes a statement for every step."""
    found = moving(algorithm, draft.assigned, frozenset(draft.symbols))
    if not found.statements:
        return
    turns = range(1, steps_given(algorithm, draft.givens) + 1)
    anew = [statement for turn in turns for statement in found.at(turn)]
    for statement in found.statements:
        draft.symbols.pop(statement.name)
    draft.symbols.update((statement.name, statement.symbol) for statement in anew)
    draft.places.update((statement.name, statement.span) for statement in anew)
    gone = {statement.name for statement in found.statements}
    draft.assigned[:] = [one for one in draft.assigned if one.name not in gone] + anew


def _take_other_names(draft: Draft, written: list[Written]) -> None:
    """``r = rouge(…)`` makes r another name of the first result; a step such as ``r[1]`` stays a statement."""
    firsts = {one.prefix: Sym(result_name(one.prefix, one.algorithm.results[0].name)) for one in written}
    whole = {
        one.name for one in draft.assigned if not one.symbol.index and one.formula == firsts.get(one.name, one.symbol)
    } & set(firsts)
    draft.assigned[:] = [one for one in draft.assigned if one.name not in whole]
    for name in whole:
        draft.symbols.pop(name)


def _take_call(call: Call, draft: Draft, cell: Cell | None, problems: list[Problem]) -> None:
    body = Body(tuple(draft.givens), tuple(draft.letters), (), (), (), cell, call.span, tuple(draft.calls))
    try:
        statements = statements_of_call(call, body, (*_settled_so_far(draft), *draft.expanded), {})
    except ExamError as error:
        problems += error.problems
        _take_names(call, draft)
        return
    draft.expanded += statements
    symbols = tuple(statement.symbol for statement in statements)
    for symbol in symbols:
        draft.claim(symbol, call.span, problems)
    draft.calls.append(replace(call, symbols=symbols, aliases=tuple(aliases_of(call, symbols).items())))


def _take_names(call: Call, draft: Draft) -> None:
    """The names of the results of a call that cannot be worked out, so that only the call is told of."""
    algorithm = algorithm_named(call.algorithm)
    symbols = tuple(Sym(result_name(call.prefix, result.name)) for result in algorithm.results)
    draft.symbols.update((symbol.name, symbol) for symbol in symbols)
    draft.calls.append(replace(call, symbols=symbols, aliases=tuple(aliases_of(call, symbols).items())))


def _settled_so_far(draft: Draft) -> tuple[Statement, ...]:
    """The statements whose names are all known by now."""
    scope, found = draft.scope(), []
    for statement in draft.assigned:
        problems: list[Problem] = []
        formula = resolve(statement.formula, scope, statement.span, problems)
        if not problems:
            found.append(replace(statement, formula=formula))
    return tuple(found)
