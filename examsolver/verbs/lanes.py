"""How an expected answer of each kind judges a given text. A lane is an expected answer, read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.marking import Comparison, Entry
from examsolver.language import answer_number, answer_size
from examsolver.language.answer_boxes import unboxed
from examsolver.language.answer_limits import Unreadable, over_limit
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_plain import is_blank, plain
from examsolver.language.answer_show_structure import show_structure
from examsolver.language.answer_shown import show_reading
from examsolver.language.answer_single import read_single
from examsolver.language.answer_structure import interval, read_structure
from examsolver.maths.compare_numbers import number_is_right
from examsolver.maths.compare_sizes import compare_sizes
from examsolver.maths.compare_structures import Terms, compare_structures
from examsolver.maths.compare_values import as_number, compare_values
from examsolver.maths.tolerance import STRICT, Tolerance
from examsolver.maths.tree import rebuild, symbols


@dataclass(frozen=True, slots=True)
class Settings:
    """What is told about a comparison beside the texts."""

    kind: str = "auto"
    tolerance: Tolerance = STRICT
    names: tuple[tuple[str, str], ...] = ()
    shapes: tuple[tuple[str, int], ...] = ()
    locale: str = ""
    ocr: bool = False


class Lane(Protocol):
    """An expected answer that judges given ones."""

    def judge(self, given: str) -> Comparison:
        """Equal, different or undecided, with what was read and why."""
        ...


def folded(given: str) -> str | Comparison:
    """The text in the plain notation; a comparison where it is not looked at."""
    problem = over_limit(given)
    if problem is not None:
        return Comparison("undecided", f"not looked at: {problem}")
    if is_blank(given):
        return Comparison("different", "nothing was written")
    try:
        return plain(unboxed(given)).strip()
    except Unreadable as error:
        return Comparison("undecided", str(error))


class Judging:
    """Folds the text, then asks ``read_and_compare``; what cannot be read is told, not raised."""

    __slots__ = ()
    unreadable: str = "undecided"

    def judge(self, given: str) -> Comparison:
        """As :class:`Lane`."""
        text = folded(given)
        if isinstance(text, Comparison):
            return text
        try:
            return self.read_and_compare(text)
        except Unreadable as error:
            return Comparison("undecided", f"it could not be read: {error}")

    def read_and_compare(self, text: str) -> Comparison:
        """The judgement of a text in the plain notation. Raises Unreadable."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Formulas(Judging):
    """Everything that is read as a structure of formulas."""

    expected: Formula
    words: Vocabulary
    terms: Terms
    names: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str, settings: Settings) -> Formulas:
        """Raises Unreadable."""
        shapes = dict(settings.shapes)
        matrix = bool(shapes) or settings.kind in ("matrix_calc", "attention") or _is_of_matrices(text)
        known = frozenset([*shapes, *(meant for _, meant in settings.names if len(meant) > 1)])
        expected = read_structure(text, Vocabulary(known, matrix=matrix, general=True))
        if settings.kind == "interval":
            expected = _as_interval(expected)
        names = {symbol.name for symbol in symbols(expected)} | known | {name for name, _ in settings.names}
        words = Vocabulary(frozenset(names), matrix=matrix, general=True)
        ordered, brackets = settings.kind == "vector", "interval" in settings.kind
        terms = Terms(settings.tolerance, shapes, ordered=ordered, brackets=brackets)
        return cls(expected, words, terms, settings.names)

    def read(self, text: str) -> Formula:
        """Raises Unreadable."""
        found = read_structure(text, self.words)
        own = {name: meant for name, meant in self.names if name != meant}
        if not own:
            return found
        return rebuild(
            found, lambda part: replace(part, name=own.get(part.name, part.name)) if isinstance(part, Sym) else part
        )

    def read_and_compare(self, text: str) -> Comparison:
        if self.size and (size := _size_in(text, len(self.size))) is not None:
            return replace(compare_sizes(self.size, None, size), read_as=show_reading(size))
        found = self.read(text)
        if isinstance(self.expected, Apply) and self.expected.op == "interval":
            found = _as_interval(found)
        told = compare_structures(self.expected, found, self.terms)
        return replace(told, read_as=show_structure(found))

    @property
    def size(self) -> tuple[int, ...]:
        """The tuple of counts that is expected, which may be written as a size; empty where it is none."""
        items = self.expected.args if isinstance(self.expected, Apply) and self.expected.op == "tuple" else ()
        counts = tuple(item.value for item in items if isinstance(item, Num) and isinstance(item.value, int))
        return counts if len(counts) == len(items) > 1 and min(counts) > 0 else ()


def _as_interval(formula: Formula) -> Formula:
    """A pair of growing numbers as the interval between them."""
    match formula:
        case Apply("tuple", (low, high)) | Listing((Listing((low,)), Listing((high,)))) | Listing((low, high)):
            one, other = as_number(low), as_number(high)
            if one is not None and other is not None and one < other:
                closed = isinstance(formula, Listing)
                return interval(low, high, closed, closed)
    return formula


def _size_in(text: str, rank: int) -> tuple[int, ...] | None:
    """A size in the notation of sizes: ``32x64x28x28``, ``torch.Size([32, 64])``."""
    if not re.fullmatch(r"\W*\d+(?:\s*[x×X]\s*\d+)+\W*|torch\.Size\(.*\)", text):
        return None
    return answer_size.read_size(text, rank)


_OF_MATRICES = re.compile(r"\^\(?\s*(?:T|⊤)(?!\w)|\.T\b|(?<![^\W_])W(?:_\(?\w{1,4}\)?)?\s*[·*]?\s*[xhaz](?![^\W\d_])")
"""A transpose, or a weight before a vector: products do not commute there."""


def _is_of_matrices(text: str) -> bool:
    return _OF_MATRICES.search(text) is not None


@dataclass(frozen=True, slots=True)
class Numbers(Judging):
    """One number. What is no plain number is read as a formula."""

    expected: Entry
    formulas: Formulas
    settings: Settings

    @classmethod
    def of(cls, text: str, settings: Settings) -> Numbers:
        """Raises Unreadable."""
        entry, _ = read_single(text, settings.locale, ocr=False)
        return cls(
            entry, Formulas(Num(_plain(entry.value)), Vocabulary(general=True), Terms(settings.tolerance), ()), settings
        )

    def judge(self, given: str) -> Comparison:
        bare = given.strip()
        if len(bare) < 60 and answer_number.PLAIN.fullmatch(bare) is not None and not self.settings.locale:
            return self.told(answer_number.literal(bare), ())
        return Judging.judge(self, given)

    def told(self, entry: Entry, notes: tuple[str, ...]) -> Comparison:
        """An entry against the expected one."""
        if entry.value == self.expected.value:
            return Comparison("equal", "; ".join(notes), read_as=show_reading(entry))
        told = self.verdict(entry)
        return replace(told, reason="; ".join((*filter(None, (told.reason,)), *notes)), read_as=show_reading(entry))

    def verdict(self, entry: Entry) -> Comparison:
        truth, tolerance = self.expected.value, self.settings.tolerance
        if not tolerance.told and number_is_right(truth, entry):
            return Comparison("equal")
        told = compare_values(Num(truth), Num(entry.value), tolerance)
        if told.verdict == "different" and self.expected.percent and not entry.percent and entry.value == truth * 100:
            return Comparison("different", "the percent sign is missing", "percent-missing")
        return replace(told, counterexample=None)

    def read_and_compare(self, text: str) -> Comparison:
        try:
            entry, notes = read_single(text, self.settings.locale, ocr=self.settings.ocr)
        except Unreadable as error:
            return self.as_formula(text, str(error))
        return self.told(entry, notes)

    def as_formula(self, text: str, reason: str) -> Comparison:
        """The text as a formula; without letters, what is no formula is no answer."""
        try:
            return self.formulas.read_and_compare(text)
        except Unreadable:
            if re.search(r"[^\W\d_]{2}", text):
                raise
            return Comparison("different", f"it is not one number: {reason}")


def _plain(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value
