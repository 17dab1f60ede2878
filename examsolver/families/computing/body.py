"""What the family ``compute`` makes of a question's lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from examsolver.core.derivation import Misconception
from examsolver.core.formula import Formula, Sym
from examsolver.core.problem import Span

Data = int | Fraction | float | str | tuple["Data", ...]
"""A number or a text, or nested tuples of them: rows of a matrix, a list of words."""


@dataclass(frozen=True, slots=True)
class Given:
    """A name with its numbers: ``X = [[3, 4], [2, 1]]``."""

    name: str
    data: Data
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A name without a value; ``size`` is empty for a number."""

    name: str
    size: tuple[int | str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """``symbol = formula``, every name in it resolved. Its step has the name of the symbol.


    ``key``: it belongs to the answer (``find bound = (w*s)^n``) and is not told to students."""

    name: str
    symbol: Sym
    formula: Formula
    span: Span = field(compare=False)
    key: bool = False
    because: str = ""
    misconceptions: tuple[Misconception, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A line as it is told to students: a formula, the loops it stands in, the size of data or of a letter."""

    formula: Formula
    loops: tuple[tuple[str, Formula, Formula], ...] = ()
    size: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a find line asks for.

    Attributes:
        id: of the part. step: whose value it is. formula: what is asked, resolved.
        kind: ``value`` (a number or array), ``gradient``, ``derivative`` (by a letter, as a formula),
            ``point`` (a formula at a value of a letter), ``equation`` (of a procedure) or ``contribution``
            (of one step to a gradient).
        at: the letter and its value, of a point.
        names: other names that a student may give it.
    """

    id: str
    step: str
    formula: Formula
    kind: Literal["value", "gradient", "derivative", "point", "equation", "contribution"]
    span: Span = field(compare=False)
    at: tuple[str, Data] | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """The procedure of a header (``cell lstm``) at work: how many steps, and which inputs are there.

    ``each`` says that ``x`` has one row a step. ``numbers``: the question gives values, so that there are
    steps to compute and not only equations to write. ``renamed``: from an input of the procedure to the name
    that the question has for it. ``order``: how x is read, ``whole`` (one step), ``rows``, ``named`` (x[1], x[2]),
    ``numbers`` (a number a step) or ``batch``. ``shapes``: of everything that the question names, None where it is
    worked out. ``places``: where facts are given.
    """

    rule: str
    count: int
    present: tuple[str, ...]
    each: bool
    numbers: bool
    renamed: tuple[tuple[str, str], ...] = ()
    order: Literal["whole", "rows", "named", "numbers", "batch"] = "whole"
    shapes: tuple[tuple[str, tuple[int, ...] | None], ...] = ()
    places: tuple[tuple[str, Span], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """An algorithm at work.

    Attributes:
        prefix: empty for the algorithm of the header, else the name before the ``.`` of its results.
        bound: from its inputs, and steps of them such as ``w[0]``, to formulas in the names of the question.
        symbols, aliases: what it works out, and other names of that.
    """

    prefix: str
    algorithm: str
    bound: tuple[tuple[str, Formula], ...]
    span: Span = field(compare=False)
    symbols: tuple[Sym, ...] = ()
    aliases: tuple[tuple[str, Sym], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A ``choose`` line as students are told it: what must hold, or what has a value; and the options."""

    asked: Formula
    offers: tuple[tuple[str, tuple[Formula, ...]], ...]
    span: Span = field(compare=False)
    count: str = ""
    values: bool = False
    none: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A question of the family ``compute``, read."""

    givens: tuple[Given, ...]
    letters: tuple[Letter, ...]
    statements: tuple[Statement, ...]
    requests: tuple[Request, ...]
    stated: tuple[Stated, ...]
    cell: Cell | None
    span: Span = field(compare=False)
    calls: tuple[Call, ...] = ()
    choices: tuple[Choice, ...] = ()

    def statement(self, name: str) -> Statement | None:
        """The statement of that step name."""
        return next((statement for statement in self.statements if statement.name == name), None)
