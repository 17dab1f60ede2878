"""Hidden Markov models: the step of Viterbi's table, where its best came from, and the way back."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import Array, as_array, bilinear, combine, describe, settle, shape_of
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, listed, words_of

Names = tuple[Formula, ...]


def _ways(delta: Value, a: Value) -> Array:
    """delta_i a_ij, row i and column j. Raises LawError where the shapes do not fit."""
    if len(shape_of(a)) != 2 or shape_of(a)[0] != shape_of(a)[1] or shape_of(delta) != shape_of(a)[:1]:
        said = f"{describe(shape_of(delta))} and {describe(shape_of(a))}"
        raise LawError(f"the shapes do not fit: {said}", "transitions: a row for each state, to each state")
    return as_array(combine(operator.mul, as_array(delta)[:, None], a))


def viterbi_step(delta: Value, a: Value, b: Value) -> Value:
    """max over i of delta_i a_ij, times b_j. Raises LawError where the shapes do not fit."""
    best = settle(np.array([max(column) for column in _ways(delta, a).T.tolist()], dtype=object))
    return combine(operator.mul, best, b)


def step_cells(index: Index, names: Names, delta: Value, a: Value, b: Value) -> tuple[Formula, ...]:
    """The best way in, times the probability of what is seen."""
    ways = [entry(names[0], (i,)) * entry(names[1], (i, index[0])) for i in range(len(delta))]
    return (apply("max", *ways) * entry(names[2], index),)


def step_summed(delta: Value, a: Value, b: Value) -> Value:
    """All ways added up, as in the forward algorithm."""
    return combine(operator.mul, bilinear(operator.matmul, as_array(delta), as_array(a)), b)


def step_transposed(delta: Value, a: Value, b: Value) -> Value:
    """Transitions read the other way round."""
    return viterbi_step(delta, settle(as_array(a).T), b)


def without_emission(delta: Value, a: Value, b: Value) -> Value:
    """The best way in alone."""
    return settle(np.array([max(column) for column in _ways(delta, a).T.tolist()], dtype=object))


def _step_by_loops(delta: Value, a: Value, b: Value) -> Value:
    """Oracle."""
    found: list[Any] = []
    for j in range(len(a)):
        best = None
        for i in range(len(a)):
            way = delta[i] * a[i, j] * b[j]
            best = way if best is None or way > best else best
        found.append(best)
    return settle(np.array(found, dtype=object))


def best_before(delta: Value, a: Value) -> Value:
    """For every state the number (from 1) of the state that its best way comes from; of equal ones the first."""
    ways = _ways(delta, a).T.tolist()
    return settle(np.array([column.index(max(column)) + 1 for column in ways], dtype=object))


def _before_by_loops(delta: Value, a: Value) -> Value:
    """Oracle."""
    found = []
    for j in range(len(a)):
        best = 0
        for i in range(len(a)):
            if delta[i] * a[i, j] > delta[best] * a[best, j]:
                best = i
        found.append(best + 1)
    return settle(np.array(found, dtype=object))


def before_by_transition(delta: Value, a: Value) -> Value:
    """The state with the largest transition alone, whatever its own probability."""
    return best_before(settle(np.ones(shape_of(delta), dtype=object)), a)


def trace_back(delta: Value, *pointers: Value, states: Words = ()) -> Value:
    """From the best last state back along the pointers: the names of the states, first to last."""
    entries = listed(delta)
    place = entries.index(max(entries))
    path = [place]
    for pointer in reversed(pointers):
        place = int(listed(pointer)[place]) - 1
        path.append(place)
    return _named(path[::-1], len(entries), states)


def _named(path: list[int], count: int, states: Words) -> Value:
    names = words_of(states) or tuple(str(place + 1) for place in range(count))
    return tuple(names[place] for place in path)


def _back_by_following(delta: Value, *pointers: Value, states: Words = ()) -> Value:
    """Oracle: the whole path to every last state, then that of the best."""
    paths = [[place] for place in range(len(delta))]
    for pointer in pointers:
        paths = [[*paths[int(source) - 1], place] for place, source in enumerate(pointer)]
    best = max(range(len(delta)), key=listed(delta).__getitem__)
    return _named(paths[best], len(delta), states)


def best_on_its_own(*tables: Value, states: Words = ()) -> Value:
    """The best state of every step by itself."""
    path = [listed(table).index(max(listed(table))) for table in tables]
    return _named(path, len(tables[0]), states)


def _back_notation(*parts: Formula, states: Words = ()) -> Formula:
    return apply("trace_back", *parts)


STATES = Option("states", "names of the states; left out, their numbers from 1", "size", ())

RULES = (
    Rule(
        name="viterbi_step",
        step=True,
        summary="next column of Viterbi's table: the best way into each state",
        law=viterbi_step,
        inputs=("delta", "A", "b"),
        because="the best way into each state, times the probability of what is seen there",
        cells=step_cells,
        misconceptions=(
            slip(
                "summed-in-place-of-maximised", "Viterbi takes the best way in; it does not add them up.", step_summed
            ),
            slip(
                "transitions-transposed",
                "The rows of the transition matrix are the states that one comes from.",
                step_transposed,
            ),
            slip("emission-forgotten", "The probability of what is seen was left out.", without_emission),
        ),
        oracle=_step_by_loops,
        example="question next: compute\n  d = [0.3, 0.04]\n  A = [[0.7, 0.3], [0.4, 0.6]]\n  b = [0.4, 0.3]\n"
        "  e = viterbi_step(d, A, b)\n  find e",
    ),
    Rule(
        name="best_before",
        step=True,
        summary="the state (from 1) that the best way into each state comes from",
        law=best_before,
        inputs=("delta", "A"),
        because="remember which state the best way came from",
        misconceptions=(
            slip(
                "largest-transition-followed",
                "The best way counts the probability of the state before, not the transition alone.",
                before_by_transition,
            ),
        ),
        oracle=_before_by_loops,
        example="question from: compute\n  d = [0.3, 0.04]\n  A = [[0.7, 0.3], [0.4, 0.6]]\n"
        "  p = best_before(d, A)\n  find p",
    ),
    Rule(
        name="trace_back",
        step=True,
        summary="the best path: from the best last state back along the pointers",
        law=trace_back,
        inputs=("delta", "pointers..."),
        because="begin at the best last state and follow the pointers back",
        options=(STATES,),
        notation=_back_notation,
        oracle=_back_by_following,
        example="question path: compute\n  d = [0.1, 0.2]\n  p = [1, 1]\n"
        '  s = trace_back(d, p, states=["rain", "sun"])\n  find s',
    ),
)
