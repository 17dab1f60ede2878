"""Words that choose a layer: one or several, joined or with hyphens: ``max pool``, ``max-pool``, ``maxpool``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache

from examsolver.core.layer import Layer
from examsolver.core.question import Argument, Line
from examsolver.layers import CATALOGUE
from examsolver.registry import near

LONGEST = 4
COUNTED = frozenset([
    "tokens", "token", "words", "word", "characters", "positions", "time", "steps", "timesteps", "frames", "samples",
    "features", "inputs", "values", "numbers", "neurons", "units", "pixels", "x", "by", "channels",
])  # fmt: skip
"""What the sides of an input may be called: ``512 tokens``, ``10 time steps x 32 features``."""
_SPACED = re.compile(r"((?:[^\W\d]\w*[ \t]+)*?)(\w+(?:[ \t]+[x×][ \t]+\w+)+)")
KINDS: Mapping[str, str] = {
    "pool": "write `maxpool 2` or `avgpool 2`",
    "pooling": "write `maxpool 2` or `avgpool 2`",
    "pointwise": "write `conv 64, kernel 1`",
    "skip": "write `add from NAME`, with the name of what is added",
    "shortcut": "write `add from NAME`, with the name of what is added",
    "residual": "write `add from NAME`, with the name of what is added",
    "masked": "write `attention 8, causal`",
    "up-convolution": "write `conv-transpose 64, kernel 2, stride 2`",
    "bilinear": "write `upsample 2`: how values are interpolated changes no size",
    "nearest": "write `upsample 2`: how values are repeated changes no size",
}
"""Words of books that leave open which layer is meant, and what to write for them."""


@cache
def _folded() -> Mapping[str, Layer]:
    """Every layer by its words without blanks and hyphens."""
    words: dict[str, Layer] = {}
    for word in CATALOGUE.words:
        layer = CATALOGUE.get(word)
        if layer is not None:
            words.setdefault(fold(word), layer)
    return words


def fold(word: str) -> str:
    """A word as it is looked up: ``Max-Pool`` is ``maxpool``."""
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


def known_as(name: str, names: Collection[str]) -> str:
    """The name among those of a network that a find means: ``batch norm`` is ``batchnorm`` where nothing else is."""
    if name in names:
        return name
    alike = [known for known in names if fold(known) == fold(name)]
    return alike[0] if len(alike) == 1 else name


def with_layer_words(lines: tuple[Line, ...], blocks: frozenset[str] = frozenset()) -> tuple[Line, ...]:
    """The lines, with the words of a layer's kind joined to the one that the catalogue knows.

    Blocks that are defined here go before layers of the same name.
    """
    blocks |= {line.name for line in lines if line.kind == "block" and line.name}
    return tuple(
        _joined(
            replace(_sized(line), block=with_layer_words(line.block, blocks)) if line.block else _sized(line), blocks
        )
        for line in lines
    )


def _sized(line: Line) -> Line:
    """``n x n x 3`` with blanks in it is the size ``nxnx3``."""
    if not any("x" in argument.words[:-1] or argument.words[-1:] == ("x",) for argument in line.arguments):
        return line
    return replace(line, arguments=tuple(_without_blanks(argument) for argument in line.arguments))


def _without_blanks(argument: Argument) -> Argument:
    found = _SPACED.fullmatch(argument.span.text)
    if found is None:
        return argument
    return replace(argument, words=(*found[1].split(), "".join(found[2].split())), values=())


def with_batch(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """``batch 32`` on a line of its own is said of the input above it."""
    written: list[Line] = []
    for line in lines:
        above = next((place for place, one in enumerate(written) if one.word.lower() == "input"), None)
        if above is None or line.kind != "layer" or line.name or line.word.lower() != "batch":
            written.append(line)
            continue
        said = tuple(replace(one, words=("batch", *(word for word in one.words if word not in ("size", "of"))))
                     for one in line.arguments)  # fmt: skip
        written[above] = replace(written[above], arguments=(*written[above].arguments, *said))
    return tuple(written)


def _joined(line: Line, blocks: frozenset[str]) -> Line:
    if line.kind != "layer" or line.word in blocks:
        return line
    if line.word.lower() == "input":
        return replace(line, arguments=tuple(map(_plain_size, line.arguments[:1])) + line.arguments[1:])
    return _without_layer(_kind_joined(line))


def _plain_size(argument: Argument) -> Argument:
    """``512 tokens`` and ``10 time steps x 32 features`` as sizes: what is counted changes no size."""
    begins = argument.span.text[:1].isdigit() and argument.words
    if not begins or not all(isinstance(value, int) for value in argument.values):
        return argument
    if not COUNTED.issuperset(word.lower() for word in argument.words):
        return argument
    sides = argument.values
    return replace(argument, words=(), values=sides if len(sides) == 1 else (sides,))


def _without_layer(line: Line) -> Line:
    """``dense layer 10`` as ``dense 10``."""
    first = line.arguments[0] if line.arguments else None
    layer = CATALOGUE.get(line.word.lower())
    if first is None or layer is None or first.words[:1] != ("layer",):
        return line
    rest = replace(first, words=first.words[1:])
    return replace(line, arguments=((rest,) if rest.words or rest.values else ()) + line.arguments[1:])


def _kind_joined(line: Line) -> Line:
    """A line, with the words of its kind as one."""
    first = line.arguments[0] if line.arguments else None
    behind = first.words if first else ()
    for count in range(min(len(behind), LONGEST - 1), -1, -1):
        layer = _folded().get(fold("".join((line.word, *behind[:count]))))
        if layer is None:
            continue
        word = line.word if not count and CATALOGUE.get(line.word.lower()) else layer.name
        if first is None or not count:
            return line if line.word == word else replace(line, word=word)
        rest = replace(first, words=behind[count:])
        arguments = ((rest,) if rest.words or rest.values else ()) + line.arguments[1:]
        return replace(line, word=word, arguments=arguments)
    return line


def meant(line: Line) -> str:
    """A hint at the layer that was probably meant, else all layers by name."""
    behind = line.arguments[0].words if line.arguments else ()
    if line.word.lower() in KINDS:
        return KINDS[line.word.lower()]
    for word in ("".join((line.word, *behind)), line.word):
        close = near(fold(word), list(_folded()))
        if close:
            return f"did you mean {(close if close in CATALOGUE.words else _folded()[close].name)!r}?"
    return "layers: " + ", ".join(layer.name for layer in CATALOGUE.entries)
