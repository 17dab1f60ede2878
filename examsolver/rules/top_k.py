"""Top-k accuracy: is the right class among the k highest scores?"""

from __future__ import annotations

import numpy as np

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.mistaken_equations import Line, with_mistakes
from examsolver.rules.rewriting import slip
from examsolver.rules.selecting import INDEX_BASE, base_of


def top_k_hits(scores: Value, labels: Value, k: Value, index_base: str = "one") -> Value:
    """1 for each row whose label is among its k highest scores; of equal scores the first counts as higher.

    Raises:
        LawError: shapes that do not fit, a label outside, a k that is no whole number of classes.
    """
    shape, count = shape_of(scores), shape_of(labels)
    if len(shape) != 2 or count != shape[:1]:
        raise LawError(f"scores are {describe(shape)} and labels {describe(count)}", "a row of scores for each label")
    if shape_of(k) or k != int(k) or not 1 <= k <= shape[1]:
        raise LawError(f"k is {k}", f"a whole number from 1 to {shape[1]}")
    first, found = base_of(index_base), []
    for row, label in zip(as_array(scores).tolist(), as_array(labels).tolist(), strict=True):
        if not first <= label < shape[1] + first:
            raise LawError(f"there is no class {label}", f"classes are counted from {first} to {shape[1] + first - 1}")
        order = sorted(range(len(row)), key=lambda place: (-row[place], place))
        found.append(int(int(label) - first in order[: int(k)]))
    return settle(np.array(found, dtype=object))


def _by_rank(scores: Value, labels: Value, k: Value, index_base: str = "one") -> Value:
    """Oracle: counts the scores that come before the label's."""
    first, found = base_of(index_base), []
    for row, label in zip(as_array(scores), as_array(labels), strict=True):
        own = int(label) - first
        before = sum(other > row[own] or (other == row[own] and at < own) for at, other in enumerate(row))
        found.append(int(before < k))
    return settle(np.array(found, dtype=object))


def only_the_first(scores: Value, labels: Value, k: Value, index_base: str = "one") -> Value:
    """The wrong idea: only the highest score counts."""
    return top_k_hits(scores, labels, 1, index_base)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Hits, and their mean."""
    hits = apply("top_k_hits", Sym("scores"), Sym("labels"), Sym("k"))
    return with_mistakes(
        (
            Line("hits", hits, "1 where the right class is among the k highest scores"),
            Line("accuracy", apply("mean", Sym("hits")), "the share of hits"),
        )
    )


RULES = (
    Rule(
        name="top_k_hits",
        step=True,
        summary="1 for each row whose label is among its k highest scores",
        law=top_k_hits,
        inputs=("scores", "labels", "k"),
        because="the right class is among the k highest scores, or not",
        misconceptions=(slip("only-the-highest-score", "Any of the k highest scores counts.", only_the_first),),
        oracle=_by_rank,
        conventions=(INDEX_BASE,),
        example="question q: compute\n  h = top_k_hits([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3]], [3, 2], 2)\n  find h",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="top-k",
        summary="top-k accuracy",
        inputs=(
            Input("scores", "a row of scores or probabilities for each example", also=("probabilities", "logits", "p")),
            Input("labels", "the right class of each example", also=("y", "targets", "t")),
            Input("k", "how many of the highest scores count", "number", 5),
        ),
        results=(Result("accuracy", "share of hits", ("top-k-accuracy",)), Result("hits", "1 for a hit")),
        equations=equations,
        example="question q: compute top-k\n  scores = [[0.1, 0.6, 0.3], [0.5, 0.2, 0.3]]\n  labels = [3, 2]\n  k = 2\n"
        "  find hits, accuracy exactly",
        also=("top-k-accuracy", "topk"),
    ),
)
