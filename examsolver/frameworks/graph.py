"""Layers as they are met in foreign code or files, and the lines of our language that say the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from examsolver.core.derivation import Value
from examsolver.core.layer import Shape
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Argument, Line
from examsolver.frameworks.sizing import is_first, size_after

Options = tuple[tuple[str, Value], ...]
RESERVED = frozenset({"total", "repeat", "from", "find", "and", "block", "convention", "part", "choose", "prompt"})


@dataclass(frozen=True, slots=True)
class Written:
    """A layer that was met: its kind and options in our words, the numbers of the layers that it reads.

    ``name`` is its own name, if it has one. ``channels`` is how many its input was said to have,
    ``outputs`` how many numbers it was said to give. ``made``: whose weights it uses; equal for a layer used twice.
    """

    word: str
    options: Options
    sources: tuple[int, ...]
    span: Span
    name: str | None = None
    channels: int | None = None
    outputs: int | None = None
    made: int | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    """What foreign code comes to: lines, what is wrong, conventions in force, and channels said by layer name."""

    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    conventions: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    outputs: Mapping[str, int] = field(default_factory=dict)


class Graph:
    """The layers met so far, each with its number and its size as far as it is known."""

    def __init__(self, conventions: Mapping[str, str]) -> None:
        self.layers: list[Written] = []
        self.conventions = conventions
        self._shapes: list[Shape | None] = []
        self._read: set[int] = set()
        self._lies: dict[int, tuple[int, ...]] = {}

    def place(self, layer: Written) -> int:
        """Adds a layer; returns its number."""
        reads = [self._shapes[source] for source in layer.sources]
        if layer.word == "dense" and reads and reads[0] and len(reads[0]) > 1:
            # frameworks take the last axis, whatever stands before it
            layer = replace(layer, options=(*layer.options, ("each position", True)))
        self._read.update(layer.sources)
        self.layers.append(layer)
        self._shapes.append(size_after(layer.word, layer.options, reads, self.conventions))
        return len(self.layers) - 1

    def change(self, number: int, options: Options) -> None:
        """Gives a layer other options."""
        layer = self.layers[number] = replace(self.layers[number], options=options)
        reads = [self._shapes[source] for source in layer.sources]
        self._shapes[number] = size_after(layer.word, options, reads, self.conventions)

    def turn(self, number: int, options: Options, order: tuple[int, ...]) -> None:
        """Puts the axes of an input or a reshape into another order; ``order``: which of them each axis is now."""
        self.change(number, options)
        self._lies[number] = order

    def order(self, number: int) -> tuple[int, ...]:
        """Which of our axes each axis is that the code sees."""
        return self._lies.get(number) or tuple(range(len(self._shapes[number] or ())))

    def keep(self, number: int) -> None:
        """The order of its axes is relied on from here: it is turned no more."""
        self._read.add(number)

    def is_read(self, number: int) -> bool:
        """Whether a layer reads this one."""
        return number in self._read

    def shape(self, number: int) -> Shape | None:
        """The size that a layer gives, where it is known; channels last, without the batch."""
        return self._shapes[number]

    def last_step(self, number: int) -> None:
        """Of a recurrent layer only the last step is read."""
        self.change(number, tuple(one for one in self.layers[number].options if one[0] != "sequences"))

    def leading_to(self, outputs: Iterable[int]) -> list[int]:
        """The numbers of the layers that the outputs rest on, in order."""
        wanted: set[int] = set()
        todo = list(outputs)
        while todo:
            number = todo.pop()
            if number not in wanted:
                wanted.add(number)
                todo.extend(self.layers[number].sources)
        return sorted(wanted)


def shared(layers: Sequence[Written]) -> list[Written]:
    """The layers, those marked whose weights an earlier one has."""
    seen: set[int] = set()
    marked = []
    for layer in layers:
        again = layer.made is not None and layer.made in seen
        marked.append(replace(layer, options=(*layer.options, ("shared", True))) if again else layer)
        seen.update(() if layer.made is None else (layer.made,))
    return marked


def names_of(layers: Sequence[Written]) -> list[str]:
    """A name for each: its own, else its kind, numbered where there are several."""
    kinds = Counter(layer.word for layer in layers if layer.name is None)
    taken: set[str] = set()
    own = [_fresh(worded(layer.name, layer.word), taken) if layer.name else "" for layer in layers]
    numbers: Counter[str] = Counter()
    names = []
    for layer, name in zip(layers, own, strict=True):
        if not name and kinds[layer.word] == 1 and layer.word not in taken:
            name = layer.word
            taken.add(name)
        while not name:
            numbers[layer.word] += 1
            name = _free(f"{layer.word}_{numbers[layer.word]}", taken)
        names.append(name)
    return names


def worded(name: str, word: str) -> str:
    """A name as our language can write it."""
    plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or word
    return f"{word}_{plain}" if plain[0].isdigit() or plain in RESERVED else plain


def _fresh(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free)
    return free


def _free(name: str, taken: set[str]) -> str:
    if name in taken:
        return ""
    taken.add(name)
    return name


def lines_of(layers: Sequence[Written], names: Sequence[str], sources: Sequence[tuple[str, ...]]) -> tuple[Line, ...]:
    """The layers as lines of a network, read and placed."""
    return tuple(
        Line("layer", layer.span, name=name, word=layer.word, arguments=tuple(_arguments(layer, reads)))
        for layer, name, reads in zip(layers, names, sources, strict=True)
    )


def _arguments(layer: Written, reads: tuple[str, ...]) -> Iterator[Argument]:
    for option, value in layer.options:
        yield _argument(layer, option, value)
    if len(reads) == 1:
        yield Argument(("from", reads[0]), (), layer.span)
    elif reads:
        yield Argument(("from", *reads), (), layer.span)


def _argument(layer: Written, option: str, value: Value) -> Argument:
    words = tuple(option.split())
    if value is True or value is False:
        return Argument(words if value else ("no", *words), (), layer.span)
    if isinstance(value, str):
        return Argument((*words, value), (), layer.span)
    if is_first(layer.word, option) and layer.options[0][0] == option:
        return Argument((), (value,), layer.span)
    return Argument(words, (value,), layer.span)


def texts_of(layers: Sequence[Written], names: Sequence[str], sources: Sequence[tuple[str, ...]]) -> list[str]:
    """The layers as lines of text; names are written where something needs them."""
    above = ["", *names[:-1]]
    needed = {name for reads, before in zip(sources, above, strict=True) if reads != (before,) for name in reads}
    rows = []
    for layer, name, reads, before in zip(layers, names, sources, above, strict=True):
        told = [_text(layer, option, value) for option, value in layer.options]
        if reads and reads != (before,):
            told.append(f"from {' and '.join(reads)}" if len(reads) == 1 else ", ".join(reads))
        own = layer.name is not None or name in needed
        row = f"{layer.word} {', '.join(told)}".rstrip()
        rows.append(f"{name} = {row}" if own and name != layer.word else row)
    return rows


def _text(layer: Written, option: str, value: Value) -> str:
    if value is True or value is False:
        return option if value else f"no {option}"
    first = option == layer.options[0][0] and is_first(layer.word, option)
    return value_text(value) if first else f"{option} {value_text(value)}"


def value_text(value: Value) -> str:
    """A number, a size or a word as our language writes it."""
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    if isinstance(value, Fraction):
        return str(float(value))
    return str(value)
