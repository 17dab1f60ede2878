"""Names of questions and parts, as people write them, to the exam's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from examsolver.core.question import Exam, Part, Question
from examsolver.core.working import WORKING
from examsolver.registry import did_you_mean

Thing = TypeVar("Thing")

SEPARATORS = "/.:"
CELL = re.compile(r"(?P<part>.*\S)\s*(?:_\s*\{[\w\s,]*\}|_\w+|\[[\w\s,]*\]|[₀-₉ₜ]+|\(\s*\d+(?:\s*,\s*\d+)*\s*\))")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the exam does not have, and the nearest that it has."""

    message: str
    hint: str
    about: str = "question"


def find_question(exam: Exam, word: str) -> Question | Unknown:
    """The question of that id, whatever the case."""
    found = _named(word, {question.id: question for question in exam})
    if found is None:
        known = [question.id for question in exam]
        return Unknown(f"no question is called {_short(word)}", did_you_mean(word[:80], known))
    return found


def find_part(question: Question, word: str) -> Part | Unknown:
    """The part of that id or other name, whatever the case; blanks count as hyphens.

    ``working`` is a part of every question: the working of the whole of it.
    """
    if not word and len(question.parts) == 1:
        return question.parts[0]
    found = _named(word, _part_names(question)) or _named("-".join(word.split()), _part_names(question))
    if found is None and word.casefold() == WORKING:
        return Part(WORKING, (), "name", question.span)
    if found is None:
        known = [part.id for part in question.parts]
        return Unknown(f"{question.id} has no part {_short(word)}", did_you_mean(word[:80], known), "part")
    return found


def find_cell(question: Question, word: str) -> Part | None:
    """The part that a cell belongs to: ``dL/dX_{11}`` to ``dL/dX``, ``f_t`` to ``f``."""
    cell = CELL.fullmatch(word[:80])
    found = find_part(question, cell["part"]) if cell else None
    return found if isinstance(found, Part) else None


def find_column(exam: Exam, word: str) -> tuple[Question, Part] | Unknown:
    """``question/part``, ``question.part``, ``question:part``, or a part alone where only one question has it."""
    for question in sorted(exam, key=lambda question: -len(question.id)):
        head, rest = word[: len(question.id)], word[len(question.id) :]
        if head.casefold() == question.id.casefold() and (not rest or rest[0] in SEPARATORS):
            part = find_part(question, rest[1:].strip())
            return part if isinstance(part, Unknown) else (question, part)
    alone = [(question, part) for question in exam if isinstance(part := find_part(question, word), Part) and word]
    if len(alone) == 1:
        return alone[0]
    if alone:
        homes = ", ".join(question.id for question, _ in alone)
        return Unknown(f"{_short(word)} is a part of several questions: {homes}", f"write {alone[0][0].id}/{word}")
    known = [f"{question.id}/{part.id}" for question in exam for part in question.parts]
    return Unknown(f"no question or part is called {_short(word)}", did_you_mean(word[:80], known))


def _part_names(question: Question) -> dict[str, Part]:
    names = {name: part for part in reversed(question.parts) for name in part.names}
    names.update((part.id, part) for part in question.parts)
    return names


def _named(word: str, things: dict[str, Thing]) -> Thing | None:
    """The thing of that name; with another case only where that leaves one."""
    if word in things:
        return things[word]
    folded = {id(thing): thing for name, thing in things.items() if name.casefold() == word.casefold()}
    return next(iter(folded.values())) if len(folded) == 1 else None


def _short(word: str) -> str:
    return repr(word if len(word) <= 40 else word[:40] + "…")
