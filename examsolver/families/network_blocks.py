"""Blocks that a file defines once: their parameters, and their lines with values in the places of these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import is_
from typing import Any

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Argument, Line
from examsolver.families.network_arithmetic import calculated, worked_out
from examsolver.families.network_options import at_from
from examsolver.registry import did_you_mean

_SIZE = re.compile(r"[x×]")


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A block as defined: parameters with their defaults (None where there is none), its lines, blocks inside it."""

    name: str
    span: Span
    parameters: Mapping[str, Value | None] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    within: Mapping[str, Definition] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[Line, ...]:
        """The lines that name what it reads."""
        return tuple(line for line in self.lines if line.kind == "layer" and line.word.lower() == "input")

    @property
    def is_network(self) -> bool:
        """Whether it says the size of its own input, so that it can stand alone."""
        return any(line.arguments for line in self.inputs)


def definitions_in(lines: tuple[Line, ...], problems: list[Problem]) -> Mapping[str, Definition]:
    """The blocks that lines define, by name."""
    found: dict[str, Definition] = {}
    for line in lines:
        if line.kind != "block":
            continue
        name = line.name or ""
        if name in found:
            problems.append(Problem(f"there is a block {name!r} already", line.span, "give it another name"))
        inner = tuple(own for own in line.block if own.kind != "block")
        if not inner and line.block:
            problems.append(Problem(f"the block {name!r} has no layers", line.span, "indent the layers under it"))
        parameters = _parameters(line, problems)
        found[name] = Definition(name, line.span, parameters, inner, definitions_in(line.block, problems))
    return found


def never_used(lines: tuple[Line, ...], definitions: Mapping[str, Definition]) -> Iterator[Problem]:
    """Blocks that stand in no line: their layers would silently not be there."""
    words = set(_words_of(lines))
    for name, definition in definitions.items():
        if name not in words:
            call = f"{name} {', '.join(definition.parameters)}".strip()
            hint = f"write `{call}` on a line of its own where it belongs; a block that is only defined has no layers"
            yield Problem(f"the block {name!r} is never used", definition.span, hint)


def _words_of(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        yield line.word
        yield from _words_of(line.block)


def _parameters(line: Line, problems: list[Problem]) -> Mapping[str, Value | None]:
    parameters: dict[str, Value | None] = {}
    for argument in line.arguments:
        if not argument.words or len(argument.words) + len(argument.values) > 2 or argument.words[0] in parameters:
            hint = "write e.g. `block bottleneck(c, stride=1):`"
            problems.append(Problem("expected the name of a parameter", argument.span, hint))
        else:
            rest = (*argument.words[1:], *argument.values)
            parameters[argument.words[0]] = rest[0] if rest else None
    return parameters


@dataclass(frozen=True, slots=True)
class Call:
    """What a line says that uses a block."""

    values: Mapping[str, Value]
    sources: tuple[tuple[str, Span], ...]
    left_out: frozenset[str]


def read_call(definition: Definition, line: Line, problems: list[Problem]) -> Call:
    """The values of the parameters, the layers read and the parts left out; problems are added to the list."""
    reading = _Reading(definition)
    for argument in line.arguments:
        behind = "from" in argument.words[1:] or (argument.words[:1] == ("from",) and argument.values)
        pieces = at_from(argument) if behind else (argument,)
        for piece in pieces:
            reading.take(piece)
    values = {name: default for name, default in definition.parameters.items() if default is not None} | reading.values
    missing = [name for name in definition.parameters if name not in values]
    if missing and not reading.problems:
        hint = f"its parameters: {', '.join(definition.parameters)}"
        reading.problems.append(Problem(f"{definition.name} does not say its {missing[0]}", line.span, hint))
    problems += reading.problems
    return Call(values, tuple(reading.sources), frozenset(reading.left_out))


@dataclass
class _Reading:
    """Reads the arguments of one call."""

    definition: Definition
    values: dict[str, Value] = field(default_factory=dict)
    sources: list[tuple[str, Span]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    from_open: bool = False

    def take(self, argument: Argument) -> None:
        """One argument: a value, a named value, ``without PART``, or a source."""
        words, values = argument.words, argument.values
        reads = self.from_open or (len(self.definition.inputs) > 1 and not self._open())
        if words[:1] == ("from",):
            self.from_open = True
            self.sources += [(word, argument.span) for word in words[1:] if word.lower() != "and"]
        elif words[:1] in (("without",), ("no",)) and len(words) == 2 and not values:
            self._leave_out(words[1], argument.span)
        elif not words and values:
            for value in values:
                self._next(value, argument.span)
        elif words[0] in self.definition.parameters and len(words) + len(values) == 2:
            self._put(words[0], (*words[1:], *values)[0], argument.span)
        elif len(words) == 1 and not values and reads:
            self.sources.append((words[0], argument.span))
        elif len(words) == 1 and not values and self._open():
            self._next(words[0], argument.span)
        else:
            known = list(self.definition.parameters)
            hint = did_you_mean(words[0], known) if known else f"{self.definition.name} takes no parameters"
            says = f"{self.definition.name} has no parameter {' '.join(words)!r}"
            self.problems.append(Problem(says, argument.span, hint))

    def _open(self) -> list[str]:
        return [name for name in self.definition.parameters if name not in self.values]

    def _next(self, value: Value, span: Span) -> None:
        names = self._open()
        if names:
            self._put(names[0], value, span)
            return
        count = len(self.definition.parameters)
        takes = f"takes {count} {'value' if count == 1 else 'values'}" if count else "takes no values"
        hint = f"its parameters: {', '.join(self.definition.parameters)}" if count else "leave it out"
        self.problems.append(Problem(f"{self.definition.name} {takes}, here is one more", span, hint))

    def _put(self, name: str, value: Value, span: Span) -> None:
        if name in self.values:
            self.problems.append(Problem(f"{name} is given twice", span, "leave one of them out"))
        elif isinstance(value, Formula):
            self._calculate(name, value, span)
        else:
            self.values[name] = value

    def _calculate(self, name: str, value: Formula, span: Span) -> None:
        try:
            self.values[name] = worked_out(value, {})
        except LawError as error:
            self.problems.append(Problem(error.reason, span, error.hint))

    def _leave_out(self, part: str, span: Span) -> None:
        known = [word for line in self.definition.lines for word in (line.name, line.word) if word]
        if part in known:
            self.left_out.append(part)
        else:
            says = f"{self.definition.name} has no {part!r} to leave out"
            self.problems.append(Problem(says, span, did_you_mean(part, known)))


def put_in(lines: tuple[Line, ...], values: Mapping[str, Value], problems: list[Problem]) -> tuple[Line, ...]:
    """The lines of a block with values in the places of its parameters, and arithmetic done."""
    return tuple(_line_with(line, values, problems) for line in lines)


def _line_with(line: Line, values: Mapping[str, Value], problems: list[Problem]) -> Line:
    arguments = tuple([_argument_with(argument, values, problems) for argument in line.arguments])
    if line.first is None and not line.block and all(map(is_, arguments, line.arguments)):
        return line
    count, first = line.count, line.first
    if first is not None:
        count, first = _count(first, line, values, problems), None
    return replace(line, arguments=arguments, count=count, first=first, block=put_in(line.block, values, problems))


def _count(rounds: Formula, line: Line, values: Mapping[str, Value], problems: list[Problem]) -> int:
    try:
        count = calculated(rounds, values)
    except LawError as error:
        problems.append(Problem(error.reason, line.span, error.hint))
        return 0
    if isinstance(count, int) and count >= 0:
        return count
    problems.append(Problem(f"a repeat goes round a whole number of times, not {count}", line.span))
    return 0


def _argument_with(argument: Argument, values: Mapping[str, Value], problems: list[Problem]) -> Argument:
    if not argument.words and not any(isinstance(value, Formula) for value in argument.values):
        return argument
    words: list[str] = []
    front: list[Any] = []
    back: list[Any] = []
    several = len(argument.words) + len(argument.values) > 1
    for place, word in enumerate(argument.words):
        option = place == 0 and several and argument.words[1:2] not in (("of",), ("from",))
        value = None if option or "from" in words else _value_of(word, values)
        if value is None or isinstance(value, str):
            words.append(word if value is None else value)
        elif not words:
            front.append(value)
        else:
            back.append(value)
    given = [_plain(value, values, argument.span, problems) for value in argument.values]
    if not front and not back and words == list(argument.words) and given == list(argument.values):
        return argument
    return replace(argument, words=tuple(words), values=(*front, *given, *back))


def _value_of(word: str, values: Mapping[str, Value]) -> Value | None:
    """The value of a parameter, or the size that ``kxk`` is; None for another word."""
    if word in values:
        return values[word]
    sides = _SIZE.split(word) if "x" in word or "×" in word else []
    if len(sides) < 2 or not any(side in values for side in sides):
        return None
    sized = tuple(int(side) if side.isdecimal() else values.get(side) for side in sides)
    return sized if all(isinstance(side, int) for side in sized) else None


def _plain(value: Value, values: Mapping[str, Value], span: Span, problems: list[Problem]) -> Value:
    if not isinstance(value, Formula):
        return value
    try:
        return worked_out(value, values)
    except LawError as error:
        problems.append(Problem(error.reason, span, error.hint))
        return 1
