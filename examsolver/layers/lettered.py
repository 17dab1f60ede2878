"""Counts as one formula in letters: it is shown, worked out, and has numbers put in, all from the same tree.

A layer says which number each letter stands for, from the shapes that it reads and its settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import floor

from examsolver.core.derivation import LawError, Misconception, Step, Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.layer import Placed, Shape
from examsolver.layers.counting import outputs
from examsolver.layers.slips import other_options, slip

Letters = Callable[..., Mapping[str, int]]
"""``letters(*shapes, **options)``: what each letter stands for. Raises LawError for shapes that do not fit."""


def value_of(formula: Formula, at: Mapping[str, int]) -> Fraction:
    """A formula of the four operations and ``floor``, worked out."""
    if isinstance(formula, Num):
        return Fraction(formula.value)
    if isinstance(formula, Sym):
        return Fraction(at[formula.name])
    assert isinstance(formula, Apply)
    values = [value_of(part, at) for part in formula.args]
    match formula.op:
        case "+":
            return values[0] + values[1]
        case "-":
            return values[0] - values[1]
        case "/":
            return values[0] / values[1]
        case "floor":
            return Fraction(floor(values[0]))
        case _:
            return values[0] * values[1]


def put_in(formula: Formula, at: Mapping[str, int]) -> Formula:
    """The formula with numbers for its letters."""
    if isinstance(formula, Sym):
        return Num(at[formula.name])
    if isinstance(formula, Apply):
        return Apply(formula.op, tuple(put_in(part, at) for part in formula.args), formula.options)
    return formula


def counted(*shapes: Shape, formula: Formula, letters: Letters, **options: Value) -> int:
    """The count that the formula gives for these shapes."""
    value = value_of(formula, letters(*shapes, **options))
    if value.denominator != 1:
        raise LawError(f"the count {value} is not a whole number")
    return int(value)


def counted_numbers(*shapes: Shape, formula: Formula, letters: Letters, **options: Value) -> Formula:
    """The formula with the numbers of these shapes."""
    return put_in(formula, letters(*shapes, **options))


def wrong_count(tag: str, says: str, formula: Formula) -> Misconception:
    """A misconception that works out another formula in the same letters."""
    return slip(tag, says, other_options(formula=formula))


@dataclass(frozen=True, slots=True)
class Count:
    """One quantity of a layer.

    Attributes:
        formula: in letters. ``because``: one sentence of reason.
        own: whether the letters are read off its own output too, which then comes before the inputs.
        slips: wrong ideas about it.
    """

    quantity: str
    formula: Formula
    because: str
    slips: tuple[Misconception, ...] = ()
    own: bool = False


def counting(placed: Placed, letters: Letters, options: Mapping[str, Value], *counts: Count) -> tuple[Step, ...]:
    """A step for every count."""
    return tuple(_step(placed, count, letters, options) for count in counts)


def _step(placed: Placed, count: Count, letters: Letters, options: Mapping[str, Value]) -> Step:
    own = (f"{placed.name}.output",) if count.own else ()
    return Step(
        f"{placed.name}.{count.quantity}",
        (*own, *outputs(placed)),
        partial(counted, formula=count.formula, letters=letters, **options),
        formula=count.formula,
        numbers=partial(counted_numbers, formula=count.formula, letters=letters, **options),
        because=count.because,
        rule=placed.layer.name,
        misconceptions=count.slips,
        span=placed.span,
    )


def summing(products: Formula, sums: Formula, biases: Formula | None, *, own: bool = False) -> Count:
    """The count ``additions`` of so many sums with so many products in all: one fewer for each, one more for a bias."""
    if biases is not None and biases == sums:
        return Count("additions", products, "n products need n - 1 additions, and the bias one more", (), own)
    formula = products - sums
    because = "the sum of n products needs n - 1 additions: one fewer than products for each sum"
    if biases is not None:
        formula, because = formula + biases, f"{because}; each bias is one more"
    return Count("additions", formula, because, (), own)


def weighed(
    weights: Formula, biases: Formula | None, says: str, slips: tuple[Misconception, ...] = (), *, own: bool = False
) -> tuple[Count, ...]:
    """The counts ``weights``, ``biases`` and ``parameters`` of a layer."""
    forgotten = wrong_count("biases-forgotten", "The biases are counted here too.", weights)
    everything: Formula = weights if biases is None else weights + biases
    if weights == biases:
        everything = 2 * weights
    ideas = slips if biases is None else (forgotten, *slips)
    return (
        Count("weights", weights, "the weights alone, without the biases", (), own),
        Count("biases", Num(0) if biases is None else biases, "the biases alone", (), own),
        Count("parameters", everything, says, ideas, own),
    )
