"""A rule computes: an operator with gradients, a cell that is a list of equations, or an algorithm of many steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Index, Misconception, Value
from examsolver.core.formula import Formula
from examsolver.core.option import Option as Option
from examsolver.core.question import Picture

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
        step: it is a step of algorithms rather than something that questions call; listed apart.
        definition: ``definition(*formulas, **options)``: the same in functions that are differentiated as equations.
        sensible: ``sensible(*inputs)``, None for what the question does not give as data: raises LawError for data that
            make no sense though the law has a value. Not asked of students' values.
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
    definition: Callable[..., Formula] | None = None
    sensible: Callable[..., None] | None = None
    step: bool = False


@dataclass(frozen=True, slots=True)
class Equation:
    """``name = formula`` of a procedure, in its own names; ``says`` is the reason."""

    name: str
    formula: Formula
    says: str = ""
    misconceptions: tuple[Misconception, ...] = ()


@dataclass(frozen=True, slots=True)
class Misfit:
    """An input whose shape fits no way of reading the equations of a cell."""

    name: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """The equations of a cell for the inputs at hand.

    Attributes:
        equations: of one step, in order.
        misfits: inputs whose shapes do not fit.
        conventions: the topics that these equations depend on.
    """

    equations: tuple[Equation, ...]
    misfits: tuple[Misfit, ...] = ()
    conventions: tuple[Convention, ...] = ()


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
        fitted: the same for the inputs that a question gives, by their names and shapes (``x`` as it is at one step,
            ``h[0]``); left out, ``equations`` without the optional inputs that are not there.
        fitting: conventions that only ``fitted`` knows, of how the numbers are laid out.
        reversed: states that run from the last step to the first; they write the one before as ``Sym(…, t + 1)``.
        forms: how else the weights may be given, in words.
        gradients: the equations of gradients by states and gates (``dL/dc``), as far as they can be asked.
        also: other words for it.
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
    fitted: Callable[[Facts, Conventions], Fitting] | None = None
    fitting: tuple[Convention, ...] = ()
    reversed: tuple[str, ...] = ()
    forms: str = ""
    gradients: Callable[[Conventions], tuple[Equation, ...]] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """What an algorithm is given, by name: ``losses = [0.9, 0.7]`` in a question, ``losses=…`` in a call.

    Attributes:
        kind: ``number``, ``array`` (a number will do for one entry), ``text``, ``texts`` (a list of texts), ``word``
            (an unquoted word out of ``words``), ``any``.
        default: its value where it is left out; None means that it must be given, unless it is ``optional``:
            then the equations find it absent.
        also: other names for it. words: what a ``word`` may be.
    """

    name: str
    says: str
    kind: Literal["number", "array", "text", "texts", "word", "any"] = "array"
    default: Value = None
    optional: bool = False
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What an algorithm works out, by name. ``also``: other names that a question or student may use."""

    name: str
    says: str
    also: tuple[str, ...] = ()


class Facts(Protocol):
    """What the equations of an algorithm may know of its inputs when they are written down."""

    def has(self, name: str) -> bool:
        """Whether an input is there (given, or by its default), or a step of it such as ``w[0]`` or ``g[2]``."""

    def value(self, name: str) -> Value:
        """Its value. Raises LawError where it has none that could be worked out."""

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of its value; of a text or list of texts the number of its entries."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A rule of several steps: ``compute early-stopping`` as a header, ``s = early_stopping(losses, patience=3)`` in a
    formula, where its results are ``s.best-epoch`` … and ``s`` itself is the first of ``results``.

    Its equations are written in the names of its inputs and results with the operators of the catalogue, so that
    gradients, worked lines, marking and checks run through them by themselves.

    Attributes:
        equations: from the facts at hand and the conventions to the equations, in order. A name with an index is a
            step: ``w[2]``; ``Sym("w", (Num(2),))`` in a formula is that step where there is one, and the entry 2 of an
            input ``w`` otherwise. A plain name of which only steps exist is the last of them. Names that are neither
            inputs nor results are steps in between. Raises LawError where the facts do not fit.
        states: names of which the step 0 may be given: ``w[0] = 1`` (also written ``w = 1``).
        pictures: from the values of inputs and results by name to pictures.
        example: a question that a test solves.
    """

    name: str
    summary: str
    inputs: tuple[Input, ...]
    results: tuple[Result, ...]
    equations: Callable[[Facts, Conventions], tuple[Equation, ...]]
    states: tuple[str, ...] = ()
    conventions: tuple[Convention, ...] = ()
    pictures: Callable[[Callable[[str], Value]], tuple[Picture, ...]] | None = None
    example: str = ""
    also: tuple[str, ...] = ()
