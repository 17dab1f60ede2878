"""Families small enough to see through, with the grammars of the real ones."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Derivation, Run, Step, Value, derivation_of
from examsolver.core.formula import Num, Sym
from examsolver.core.problem import Problem
from examsolver.core.question import Check, Family, Find, Header, Line, Part, Picture
from examsolver.maths.tree import step_name

CONVENTIONS = (
    Convention("bias", (Variant("counted", "biases count"), Variant("not counted", "biases do not"))),
    Convention("output size", (Variant("floor", "rounded down"), Variant("exact", "must be whole"))),
    Convention("output size of pooling", (Variant("floor", "down"), Variant("ceil", "up"))),
    Convention("batchnorm statistics", (Variant("not counted", "no"), Variant("counted", "yes"))),
)


@dataclass(frozen=True)
class Body:
    """The lines and finds as they were read."""

    header: Header
    lines: tuple[Line, ...]
    finds: tuple[Find, ...]


def read(header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]) -> tuple[Body, tuple[Problem, ...]]:
    wrong = tuple(Problem("unknown layer 'convv'", line.span) for line in lines if line.word == "convv")
    return Body(header, lines, finds), wrong


def divided(value: int) -> Value:
    return Fraction(1, value)


def derive(body: object, conventions: Conventions) -> Derivation:
    """``inverse`` is one over the first value of a line ``number``, wherever it is."""
    assert isinstance(body, Body)
    number = next((line.arguments[0].values[0] for line in body.lines if line.word == "number"), 1)
    span = next((line.span for line in body.lines if line.word == "number"), None)
    return derivation_of({"number": number}, [Step("inverse", ("number",), divided, span=span)], CONVENTIONS)


def parts(body: object, find: Find, run: Run) -> tuple[Part, ...]:
    names = [step_name(thing.formula) or "thing" for thing in find.things]
    if find.compound:
        return (Part("-".join(names), ("inverse",), "number", find.span),)
    return tuple(Part(name, ("inverse",), "number", find.span) for name in names)


def family(name: str, grammar: str, also: tuple[str, ...] = (), rules: tuple[str, ...] = ()) -> Family:
    return Family(
        name=name,
        summary=name,
        grammar=grammar,
        read=read,
        derive=derive,
        parts=parts,
        prompt=_prompt,
        verify=_verify,
        conventions=_conventions,
        pictures=_pictures,
        also=also,
        header_rules=lambda: rules,
    )


def _prompt(body: object) -> tuple[str | Sym | Num, ...]:
    return ()


def _verify(body: object, run: Run) -> tuple[Check, ...]:
    return ()


def _conventions() -> tuple[Convention, ...]:
    return CONVENTIONS


def _pictures(body: object, run: Run) -> tuple[Picture, ...]:
    return ()


class Families:
    """What a catalogue offers, of two families."""

    entries = (
        family("compute", "compute", ("cell",), ("lstm", "gru")),
        family("network", "network", ("shapes",)),
    )
    problems = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for entry in self.entries for word in (entry.name, *entry.also))

    def get(self, word: str) -> Family | None:
        return next((entry for entry in self.entries if word in (entry.name, *entry.also)), None)


@pytest.fixture(scope="session")
def families() -> Families:
    return Families()
