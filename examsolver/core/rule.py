"""A rule computes: an operator with gradients, or a procedure that is a list of equations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Index, Misconception, Value
from examsolver.core.formula import Formula


@dataclass(frozen=True, slots=True)
class Option:
    """A named argument that is data: ``stride=2``, ``padding=1``, ``axis``.

    ``kind`` says what may be written; ``default`` None means it may not be left out where needed;
    ``least`` is the smallest number allowed (of an integer, or of each side of a size), ``most`` the largest.
    """

    name: str
    says: str
    kind: Literal["integer", "size", "number", "word", "flag"] = "integer"
    default: Value = None
    also: tuple[str, ...] = ()
    least: int = 1
    most: int | None = None


Partials = Callable[..., tuple[tuple[Index, Formula], ...]]
"""``partials(index, names, *values, **options)``: for the cell ``index`` (from 0) of the input, every
output cell that it moves, with the local derivative of that cell as a formula in cell symbols.
``names`` and ``values`` are those of the inputs and then of the output."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """The backward pass of a rule for one of its inputs.

    Attributes:
        law: ``law(upstream, *inputs, output, **options)``, of the shape of the input.
        formula: ``formula(upstream, *inputs, output, **options)``: the law as mathematics.
        partials: local derivatives cell by cell, from which chain-rule lines are written.
        because: one sentence of reason.
        misconceptions: carried by the gradient step.
        positional: law, formula and partials also take the keyword ``position``, the place of the
            input (for rules that take any number of inputs).
    """

    law: Callable[..., Value]
    because: str
    formula: Callable[..., Formula] | None = None
    partials: Partials | None = None
    misconceptions: tuple[Misconception, ...] = ()
    positional: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """An operator: ``name(*inputs, **options)`` in a formula.

    Attributes:
        law: ``law(*inputs, **options)``; raises LawError with a reason where it has no value.
        inputs: names of the positional inputs; a last name ending in ``...`` takes any number.
        notation: ``notation(*formulas, **options)``: how it is written as mathematics; left out,
            it prints as a function.
        cells: ``cells(index, names, *values, **options)``: ever more explicit formulas of one cell
            of the result (see ``Step.cells``); ``names`` are the inputs as formulas.
        gradients: one for each input, None where it has none; the last serves all further inputs.
        misconceptions: carried by the forward step; they may rewrite the gradients at its site too.
        oracle: an independent, slow and obvious way to the same value (explicit loops).
        conventions: topics that the law knows; the variant in force arrives as a keyword named after
            the topic, with ``_`` for blanks (``loss_reduction="sum"``), in law, gradients and cells.
        example: a question that a test solves.
        also: other words for it.
    """

    name: str
    summary: str
    law: Callable[..., Value]
    inputs: tuple[str, ...]
    because: str = ""
    options: tuple[Option, ...] = ()
    notation: Callable[..., Formula] | None = None
    cells: Callable[..., tuple[Formula, ...]] | None = None
    gradients: tuple[Gradient | None, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    oracle: Callable[..., Value] | None = None
    conventions: tuple[Convention, ...] = ()
    example: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """``name = formula`` of a procedure, in its own names; ``says`` is the reason."""

    name: str
    formula: Formula
    says: str = ""
    misconceptions: tuple[Misconception, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A rule that is a list of equations built from operators, so that gradients run through it.

    Attributes:
        inputs: names that the question gives (``x``, ``W_f``, ``b_f``), in order.
        optional: inputs that may be left out, and are then absent from the equations.
        states: names carried from one step to the next (``h``, ``c``); the equations write the
            previous one as ``Sym("h", (Sym("t") - 1,))`` and the new one as ``h``.
        aliases: pairs of another name that books use for an input, and its name here.
        results: the names that it gives, in the order in which they are worked out.
        equations: from the conventions in force to the equations of one step.
    """

    name: str
    summary: str
    inputs: tuple[str, ...]
    states: tuple[str, ...]
    results: tuple[str, ...]
    equations: Callable[[Conventions], tuple[Equation, ...]]
    optional: tuple[str, ...] = ()
    conventions: tuple[Convention, ...] = ()
    example: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
