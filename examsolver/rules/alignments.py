"""Two texts side by side: table of edit distances, of common subsequences; word error rate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.maths.arrays import as_array, settle
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, several, units_of, words_of

SUBSTITUTION = Convention(
    "substitution cost",
    (
        Variant("one", "a substitution costs as much as an insertion or a deletion"),
        Variant("two", "a substitution costs as much as a deletion and an insertion"),
    ),
)


def parts_of(one: Value, other: Value) -> tuple[Words, Words]:
    """Both texts as words where either has several, else as characters."""
    if several(one) or several(other):
        return words_of(one), words_of(other)
    return units_of(one), units_of(other)


def cost_of(substitution_cost: str) -> int:
    """What a substitution costs. Raises LawError for an unknown variant."""
    if substitution_cost not in ("one", "two"):
        raise LawError(f"substitution cost {substitution_cost} is not known", "write one or two")
    return 1 if substitution_cost == "one" else 2


def edit_table(source: Value, target: Value, substitution_cost: str = "one") -> Value:
    """The distance of every beginning of the source (rows) to every beginning of the target (columns)."""
    return _edit_table(source, target, cost_of(substitution_cost))


def _edit_table(source: Value, target: Value, cost: int) -> Value:
    rows, columns = parts_of(source, target)
    table = np.zeros((len(rows) + 1, len(columns) + 1), dtype=object)
    table[:, 0], table[0, :] = range(len(rows) + 1), range(len(columns) + 1)
    for i, one in enumerate(rows, start=1):
        for j, other in enumerate(columns, start=1):
            change = table[i - 1, j - 1] + (0 if one == other else cost)
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, change)
    return settle(table)


def equal_letters_cost(source: Value, target: Value, substitution_cost: str = "one") -> Value:
    """Equal letters are paid for too."""
    rows, columns = parts_of(source, target)
    other = tuple(f"{unit} " for unit in columns)
    return _edit_table(rows, other, cost_of(substitution_cost))


def no_substitution(source: Value, target: Value, substitution_cost: str = "one") -> Value:
    """Insertions and deletions only."""
    return _edit_table(source, target, 2)


def _edit_by_paths(source: Value, target: Value, substitution_cost: str = "one") -> Value:
    """Oracle: shortest ways through the grid, by ever longer distances."""
    rows, columns = parts_of(source, target)
    cost, table = cost_of(substitution_cost), {(0, 0): 0}
    for distance in range(len(rows) + len(columns) + 1):
        reached = [place for place, known in table.items() if known == distance]
        while reached:
            i, j = reached.pop()
            moves = [(i + 1, j, 1), (i, j + 1, 1)]
            if i < len(rows) and j < len(columns):
                moves.append((i + 1, j + 1, 0 if rows[i] == columns[j] else cost))
            for to_i, to_j, price in moves:
                inside = to_i <= len(rows) and to_j <= len(columns)
                if inside and distance + price < table.get((to_i, to_j), 10**9):
                    table[to_i, to_j] = distance + price
                    reached += [(to_i, to_j)] if price == 0 else []
    found = np.empty((len(rows) + 1, len(columns) + 1), dtype=object)
    for place, distance in table.items():
        found[place] = distance
    return settle(found)


def lcs_table(candidate: Value, reference: Value) -> Value:
    """The length of the longest common subsequence of all beginnings."""
    rows, columns = parts_of(candidate, reference)
    table = np.zeros((len(rows) + 1, len(columns) + 1), dtype=object)
    for i, one in enumerate(rows, start=1):
        for j, other in enumerate(columns, start=1):
            table[i, j] = table[i - 1, j - 1] + 1 if one == other else max(table[i - 1, j], table[i, j - 1])
    return settle(table)


def common_run_table(candidate: Value, reference: Value) -> Value:
    """The longest common run, without gaps."""
    rows, columns = parts_of(candidate, reference)
    best = np.zeros((len(rows) + 1, len(columns) + 1), dtype=object)
    run = np.zeros_like(best)
    for i, one in enumerate(rows, start=1):
        for j, other in enumerate(columns, start=1):
            run[i, j] = run[i - 1, j - 1] + 1 if one == other else 0
            best[i, j] = max(run[i, j], best[i - 1, j], best[i, j - 1])
    return settle(best)


def _lcs_by_distance(candidate: Value, reference: Value) -> Value:
    """Oracle: without substitutions, distance = both lengths − 2 · common."""
    table = as_array(_edit_by_paths(candidate, reference, "two"))
    found = np.empty(table.shape, dtype=object)
    for i, j in np.ndindex(table.shape):
        found[i, j] = (i + j - table[i, j]) / 2
    return settle(found)


def last_of(table: str, one: Value, other: Value) -> Formula:
    """The entry of the table for both texts whole."""
    rows, columns = parts_of(one, other)
    return apply("index", Sym(table), len(rows) + 1, len(columns) + 1)


def edit_distance(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The table and its last entry, over the length of the target."""
    _, target = parts_of(facts.value("source"), facts.value("target"))
    if not target:
        raise LawError("the target is empty")
    return (
        Equation("table", apply("edit_table", Sym("source"), Sym("target"))),
        Equation(
            "distance",
            last_of("table", facts.value("source"), facts.value("target")),
            "whole source to whole target: the last entry",
        ),
        Equation("rate", Sym("distance") / len(target), "divided by the length of the target (the reference)"),
    )


def table_picture(name: str, value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The table with the texts beside it."""
    table, source, target = value(name), value("source"), value("target")
    if table is None or source is None or target is None:
        return ()
    rows, columns = parts_of(source, target)
    cells = tuple(tuple(str(int(entry)) for entry in row) for row in table)
    facts = TableFacts(("", *columns), ("", *rows), cells, ((len(rows), len(columns)),))
    return (Picture("table", facts, f"edit distances of {' '.join(rows)} and {' '.join(columns)}"),)


RULES = (
    Rule(
        name="edit_table",
        step=True,
        summary="edit distances of all beginnings of two texts",
        law=edit_table,
        inputs=("source", "target"),
        because="the cheapest of: delete (from above), insert (from the left), keep or substitute (from the diagonal)",
        conventions=(SUBSTITUTION,),
        misconceptions=(
            slip("equal-letters-paid", "What is equal costs nothing.", equal_letters_cost),
            slip("substitution-left-out", "A substitution is one operation.", no_substitution),
        ),
        oracle=_edit_by_paths,
        example='question d: compute\n  D = edit_table("ab", "b")\n  find D',
    ),
    Rule(
        name="lcs_table",
        step=True,
        summary="lengths of the longest common subsequences of all beginnings of two texts",
        law=lcs_table,
        inputs=("candidate", "reference"),
        because="one more than the diagonal where the words are equal, else the larger of above and left",
        misconceptions=(
            slip("common-run-only", "The words of a subsequence need not stand side by side.", common_run_table),
        ),
        oracle=_lcs_by_distance,
        example='question l: compute\n  T = lcs_table("a b c", "a c")\n  find T',
    ),
)

ALGORITHMS = (
    Algorithm(
        name="edit-distance",
        summary="edit (Levenshtein) distance with its table, by words or by characters; word error rate",
        inputs=(
            Input("source", "the text that is changed: the hypothesis", "any", also=("hypothesis", "candidate")),
            Input("target", "the text that it becomes: the reference", "any", also=("reference",)),
        ),
        results=(
            Result("distance", "the number of operations", ("d",)),
            Result("table", "the distances of all beginnings", ("D",)),
            Result("rate", "the distance over the length of the target", ("wer", "WER", "word-error-rate", "cer")),
        ),
        equations=edit_distance,
        conventions=(SUBSTITUTION,),
        pictures=partial(table_picture, "table"),
        example='question d: compute edit-distance\n  source = "the cat sat"\n  target = "a cat sat down"\n'
        "  find table, distance\n  find rate exactly",
        also=("levenshtein", "word-error-rate", "wer"),
    ),
)
