"""What Keras's ``model.to_json()`` writes, as layers."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from examsolver.core.problem import Problem, Span
from examsolver.frameworks.graph import Written
from examsolver.frameworks.keras_reading import KERAS, place_input
from examsolver.frameworks.pasted_text import Code, NotUnderstood
from examsolver.frameworks.reading import Reader
from examsolver.frameworks.values import Made, Tensor

HINT = "paste what model.to_json() gives, of a Sequential or functional model"


def json_layers(span: Span) -> tuple[list[Written], tuple[Problem, ...]]:
    """The layers of a model as Keras writes it into JSON, or what is not understood."""
    code = _code(span)
    try:
        model = json.loads(span.text)
    except json.JSONDecodeError as error:
        place = span.start + error.pos
        return [], (Problem(f"this is not JSON: {error.msg}", Span(span.source, place, place + 1), HINT),)
    except RecursionError:
        return [], (Problem("this JSON is nested too deeply", span, HINT),)
    try:
        return _Model(code).read(model), ()
    except NotUnderstood as error:
        return [], (error.problem,)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        return [], (Problem("this JSON is not of a Keras model", span, HINT),)


def _code(span: Span) -> Code:
    rows = span.text.split("\n")
    starts = [span.start, *(span.start + end for end in accumulate(len(row) + 1 for row in rows[:-1]))]
    return Code(span, ast.Module([], []), tuple(starts), tuple(rows))


class _Model:
    """Places the layers of one model."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.reader = Reader(code, KERAS)
        self.flows: dict[str, Tensor] = {}

    def read(self, model: dict[str, Any]) -> list[Written]:
        """All layers, each after those that it reads."""
        layers = model["config"]["layers"]
        sequential = model["class_name"] == "Sequential"
        before: list[Tensor] = []
        for entry in layers:
            config = entry["config"]
            name = entry.get("name") or config.get("name") or ""
            node = self._node(name)
            sources = before if sequential else [self._source(source, node) for source in _sources(entry)]
            if entry["class_name"] == "InputLayer":
                before = [self._input(config, node, name)]
            else:
                if not sources:
                    sources = [self._input(config, node, "input")]
                before = [self._placed(entry["class_name"], config, sources, node, name)]
            self.flows[name] = before[0]
        return self.reader.graph.layers

    def _source(self, name: str, node: ast.AST) -> Tensor:
        if name not in self.flows:
            self.reader.refuse(node, f"this layer reads {name!r}, which does not stand before it")
        return self.flows[name]

    def _input(self, config: dict[str, Any], node: ast.AST, name: str) -> Tensor:
        whole = config.get("batch_shape") or config.get("batch_input_shape")
        return place_input(self.reader, tuple(whole[1:]) if whole else None, node, name)

    def _placed(self, kind: str, config: dict[str, Any], sources: list[Tensor], node: ast.AST, name: str) -> Tensor:
        more = {}
        if kind in ("Bidirectional", "TimeDistributed"):
            inner = config["layer"]
            more = {"bidirectional": True} if kind == "Bidirectional" else {}
            kind, config = inner["class_name"], inner["config"]
        if kind not in KERAS.kinds:
            self.reader.refuse(node, f"the layer {kind!r} is not known here", "known are: " + ", ".join(KERAS.kinds))
        order = KERAS.kinds[kind].order
        named = {key: _plain(value) for key, value in config.items() if key in order and value is not None}
        flows: Tensor = self.reader.apply(Made(kind, (), {**named, **more}, node, name), [sources], node)
        return flows

    def _node(self, name: str) -> ast.AST:
        """A place in the text to point at: where the layer's name stands."""
        found = self.code.span.text.find(f'"{name}"')
        place = self.code.span.start + max(found, 0)
        line = sum(start <= place for start in self.code.starts)
        column = len(self.code.texts[line - 1][: place - self.code.starts[line - 1]].encode())
        node = ast.Constant(name)
        node.lineno = node.end_lineno = line
        node.col_offset, node.end_col_offset = column, column + len(name.encode()) + 2
        return node


def _plain(value: Any) -> Any:
    """Lists as tuples; one of one side is the side."""
    if not isinstance(value, list):
        return value
    return _plain(value[0]) if len(value) == 1 else tuple(map(_plain, value))


def _sources(entry: dict[str, Any]) -> Iterator[str]:
    """The names of the layers that a layer reads, of Keras 3 and of Keras 2."""
    nodes = entry.get("inbound_nodes") or []
    todo: list[Any] = [nodes[0]["args"] if isinstance(nodes[0], dict) else nodes[0]] if nodes else []
    while todo:
        one = todo.pop(0)
        if isinstance(one, dict) and "keras_history" in one.get("config", {}):
            yield one["config"]["keras_history"][0]
        elif isinstance(one, list) and len(one) >= 3 and isinstance(one[0], str) and isinstance(one[1], int):
            yield one[0]
        elif isinstance(one, list):
            todo = [*one, *todo]
