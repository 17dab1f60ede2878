"""What students hand in, what is read in it, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from examsolver.core.derivation import Value
from examsolver.core.formula import Formula
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Exam, Part
from examsolver.core.working import Claim

Outcome = Literal[
    "correct",
    "follow-through",
    "known-mistake",
    "other-convention",
    "partly",
    "wrong",
    "unreadable",
    "undecided",
    "blank",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a student wrote for one part. ``row`` is the line of the file that it came in."""

    question: str
    part: str
    text: str
    row: int = 0
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """All answers of one student; of two to one part the last counts (both are in ``answers``)."""

    student: str
    answers: tuple[Answer, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A number as a student wrote it: exact value, and the digits shown.

    ``decimals`` is None where the writing is exact (an integer, a fraction); else the digits after
    the point, so that "right in all it shows" can be judged. ``percent`` is set for ``28%`` (value 0.28).
    """

    value: Fraction
    decimals: int | None = None
    significant: int | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Feasible:
    """``yes, 6x6``, ``no``, or a bare size (``possible`` is then None: it goes without saying)."""

    possible: bool | None
    size: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of an answer.

    Attributes:
        value: by the part's kind. integer, number: Entry. size: tuple of ints. vector, matrix: nested
            tuples of Entry, with None for a cell that is missing. feasibility: Feasible. gate,
            expression: Formula (the right-hand side). sizes: tuple of Entry or of tuples. name: str.
        shown: the same as text, for the student to see.
        left: what stood to the left of the equals sign, if anything.
        problem: why it could not be read; ``value`` is then None.
        notes: remarks for the report (``read 1O as 10``).
    """

    value: object
    shown: str = ""
    left: Formula | None = None
    problem: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Nothing was written."""
        return self.value is None and self.problem is None


ReadAnswer = Callable[[str, Part, Value], Reading]
"""``read_answer(text, part, expected)``; of ``expected`` only its type and shape are used."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``equal``, ``different`` or ``undecided``, and why.

    ``cells``: which cells are right, where there are any. ``counterexample``: values of the names at which
    the two differ. ``read_as``: what was understood, where texts were compared.
    """

    verdict: Literal["equal", "different", "undecided"]
    reason: str = ""
    tag: str | None = None
    cells: tuple[bool, ...] = ()
    counterexample: str | None = None
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one part.

    Attributes:
        message: a sentence for the student. tag: free of the question's numbers.
        expected: what was expected, as text. evidence: the student's text that it rests on.
        read_as: what was understood. steps: names of the worked steps that matter here.
        claims: what is said of each line of the student's working.
    """

    question: str
    part: str
    outcome: Outcome
    awarded: Fraction
    out_of: Fraction
    tag: str | None = None
    message: str = ""
    expected: str = ""
    evidence: str = ""
    read_as: str = ""
    needs_human: bool = False
    steps: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts of one student, every part of the exam once, in its order."""

    student: str
    verdicts: tuple[Verdict, ...]
    name: str = ""

    @property
    def awarded(self) -> Fraction:
        """Marks awarded in all."""
        return sum((verdict.awarded for verdict in self.verdicts), Fraction(0))

    @property
    def out_of(self) -> Fraction:
        """Marks of the whole exam."""
        return sum((verdict.out_of for verdict in self.verdicts), Fraction(0))


@dataclass(frozen=True, slots=True)
class Override:
    """Marks that a human gives for one answer. They lie above whatever the machine says, and survive regrading."""

    student: str
    question: str
    part: str
    marks: Fraction
    note: str = ""
    by: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """A verdict of an earlier marking that stands because the new one is lower (``--never-lower``)."""

    student: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Marking:
    """A marked exam: a report for each student, and what was wrong with the files.

    Attributes:
        reports: what counts: the machine's verdicts, with those kept and those of humans laid over them.
        submissions: what was marked. machine: the machine's own verdicts; none where they are ``reports``.
        kept, overrides: what was laid over them, in this order.
    """

    exam: Exam
    reports: tuple[Report, ...]
    problems: tuple[Problem, ...] = ()
    submissions: tuple[Submission, ...] = ()
    machine: tuple[Report, ...] = ()
    kept: tuple[Kept, ...] = ()
    overrides: tuple[Override, ...] = ()


Roster = Mapping[str, str]
"""From a student's id to the name."""
