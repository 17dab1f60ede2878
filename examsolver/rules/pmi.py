"""Pointwise mutual information of words, from counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import names_or_numbers, place_of, whole

BASE = Convention(
    "pmi base",
    (
        Variant("two", "the logarithm is to base 2"),
        Variant("e", "the logarithm is natural"),
    ),
)


def ppmi(counts: Value, pmi_base: str = "two") -> Value:
    """max(0, log P(x, y)/(P(x) P(y))) of every entry of a matrix of counts; 0 where there is none.

    Raises:
        LawError: something that is no matrix, an unknown base.
    """
    return _each(counts, pmi_base, 0.0)


def _each(counts: Value, pmi_base: str, least: float) -> Value:
    if len(shape_of(counts)) != 2:
        raise LawError(f"expected a matrix of counts, found {describe(shape_of(counts))}")
    if pmi_base not in ("two", "e"):
        raise LawError(f"pmi base {pmi_base} is not known", "write two or e")
    table = as_array(counts)
    total, rows, columns = table.sum(), table.sum(axis=1), table.sum(axis=0)
    found = np.empty(table.shape, dtype=object)
    for i, j in np.ndindex(table.shape):
        found[i, j] = _one(table[i, j] * total, rows[i] * columns[j], pmi_base, least)
    return settle(found)


def _one(over: Any, under: Any, pmi_base: str, least: float) -> float:
    if over == 0:
        return 0.0
    ratio = float(over / under)
    return max(least, math.log2(ratio) if pmi_base == "two" else math.log(ratio))


def not_cut_off(counts: Value, pmi_base: str = "two") -> Value:
    """Negative values kept."""
    return _each(counts, pmi_base, -math.inf)


def _by_probabilities(counts: Value, pmi_base: str = "two") -> Value:
    """Oracle: probabilities first."""
    joint = np.asarray(counts, dtype=float) / float(np.sum(np.asarray(counts, dtype=float)))
    found = np.zeros(joint.shape)
    for i in range(len(joint)):
        for j in range(len(joint[0])):
            if joint[i, j] > 0:
                information = math.log(joint[i, j]) - math.log(sum(joint[i])) - math.log(sum(joint[:, j]))
                found[i, j] = max(0.0, information / (math.log(2) if pmi_base == "two" else 1))
    return found


def log(ratio: Formula, conventions: Conventions) -> Formula:
    """The logarithm to the base that is in force."""
    return apply("log", ratio, base=2) if BASE.chosen(conventions).name == "two" else apply("log", ratio)


def pmi(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """From four counts, or from a matrix of counts and two words."""
    found: list[Line] = []
    if facts.has("C"):
        found += _counted(facts)
    elif not all(facts.has(name) for name in ("pair", "first", "second", "total")):
        raise LawError("counts are missing", "give pair, first, second and total, or C with the words x and y")
    joint, one, other = Sym("p_xy"), Sym("p_x"), Sym("p_y")
    says = "The joint probability is divided by the product of both."
    value = Line(
        "pmi",
        log(joint / (one * other), conventions),
        "how much more often they stand together than by chance",
        (
            Mistake("divided-by-one-only", says, log(joint / one, conventions)),
            Mistake("logarithm-forgotten", "Mutual information is a logarithm.", joint / (one * other)),
            Mistake("quotient-turned-over", says, log((one * other) / joint, conventions)),
        ),
    )
    found += [
        Line("p_xy", Sym("pair") / Sym("total"), "the probability of both together"),
        Line("p_x", Sym("first") / Sym("total"), "the probability of the first"),
        Line("p_y", Sym("second") / Sym("total"), "the probability of the second"),
        value,
        Line("ppmi", apply("max", Sym("pmi"), Num(0)), "negative values become 0"),
    ]
    return with_mistakes(found)


def _counted(facts: Facts) -> list[Line]:
    shape = facts.shape("C")
    if len(shape) != 2 or not facts.has("x") or not facts.has("y"):
        raise LawError(f"C is {describe(shape)}", "give a matrix of counts, and the words x (row) and y (column)")
    row, column = _place(facts, "x", shape[0]), _place(facts, "y", shape[1])
    return [
        Line("pair", apply("index", Sym("C"), row, column), "the count of both together"),
        Line("first", apply("sum", apply("index", Sym("C"), row)), "the sum of the row"),
        Line("second", apply("sum", apply("index", apply("transpose", Sym("C")), column)), "the sum of the column"),
        Line("total", apply("sum", Sym("C")), "the sum of all counts"),
    ]


def _place(facts: Facts, name: str, size: int) -> int:
    given = facts.value(name)
    words = names_or_numbers(facts, "columns" if name == "y" and facts.has("columns") else "words", size)
    if isinstance(given, str):
        return place_of(given, words) + 1
    place = whole(given, name, 1)
    if place > size:
        raise LawError(f"there is no word {place}", f"there are {size}")
    return place


RULES = (
    Rule(
        name="ppmi",
        summary="positive pointwise mutual information of every entry of a matrix of counts",
        law=ppmi,
        inputs=("C",),
        because="the logarithm of P(x, y)/(P(x) P(y)); below 0, and where nothing is counted, 0",
        conventions=(BASE,),
        misconceptions=(slip("negative-values-kept", "Negative values become 0.", not_cut_off),),
        oracle=_by_probabilities,
        example="question p: compute\n  C = [[0, 2], [1, 3]]\n  M = ppmi(C)\n  find M to 4 decimals",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="pmi",
        summary="pointwise mutual information of two words, from counts",
        inputs=(
            Input("pair", "how often both stand together", "number", optional=True, also=("c_xy", "count_xy")),
            Input("first", "how often the first is met", "number", optional=True, also=("c_x", "count_x")),
            Input("second", "how often the second is met", "number", optional=True, also=("c_y", "count_y")),
            Input("total", "how many there are in all", "number", optional=True, also=("N", "n")),
            Input("C", "a matrix of counts, in place of the four", "array", optional=True, also=("counts",)),
            Input("x", "the row of C: a word, or its number", "any", optional=True),
            Input("y", "the column of C: a word, or its number", "any", optional=True),
            Input("words", "the words of rows and columns", "texts", optional=True, also=("vocabulary", "rows")),
            Input("columns", "the words of the columns, where they are others", "texts", optional=True),
        ),
        results=(
            Result("pmi", "logarithm of P(x, y)/(P(x) P(y))", ("PMI",)),
            Result("ppmi", "the same, negative values made 0", ("PPMI",)),
            Result("p_xy", "probability of both together"),
            Result("p_x", "probability of the first"),
            Result("p_y", "probability of the second"),
        ),
        equations=pmi,
        conventions=(BASE,),
        example="question p: compute pmi\n  pair = 8\n  first = 16\n  second = 32\n  total = 256\n  find pmi, ppmi",
        also=("mutual-information",),
    ),
)
