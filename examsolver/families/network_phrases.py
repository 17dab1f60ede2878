"""Lines as books, papers and code word them, turned into the words that layers know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from examsolver.core.question import Argument, Line
from examsolver.families.network_words import fold

OVER_A_MEMORY = frozenset(["crossattention", "encoderdecoderattention", "decoderlayer", "transformerdecoder"])
UNITS_OF_LENGTH = frozenset(["words", "tokens", "steps", "positions", "pixels", "features", "numbers", "values"])
NORMS = {"rmsnorm": "rms", "rmsnorms": "rms", "layernorm": "layer", "layernorms": "layer"}
ATTENDING = frozenset([*OVER_A_MEMORY, "attention", "encoderlayer", "feedforward"])
UNCOUNTED = frozenset(["relu", "gelu", "silu", "swish", "prenorm", "postnorm", "normfirst", "normlast"])
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


def with_phrases(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines, with everyday wordings of layers and options in the words of the catalogue."""
    names = frozenset(_names(lines))
    return tuple(_line(line, names) for line in lines)


def _names(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        yield from (line.name,) if line.name else ()
        yield from _names(line.block)


def _line(line: Line, names: frozenset[str]) -> Line:
    if line.block:
        return replace(line, block=tuple(_line(inner, names) for inner in line.block))
    if line.kind != "layer" or line.word in names:
        return line
    line = _multi_query(_each_position(line))
    turned = [new for one in line.arguments for new in _argument(one, line, names)]
    return replace(line, arguments=tuple(turned))


def _each_position(line: Line) -> Line:
    """``time distributed dense 5`` is a dense layer at each position."""
    if not line.arguments:
        return line
    first = line.arguments[0]
    words = (line.word, *first.words)
    for count in (1, 2):
        if fold("".join(words[:count])) == "timedistributed" and fold("".join(words[count:])) in ("dense", "linear"):
            every = replace(first, words=("each", "position"), values=())
            return replace(line, word="dense", arguments=(replace(first, words=()), *line.arguments[1:], every))
    return line


def _multi_query(line: Line) -> Line:
    """``multi-query attention`` has one head of keys and values."""
    words = (line.word, *(line.arguments[0].words if line.arguments else ()))
    for count in range(min(len(words), 3), 0, -1):
        if fold("".join(words[:count])) in ("multiqueryattention", "mqa"):
            one = Argument(("kv", "heads"), (1,), line.span)
            rest = [replace(line.arguments[0], words=words[count:])] if line.arguments else []
            kept = [argument for argument in rest if argument.words or argument.values]
            return replace(line, word="attention", arguments=(*kept, *line.arguments[1:], one))
    return line


def _argument(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...]:
    for turn in TURNS:
        found = turn(one, line, names)
        if found is not None:
            return found
    return (one,)


Turn = Callable[[Argument, Line, frozenset[str]], tuple[Argument, ...] | None]


def _truth(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...] | None:
    """``return sequences=True`` is ``return sequences``, ``bias=False`` is ``no bias``."""
    truth = TRUTHS.get(one.words[-1].lower()) if len(one.words) > 1 and not one.values else None
    if truth is None:
        return None
    return (replace(one, words=one.words[:-1] if truth else ("no", *one.words[:-1])),)


def _length(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...] | None:
    """``input 100 words`` reads so many."""
    counted = one.span.text[:1].isdigit() and len(one.words) == 1 and one.words[0].lower() in UNITS_OF_LENGTH
    first = line.arguments[0] is one and line.word == "input"
    return (replace(one, words=()),) if first and counted and len(one.values) == 1 else None


def _trained(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...] | None:
    """``300 billion tokens`` of a training."""
    words = [word.lower() for word in one.words]
    if line.word != "input" or len(one.values) != 1 or not isinstance(one.values[0], int | Fraction) or len(words) < 2:
        return None
    if words[0] not in SCALES or words[1:] not in (["tokens"], ["training", "tokens"]):
        return None
    return (replace(one, words=("tokens",), values=(one.values[0] * SCALES[words[0]],)),)


def _uncounted(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...] | None:
    """What changes no count of a transformer: dropout, the function in the middle, where the norms stand."""
    word = fold("".join(one.words)).replace("activation", "")
    known = (word in UNCOUNTED and not one.values) or (word == "dropout" and len(one.values) == 1)
    return () if known and fold(line.word) in ATTENDING else None


def _tied(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...] | None:
    """``tied to words`` and ``tied words``, with the name of an embedding."""
    said = [word.lower() for word in one.words]
    if len(said) < 2 or said[0] != "tied" or one.values:
        return None
    rest = [word for word in one.words[1:] if word.lower() not in ("to", "with", "the", "weights", "of")]
    named = len(rest) == 1 and (rest[0] in names or rest[0].lower() in ("embedding", "embeddings"))
    if not named:
        return None
    every = {fold("".join(argument.words)) for argument in line.arguments}
    position = () if "eachposition" in every else (replace(one, words=("each", "position")),)
    return replace(one, words=("tied",)), *position  # the table of an embedding meets one vector, so each position


def _gated(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...] | None:
    """``SwiGLU 11008``: gated, with so many in the middle; ``RMSNorm``: the norm of the block."""
    word = fold("".join(one.words))
    if word in ("swiglu", "gated", "glu") and len(one.values) == 1:
        return replace(one, values=()), replace(one, words=("hidden",))
    if word in NORMS and not one.values and fold(line.word) != word:
        return (replace(one, words=("norm", NORMS[word])),)
    return None


def _memory(one: Argument, line: Line, names: frozenset[str]) -> tuple[Argument, ...] | None:
    """``memory encoder`` names what is attended to."""
    if fold(line.word) not in OVER_A_MEMORY or one.values or len(one.words) != 2 or one.words[1] not in names:
        return None
    return (replace(one, words=one.words[1:]),) if one.words[0].lower() in ("memory", "over", "to") else None


TURNS: tuple[Turn, ...] = (_truth, _length, _trained, _uncounted, _tied, _gated, _memory)
