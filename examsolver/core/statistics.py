"""What is known of a class and of the parts of an exam once answers are marked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Distribution:
    """How marks spread over at least one student; ``deviation`` is of this class, not an estimate for others."""

    mean: Fraction
    median: Fraction
    deviation: float
    lower_quartile: Fraction
    upper_quartile: Fraction
    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """How a part went, or (``part`` empty) a whole question.

    Attributes:
        facility: share of its marks that the class got, from 0 to 1; None where it is worth nothing.
        discrimination: correlation of its marks with all others, from -1 to 1; None where marks do not vary.
        right, blank: students whose answer is right (from their own values too), and who left it out; of a
            question, those who have all of it right, and who left out all of it.
    """

    question: str
    part: str
    out_of: Fraction
    mean: Fraction | None
    facility: Fraction | None
    discrimination: float | None
    right: int
    blank: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part that looks as if its expected answer were not what was taught or printed.

    Attributes:
        reasons: sentences. expected: what the exam takes as right.
        instead: what most of the strongest students wrote, where they agree on something else.
    """

    question: str
    part: str
    reasons: tuple[str, ...]
    expected: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ClassStatistics:
    """Figures of a class. Students who handed in nothing are counted in ``absent`` and left out of all else.

    Attributes:
        students, absent: ids. out_of: marks of the exam.
        distribution: of totals; None where nobody handed in.
        alpha, alpha_of_questions: Cronbach's, over the parts and over whole questions.
    """

    students: tuple[str, ...]
    absent: tuple[str, ...]
    out_of: Fraction
    totals: tuple[Fraction, ...]
    distribution: Distribution | None
    questions: tuple[Item, ...]
    parts: tuple[Item, ...]
    alpha: float | None
    alpha_of_questions: float | None
    doubts: tuple[Doubt, ...] = ()
