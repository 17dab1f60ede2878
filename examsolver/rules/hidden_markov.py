"""Hidden Markov models: Viterbi's best path, the forward and the backward algorithm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Derivation, LawError, Misconception, Step, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.chances import check_chances
from examsolver.rules.selecting import INDEX_BASE
from examsolver.rules.texts import Words, first_number, listed, names_or_numbers, place_of, whole, words_of
from examsolver.rules.trellis import best_on_its_own


def _best_of_each_step(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The path from all columns of the table, each by itself."""
    name, bracket, count = step.uses[0].rstrip("]").rpartition("[")
    columns = tuple(f"{name}{bracket}{place}]" for place in range(1, int(count) + 1)) if count.isdigit() else ()
    if len(columns) < 2 or not all(column in derivation for column in columns):
        return {}
    return {step.name: replace(step.with_law(best_on_its_own), uses=columns)}


BEST_OF_EACH_STEP = Misconception(
    "best-state-of-each-step",
    "The best path is not made of the best state of every step; follow the pointers back.",
    _best_of_each_step,
)


def seen(facts: Facts, conventions: Conventions) -> list[int]:
    """The columns of B (from 1) that are observed, one a step.

    Raises:
        LawError: shapes that do not fit, an observation that no column belongs to.
    """
    start, transitions, emissions = (facts.shape(name) for name in ("start", "A", "B"))
    if transitions != start * 2 or emissions[:1] != start or len(emissions) != 2:
        said = f"start {describe(start)}, A {describe(transitions)}, B {describe(emissions)}"
        raise LawError(f"the shapes do not fit: {said}", "A: states × states; B: a row a state, a column a symbol")
    check_chances(facts, "start", "A", "B")
    given = facts.value("observations")
    if isinstance(given, (str, tuple)):
        symbols = names_or_numbers(facts, "symbols", emissions[1])
        return [place_of(word, symbols, "the symbols") + 1 for word in words_of(given)]
    base = first_number(conventions, given)
    return [_column(whole(number, "an observation") - base, emissions[1]) for number in listed(given)]


def _column(place: int, count: int) -> int:
    if not 0 <= place < count:
        raise LawError(f"there are {count} symbols", "observations count from 1; convention index base zero: from 0")
    return place + 1


def at(name: str, step: int) -> Sym:
    """``delta[3]``."""
    return Sym(name, (Num(step),))


def emission(facts: Facts, column: int) -> Formula:
    """The column of B of what is seen."""
    states = Apply("..", (Num(1), Num(facts.shape("start")[0])))
    return apply("index", Sym("B"), states, column)


def viterbi(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Table and pointers step by step, then the way back."""
    columns = seen(facts, conventions)
    found = [Equation("delta[1]", Sym("start") * emission(facts, columns[0]), "start, times what is seen first")]
    for step, column in enumerate(columns[1:], start=2):
        before = at("delta", step - 1)
        found.append(Equation(f"delta[{step}]", apply("viterbi_step", before, Sym("A"), emission(facts, column))))
        found.append(Equation(f"psi[{step}]", apply("best_before", before, Sym("A"))))
    count = len(columns)
    pointers = [at("psi", step) for step in range(2, count + 1)]
    states = names_or_numbers(facts, "states", facts.shape("start")[0])
    return (
        *found,
        Equation(
            "path",
            apply("trace_back", at("delta", count), *pointers, states=states),
            misconceptions=(BEST_OF_EACH_STEP,),
        ),
        Equation("probability", apply("max", at("delta", count)), "the best path's probability"),
    )


def forward(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """alpha forwards, beta backwards, and what single states come to."""
    columns = seen(facts, conventions)
    count, a = len(columns), Sym("A")
    found = [Equation("alpha[1]", Sym("start") * emission(facts, columns[0]), "start, times what is seen first")]
    for step, column in enumerate(columns[1:], start=2):
        law = (at("alpha", step - 1) @ a) * emission(facts, column)
        found.append(Equation(f"alpha[{step}]", law, "all ways into each state, times what is seen there"))
    found.append(Equation("probability", apply("sum", at("alpha", count)), "all ways to all last states"))
    ones = Listing((Num(1),) * facts.shape("start")[0])
    found.append(Equation(f"beta[{count}]", ones, "after the last step nothing is left to see"))
    for step in range(count - 1, 0, -1):
        law = a @ (emission(facts, columns[step]) * at("beta", step + 1))
        found.append(Equation(f"beta[{step}]", law, "what is still to be seen, from each state"))
    for step in range(1, count + 1):
        law = at("alpha", step) * at("beta", step) / Sym("probability")
        found.append(Equation(f"gamma[{step}]", law, "the state at this step, given all that is seen"))
    return tuple(found)


def trellis(name: str, value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """A row for each state, a column for each step; the best path stands out."""
    columns: list[Value] = []
    while (column := value(f"{name}[{len(columns) + 1}]")) is not None:
        columns.append(column)
    if not columns:
        return ()
    count, given = len(listed(columns[0])), value("states")
    names = words_of(given) if given is not None else tuple(str(state + 1) for state in range(count))
    cells = tuple(tuple(f"{float(listed(column)[state]):.4g}" for column in columns) for state in range(count))
    steps = tuple(f"t = {step + 1}" for step in range(len(columns)))
    facts = TableFacts(steps, names, cells, _path(value("path"), names))
    return (Picture("table", facts, f"{name}: {count} states over {len(columns)} steps"),)


def _path(path: Value, names: Words) -> tuple[tuple[int, int], ...]:
    if not isinstance(path, tuple):
        return ()
    return tuple((names.index(state), step) for step, state in enumerate(path))


GIVEN = (
    Input("start", "probabilities of the states at the first step", "array", also=("pi", "initial")),
    Input("A", "transitions: the row is the state that one comes from", "array", also=("transitions",)),
    Input("B", "emissions: a row for each state, a column for each symbol", "array", also=("emissions",)),
    Input("observations", "what is seen: texts, or numbers of columns", "any", also=("obs", "O")),
    Input("states", "names of the states; left out, numbers", "texts", optional=True),
    Input("symbols", "names of the columns of B", "texts", optional=True, also=("outcomes",)),
)

HMM = (
    '  states = ["Rain", "Sun"]\n  symbols = ["walk", "shop"]\n  start = [0.6, 0.4]\n  A = [[0.7, 0.3], [0.4, 0.6]]\n'
    '  B = [[0.1, 0.9], [0.6, 0.4]]\n  observations = ["walk", "shop"]\n'
)

ALGORITHMS = (
    Algorithm(
        name="viterbi",
        summary="the most probable sequence of states of a hidden Markov model",
        inputs=GIVEN,
        results=(
            Result("path", "the states of the best path", ("states-path", "best-path")),
            Result("probability", "its probability, together with what is seen", ("p",)),
            Result("delta", "delta[t]: the probability of the best way to each state at step t"),
            Result("psi", "psi[t]: the state (from 1) that this way comes from"),
        ),
        equations=viterbi,
        conventions=(INDEX_BASE,),
        pictures=partial(trellis, "delta"),
        example=f"question weather: compute viterbi\n{HMM}  find delta[2], path, probability",
    ),
    Algorithm(
        name="hmm-forward",
        summary="the probability of what is seen under a hidden Markov model; forward and backward variables",
        inputs=GIVEN,
        results=(
            Result("probability", "of everything that is seen", ("p", "likelihood")),
            Result("alpha", "alpha[t]: of what is seen up to step t, and of each state there"),
            Result("beta", "beta[t]: of what is seen after step t, from each state"),
            Result("gamma", "gamma[t]: of each state at step t, given all that is seen", ("posterior",)),
        ),
        equations=forward,
        conventions=(INDEX_BASE,),
        pictures=partial(trellis, "alpha"),
        example=f"question weather: compute hmm-forward\n{HMM}  find alpha[2], probability, gamma[1]",
        also=("forward-algorithm", "hmm"),
    ),
)
