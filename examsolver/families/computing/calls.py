"""Algorithms at work: which there are in a question, and what each of their inputs is bound to."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from examsolver.core.formula import Apply, Formula, Listing, Sym, Text
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Header
from examsolver.core.rule import Algorithm, Input
from examsolver.families.computing.body import Call, Data, Statement
from examsolver.families.computing.data import formula_of, is_data
from examsolver.families.computing.functions import rule_of
from examsolver.families.computing.scope import Scope, resolve
from examsolver.maths.tree import rebuild, step_name
from examsolver.registry import did_you_mean


@dataclass(frozen=True, slots=True)
class Written:
    """A call as it is written in a statement: ``r = rouge(candidate="the cat", n=1)``."""

    prefix: str
    algorithm: Algorithm
    formula: Apply
    span: Span


def algorithm_of(word: str) -> Algorithm | None:
    """The algorithm of a word; ``_`` stands for the hyphen where that cannot be written."""
    from examsolver.rules import ALGORITHM_CATALOGUE

    return ALGORITHM_CATALOGUE.get(word) or ALGORITHM_CATALOGUE.get(word.replace("_", "-"))


def algorithm_named(name: str) -> Algorithm:
    """The algorithm of a call that has been read."""
    found = algorithm_of(name)
    if found is None:
        raise KeyError(name)
    return found


def header_algorithm(header: Header) -> Algorithm | None:
    """The algorithm that a header names: ``compute early-stopping``."""
    return algorithm_of(header.rule) if header.rule is not None else None


def result_name(prefix: str, name: str) -> str:
    """``best-epoch`` of the header's algorithm, ``s.best-epoch`` of the call ``s = …``."""
    return f"{prefix}.{name}" if prefix else name


def lift(statement: Statement, found: list[Written]) -> Statement:
    """The statement with every call of an algorithm in it replaced by its first result; the calls go to ``found``."""
    if statement.formula == Sym(statement.name):
        return statement
    count = 0

    def change(part: Formula) -> Formula:
        nonlocal count
        if not isinstance(part, Apply) or not part.op.isidentifier() or rule_of(part.op) is not None:
            return part
        algorithm = algorithm_of(part.op)
        if algorithm is None:
            return part
        whole = part == statement.formula
        prefix = statement.name if whole else f"{statement.name}.{part.op}{count + 1 if count else ''}"
        count += 0 if whole else 1
        found.append(Written(prefix, algorithm, part, statement.span))
        return Sym(result_name(prefix, algorithm.results[0].name))

    return replace(statement, formula=rebuild(statement.formula, change))


def bind(written: Written, scope: Scope, data: Mapping[str, Data], problems: list[Problem]) -> Call | None:
    """The call with its arguments matched to inputs; None where they do not fit, which is told."""
    before = len(problems)
    bound = dict(_matched(written, problems))
    inputs = {one.name: one for one in written.algorithm.inputs}
    settled: list[tuple[str, Formula]] = []
    for name, formula in bound.items():
        formula = _worded(formula, inputs.get(name), written.span, problems)
        formula = resolve(formula, scope, written.span, problems)
        settled.append((_as_state(name, written.algorithm), formula))
    _check(written.algorithm, dict(settled), data, written.span, problems)
    if len(problems) > before:
        return None
    return Call(written.prefix, written.algorithm.name, tuple(settled), written.span)


def _matched(written: Written, problems: list[Problem]) -> Iterator[tuple[str, Formula]]:
    """Arguments by place, then by name."""
    algorithm, span = written.algorithm, written.span
    names = tuple(dict.fromkeys((*(one.name for one in algorithm.inputs), *algorithm.states)))
    if len(written.formula.args) > len(names):
        said = f"{algorithm.name} takes {len(names)} inputs"
        problems.append(Problem(said, span.at(written.formula.op), usage(algorithm)))
    yield from zip(names, written.formula.args, strict=False)
    known = spellings(algorithm)
    for word, value in written.formula.options:
        if word not in known:
            hint = f"{did_you_mean(word, tuple(known))} {usage(algorithm)}"
            problems.append(Problem(f"{algorithm.name} has no input {word!r}", span.at(word), hint))
        elif (formula := _formula(value)) is not None:
            yield known[word], formula


def _formula(value: object) -> Formula | None:
    """An argument as a formula, however it was written."""
    from examsolver.maths.show import as_formula

    if isinstance(value, tuple):
        return formula_of(value)
    return None if value is None else as_formula(value)


def spellings(algorithm: Algorithm) -> Mapping[str, str]:
    """From every word for an input or state to its name; ``_`` stands for the hyphen."""
    words = {state: state for state in algorithm.states}
    words.update((word, one.name) for one in algorithm.inputs for word in (one.name, *one.also))
    return {**{word.replace("-", "_"): name for word, name in words.items()}, **words}


def bind_header(
    algorithm: Algorithm, known: Mapping[str, Sym], data: Mapping[str, Data], span: Span, problems: list[Problem]
) -> Call:
    """The algorithm of a header, its inputs bound to the names of the question that are spelt like them."""
    words = spellings(algorithm)
    spelt = {symbol.name for symbol in known.values()}
    bound: dict[str, Formula] = {}
    for symbol in known.values():
        if symbol.name in words and (words[symbol.name] == symbol.name or words[symbol.name] not in spelt):
            name = step_name(replace(symbol, name=words[symbol.name])) or ""
            bound.setdefault(_as_state(name, algorithm), symbol)
    taken = set(bound.values())
    strays = tuple(dict.fromkeys(one.name for one in known.values() if one not in taken and one.name not in words))
    _check(algorithm, bound, data, span, problems, strays)
    return Call("", algorithm.name, tuple(bound.items()), span)


def own_words(call: Call, algorithm: Algorithm) -> Mapping[str, str]:
    """From states of a header's algorithm to other names that the question has for them: x for w, of ``x[0] = 6``."""
    bound = {name: formula.name for name, formula in call.bound if isinstance(formula, Sym) and not call.prefix}
    return {name: bound[f"{name}[0]"] for name in algorithm.states if bound.get(f"{name}[0]", name) != name}


def names_state(algorithm: Algorithm, word: str, spelt: Container[str]) -> bool:
    """Whether a word stands for a state, so that alone it means the state before the first step.

    ``spelt``: the names of the question; beside the state's own name, other names for it mean something else.
    """
    state = spellings(algorithm).get(word)
    return state in algorithm.states and (state == word or state not in spelt)


def _as_state(name: str, algorithm: Algorithm) -> str:
    """A state that is given without its step is the state before the first."""
    return f"{name}[0]" if name in algorithm.states else name


def word_input(algorithm: Algorithm | None, name: str) -> Input | None:
    """The input of that name that is an unquoted word, such as ``form = nesterov``."""
    inputs = algorithm.inputs if algorithm is not None else ()
    return next((one for one in inputs if one.kind == "word" and name in (one.name, *one.also)), None)


def _worded(formula: Formula, one: Input | None, span: Span, problems: list[Problem]) -> Formula:
    if one is None or one.kind != "word" or not isinstance(formula, (Sym, Text)):
        return formula
    word = formula.name if isinstance(formula, Sym) else formula.value
    if word not in one.words:
        problems.append(Problem(f"{one.name} cannot be {word!r}", span.at(word), did_you_mean(word, one.words)))
    return Text(word)


def _check(
    algorithm: Algorithm,
    bound: Mapping[str, Formula],
    data: Mapping[str, Data],
    span: Span,
    problems: list[Problem],
    strays: tuple[str, ...] = (),
) -> None:
    """What is missing, and data (of the question's givens, or written in the call) of another kind than the input.

    ``strays``: names of the question that are no name of an input; one of them may be what is missing.
    """
    there = {name.partition("[")[0] for name in bound}
    missing = [
        one.name for one in algorithm.inputs if not one.optional and one.default is None and one.name not in there
    ]
    if missing:
        said = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing for {algorithm.name}"
        other = f"; {', '.join(strays)} {'is' if len(strays) == 1 else 'are'} none of these" if strays else ""
        problems.append(Problem(said, span, usage(algorithm) + other))
    for one in algorithm.inputs:
        formula = bound.get(one.name)
        if formula is not None and (wanted := _misfit(one, formula, data)):
            problems.append(Problem(f"{one.name} of {algorithm.name} must be {wanted}", span.at(one.name), one.says))


WANTED = {
    "number": ("a number", ("number",)),
    "array": ("numbers", ("number", "numbers")),
    "text": ("a text in quotation marks", ("text", "texts")),
    "texts": ("a list of texts in quotation marks", ("text", "texts")),
}
"""What an input of a kind should be, and the data that will do."""


def _misfit(one: Input, formula: Formula, data: Mapping[str, Data]) -> str | None:
    """What an input should have been; None where the data fit, or it is worked out."""
    given = data.get(step_name(formula) or "")
    if one.kind not in WANTED or (given is None and not is_data(formula)):
        return None
    said, fitting = WANTED[one.kind]
    return None if _kind_of_data(formula if given is None else given) in fitting else said


def _kind_of_data(part: Data | Formula) -> str:
    """``text``, ``texts``, ``number`` or ``numbers``, by the first entry."""
    many = isinstance(part, (tuple, Listing))
    while isinstance(part, (tuple, Listing)):
        part = part[0] if isinstance(part, tuple) else part.items[0]
    word = "text" if isinstance(part, (str, Text)) else "number"
    return f"{word}s" if many else word


def usage(algorithm: Algorithm) -> str:
    """How an algorithm is written."""
    takes = ", ".join(
        f"{one.name}=" if one.default is not None or one.optional else one.name for one in algorithm.inputs
    )
    return f"it takes {takes}" if takes else "it takes nothing"
