"""How sizes, yes or no, letters, growth, quantities and words judge a given text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from examsolver.core.formula import Formula, Num
from examsolver.core.marking import Comparison, Feasible
from examsolver.language import answer_size
from examsolver.language.answer_choices import choice_of, choices_of
from examsolver.language.answer_feasible import read_feasible
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_quantity import Quantity, read_quantity
from examsolver.language.answer_show_structure import show_structure
from examsolver.language.answer_shown import show_reading
from examsolver.language.answer_structure import read_structure
from examsolver.language.answer_words import compare_words
from examsolver.maths.compare_growth import compare_growth
from examsolver.maths.compare_sizes import compare_feasible, compare_sizes
from examsolver.maths.compare_values import compare_values
from examsolver.maths.tolerance import Tolerance
from examsolver.maths.tree import symbols
from examsolver.verbs.lanes import Formulas, Judging, Settings


@dataclass(frozen=True, slots=True)
class Sizes(Judging):
    """A size; a leading 1, N or None is the batch."""

    expected: tuple[int, ...]

    @classmethod
    def of(cls, text: str, settings: Settings) -> Sizes:
        """Raises Unreadable."""
        return cls(answer_size.read_size(text))

    def judge(self, given: str) -> Comparison:
        bare = given.strip()
        if len(bare) < 60 and answer_size.PLAIN.fullmatch(bare) is not None:
            return self.read_and_compare(bare)
        return Judging.judge(self, given)

    def read_and_compare(self, text: str) -> Comparison:
        try:
            size = answer_size.read_size(text, len(self.expected))
        except Unreadable as error:
            if re.search(r"[^\W\d_]{2}", text):
                raise
            return Comparison("different", f"it is no size: {error}")
        shown = show_reading(size)
        if re.search(r"[(\[]\s*(?:batch\w*|B|\?|-1)\b", text):
            return Comparison("different", "a batch is written as 1, N or None", "size-entries", read_as=shown)
        return replace(compare_sizes(self.expected, None, size), read_as=shown)


@dataclass(frozen=True, slots=True)
class YesOrNo(Judging):
    """Yes or no, perhaps with the size that goes with yes."""

    expected: Feasible

    @classmethod
    def of(cls, text: str, settings: Settings) -> YesOrNo:
        """Raises Unreadable."""
        return cls(read_feasible(text))

    def read_and_compare(self, text: str) -> Comparison:
        found = read_feasible(text, len(self.expected.size) if self.expected.size else None)
        return replace(compare_feasible(self.expected, found), read_as=show_reading(found))


@dataclass(frozen=True, slots=True)
class Choices(Judging):
    """Letters of a multiple choice, in any order."""

    expected: frozenset[str]

    @classmethod
    def of(cls, text: str, settings: Settings) -> Choices:
        """Raises Unreadable."""
        letters = choices_of(text)
        if letters is None:
            raise Unreadable("no letters were found")
        return cls(letters)

    def read_and_compare(self, text: str) -> Comparison:
        found = choices_of(text)
        if found is None:
            return Comparison("different" if len(text) < 12 else "undecided", "no letters were found")
        shown = ", ".join(sorted(found))
        if found == self.expected:
            return Comparison("equal", read_as=shown)
        return Comparison("different", "other letters are chosen", read_as=shown)


@dataclass(frozen=True, slots=True)
class Choice(Judging):
    """One letter, which may also be a name in a formula."""

    expected: str
    formulas: Formulas

    @classmethod
    def of(cls, text: str, settings: Settings) -> Choice:
        """Raises Unreadable."""
        letter = choice_of(text)
        if letter is None:
            raise Unreadable("no letter was found")
        return cls(letter, Formulas.of(letter, settings))

    def read_and_compare(self, text: str) -> Comparison:
        found = choice_of(text)
        if found is None:
            return self.formulas.read_and_compare(text)
        if found == self.expected:
            return Comparison("equal", read_as=found)
        return Comparison("different", "another letter is chosen", read_as=found)


@dataclass(frozen=True, slots=True)
class Growth(Judging):
    """How fast something grows: O(n²d)."""

    expected: Formula
    words: Vocabulary

    @classmethod
    def of(cls, text: str, settings: Settings) -> Growth:
        """Raises Unreadable."""
        expected = read_structure(_inside(text), Vocabulary(general=True))
        return cls(expected, Vocabulary(frozenset(symbol.name for symbol in symbols(expected)), general=True))

    def read_and_compare(self, text: str) -> Comparison:
        found = read_structure(_inside(text), self.words)
        return replace(compare_growth(self.expected, found), read_as=f"O({show_structure(found)})")


def _inside(text: str) -> str:
    """What stands in O(…) or Θ(…), behind the last equals sign."""
    found = re.fullmatch(r".*?\b[OΘ]\s*\((.*)\)\s*\.?", text.rpartition("=")[2].strip(), re.DOTALL)
    return found[1] if found else text


@dataclass(frozen=True, slots=True)
class Quantities(Judging):
    """A number with its unit."""

    expected: Quantity
    tolerance: Tolerance

    @classmethod
    def of(cls, text: str, settings: Settings) -> Quantities:
        """Raises Unreadable."""
        return cls(read_quantity(text), settings.tolerance)

    def read_and_compare(self, text: str) -> Comparison:
        text = re.sub(r"^.*(?:=|\bis\b)\s*", "", text, flags=re.DOTALL)
        try:
            found = read_quantity(text)
        except Unreadable as error:
            return Comparison("different", f"a number with a unit is asked: {error}")
        shown = f"{show_reading(found.entry)} {found.text}"
        if found.unit.powers != self.expected.unit.powers:
            return Comparison("different", "it is a unit of something else", "wrong-unit", read_as=shown)
        scaled = replace(found.entry, value=found.value / self.expected.unit.factor)
        told = compare_values(Num(self.expected.entry.value), Num(scaled.value), self.tolerance)
        return replace(told, read_as=shown, counterexample=None)


@dataclass(frozen=True, slots=True)
class Words(Judging):
    """An answer in words."""

    expected: str

    @classmethod
    def of(cls, text: str, settings: Settings) -> Words:
        """Never raises."""
        return cls(text)

    def read_and_compare(self, text: str) -> Comparison:
        verdict = compare_words(self.expected, text)
        reason = {"equal": "", "different": "it says something else"}.get(verdict, "it says more than is asked")
        return Comparison(verdict, reason, read_as=text.strip())


@dataclass(frozen=True, slots=True)
class Verbatim(Judging):
    """An expected text that is no formula known here: the same text is equal, nothing else can be told."""

    expected: str

    @classmethod
    def of(cls, text: str, settings: Settings) -> Verbatim:
        """Never raises."""
        return cls(text)

    def read_and_compare(self, text: str) -> Comparison:
        if "".join(text.split()) == "".join(self.expected.split()):
            return Comparison("equal", read_as=text)
        return Comparison("undecided", "the expected answer is not of a kind that is compared here", read_as=text)
