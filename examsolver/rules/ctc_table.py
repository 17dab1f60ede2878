"""CTC forward variables: the probabilities of the extended labels, the first column of the table, and the next."""

from __future__ import annotations

import operator
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import Array, as_array, bilinear, combine, describe, settle, shape_of
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.texts import Words, place_of, words_of

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def sources(place: int, labels: Words) -> list[int]:
    """The places (from 0) that a path may come from: this one, the one before, and the last but one
    where a blank between unlike labels may be left out."""
    found = [place] if place == 0 else [place, place - 1]
    if place >= 2 and labels[place] not in (labels[0], labels[place - 2]):
        found.append(place - 2)
    return found


def moves_matrix(labels: Words) -> Array:
    """1 where a path may go from a place (column) to a place (row)."""
    matrix = np.zeros((len(labels), len(labels)), dtype=object)
    for place in range(len(labels)):
        matrix[place, sources(place, labels)] = 1
    return matrix


def ctc_step(alpha: Value, q: Value, extended: Value) -> Value:
    """(what stays + what moves on + what leaves out a blank) times the probability of the label.

    The first of the extended labels is the blank. Raises LawError for shapes that do not fit.
    """
    labels = words_of(extended)
    if shape_of(alpha) != (len(labels),) or shape_of(q) != (len(labels),):
        said = f"{describe(shape_of(alpha))} and {describe(shape_of(q))}"
        raise LawError(f"the shapes do not fit: {said}", f"there are {len(labels)} extended labels")
    return _step(moves_matrix(labels), alpha, q)


def _step(matrix: Array, alpha: Value, q: Value) -> Value:
    return combine(operator.mul, bilinear(operator.matmul, matrix, as_array(alpha)), q)


def alpha_gradient(upstream: Value, alpha: Value, q: Value, extended: Value, out: Value) -> Value:
    """What arrives at every place that a path may go to."""
    weighted = as_array(combine(operator.mul, upstream, q))
    return bilinear(operator.matmul, moves_matrix(words_of(extended)).T, weighted)


def q_gradient(upstream: Value, alpha: Value, q: Value, extended: Value, out: Value) -> Value:
    """What comes into the place."""
    comes = bilinear(operator.matmul, moves_matrix(words_of(extended)), as_array(alpha))
    return combine(operator.mul, upstream, comes)


def step_cells(index: Index, names: Names, alpha: Value, q: Value, extended: Value) -> tuple[Formula, ...]:
    """The sum of the places before, times the probability."""
    terms = [entry(names[0], (source,)) for source in sources(index[0], words_of(extended))]
    return (total(terms) * entry(names[1], index),)


def alpha_partials(index: Index, names: Names, alpha: Value, q: Value, extended: Value, out: Value) -> Moves:
    """Every place that a path may go to, by the probability there."""
    labels = words_of(extended)
    places = [place for place in range(len(labels)) if index[0] in sources(place, labels)]
    return tuple(((place,), entry(names[1], (place,))) for place in places)


def q_partials(index: Index, names: Names, alpha: Value, q: Value, extended: Value, out: Value) -> Moves:
    """The sum of the places before."""
    return ((index, total([entry(names[0], (source,)) for source in sources(index[0], words_of(extended))])),)


def _step_by_pushing(alpha: Value, q: Value, extended: Value) -> Value:
    """Oracle: every place pushes its value on."""
    pushed: list[Any] = [0] * len(extended)
    for place, value in enumerate(as_array(alpha).tolist()):
        for here in range(place, min(place + 3, len(extended))):
            if here < place + 2 or (here % 2 == 1 and extended[here] != extended[place]):
                pushed[here] += value
    return _vector([value * chance for value, chance in zip(pushed, as_array(q).tolist(), strict=True)])


def _vector(entries: list[Any]) -> Value:
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return settle(array)


def with_moves(reach: int, alpha: Value, q: Value, extended: Value) -> Value:
    """Every place may be reached from as many before it, whatever the labels."""
    square = np.ones((len(extended), len(extended)), dtype=object)
    return _step(np.tril(np.triu(square, -reach)), alpha, q)


def best_way_only(alpha: Value, q: Value, extended: Value) -> Value:
    """Only the best place before counts, as where the best path is sought."""
    before, labels = as_array(alpha).tolist(), words_of(extended)
    best = [max(before[source] for source in sources(place, labels)) for place in range(len(labels))]
    return combine(operator.mul, _vector(best), q)


def ctc_start(q: Value) -> Value:
    """A path begins with the blank or with the first label."""
    return _vector([chance if place < 2 else 0 for place, chance in enumerate(as_array(q).tolist())])


def start_gradient(upstream: Value, q: Value, out: Value) -> Value:
    """The first two entries."""
    return ctc_start(np.broadcast_to(as_array(upstream), shape_of(q)))


def start_cells(index: Index, names: Names, q: Value) -> tuple[Formula, ...]:
    """The first two entries, else 0."""
    return (entry(names[0], index) if index[0] < 2 else Num(0),)


def start_partials(index: Index, names: Names, q: Value, out: Value) -> Moves:
    """The first two entries move themselves."""
    return ((index, Num(1)),) if index[0] < 2 else ()


def _start_by_slices(q: Value) -> Value:
    """Oracle."""
    array = np.zeros(len(q), dtype=object)
    array[:2] = q[:2]
    return settle(array)


def blank_only(q: Value) -> Value:
    """A path begins with the blank only."""
    return _vector([as_array(q).tolist()[0], *[0] * (len(q) - 1)])


def blank_only_gradient(upstream: Value, q: Value, out: Value) -> Value:
    """The first entry."""
    return blank_only(np.broadcast_to(as_array(upstream), shape_of(q)))


def classes_of(extended: Value, alphabet: Words, size: int) -> list[int]:
    """The classes (from 0) of labels, by name or by number from 1. Raises LawError for one that is not there."""
    names = words_of(alphabet) or tuple(str(place + 1) for place in range(size))
    return [place_of(label, names, "the alphabet") for label in words_of(extended)]


def at_labels(p: Value, extended: Value, alphabet: Words = ()) -> Value:
    """The probabilities of these labels in one frame. Raises LawError for a label that is no class."""
    if len(shape_of(p)) != 1:
        raise LawError(f"expected the probabilities of one frame, found {describe(shape_of(p))}")
    return settle(as_array(p)[classes_of(extended, alphabet, len(p))])


def labels_gradient(upstream: Value, p: Value, extended: Value, out: Value, alphabet: Words = ()) -> Value:
    """A class that stands in several places receives the sum."""
    above = np.broadcast_to(as_array(upstream), shape_of(out)).tolist()
    sums: list[Any] = [0] * len(p)
    for label, value in zip(classes_of(extended, alphabet, len(p)), above, strict=True):
        sums[label] += value
    return _vector(sums)


def labels_partials(index: Index, names: Names, p: Value, extended: Value, out: Value, alphabet: Words = ()) -> Moves:
    """Every place where the class stands."""
    classes = classes_of(extended, alphabet, len(p))
    return tuple(((place,), Num(1)) for place, label in enumerate(classes) if label == index[0])


def _labels_by_loops(p: Value, extended: Value, alphabet: Words = ()) -> Value:
    """Oracle."""
    named = dict(zip(alphabet or map(str, range(1, len(p) + 1)), p.tolist(), strict=True))
    return _vector([named[label] for label in extended])


def _at_notation(p: Formula, extended: Formula, alphabet: Words = ()) -> Formula:
    return apply("at_labels", p, extended)


ALPHABET = Option("alphabet", "names of the classes; left out, their numbers from 1", "size", ())

RULES = (
    Rule(
        name="at_labels",
        step=True,
        summary="the probabilities of given labels in one frame, in their order",
        law=at_labels,
        inputs=("p", "labels"),
        because="the probability of each of the extended labels in this frame",
        options=(ALPHABET,),
        notation=_at_notation,
        gradients=(
            Gradient(labels_gradient, "a class gathers what its places receive", partials=labels_partials),
            None,
        ),
        oracle=_labels_by_loops,
        example='question taken: compute\n  p = [0.5, 0.2, 0.3]\n  q = at_labels(p, ["1", "3", "1"])\n  find q',
    ),
    Rule(
        name="ctc_start",
        step=True,
        summary="first column of the CTC table: blank or first label",
        law=ctc_start,
        inputs=("q",),
        because="a path begins with the blank or with the first label",
        cells=start_cells,
        gradients=(Gradient(start_gradient, "only the first two places are used", partials=start_partials),),
        misconceptions=(
            wrong_idea(
                "begins-with-the-blank-only",
                "A path may also begin with the first label.",
                blank_only,
                blank_only_gradient,
            ),
        ),
        oracle=_start_by_slices,
        example="question first: compute\n  q = [0.5, 0.3, 0.5]\n  a = ctc_start(q)\n  find a",
    ),
    Rule(
        name="ctc_step",
        step=True,
        summary="next column of the CTC table",
        law=ctc_step,
        inputs=("alpha", "q", "labels"),
        because="stay, move on by one, or leave out the blank between labels that differ; times the probability",
        cells=step_cells,
        gradients=(
            Gradient(alpha_gradient, "it goes on to every place that a path may go to", partials=alpha_partials),
            Gradient(q_gradient, "the probability multiplies what comes in", partials=q_partials),
            None,
        ),
        misconceptions=(
            slip(
                "blank-never-skipped",
                "Between labels that differ the blank may be left out.",
                partial(with_moves, 1),
            ),
            slip(
                "blank-between-repeats-skipped",
                "A blank, and one of two equal labels, cannot be left out.",
                partial(with_moves, 2),
            ),
            slip("maximised-in-place-of-summed", "All ways into a place are added up.", best_way_only),
        ),
        oracle=_step_by_pushing,
        example="question next: compute\n  a = [0.5, 0.3, 0]\n  q = [0.4, 0.6, 0.4]\n"
        '  b = ctc_step(a, q, ["-", "a", "-"])\n  find b',
    ),
)
