"""Exams, questions, parts, and the lines they are read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Derivation, Run, Value
from examsolver.core.formula import Formula
from examsolver.core.problem import Problem, Source, Span
from examsolver.core.tried import Tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examsolver.core.choosing import Choose

Kind = Literal[
    "integer", "number", "size", "vector", "matrix", "feasibility", "gate", "expression", "name", "sizes",
    "yes-no", "names", "pairs", "choice",
]  # fmt: skip
"""What an answer is: ``feasibility`` is yes/no with reason and size, ``gate`` an equation of a cell,
``expression`` a formula, ``sizes`` a set of numbers or sizes (all solutions of ``such that``), ``name`` a word
or a text, ``names`` several in order (a path, a decoded sequence), ``pairs`` a set of pairs or longer rows of words,
``choice`` the letters of the right options."""


@dataclass(frozen=True, slots=True)
class Form:
    """The digits asked for: ``exactly``, ``decimals`` N, ``significant`` N, ``about`` a relative tolerance."""

    style: Literal["exactly", "decimals", "significant", "about"]
    digits: int = 0
    tolerance: Fraction = Fraction(0)

    @property
    def words(self) -> str:
        """``exactly``, ``to 4 decimals``, ``about (within 1 %)``."""
        match self.style:
            case "exactly":
                return "exactly"
            case "decimals":
                return f"to {self.digits} {'decimal' if self.digits == 1 else 'decimals'}"
            case "significant":
                return f"to {self.digits} significant {'figure' if self.digits == 1 else 'figures'}"
            case _:
                return f"about (within {float(self.tolerance * 100):g} %)"


@dataclass(frozen=True, slots=True)
class Argument:
    """One piece between commas in a line of facts: its words and its values, in order.

    ``kernel 3`` has words ``("kernel",)`` and values ``(3,)``; ``64 of 3x3`` words ``("of",)`` and
    values ``(64, (3, 3))``; ``same``, ``no bias`` and ``from b1`` are words alone. A value is an int,
    a Fraction, a size (tuple of ints), a nested tuple of numbers (a matrix is a tuple of tuples),
    or a quoted ``str`` (kept apart from words).
    """

    words: tuple[str, ...]
    values: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Line:
    """One parsed logical line of a family: its kind and what stands in it.

    Kinds of ``network``: ``layer`` (``name`` or None, ``word``, ``arguments``), ``repeat``
    (``count``, with a ``block``). Kinds of ``compute``: ``assign`` (``target`` a Sym, ``formula``),
    ``data`` (``target``, ``formula``, ``size``: ``U = 0.1 as 2x2``), ``declare`` (``target``,
    ``size``: a tuple of ints and names, empty for a number), ``for`` (``variable``, ``first``,
    ``last``, with a ``block``). Other families name their own.
    """

    kind: str
    span: Span
    name: str | None = None
    word: str = ""
    arguments: tuple[Argument, ...] = ()
    target: Formula | None = None
    formula: Formula | None = None
    size: tuple[int | str, ...] = ()
    variable: str = ""
    first: Formula | None = None
    last: Formula | None = None
    count: int = 0
    block: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """Something asked for, as a formula: ``Sym("Z")``, ``Sym("total parameters")``,
    ``Sym("conv.parameters")``, ``Sym("h", (Apply("..", (Num(1), Num(3))),))``, ``derivative(L, X)``."""

    formula: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Find:
    """A ``find`` line, in words that mean the same in every family.

    Attributes:
        things: what is asked. ``compound`` when joined by ``and`` into one answer.
        of: ``parameters of conv`` gives things (parameters) of (conv); ``each`` for ``of each layer``.
        equations: ``find equations f, i``; ``as_equation``: ``find dphi/dz as equation``.
        formula: ``find bound = (w*s)^n``; ``where``: ``where L = sum(h[3])`` as (Sym, formula).
        at: ``at n = 1, 2, 3`` as (name, values). such_that: (left, relation, right). choose: its options.
        towards: ``from A to B`` as (A, B).
    """

    things: tuple[Thing, ...]
    span: Span
    compound: bool = False
    of: tuple[Thing, ...] = ()
    each: bool = False
    equations: bool = False
    as_equation: bool = False
    formula: Formula | None = None
    where: tuple[tuple[Formula, Formula], ...] = ()
    at: tuple[str, tuple[Value, ...]] | None = None
    such_that: tuple[Formula, str, Formula] | None = None
    source: str | None = None
    towards: tuple[str, ...] | None = None
    unit: str | None = None
    form: Form | None = None
    marks: Fraction | None = None
    marks_each: bool = False
    choose: Choose | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a student answers.

    Attributes:
        id: ``stride=2``, ``conv1d_1.parameters``, ``dL/dX``.
        steps: the steps whose values are asked; several for a compound answer.
        kind: of the answer. form: the digits asked for.
        marks: what it is worth; None until priced.
        names: other names that a student may give it.
        unit: a power of ten that the answer is counted in, e.g. ``millions``.
        options: letter and text of what may be chosen.
    """

    id: str
    steps: tuple[str, ...]
    kind: Kind
    span: Span
    form: Form | None = None
    marks: Fraction | None = None
    names: tuple[str, ...] = ()
    unit: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a lecturer accepts besides the right answer, often after seeing answers.

    Either another answer to one part (``part``, ``text`` and ``value``), or another convention for the
    whole question (``topic`` and ``variant``).

    Attributes:
        marks: for each part that is answered so, never more than it is worth; None is full marks.
        why: the lecturer's sentence for the student.
        text, value: the answer as written, and as an expected value.
    """

    span: Span
    marks: Fraction | None = None
    why: str = ""
    part: str = ""
    text: str = ""
    value: Value = field(default=None, compare=False, repr=False)
    topic: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """Shares of the marks by outcome."""

    follow_through: Fraction = Fraction(1)
    other_convention: Fraction = Fraction(1, 2)
    known_mistake: Fraction = Fraction(0)
    working: Fraction = Fraction(1, 2)
    """Of a wrong or missing value, times the share of the lines of working that hold."""


@dataclass(frozen=True, slots=True)
class Header:
    """``question ID [MARKS] "TITLE": FAMILY [RULE]``, read."""

    id: str
    span: Span
    family: str = ""
    rule: str | None = None
    title: str = ""
    marks: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, ready to be derived.

    ``draw`` holds the values of ``let`` variables that this variant was made with.
    ``body`` is what the family made of its lines (frozen; the family's own type).
    ``tried`` is what came out when it was read, so that it need not be worked out again.
    """

    header: Header
    family: Family
    body: object
    conventions: Conventions
    parts: tuple[Part, ...]
    policy: Policy | None = None
    prompt: str | None = None
    tags: tuple[str, ...] = ()
    level: str | None = None
    topic: str | None = None
    source: str | None = None
    draw: tuple[tuple[str, Value], ...] = ()
    accepted: tuple[Accepted, ...] = ()
    tried: Tried | None = field(default=None, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The question's id."""
        return self.header.id

    @property
    def title(self) -> str:
        """The question's title; may be empty."""
        return self.header.title

    @property
    def span(self) -> Span:
        """Where the header stands."""
        return self.header.span

    @property
    def marks(self) -> Fraction:
        """What the whole question is worth."""
        return sum((part.marks or Fraction(0) for part in self.parts), Fraction(0))

    def worked_out(self) -> Run:
        """Every value of it under its conventions. Raises ExamError where it has no solution."""
        if self.tried is not None and self.tried.fits(self.body, self.conventions):
            return self.tried.run
        return self.family.derive(self.body, self.conventions).run()

    def part(self, part_id: str) -> Part | None:
        """The part of that id."""
        return next((part for part in self.parts if part.id == part_id), None)


@dataclass(frozen=True, slots=True)
class Exam:
    """Questions in order, with a title, a policy, the text they came from and the seed of its draws."""

    title: str
    questions: tuple[Question, ...]
    policy: Policy
    source: Source = field(repr=False)
    seed: int = 0

    def question(self, question_id: str) -> Question | None:
        """The question of that id."""
        return next((question for question in self.questions if question.id == question_id), None)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)


@dataclass(frozen=True, slots=True)
class Solution:
    """A question with its derivation and all values, under the conventions in force."""

    question: Question
    derivation: Derivation
    run: Run

    @classmethod
    def of(cls, question: Question) -> Solution:
        """Its derivation with every step computed. Raises ExamError where it has no solution."""
        run = question.worked_out()
        return cls(question, run.derivation, run)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison with an independent oracle. ``method`` says which (central differences …)."""

    subject: str
    method: str
    agrees: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that explains a question, as data that rendering draws.

    ``kind`` is ``network`` (a graph of layers with shapes), ``graph`` (the computation graph) or
    ``window`` (a convolution's or pooling's window over its input); ``facts`` is a frozen dataclass
    of :mod:`examsolver.core.picture`; ``text`` is the alternative in words.
    """

    kind: str
    facts: object
    text: str


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of question. A family is pure and never formats.

    Attributes:
        name, also: the words of the header that choose it. The word used is in ``Header.family``.
        grammar: stem of its file in ``grammars/``.
        conventions: the topics it knows (a function, so that catalogues are read only when needed).
        read: from the header, the family's lines and the finds to a frozen body, and problems.
        derive: from a body and conventions to a derivation (step names do not depend on the
            conventions). Raises ExamError.
        parts: from a body, one of its finds and the run to the parts it asks for, unpriced. Raises ExamError.
        prompt: from a body to the sentences (plain text, formulas) that state the facts to a student.
        verify: holds a solution to independent oracles.
        pictures: what people would rather look at. chooses: it knows what a find with options asks.
    """

    name: str
    summary: str
    grammar: str
    read: Callable[[Header, tuple[Line, ...], tuple[Find, ...]], tuple[object | None, tuple[Problem, ...]]]
    derive: Callable[[object, Conventions], Derivation]
    parts: Callable[[object, Find, Run], tuple[Part, ...]]
    prompt: Callable[[object], tuple[str | Formula, ...]]
    verify: Callable[[object, Run], tuple[Check, ...]]
    conventions: Callable[[], tuple[Convention, ...]]
    pictures: Callable[[object, Run], tuple[Picture, ...]]
    also: tuple[str, ...] = ()
    header_rules: Callable[[], tuple[str, ...]] = tuple
    chooses: bool = False
