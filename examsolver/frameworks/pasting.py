"""A pasted block of code to the lines of a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from examsolver.core.derivation import Value
from examsolver.core.problem import Problem, Span
from examsolver.frameworks import keras_reading, pytorch_reading
from examsolver.frameworks.dialect import Dialect
from examsolver.frameworks.graph import Pasted, Written, lines_of, names_of, shared
from examsolver.frameworks.pasted_text import NotUnderstood, read_code
from examsolver.frameworks.reading import Reader
from examsolver.frameworks.values import Tensor

Dialects = dict[str, tuple[Dialect, Callable[[Reader], list[Tensor]]]]
DIALECTS: Dialects = {
    "keras": (keras_reading.KERAS, keras_reading.finish),
    "pytorch": (pytorch_reading.PYTORCH, pytorch_reading.finish),
}
SEQUENCES = (
    "lstm", "gru", "rnn", "embedding", "attention", "dense", "layernorm", "dropout", "encoder-layer", "rmsnorm",
)  # fmt: skip


def read_pasted(span: Span, framework: str, told: Value = None) -> Pasted:
    """The lines that the code between triple quotes builds. ``told``: the size of the input, said beside it."""
    layers, problems = read_layers(span, framework, told)
    if problems:
        return Pasted(problems=problems)
    names = names_of(layers)
    sources = [tuple(names[number] for number in layer.sources) for layer in layers]
    channels = {name: layer.channels for name, layer in zip(names, layers, strict=True) if layer.channels is not None}
    outputs = {name: layer.outputs for name, layer in zip(names, layers, strict=True) if layer.outputs is not None}
    return Pasted(lines_of(layers, names, sources), (), DIALECTS[framework][0].conventions, channels, outputs)


def read_layers(span: Span, framework: str, told: Value = None) -> tuple[list[Written], tuple[Problem, ...]]:
    """The layers that lead to the outputs, numbered anew, or what is not understood."""
    dialect, finish = DIALECTS[framework]
    code = read_code(span)
    if isinstance(code, Problem):
        return [], (code,)
    reader = Reader(code, dialect)
    if told is not None:
        reader.told = told if isinstance(told, tuple) else (told,)
    try:
        reader.read()
        outputs = finish(reader)
        if not outputs:
            return [], (Problem("no network is built here", code.span, EXAMPLES[framework]),)
    except NotUnderstood as error:
        return [], (error.problem,)
    except RecursionError:
        return [], (Problem("this code is nested too deeply", code.span, "paste plain code that builds layers"),)
    kept = reader.graph.leading_to([*(flows.layer for flows in outputs), *reader.also])
    place = {number: own for own, number in enumerate(kept)}
    layers = [reader.graph.layers[number] for number in kept]
    layers = [replace(layer, sources=tuple(place[number] for number in layer.sources)) for layer in layers]
    return shared(layers), ()


def turned(layers: Sequence[Written]) -> list[Written]:
    """Sizes of inputs given channels first, channels last; sequences and vectors stay."""
    readers: dict[int, str] = {}
    for layer in layers:
        for source in layer.sources:
            readers.setdefault(source, layer.word)
    return [_turned(layer, readers.get(number, "")) for number, layer in enumerate(layers)]


def _turned(layer: Written, reader: str) -> Written:
    if layer.word != "input":
        return layer
    shape = layer.options[0][1]
    if not isinstance(shape, tuple) or len(shape) < 2 or (len(shape) == 2 and reader in SEQUENCES):
        return layer
    return replace(layer, options=(("shape", (*shape[1:], shape[0])),))


EXAMPLES = {
    "keras": "paste e.g. model = keras.Sequential([...]), or layers that end in keras.Model(inputs, outputs)",
    "pytorch": "paste e.g. model = nn.Sequential(...), or a class with __init__ and forward",
}
