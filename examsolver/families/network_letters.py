"""Letters that stand for unknown numbers in the lines of a network: ``kernel k``, ``input NxNx3``, ``repeat n:``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from examsolver.core.derivation import Value
from examsolver.core.formula import Formula
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Argument, Find, Line
from examsolver.families.network_blocks import put_in
from examsolver.maths.tree import step_name, symbols

FIRST_TRIES = (2, 1, 3, 4, 8, 16, 32, 64, 128, 224)
"""Values under which a network with letters is read to see what is in it; 2 is no option's default of consequence."""
SAID = {
    **dict.fromkeys(("largest", "greatest", "biggest", "maximal", "maximum", "max", "highest"), "largest"),
    **dict.fromkeys(("smallest", "least", "minimal", "minimum", "min", "lowest", "fewest"), "smallest"),
}
_WORD = re.compile(r"[^\W\d]\w*")
_SIZE = re.compile(r"[x×]")


def sought_words(find: Find) -> Iterator[tuple[str, Span]]:
    """The words that a find with ``such that`` seeks, without ``largest`` and its like."""
    for thing in find.things:
        words = (step_name(thing.formula) or "").split()
        while len(words) > 1 and (words[0] in SAID or words[0] == "the"):
            words = words[1:]
        if words in (["number"], ["size"]) and len(find.of) == 1:
            yield step_name(find.of[0].formula) or "", find.of[0].span
        else:
            yield " ".join(words), thing.span


def letters_in(lines: tuple[Line, ...], finds: tuple[Find, ...]) -> tuple[str, ...]:
    """The letters among what is sought: words that stand in lines where a number belongs."""
    written = set(_written(lines))
    sought = (word for find in finds if find.such_that for word, _ in sought_words(find))
    return tuple(dict.fromkeys(word for word in sought if word in written))


def _written(lines: tuple[Line, ...]) -> Iterator[str]:
    """Every word that stands as a value: behind another one, in a size, in arithmetic, alone."""
    for line in lines:
        if line.first is not None:
            yield from _names(line.first)
        for argument in line.arguments if line.kind == "layer" else ():
            yield from _values_of(argument)
        yield from _written(line.block)


def _values_of(argument: Argument) -> Iterator[str]:
    if argument.words[:1] != ("from",):
        words = argument.words if len(argument.words) + len(argument.values) == 1 else argument.words[1:]
        for word in words:
            yield word
            yield from (side for side in _SIZE.split(word) if _WORD.fullmatch(side))
    for value in argument.values:
        if isinstance(value, Formula):
            yield from _names(value)


def _names(formula: Formula) -> Iterator[str]:
    return (symbol.name for symbol in symbols(formula))


def with_letters(lines: tuple[Line, ...], values: Mapping[str, Value], problems: list[Problem]) -> tuple[Line, ...]:
    """The lines with values in the places of letters; those of blocks wait until these are used."""
    return tuple(line if line.kind == "block" else put_in((line,), values, problems)[0] for line in lines)


def repeated(lines: tuple[Line, ...], letters: Collection[str]) -> Iterator[tuple[Line, str]]:
    """The repeats that go round a number of times that is not known, and how that is written."""
    for line in lines:
        if line.first is not None and set(_names(line.first)) & set(letters):
            from examsolver.maths.unicode import unicode_text

            yield line, unicode_text(line.first)
        yield from repeated(line.block, letters)


def first_values(lines: tuple[Line, ...], letters: tuple[str, ...]) -> Iterator[Mapping[str, int]]:
    """Values to read a network with: a letter of a repeat is 1, so that what is repeated keeps its plain name."""
    rounds = {name for line, _ in repeated(lines, letters) if line.first is not None for name in _names(line.first)}
    for value in FIRST_TRIES:
        yield {name: 1 if name in rounds and value == 2 else value for name in letters}
