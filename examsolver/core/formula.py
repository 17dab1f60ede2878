"""The one expression tree.

A law as mathematics, a line with numbers put in, the expansion of one cell, a lecturer's
``Z = conv(X, F)`` and a student's working are all made of these five nodes. What is done
with them (printing, substitution, evaluation, comparison) is in :mod:`examsolver.maths`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction | float


class Operators:
    """Arithmetic on formulas builds formulas, so that rules read like mathematics."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Apply:
        return apply("+", self, other)

    def __radd__(self, other: Operand) -> Apply:
        return apply("+", other, self)

    def __sub__(self, other: Operand) -> Apply:
        return apply("-", self, other)

    def __rsub__(self, other: Operand) -> Apply:
        return apply("-", other, self)

    def __mul__(self, other: Operand) -> Apply:
        return apply("*", self, other)

    def __rmul__(self, other: Operand) -> Apply:
        return apply("*", other, self)

    def __truediv__(self, other: Operand) -> Apply:
        return apply("/", self, other)

    def __rtruediv__(self, other: Operand) -> Apply:
        return apply("/", other, self)

    def __pow__(self, other: Operand) -> Apply:
        return apply("^", self, other)

    def __matmul__(self, other: Operand) -> Apply:
        return apply("@", self, other)

    def __neg__(self) -> Apply:
        return apply("neg", self)


@dataclass(frozen=True, slots=True)
class Num(Operators):
    """A number. Exact unless it is a float, which printers mark as rounded."""

    value: Number


@dataclass(frozen=True, slots=True)
class Sym(Operators):
    """A name, with the indices it carries: ``X``, ``X[2,1]``, ``h[t-1]``, ``W_f``."""

    name: str
    index: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Apply(Operators):
    """An operator or function applied: ``+``, ``*``, ``@``, ``sigmoid``, ``conv``, ``derivative`` …

    ``op`` is the word of a rule where there is one. ``options`` are named arguments that are
    data (stride=2), sorted by name.
    """

    op: str
    args: tuple[Formula, ...]
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing(Operators):
    """A bracketed list: a vector, the rows of a matrix, or ``[h, x]`` joined end to end."""

    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Text(Operators):
    """Quoted text, a value as numbers are: a sentence, the name of a state. Printed in quotation marks."""

    value: str


class Numbers(tuple[object, ...]):
    """Numbers listed in brackets as an option: ``mask=[1, 1]``. A plain tuple of integers is a size, ``size=2x2``."""

    __slots__ = ()


Formula = Num | Sym | Apply | Listing | Text
Operand = Operators | int | Fraction | float | str


def lift(value: Operand) -> Formula:
    """A formula from a number, a name, or a formula."""
    if isinstance(value, Operators):
        return value  # type: ignore[return-value]  # there are no other operators than the five nodes
    if isinstance(value, str):
        return Sym(value)
    if isinstance(value, (int, Fraction, float)):
        return Num(value)
    raise TypeError(f"not a formula: {value!r}")


def apply(op: str, *args: Operand, **options: object) -> Apply:
    """``apply("conv", X, F, stride=2)``."""
    return Apply(op, tuple([lift(arg) for arg in args]), tuple(sorted(options.items())) if options else ())


def derivative(of: Operand, by: Operand) -> Apply:
    """The gradient ``dL/dX`` as a formula."""
    return apply("derivative", of, by)
