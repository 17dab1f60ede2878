"""One line of working held to the graph: which of its claims hold, and which one breaks first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.working import Claim, Side, Statement
from examsolver.grading.messages import shortened
from examsolver.grading.reruns import FAILURES
from examsolver.grading.working_book import Book
from examsolver.grading.working_names import Missing, Place
from examsolver.grading.working_rounding import Worked, same, slack_between
from examsolver.grading.working_swaps import Swap, find_swap, shown_place
from examsolver.grading.working_values import Evaluator, Garbled, Opaque, own_key
from examsolver.maths.show import as_formula, show
from examsolver.maths.tree import symbols, walk
from examsolver.maths.unicode import unicode_text

_BEYOND = re.compile(r"\.\.\.|[<>≤≥⌊⌈]|[^\W\d]\w*\.[a-z]|[^\W\d_]{3,} +[^\W\d_]{2,} +[^\W\d_]{3,}")
"""What is not worked out here, and not held against anybody: dots, conditions, names of layers, several words."""
QUOTED = 160
"""Characters of a claim that are quoted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what is said of it.

    Attributes:
        place: the step or cell that it is about. last: the last side, where it is a value.
        remark: whether something is said of a line that is confirmed.
    """

    claim: Claim
    place: Place | None = None
    last: Side | None = None
    remark: bool = False


def check_line(statement: Statement, book: Book, near: str = "") -> Line:
    """What is to be said of a line; the book takes down what the student now has. ``near``: see :class:`Lexicon`."""
    if statement.problem:
        return Line(Claim(statement.text, "unreadable", "", f"This could not be read: {statement.problem}."))
    head = book.lexicon.head(statement.sides[0], near)
    place = head if isinstance(head, Place) else None
    check = _Check(statement, book, place)
    try:
        return check.line(head)
    except Garbled as error:
        return check.said("unreadable", f"This cannot be followed: {error}.")


@dataclass
class _Check:
    """One line while it is looked at."""

    statement: Statement
    book: Book
    place: Place | None

    def said(self, outcome: str, message: str = "", quote: str = "", remark: bool = False) -> Line:
        sides = self.statement.sides
        last = sides[-1] if len(sides) > 1 and is_value(sides[-1]) else None
        claim = Claim(self.statement.text, outcome, self.about, message, quote)  # type: ignore[arg-type]
        return Line(claim, self.place, last, remark)

    @cached_property
    def about(self) -> str:
        """The step or cell, or the derivative that is no step."""
        if self.place:
            return shown_place(self.place)
        head = self.statement.sides[0]
        try:
            return head.shown if _is_derivative(head.formula) and self.values[0][0] is not None else ""
        except Garbled:
            return ""

    def line(self, head: object) -> Line:
        if isinstance(head, Missing):
            raise Garbled(head.reason)
        for side in self.statement.sides[0 if self.place is None and not self.is_named else 1 :]:
            if side.formula is None and not _BEYOND.search(side.text):
                shown = shortened(side.shown) or "A side"
                return self.said("unreadable", f"{shown} could not be read: {side.problem}.")
        if len(self.kept) < 2:
            return self.unchecked()
        found = self.outcome()
        self.take_down()
        return found

    @property
    def is_named(self) -> bool:
        """Whether it begins with a name, whosoever it is."""
        head = self.statement.sides[0]
        return head.formula is None or isinstance(head.formula, Sym) or _is_derivative(head.formula)

    def unchecked(self) -> Line:
        """Nothing to hold against anything: a law in names that are not known, or the law of the step itself."""
        law = self.book.law(self.place)
        if law is not None and any(side.formula == law for side in self.statement.sides[1:]):
            return self.said("confirmed")
        self.take_down()
        return self.said("unmatched", "Nothing in this line could be held against the solution.")

    # Values of the sides, on every basis that there is

    @cached_property
    def views(self) -> list[tuple[Evaluator, bool]]:
        """Our values, then the student's; derivatives through everything, then local ones."""
        gradients = any(
            _is_derivative(part)
            for side in self.statement.sides
            if side.formula is not None
            for part in walk(side.formula)
        )
        return [(evaluator, local) for evaluator in self.book.evaluators() for local in (False, True)[: 1 + gradients]]

    @cached_property
    def values(self) -> list[list[Worked | None]]:
        """For each side, what it comes to on each basis; None where it cannot be worked out."""
        return [
            [self.worked(place, side, evaluator, local) for evaluator, local in self.views]
            for place, side in enumerate(self.statement.sides)
        ]

    def worked(self, place: int, side: Side, evaluator: Evaluator, local: bool) -> Worked | None:
        if place == 0 and self.place is not None:
            value = evaluator.at(self.place)
            return None if not _can_be_compared(value) else Worked(side, _single(value))
        formula = self.read(side)
        if formula is None or (place == 0 and isinstance(side.formula, Sym) and not self.place):
            return None
        try:
            inserted = evaluator.inserted(formula, local)
            return Worked(side, inserted.value(), inserted)
        except Opaque:
            return None

    def read(self, side: Side) -> Formula | None:
        """A side as what it is held to: of a size, its sides."""
        is_size = self.place is not None and isinstance(self.book.truth.values.get(self.place.name), tuple)
        return side.size if is_size and side.size is not None else side.formula

    @cached_property
    def kept(self) -> list[int]:
        """The sides that have a value on our basis."""
        return [place for place, values in enumerate(self.values) if values[0] is not None]

    def holds(self, left: int, right: int) -> bool:
        return any(self.hold_in(view, left, right) for view in range(len(self.views)))

    def hold_in(self, view: int, left: int, right: int) -> bool:
        one, other = self.values[left][view], self.values[right][view]
        if one is None or other is None:
            return False
        try:
            if same(one.value, other.value):
                return True
            slack = slack_between(one, other, self.book.rounding)
            return slack > 0 and same(one.value, other.value, slack)
        except FAILURES:
            return False

    # What is said

    def outcome(self) -> Line:
        """Confirmed, or the first claim that breaks. A plan in derivatives that fits nothing beside it is told only."""
        sides, remark = self.without_odd_plans()
        broken = next((pair for pair in _pairs(sides) if not self.holds(*pair)), None)
        if broken is None:
            return self.confirmed(sides, remark)
        left, right = self.odd_one_out(sides, broken)
        quote = shortened(f"{self.shown(left)} = {self.shown(right)}", QUOTED)
        message = f"In {quote}, {self.told(left, right)}{self.explained(left, right)}."
        return self.said("broken", f"{message} {remark}".strip(), quote)

    def confirmed(self, sides: list[int], remark: str) -> Line:
        ours = [view for view, (evaluator, _) in enumerate(self.views) if evaluator is self.views[0][0]]
        own = not all(any(self.hold_in(view, *pair) for view in ours) for pair in _pairs(sides))
        said = "Right, given your own earlier values." if own else ""
        if self.place is None and self.about == "":
            return self.said("unmatched", "This holds; it names nothing that the solution names.")
        return self.said("confirmed", f"{said} {remark}".strip(), remark=bool(remark))

    def without_odd_plans(self) -> tuple[list[int], str]:
        """The sides without sums of products of derivatives that agree with neither neighbour."""
        sides, remark = list(self.kept), ""
        for place in self.kept[1:-1]:
            at = sides.index(place)
            beside = sides[at - 1], sides[at + 1]
            odd = not self.holds(beside[0], place) and not self.holds(place, beside[1])
            if odd and _is_plan(self.statement.sides[place]):
                sides.remove(place)
                remark = f"Only the derivatives written out first do not fit: they come to {self.number(place)}."
        return sides, remark

    def odd_one_out(self, sides: list[int], broken: tuple[int, int]) -> tuple[int, int]:
        """Of two claims that break one after the other, the one between two things that the student wrote."""
        left, right = broken
        at = sides.index(right)
        if left == 0 and self.place is not None and at + 1 < len(sides):
            after = sides[at + 1]
            if not self.holds(right, after):
                return right, after
        return broken

    def told(self, left: int, right: int) -> str:
        """What each side comes to."""
        one, other = self.kind(left), self.kind(right)
        if one == "name":
            return f"{self.about or self.shown(left)} is {self.number(left)}, {_OWN[other]} {self.number(right)}"
        if one == other:
            return f"the left side comes to {self.number(left)}, the right side to {self.number(right)}"
        middle = ", and" if other == "value" else ","
        return f"{_YOURS[one]} {self.number(left)}{middle} {_YOURS_TOO[other]} {self.number(right)}"

    def explained(self, left: int, right: int) -> str:
        """The one exchange that makes it hold."""
        swap = self.swap(left, right) or self.swap(right, left)
        return f": {swap.words}" if swap else ""

    def swap(self, wrong: int, beside: int) -> Swap | None:
        side, other, truth = self.statement.sides[wrong], self.values[beside][0], self.values[0][0]
        if side.formula is None or other is None or self.kind(wrong) != "symbols" or self.book.lexicon.first != 1:
            return None
        wanted = truth.value if truth is not None and self.place is not None else other.value
        law = self.book.law(self.place)
        return find_swap(self.views[0][0], side.formula, self.statement.sides[beside].formula, wanted, law)

    def kind(self, place: int) -> str:
        """``name``, ``symbols``, ``numbers``, or a ``value`` alone."""
        side = self.statement.sides[place]
        if place == 0 and (self.place is not None or self.is_named):
            return "name"
        if side.formula is not None and symbols(side.formula):
            return "symbols"
        return "value" if side.alone else "numbers"

    def number(self, place: int) -> str:
        worked = self.values[place][0]
        return shown_value(worked.value) if worked is not None else "?"

    def shown(self, place: int) -> str:
        return self.statement.sides[place].shown

    # What the student has from here on

    def take_down(self) -> None:
        value = next((values[0].value for values in reversed(self.values[1:]) if values[0] is not None), None)
        head = self.statement.sides[0]
        if self.place is not None:
            last = self.statement.sides[-1]
            if value is not None and is_value(last) and self.values[-1][0] is not None:
                self.book.write(self.place, value)
        if value is not None and isinstance(head.formula, Sym) and self.book.lexicon.find(head.formula) is None:
            # A short word (``weights``) is a name of the student's own in the lines that follow.
            self.book.own[own_key(head.formula)] = value


_YOURS = {"symbols": "your symbols give", "numbers": "your numbers come to", "value": "you wrote"}
_YOURS_TOO = {"symbols": "your symbols give", "numbers": "your numbers", "value": "you wrote"}
_OWN = {"symbols": "but your symbols give", "numbers": "but your numbers come to", "value": "but you wrote"}


def is_value(side: Side) -> bool:
    """Whether a side is a number, a list of numbers, or arithmetic on numbers alone."""
    if side.formula is None:
        return False
    return side.alone or not symbols(side.formula)


def shown_value(value: Value) -> str:
    """``−3/2``, ``0.0587``, ``[[1, 2], [−10, 8]]``."""
    if isinstance(value, Fraction) and value.denominator > 9999:
        value = float(value)
    if isinstance(value, (int, Fraction)):
        return shortened(unicode_text(as_formula(value)))
    return shortened(show(value).replace("-", "−"))


def _pairs(sides: list[int]) -> Iterator[tuple[int, int]]:
    return pairwise(sides)


def _single(value: Value) -> Value:
    """An array of one cell as its cell; a float of NumPy as one of Python."""
    cell = value.flat[0] if getattr(value, "size", 0) == 1 and hasattr(value, "flat") else value
    return float(cell) if isinstance(cell, float) else cell


def _can_be_compared(value: Value) -> bool:
    return isinstance(value, (int, float, Fraction, tuple)) or hasattr(value, "dtype")


def _is_derivative(formula: Formula | None) -> bool:
    return isinstance(formula, Apply) and formula.op == "derivative"


def _is_plan(side: Side) -> bool:
    """The chain rule before anything is put in: derivatives alone, added and multiplied."""
    if side.formula is None:
        return False
    count, todo = 0, [side.formula]
    while todo:
        here: Formula = todo.pop()
        match here:
            case Apply("derivative", _):
                count += 1
            case Apply("+" | "*" | "-" | "neg" | "@", args):
                todo.extend(args)
            case _:
                return False
    return count > 1
