"""``examsolver code``: a network question as code of a framework, and code or files of a framework as a question."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from examsolver.core.problem import ExamError, Problem, Source, Span
from examsolver.core.question import Question
from examsolver.families.network_reading import Network
from examsolver.families.options import Optioned
from examsolver.frameworks.differing import remarks
from examsolver.frameworks.graph import Written, names_of, texts_of
from examsolver.frameworks.keras_writing import keras_code
from examsolver.frameworks.pasting import DIALECTS, read_layers
from examsolver.frameworks.pytorch_writing import pytorch_code
from examsolver.frameworks.writing import sized

Framework = Literal["keras", "pytorch"]
WRITERS = {"keras": keras_code, "pytorch": pytorch_code}


def code_of(question: Question, framework: Framework) -> str:
    """Runnable code of the network that a question is about. Raises ExamError where it has none."""
    body = question.body.inner if isinstance(question.body, Optioned) else question.body
    if not isinstance(body, Network):
        hint = "code can be written for network questions"
        raise ExamError([Problem(f"{question.id} holds no network of layers", question.span, hint)])
    run = question.worked_out()
    shapes = {placed.name: run.values.get(f"{placed.name}.output") for placed in body.layers}
    known = {name: shape for name, shape in shapes.items() if isinstance(shape, tuple)}
    conventions = {**body.origin.conventions, **question.conventions}
    layers = {placed.name: placed for placed in body.layers}
    ordered = [layers[name] for name in body.ordered()]
    layers_sized = sized(ordered, known, conventions)
    written = WRITERS[framework](layers_sized)
    return "".join(f"{remark}\n" for remark in remarks(layers_sized, framework)) + written


def question_from(given: Path | str, framework: str, told: tuple[int, ...] | None = None) -> str:
    """A question in our language with the network of some code, of Keras's JSON or of an ONNX file.

    Raises:
        ExamError: the file cannot be read, or says something that is not understood.
    """
    if framework == "onnx":
        from examsolver.frameworks.onnx_reading import onnx_layers

        found = onnx_layers(Path(given))
        if not found:
            raise ExamError([Problem(f"{given} holds no layers", None, "export the model again")])
        return question_text(found, "network", {})
    name, text = (str(given), _text(given)) if isinstance(given, Path) else ("<text>", given)
    source = Source(name, text)
    span = Span(source, 0, len(text))
    if framework == "keras" and text.lstrip().startswith("{"):
        from examsolver.frameworks.keras_json import json_layers

        layers, problems = json_layers(span)
    else:
        layers, problems = read_layers(span, framework, told)
    if problems:
        raise ExamError(problems)
    if not layers:
        raise ExamError([Problem(f"{name} holds no layers", span, "paste the whole model")])
    return question_text(layers, "network", dict(DIALECTS[framework][0].conventions))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExamError([Problem(f"{path} cannot be read: {error}")]) from error


def question_text(layers: list[Written], name: str, conventions: dict[str, str]) -> str:
    """The layers as a question that asks for all parameters."""
    names = names_of(layers)
    sources = [tuple(names[number] for number in layer.sources) for layer in layers]
    rows = texts_of(layers, names, sources)
    kinds = {layer.word for layer in layers}
    told = [f"convention {topic} {variant}" for topic, variant in conventions.items() if _concerns(topic, kinds)]
    rows += [*told, "find total parameters"]
    return "\n".join([f"question {name}: network", *(f"  {row}" for row in rows), ""])


def _concerns(topic: str, kinds: set[str]) -> bool:
    word = {"transposed": "conv-transpose", "same": "conv"}.get(topic.split()[0], topic.split()[0])
    return any(kind.startswith(word) for kind in kinds)
