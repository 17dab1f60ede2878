"""The equations of an algorithm as statements on the names of a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Undefined, Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.problem import ExamError, Problem
from examsolver.core.rule import Algorithm, Equation, Input
from examsolver.families.computing.body import Body, Call, Request, Statement
from examsolver.families.computing.calls import algorithm_named, own_words, result_name
from examsolver.families.computing.data import data_of, is_data
from examsolver.maths.tree import rebuild, step_name

ASKED = "(asked)"
"""The name of a value that is only worked out to see its shape."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The facts of a call, as :class:`examsolver.core.rule.Facts`."""

    inputs: Mapping[str, Input]
    bound: Mapping[str, Formula]
    worth: Callable[[Formula], Value]

    def has(self, name: str) -> bool:
        """Whether the input, or that step of it, is there."""
        return name in self.bound or (name in self.inputs and self.inputs[name].default is not None)

    def value(self, name: str) -> Value:
        """Its value. Raises LawError."""
        if name in self.bound:
            return self.worth(self.bound[name])
        if name in self.inputs and self.inputs[name].default is not None:
            return self.inputs[name].default
        raise LawError(f"{name} is missing")

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of its value; the length of a text in words, or of a list of texts."""
        value = self.value(name)
        if isinstance(value, str):
            return (len(value.split()),)
        return (len(value),) if isinstance(value, tuple) else tuple(getattr(value, "shape", ()))


def statements_of_calls(
    calls: Iterable[Call], body: Body, statements: Sequence[Statement], conventions: Conventions
) -> tuple[Statement, ...]:
    """The statements of all calls in order; each may rest on those before. Raises ExamError."""
    found: list[Statement] = []
    for call in calls:
        found += statements_of_call(call, body, (*statements, *found), conventions)
    return tuple(found)


def statements_of_call(
    call: Call, body: Body, statements: Sequence[Statement], conventions: Conventions
) -> tuple[Statement, ...]:
    """The statements of one call. Raises ExamError where its facts do not fit."""
    algorithm = algorithm_named(call.algorithm)

    @cache
    def worth(formula: Formula) -> Value:
        return value_of(formula, body, statements, conventions)

    facts = Bound({one.name: one for one in algorithm.inputs}, dict(call.bound), worth)
    try:
        equations = algorithm.equations(facts, conventions)
    except (LawError, ZeroDivisionError) as error:
        reason = error.reason if isinstance(error, LawError) else "division by zero"
        hint = error.hint if isinstance(error, LawError) else None
        raise ExamError([Problem(f"{algorithm.name}: {reason}", call.span, hint)]) from None
    return _stated(equations, call, algorithm)


def _stated(equations: Sequence[Equation], call: Call, algorithm: Algorithm) -> tuple[Statement, ...]:
    words = own_words(call, algorithm)
    own = {equation.name: _symbol(equation.name, call.prefix, words) for equation in equations}
    last: dict[str, Sym] = {}
    for name, symbol in own.items():
        if symbol.index:
            last[name.partition("[")[0]] = symbol
    names = _Names(own, MappingProxyType(last), dict(call.bound), {one.name: one for one in algorithm.inputs})
    return tuple(
        Statement(
            step_name(own[equation.name]) or "",
            own[equation.name],
            rebuild(equation.formula, names.settle),
            call.span,
            because=equation.says,
            misconceptions=equation.misconceptions,
        )
        for equation in equations
    )


def _symbol(name: str, prefix: str, words: Mapping[str, str]) -> Sym:
    base, bracket, index = name.partition("[")
    base = words.get(base, base) if bracket else base
    places = tuple(Num(int(part)) for part in index.rstrip("]").split(",")) if bracket else ()
    return Sym(result_name(prefix, base), places)


@dataclass(frozen=True, slots=True)
class _Names:
    """What a name in an algorithm's equations stands for in the question."""

    own: Mapping[str, Sym]
    last: Mapping[str, Sym]
    bound: Mapping[str, Formula]
    inputs: Mapping[str, Input]

    def settle(self, part: Formula) -> Formula:
        """A symbol in the question's names; any other part as it is. Raises LawError for a name that is not there."""
        if not isinstance(part, Sym):
            return part
        name = step_name(part) or part.name
        if name in self.own:
            return self.own[name]
        if name in self.bound:
            return self.bound[name]
        if part.index and part.name in self.bound:
            return Apply("index", (self.bound[part.name], *part.index))
        return self._without_step(part, name)

    def _without_step(self, part: Sym, name: str) -> Formula:
        from examsolver.maths.show import as_formula

        if not part.index and part.name in self.last:
            return self.last[part.name]
        default = self.inputs[part.name].default if part.name in self.inputs else None
        if default is None:
            raise LawError(f"{name} is missing")
        whole = as_formula(default)
        return Apply("index", (whole, *part.index)) if part.index else whole


def value_of(formula: Formula, body: Body, statements: Sequence[Statement], conventions: Conventions) -> Value:
    """The value of a formula in a question. Raises LawError where it has none."""
    from examsolver.families.computing.deriving import derive
    from examsolver.maths.arrays import array_of

    if is_data(formula):
        return array_of(data_of(formula))
    name = step_name(formula)
    given = next((one for one in body.givens if one.name == name), None)
    if given is not None:
        return array_of(given.data)
    asked = Statement(ASKED, Sym(ASKED), formula, body.span)
    request = Request(ASKED, ASKED, Sym(ASKED), "value", body.span)
    question = replace(body, statements=(*statements, asked), requests=(request,), calls=())
    try:
        value = derive(question, conventions).run()[ASKED]
    except ExamError as error:
        raise LawError(error.problems[0].message, error.problems[0].hint) from None
    if isinstance(value, Undefined):
        raise LawError(value.reason, value.hint)
    return value


def aliases_of(call: Call, symbols: Iterable[Sym]) -> dict[str, Sym]:
    """Other names of its results: the result's own, ``_`` for the hyphen, and the call's for the first."""
    algorithm = algorithm_named(call.algorithm)
    others = {one.name: one.also for one in algorithm.results}
    first = result_name(call.prefix, algorithm.results[0].name)
    states = {word: state for state, word in own_words(call, algorithm).items()}
    found: dict[str, Sym] = {}
    for symbol in symbols:
        if call.prefix and symbol.name == first:  # of several steps the last
            found[call.prefix] = symbol
        base = symbol.name.removeprefix(f"{call.prefix}.") if call.prefix else symbol.name
        base = states.get(base, base)
        for also in (base, *others.get(base, ()), base.replace("-", "_")):
            renamed = replace(symbol, name=result_name(call.prefix, also))
            found.setdefault(step_name(renamed) or "", symbol)
            if symbol.index and base != symbol.name:  # the algorithm's own name for a state means the last step too
                found[renamed.name] = symbol
    return found
