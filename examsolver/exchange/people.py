"""Who is who: the students of a roster, and whose an id in a file of answers is, spreadsheets notwithstanding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from examsolver.core.marking import Roster
from examsolver.exchange.delimited import unwrapped

SHORTENED = re.compile(r"\d(?:[.,](?P<digits>\d+))?E\+\d\d+")
POINT_ZERO = re.compile(r"\d+\.0+")
DIGITS = re.compile(r"\d+")
WORDS = re.compile(r"[^\w.@-]+|_+")


@dataclass(frozen=True, slots=True)
class Person:
    """A student of a roster. ``student`` is the id used here; other systems call the same one by the others."""

    student: str
    name: str = ""
    email: str = ""
    login: str = ""
    number: str = ""
    canvas: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Whose an id is; ``mended`` says what was done to it, ``lost`` why nobody can tell."""

    student: str
    mended: tuple[str, ...] = ()
    lost: str = ""


@dataclass(frozen=True)
class People:
    """The students of a roster, in its order. ``headings``: of the roster's table, as they were written."""

    persons: tuple[Person, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def roster(self) -> Roster:
        """From ids to names."""
        return {person.student: person.name for person in self.persons}

    @cached_property
    def by_id(self) -> Mapping[str, Person]:
        """Students by the id used here."""
        return {person.student: person for person in self.persons}

    @cached_property
    def _others(self) -> Mapping[str, frozenset[str]]:
        """By any of their ids, case folded."""
        return _index(self.persons, lambda p: (p.student, p.number, p.login, p.email, p.canvas))

    @cached_property
    def _bare(self) -> Mapping[str, frozenset[str]]:
        """By numbers without leading zeros."""
        return _index(self.persons, lambda p: _bare_numbers(p.student, p.number, p.login))

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """By name, whatever the order of its words."""
        return _index(self.persons, lambda p: (alphabetic(p.name),))

    def find(self, word: str) -> Known:
        """Whose an id is: exactly, by another of their ids, or as a spreadsheet must have damaged it."""
        text, mended = unwrapped(word, guarded=False)
        text = " ".join(text.split())
        if text in self.by_id:
            return Known(text, mended)
        if SHORTENED.fullmatch(text):
            return self._shortened(text, mended)
        if POINT_ZERO.fullmatch(text):
            text, mended = text.partition(".")[0], (*mended, "an id that had become a decimal number was set right")
        only = _only(self._others.get(text.casefold())) or text
        if only not in self.by_id and text.isdigit():
            only = _only(self._bare.get(text.lstrip("0"))) or text
            mended = (*mended, "leading zeros were given back to ids by the roster") if only != text else mended
        return Known(only, mended)

    def named(self, name: str) -> str | None:
        """The id of the only student of that name, whatever the order of its words."""
        return _only(self._names.get(alphabetic(name)))

    def find_in(self, stem: str) -> str | None:
        """The id of the only student whose id or name is in the name of a file."""
        whole = self.find(stem).student
        if whole in self.by_id:
            return whole
        found = {known for word in WORDS.split(stem) if word and (known := self.find(word).student) in self.by_id}
        return _only(frozenset(found)) or self.named(stem) or self.named(DIGITS.sub(" ", stem))

    def _shortened(self, text: str, mended: tuple[str, ...]) -> Known:
        """``2.1E+07``: the only id of the roster that is shown so, if there is one."""
        shown = text.replace(",", ".")
        digits = len(shown.partition("E")[0].partition(".")[2])
        fits = [
            person.student
            for person in self.persons
            if person.student.isdigit() and len(person.student) < 300 and f"{float(person.student):.{digits}E}" == shown
        ]
        if len(fits) == 1:
            return Known(fits[0], (*mended, "an id shortened to a few digits was known by the roster"))
        return Known(text, mended, f"{len(fits)} ids of the roster fit" if self.persons else "there is no roster")


def people_of(roster: Roster | None) -> People:
    """A roster of ids and names as people."""
    return People(tuple(Person(student, name) for student, name in (roster or {}).items()))


def alphabetic(name: str) -> str:
    """The words of a name, case and order aside: ``Lovelace, Ada`` is ``Ada Lovelace``."""
    return " ".join(sorted(re.findall(r"[^\W_]+", name.casefold())))


def _bare_numbers(*ids: str) -> Iterator[str]:
    return (one.lstrip("0") for one in ids if one.isdigit())


def _index(persons: Iterable[Person], keys: Callable[[Person], Iterable[str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for person in persons:
        for key in keys(person):
            if key:
                found.setdefault(key.casefold(), set()).add(person.student)
    return {key: frozenset(students) for key, students in found.items()}


def _only(found: frozenset[str] | None) -> str | None:
    return next(iter(found)) if found and len(found) == 1 else None
