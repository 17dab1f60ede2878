"""Facts of a header's algorithm that rest on its state: worked out anew before every step.

``f = (w - 3)^2`` and ``g = df/dw`` beside ``compute gradient-descent`` become ``f[1]``, ``g[1]`` at w[0], ``f[2]`` …
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.rule import Algorithm
from examsolver.families.computing.body import Given, Statement
from examsolver.families.computing.calls import names_state, spellings
from examsolver.maths.tree import rebuild, symbols

MOST = 1_000
"""Steps for which facts are worked out anew."""


@dataclass(frozen=True, slots=True)
class Moving:
    """What moves: names of states, results that a step has before its facts, and the statements that rest on them."""

    states: frozenset[str]
    results: frozenset[str]
    statements: tuple[Statement, ...]

    def at(self, turn: int) -> Iterator[Statement]:
        """The statements at one step."""
        names = {statement.name for statement in self.statements}

        def place(part: Formula) -> Formula:
            if not isinstance(part, Sym):
                return part
            if part.name in self.states and _of_state(part):
                return replace(part, index=(Num(turn - 1), *part.index))
            if not part.index and (part.name in names or part.name in self.results):
                return replace(part, index=(Num(turn),))
            return part

        for one in self.statements:
            symbol = Sym(one.name, (Num(turn),))
            yield replace(one, name=f"{one.name}[{turn}]", symbol=symbol, formula=rebuild(one.formula, place))


def moving(algorithm: Algorithm, statements: list[Statement], given: frozenset[str]) -> Moving:
    """The statements that feed the algorithm and rest on its state; ``given`` are the names of the question."""
    states = frozenset(name.partition("[")[0] for name in given if name.endswith("[0]"))
    spelt = frozenset(name.partition("[")[0] for name in given)
    states = frozenset(name for name in states if names_state(algorithm, name, spelt))
    inputs = {one.name for one in algorithm.inputs}
    results = frozenset(one.name for one in algorithm.results if one.name not in inputs) - given
    plain = {one.name: one for one in statements if not one.symbol.index}
    feeding = _feeding(plain, frozenset(spellings(algorithm)))
    found: dict[str, Statement] = {}
    for _ in feeding:
        for name in feeding:
            if name not in found and _rests_on(plain[name].formula, states, results, found):
                found[name] = plain[name]
    return Moving(states, results, tuple(one for one in statements if one.name in found))


def _feeding(plain: dict[str, Statement], inputs: frozenset[str]) -> list[str]:
    """The plain statements that an input is, or rests on."""
    todo, found = [name for name in plain if name in inputs], dict.fromkeys(name for name in plain if name in inputs)
    while todo:
        for symbol in symbols(plain[todo.pop()].formula):
            if symbol.name in plain and symbol.name not in found:
                found[symbol.name] = None
                todo.append(symbol.name)
    return list(found)


def _rests_on(formula: Formula, states: frozenset[str], results: frozenset[str], found: dict[str, Statement]) -> bool:
    for symbol in symbols(formula):
        if symbol.name in states and _of_state(symbol):
            return True
        if not symbol.index and (symbol.name in results or symbol.name in found):
            return True
    return False


def _of_state(symbol: Sym) -> bool:
    """The state itself, or an entry of it: the step w[0] is written with its 0."""
    return all(isinstance(part, Num) and part.value != 0 for part in symbol.index)


def steps_given(algorithm: Algorithm, givens: list[Given]) -> int:
    """How many steps the question asks for; 1 where it does not say."""
    words = spellings(algorithm)
    for given in givens:
        if words.get(given.name) == "steps" and isinstance(given.data, int) and 1 <= given.data <= MOST:
            return given.data
    return 1
