"""Means, variances and mean squares of groups of entries: laws, gradients, and both in symbols."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.rules.arithmetic import divide, multiply, negate, subtract
from examsolver.rules.entry_groups import Groups, groups_of
from examsolver.rules.naming import entry, total
from examsolver.rules.reductions import part_of

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]


def group_mean(x: Value, **options: Any) -> Value:
    """The mean of the entries of every group."""
    groups = groups_of(x, **options)
    return divide(groups.summed(x), groups.size)


def mean_gradient(upstream: Value, x: Value, mean: Value, **options: Any) -> Value:
    """An equal part for every entry of the group."""
    return divide(sum_gradient(upstream, x, mean, **options), groups_of(x, **options).size)


def sum_gradient(upstream: Value, x: Value, mean: Value, **options: Any) -> Value:
    """The whole for every entry of the group."""
    return groups_of(x, **options).spread(upstream)


def variance_about(x: Value, mean: Value, correction: int = 0, **options: Any) -> Value:
    """The mean of the squared deviations of every group from its mean.

    Raises:
        LawError: means that are not one for each group, a group without entries to spare for the divisor.
    """
    groups = groups_of(x, **options)
    away = subtract(x, groups.spread(mean))
    return divide(groups.summed(multiply(away, away)), divisor(groups, correction))


def divisor(groups: Groups, correction: int) -> int:
    """What a sum of squares is divided by. Raises LawError where nothing is left of it."""
    if groups.size <= correction:
        raise LawError(f"no variance of {groups.size} entries with the divisor n − {correction}", "give more entries")
    return groups.size - correction


def variance_gradient(
    upstream: Value, x: Value, mean: Value, variance: Value, correction: int = 0, **options: Any
) -> Value:
    """2(x − μ)/n."""
    groups = groups_of(x, **options)
    away = multiply(Fraction(2, divisor(groups, correction)), subtract(x, groups.spread(mean)))
    return multiply(groups.spread(upstream), away)


def variance_mean_gradient(
    upstream: Value, x: Value, mean: Value, variance: Value, correction: int = 0, **options: Any
) -> Value:
    """−2 Σ(x − μ)/n, which is 0 where μ is the mean."""
    own = variance_gradient(upstream, x, mean, variance, correction, **options)
    return negate(groups_of(x, **options).summed(own))


def mean_square(x: Value, **options: Any) -> Value:
    """The mean of the squares of every group."""
    return group_mean(multiply(x, x), **options)


def mean_square_gradient(upstream: Value, x: Value, result: Value, **options: Any) -> Value:
    """2x/n."""
    groups = groups_of(x, **options)
    return multiply(groups.spread(upstream), multiply(Fraction(2, groups.size), x))


# In symbols.


def _grouped_sum(formula: Formula, axis: str | None) -> Formula:
    return apply("sum", formula) if axis is None else apply("sum", formula, axis=axis)


def mean_notation(x: Formula, axis: str | None = None, **options: Any) -> Formula:
    """1/N Σx."""
    return 1 / Sym("N") * _grouped_sum(x, axis)


def variance_notation(
    x: Formula, mean: Formula, axis: str | None = None, correction: int = 0, **options: Any
) -> Formula:
    """1/N Σ(x − μ)²."""
    count = Sym("N") - correction if correction else Sym("N")
    return 1 / count * _grouped_sum((x - mean) ** 2, axis)


def square_notation(x: Formula, axis: str | None = None, **options: Any) -> Formula:
    """1/N Σx²."""
    return 1 / Sym("N") * _grouped_sum(x**2, axis)


def _share(terms: list[Formula], count: int) -> Formula:
    return total(terms) if count == 1 else part_of(count) * total(terms)


def mean_cells(index: Index, names: Names, x: Value, **options: Any) -> tuple[Formula, ...]:
    """The entries of the group, added and divided."""
    groups = groups_of(x, **options)
    return (_share([entry(names[0], cell) for cell in groups.members(index)], groups.size),)


def variance_cells(
    index: Index, names: Names, x: Value, mean: Value, correction: int = 0, **options: Any
) -> tuple[Formula, ...]:
    """The squared deviations of the group, added and divided."""
    groups = groups_of(x, **options)
    middle = entry(names[1], index)
    squares: list[Formula] = [(entry(names[0], cell) - middle) ** 2 for cell in groups.members(index)]
    return (_share(squares, divisor(groups, correction)),)


def square_cells(index: Index, names: Names, x: Value, **options: Any) -> tuple[Formula, ...]:
    """The squares of the group, added and divided."""
    groups = groups_of(x, **options)
    return (_share([entry(names[0], cell) ** 2 for cell in groups.members(index)], groups.size),)


def mean_partials(index: Index, names: Names, x: Value, mean: Value, **options: Any) -> Moves:
    """1/n."""
    groups = groups_of(x, **options)
    return ((groups.place(index), part_of(groups.size)),)


def variance_partials(
    index: Index, names: Names, x: Value, mean: Value, variance: Value, correction: int = 0, **options: Any
) -> Moves:
    """2(x − μ)/n."""
    groups = groups_of(x, **options)
    place = groups.place(index)
    away = entry(names[0], index) - entry(names[1], place)
    return ((place, Num(Fraction(2, divisor(groups, correction))) * away),)


def variance_mean_partials(
    index: Index, names: Names, x: Value, mean: Value, variance: Value, correction: int = 0, **options: Any
) -> Moves:
    """−2 Σ(x − μ)/n."""
    groups = groups_of(x, **options)
    away: list[Formula] = [entry(names[0], cell) - entry(names[1], index) for cell in groups.members(index)]
    return ((index, Num(Fraction(-2, divisor(groups, correction))) * total(away)),)


def square_partials(index: Index, names: Names, x: Value, result: Value, **options: Any) -> Moves:
    """2x/n."""
    groups = groups_of(x, **options)
    return ((groups.place(index), Num(Fraction(2, groups.size)) * entry(names[0], index)),)
